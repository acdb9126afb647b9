"""The weekly report 周报 and the monthly review 月讲评通报: the plan's figures, the ranking, what is late and due."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from fieldtui.locale import _, listed
from fieldtui.model.row import Row
from fieldtui.report.documents.document import Blank, Column, Document, Part, Remark, Table, Text
from fieldtui.report.documents.making import Making, day_of_form, headed, signed
from fieldtui.work.desk import Desk
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.gather import gather
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.report import lines
from fieldtui.work.figures.scores import Scored, groups_by_kind, ranking
from fieldtui.work.figures.words import NOTHING, beside_words, line_title, reported_words, value_words

PERIOD = "period"
"""What such a document is about, beside the kinds of records."""
WEEK = timedelta(days=7)
BLANK_LINES = 4
_DAY_BYTES = 3


def id_of(period: Period) -> str:
    """A period in the form of an id, as which no record has one: it stands in the code on paper."""
    days = [day.toordinal().to_bytes(_DAY_BYTES, "big") for day in (period.start, period.end)]
    return str(UUID(bytes=b"".join(days).rjust(16, b"\x00")))


def period_of(about: str) -> Period | None:
    """The period again; None for the id of a record."""
    content = UUID(about).bytes
    start, end = (
        int.from_bytes(part, "big") for part in (content[-2 * _DAY_BYTES : -_DAY_BYTES], content[-_DAY_BYTES:])
    )
    if any(content[: -2 * _DAY_BYTES]) or not 1 <= start <= end <= date.max.toordinal():
        return None
    return Period(date.fromordinal(start), date.fromordinal(end))


def week_of(day: date) -> Period:
    """The week, Monday to Sunday, in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + WEEK - timedelta(days=1))


def weekly(making: Making, row: Row) -> Document:
    period = Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
    facts = _facts(making, period)
    found: list[tuple[str, Sequence[Part]]] = [
        (_("Figures of the week"), _figures(making, facts, period)),
        (_("Overdue problems"), _overdue(making)),
        (_("Due in the next week"), _due(making, period)),
        (_("Work of the next week"), [Blank(BLANK_LINES)]),
    ]
    return _document(making, _("Weekly report"), period, found, row)


def monthly(making: Making, row: Row) -> Document:
    period = Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
    facts = _facts(making, period)
    ranked = _ranked(making.desk, facts, period)
    found: list[tuple[str, Sequence[Part]]] = [
        (_("Figures of the month"), _figures(making, facts, period)),
        *([(_("Ranking"), _ranking(making, ranked))] if ranked else []),
        *_named(making.desk, ranked),
        (_("Overdue problems"), _overdue(making)),
        (_("What is required"), [Blank(BLANK_LINES)]),
    ]
    return _document(making, _("Monthly review"), period, found, row)


def _facts(making: Making, period: Period) -> Facts:
    return gather(making.desk, period.until(making.day).end)


def _document(
    making: Making, title: str, period: Period, found: Sequence[tuple[str, Sequence[Part]]], row: Row
) -> Document:
    told = period.until(making.day)
    days = _("{start} to {end}").format(start=day_of_form(told.start), end=day_of_form(told.end))
    parts: list[Part] = [Text(days)]
    for number, (words, inner) in enumerate(found, 1):
        parts += [headed(number, words), *inner]
    return Document(title, row["id"], making.day, [*parts, signed(making)], numbered=True)


def _figures(making: Making, facts: Facts, period: Period) -> list[Part]:
    plan = making.desk.plan
    columns = [Column(_("Figure"), 6), Column(_("This period"), 8), Column(_("So far"), 8), Column(_("Beside it"), 6)]
    rows = [
        [
            line_title(line, plan),
            value_words(line.period, line.figure, plan),
            value_words(line.since, line.figure, plan),
            beside_words(line.period, line.figure, plan),
        ]
        for line in lines(plan, facts, period.until(making.day))
    ]
    return [Table(columns, rows), *(Text(reported_words(item)) for item in plan.reported)]


def _ranked(desk: Desk, facts: Facts, period: Period) -> list[Scored]:
    if desk.plan.scores is None:
        return []
    kinds = {row["id"]: row.get("type", "department") for row in desk.ledger.rows("unit")}
    return ranking(desk.plan, facts, period, groups_by_kind(desk.plan.scores, kinds))


def _ranking(making: Making, ranked: Sequence[Scored]) -> list[Part]:
    """A table of all units, group by group, with the points of each row of the score sheet."""
    plan = making.desk.plan
    groups = {item.code: item.name for item in plan.scores.groups} if plan.scores else {}
    sheet = plan.scores.rows if plan.scores else ()
    columns = [
        Column(_("Group"), 4),
        Column(_("Place in the ranking"), 3),
        Column(_("Unit"), 7),
        *(Column(row.name, 4) for row in sheet),
        Column(_("Total"), 4),
    ]
    rows = [
        [
            groups.get(item.group, item.group),
            NOTHING if item.place is None else str(item.place),
            making.desk.name("unit", item.unit),
            *(_points(making, part.points) for part in item.parts),
            NOTHING if item.total is None else str(item.total),
        ]
        for item in ranked
    ]
    return [Table(columns, rows)]


def _points(making: Making, points: Decimal | None) -> str:
    return NOTHING if points is None else str(making.desk.plan.rounding.of(points))


def _named(desk: Desk, ranked: Sequence[Scored]) -> Iterator[tuple[str, Sequence[Part]]]:
    """Who is praised, and who speaks before the meeting."""
    for words, units in (
        (_("Praised"), [item.unit for item in ranked if item.praised]),
        (_("Speak before the meeting"), [item.unit for item in ranked if item.speaks]),
    ):
        if units:
            yield words, [Text(listed(desk.name("unit", unit) for unit in units))]


def _overdue(making: Making) -> list[Part]:
    """The problems whose reply is late on the day, the latest first."""
    found = [(making.days_late(row, standing), row, standing) for row, standing in making.awaited()]
    late = sorted((item for item in found if item[0]), key=lambda item: (-item[0], str(item[1]["id"])))
    if not late:
        return [Remark(_("None."))]
    columns = [
        Column(_("No."), 3),
        Column(_("Enterprise"), 7),
        Column(_("Problem"), 9),
        Column(_("Lead"), 4),
        Column(_("Overdue"), 5),
    ]
    rows = [
        [
            str(number),
            making.about(row),
            row["title"],
            making.desk.name("unit", standing.lead),
            _("{count} working days").format(count=days),
        ]
        for number, (days, row, standing) in enumerate(late, 1)
    ]
    return [Table(columns, rows)]


def _due(making: Making, period: Period) -> list[Part]:
    """The problems whose reply is due in the week after the period."""
    after = Period(period.end + timedelta(days=1), period.end + WEEK)
    found = [
        (row, standing) for row, standing in making.awaited() if standing.due and standing.due.isoformat() in after
    ]
    if not found:
        return [Remark(_("None."))]
    columns = [
        Column(_("No."), 3),
        Column(_("Enterprise"), 7),
        Column(_("Problem"), 9),
        Column(_("Lead"), 4),
        Column(_("Reply due"), 5),
    ]
    rows = [
        [
            str(number),
            making.about(row),
            row["title"],
            making.desk.name("unit", standing.lead),
            day_of_form(standing.due) if standing.due else "",
        ]
        for number, (row, standing) in enumerate(found, 1)
    ]
    return [Table(columns, rows)]
