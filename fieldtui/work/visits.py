"""Entering a visit: what was typed into the form becomes the visit, its problems and its follow-up, or sentences."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import kind_title
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.visit import Visit
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk, calendar_of, reference_to
from fieldtui.work.naming import folded
from fieldtui.work.quick_entry import QuickProblem, read_follow_up, read_problem
from fieldtui.work.quick_marks import SIGNS
from fieldtui.work.rules import Troubles, called, complete, in_the_future, plan_meant, several, troubles
from fieldtui.work.steps import Entry

R = TypeVar("R", bound=Record)

NAME_BREAKS = "、,，;；/ \u3000"
FOLLOW_UP = 0
"""The place of a visit's follow-up among what is made with the visit; its problems have theirs from 1 on."""


def made_from(record: str, place: int) -> str:
    """The id of what is made together with a record, the same each time: a UUIDv7 of that one's moment.

    `place` stands where the counter of RFC 9562 does, so that what is made together sorts in that order.
    """
    moment = record.replace("-", "")[:12]
    tail = int.from_bytes(sha256(f"{record} {place}".encode()).digest()[:8], "big") >> 2
    return str(UUID(f"{moment}7{place & 0xFFF:03x}{1 << 63 | tail:016x}"))


def read_people(text: str, desk: Desk) -> tuple[list[str], list[str]]:
    """(ids, names that are not known) of the people named in `text`: by name, or by initials that only one has."""
    for mark in NAME_BREAKS:
        text = text.replace(mark, "、")
    found: list[str] = []
    unknown: list[str] = []
    for name in filter(None, text.split("、")):
        person = find_named("person", name, desk)
        if person is None:
            unknown.append(name)
        elif person not in found:
            found.append(person)
    return found, unknown


def read_enterprise(text: str, desk: Desk) -> str | None:
    """The one enterprise that is meant: by its whole name or code, or because nothing else is found."""
    return find_named("enterprise", text, desk)


def find_named(kind: str, text: str, desk: Desk) -> str | None:
    """The one record of a kind that is meant: by its id, whole name or code, or because nothing else is found."""
    exact = called(kind, text.strip(), desk)
    if exact:
        return exact[0] if len(exact) == 1 else None
    found = desk.index(kind).find(text.strip(), limit=2)
    # Also what has no name of its own, such as a visit, is meant by the whole of what it is listed as.
    whole = [entry for entry in found if folded(entry.name) == folded(text)]
    meant = whole if len(whole) == 1 else found
    return meant[0].id if len(meant) == 1 else None


def not_one(kind: str, text: str, desk: Desk) -> str:
    """What to say of a name that no single record of a kind is meant by."""
    sentence = several(kind, text, desk)
    if sentence:
        return sentence
    match kind:
        case "enterprise" if not desk.index(kind).find(text.strip(), limit=1):
            return _("No enterprise “{text}” is known here; correct the name. The office adds new ones.").format(
                text=text
            )
        case "enterprise":
            return _("No single enterprise is meant by “{text}”; choose one from the list.").format(text=text)
        case "unit":
            return _("No single unit is meant by “{text}”; the office adds units.").format(text=text)
        case "person":
            return _("Nobody called “{name}” is known here; correct the name.").format(name=text)
        case _other:
            return _("No single {kind} is meant by “{text}”; choose one from the list.").format(
                kind=kind_title(kind), text=text
            )


def plan_typed(desk: Desk, kind: str, values: Mapping[str, str]) -> Plan:
    """The plan of what a form's texts come to: the one in use that they name, else that of their enterprise."""
    named, wrong = plan_meant(values["plan"], desk) if values.get("plan") else (None, "")
    enterprise = read_enterprise(values.get("enterprise", ""), desk)
    return desk.plan_for(kind, {"enterprise": enterprise, "plan": None if wrong else named})


