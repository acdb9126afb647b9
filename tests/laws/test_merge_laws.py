"""Laws 4 and 5 of the merge alone: a record is a function of the set of its changes, whatever order they come in."""

from typing import Any

from histories import CONTACT, Device, Fields, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_merge import plain_merge

from fieldtui.ledger.change import Change
from fieldtui.ledger.merge import Merged, beginning, heads_of, heads_row, merge

EDITS: list[tuple[str, str, Fields]] = [
    *((CONTACT, "contact", {"name": name}) for name in ("甲甲", "乙乙")),
    *((CONTACT, "contact", {"name": "丙丙", "phone": phone}) for phone in ("1", "2")),
    *((CONTACT, "contact", {"phone": phone}) for phone in ("1", "2", None)),
    *((CONTACT, "contact", {"post": post, "phone": "1"}) for post in ("厂长", "会计")),
    *((CONTACT, "contact", {"deleted": deleted}) for deleted in (True, True, None)),
]
HISTORIES = histories(EDITS, 10)
NEXT = st.sampled_from([fields for _of, _kind, fields in EDITS])


def as_row(changes: list[Change]) -> object:
    merged = merge(changes)
    return merged.fields, merged.conflicts(), heads_row(CONTACT, "contact", merged, beginning(changes))


@given(HISTORIES, st.randoms(use_true_random=False))
def test_law_5_any_order_and_any_repetition_gives_the_same_record(changes: list[Change], random: Any) -> None:
    shuffled = changes + random.choices(changes, k=3)
    random.shuffle(shuffled)
    assert as_row(shuffled) == as_row(changes)


@settings(max_examples=400)
@given(HISTORIES)
def test_law_4_a_record_is_what_the_law_says_word_by_word(changes: list[Change]) -> None:
    merged = merge(changes)
    assert ("contact", merged.fields, merged.conflicts()) == plain_merge(changes)


@settings(max_examples=400)
@given(HISTORIES, NEXT, st.integers(0, 2))
def test_law_5_what_was_merged_before_need_not_be_known_again_to_go_on_editing(
    changes: list[Change], fields: Fields, heard: int
) -> None:
    """The heads that a view keeps are enough to merge changes that follow, by whoever saw some or all of the others."""
    merged = merge(changes)
    row = heads_row(CONTACT, "contact", merged, beginning(changes))
    kept = heads_of(row, merged.fields)
    device = Device("w" * 22, {change.id: change for change in changes[: len(changes) - heard]})
    following = device.edit(fields, changes[0].at + 9)
    from_heads, from_all = merge([*kept, following]), merge([*changes, following])
    assert from_heads.fields == from_all.fields
    assert from_heads.conflicts() == from_all.conflicts()
    rows = (heads_row(CONTACT, "contact", merged, row["made"]) for merged in (from_heads, from_all))
    assert next(rows) == next(rows)


@given(HISTORIES)
def test_law_4_whoever_saw_a_value_overrides_it_whatever_the_clocks_say(changes: list[Change]) -> None:
    device = Device("w" * 22, {change.id: change for change in changes})
    device.edit({"name": "最后"}, at=0)
    merged = merge(device.known.values())
    assert merged.fields["name"] == "最后"
    assert "name" not in merged.conflicts()


@given(HISTORIES, st.sampled_from([True, None]))
def test_law_4_a_deletion_or_its_taking_back_over_all_that_stands_settles_it(
    changes: list[Change], deleted: bool | None
) -> None:
    device = Device("w" * 22, {change.id: change for change in changes})
    device.edit({"deleted": deleted}, at=0)
    merged = merge(device.known.values())
    assert merged.fields.get("deleted") == deleted
    assert "deleted" not in merged.conflicts()


def two_at_once(first: Fields, second: Fields, *, clocks: tuple[int, int] = (5, 9)) -> Merged:
    return merge([Device("A" * 22).edit(first, clocks[0]), Device("Q" * 22).edit(second, clocks[1])])


def test_law_4_two_that_did_not_know_of_each_other_are_a_conflict_and_both_values_are_kept() -> None:
    merged = two_at_once({"phone": "111"}, {"phone": "222"})
    assert merged.conflicts() == ["phone"]
    assert merged.fields["phone"] == "222", "the later by the clock is shown until a person settles it"
    row = heads_row(CONTACT, "contact", merged, {})
    assert [entry["lost"] for entry in row["heads"].values() if "lost" in entry] == [{"phone": "111"}]


def test_law_4_the_greatest_tick_is_shown_then_the_latest_clock_then_the_greatest_device() -> None:
    busy = Device("A" * 22)
    busy.edit({"post": "厂长"}, 1)
    of_busy = busy.edit({"phone": "busy"}, 2)
    of_late = Device("Q" * 22).edit({"phone": "late"}, 10**12)
    assert (of_busy.tick, of_late.tick) == (2, 1)
    assert merge([of_busy, of_late]).fields["phone"] == "busy", "no clock goes before the tick"
    assert two_at_once({"phone": "1"}, {"phone": "2"}, clocks=(9, 5)).fields["phone"] == "1"
    assert two_at_once({"phone": "1"}, {"phone": "2"}, clocks=(5, 5)).fields["phone"] == "2"


def test_law_4_equal_values_are_no_conflict() -> None:
    assert two_at_once({"phone": "111"}, {"phone": "111"}).conflicts() == []
    assert two_at_once({"phone": None}, {"phone": None}).conflicts() == []


def test_law_4_different_fields_are_no_conflict() -> None:
    merged = two_at_once({"phone": "1"}, {"post": "厂长"})
    assert merged.conflicts() == []
    assert merged.fields == {"phone": "1", "post": "厂长"}


def test_law_4_emptying_a_field_is_an_edit_like_any_other() -> None:
    device = Device("A" * 22)
    device.edit({"phone": "1"}, 5)
    device.edit({"phone": None}, 6)
    assert merge(device.known.values()).fields == {}
    assert two_at_once({"phone": "1"}, {"phone": None}).conflicts() == ["phone"]


def test_law_4_deleting_beside_an_edit_is_a_conflict_and_nothing_of_either_is_lost() -> None:
    maker = Device("A" * 22)
    maker.edit({"name": "甲甲", "phone": "1"}, 1)
    other = Device("Q" * 22, dict(maker.known))
    maker.edit({"deleted": True}, 3)
    edit = other.edit({"phone": "2"}, 2)
    merged = merge([*maker.own, edit])
    assert merged.conflicts() == ["deleted"]
    assert merged.fields == {"name": "甲甲", "phone": "2", "deleted": True}
    assert merge([*maker.own, other.edit({"phone": "3"}, 4)]).fields == {"name": "甲甲", "phone": "3"}, "the later one"


def test_law_4_deleting_what_one_saw_is_no_conflict_and_neither_is_editing_what_one_knows_to_be_deleted() -> None:
    maker = Device("A" * 22)
    maker.edit({"name": "甲甲", "phone": "1"}, 1)
    other = Device("Q" * 22, dict(maker.known))
    deletion = other.edit({"deleted": True}, 2)
    assert merge([*maker.own, deletion]).conflicts() == []
    maker.known[deletion.id] = deletion
    assert merge([*maker.own, deletion, maker.edit({"phone": "2"}, 3)]).conflicts() == []


def test_law_4_two_deletions_are_no_conflict() -> None:
    assert two_at_once({"deleted": True}, {"deleted": True}).conflicts() == []
