"""What an attacker may do to a bundle, row by row: each is refused in a sentence, and nothing of it comes in."""

import gzip
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner
from forging import Forger, decoded, encoded, hash_of, opened_json, packed
from hypothesis import given, settings
from hypothesis import strategies as st
from story import CADRE, COUNTY_NAME, ENTERPRISE, Pair, enrolled_pair

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.person import Person
from fieldtui.sync.bundle import LARGEST_FILE, BundleError, read_bundle
from fieldtui.sync.enrol import accept_laptop, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, opened, read_file, take_in
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

ALTERED, NO_BUNDLE, CUT_OFF, TOO_LARGE = "改动过", "不是本程序的", "不完整", "太大"
NOT_ALLOWED, OTHER_COUNTY, FOR_OTHERS = "不允许", "属于另一个县", "给别人的"
UNKNOWN, OTHER_KEY, NEWER, NO_FIT, NO_RIGHT = "还不认识", "旧密钥", "更新的版本", "接不上", "无权登记"

Form = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """Two counties of an office and laptops; a laptop's bundle, not taken in yet; what came before."""

    pair: Pair
    colleague: Workspace
    """Another laptop that the office knows."""
    elsewhere: Pair
    older: Form
    """A bundle of the laptop that was taken in."""
    bundle: Form
    answer: Form
    """A bundle of the office for the laptop, not taken in yet."""

    @property
    def office(self) -> Forger:
        return Forger(self.pair.office)

    @property
    def laptop(self) -> Forger:
        return Forger(self.pair.cadre)

    def with_content(self, text: bytes, count: int | None = None) -> Form:
        """The laptop's bundle with other content, sealed and signed as it should be."""
        sealed = self.office.sealed(self.bundle["content"], packed(text))
        described = {"sha256": hash_of(sealed), "encoding": "br", "changes": len(text.splitlines()) - 1}
        if count is not None:
            described["changes"] = count
        return self.laptop.signed_anew(self.bundle, manifest={"content": described}, content=sealed)

    def lines(self) -> list[bytes]:
        """What is in the laptop's bundle."""
        text: bytes = brotli.decompress(self.office.opened(self.bundle["content"]))
        return text.splitlines()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    pair, elsewhere = enrolled_pair(folder), enrolled_pair(folder / "elsewhere")
    colleague = make_workspace(
        folder / "colleague", role="cadre", name="示例同事", county="230600", county_name=COUNTY_NAME, language="zh_CN"
    )
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(colleague) as desk:
        person = Person(name="示例同事", unit=next(office.ledger.rows("unit"))["id"])
        office.ledger.save(person)
        hello = read_file(export_to_office(desk.ledger, now()).path)
        accept_laptop(office.ledger, hello, person.id, today())
        take_in_and_learn(office.ledger, hello)
        row = next(row for row in office.ledger.rows("device") if row["person"] == person.id)
        answer = read_file(export_to_device(office.ledger, row, now()).path)
        desk.ledger.workspace = trust_office(desk.ledger.workspace, answer)
        take_in_and_learn(desk.ledger, answer)
        answer_path = export_to_device(office.ledger, next(office.ledger.rows("device")), now()).path
    files = []
    for note in ("第一次去。", "第二次去。"):
        with Desk.open_to_write(pair.cadre) as cadre:
            entry = enter_visit(cadre, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
            cadre.ledger.save(*entry.records)
            files.append(export_to_office(cadre.ledger, now()).path)
        if len(files) == 1:
            with Desk.open_to_write(pair.office) as office:
                take_in(office.ledger, read_file(files[0]))
    older, bundle = (json.loads(path.read_bytes()) for path in files)
    colleague = Workspace.load(colleague.folder)
    return Scene(pair, colleague, elsewhere, older, bundle, json.loads(answer_path.read_bytes()))


def kept(workspace: Workspace) -> dict[str, bytes]:
    """All that is on disk of a workspace but its lock."""
    files = (path for path in workspace.folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path): path.read_bytes() for path in files}


