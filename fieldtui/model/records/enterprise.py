"""An enterprise 企业."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from fieldtui.locale import N_, _
from fieldtui.model.codes import OPERATING, SCALES, one_of
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Line, half_width

TITLE = N_("enterprise")


def credit_code(value: Any) -> Any:
    """A 统一社会信用代码 (GB 32100-2015): 18 characters, check character by ISO 7064 mod 31-3."""
    if value is None or not isinstance(value, str):
        return value
    # stdnum is needed only where a code is typed.
    from stdnum.cn import uscc

    code: str = uscc.compact(half_width(value)).upper()
    if len(code) != 18:
        raise ValueError(_("A credit code has 18 characters; this one has {count}.").format(count=len(code)))
    if not uscc.is_valid(code):
        raise ValueError(_("This credit code does not check; compare it with the licence, character by character."))
    return code


CreditCode = Annotated[str, BeforeValidator(credit_code), Field(max_length=18)]


class Enterprise(Record):
    kind: ClassVar[str] = "enterprise"

    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"))]
    uscc: Annotated[CreditCode | None, Shown(N_("Credit code"))] = None
    region: Annotated[Code, Field(min_length=1), Shown(N_("Region"), plan="regions")]
    park: Annotated[Line | None, Shown(N_("Park"), on_demand=True)] = None
    affiliation: Annotated[Line | None, Shown(N_("Affiliation"), on_demand=True)] = None
    industry: Annotated[Code | None, Field(pattern=r"^[A-T](\d{2,4})?$"), Shown(N_("Industry"), on_demand=True)] = None
    scale: Annotated[str | None, one_of(SCALES), Shown(N_("Scale"), choices=SCALES)] = None
    above_scale: Annotated[bool, Shown(N_("Above designated size"))] = False
    operating: Annotated[str | None, one_of(OPERATING), Shown(N_("Operating status"), choices=OPERATING)] = None
    losing: Annotated[bool, Shown(N_("Loss-making"), on_demand=True)] = False
    leaving_statistics: Annotated[bool, Shown(N_("At risk of leaving the statistics"), on_demand=True)] = False
    address: Annotated[Line | None, Shown(N_("Address"))] = None
    initials: Annotated[Line | None, Shown(N_("Pinyin initials"), derived=True)] = None
