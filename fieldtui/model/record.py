"""What all records have in common, and how a field is met by people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.text import Id, Line


def new_id() -> str:
    # uuid6 is needed only when something is made, which no start-up does.
    from uuid6 import uuid7

    return str(uuid7())


@dataclass(frozen=True, slots=True)
class Shown:
    """How people meet a field: its label, what it refers to, where its choices come from.

    `refers` is a kind of record; `choices` is a code list (a mapping of code to word); `plan` names the list of
    the plan that gives the choices. `personal` marks personal data: masking, export and erasure follow from it. What
    most records leave empty is asked `on_demand`: below the rest of a form.
    """

    label: str
    help: str = ""
    refers: str = ""
    choices: Mapping[str, str] | None = None
    plan: str = ""
    personal: bool = False
    tall: bool = False
    derived: bool = False
    on_demand: bool = False


class Record(BaseModel):
    """One thing that is recorded. Its fields are what changes set; what a newer version added is kept (`extra`).

    It is never changed: an edit makes another one (`amended`), and the ledger compares the two.
    """

    model_config = ConfigDict(extra="allow", validate_default=False, frozen=True, defer_build=True)

    kind: ClassVar[str]

    id: Id = Field(default_factory=new_id)
    deleted: bool = False
    _seen: tuple[Row, Row] | None = PrivateAttr(default=None)

    def fields(self) -> dict[str, Any]:
        """The JSON value of each field that says something; empty ones and `id` are left out."""
        return dict(self._laid_out)

    @cached_property
    def _laid_out(self) -> dict[str, Any]:
        # Rules and ledger ask for them half a dozen times while a record is saved.
        # Parts that don't fit together (see Ledger.get) are dumped as they are; pydantic would warn on stderr.
        dumped = self.model_dump(mode="json", exclude={"id"} if self.deleted else {"id", "deleted"}, warnings=False)
        return {name: value for name, value in dumped.items() if value is not None and value not in ("", [])}

    def amended(self, **changes: Any) -> Self:
        """A copy with some fields changed, checked like a new one."""
        copy = type(self).model_validate({**self.model_dump(warnings=False), **changes})
        copy._seen = self._seen
        return copy

    def with_derived(self, **values: Any) -> Self:
        """A copy with what the program itself makes out of the rest, which needs no checking."""
        copy = self.model_copy(update=values)
        vars(copy).pop("_laid_out", None)
        return copy

    def remember(self, row: Row, heads: Row) -> None:
        """Called by the ledger: what it shows of this record now, and the heads behind it. An edit starts from that."""
        self._seen = (row, heads)

    @property
    def seen_row(self) -> Row | None:
        """What the ledger showed when this record was read or saved; None for a new one."""
        return self._seen[0] if self._seen else None

    @property
    def seen_heads(self) -> Row | None:
        """The heads behind `seen_row`."""
        return self._seen[1] if self._seen else None


def check_period(start: date, end: date | None) -> None:
    """ValueError with a sentence when something ends before it starts."""
    if end and end < start:
        raise ValueError(_("It ends before it starts."))


class PlanReference(BaseModel):
    """The plan that a record was made under, and which version of it.

    `version` is the SHA-256 of the plan's whole text (its base folded in) as UTF-8, cut to 128 bits, base64url.
    """

    model_config = ConfigDict(defer_build=True)

    name: Line
    version: Line
