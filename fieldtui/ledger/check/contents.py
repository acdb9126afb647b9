"""The records: what waits to be completed or settled, and what was set aside. None of it is damage."""

from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError

from fieldtui.ledger.check.finding import Finding, told
from fieldtui.ledger.check.log_reading import LogReading
from fieldtui.ledger.check.names import Names, shortened
from fieldtui.ledger.judge import wrong_fields
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import INCOMPLETE, PURGED
from fieldtui.locale import _
from fieldtui.model.kinds import field, kind_names, kind_title, record_class
from fieldtui.model.plan_kept import why_not
from fieldtui.model.row import Row

STANDING, STAGE = "standing", "stage"
"""The table that the rules keep of where each problem stands; `ineffective` lists the steps that do not count."""


def content_findings(ledger: Ledger, reading: LogReading, names: Names) -> Iterator[Finding]:
    """`ledger` is made anew from the log that was read."""
    lacking = [row["id"] for row in ledger.view.rows(INCOMPLETE) if not row.get("deleted")]
    if lacking:
        yield told(
            "records.incomplete",
            _("Records that lack something they need: {records}.").format(records=names.records(lacking)),
        )
    yield from _set_aside(ledger, reading)
    contradicting = [row["id"] for kind in kind_names() for row in ledger.rows(kind) if _contradicts(kind, row)]
    if contradicting:
        yield told(
            "records.contradicting",
            _("Records of which one field contradicts another; edit them: {records}.").format(
                records=names.records(contradicting)
            ),
        )
    yield from _unreadable_plans(ledger)
    in_conflict = [row["id"] for row in ledger.conflicts()]
    if in_conflict:
        yield told(
            "records.conflicts",
            _("Changed in two places at once, and to be settled: {records}.").format(
                records=names.records(in_conflict)
            ),
        )
    purged = sum(1 for _row in ledger.view.rows(PURGED))
    if purged:
        yield told(
            "records.purged",
            _("Records that left this laptop's scope and were purged; the office has them: {count}.").format(
                count=purged
            ),
        )
    idle = sum(len(row.get("ineffective", ())) for table in (STANDING, STAGE) for row in ledger.derived_rows(table))
    if idle:
        yield told("records.ineffective", _("Follow-ups that did not take effect: {count}.").format(count=idle))


def _unreadable_plans(ledger: Ledger) -> Iterator[Finding]:
    """Plans that are passed over: of a newer version of the program, or with mistakes."""
    for row in ledger.rows("plan"):
        reason = why_not(row)
        if reason:
            yield told(
                "plans.unreadable",
                _("The plan {title} (version {version}) can't be read here and is passed over: {reason}").format(
                    title=row["title"], version=row["version"], reason=reason
                ),
            )


def _contradicts(kind: str, row: Row) -> bool:
    """Whether the fields of a record, each of them right by itself, do not go together."""
    try:
        record_class(kind).model_validate(row)
    except ValidationError as error:
        return any(not detail["loc"] for detail in error.errors())
    return False


def _set_aside(ledger: Ledger, reading: LogReading) -> Iterator[Finding]:
    """Changes that do not count, judged as the fold judges them."""
    count, reasons = 0, Counter[str]()
    for change in reading.history:
        if reading.history.is_purged(change.of):
            continue
        wrong = wrong_fields(change)
        other_kind = ledger.kind_of(change.of) != change.kind
        count += bool(wrong) or other_kind
        if other_kind:
            reasons[_("{kind}: the record is of another kind").format(kind=kind_title(change.kind))] += 1
        for name in wrong:
            described = field(change.kind, name)
            label = described.label if described else name
            reasons[_("{kind}: {field} holds what it can't").format(kind=kind_title(change.kind), field=label)] += 1
    if count:
        words = shortened([reason for reason, _times in reasons.most_common()])
        yield told(
            "records.set_aside",
            _("Entries that were set aside and do not count: {count} ({reasons}).").format(count=count, reasons=words),
        )
