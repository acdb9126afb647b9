"""What people call the records and devices that a log speaks of; the log alone is asked, for the view may be wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.history import History
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, listed
from fieldtui.model.kinds import kind_title

MOST = 5
"""Names in a sentence; the rest is counted."""

NAMING = ("name", "title", "date", "words")
"""The fields that tell a record from others, the best first."""


class Names:
    """Names from a history, and for what it does not know from the changes `behind` it.

    `code` gives what people compare of a device's id.
    """

    def __init__(
        self, workspace: Workspace, history: History, behind: Iterable[Change], code: Callable[[str], str]
    ) -> None:
        self._workspace = workspace
        self._history = history
        self._code = code
        self._behind: dict[str, list[Change]] = defaultdict(list)
        for change in behind:
            self._behind[change.of].append(change)

    def record(self, record: str) -> str:
        """Kind and name, such as 单位“金融办”."""
        changes = self._changes(record)
        kind = changes[0].kind if changes else ""
        said = {name: self._said(record, name) for name in NAMING}
        return record_words(kind, {**said, "id": record})

    def records(self, records: Iterable[str]) -> str:
        """A list of names, cut after a few."""
        return shortened([self.record(record) for record in records])

    def device(self, device: str) -> str:
        """Whose laptop it is, with the beginning of its code: 示例张（1234 5678）."""
        if device == self._workspace.device:
            return _("this device")
        if device == self._workspace.office.get("device"):
            return _("the office's computer")
        person = self._owners.get(device, "")
        name = self._said(person, "name") or _("an unknown device")
        return _("{name} ({code})").format(name=name, code=self._code(device))

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        """Device → person, of the devices that the office accepted."""
        records = {change.of for change in self._history if change.kind == "device"}
        return {
            device: self._said(record, "person") or ""
            for record in records
            if isinstance(device := self._said(record, "device"), str)
        }

    @property
    def laptops(self) -> Iterable[str]:
        """The devices that the office accepted."""
        return self._owners.keys()

    def _changes(self, record: str) -> list[Change]:
        """The changes of a record, the least first, that are of the kind that this one says."""
        changes = sorted(self._history.of(record) or self._behind.get(record, []), key=lambda change: change.rank)
        return [change for change in changes if change.kind == changes[0].kind]

    def _said(self, record: str, field: str) -> Any:
        said = [change.set[field] for change in self._changes(record) if change.set.get(field) is not None]
        value = said[-1] if said else None
        return value if isinstance(value, str) else None


def record_words(kind: str, row: Mapping[str, Any]) -> str:
    """Kind and name of a row; of one that has no name, the end of its id."""
    name = next((str(row[field]) for field in NAMING if row.get(field)), "…" + str(row.get("id", ""))[-6:])
    short = name if len(name) <= 20 else name[:19] + "…"
    return _("{kind} “{name}”").format(kind=kind_title(kind) if kind else _("record"), name=short)


def shortened(words: list[str]) -> str:
    """Words in a row, cut after a few with how many there are."""
    text = listed(words[:MOST])
    return text if len(words) <= MOST else _("{list} and others ({count} in all)").format(list=text, count=len(words))
