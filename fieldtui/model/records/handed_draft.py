"""A draft that is handed over 移交的草稿: what stood half-typed in a form on the giver's laptop."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, clean_text

TITLE = N_("draft handed over")

MOST_FIELDS = 100
LONGEST_TEXT = 20_000


class DraftText(BaseModel):
    """What was typed into one field of the form."""

    name: Annotated[Code, Field(min_length=1)]
    text: Annotated[str, BeforeValidator(clean_text), Field(max_length=LONGEST_TEXT)]


class HandedDraft(Record):
    """`draft` is the draft's id, which the record bears once the form is saved; `at` is when it was kept last."""

    kind: ClassVar[str] = "handed_draft"

    belongs_to: Annotated[Id, Shown(N_("Hand-over"))]
    draft: Id
    form: Annotated[Code, Field(min_length=1), Shown(N_("Form"))]
    of: Annotated[Id | None, Shown(N_("Belongs to"))] = None
    at: Annotated[int, Field(ge=0, lt=2**53, strict=True)]
    texts: Annotated[list[DraftText], Field(max_length=MOST_FIELDS), Shown(N_("Texts"), personal=True)] = Field(
        default_factory=list
    )
