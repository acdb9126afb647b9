"""The ledger: the one way by which records are written and read.

Every edit goes one way: a record is compared with what it replaces, the difference is appended to the log as changes
of one commit and synced to disk, the view is brought up to date, and whoever watches is told. The view's file is
written behind.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from fieldtui.ledger.change import FIRST, Change, make_change
from fieldtui.ledger.erasure import ERASURE
from fieldtui.ledger.files import sync_folder
from fieldtui.ledger.garbage import no_search_for_garbage
from fieldtui.ledger.history import History, changes_of, commit_body, with_changes
from fieldtui.ledger.kept import keep
from fieldtui.ledger.later import Later
from fieldtui.ledger.lock import hold_seal, let_go_seal, refuse_shut
from fieldtui.ledger.log import Commit, Log, LogError
from fieldtui.ledger.merge import DELETED
from fieldtui.ledger.migration import migrated
from fieldtui.ledger.projection import Derive, Derived, Projection, Touched, derive_nothing
from fieldtui.ledger.streams import OFFICE, Partner
from fieldtui.ledger.uninterrupted import uninterrupted
from fieldtui.ledger.view import CHAINS, CONFLICTS, PURGED, MemoryView, View, device_key, document_id
from fieldtui.ledger.view_file import Mark, load_view, refuse_shorter_log, store_view
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.ledger.writer_lock import lock_for_writing
from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.sentence import no_right_to_write

if TYPE_CHECKING:  # pydantic is needed only when a record is made or saved, which no first paint does
    from filelock import BaseFileLock

    from fieldtui.model.record import Record

__all__ = ["Derive", "Derived", "Ledger", "OwnIdError", "Touched"]

WRITE_BEHIND = 1.0
"""Seconds after a save until the view's file is written; the log has it at once."""


class OwnIdError(LogError):
    """Changes under this device's id that it did not write: somewhere there is a copy of it."""


def real_time() -> int:
    """Now: UTC, milliseconds."""
    return time.time_ns() // 1_000_000


