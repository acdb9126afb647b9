"""A bundle in parts, for what a stick or a mail takes no more of: they go in any order, and come together again.

Each part is a JWS like a bundle's, over the hash of the whole, its own number and the hash of its piece, with one more
member, `piece`: a stretch of the bundle's text. The parts of one bundle come together only with each other.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui.ledger.canonical import digest
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, listed_numbers
from fieldtui.model.sentence import reason_of
from fieldtui.sync.bundle import LARGEST_FILE, Manifest, read_bundle, read_envelope
from fieldtui.sync.envelope import BundleError, altered, read_signed, sign, too_large
from fieldtui.sync.keys import own_keys
from fieldtui.sync.suite import SIGNED, Jwk

TYPE = "fieldtui-part+json"
MOST_PARTS = 1000
LEAST_SIZE = 16 * 1024
"""Bytes that a part may have at least, for what surrounds its piece takes a thousand."""
AROUND = 2048
MOST_WAITING = {"parts": 20, "parts-of-strangers": 4}
"""Bundles of which parts are kept, by folder; beyond that the oldest go."""
FOLDER, STRANGERS = MOST_WAITING
"""Of senders who are known, and of others, who can't crowd those out."""
MOST_OF_A_BUNDLE = 2 * LARGEST_FILE
"""Bytes of parts that are kept of one bundle: whoever signs for more sends no bundle."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PartManifest(BaseModel):
    """What a part's signature covers: whose it is, as in the bundle's manifest, and which part of what.

    `size` is that of the whole in bytes, `sha256` its hash, `piece` that of this part's piece.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, strict=True)
    format: Annotated[int, Field(ge=2, lt=2**53)]
    county: str
    sender: Annotated[str, Field(alias="from")]
    to: str
    at: Annotated[int, Field(ge=0, lt=2**53)]
    number: Annotated[int, Field(ge=1, le=MOST_PARTS)]
    of: Annotated[int, Field(ge=1, le=MOST_PARTS)]
    size: Annotated[int, Field(ge=1, le=LARGEST_FILE)]
    sha256: Sha256
    piece: Sha256

    @property
    def whole(self) -> tuple[str, str, int, int]:
        """What all parts of one bundle have in common."""
        return self.sender, self.sha256, self.size, self.of


@dataclass(frozen=True, slots=True)
class Part:
    """A part whose signature holds, and its piece of the bundle's text."""

    manifest: PartManifest
    piece: bytes


class MissingPartsError(BundleError):
    """A sound part, whose others are not all here yet."""

    def __init__(self, part: Part, missing: Sequence[int]) -> None:
        sentence = _("Part {number} of {of}; still missing: {missing}. Parts come in any order.")
        manifest = part.manifest
        super().__init__(sentence.format(number=manifest.number, of=manifest.of, missing=listed_numbers(missing)))
        self.part = part


def split(bundle: bytes, manifest: Manifest, signing: Jwk, size: int) -> list[bytes]:
    """The bundle as files of about `size` bytes at the most (LEAST_SIZE or more)."""
    step = size - AROUND
    pieces = [bundle[start : start + step] for start in range(0, len(bundle), step)]
    if len(pieces) > MOST_PARTS:
        raise BundleError(_("That would be {count} parts; choose a larger size.").format(count=len(pieces)))
    common = {
        "format": manifest.format,
        "county": manifest.county,
        "from": manifest.sender,
        "to": manifest.to,
        "at": manifest.at,
        "of": len(pieces),
        "size": len(bundle),
        "sha256": hashlib.sha256(bundle).hexdigest(),
    }
    return [
        orjson.dumps(
            {
                **sign({**common, "number": number, "piece": hashlib.sha256(piece).hexdigest()}, TYPE, signing),
                "piece": piece.decode("ascii"),
            }
        )
        + b"\n"
        for number, piece in enumerate(pieces, 1)
    ]


def write_parts(path: Path, workspace: Workspace, size: int) -> list[Path]:
    """Puts parts in the place of a bundle's file that is larger than `size`; returns what lies there now."""
    try:
        bundle = path.read_bytes()
        if len(bundle) <= size:
            return [path]
        signing = own_keys(workspace.private_keys, workspace.device).signing
        parts = split(bundle, read_bundle(bundle).manifest, signing, size)
        paths = [path.with_name(f"{path.stem}.part{number}of{len(parts)}.json") for number in range(1, len(parts) + 1)]
        for part_path, part in zip(paths, parts, strict=True):
            replace_file(part_path, [part])
        path.unlink()
    except OSError as error:
        raise BundleError(
            _("The file could not be written to {path}: {reason}.").format(path=path, reason=reason_of(error))
        ) from error
    return paths


