"""`fieldtui check` over whatever bytes lie there: it ends in sentences, and finds a single flipped byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from damages import attached, findings, office_of_three, told, wrong
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.log import write_line
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id

FILES = ("log.jsonl", "ledger.json", "ledger.mark.json", "drafts.json", "lock", "key", "blob")


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace whose files are overwritten and put right again, an example at a time; looking at it harmed none."""
    workspace = office_of_three(tmp_path_factory.mktemp("victim") / "企服办")
    attached(workspace)
    Drafts(workspace.drafts).keep(new_id(), "visit", "", {"note": "写到一半"})
    before = contents(workspace)
    with pytest.MonkeyPatch.context() as patch:
        # No other window is in the middle of a save here.
        patch.setattr("fieldtui.ledger.check.log_reading.SETTLING", 0.0)
        yield workspace
    assert contents(workspace) == before
    assert wrong(workspace) == {}


def contents(workspace: Workspace) -> dict[str, bytes]:
    """Every file of it."""
    files = [path for path in workspace.folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(workspace.folder)): path.read_bytes() for path in files}


def path_of(workspace: Workspace, name: str) -> Path:
    if name == "key":
        return workspace.private_keys / f"{workspace.device}.json"
    return next(workspace.blobs.iterdir()) if name == "blob" else workspace.data / name


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
members = ("v", "at", "changes", "ids", "stream", "end", "last", "partners", "tables", "view")
commit_like = st.dictionaries(st.sampled_from(members), json_values, max_size=5)
facts = st.lists(
    st.dictionaries(st.sampled_from(("fact", "partner", "upto", "changes", "file")), json_values, max_size=4),
    max_size=2,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
@example("drafts.json", b'{"drafts": []}')
@example("drafts.json", b'{"drafts": {"1": 5}}')
@example("log.jsonl", b"\n")
@example("log.jsonl", b"\x00" * 5000)
@example("key", b'{"kty": "OKP", "crv": "X25519", "x": "", "d": ""}')
def test_any_bytes_in_any_file_end_in_sentences(victim: Workspace, name: str, content: bytes) -> None:
    path = path_of(victim, name)
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        assert all(finding.sentence for finding in findings(victim))
    finally:
        path.write_bytes(before)


@settings(max_examples=100, deadline=None)
@given(commit_like | st.builds(lambda body, stream: {"v": 2, "at": 1, **body, "stream": stream}, commit_like, facts))
@example({"v": 2, "at": 1, "changes": [], "ids": ["x"]})
@example({"v": 2, "at": 1, "changes": [{}], "ids": ["x"]})
@example({"v": 2, "at": None})
def test_lines_with_a_right_checksum_that_hold_anything_end_in_sentences(
    victim: Workspace, body: dict[str, Any]
) -> None:
    before = victim.log.read_bytes(), victim.mark.read_bytes()
    try:
        line = write_line(body)[0]
        victim.log.write_bytes(before[0] + line)
        assert all(finding.sentence for finding in findings(victim))
        victim.mark.write_bytes(line)
        assert all(finding.sentence for finding in findings(victim))
    finally:
        victim.log.write_bytes(before[0])
        victim.mark.write_bytes(before[1])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(("log.jsonl", "ledger.json", "ledger.mark.json", "blob")), st.integers(0), st.integers(1, 255))
def test_a_single_flipped_byte_is_found(victim: Workspace, name: str, place: int, mask: int) -> None:
    path = path_of(victim, name)
    before = path.read_bytes()
    altered = bytearray(before)
    altered[place % len(before)] ^= mask
    try:
        path.write_bytes(altered)
        assert wrong(victim) or "view.other_version" in told(victim)
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("name", ["log.jsonl", "ledger.json", "ledger.mark.json", "drafts.json"])
def test_a_folder_in_the_place_of_a_file_ends_in_sentences(victim: Workspace, name: str) -> None:
    path = victim.data / name
    kept = path.rename(victim.data / "kept")
    path.mkdir()
    try:
        assert all(wrong(victim).values())
        assert wrong(victim)
    finally:
        path.rmdir()
        kept.rename(path)


@pytest.mark.parametrize("name", ["blobs", "keys", "backups"])
def test_a_file_in_the_place_of_a_folder_ends_in_sentences(victim: Workspace, name: str) -> None:
    path, kept = victim.data / name, victim.data / "kept"
    kept.mkdir() if not path.exists() else path.rename(kept)
    path.write_bytes(b"")
    try:
        assert bool(wrong(victim)) == (name != "backups")
    finally:
        path.unlink()
        kept.rename(path)
