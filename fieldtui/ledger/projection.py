"""How the view follows the changes: each record as its changes make it, and what the rules derive from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from fieldtui.ledger.change import Change
from fieldtui.ledger.history import History
from fieldtui.ledger.merge import Edit, Merged, beginning, heads_of, heads_row, made_rank, merge
from fieldtui.ledger.view import CHAINS, CONFLICTS, HEADS, INCOMPLETE, PURGED, Key, View, device_key, document_id
from fieldtui.model.row import Row

Touched = Mapping[tuple[str, str], Row]
"""The records that changed, as (kind, id), and what each was before (empty when it is new)."""

Derived = Iterable[tuple[str, Key, Row | None]]
"""Rows that rules derive from records, to be kept in tables of their own: (table, key, row, or None to remove it)."""

Derive = Callable[[View, Touched], Derived]


def derive_nothing(view: View, touched: Touched) -> Derived:
    return ()


class Projection:
    """A view that is kept in step with the changes it is told of."""

    def __init__(self, view: View, derive: Derive) -> None:
        self.view = view
        self._derive = derive

    def heads(self, record: str) -> Row | None:
        """Who made a record, and which changes stand behind its fields (the view's table `heads`)."""
        return self.view.row(HEADS, document_id(record))

    def shown(self, kind: str, record: str) -> Row | None:
        """A record's row, deleted or not, whole or not."""
        key = document_id(record)
        return self.view.row(kind, key) or self.view.row(INCOMPLETE, key)

    def known_heads(self, record: str) -> list[Edit]:
        """The changes that stand behind a record, as far as the view remembers them."""
        heads = self.heads(record)
        return list(heads_of(heads, self.shown(heads["kind"], record) or {})) if heads else []

    def take(self, changes: Iterable[Change], history: History | None) -> Touched:
        """Bring the view up to these changes, which `history` holds already; None when all are this device's own."""
        by_record: dict[str, list[Change]] = {}
        for change in changes:
            by_record.setdefault(change.of, []).append(change)
            self._lengthen_chain(change)
        touched: dict[tuple[str, str], Row] = {}
        for record, edits in by_record.items():
            if history and self._is_away(record, history):
                continue
            heads = self.heads(record)
            before = (self.shown(heads["kind"], record) or {}) if heads else {}
            beside = self._beside(record, edits, history) if history else self.known_heads(record)
            kind = self._settle(record, [*beside, *edits])
            touched[kind, record] = before
            if heads and heads["kind"] != kind:
                # What was derived from it as a record of the other kind is to go.
                touched[heads["kind"], record] = before
        self._keep_derived(touched)
        return touched

    def _is_away(self, record: str, history: History) -> bool:
        """Whether a record is purged. Only all of its words together make it one that people see again."""
        key = document_id(record)
        if history.is_purged(record):
            kind = min(history.of(record), key=lambda change: change.rank).kind
            self.view.put(PURGED, key, {"id": record, "kind": kind})
            return True
        self.view.remove(PURGED, key)
        return False

    def _beside(self, record: str, edits: Sequence[Change], history: History) -> Sequence[Edit]:
        """What is to be merged with new edits of a record: its heads, or all when they come before what is known."""
        heads = self.heads(record)
        if heads is None:
            # Of what was purged and has come again, some may have come before.
            new = {edit.id for edit in edits}
            return [change for change in history.of(record) if change.id not in new]
        new = {edit.id for edit in edits}
        known = history.of(record)
        late = made_rank(heads["made"]) > min(edit.rank for edit in edits)
        if late or any(not new.isdisjoint(change.over) for change in known):
            return known
        return self.known_heads(record)

    def take_all(self, history: History) -> None:
        """Fill an empty view from the whole history."""
        touched: dict[tuple[str, str], Row] = {}
        for record, changes in history.by_record():
            if not self._is_away(record, history):
                touched[self._settle(record, changes), record] = {}
        for change in history:
            self._lengthen_chain(change)
        self._keep_derived(touched)

    def _settle(self, record: str, edits: Sequence[Edit]) -> str:
        """Put into the view what these edits make of a record; returns its kind."""
        # These know pydantic, which opening a workspace that has nothing to catch up with does without.
        from fieldtui.ledger.judge import is_complete, wrong_fields

        view, key = self.view, document_id(record)
        old = view.row(HEADS, key)
        made = beginning(edits)
        if old:
            made = min(old["made"], made, key=made_rank)
        # A record is of the kind that its least change says; one that says otherwise, or gives a field a value that it
        # can't have, does not count. That depends on the changes alone, so all who hold the same see the same record.
        changes = [edit for edit in edits if isinstance(edit, Change)]
        kind: str = old["kind"] if old and made == old["made"] else min(changes, key=lambda edit: edit.rank).kind
        wrong = {change.id for change in changes if change.kind != kind or wrong_fields(change)}
        merged = merge([edit for edit in edits if edit.id not in wrong] if wrong else edits)
        table = kind if is_complete(kind, merged.fields) else INCOMPLETE
        if old:
            for other in {old["kind"], kind, INCOMPLETE} - {table}:
                view.remove(other, key)
        view.put(table, key, {"id": record, **merged.fields})
        view.put(HEADS, key, heads_row(record, kind, merged, made))
        self._keep_conflicts(record, key, kind, merged)
        return kind

    def _keep_conflicts(self, record: str, key: Key, kind: str, merged: Merged) -> None:
        fields = merged.conflicts()
        if fields:
            self.view.put(CONFLICTS, key, {"id": record, "kind": kind, "fields": fields})
        else:
            self.view.remove(CONFLICTS, key)

    def _lengthen_chain(self, change: Change) -> None:
        # A copied disk can have two changes under one number; the greater stands here, in whatever order they came.
        key = device_key(change.device)
        known = self.view.row(CHAINS, key)
        if known is None or (change.seq, change.tick, change.id) > (known["seq"], known["tick"], known["id"]):
            row = {"device": change.device, "seq": change.seq, "id": change.id, "tick": change.tick}
            self.view.put(CHAINS, key, row)

    def _keep_derived(self, touched: Touched) -> None:
        for table, key, row in self._derive(self.view, touched):
            if row is None:
                self.view.remove(table, key)
            else:
                self.view.put(table, key, row)