def arrives(workspace: Workspace, file: bytes) -> str:
    """Reads and takes in a file; returns the sentence of its refusal. Nothing may have changed then."""
    before = kept(workspace)
    try:
        with Desk.open_to_write(workspace) as desk:
            take_in_and_learn(desk.ledger, read_bundle(file))
    except BundleError as error:
        assert kept(workspace) == before, "what is refused changes nothing"
        return str(error)
    return "" if kept(workspace) == before else "it came in"


# Somebody on the way, who has no key

LAYERS: dict[str, tuple[str, ...]] = {
    "envelope": ("payload", "protected", "signature", "content"),
    "content": ("protected", "iv", "ciphertext", "tag"),
    "header": ("alg", "typ", "jwk"),
    "manifest": (
        *("format", "county", "from", "to", "at", "after", "upto", "receipt", "encryption_key", "content"),
        *("after.count", "after.hash", "upto.count", "upto.hash", "receipt.count", "receipt.hash"),
        *("content.sha256", "content.encoding", "content.changes"),
    ),
    "seal": ("alg", "enc", "kid", "apu", "apv", "epk"),
}


def layer_of(form: Form, layer: str) -> Form:
    match layer:
        case "envelope":
            return form
        case "content":
            content: Form = form["content"]
            return content
        case "header":
            return opened_json(form["protected"])
        case "manifest":
            return opened_json(form["payload"])
    return opened_json(form["content"]["protected"])


def put_back(form: Form, layer: str, text: str) -> str:
    """The file in which a layer is this text."""
    match layer:
        case "envelope":
            return text
        case "content":
            return json.dumps({**form, "content": "@"}).replace('"@"', text)
        case "header":
            return json.dumps({**form, "protected": encoded(text)})
        case "manifest":
            return json.dumps({**form, "payload": encoded(text)})
    return json.dumps({**form, "content": {**form["content"], "protected": encoded(text)}})


def spoilt(layer: Form, other: Form, field: str, how: str) -> str:
    """A layer as text in which one of its fields was changed."""
    outer, _dot, inner = field.partition(".")
    if inner:
        changed = json.loads(spoilt(layer[outer], other[outer], inner, how)) if how != "doubled" else layer[outer]
        return json.dumps({**layer, outer: changed})
    match how:
        case "removed":
            return json.dumps({name: value for name, value in layer.items() if name != field})
        case "changed":
            return json.dumps({**layer, field: changed_value(layer[field])})
        case "swapped":
            return json.dumps({**layer, field: other[field]})
        case "emptied":
            return json.dumps({**layer, field: None})
    return json.dumps(layer)[:-1] + f", {json.dumps(field)}: {json.dumps(layer[field])}}}"


def changed_value(value: Any) -> Any:
    if isinstance(value, str):
        return value[:3] + ("A" if value[3:4] != "A" else "B") + value[4:]
    return value + 1 if isinstance(value, int) else [value]


def by_the_way() -> Iterator[tuple[str, str, str]]:
    for layer, fields in LAYERS.items():
        yield from itertools.product([layer], fields, ("removed", "changed", "doubled", "swapped", "emptied"))


@pytest.mark.parametrize(("layer", "field", "how"), list(by_the_way()))
def test_a_field_that_was_changed_on_the_way(scene: Scene, layer: str, field: str, how: str) -> None:
    """Whatever field of whatever layer: nothing but what was signed comes in."""
    same = layer_of(scene.bundle, layer), layer_of(scene.answer, layer)
    text = spoilt(*same, field, how)
    if how != "doubled" and json.loads(text) == same[0]:
        pytest.skip("both bundles say the same there")
    file = put_back(scene.bundle, layer, text).encode()
    told = arrives(scene.pair.office, file)
    sentences = (ALTERED, NO_BUNDLE, CUT_OFF, NOT_ALLOWED)
    assert any(sentence in told for sentence in sentences), told


