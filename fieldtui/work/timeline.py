"""A problem as its time line: what was done, by whom and when, what is next and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fieldtui.locale import _, listed, ngettext
from fieldtui.model.codes import HEARD_BY, NATURES, ROLES, SATISFACTIONS, URGENCIES
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.conflicts import mark_about
from fieldtui.work.dates import show_date
from fieldtui.work.desk import STANDING, Desk, calendar_of
from fieldtui.work.figures.hours import HOURS_A_DAY, moment_of, working_hours
from fieldtui.work.handed import Handed
from fieldtui.work.life import Standing, days_late, in_order, next_expected
from fieldtui.work.naming import short_name
from fieldtui.work.planned import PLANNED, still_to_do
from fieldtui.work.record_words import state_word


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the time line. `tone` is "" (done), "late" (did not take effect) or "muted" (still to come).

    `record` is the step that it tells of, "" for what is no step. `took` says how long it was in coming.
    """

    when: str
    what: str
    who: str
    words: str
    tone: str = ""
    record: str = ""
    took: str = ""


def time_line(desk: Desk, problem: Row, standing: Standing) -> list[Moment]:
    """The registration, every step in order, and what is expected next."""
    made = (desk.ledger.heads(problem["id"]) or {})["made"]
    moments = [_registered(desk, problem, made)]
    steps = [step for step in in_order(desk.steps(problem["id"])) if not step.row.get("deleted")]
    refused = dict(standing.ineffective)
    calendar = calendar_of(desk.plan_of(problem))
    before = moment_of(problem["raised"], made["at"])
    to_do = {row["id"] for row in still_to_do(step.row for step in steps)}
    for step in steps:
        if step.id not in to_do:
            moment = _done(desk, problem, step.row, step.at, refused.get(step.id, ""))
            if step.id not in refused:
                now = moment_of(step.row["on"], step.at)
                moment = replace(moment, took=_took(working_hours(before, now, calendar)))
                before = max(before, now)
            moments.append(moment)
    for step in steps:
        if step.id in to_do:
            who = keepers_words(desk, step.row)
            moments.append(Moment(step.row["due"][5:], _("planned"), who, step.row["reason"], "muted"))
    moments.extend(_to_come(desk, problem, standing))
    return moments


def keepers_words(desk: Desk, planned: Row) -> str:
    """Who has a planned step to do; where it was handed over, from whom to whom."""
    return "→".join(desk.name("person", person) for person in Handed(desk.ledger).keepers(planned))


def facts(desk: Desk, problem: Row, standing: Standing, today: date) -> list[str]:
    """The lines above the time line: enterprise, type, who leads, until when."""
    enterprise = desk.name("enterprise", problem.get("enterprise")) or _("no enterprise")
    nature, urgency = _word(NATURES, problem.get("nature")), _word(URGENCIES, problem.get("urgency"))
    type_word = desk.code_word("problem_types", problem["type"], problem)
    lines = [mark_about(desk, problem["id"])]
    lines.append(
        _join(
            (_("Enterprise"), enterprise),
            (_("Project"), desk.name("project", problem.get("project"))),
            (_("Type"), f"{type_word} {nature} {urgency}".strip()),
        )
    )
    lead = desk.name("unit", standing.lead)
    co = listed(desk.name("unit", unit) for unit in standing.co)
    lines.append(
        _join(
            (_("Lead"), lead or _("not decided yet")),
            (_("Suggested"), problem.get("suggested", "")),
            (_("Co-departments"), co),
        )
    )
    hoped = problem.get("hoped_for")
    lines.append(
        _join(
            (_("Due"), _due(desk, problem, standing, today)),
            (_("Hoped for by"), show_date(date.fromisoformat(hoped), today) if hoped else ""),
            (_("Reopened"), str(standing.reopened or "")),
        )
    )
    lines.append(_join((_("Merged into it"), listed(_children(desk, problem["id"])))))
    lines.extend(problem[name] for name in ("description", "request") if problem.get(name))
    return [line for line in lines if line]


