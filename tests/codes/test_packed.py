"""Packed files: whatever a file is, the same bytes come out; a bundle's base64 costs nothing; nothing bad unpacks."""

import json
import re
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story import Pair
from test_codes_terminal import handed_in

from fieldtui.help import page
from fieldtui.locale import LANGUAGES
from fieldtui.sync.codes import packed
from fieldtui.sync.codes.packed import DEFLATED, OUTLINED, OUTLINES, PackedError, pack, unpack


def letters(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


values = st.one_of(
    st.text(max_size=40),
    st.binary(min_size=8, max_size=60).map(letters),
    st.binary(min_size=8, max_size=40).map(bytes.hex),
    st.text(alphabet="Az09_-", min_size=14, max_size=30),
    st.integers(),
)
objects = st.recursive(
    st.dictionaries(st.text(max_size=20), values, max_size=5),
    lambda inner: st.dictionaries(
        st.text(max_size=20), st.one_of(inner, inner.map(lambda form: letters(json.dumps(form).encode()))), max_size=4
    ),
    max_leaves=8,
)
files = st.one_of(
    st.binary(max_size=500),
    objects.map(lambda form: json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()),
    st.binary(max_size=60).map(letters).map(str.encode),
    st.lists(st.sampled_from([b'":"', b'"', b"\x01", b"\x0316", b"A" * 20, b"\n", b"0f" * 10]), max_size=8).map(
        b"".join
    ),
)


@given(files)
def test_a_packed_file_is_the_file_again_and_no_longer_than_it(file: bytes) -> None:
    assert unpack(pack(file)) == file
    assert len(pack(file)) <= len(file) + 1


@given(st.sampled_from([b"", DEFLATED, OUTLINED]), st.binary(max_size=100))
def test_what_nobody_packed_is_refused_or_bytes(form: bytes, noise: bytes) -> None:
    for content in (noise, packed._deflated(noise, OUTLINES), packed._deflated(noise, OUTLINES) + noise):
        try:
            unpack(form + content)
        except PackedError:
            continue


@given(st.lists(st.sampled_from([b"\x01", b"\x02", b"\x032", b"\x0499999999", b"\x03", b"x"]), max_size=9), st.binary())
def test_outlines_that_fit_nothing_are_refused(steps: list[bytes], taken: bytes) -> None:
    try:
        assert len(unpack(OUTLINED + packed._deflated(b"".join(steps), OUTLINES) + taken)) < 5000
    except PackedError:
        return


def test_an_outline_of_many_texts_within_another_is_refused() -> None:
    with pytest.raises(PackedError):
        unpack(OUTLINED + packed._deflated(b"\x01" * 20 + b"x" + b"\x02" * 20, OUTLINES))


def test_what_inflates_to_more_than_a_bundle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LARGEST_FILE", 1000)
    for file in (b"x" * 1200, b"\x01" + b"x" * 900 + b"\x02"):
        with pytest.raises(PackedError):
            unpack((OUTLINED if file[0] == 1 else DEFLATED) + packed._deflated(file, OUTLINES if file[0] == 1 else b""))


def test_a_bundle_costs_little_more_than_the_bytes_in_it(pair: Pair) -> None:
    file = handed_in(pair.cadre).read_bytes()
    form = json.loads(file)
    sealed = len(form["content"]["ciphertext"]) * 3 // 4
    # Keys, hashes and the signature are 316 bytes that no packing makes fewer; the rest is for the words around them.
    assert len(pack(file)) < sealed + 316 + 64
    assert len(pack(file)) < 0.93 * len(DEFLATED + zlib.compress(file, 9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_of_the_formats_has_the_outlines(language: str) -> None:
    (source,) = re.findall(r"```python outlines\n(.*?)```", page("formats", language), re.S)
    described: dict[str, bytes] = {}
    exec(source, described)
    assert described["OUTLINES"] == OUTLINES
