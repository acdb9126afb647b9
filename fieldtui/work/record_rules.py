"""Rules of the records beside visits and problems: what is filled in for people, and what is wrong with one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk
from fieldtui.work.meetings import next_number, numbers_taken

TITLE_LENGTH = 30
_CLAUSE_ENDS = re.compile("[，。；！？,;!?\n]")

HAPPENED = {
    "project": "entered_on",
    "lead": "collected",
    "idea": "submitted",
    "milestone": "actual",
    "outcome": "judged_on",
}
"""The field with a day that can't lie in the future, because it tells what has happened."""

BEGINS_TODAY = {"problem": "raised", "lead": "collected", "idea": "submitted", "task": "assigned"}
"""The field of a new record that is today's date when it is not given."""

ONLY_ONE = {
    "figures": ("enterprise", "project", "month"),
    "outcome": ("enterprise", "period", "category"),
    "milestone": ("project", "type", "title"),
    "frozen_figures": ("name",),
    "unit": ("name", "above"),
}
"""Fields that no two records of a kind have in common: a second one is a change of the first."""


def beginning(kind: str, values: Mapping[str, Any], desk: Desk, today: date) -> dict[str, Any]:
    """The values of a new record with those that nobody needs to say: today as its day, and who hands out a task."""
    filled = dict(values)
    if kind in BEGINS_TODAY:
        filled.setdefault(BEGINS_TODAY[kind], today.isoformat())
    if kind == "task" and not filled.get("meeting") and not filled.get("clerk") and desk.me:
        filled["clerk"] = desk.me
    return filled


def typed_words(record: Record, desk: Desk) -> dict[str, Any]:
    """What follows from what was typed: titles, numbers of meetings, whose project it is."""
    match record.kind:
        case "lead" | "idea":
            return _title_of_text(record)
        case "meeting":
            return _numbers_and_title(record, desk)
        case "visit" | "problem":
            return _enterprise_of_project(record, desk)
        case _:
            return {}


def record_troubles(record: Record, desk: Desk, today: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) for each thing that is wrong with a record of these kinds, given the day and the others."""
    values = record.fields()
    day = HAPPENED.get(record.kind, "")
    if values.get(day, "") > today.isoformat():
        yield day, _("This day is still to come; write the day on which it happened.")
    match record.kind:
        case "meeting":
            yield from _number_borne_before(record.id, values, desk)
        case "figures" if values["month"] > f"{today:%Y-%m}":
            yield "month", _("This month is still to come.")
        case "outcome" if values["achieved"] != "pending" and desk.my_role() != "clerk":
            yield "achieved", _("The office judges outcomes; record it as to be judged, with the evidence.")
        case "follow_up" if values.get("co_enterprises") and "enterprise" not in (
            desk.plan_for(record.kind, values).co_organisers
        ):
            yield "co_enterprises", _("In this plan enterprises are no co-organisers.")


def twin_troubles(record: Record, desk: Desk) -> Iterator[tuple[str, str]]:
    """What is wrong with a record that says the same thing of the same as another one."""
    values = record.fields()
    names = ONLY_ONE.get(record.kind, ())
    first = next((name for name in names if values.get(name)), "")
    alike = desk.ledger.referring(record.kind, first, values[first]) if first else []
    for other in alike:
        if other["id"] != record.id and all(other.get(name) == values.get(name) for name in names):
            yield "", _("There is such a record already; change that one: {id}").format(id=other["id"])
            return
    if record.kind == "project" and values.get("code"):
        for other in desk.ledger.referring("project", "code", values["code"]):
            if other["id"] != record.id:
                yield "code", _("“{name}” has this project code already.").format(name=other["name"])
                return


def _title_of_text(record: Record) -> dict[str, Any]:
    """The first clause of the text, when no title was given."""
    values = record.fields()
    if values.get("title"):
        return {}
    clause = _CLAUSE_ENDS.split(values["text"], maxsplit=1)[0].strip() or values["text"].strip()
    return {"title": clause if len(clause) <= TITLE_LENGTH else f"{clause[: TITLE_LENGTH - 1]}…"}


def _numbers_and_title(record: Record, desk: Desk) -> dict[str, Any]:
    """The numbers that follow in the sequences, where none was given, and what the meeting is called then."""
    values = record.fields()
    plan = desk.plan_for("meeting", values)
    held = numbered(values["held_as"], desk, plan, date.fromisoformat(values["date"]), record.id)
    return {"held_as": held} if values.get("title") else {"held_as": held, "title": meeting_title(held, desk, values)}


def numbered(
    held_as: Sequence[Mapping[str, Any]], desk: Desk, plan: Plan, day: date, meeting: str = ""
) -> list[dict[str, Any]]:
    """As what a meeting is held, each with its number: where none was given, the next one in the plan's sequence."""
    others = _other_meetings(desk, meeting, plan)
    held = []
    for item in held_as:
        kind = plan.meetings.get(item["type"])
        number = item.get("number") or (next_number(others, kind, day) if kind else None)
        held.append({"type": item["type"], **({"number": number} if number else {})})
    return held


def _other_meetings(desk: Desk, meeting: str, plan: Plan) -> list[Row]:
    """The meetings beside this one that count on in the same plan, whatever its version."""
    return [
        row
        for row in desk.ledger.rows("meeting")
        if row["id"] != meeting and (row.get("plan") or {"name": plan.name})["name"] == plan.name
    ]


def meeting_title(held: Sequence[Mapping[str, Any]], desk: Desk, values: Row | None = None) -> str:
    """What a meeting is called that is held as these, as in 第四次月讲评暨第十四次周交办会.

    `values` are those of the meeting, as far as they are known, from which follows by whose plan it is held.
    """
    return desk.plan_for("meeting", values or {}).meeting_title({item["type"]: item.get("number") for item in held})


def _enterprise_of_project(record: Record, desk: Desk) -> dict[str, Any]:
    """The enterprise whose project it is about, so that it stands on that one's page too."""
    values = record.fields()
    project = desk.ledger.row("project", values["project"]) if values.get("project") else None
    if values.get("enterprise") or not project or not project.get("enterprise"):
        return {}
    return {"enterprise": project["enterprise"]}


def _number_borne_before(meeting: str, values: Row, desk: Desk) -> Iterator[tuple[str, str]]:
    day = date.fromisoformat(values["date"])
    plan = desk.plan_for("meeting", values)
    others = _other_meetings(desk, meeting, plan)
    for item in values["held_as"]:
        kind, number = plan.meetings.get(item["type"]), item.get("number")
        if kind is None or not kind.sequence or not number:
            continue
        bearer = numbers_taken(others, kind, day).get(number)
        if bearer:
            yield (
                "held_as",
                _("“{title}” is number {number} of “{kind}” already; the next one is {next}.").format(
                    title=desk.name("meeting", bearer),
                    number=number,
                    kind=kind.name,
                    next=next_number(others, kind, day),
                ),
            )