def is_part(form: Mapping[str, Any]) -> bool:
    return isinstance(form.get("piece"), str)


def part_of(form: Mapping[str, Any]) -> Part:
    """Checks signature and hash of a part. BundleError when they do not hold."""
    if form.keys() != {*SIGNED, "piece"}:
        raise BundleError(_("This file is no bundle of this program."))
    signed = read_signed(form, TYPE)
    try:
        manifest = PartManifest.model_validate_json(orjson.dumps(signed.manifest))
        piece = form["piece"].encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise altered() from error
    if manifest.sender != signed.device or hashlib.sha256(piece).hexdigest() != manifest.piece:
        raise altered()
    return Part(manifest, piece)


def join(part: Part, others: Iterable[Part]) -> bytes:
    """The text of the bundle that `part` belongs to. MissingPartsError when not all parts are among the others."""
    whole = part.manifest.whole
    pieces = {other.manifest.number: other.piece for other in (*others, part) if other.manifest.whole == whole}
    numbers = range(1, part.manifest.of + 1)
    missing = [number for number in numbers if number not in pieces]
    if missing:
        raise MissingPartsError(part, missing)
    text = b"".join(pieces[number] for number in numbers)
    if len(text) != part.manifest.size or hashlib.sha256(text).hexdigest() != part.manifest.sha256:
        raise altered()
    return text


# Parts that wait for others


def keep_part(part: Part, content: bytes, workspace: Workspace, among: str) -> None:
    """Keeps a part's file, in the folder `among`, until the others are here. BundleError when it can't be."""
    folder = workspace.data / among
    place = folder / _name(part.manifest)
    try:
        kept = [path.stat().st_size for path in place.glob("*.json") if path.stem != str(part.manifest.number)]
        if sum(kept) + len(content) > MOST_OF_A_BUNDLE:
            raise too_large()
        keep(place / f"{part.manifest.number}.json", [content])
        waiting = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
        for path in waiting[: -MOST_WAITING[among]]:
            shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        raise BundleError(
            _("The file could not be written to {path}: {reason}.").format(path=folder, reason=reason_of(error))
        ) from error


def kept_parts(part: Part, workspace: Workspace) -> list[Part]:
    """The other parts of a bundle that came before; what was spoilt since is passed over."""
    return [found for folder in MOST_WAITING for found in parts_in(workspace.data / folder / _name(part.manifest))]


def drop_parts(manifest: Manifest, workspace: Workspace) -> None:
    """The bundle was taken in, or waits whole: its parts need not be kept, nor those of older ones of its sender."""
    for place in places(workspace):
        of = next(iter(parts_in(place)), None)
        if place.name == _name(manifest) or (
            of is not None
            and (of.manifest.sender, of.manifest.to) == (manifest.sender, manifest.to)
            and of.manifest.at <= manifest.at
        ):
            shutil.rmtree(place, ignore_errors=True)


def places(workspace: Workspace) -> list[Path]:
    """The folders of the bundles of which parts are kept."""
    folders = [workspace.data / name for name in MOST_WAITING]
    return [place for folder in folders if folder.is_dir() for place in sorted(folder.iterdir()) if place.is_dir()]


def parts_in(folder: Path) -> list[Part]:
    """The sound parts among the files of a folder."""
    found = []
    try:
        for path in folder.glob("*.json"):
            if path.is_file() and path.stat().st_size <= LARGEST_FILE:
                form = _form(read_kept(path))
                if form is not None:
                    found.append(form)
    except OSError:
        return found
    return found


def _form(content: bytes) -> Part | None:
    # Most files beside a part are none; what looks like one is read in earnest.
    if b'"piece"' not in content:
        return None
    try:
        form = read_envelope(content)
        return part_of(form) if is_part(form) else None
    except BundleError:
        return None


def _name(manifest: Manifest | PartManifest) -> str:
    """What the folder for the parts of one bundle is called; a hash, so that nobody chooses its name."""
    return digest(f"{manifest.sender} {manifest.to} {manifest.at}".encode())
