"""A document on paper: printed with its code, and looked at again beside what the ledger holds now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fieldtui.locale import _, speaking
from fieldtui.locale import language as spoken
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.code import PaperCode, read_code
from fieldtui.report.documents.document import Document
from fieldtui.report.documents.kinds import KINDS, DocumentKind, made, made_with_phones, refuse_elsewhere
from fieldtui.report.documents.review import period_of
from fieldtui.report.keeping import new_file, write_file
from fieldtui.work.deletion import absent_words
from fieldtui.work.desk import Desk
from fieldtui.work.history_words import line, told, told_with_steps

DOCX = ".docx"
MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """The record that a paper is about ("" for a period), whether it agrees with the ledger, the sentences about it."""

    about: str
    agrees: bool
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """Where a document lies; `to_fill_in` is the sentence that says what is left to be filled in, "" for nothing."""

    path: Path
    to_fill_in: str


def write_document(desk: Desk, kind: DocumentKind, about: str, at: datetime, path: Path | None = None) -> Written:
    """Write a document into a file, without a path into a new one in exports/. FieldError says why it can't be."""
    document, code = _coded(desk, kind, about, at)
    return _write(desk, document, code, path)


def write_with_phones(desk: Desk, kind: DocumentKind, about: str, at: datetime, path: Path | None = None) -> Written:
    """The same with whole telephone numbers, for a department that has to call."""
    masked, code = _coded(desk, kind, about, at)
    return _write(desk, made_with_phones(desk, kind, about, masked.day), code, path)


def _coded(desk: Desk, kind: DocumentKind, about: str, at: datetime) -> tuple[Document, PaperCode]:
    """A document with masked numbers, and its code: the hash is of these, so that nobody finds a number by trying."""
    code = PaperCode(kind.mark, spoken(), at.replace(microsecond=0), about, b"")
    document = made(desk, kind, about, local_time(_milliseconds(code)).date())
    return document, replace(code, hash=document.hash, number=document.number)


def _write(desk: Desk, document: Document, code: PaperCode, path: Path | None) -> Written:
    from fieldtui.report.documents.writer import docx

    if path and path.suffix.lower() != DOCX:
        raise FieldError(_("A document is a docx file; end its name with .docx."))
    content = docx(document, code)
    title = f"{document.title} {document.called}"
    written = path or new_file(desk.ledger.workspace.exports, title, DOCX, document.day)
    write_file(written, [content])
    return Written(written, _("Its number 〔 〕 is left to be filled in by hand.") if document.numbered else "")


def checked(desk: Desk, text: str) -> Checked:
    """What is to be said of a paper with this code. FieldError when it is no code, or of what is not known here."""
    code = read_code(text)
    kind = next((kind for kind in KINDS if kind.mark == code.kind), None)
    if kind is None:
        raise FieldError(_("This document was made by a newer version; install that version to check it."))
    refuse_elsewhere(desk, kind)
    record = code.about if desk.ledger.kind_of(code.about) else ""
    if not record and not period_of(code.about):
        raise FieldError(absent_words(desk, code.about))
    moment = local_time(_milliseconds(code))
    made_words = _("{title}, made on {moment}:").format(title=_(kind.title), moment=f"{moment:%Y-%m-%d %H:%M}")
    try:
        with speaking(code.language):
            now = made(desk, kind, code.about, moment.date()).hash
    except FieldError as error:
        return Checked(
            code.about, False, [_("{paper} it would not be made any more.").format(paper=made_words), str(error)]
        )
    if now == code.hash:
        return Checked(record, True, [_("{paper} it agrees with the ledger.").format(paper=made_words)])
    changes = (_changes_since(desk, code) if record else []) or [
        _("Something that it names was changed: the enterprise, a contact, a unit, or what is on its list.")
    ]
    return Checked(
        code.about, False, [_("{paper} the ledger says something else now.").format(paper=made_words), *changes]
    )


def _changes_since(desk: Desk, code: PaperCode) -> list[str]:
    """The edits of what the paper is about since it was made, the newest first."""
    is_problem = desk.ledger.kind_of(code.about) == "problem"
    changes = (told_with_steps if is_problem else told)(desk, code.about)
    later = {
        change.id
        for record in {change.record for change in changes}
        for change in desk.ledger.history.of(record)
        if change.at > _milliseconds(code)
    }
    lines = [line(change) for change in reversed(changes) if change.change in later]
    more = len(lines) - MOST_CHANGES
    return [*lines[:MOST_CHANGES], *([_("and {count} more changes").format(count=more)] if more > 0 else [])]


def _milliseconds(code: PaperCode) -> int:
    return int(code.made.timestamp()) * 1000