def read_line(desk: Desk, line: str, values: Mapping[str, str], today: date) -> tuple[QuickProblem, Plan]:
    """A line of quick entry, and the plan by which it is read: the one that the form's texts name, else that of the
    enterprise in the line, else that of the enterprise in the form."""
    plan = plan_typed(desk, "problem", values)
    problem = read_problem(line, desk.vocabulary_of(plan), today)
    if problem.enterprise is None or values.get("plan"):
        return problem, plan
    own = desk.plan_for("problem", {"enterprise": problem.enterprise.id})
    return (problem, plan) if own is plan else (read_problem(line, desk.vocabulary_of(own), today), own)


def lines_of(text: str) -> list[str]:
    """The lines of quick entry that say something."""
    return [line for line in text.splitlines() if line.strip()]


def enter_visit(desk: Desk, values: Mapping[str, str], today: date) -> Entry:
    """The visit, its problems and its follow-up from a form's texts by field.

    Fields: enterprise, date, mode, outcome, visitors, met, note, problems (a line each), follow_up, plan (name or
    title of one in use, if it is not what follows from the enterprise); and id, which the visit gets, and from which
    the other ids follow, so that a draft that is saved twice makes nothing twice.
    """
    wrong: Troubles = {}
    day = read_date(values.get("date") or "0", today, toward="past")
    enterprise = read_enterprise(values.get("enterprise", ""), desk)
    visitors, unknown = read_people(values.get("visitors", ""), desk)
    if enterprise is None:
        wrong["enterprise"] = _not_one(values.get("enterprise", ""), desk)
    if day is None:
        wrong["date"] = _("This is no date; write 昨天, -1, 上周五 or 11-20.")
    elif day > today:
        wrong["date"] = in_the_future()
    if unknown:
        wrong["visitors"] = not_one("person", unknown[0], desk)
    elif not visitors:
        wrong["visitors"] = _("It must be filled in.")
    texts = {name: values.get(name) or None for name in ("met", "note")}
    chosen = {name: values[name] for name in ("mode", "outcome", "type") if values.get(name)}
    # Where these are are wrong already, something that fits stands in, so that all else is checked as well.
    given = {"enterprise": enterprise or new_id(), "date": day or today, "visitors": visitors or [new_id()]}
    given["id"] = values.get("id") or new_id()
    wrong |= _unknown_plan(desk, values)
    plan = plan_typed(desk, "visit", values)
    given["plan"] = reference_to(plan)
    visit = _checked(Visit, {**given, **texts, **chosen}, wrong)
    problems = _problems(desk, values.get("problems", ""), given, plan, today, wrong)
    step = _follow_up(desk, values.get("follow_up", ""), plan, today, visit, wrong)
    records = [complete(record, desk) for record in (visit, *problems, step) if record is not None]
    if visit is not None and not wrong:
        for record in records:
            wrong.update(troubles(record, desk, today, beside={visit.id: "visit"}))
    return Entry((), wrong) if wrong else Entry(tuple(records), {})


def enter_problems(desk: Desk, values: Mapping[str, str], today: date) -> Entry:
    """Problems that did not come up on a visit.

    Fields: enterprise, source, problems (a line each), description, plan (name or title), id. A line may name its own
    enterprise; those that don't are about the one of the field. The first problem gets that id, and those of the
    others follow from it.
    """
    wrong = _unknown_plan(desk, values)
    enterprise = read_enterprise(values.get("enterprise", ""), desk)
    lines = [read_line(desk, line, values, today) for line in lines_of(values.get("problems", ""))]
    each_names_its_own = lines and all(line.enterprise for line, _plan in lines)
    if enterprise is None and (values.get("enterprise", "").strip() or not each_names_its_own):
        wrong["enterprise"] = _not_one(values.get("enterprise", ""), desk)
    if not values.get("problems", "").strip():
        wrong["problems"] = _("It must be filled in.")
    more = {name: values[name] for name in ("source", "description") if values.get(name)}
    about = {"raised": today, **more}
    unread = next((name for line, _plan in lines if not line.enterprise and (name := _enterprise_named(line))), "")
    first = values.get("id") or new_id()
    problems = [
        _problem(
            line,
            {
                **about,
                "id": made_from(first, place) if place else first,
                "enterprise": line.enterprise.id if line.enterprise else enterprise or new_id(),
                "plan": reference_to(plan),
            },
            wrong,
        )
        for place, (line, plan) in enumerate(lines)
    ]
    if enterprise is None and unread:
        # One thing is wrong, and not that no enterprise or type is said.
        wrong.pop("enterprise", None)
        wrong["problems"] = not_one("enterprise", unread, desk)
    records = [complete(problem, desk) for problem in problems if problem is not None]
    if not wrong:
        for record in records:
            wrong.update(troubles(record, desk, today))
    return Entry((), wrong) if wrong else Entry(tuple(records), {})


