"""What an attacker may do to parts, to the chain inside a bundle, and with whatever else can lie on a stick."""

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forging import Forger, encoded, hash_of, opened_json, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import CADRE, ENTERPRISE, Pair, copy_of, rows

from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.arriving import files_in, take_in_file, take_in_waiting
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.enrolment import enrolment_in, write_enrolment
from fieldtui.sync.exchange import export_to_office
from fieldtui.sync.find import bundles_in
from fieldtui.sync.keys import own_keys
from fieldtui.sync.parts import AROUND, places, split
from fieldtui.sync.waiting import waiting_files
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

Form = dict[str, Any]


def handed_in(pair: Pair, *notes: str) -> Path:
    """A file of the laptop that was not taken in yet, with a visit a note."""
    with Desk.open_to_write(pair.cadre) as cadre:
        for note in notes:
            entry = enter_visit(cadre, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
            cadre.ledger.save(*entry.records)
        return export_to_office(cadre.ledger, now()).path


def in_parts(pair: Pair, path: Path) -> list[Form]:
    bundle = path.read_bytes()
    keys = own_keys(pair.cadre.private_keys, pair.cadre.device)
    return [
        json.loads(part)
        for part in split(bundle, read_bundle(bundle).manifest, keys.signing, AROUND + len(bundle) // 2)
    ]


def refused(workspace: Workspace, path: Path) -> str:
    """The sentence of the refusal; nothing of the file was kept, neither in the log nor to wait."""
    log = workspace.log.read_bytes()
    with Desk.open_to_write(workspace) as desk, pytest.raises(BundleError) as error:
        take_in_file(desk.ledger, path)
    assert workspace.log.read_bytes() == log
    assert places(workspace) == []
    return str(error.value)


# Parts, field by field

FIELDS = {
    "envelope": ("payload", "protected", "signature", "piece"),
    "header": ("alg", "typ", "jwk"),
    "manifest": ("format", "county", "from", "to", "at", "number", "of", "size", "sha256", "piece"),
}


@pytest.fixture(scope="module")
def parts(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, Form, Form]:
    """Two sides, a part of a bundle, and one of another bundle."""
    pair = copy_of(enrolled, tmp_path_factory.mktemp("parts"))
    older, newer = (in_parts(pair, handed_in(pair, note)) for note in ("第一次去。", "第二次去。"))
    return pair, older[0], newer[1]


def spoilt(form: Form, other: Form, field: str, how: str) -> str:
    value = form[field]
    match how:
        case "removed":
            return json.dumps({name: value for name, value in form.items() if name != field})
        case "changed":
            return json.dumps({**form, field: value + 1 if isinstance(value, int) else ["A"]})
        case "swapped":
            return json.dumps({**form, field: other[field]})
    return json.dumps(form)[:-1] + f", {json.dumps(field)}: {json.dumps(value)}}}"


def layer_of(form: Form, layer: str) -> Form:
    return form if layer == "envelope" else opened_json(form["protected" if layer == "header" else "payload"])


@pytest.mark.parametrize(
    ("layer", "field", "how"),
    [
        (layer, field, how)
        for layer, fields in FIELDS.items()
        for field, how in itertools.product(fields, ("removed", "changed", "doubled", "swapped"))
    ],
)
def test_a_part_that_was_changed_on_the_way(
    parts: tuple[Pair, Form, Form], tmp_path: Path, layer: str, field: str, how: str
) -> None:
    pair, form, other = parts
    text = spoilt(layer_of(form, layer), layer_of(other, layer), field, how)
    if how == "swapped" and json.loads(text) == layer_of(form, layer):
        pytest.skip("both say the same there")
    member = {"header": "protected", "manifest": "payload"}.get(layer)
    path = tmp_path / "part.json"
    path.write_text(text if member is None else json.dumps({**form, member: encoded(text)}), "utf-8")
    assert refused(pair.office, path)


def test_a_name_that_leads_elsewhere_is_no_name(parts: tuple[Pair, Form, Form], tmp_path: Path) -> None:
    """Soundly signed: whatever a file calls itself, its sender or its recipient, no folder is reached by it."""
    pair, form, _other = parts
    laptop, before = Forger(pair.cadre), {path for path in pair.office.folder.parent.rglob("*") if path.is_dir()}
    for name in ("../../x", "..\\..\\x", "/etc/passwd", "C:\\x", "a\0b", "." * 5000):
        for field in ("county", "to", "sha256", "piece", "from"):
            manifest = opened_json(form["payload"]) | {field: name}
            path = tmp_path / "part.json"
            path.write_text(json.dumps({**form, **laptop.signed(opened_json(form["protected"]), manifest)}), "utf-8")
            assert refused(pair.office, path)
    after = {path for path in pair.office.folder.parent.rglob("*") if path.is_dir()}
    assert after - before <= {pair.office.data / "waiting"}


# The chain inside

Lines = list[bytes]


def chains() -> Iterator[tuple[str, Callable[[Lines, Lines], Lines]]]:
    yield "one left out at the beginning", lambda lines, _other: lines[1:]
    yield "one left out between", lambda lines, _other: [lines[0], *lines[2:]]
    yield "one left out at the end", lambda lines, _other: lines[:-1]
    yield "one twice", lambda lines, _other: [lines[0], *lines]
    yield "two in each other's place", lambda lines, _other: [lines[1], lines[0], *lines[2:]]
    yield "one of another bundle", lambda lines, other: [other[0], *lines[1:]]
    yield "other words", lambda lines, _other: [_with(lines[0], note="改过的"), *lines[1:]]
    yield "another time", lambda lines, _other: [_with_member(lines[0], at=1), *lines[1:]]
    yield (
        "another person",
        lambda lines, _other: [_with_member(line, by="00000000-0000-7000-8000-000000000000") for line in lines],
    )
    yield "another device", lambda lines, _other: [_with_member(line, device="A" * 22) for line in lines]


def _with_member(line: bytes, **members: object) -> bytes:
    return json.dumps(
        {**json.loads(line), **members}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def _with(line: bytes, **fields: object) -> bytes:
    return _with_member(line, set={**json.loads(line)["set"], **fields})


@pytest.mark.parametrize(("what", "altered"), list(chains()), ids=[what for what, _altered in chains()])
def test_a_chain_that_was_altered_by_who_can_sign(
    pair: Pair, what: str, altered: Callable[[Lines, Lines], Lines]
) -> None:
    """A laptop's owner, or whoever took its keys: what the office would hold must fit what was said to be sent."""
    office, laptop = Forger(pair.office), Forger(pair.cadre)
    bundle = json.loads(handed_in(pair, "第一次去。", "第二次去。", "第三次去。").read_bytes())
    first, *lines = _lines(office, bundle)
    other = [_with(line, note="别的文件里的") for line in lines]
    text = b"\n".join([first, *altered(lines, other)]) + b"\n"
    sealed = office.sealed(bundle["content"], packed(text))
    described = {"sha256": hash_of(sealed), "encoding": "br", "changes": len(text.splitlines()) - 1}
    form = laptop.signed_anew(bundle, manifest={"content": described}, content=sealed)
    log = pair.office.log.read_bytes()
    with Desk.open_to_write(pair.office) as desk, pytest.raises(BundleError):
        take_in_and_learn(desk.ledger, read_bundle(json.dumps(form).encode()))
    assert pair.office.log.read_bytes() == log


def _lines(office: Forger, bundle: Form) -> Lines:
    import brotli

    text: bytes = brotli.decompress(office.opened(bundle["content"]))
    return text.splitlines()


# Whatever can lie on a stick


def test_whatever_lies_on_a_stick_nothing_but_what_was_signed_comes_in(
    enrolled: Pair, quick_folder: Path, thorough: bool
) -> None:
    """Bundles, parts, enrolments and attached files, spoilt at any place, through the whole of taking in."""
    pair = copy_of(enrolled, quick_folder)
    whole = handed_in(pair, "唯一的一次。").read_bytes()
    pieces = [json.dumps(part).encode() for part in in_parts(pair, next(iter(pair.cadre.exports.glob("*.json"))))]
    with Desk.open_to_write(pair.office) as desk:
        person = next(row["id"] for row in desk.ledger.rows("person"))
        enrolment = write_enrolment(desk.ledger, person, quick_folder / "enrolment.json", now()).read_bytes()
    seeds = [whole, *pieces, enrolment, json.dumps(json.loads(whole)["content"]).encode()]
    stick = quick_folder / "stick"
    attached = stick / "a.attachments"
    log = pair.office.log.read_bytes()
    with Desk.open_to_write(pair.office) as desk:
        ledger = desk.ledger

        @settings(
            max_examples=20_000 if thorough else 250,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.integers(0, len(seeds) - 1), st.integers(0, 10**9), st.integers(0, 40), st.binary(max_size=40))
        def lies_there(which: int, at: int, gone: int, put: bytes) -> None:
            source = seeds[which]
            start = at % (len(source) + 1)
            content = source[:start] + put + source[start + gone :]
            if says_the_same(content, source):
                return
            shutil.rmtree(stick, ignore_errors=True)
            attached.mkdir(parents=True)
            (stick / "file.json").write_bytes(content)
            (attached / "file.json").write_bytes(content)
            bundles_in([stick], ledger)
            enrolment_in(stick / "file.json")
            for path in {stick / "file.json", *files_in(stick, ledger)}:
                with pytest.raises(BundleError):
                    take_in_file(ledger, path)
            take_in_waiting(ledger)
            assert waiting_files(pair.office) == []
            assert places(pair.office) == []

        lies_there()
    assert pair.office.log.read_bytes() == log
    assert rows(pair.office, "visit") == []


def says_the_same(content: bytes, source: bytes) -> bool:
    """Whether it is the same JSON in another notation, such as with a blank more."""
    try:
        return bool(json.loads(content) == json.loads(source))
    except ValueError:
        return False


def test_ten_gigabytes_that_pretend_to_be_small_are_not_read(pair: Pair, tmp_path: Path) -> None:
    """Sparse files in every place where something is looked for."""
    stick = tmp_path / "stick"
    attached = stick / "a.attachments"
    attached.mkdir(parents=True)
    real = handed_in(pair, "第一次去。")
    (pair.office.data / "parts" / "x").mkdir(parents=True)
    for path in (stick / "大.json", attached / "大.json", pair.office.data / "parts" / "x" / "1.json"):
        with path.open("wb") as file:
            file.write(real.read_bytes())
            file.truncate(10 * 2**30)
    shutil.copy(real, stick / "real.json")
    with Desk.open_to_write(pair.office) as desk:
        assert len(bundles_in([stick], desk.ledger)) == 1
        assert files_in(stick, desk.ledger) == [stick / "real.json"]
        with pytest.raises(BundleError, match="太大"):
            take_in_file(desk.ledger, stick / "大.json")
        take_in_file(desk.ledger, stick / "real.json")
    assert len(rows(pair.office, "visit")) == 1
