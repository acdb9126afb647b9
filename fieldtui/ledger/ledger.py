"""The ledger: the one way by which records are written and read.

Every edit goes one way: a record is compared with what it replaces, the difference is appended to the log as changes
of one commit and synced to disk, the view is brought up to date, and whoever watches is told. The view's file is
written behind.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from fieldtui.ledger.change import FIRST, Change, make_change
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.history import History, changes_of
from fieldtui.ledger.log import Commit, Log, LogError
from fieldtui.ledger.merge import Edit, beginning, heads_of, heads_row, made_rank, merge
from fieldtui.ledger.streams import Partner
from fieldtui.ledger.view import CHAINS, HEADS, INCOMPLETE, Key, MemoryView, View, device_key, document_id
from fieldtui.ledger.view_file import Mark, load_view, store_view
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.ledger.writer_lock import lock_for_writing
from fieldtui.locale import _
from fieldtui.model.row import Row

if TYPE_CHECKING:  # pydantic is needed only when a record is made or saved, which no first paint does
    from filelock import BaseFileLock

    from fieldtui.model.record import Record

WRITE_BEHIND = 1.0
"""Seconds after a save until the view's file is written; the log has it at once."""

Touched = Mapping[tuple[str, str], Row]
"""The records that changed, as (kind, id), and what each was before (empty when it is new)."""

Derived = Iterable[tuple[str, Key, Row | None]]
"""Rows that rules derive from records, to be kept in tables of their own: (table, key, row, or None to remove it)."""

Derive = Callable[[View, Touched], Derived]


