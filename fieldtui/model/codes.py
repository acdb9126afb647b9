"""Code lists: the code that is kept, and the word that people read."""

from typing import TYPE_CHECKING, Any

from fieldtui.locale import N_, _, listed

if TYPE_CHECKING:  # the first screen reads the words of codes, and does without pydantic
    from pydantic import ValidatorFunctionWrapHandler, WrapValidator

UNIT_KINDS = {
    "department": N_("department"),
    "district": N_("district"),
    "street": N_("street or township"),
    "park": N_("park"),
    "office": N_("enterprise service office"),
}
ROLES = {"cadre": N_("cadre"), "clerk": N_("clerk"), "department": N_("department officer"), "leader": N_("leader")}
SCALES = {"large": N_("large"), "medium": N_("medium"), "small": N_("small"), "micro": N_("micro")}
OPERATING = {
    "normal": N_("in operation"),
    "reduced": N_("reduced output"),
    "half_stopped": N_("half stopped"),
    "stopped": N_("stopped"),
    "lost": N_("out of contact"),
    "cancelled": N_("deregistered"),
}
VISIT_MODES = {
    "on_site": N_("on site"),
    "received": N_("enterprise came"),
    "telephone": N_("telephone"),
    "video": N_("video"),
    "wechat": N_("WeChat"),
    "forum": N_("round table"),
}
OUTCOMES = {
    "met": N_("met"),
    "absent": N_("nobody there"),
    "declined": N_("declined"),
    "lost": N_("out of contact"),
    "closed": N_("closed down"),
}
SOURCES = {
    "visit": N_("visit"),
    "call": N_("incoming call"),
    "forum": N_("round table"),
    "hotline": "12345",
    "superior": N_("passed down"),
    "leader": N_("leader's note"),
    "department": N_("from a department"),
}
NATURES = {"individual": N_("individual"), "common": N_("common")}
URGENCIES = {"ordinary": N_("ordinary"), "urgent": N_("urgent")}
SATISFACTIONS = {
    "satisfied": N_("satisfied"),
    "mostly": N_("mostly satisfied"),
    "dissatisfied": N_("dissatisfied"),
}
HEARD_BY = {
    "telephone": N_("telephone"),
    "wechat": N_("WeChat"),
    "in_person": N_("in person"),
    "document": N_("document"),
}
LEAD_SOURCES = {
    "enterprise": N_("introduced by an enterprise"),
    "visit": N_("visit"),
    "chamber": N_("chamber or association"),
    "fair": N_("fair or promotion"),
    "native": N_("natives of the county elsewhere"),
    "agency": N_("agency"),
    "network": N_("internet"),
    "superior": N_("passed down"),
    "department": N_("from a department"),
    "other": N_("other"),
}
IDEA_SOURCES = {
    "resident": N_("resident"),
    "enterprise": N_("enterprise"),
    "cadre": N_("cadre"),
    "delegate": N_("delegate"),
    "expert": N_("expert"),
    "network": N_("internet"),
    "other": N_("other"),
}
ACHIEVED = {"yes": N_("achieved"), "no": N_("not achieved"), "pending": N_("to be judged")}


def _code_for(value: Any, codes: dict[str, str]) -> Any:
    """The code, also when the word was given for it, in the language spoken or in English."""
    if isinstance(value, str) and value not in codes:
        wanted = value.strip()
        return next((code for code, word in codes.items() if wanted in (_(word), word)), wanted)
    return value


def _known(value: str, codes: dict[str, str]) -> str:
    if value not in codes:
        words = listed(_(word) for word in codes.values())
        raise ValueError(_("“{value}” is not one of: {words}.").format(value=value, words=words))
    return value


def one_of(codes: dict[str, str]) -> "WrapValidator":
    """The mark of a field that holds one code of a closed list."""
    from pydantic import WrapValidator

    def check(value: Any, inner: "ValidatorFunctionWrapHandler") -> Any:
        checked = inner(_code_for(value, codes))
        return checked if checked is None else _known(checked, codes)

    return WrapValidator(check)
