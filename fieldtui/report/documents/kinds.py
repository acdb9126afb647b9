"""All documents by name: what each is called, what it can be about, and what makes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fieldtui.locale import N_, _, listed
from fieldtui.model.kinds import kind_title
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.assignment import assignment, assignments, reminder, reminders
from fieldtui.report.documents.closing import closing_form, feedback_form
from fieldtui.report.documents.document import Document
from fieldtui.report.documents.making import Making
from fieldtui.report.documents.minutes import minutes
from fieldtui.report.documents.review import PERIOD, monthly, period_of, weekly
from fieldtui.report.documents.visit_record import visit_record
from fieldtui.work.deletion import absent_words
from fieldtui.work.desk import Desk
from fieldtui.work.masking import masked, masked_phone
from fieldtui.work.naming import short_name

Maker = Callable[[Making, Row], Document]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`mark` stands for it in the code on paper, for ever; `makers` go by the kind of record that it is about, or are
    for a period (review.PERIOD). What tells of the whole county is made by the office alone."""

    name: str
    mark: int
    title: str
    makers: Mapping[str, Maker]
    office_only: bool = False


KINDS = (
    DocumentKind("visit-record", 1, N_("Record of a visit"), {"visit": visit_record}),
    DocumentKind("assignment", 2, N_("Assignment of a problem"), {"problem": assignment, "unit": assignments}),
    DocumentKind("reminder", 3, N_("Reminder"), {"problem": reminder, "unit": reminders}),
    DocumentKind("closing", 4, N_("Closing form"), {"problem": closing_form}),
    DocumentKind("feedback", 5, N_("What an enterprise says"), {"problem": feedback_form}),
    DocumentKind("minutes", 6, N_("Minutes of a meeting"), {"meeting": minutes}),
    DocumentKind("weekly", 7, N_("Weekly report"), {PERIOD: weekly}, office_only=True),
    DocumentKind("monthly", 8, N_("Monthly review"), {PERIOD: monthly}, office_only=True),
)


def kind_named(name: str) -> DocumentKind:
    return next(kind for kind in KINDS if kind.name == name)


def about_record(desk: Desk, record: str) -> Iterator[DocumentKind]:
    """The documents that a record can have, in the order in which they come in its life."""
    kind = desk.ledger.kind_of(record)
    yield from (document for document in KINDS if kind in document.makers)


def made(desk: Desk, kind: DocumentKind, about: str, day: date) -> Document:
    """The document as it is made on a day, with telephone numbers masked. FieldError says why there is none."""
    return _made(Making(desk, day, masked_phone), kind, about).with_words(masked)


def made_with_phones(desk: Desk, kind: DocumentKind, about: str, day: date) -> Document:
    """The same with whole telephone numbers, for a department that has to call."""
    return _made(Making(desk, day, str), kind, about)


def refuse_elsewhere(desk: Desk, kind: DocumentKind) -> None:
    """FieldError for what tells of the whole county, on a laptop that has a part of it."""
    if kind.office_only and desk.my_role() != "clerk":
        raise FieldError(_("Only the office has the figures of the whole county; this document is made there."))


def _made(making: Making, kind: DocumentKind, about: str) -> Document:
    refuse_elsewhere(making.desk, kind)
    about_kind, row = _row(making.desk, about)
    if about_kind not in kind.makers:
        kinds = listed(map(about_title, kind.makers))
        raise FieldError(_("“{title}” is made of: {kinds}.").format(title=_(kind.title), kinds=kinds))
    called = making.about(row) or str(row.get("name") or row.get("title") or row.get("start") or "")
    return replace(kind.makers[about_kind](making, row), called=short_name(called))


def _row(desk: Desk, about: str) -> tuple[str, Row]:
    """What a document is about: (kind, row) of a record, or the first and the last day of a period."""
    kind = desk.ledger.kind_of(about) or ""
    row = desk.ledger.row(kind, about) if kind else None
    if row is not None:
        return kind, row
    period = period_of(about)
    if period is None:
        raise FieldError(absent_words(desk, about))
    return PERIOD, {"id": about, "start": period.start.isoformat(), "end": period.end.isoformat()}


def about_title(kind: str) -> str:
    """What people call that of which a document is made."""
    return _("period") if kind == PERIOD else kind_title(kind)
