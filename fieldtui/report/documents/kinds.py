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
from fieldtui.report.documents.visit_record import visit_record
from fieldtui.work.deletion import absent_words
from fieldtui.work.desk import Desk
from fieldtui.work.masking import masked, masked_phone
from fieldtui.work.naming import short_name

Maker = Callable[[Making, Row], Document]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`mark` stands for it in the code on paper, for ever; `makers` go by the kind of record that it is about."""

    name: str
    mark: int
    title: str
    makers: Mapping[str, Maker]


KINDS = (
    DocumentKind("visit-record", 1, N_("Record of a visit"), {"visit": visit_record}),
    DocumentKind("assignment", 2, N_("Assignment of a problem"), {"problem": assignment, "unit": assignments}),
    DocumentKind("reminder", 3, N_("Reminder"), {"problem": reminder, "unit": reminders}),
    DocumentKind("closing", 4, N_("Closing form"), {"problem": closing_form}),
    DocumentKind("feedback", 5, N_("What an enterprise says"), {"problem": feedback_form}),
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


def _made(making: Making, kind: DocumentKind, about: str) -> Document:
    record_kind = making.desk.ledger.kind_of(about) or ""
    row = making.desk.ledger.row(record_kind, about) if record_kind else None
    if row is None:
        raise FieldError(absent_words(making.desk, about))
    if record_kind not in kind.makers:
        kinds = listed(map(kind_title, kind.makers))
        raise FieldError(_("“{title}” is made of: {kinds}.").format(title=_(kind.title), kinds=kinds))
    called = making.about(row) or str(row.get("name") or row.get("title") or "")
    return replace(kind.makers[record_kind](making, row), called=short_name(called))