def _enterprise_named(line: QuickProblem) -> str:
    """What stands behind the mark of an enterprise that was not understood, and so stays in the text; "" for none."""
    return next((word[1:] for word in line.title.split() if SIGNS.get(word[0]) == "&" and len(word) > 1), "")


def _problems(
    desk: Desk, text: str, visit: Mapping[str, Any], plan: Plan, today: date, wrong: Troubles
) -> list[Problem]:
    """The problems that came up on a visit, given by its values; they are made under its plan."""
    about = {"enterprise": visit["enterprise"], "raised": visit["date"], "visit": visit["id"], "plan": visit["plan"]}
    lines = [read_problem(line, desk.vocabulary_of(plan), today) for line in lines_of(text)]
    elsewhere = next((line for line in lines if line.enterprise and line.enterprise.id != visit["enterprise"]), None)
    if elsewhere and elsewhere.enterprise:
        wrong["problems"] = _("“{title}”: {sentence}").format(
            title=elsewhere.title,
            sentence=_("It names {name}, which was not visited; register it on its own.").format(
                name=elsewhere.enterprise.name
            ),
        )
    made = [
        _problem(line, {**about, "id": made_from(visit["id"], place)}, wrong) for place, line in enumerate(lines, 1)
    ]
    return [problem for problem in made if problem is not None]


def _problem(line: QuickProblem, about: Mapping[str, Any], wrong: Troubles) -> Problem | None:
    if line.trouble:
        wrong["problems"] = _("“{title}”: {sentence}").format(title=line.title, sentence=line.trouble)
        return None
    values = {
        **about,
        "title": line.title,
        "type": line.type,
        "urgency": line.urgency,
        "nature": line.nature,
        "suggested": line.suggested,
        "hoped_for": line.hoped_for,
    }
    return _checked(Problem, values, wrong, place="problems")


def _follow_up(desk: Desk, text: str, plan: Plan, today: date, visit: Visit | None, wrong: Troubles) -> FollowUp | None:
    if not text.strip():
        return None
    read = read_follow_up(text, today, calendar_of(plan).add_working_days)
    if read is None:
        wrong["follow_up"] = _("Begin with a date, then say what is to be done: 周三 电话回访.")
        return None
    if read.due < today:
        wrong["follow_up"] = _("This date has passed; a follow-up is planned for today or later.")
        return None
    values = {
        "id": made_from(visit.id, FOLLOW_UP) if visit else new_id(),
        "visit": visit.id if visit else new_id(),
        "step": "planned",
        "on": today,
        "by": desk.me,
        "due": read.due,
        "reason": read.reason,
    }
    return _checked(FollowUp, values, wrong, place="follow_up")


def _checked(kind: type[R], values: Mapping[str, Any], wrong: Troubles, place: str = "") -> R | None:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        for name, sentence in sentences(error):
            wrong.setdefault(place or name or "note", sentence)
        return None


def _unknown_plan(desk: Desk, values: Mapping[str, str]) -> Troubles:
    """What is wrong with the plan that is named, if one is."""
    sentence = plan_meant(values["plan"], desk)[1] if values.get("plan") else ""
    return {"plan": sentence} if sentence else {}


def _not_one(text: str, desk: Desk) -> str:
    if not text.strip():
        return _("Say which enterprise: type initials, characters or a part of its code.")
    return not_one("enterprise", text.strip(), desk)