class Ledger:
    """A workspace's records. Made by `open_to_write` or `open_to_read`; close it, or use it in a `with`."""

    def __init__(self, workspace: Workspace, derive: Derive = derive_nothing) -> None:
        self.workspace = workspace
        self.clock: Callable[[], int] = real_time
        """What changes and commits are stamped with, as `real_time`; the sample county plays a fortnight by its own."""
        self._derive = derive
        self._log = Log(workspace.log)
        self._projection = Projection(MemoryView(), derive)
        self._mark = Mark()
        self._history: History | None = None
        self._watchers: list[Callable[[Touched], None]] = []
        self._guard = threading.RLock()
        self._flushing = threading.RLock()
        """Held while the files of the view are written; taken before `_guard`, never after."""
        self._later = Later(self._flush_late)
        self._behind = False
        self._many_saves = False
        self._words_to_drop = False
        self._writer_lock: BaseFileLock | None = None

    @classmethod
    def open_to_write(cls, workspace: Workspace, derive: Derive = derive_nothing) -> Self:
        """Opens for writing. BusyError when another does; LogError when the folder can't be written or is damaged."""
        workspace.refuse_newer()
        lock = lock_for_writing(workspace)
        with contextlib.ExitStack() as undone:
            undone.callback(lock.release)
            refuse_shut(workspace.folder)
            undone.callback(let_go_seal, workspace.data)
            hold_seal(workspace.data)
            ledger = cls(migrated(workspace), derive)
            ledger._writer_lock = lock
            ledger._load()
            ledger._put_aside(ledger._log.tail(ledger._mark.end))
            ledger._log.open_for_writing(ledger._mark.end)
            undone.callback(ledger._log.close)
            if ledger._words_to_drop:
                ledger._drop_words()
            undone.pop_all()
        return ledger

    @classmethod
    def open_to_read(cls, workspace: Workspace, derive: Derive = derive_nothing) -> Self:
        """Opens beside a writer, or where nothing can be written; nothing on disk is touched."""
        refuse_shut(workspace.folder)
        ledger = cls(workspace, derive)
        ledger._load()
        return ledger

    # Reading

    def row(self, kind: str, record: str) -> Row | None:
        row = self._view.row(kind, document_id(record))
        return None if row is None or row.get("deleted") else row

    def rows(self, kind: str) -> Iterator[Row]:
        """The records of a kind that are not deleted, as rows: quick, for lists."""
        return (row for row in self._view.rows(kind) if not row.get("deleted"))

    def referring(self, kind: str, field: str, record: str) -> list[Row]:
        """The rows of `kind` whose `field` names `record`."""
        return [row for row in self._view.referring(kind, field, record) if not row.get("deleted")]

    def derived(self, table: str, record: str) -> Row:
        """What the rules derived for a record; empty when there is nothing."""
        return self._view.row(table, document_id(record)) or {}

    def derived_rows(self, table: str) -> Iterable[Row]:
        return self._view.rows(table)

    def get(self, kind: str, record: str) -> "Record | None":
        """A record for editing. What a newer version wrote into it is kept."""
        row = self.row(kind, record)
        if row is None:
            return None
        from pydantic import ValidationError

        from fieldtui.model.kinds import record_class

        try:
            found = record_class(kind).model_validate(row)
        except ValidationError:
            # What two people changed at once may not fit together, or a newer version allows more: show what there is.
            found = record_class(kind).model_construct(**row)
        found.remember(row, self.heads(record) or {})
        return found

    def shown(self, record: str) -> Row:
        """A record's row, deleted or not, whole or not; empty when there is none."""
        heads = self.heads(record)
        return (self._projection.shown(heads["kind"], record) or {}) if heads else {}

    def kind_of(self, record: str) -> str | None:
        heads = self.heads(record)
        return None if heads is None else heads["kind"]

    def heads(self, record: str) -> Row | None:
        """Who made a record, and which changes stand behind its fields (the view's table `heads`)."""
        return self._projection.heads(record)

    def conflicts(self) -> list[Row]:
        """The records on which people disagree: {id, kind, fields}; the oldest record first."""
        return sorted(self._view.rows(CONFLICTS), key=lambda row: str(row["id"]))

    @property
    def history(self) -> History:
        """The whole log, indexed; read when first asked for."""
        if self._history is None:
            history = History()
            with no_search_for_garbage():
                for commit in self._log.read():
                    history.add(commit, changes_of(commit))
            history.apply_erasures()
            self._history = history
        return self._history

    @property
    def last_commit_at(self) -> int:
        """When the last commit was made, by the clock of then (UTC, milliseconds); 0 when there is none."""
        return self._mark.at

    def partner(self, name: str) -> Partner:
        return self._mark.partners.get(name, Partner())

    def chain_end(self, device: str) -> tuple[int, str, int]:
        """(seq, id, tick) of the last change known of a device; (0, "", 0) when there is none."""
        row = self._view.row(CHAINS, device_key(device))
        return (row["seq"], row["id"], row["tick"]) if row else (0, FIRST, 0)

    @property
    def view(self) -> View:
        """For rules that derive; it is only read there."""
        return self._projection.view

    @property
    def _view(self) -> View:
        return self._projection.view

    def watch(self, watcher: Callable[[Touched], None]) -> None:
        """Call `watcher` with what changed, after each commit, in the thread that made it."""
        self._watchers.append(watcher)

    # Writing

    def save(self, *records: "Record") -> list[Change]:
        """Save records that belong together, all or none; on disk when this returns. What did not change is left out.

        A record that was read is compared with what it was then: what others changed meanwhile stays, and where both
        changed one field, both values are kept. Raises LogError when it could not be written: then nothing was saved.
        """
        with self._guard:
            changes: list[Change] = []
            for record in records:
                known = self.heads(record.id)
                if known is not None and known["kind"] != record.kind:
                    raise WorkspaceError(_("This id belongs to another record already; leave it out."))
                if self._view.row(PURGED, document_id(record.id)) is not None:
                    raise WorkspaceError(_("This record was purged from this laptop; ask the office to send it again."))
                fields = self._difference(record)
                if fields:
                    heads = record.seen_heads if record.seen_heads is not None else known
                    before = changes[-1] if changes else None
                    changes.append(self._make(record.kind, record.id, fields, heads or {}, before))
            if changes:
                self._commit(changes, ())
                for record in records:
                    shown = self._projection.shown(record.kind, record.id)
                    record.remember(shown or {}, self.heads(record.id) or {})
            return changes

    @contextlib.contextmanager
    def many_saves(self) -> Iterator[None]:
        """While one save follows another, the view's file waits: written after each it takes as long as they do."""
        self._many_saves = True
        try:
            yield
        finally:
            self._many_saves = False
            if self._behind:
                self._write_behind()

    def settle(self, record: str, values: Mapping[str, Any]) -> Change:
        """Set fields of a record to JSON values over all that stands, also where a value is the one shown already.

        None empties a field; {"deleted": None} takes a deletion back. KeyError when the record is not known.
        """
        with self._guard:
            heads = self.heads(record)
            if heads is None:
                raise KeyError(record)
            change = self._make(heads["kind"], record, values, heads, None)
            self._commit([change], ())
            return change

    def erase(self, erasure: "Record", emptied: Mapping[str, Any]) -> None:
        """Save an erasure and what the record's fields say from now on, and take the words out of the log and the view.

        LogError when that could not be written; once the erasure itself is on disk, the next opening goes on with it.
        """
        with self._flushing, self._guard:
            record = erasure.fields()["record"]
            heads = self.heads(record) or {}
            emptying = self._make(heads["kind"], record, emptied, heads, None)
            saved = self._make(erasure.kind, erasure.id, erasure.fields(), {}, emptying)
            self._commit([emptying, saved], ())

    def refuse_unless_writing(self) -> None:
        """LogError when this ledger was opened beside whoever writes."""
        if self._writer_lock is None:
            raise LogError(_("This workspace was opened for reading only."))

    def purge(self, purge: "Record") -> None:
        """Save a purge, and take the words of its records out of log and view: what the chains need is kept of them.

        All of it or nothing. LogError when that could not be written.
        """
        with self._flushing, self._guard:
            records = purge.fields()["records"]
            touched = {(kind, record): self.shown(record) for record in records if (kind := self.kind_of(record))}
            saved = self._make(purge.kind, purge.id, purge.fields(), {}, None)
            fact = {"fact": "purged", "partner": OFFICE, "records": records}
            gone = set(records)

            def rewritten(commit: Commit) -> Mapping[str, Any]:
                changes = changes_of(commit)
                kept = [change.without_words(change.set) if change.of in gone else change for change in changes]
                return with_changes(commit.body, kept)

            with uninterrupted():
                self._rewrite(rewritten, [commit_body(self.clock(), [saved], [fact])])
            self._tell(touched)

    def take_in(
        self, changes: Sequence[Change], facts: Sequence[Mapping[str, Any]], again: Container[str] = ()
    ) -> list[Change]:
        """Take in changes of others and what was learnt of the streams, as one commit; returns what was new.

        Of changes in `again` (ids) that are known, words that are missing here come as well.
        """
        # An erasure among them rewrites the log, and no view of before may be written after that.
        erasing = any(change.kind == ERASURE for change in changes)
        writing = self._flushing if erasing else contextlib.nullcontext()
        with writing, self._guard, no_search_for_garbage():
            history = self.history
            given = {change.id: change for change in changes}.values()
            unknown = [change for change in given if change.id not in history]
            if any(change.device == self.workspace.device for change in unknown):
                raise OwnIdError(_("Entries under this device's own number that it did not write: it was copied."))
            if erasing:
                history.erasures.learn(unknown)
            new = [history.erasures.applied(change) for change in given if history.is_new(change, again)]
            if new or facts:
                self._commit(new, facts)
            return new

    def note_streams(self, *facts: Mapping[str, Any]) -> None:
        """Log what was exported or queued for a partner."""
        with self._guard:
            self._commit((), facts)

    def _difference(self, record: "Record") -> dict[str, Any]:
        new = record.fields()
        old = record.seen_row
        if old is None:
            old = self._projection.shown(record.kind, record.id) or {}
        gone = {name: None for name in old if name != "id" and name not in new}
        return {**{name: value for name, value in new.items() if old.get(name) != value}, **gone}

    def _make(self, kind: str, record: str, fields: Mapping[str, Any], heads_row: Row, before: Change | None) -> Change:
        """A change of this device, over the heads of `heads_row` for these fields, after `before` of the same commit.

        One that deletes names all that stands. Another one names no deletion: only who settles a conflict ends it. One
        that sets what nobody set names the change in which the record began, or it could come before that by its tick,
        and would look like the beginning.
        """
        workspace = self.workspace
        if not workspace.person:
            raise WorkspaceError(_("This laptop is not known to the office yet: take in its file first."))
        seq, prev, tick = (before.seq, before.id, before.tick) if before else self.chain_end(workspace.device)
        over = {
            change: head["tick"]
            for change, head in heads_row.get("heads", {}).items()
            if DELETED in fields or not fields.keys().isdisjoint(head["fields"])
        }
        if not over and "made" in heads_row:
            over[heads_row["made"]["id"]] = heads_row["made"]["tick"]
        seen = [(self.heads(step) or {"made": {"tick": 0}})["made"]["tick"] for step in fields.get("follows") or ()]
        header = {
            "device": workspace.device,
            "seq": seq + 1,
            "prev": prev,
            "tick": 1 + max(tick, *over.values(), *seen, 0),
            "at": self.clock(),
            "by": workspace.person,
            "kind": kind,
            "of": record,
        }
        return make_change(header=header, over=over, fields=fields)

    def _commit(self, changes: Sequence[Change], facts: Sequence[Mapping[str, Any]]) -> None:
        # Log and view belong together: whoever presses Ctrl+C waits for both.
        with uninterrupted():
            touched = self._written(changes, facts)
        self._tell(touched)

    def _tell(self, touched: Touched) -> None:
        for watcher in self._watchers:
            try:
                watcher(touched)
            except Exception:
                logging.getLogger(__name__).exception("a watcher failed")

    def _written(self, changes: Sequence[Change], facts: Sequence[Mapping[str, Any]]) -> Touched:
        commit = self._log.append(commit_body(self.clock(), changes, facts))
        # It is on disk: whatever goes wrong from here on, nobody may be told that it was not saved.
        if self._history is not None:
            self._history.add(commit, changes)
        touched = self._take(commit, changes)
        self._write_behind()
        if any(change.kind == ERASURE for change in changes):
            self._drop_words()
        return touched

    # The view

    def _load(self) -> None:
        refuse_shorter_log(self.workspace, self._log)
        found = load_view(self.workspace)
        if found:
            self._projection = Projection(MemoryView(found[0]), self._derive)
            self._mark = found[1]
        for commit in self._log.read(self._mark.end):
            changes = changes_of(commit)
            ours = all(change.device == self.workspace.device and change.kind != ERASURE for change in changes)
            if not found or not ours:
                self.rebuild()
                return
            self._take(commit, changes)
            self._behind = True

    def rebuild(self) -> None:
        """Make the view anew from the log."""
        with self._guard, no_search_for_garbage():
            history = History()
            mark = Mark()
            for commit in self._log.read():
                history.add(commit, changes_of(commit))
                mark = mark.advanced(commit)
            self._words_to_drop = history.apply_erasures()
            self._history, self._mark = history, mark
            self._projection = Projection(MemoryView(), self._derive)
            self._projection.take_all(history)
            self._behind = True

    def _take(self, commit: Commit, changes: Sequence[Change]) -> Touched:
        """Bring the view up to a commit that was just appended or is read again."""
        # Our own changes replace heads that we hold; others' may be replaced by what came before them.
        ours = all(change.device == self.workspace.device for change in changes)
        touched = self._projection.take(changes, None if ours else self.history)
        self._mark = self._mark.advanced(commit)
        return touched

    def _drop_words(self) -> None:
        """Take the words that are to be gone out of the log, and so out of the view."""
        self._words_to_drop = True
        erasures = self.history.erasures

        def rewritten(commit: Commit) -> Mapping[str, Any]:
            return with_changes(commit.body, map(erasures.applied, changes_of(commit)))

        try:
            self._rewrite(rewritten)
        except LogError as error:
            raise LogError(
                _("The erasure is noted, but the log still holds the words; make room on the disk and open it again.")
            ) from error

    def _rewrite(
        self, rewritten: Callable[[Commit], Mapping[str, Any]], further: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Write the log anew, all or none, and make the view from it. LogError: the log is as it was."""
        self.refuse_unless_writing()
        try:
            # The mark speaks of places in the log that are gone then, and both views hold the words.
            for path in (self.workspace.mark, self.workspace.previous_view, self.workspace.view):
                path.unlink(missing_ok=True)
            sync_folder(self.workspace.data)
        except OSError as error:
            raise LogError(no_right_to_write(self.workspace.data)) from error
        self._log.rewrite(rewritten, further)
        self.rebuild()
        with contextlib.suppress(OSError):
            self.flush()

    # Files

    def _put_aside(self, torn: bytes) -> None:
        """Keep an unfinished write before it is cut off the log."""
        if not torn:
            return
        try:
            keep(self.workspace.backups / f"torn-{real_time()}.txt", [torn])
        except OSError as error:
            raise WorkspaceError(no_right_to_write(self.workspace.backups)) from error

    def _write_behind(self) -> None:
        self._behind = True
        if not self._many_saves:
            self._later.ask(WRITE_BEHIND)

    def _flush_late(self) -> None:
        # The log has everything: a view that can't be written now is written later, or made from it.
        with contextlib.suppress(OSError):
            self.flush()

    def flush(self) -> None:
        """Write the view's file now. Raises OSError; nothing is lost then, for the log has it."""
        with self._flushing:
            with self._guard:
                # A view is only as good as the log: with words in it that are to be gone, it is made anew first.
                if not self._behind or self._writer_lock is None or self._words_to_drop:
                    return
                self._behind = False
                tables = self._view.snapshot()
                mark = self._mark
            try:
                store_view(self.workspace, tables, mark)
            except OSError:
                self._behind = True
                raise

    def close(self) -> None:
        self._later.end()
        try:
            with contextlib.suppress(OSError):
                self.flush()
        finally:
            self._log.close()
            self._unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _unlock(self) -> None:
        if self._writer_lock is not None:
            let_go_seal(self.workspace.data)
            self._writer_lock.release()
            self._writer_lock = None
