"""What the descriptions of public formats are made of: ids, hashes, counts, names, and the base of their classes."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType  # pydantic brings it; Python has it from 3.12 on

from fieldtui.ledger.canonical import SAFE_INTEGER
from fieldtui.ledger.change import LARGEST_TICK, RESERVED

# 128 bits are 21 characters of six and one of two.
_DIGEST = "[A-Za-z0-9_-]{21}[AQgw]"
_NAME = "[a-z][a-z0-9_]{0,63}"
Digest = Annotated[str, Field(pattern=f"^{_DIGEST}$")]
DigestOrNone = Annotated[str, Field(pattern=f"^({_DIGEST})?$")]
Base64Url = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", json_schema_extra={"contentEncoding": "base64url"})]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=SAFE_INTEGER)]
Tick = Annotated[int, Field(ge=0, lt=LARGEST_TICK)]
DocumentId = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]*)$")]
PartnerName = Annotated[str, Field(pattern=f"^(office|{_DIGEST})$")]
KindName = Annotated[str, Field(pattern=f"^(?!({'|'.join(sorted(RESERVED))})$){_NAME}$")]
FieldName = Annotated[str, Field(pattern=f"^(?!id$){_NAME}$")]
Salt = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{16,64}$")]
ASCII = r"^[\x00-\x7f]*$"
AsciiKey = Annotated[str, Field(pattern=ASCII)]
Integer = Annotated[int, Field(ge=-SAFE_INTEGER, le=SAFE_INTEGER)]
# An alias with a name, so that the schema can refer to itself; there are no floats in these formats.
Value = TypeAliasType("Value", "bool | Integer | str | list[Value] | dict[AsciiKey, Value] | None")
Fields: TypeAlias = dict[FieldName, Value]


class Described(BaseModel):
    """The base of what is described here: no other key than those named."""

    # Of pydantic's two engines only Python's knows patterns that exclude a word, as those of JSON Schema do.
    model_config = ConfigDict(extra="forbid", regex_engine="python-re")
