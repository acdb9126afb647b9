"""The view: whether it is there, as it was written, up to date, and says what the log says."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from fieldtui.ledger.check.finding import Finding, sound, told, unsound
from fieldtui.ledger.check.log_reading import LogReading, way_back
from fieldtui.ledger.check.names import MOST, record_words, shortened
from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import Log, LogError, read_line
from fieldtui.ledger.storage import pieces
from fieldtui.ledger.view_file import Mark, is_of_this_version, load_view
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.kinds import field, kind_names

Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]


def view_findings(workspace: Workspace, reading: LogReading, anew: Ledger | None) -> Iterator[Finding]:
    """`anew` is the ledger made from the log, or None when the log can't be read to its end."""
    found, form = load_view(workspace), _mark_form(workspace)
    if reading.size == 0 and not workspace.view.exists() and not workspace.mark.exists():
        # Nothing was ever saved.
        return
    end, last = (form.get("end"), form.get("last")) if form else (0, "")
    lacks = not workspace.log.exists() or (type(end) is int and end > 0 and _sum_at(workspace, end) != last)
    if lacks and _size(workspace) > reading.size:
        yield _being_written()
    elif lacks:
        yield unsound("log.short", _("The log lacks what was saved here before."))
        yield way_back(workspace)
    elif found is None:
        yield _why_not(workspace, form)
        if anew is not None and form is not None and is_of_this_version(form) and workspace.view.exists():
            yield from differences(workspace, anew)
    else:
        yield from _against_log(workspace, reading, anew, found[1])


def _against_log(workspace: Workspace, reading: LogReading, anew: Ledger | None, mark: Mark) -> Iterator[Finding]:
    """What is to be said of a view that lies there as it was written."""
    if anew is None:
        yield told("view.alone", _("The view itself was not altered; whether it says what the log says can't be told."))
    elif mark.end > reading.end:
        yield _being_written()
    elif mark.end < reading.end:
        yield told("view.behind", _("The view is behind the log; it catches up when the workspace is opened."))
    else:
        yield from _compare(workspace, reading, anew, mark)


def _being_written() -> Finding:
    return told(
        "view.busy", _("Something is being saved at this moment; check once more when the other window is closed.")
    )


def _compare(workspace: Workspace, reading: LogReading, anew: Ledger, mark: Mark) -> Iterator[Finding]:
    content = read_kept(workspace.view)
    same_streams = all(anew.partner(name) == partner for name, partner in mark.partners.items())
    if same_streams and content == _written(anew):
        yield sound("view.sound", _("The view says what the log says."))
        return
    if _size(workspace) > reading.size:
        yield _being_written()
        return
    yield unsound(
        "view.differs",
        _("The view does not say what the log says; make it anew with: fieldtui check --rebuild"),
    )
    yield from differences(workspace, anew)
    if not same_streams:
        yield unsound("view.streams", _("How far was handed in and taken in stands otherwise beside the view."))


def _size(workspace: Workspace) -> int:
    try:
        return workspace.log.stat().st_size
    except OSError:
        return 0


def _sum_at(workspace: Workspace, end: int) -> str:
    """The checksum of the commit that ends there; "" when there is none or the log can't be read, which is told."""
    try:
        return Log(workspace.log).last_sum(end)
    except LogError:
        return ""


def _mark_form(workspace: Workspace) -> Mapping[str, Any] | None:
    """What the mark says, of whatever version it is; None when it is missing or damaged."""
    try:
        read = read_line(read_kept(workspace.mark).removesuffix(b"\n"))
    except (OSError, ValueError):
        return None
    return read[0] if read and isinstance(read[0], dict) else None


def _why_not(workspace: Workspace, form: Mapping[str, Any] | None) -> Finding:
    """Why the view can't be used as it lies there; `form` is what its mark says."""
    if not workspace.view.exists():
        return unsound("view.missing", _("The view is missing; make it anew with: fieldtui check --rebuild"))
    if not workspace.mark.exists():
        return unsound("view.unmarked", _("The view's mark is missing; make both anew with: fieldtui check --rebuild"))
    if form is None:
        return unsound("view.mark", _("The view's mark is damaged; make both anew with: fieldtui check --rebuild"))
    if not is_of_this_version(form):
        return told("view.other_version", _("The view is of another version; it is made anew when it is opened."))
    return unsound("view.altered", _("The view was altered or damaged; make it anew with: fieldtui check --rebuild"))


def _written(anew: Ledger) -> bytes:
    return b"".join(piece for _table, piece in pieces(anew.view.snapshot()))


def differences(workspace: Workspace, anew: Ledger) -> Iterator[Finding]:
    """In what the file of the view differs from what the log says: a few records, and which other tables."""
    try:
        there = orjson.loads(read_kept(workspace.view))
    except (OSError, ValueError):
        yield unsound("view.unparsable", _("The view's file is no JSON any more."))
        return
    right: Tables = orjson.loads(_written(anew))
    lines = [*_records(_tables(there), right)]
    for line in lines[:MOST]:
        yield unsound("view.record", line)
    if len(lines) > MOST:
        yield unsound("view.records", _("Further differences of this kind: {count}.").format(count=len(lines) - MOST))
    others = [
        name
        for name in sorted({*_tables(there), *right} - set(_known(right, _tables(there))))
        if _tables(there).get(name) != right.get(name)
    ]
    if others:
        yield unsound("view.tables", _("Other tables that differ: {tables}.").format(tables=shortened(others)))


def _tables(there: Any) -> Tables:
    """The tables of a file, as far as it has the shape of a view."""
    if not isinstance(there, dict):
        return {}
    return {
        name: {key: row if isinstance(row, dict) else {} for key, row in table.items()}
        for name, table in there.items()
        if isinstance(table, dict)
    }


def _known(*views: Tables) -> list[str]:
    """The tables that hold records of a kind."""
    return [name for name in kind_names() if any(name in view for view in views)]


def _records(there: Tables, right: Tables) -> Iterator[str]:
    """A sentence a record that differs."""
    for kind in _known(there, right):
        mine, wanted = there.get(kind, {}), right.get(kind, {})
        for key in sorted(mine.keys() | wanted.keys()):
            if key not in mine:
                yield _("The view lacks {record}.").format(record=record_words(kind, wanted[key]))
            elif key not in wanted:
                yield _("The view has {record}, of which the log knows nothing.").format(
                    record=record_words(kind, mine[key])
                )
            elif mine[key] != wanted[key]:
                names = [name for name in {**wanted[key], **mine[key]} if mine[key].get(name) != wanted[key].get(name)]
                yield _("In the view {record} has another {fields} than in the log.").format(
                    record=record_words(kind, wanted[key]), fields=shortened([_label(kind, name) for name in names])
                )


def _label(kind: str, name: str) -> str:
    described = field(kind, name)
    return described.label if described else name