@pytest.mark.parametrize("cut", [0, 1, 10, 0.3, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(scene: Scene, cut: float) -> None:
    file = json.dumps(scene.bundle).encode()
    told = arrives(scene.pair.office, file[: int(cut if cut >= 1 else len(file) * cut)])
    assert CUT_OFF in told


ADDED: list[tuple[str, Mapping[str, Any]]] = [
    ("an unprotected header", {"header": {"alg": "none"}}),
    ("several signatures", {"signatures": []}),
    ("a second recipient", {"recipients": []}),
    ("any other member", {"later": 1}),
]


@pytest.mark.parametrize(("what", "members"), ADDED, ids=[what for what, _members in ADDED])
def test_what_no_signature_covers_is_not_allowed_beside_it(scene: Scene, what: str, members: Mapping[str, Any]) -> None:
    assert NO_BUNDLE in arrives(scene.pair.office, json.dumps({**scene.bundle, **members}).encode())
    content = {**scene.bundle["content"], **members, "aad": "QUFB", "encrypted_key": "", "unprotected": {}}
    assert NO_BUNDLE in arrives(scene.pair.office, json.dumps({**scene.bundle, "content": content}).encode())


# Somebody who has keys of a laptop, and signs soundly

X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
HEADERS: list[tuple[str, Mapping[str, Any], str]] = [
    ("none", {"alg": "none"}, NOT_ALLOWED),
    ("None", {"alg": "None"}, NOT_ALLOWED),
    ("the public key as a secret", {"alg": "HS256"}, NOT_ALLOWED),
    ("the older name", {"alg": "EdDSA"}, NOT_ALLOWED),
    ("another curve's algorithm", {"alg": "ES256"}, NOT_ALLOWED),
    ("Ed448", {"alg": "Ed448"}, NOT_ALLOWED),
    ("RSA", {"alg": "PS512"}, NOT_ALLOWED),
    ("an algorithm that is no text", {"alg": ["Ed25519"]}, ALTERED),
    ("a key of another curve", {"jwk": P256}, ALTERED),
    ("a key that seals", {"jwk": {"kty": "OKP", "crv": "X25519", "x": X}}, ALTERED),
    ("another device's key", {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": X}}, ALTERED),
    ("a secret as the key", {"jwk": {"kty": "oct", "k": X}}, ALTERED),
    ("a key with more to it", {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": X, "use": "sig"}}, ALTERED),
    ("a private key", {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": X, "d": X}}, ALTERED),
    ("no key", {"jwk": None}, ALTERED),
    ("a key elsewhere", {"jku": "https://example.org/keys.json"}, ALTERED),
    ("a certificate elsewhere", {"x5u": "https://example.org/key.pem"}, ALTERED),
    ("a certificate", {"x5c": ["MII"]}, ALTERED),
    ("a key by name", {"kid": "office"}, ALTERED),
    ("critical", {"crit": ["exp"], "exp": 1}, ALTERED),
    ("critical and unknown", {"crit": ["later"], "later": True}, ALTERED),
    ("a payload that is not encoded", {"b64": False, "crit": ["b64"]}, ALTERED),
    ("zipped", {"zip": "DEF"}, ALTERED),
    ("another type", {"typ": "fieldtui-part+json"}, ALTERED),
    ("no type", {"typ": None}, ALTERED),
]


@pytest.mark.parametrize(("what", "header", "sentence"), HEADERS, ids=[what for what, _header, _sentence in HEADERS])
def test_an_algorithm_or_a_key_that_is_not_allowed(
    scene: Scene, what: str, header: Mapping[str, Any], sentence: str
) -> None:
    form = scene.laptop.signed_anew(scene.bundle, header)
    assert sentence in arrives(scene.pair.office, json.dumps(form).encode())


def test_what_the_forger_signs_without_another_change_is_sound(scene: Scene) -> None:
    """Or the rows of this table would be refused for another reason than theirs."""
    form = scene.laptop.signed_anew(scene.bundle)
    with Desk.open_to_read(scene.pair.office) as office:
        assert (
            read_bundle(json.dumps(form).encode()).manifest == read_bundle(json.dumps(scene.bundle).encode()).manifest
        )
        assert office.ledger.rows("device")
    again = scene.with_content(b"\n".join(scene.lines()) + b"\n")
    bundle = read_bundle(json.dumps(again).encode())
    assert len(opened(bundle, scene.pair.office).changes) == bundle.manifest.upto.count - bundle.manifest.after.count


MANIFESTS: list[tuple[str, Mapping[str, Any], str]] = [
    ("of another county", {"county": "411122"}, OTHER_COUNTY),
    ("for a laptop", {"to": "A" * 22}, FOR_OTHERS),
    ("from somebody else", {"from": "A" * 22}, ALTERED),
    ("of a newer format", {"format": 3}, NEWER),
    ("of the first format", {"format": 1}, ALTERED),
    ("of no format", {"format": None}, ALTERED),
    ("of a format that is a truth", {"format": True}, ALTERED),
    ("a count that is a text", {"at": "1790000000000"}, ALTERED),
    ("a time before all", {"at": -1}, ALTERED),
    ("no key to answer to", {"encryption_key": None}, ALTERED),
    ("a key that is none", {"encryption_key": "A"}, ALTERED),
    ("after what is not held", {"after": {"count": 999, "hash": "A" * 22}}, "前面还缺"),
    ("after another chain", {"after": {"count": 0, "hash": "A" * 22}}, NO_FIT),
    ("up to more than there is", {"upto": {"count": 99, "hash": "A" * 22}}, NO_FIT),
    ("up to another change", {"upto": {"count": 1, "hash": "A" * 22}}, NO_FIT),
    ("fewer than nothing", {"after": {"count": -1, "hash": ""}}, ALTERED),
]


@pytest.mark.parametrize(("what", "manifest", "sentence"), MANIFESTS, ids=[row[0] for row in MANIFESTS])
def test_a_manifest_that_says_what_is_not_so(
    scene: Scene, what: str, manifest: Mapping[str, Any], sentence: str
) -> None:
    form = scene.laptop.signed_anew(scene.bundle, manifest=manifest)
    assert sentence in arrives(scene.pair.office, json.dumps(form).encode())


SEALS: list[tuple[str, Mapping[str, Any], str]] = [
    ("the key wrapped", {"alg": "ECDH-ES+A256KW"}, ALTERED),
    ("a shared secret", {"alg": "dir"}, ALTERED),
    ("none", {"alg": "none", "enc": "none"}, ALTERED),
    ("a shorter key", {"enc": "A128GCM"}, ALTERED),
    ("another mode", {"enc": "A256CBC-HS512"}, ALTERED),
    ("zipped", {"zip": "DEF"}, ALTERED),
    ("critical", {"crit": ["exp"], "exp": 1}, ALTERED),
    ("a key elsewhere", {"jku": "https://example.org/keys.json"}, ALTERED),
    ("another's content", {"apu": encoded("A" * 22)}, ALTERED),
    ("for another county", {"apv": encoded("411122 office")}, ALTERED),
    ("for nobody", {"apv": None}, ALTERED),
    ("a key that is not there", {"kid": "A" * 22}, OTHER_KEY),
    ("a key of another curve", {"epk": P256}, ALTERED),
    ("a point of small order", {"epk": {"kty": "OKP", "crv": "X25519", "x": encoded(bytes(32))}}, ALTERED),
    ("another ephemeral key", {"epk": {"kty": "OKP", "crv": "X25519", "x": X}}, ALTERED),
]


@pytest.mark.parametrize(("what", "header", "sentence"), SEALS, ids=[what for what, _header, _sentence in SEALS])
def test_a_seal_that_is_not_allowed(scene: Scene, what: str, header: Mapping[str, Any], sentence: str) -> None:
    content = scene.bundle["content"]
    sealed = scene.office.sealed(content, scene.office.opened(content), header)
    form = scene.laptop.signed_anew(scene.bundle, content=sealed)
    assert sentence in arrives(scene.pair.office, json.dumps(form).encode())


def test_a_colleague_can_not_put_the_content_of_another_under_a_name_of_theirs(scene: Scene) -> None:
    """Cut out and put into an envelope of one's own, which the office knows: it does not open."""
    forger = Forger(scene.colleague)
    mine = {"from": scene.colleague.device, "encryption_key": X}
    form = forger.signed_anew(scene.bundle, {"jwk": forger.public}, mine)
    assert ALTERED in arrives(scene.pair.office, json.dumps(form).encode())
    # Nor can the office's answer for one laptop be opened by another, or be turned to it.
    assert FOR_OTHERS in arrives(scene.colleague, json.dumps(scene.answer).encode())


def test_nobody_can_send_changes_of_a_colleague(scene: Scene) -> None:
    """Sealed and signed by the colleague as it should be, but what is in it is somebody else's."""
    forger = Forger(scene.colleague)
    content = scene.bundle["content"]
    own = {"apu": encoded(scene.colleague.device)}
    sealed = scene.office.sealed(content, scene.office.opened(content), own)
    mine = {"from": scene.colleague.device}
    form = forger.signed_anew(scene.bundle, {"jwk": forger.public}, mine, sealed)
    assert NO_RIGHT in arrives(scene.pair.office, json.dumps(form).encode())


def test_keys_of_another_county_open_nothing_here(scene: Scene) -> None:
    stranger, pair = Forger(scene.elsewhere.cadre), scene.pair
    with Desk.open_to_write(scene.elsewhere.cadre) as desk:
        file = export_to_office(desk.ledger, now()).path.read_bytes()
    assert UNKNOWN in arrives(pair.office, file), "it bears the same county's number"
    form = stranger.signed_anew(json.loads(file), manifest={"county": "411122"})
    assert OTHER_COUNTY in arrives(pair.office, json.dumps(form).encode())
    # An office elsewhere that knows a laptop's name is not that laptop's office.
    forged = Forger(scene.elsewhere.office)
    answer = forged.signed_anew(
        scene.answer,
        {"jwk": forged.public},
        {"from": scene.elsewhere.office.device, "receipt": {"count": 0, "hash": ""}},
    )
    assert UNKNOWN in arrives(pair.cadre, json.dumps(answer).encode())


def test_a_receipt_can_not_be_forged(scene: Scene) -> None:
    """By the laptop itself, by a colleague, or by changing the office's."""
    receipt = {"receipt": {"count": 1, "hash": ""}}
    for forger in (scene.laptop, Forger(scene.colleague)):
        form = forger.signed_anew(scene.answer, {"jwk": forger.public}, receipt)
        assert ALTERED in arrives(scene.pair.cadre, json.dumps(form).encode())
        form = forger.signed_anew(scene.answer, {"jwk": forger.public}, {**receipt, "from": forger.workspace.device})
        assert arrives(scene.pair.cadre, json.dumps(form).encode()) not in ("", "it came in")


def test_old_files_and_old_receipts_change_nothing(scene: Scene, tmp_path: Path) -> None:
    pair = Pair(*(copy(side, tmp_path) for side in (scene.pair.office, scene.pair.cadre)))
    older, bundle = (json.dumps(form).encode() for form in (scene.older, scene.bundle))
    assert arrives(pair.office, older) == ""
    assert arrives(pair.office, bundle) == "it came in"
    assert arrives(pair.office, older) == arrives(pair.office, bundle) == ""
    with Desk.open_to_write(pair.office) as office:
        row = next(office.ledger.rows("device"))
        newer = export_to_device(office.ledger, row, now()).path.read_bytes()
    assert arrives(pair.cadre, newer) == "it came in"
    with Desk.open_to_read(pair.cadre) as cadre:
        confirmed = cadre.ledger.partner("office").confirmed
    assert arrives(pair.cadre, json.dumps(scene.answer).encode()) == ""
    with Desk.open_to_read(pair.cadre) as cadre:
        assert cadre.ledger.partner("office").confirmed == confirmed


def copy(side: Workspace, folder: Path) -> Workspace:
    return Workspace.load(Path(shutil.copytree(side.folder, folder / side.folder.name)))


def test_words_are_not_taken_unsealed_from_who_has_a_key(scene: Scene) -> None:
    """A file of the first format, rightly signed, from a laptop that has shown the second one."""
    changes = b"[" + b",".join(scene.lines()[1:]) + b"]"
    content = encoded(gzip.compress(changes))
    described = {"sha256": hashlib.sha256(decoded(content)).hexdigest(), "encoding": "gzip"}
    manifest = opened_json(scene.bundle["payload"]) | {
        "format": 1,
        "content": {**described, "changes": len(scene.lines()) - 1},
    }
    del manifest["encryption_key"]
    form = {**scene.laptop.signed(opened_json(scene.bundle["protected"]), manifest), "content": content}
    assert "没有加密" in arrives(scene.pair.office, json.dumps(form).encode())


def test_a_hello_brings_nothing(scene: Scene) -> None:
    """Without content, a bundle can't claim to bring anything either."""
    form = scene.laptop.signed_anew(scene.bundle, manifest={"content": None})
    del form["content"]
    assert ALTERED in arrives(scene.pair.office, json.dumps(form).encode())


# What is inside, soundly sealed and signed

DEEP = b"[" * 1_000_000 + b"]" * 1_000_000


def contents(scene: Scene) -> Iterator[tuple[str, bytes, int | None, str]]:
    first, *changes = scene.lines()
    text = b"\n".join((first, *changes)) + b"\n"
    change = json.loads(changes[0])
    yield "nothing at all", b"", 0, ALTERED
    yield "not even a line", b"{}", 0, ALTERED
    yield "no first line", b"\n".join(changes) + b"\n", None, ALTERED
    yield "a last line that is cut off", text[:-5], len(changes), ALTERED
    yield "fewer than it says", text, len(changes) + 1, ALTERED
    yield "more than it says", text, len(changes) - 1, ALTERED
    yield "more than any county has", text, 10**9, ALTERED
    yield "a million deep", first + b"\n" + DEEP + b"\n", 1, TOO_LARGE
    yield "deep within a line", first + b"\n" + DEEP[999_000:1_001_000] + b"\n", 1, ALTERED
    yield "a line without end", first + b"\n" + b" " * 2_000_000 + b"\n", 1, TOO_LARGE
    yield "a name twice", first + b"\n" + changes[0][:-1] + b',"tick":1}\n', 1, ALTERED
    yield "blanks between", first + b"\n" + changes[0].replace(b",", b", ", 1) + b"\n", 1, ALTERED
    yield "a fraction", first + b"\n" + json.dumps({**change, "tick": 1.5}).encode() + b"\n", 1, ALTERED
    yield (
        "a number beyond all",
        first + b"\n" + changes[0].replace(b'"seq":', b'"seq":9' + b"9" * 400) + b"\n",
        1,
        ALTERED,
    )
    yield "a list", first + b"\n[]\n", 1, ALTERED
    yield "nothing in a line", first + b"\n\n", 1, ALTERED
    yield "no change", first + b'\n{"a":1}\n', 1, ALTERED
    yield (
        "a file that nobody can name",
        b'{"lacks":["../../etc/passwd"]}\n' + b"\n".join(changes) + b"\n",
        None,
        ALTERED,
    )
    yield (
        "files without end",
        json.dumps({"lacks": ["0" * 64] * 2000}, separators=(",", ":")).encode() + b"\n",
        0,
        ALTERED,
    )


def test_content_that_is_not_what_it_should_be(scene: Scene) -> None:
    for what, text, count, sentence in contents(scene):
        told = arrives(scene.pair.office, json.dumps(scene.with_content(text, count)).encode())
        assert sentence in told, what


def bombs(scene: Scene) -> Iterator[tuple[str, bytes]]:
    first, change, *_others = scene.lines()
    yield "a gigabyte of noughts", packed(b"0" * 2**20 * 300)
    yield "a gigabyte of empty lines", packed(first + b"\n" * (2**20 * 300))
    yield "blanks", packed(first + b"\n" + (b" " * 1000 + b"\n") * 300_000)
    yield "changes without end", packed(first + b"\n" + (change + b"\n") * 2000)


def test_what_is_small_and_unpacks_to_much_is_refused_within_bounds(scene: Scene) -> None:
    for what, content in bombs(scene):
        sealed = scene.office.sealed(scene.bundle["content"], content)
        described = {"sha256": hash_of(sealed), "encoding": "br", "changes": 1}
        form = scene.laptop.signed_anew(scene.bundle, manifest={"content": described}, content=sealed)
        told = arrives(scene.pair.office, json.dumps(form).encode())
        assert TOO_LARGE in told or ALTERED in told, what


# Files that are none

FILES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", CUT_OFF),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), CUT_OFF),
    ("another JSON", b'{"a": 1}', NO_BUNDLE),
    ("a list", b"[]", NO_BUNDLE),
    ("a number", b"1", NO_BUNDLE),
    ("a million deep", DEEP, CUT_OFF),
    ("deep in a member", b'{"payload":' + DEEP + b"}", CUT_OFF),
    ("a number without end", b'{"payload":' + b"9" * 100_000 + b"}", CUT_OFF),
    ("a fraction", b'{"payload":1.5}', CUT_OFF),
    ("not a number", b'{"payload":NaN}', CUT_OFF),
    ("half a character", b'{"payload":"\\ud800","protected":"","signature":""}', ALTERED),
    ("not Unicode", b'{"payload":"\xff"}', CUT_OFF),
    ("members that are no text", b'{"payload":1,"protected":2,"signature":3}', NO_BUNDLE),
    ("a header too long", json.dumps({"payload": "", "protected": "A" * 5000, "signature": ""}).encode(), ALTERED),
    ("a manifest too long", json.dumps({"payload": "A" * 99_999, "protected": "", "signature": ""}).encode(), ALTERED),
    (
        "a header a thousand deep",
        json.dumps({"payload": "", "protected": encoded(DEEP[999_800:1_000_200]), "signature": ""}).encode(),
        ALTERED,
    ),
    ("larger than any bundle", b" " * (LARGEST_FILE + 1), TOO_LARGE),
]


@pytest.mark.parametrize(("what", "file", "sentence"), FILES, ids=[what for what, _file, _sentence in FILES])
def test_a_file_that_is_no_bundle(scene: Scene, what: str, file: bytes, sentence: str) -> None:
    assert sentence in arrives(scene.pair.office, file)


def test_places_that_are_no_files_and_files_without_end(scene: Scene, tmp_path: Path) -> None:
    """Ten gigabytes that take no room on the disk; a folder; a pipe that nobody writes to."""
    large, folder, pipe = tmp_path / "十 GB.json", tmp_path / "folder.json", tmp_path / "pipe.json"
    with large.open("wb") as file:
        file.truncate(10 * 2**30)
    folder.mkdir()
    places = [(large, TOO_LARGE), (folder, "不是文件"), (tmp_path / "../没有.json", "读不了")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        places.append((pipe, "不是文件"))
    for path, sentence in places:
        with pytest.raises(BundleError, match=sentence):
            read_file(path)
        if path != folder:  # all that lies in one may be taken in
            done = CliRunner().invoke(
                fieldtui, ["--workspace", str(scene.pair.office.folder), "bundle", "import", str(path)]
            )
            assert (done.exit_code, sentence in done.stderr) == (1, True)


def test_no_bytes_whatever_come_in_or_end_in_more_than_a_sentence(scene: Scene, thorough: bool) -> None:
    """Bytes at any place of any layer: of the file, of what is signed, and of what is sealed."""
    file = json.dumps(scene.bundle).encode()
    inside = scene.office.opened(scene.bundle["content"])
    text = b"\n".join(scene.lines()) + b"\n"

    @settings(max_examples=20_000 if thorough else 300)
    @given(
        st.sampled_from(["file", "packed", "text"]), st.integers(0, 10**9), st.integers(0, 30), st.binary(max_size=30)
    )
    def spoil(layer: str, at: int, gone: int, put: bytes) -> None:
        source = {"file": file, "packed": inside, "text": text}[layer]
        start = at % (len(source) + 1)
        other = source[:start] + put + source[start + gone :]
        try:
            if layer == "file":
                assert read_bundle(other) == read_bundle(file)
                return
            content = other if layer == "packed" else packed(other)
            sealed = scene.office.sealed(scene.bundle["content"], content)
            form = scene.laptop.signed_anew(scene.bundle, content=sealed)
            read = opened(read_bundle(json.dumps(form).encode()), scene.pair.office)
            assert len(read.changes) == len(text.splitlines()) - 1
        except BundleError:
            return

    spoil()