def _children(desk: Desk, problem: str) -> list[str]:
    """The problems that were merged into this one, and still are, each with whose it is."""
    merging = desk.ledger.referring("follow_up", "into", problem)
    standing = {row["problem"]: desk.ledger.derived(STANDING, row["problem"]).get("last") for row in merging}
    children = [desk.ledger.row("problem", row["problem"]) for row in merging if standing[row["problem"]] == row["id"]]
    return [
        f"{row['title']} {short_name(desk.name('enterprise', row.get('enterprise')))}".rstrip()
        for row in children
        if row is not None
    ]


def _due(desk: Desk, problem: Row, standing: Standing, today: date) -> str:
    due = standing.awaited
    if not due:
        return ""
    words = show_date(due, today)
    late = days_late(due, today, calendar_of(desk.plan_of(problem)))
    if late:
        return words + _(", {count} working days late").format(count=late)
    left = calendar_of(desk.plan_of(problem)).working_days_between(today, due)
    return words + (
        ngettext(", {count} working day left", ", {count} working days left", left).format(count=left)
        if left > 0
        else ""
    )


def _took(hours: Decimal) -> str:
    """Working hours in words: days from a working day of eight hours on; "" for less than an hour."""
    if hours < HOURS_A_DAY:
        count = int(hours)
        return ngettext("{count} hour", "{count} hours", count).format(count=count) if count else ""
    count = int((hours / HOURS_A_DAY).quantize(Decimal(1), ROUND_HALF_UP))
    return ngettext("{count} working day", "{count} working days", count).format(count=count)


def _join(*pairs: tuple[str, str]) -> str:
    return "   ".join(f"{label} {value}" for label, value in pairs if value)


def _word(codes: Mapping[str, str], value: str | None) -> str:
    return _(codes.get(value or "", value or ""))


def _registered(desk: Desk, problem: Row, made: Row) -> Moment:
    return Moment(
        f"{local_time(made['at']):%m-%d %H:%M}",
        state_word(desk, "problem", problem, desk.plan_of(problem).flow.initial),
        desk.name("person", made["by"]),
        problem["title"],
    )


def _done(desk: Desk, problem: Row, row: Row, at: int, refusal: str) -> Moment:
    what = desk.words("steps", problem).get(row["step"], row["step"])
    by = desk.name("person", row["by"])
    who = desk.name("unit", row.get("behalf")) or by
    said = [row.get("reason", ""), row.get("words", "")]
    parts = [_behalf(row, by), desk.name("unit", row.get("lead")), *said, *_answers(desk, row)]
    if refusal:
        parts.insert(0, _("did not take effect: {reason}").format(reason=refusal))
    words = " ".join(" ".join(part.split()) for part in parts if part)
    written = local_time(at)
    # The hour belongs to the day it was written on, which may be later than the day it tells of.
    when = f"{written:%m-%d %H:%M}" if row["on"] == f"{written:%Y-%m-%d}" else row["on"][5:]
    return Moment(when, what, who, words, "late" if refusal else "")


def _behalf(row: Row, by: str) -> str:
    """Who entered it for the unit, and how it was heard (代录)."""
    if not row.get("behalf"):
        return ""
    return _("entered by {name}, {heard}:").format(name=by, heard=_word(HEARD_BY, row.get("heard_by")))


def _answers(desk: Desk, row: Row) -> Sequence[str]:
    answers = []
    if row.get("reached") is False:
        answers.append(_("not reached"))
    if row.get("into"):
        answers.append(_("into: {title}").format(title=desk.name("problem", row["into"]) or _("not known here")))
    if row.get("satisfaction"):
        answers.append(_word(SATISFACTIONS, row["satisfaction"]))
    if row.get("evidence"):
        answers.append(_("evidence: {words}").format(words=row["evidence"]))
    if row.get("approved_by"):
        answers.append(_("approved by {name} on {day}").format(name=row["approved_by"], day=row.get("approved_on", "")))
    if row.get("due") and row["step"] != PLANNED:
        answers.append(_("due {day}").format(day=row["due"][5:]))
    return answers


def _to_come(desk: Desk, problem: Row, standing: Standing) -> list[Moment]:
    return [
        Moment(
            f"{expected.due:%m-%d}" if expected.due else "",
            expected.name,
            desk.name("unit", standing.lead) if expected.who == standing.lead else _word(ROLES, expected.who),
            _("next") if number == 0 else "",
            "muted",
        )
        for number, expected in enumerate(next_expected(standing, desk.plan_of(problem)))
    ]
