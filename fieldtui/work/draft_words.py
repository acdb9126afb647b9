"""What people call a draft: the form in which it stands, or the kind of record that it is going to be."""

from collections.abc import Mapping
from typing import Any

from fieldtui.locale import N_, _

FORM_WORDS = {
    "visit": N_("visit"),
    "problems": N_("problem"),
    "step": N_("follow-up"),
    "steps": N_("follow-ups"),
    "settle": N_("conflict"),
    "hand_over": N_("hand-over"),
}
KIND_OF_FORM = {"problems": "problem", "step": "follow_up"}
"""The kind of record of which a form has the fields, where it is called otherwise."""
DRAFT_KIND = "form kind"
"""Under which key the draft of a form of any kind of record says which kind it is."""


def form_word(form: str, values: Mapping[str, Any]) -> str:
    """The word for a form; `values` is what was typed into it, by field."""
    if form != "record":
        return _(FORM_WORDS.get(form, form))
    # It knows pydantic: only where there is such a draft.
    from fieldtui.model.kinds import kind_title

    return kind_title(str(values.get(DRAFT_KIND, "")))