def derive_nothing(view: View, touched: Touched) -> Derived:
    return ()


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
        self._view: View = MemoryView()
        self._mark = Mark()
        self._history: History | None = None
        self._watchers: list[Callable[[Touched], None]] = []
        self._guard = threading.RLock()
        self._flushing = threading.Lock()
        self._timer: threading.Timer | None = None
        self._behind = False
        self._waiting = False
        self._writer_lock: BaseFileLock | None = None

    @classmethod
    def open_to_write(cls, workspace: Workspace, derive: Derive = derive_nothing) -> Self:
        """Opens for writing. BusyError when another does; LogError when the folder can't be written or is damaged."""
        ledger = cls(workspace, derive)
        ledger._writer_lock = lock_for_writing(workspace)
        try:
            ledger._load()
            ledger._put_aside(ledger._log.tail(ledger._mark.end))
            ledger._log.open_for_writing(ledger._mark.end)
        except BaseException:
            ledger._unlock()
            raise
        return ledger

    @classmethod
    def open_to_read(cls, workspace: Workspace, derive: Derive = derive_nothing) -> Self:
        """Opens beside a writer, or where nothing can be written; nothing on disk is touched."""
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

    def kind_of(self, record: str) -> str | None:
        heads = self.heads(record)
        return None if heads is None else heads["kind"]

    def heads(self, record: str) -> Row | None:
        """Who made a record, and which changes stand behind its fields (the view's table `heads`)."""
        return self._view.row(HEADS, document_id(record))

    @property
    def history(self) -> History:
        """The whole log, indexed; read when first asked for."""
        if self._history is None:
            history = History()
            for commit in self._log.read():
                history.add(commit, changes_of(commit))
            self._history = history
        return self._history

    def partner(self, name: str) -> Partner:
        return self._mark.partners.get(name, Partner())

    def chain_end(self, device: str) -> tuple[int, str, int]:
        """(seq, id, tick) of the last change known of a device; (0, "", 0) when there is none."""
        row = self._view.row(CHAINS, device_key(device))
        return (row["seq"], row["id"], row["tick"]) if row else (0, FIRST, 0)

    @property
    def view(self) -> View:
        """For rules that derive; it is only read there."""
        return self._view

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
                known = self.kind_of(record.id)
                if known is not None and known != record.kind:
                    raise WorkspaceError(_("This id belongs to another record already; leave it out."))
                fields = self._difference(record)
                if fields:
                    changes.append(self._make(record, fields, changes[-1] if changes else None))
            if changes:
                self._commit(changes, ())
                for record in records:
                    record.remember(self._shown(record.kind, record.id) or {}, self.heads(record.id) or {})
            return changes

    def take_in(self, changes: Sequence[Change], facts: Sequence[Mapping[str, Any]]) -> list[Change]:
        """Take in changes of others and what was learnt of the streams, as one commit; returns what was new."""
        with self._guard:
            history = self.history
            new = [change for change in {change.id: change for change in changes}.values() if change.id not in history]
            if new or facts:
                self._commit(new, facts)
            return new

    def note_streams(self, *facts: Mapping[str, Any]) -> None:
        """Log what was exported or queued for a partner."""
        with self._guard:
            self._commit((), facts)

    def _difference(self, record: "Record") -> dict[str, Any]:
        new = record.fields()
        old = record.seen_row if record.seen_row is not None else self._shown(record.kind, record.id) or {}
        gone = {name: None for name in old if name != "id" and name not in new}
        return {**{name: value for name, value in new.items() if old.get(name) != value}, **gone}

    def _make(self, record: "Record", fields: Mapping[str, Any], before: Change | None) -> Change:
        workspace = self.workspace
        if not workspace.person:
            raise WorkspaceError(_("This laptop is not known to the office yet: take in its file first (F9)."))
        seq, prev, tick = (before.seq, before.id, before.tick) if before else self.chain_end(workspace.device)
        seen_heads = record.seen_heads if record.seen_heads is not None else self.heads(record.id) or {}
        heads = seen_heads.get("heads", {})
        over = {change: head["tick"] for change, head in heads.items() if not fields.keys().isdisjoint(head["fields"])}
        seen = [(self.heads(step) or {"made": {"tick": 0}})["made"]["tick"] for step in fields.get("follows") or ()]
        header = {
            "device": workspace.device,
            "seq": seq + 1,
            "prev": prev,
            "tick": 1 + max(tick, *over.values(), *seen, 0),
            "at": self.clock(),
            "by": workspace.person,
            "kind": record.kind,
            "of": record.id,
        }
        return make_change(header=header, over=over, fields=fields)

    def _commit(self, changes: Sequence[Change], facts: Sequence[Mapping[str, Any]]) -> None:
        body: dict[str, Any] = {
            "v": 1,
            "at": self.clock(),
            "changes": [change.to_json() for change in changes],
        }
        if facts:
            body["stream"] = list(facts)
        commit = self._log.append(body)
        # It is on disk: whatever goes wrong from here on, nobody may be told that it was not saved.
        if self._history is not None:
            self._history.add(commit, changes)
        touched = self._take(commit, changes)
        self._write_behind()
        for watcher in self._watchers:
            try:
                watcher(touched)
            except Exception:
                logging.getLogger(__name__).exception("a watcher failed")

    # The view

    def _load(self) -> None:
        found = load_view(self.workspace)
        if found and self._log.last_sum(found[1].end) != found[1].sum:
            raise LogError(_("The log lacks what was saved here before; restore data/log.jsonl from a backup."))
        if found:
            self._view, self._mark = MemoryView(found[0]), found[1]
        for commit in self._log.read(self._mark.end):
            changes = changes_of(commit)
            if not found or any(change.device != self.workspace.device for change in changes):
                self.rebuild()
                return
            self._take(commit, changes)
            self._behind = True

    def rebuild(self) -> None:
        """Make the view anew from the log."""
        with self._guard:
            history = History()
            touched: dict[tuple[str, str], Row] = {}
            mark = Mark()
            for commit in self._log.read():
                changes = changes_of(commit)
                history.add(commit, changes)
                mark = mark.advanced(commit)
            self._history, self._mark = history, mark
            self._view = MemoryView()
            for record in history.records():
                touched[self._settle(record, history.of(record)), record] = {}
            for change in history:
                self._lengthen_chain(change)
            self._keep_derived(touched)
            self._behind = True

    def _take(self, commit: Commit, changes: Sequence[Change]) -> Touched:
        """Bring the view up to a commit that was just appended or is read again."""
        by_record: dict[str, list[Change]] = {}
        for change in changes:
            by_record.setdefault(change.of, []).append(change)
            self._lengthen_chain(change)
        touched: dict[tuple[str, str], Row] = {}
        for record, edits in by_record.items():
            ours = all(change.device == self.workspace.device for change in edits)
            # Our own changes replace heads that we hold; others' may be replaced by what came before them.
            known: list[Edit] = self._known_heads(record) if ours else list(self.history.of(record))
            before = self._shown(edits[0].kind, record) or {}
            touched[self._settle(record, [*known, *edits]), record] = before
        self._keep_derived(touched)
        self._mark = self._mark.advanced(commit)
        return touched

    def _known_heads(self, record: str) -> list[Edit]:
        heads = self.heads(record)
        if heads is None:
            return []
        return list(heads_of(heads, self._shown(heads["kind"], record) or {}))

    def _shown(self, kind: str, record: str) -> Row | None:
        """A record's row, deleted or not, whole or not."""
        key = document_id(record)
        return self._view.row(kind, key) or self._view.row(INCOMPLETE, key)

    def _settle(self, record: str, edits: Sequence[Edit]) -> str:
        """Put into the view what these edits make of a record; returns its kind."""
        # These know pydantic, which opening a workspace that has nothing to catch up with does without.
        from fieldtui.ledger.judge import is_complete, wrong_fields

        key = document_id(record)
        old = self._view.row(HEADS, key)
        first = beginning(edits)
        made = min((old["made"], first), key=made_rank) if old else first
        # A record is of the kind that its least change says; one that says otherwise, or gives a field a value that it
        # can't have, does not count. That depends on the changes alone, so all who hold the same see the same record.
        changes = [edit for edit in edits if isinstance(edit, Change)]
        kind: str = old["kind"] if old and made == old["made"] else min(changes, key=lambda edit: edit.rank).kind
        if old and old["kind"] != kind:
            self._view.remove(old["kind"], key)
        wrong = {change.id for change in changes if change.kind != kind or wrong_fields(change)}
        merged = merge(edit for edit in edits if edit.id not in wrong)
        table, other = (kind, INCOMPLETE) if is_complete(kind, merged.fields) else (INCOMPLETE, kind)
        self._view.remove(other, key)
        self._view.put(table, key, {"id": record, **merged.fields})
        self._view.put(HEADS, key, heads_row(record, kind, merged, made))
        return kind

    def _lengthen_chain(self, change: Change) -> None:
        # A copied disk can have two changes under one number; the greater stands here, in whatever order they came.
        known = self._view.row(CHAINS, device_key(change.device))
        if known is None or (change.seq, change.tick, change.id) > (known["seq"], known["tick"], known["id"]):
            row = {"device": change.device, "seq": change.seq, "id": change.id, "tick": change.tick}
            self._view.put(CHAINS, device_key(change.device), row)

    def _keep_derived(self, touched: Touched) -> None:
        for table, key, row in self._derive(self._view, touched):
            if row is None:
                self._view.remove(table, key)
            else:
                self._view.put(table, key, row)

    # Files

    def _put_aside(self, torn: bytes) -> None:
        """Keep an unfinished write before it is cut off the log."""
        if not torn:
            return
        try:
            replace_file(self.workspace.backups / f"torn-{real_time()}.txt", [torn])
        except OSError as error:
            raise WorkspaceError(
                _("{path} can't be written; choose a folder that is yours or ask for the right to write.").format(
                    path=self.workspace.backups
                )
            ) from error

    def _write_behind(self) -> None:
        self._behind = True
        # Left as it is when it still waits; one that writes already comes too early for this change.
        if self._timer is None or not self._waiting:
            self._waiting = True
            self._timer = threading.Timer(WRITE_BEHIND, self._flush_late)
            self._timer.daemon = True
            self._timer.start()

    def _flush_late(self) -> None:
        self._waiting = False
        # The log has everything: a view that can't be written now is written later, or made from it.
        with contextlib.suppress(OSError):
            self.flush()

    def flush(self) -> None:
        """Write the view's file now. Raises OSError; nothing is lost then, for the log has it."""
        with self._flushing:
            with self._guard:
                if not self._behind or self._writer_lock is None:
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
        if self._timer is not None:
            self._timer.cancel()
        with contextlib.suppress(OSError):
            self.flush()
        self._log.close()
        self._unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _unlock(self) -> None:
        if self._writer_lock is not None:
            self._writer_lock.release()
            self._writer_lock = None
