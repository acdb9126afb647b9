"""A device 设备: a public key that a person of the office compared (核对码) and accepted, and who uses it."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id

TITLE = N_("device")


class Device(Record):
    kind: ClassVar[str] = "device"

    device: Annotated[Code, Shown(N_("Device"))]
    public_key: Annotated[Code, Field(pattern=r"^[A-Za-z0-9_-]{43}$"), Shown(N_("Public key (Ed25519)"))]
    encryption_key: Annotated[
        Code | None, Field(pattern=r"^[A-Za-z0-9_-]{43}$"), Shown(N_("Key that files are sealed for (X25519)"))
    ] = None
    person: Annotated[Id, Shown(N_("Person"), refers="person")]
    revoked_after: Annotated[int | None, Field(ge=0), Shown(N_("Revoked after entry"))] = None
    """How many of its changes count; what it writes later is not taken in, and nothing is sealed for it any more."""
