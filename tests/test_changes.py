"""Laws 1 to 3: what identifies a change, how it is chained, and what canonical form is."""

import math
import unicodedata
from functools import partial

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fieldtui.ledger.canonical import SAFE_INTEGER, NotCanonicalError, canonical, digest
from fieldtui.ledger.change import Change, make_change

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(partial(unicodedata.normalize, "NFC"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE_INTEGER, SAFE_INTEGER) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
)

HEADER = {
    "device": "A" * 22,
    "seq": 1,
    "prev": "",
    "tick": 1,
    "at": 1790000000000,
    "by": "01990000-0000-7000-8000-000000000001",
    "kind": "problem",
    "of": "01990000-0000-7000-8000-000000000002",
}


@given(VALUES)
def test_canonical_json_is_what_an_independent_writer_of_rfc_8785_writes(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type] # its type of JSON is narrower than ours


@pytest.mark.parametrize("value", [1.5, math.nan, 2**53, {"键": 1}, "\ud800", "e\u0301", {"a": ["\udfff"]}, b"bytes"])
def test_what_the_format_does_not_allow_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_the_id_follows_from_the_content_and_survives_the_journey() -> None:
    change = make_change(header=HEADER, over=["g" * 22, "A" * 22], fields={"title": "缺口300万"})
    there_and_back = Change.from_json(orjson.loads(orjson.dumps(change.to_json())))
    assert there_and_back == change
    assert len(change.id) == 22


def test_whoever_alters_a_word_makes_another_change() -> None:
    change = make_change(header=HEADER, over=[], fields={"title": "缺口300万"})
    form = change.to_json()
    for altered in (
        {**form, "set": {"title": "缺口30万"}},
        {**form, "at": form["at"] + 1},
        {**form, "over": ["Q" * 22]},
    ):
        assert Change.from_json(altered).id != change.id


def test_erasing_the_words_of_a_field_leaves_the_id_so_that_the_chain_still_verifies() -> None:
    change = make_change(header=HEADER, over=[], fields={"title": "缺口300万", "phone": "13900000001", "note": None})
    erased = change.without_words(["phone"])
    form = orjson.loads(orjson.dumps(erased.to_json()))
    assert "13900000001" not in str(form)
    assert "salt" not in form, "with it the number could be guessed from its hash"
    assert form["set"] == {"title": "缺口300万", "note": None}
    assert Change.from_json(form) == erased
    assert erased.id == change.id
    assert erased.set["phone"] is None, "it still replaces what it replaced"
    assert erased.without_words(["title"]).id == change.id
    assert change.without_words([]) == change


def test_a_word_put_in_the_place_of_an_erased_one_makes_another_change() -> None:
    erased = make_change(header=HEADER, over=[], fields={"title": "缺口", "phone": "1"}).without_words(["phone"])
    form = erased.to_json()
    forged = {**form, "set": {**form["set"], "title": "缺口3"}}
    assert Change.from_json(forged).id != erased.id


def test_the_same_words_twice_have_two_hashes_so_that_none_can_be_guessed() -> None:
    first, second = (make_change(header=HEADER, over=[], fields={"phone": "13900000001"}) for _time in range(2))
    assert first.without_words(["phone"]).erased != second.without_words(["phone"]).erased


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**HEADER, "over": "x", "salt": "s" * 16},
        {**HEADER, "over": [], "salt": "s" * 16, "set": []},
        {**HEADER, "over": [], "salt": 1, "set": {"title": "x"}},
        {**HEADER, "over": [], "salt": "s" * 16, "set": {"id": "x"}},
        {**HEADER, "over": [], "salt": "s" * 16, "set": {"Title": "x"}},
        {**HEADER, "of": "xyz", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "by": "", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "device": "短", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "kind": "standing", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "kind": "", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "tick": 2**53 - 1, "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "over": [], "salts": {}, "set": {}, "erased": {"title": "x"}},
        {**HEADER, "over": [], "salts": {}, "set": {"title": "x"}, "erased": {}},
        {**HEADER, "over": [], "salt": "s" * 16, "set": {"title": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}},
        {**HEADER, "seq": 0, "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "over": [1], "salt": "s" * 16, "set": {}},
        {**HEADER, "over": [], "salt": "s" * 16, "set": {}, "colour": "红"},
        {**HEADER, "seq": "1", "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "seq": -1, "over": [], "salt": "s" * 16, "set": {}},
        {**HEADER, "seq": True, "over": [], "salt": "s" * 16, "set": {}},
    ],
)
def test_what_is_no_change_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Change.from_json(form)


def test_a_digest_is_128_bits_of_sha_256_in_base64url() -> None:
    assert digest(b"") == "47DEQpj8HBSa-_TImW-5JA"
