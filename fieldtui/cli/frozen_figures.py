"""Freezing the figures of a document that goes out, and showing them beside what they come to now."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldtui.locale import _, listed
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk, reference_to

if TYPE_CHECKING:
    from fieldtui.model.plan import Plan
    from fieldtui.model.row import Row
    from fieldtui.work.figures.frozen import Compared
    from fieldtui.work.figures.periods import Period

KIND = "frozen_figures"
MOST_NAMED = 5


def freeze(desk: Desk, name: str, plan: "Plan", period: "Period") -> None:
    """Keep a plan's figures of a period as they are now, under a name. FieldError when that can't be."""
    from pydantic import ValidationError

    from fieldtui.model.errors import sentences
    from fieldtui.model.records.frozen_figures import FrozenFigures
    from fieldtui.work.figures.frozen import frozen_lines
    from fieldtui.work.figures.gather import gather
    from fieldtui.work.figures.report import lines
    from fieldtui.work.rules import complete, troubles

    if any(row["name"] == name for row in desk.ledger.rows(KIND)):
        raise FieldError(
            _("Figures are frozen under “{name}” already; choose another name, or see them with --frozen.").format(
                name=name
            )
        )
    day = today()
    found = frozen_lines(lines(plan, gather(desk, period.end, plan), period), plan)
    try:
        record = complete(
            FrozenFigures.model_validate(
                {
                    "name": name,
                    "start": period.start,
                    "end": period.end,
                    "frozen_on": day,
                    "lines": found,
                    "plan": reference_to(plan),
                }
            ),
            desk,
        )
    except ValidationError as error:
        raise FieldError(" ".join(sentence for _name, sentence in sentences(error))) from error
    wrong = troubles(record, desk, day)
    if wrong:
        raise FieldError(" ".join(wrong.values()))
    desk.ledger.save(record)


def frozen_words(desk: Desk, name: str, as_json: bool) -> Iterator[str]:
    """The figures frozen under a name, each as printed, and what has changed since. FieldError for an unknown name."""
    from datetime import date

    from fieldtui.work.figures.frozen import compared
    from fieldtui.work.figures.gather import gather
    from fieldtui.work.figures.periods import Period
    from fieldtui.work.figures.report import lines

    row = _named(desk, name)
    period, plan = Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])), desk.plan_of(row)
    found = list(compared(row, lines(plan, gather(desk, period.end, plan), period), plan))
    if as_json:
        for item in found:
            yield json.dumps(
                {name: getattr(item, name) for name in item.__slots__} | {"same": item.same}, ensure_ascii=False
            )
        return
    yield _("“{name}”, {start} to {end}, frozen on {day}").format(
        name=row["name"], start=period.start, end=period.end, day=row["frozen_on"]
    )
    for item in found:
        yield _in_words(desk, item)
    different = sum(not item.same for item in found)
    yield _("Other than printed today: {count}").format(count=different)


def _named(desk: Desk, name: str) -> "Row":
    rows = list(desk.ledger.rows(KIND))
    found = next((row for row in rows if name in (row["name"], row["id"])), None)
    if found is None:
        names = listed(f"“{row['name']}”" for row in rows) or "—"
        raise FieldError(_("No figures are frozen under “{name}”; there are: {names}.").format(name=name, names=names))
    return found


def _in_words(desk: Desk, item: "Compared") -> str:
    words = _("{name}: printed {value}").format(name=item.name, value=item.printed)
    if not item.now:
        return _("{words}; the plan has this figure no more").format(words=words)
    if item.printed != item.now:
        words = _("{words}, now {value}").format(words=words, value=item.now)
    if item.since != item.since_now:
        words = _("{words}; so far printed {value}, now {now}").format(
            words=words, value=item.since, now=item.since_now
        )
    behind = [
        sentence.format(names=_some(desk, records))
        for sentence, records in ((_("added: {names}"), item.joined), (_("gone: {names}"), item.left))
        if records
    ]
    return words + (f"  [{'；'.join(behind)}]" if behind else "")


def _some(desk: Desk, records: tuple[str, ...]) -> str:
    names = [_title(desk, record) for record in records[:MOST_NAMED]]
    more = len(records) - len(names)
    return listed(names) + (_(" and {count} more").format(count=more) if more else "")


def _title(desk: Desk, record: str) -> str:
    kind = desk.ledger.kind_of(record) or ""
    row = desk.ledger.row(kind, record) or {}
    if kind == "visit":
        return f"{row.get('date', '')} {desk.name('enterprise', row.get('enterprise', ''))}".strip()
    return str(row.get("title") or row.get("name") or desk.name("enterprise", row.get("enterprise", "")) or record[:8])
