"""Laws 4 and 5: the state is a function of the set of changes, whatever their order, repetition or split."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fieldtui.ledger.change import Change, make_change
from fieldtui.ledger.merge import Merged, beginning, heads_of, heads_row, merge

RECORD = "01990000-0000-7000-8000-000000000002"
FIELDS = ("title", "note", "phone")


@dataclass
class Device:
    """A device that edits one record and hears of others' changes now and then."""

    name: str
    known: dict[str, Change] = field(default_factory=dict)
    own: list[Change] = field(default_factory=list)

    def edit(self, fields: dict[str, Any], at: int) -> Change:
        seen = merge(self.known.values())
        over = {head.id for name in fields for head in seen.heads.get(name, ())}
        ticks = [self.known[change].tick for change in over]
        prev = self.own[-1] if self.own else None
        header = {
            "device": self.name,
            "seq": len(self.own) + 1,
            "prev": prev.id if prev else "",
            "tick": 1 + max([*ticks, prev.tick if prev else 0]),
            "at": at,
            "by": "01990000-0000-7000-8000-000000000001",
            "kind": "visit",
            "of": RECORD,
        }
        change = make_change(header=header, over=over, fields=fields)
        self.own.append(change)
        self.known[change.id] = change
        return change


VALUES = st.sampled_from(["甲", "乙", "丙", None])
EDITS = st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1)
# (which device edits, what, by which wrong clock, from whom it hears everything first)
STEPS = st.lists(
    st.tuples(st.integers(0, 2), EDITS, st.integers(0, 10**12), st.integers(0, 3)), min_size=1, max_size=12
)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    devices = [Device(letter * 22) for letter in "AQg"]
    changes = []
    for editor, fields, at, heard in draw(STEPS):
        if heard < 3:
            devices[editor].known.update(devices[heard].known)
        changes.append(devices[editor].edit(fields, at))
    return changes


def as_row(changes: list[Change]) -> object:
    merged = merge(changes)
    return merged.fields, heads_row(RECORD, "visit", merged, beginning(changes))


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_gives_the_same_record(changes: list[Change], random: Any) -> None:
    shuffled = changes + random.choices(changes, k=3)
    random.shuffle(shuffled)
    assert as_row(shuffled) == as_row(changes)


@given(histories(), st.data())
def test_what_was_merged_before_need_not_be_known_again_to_go_on_editing(
    changes: list[Change], data: st.DataObject
) -> None:
    """The heads that a view keeps are enough to merge this device's next change, which replaces what it sees."""
    merged = merge(changes)
    row = heads_row(RECORD, "visit", merged, beginning(changes))
    kept = heads_of(row, merged.fields)
    fields = data.draw(EDITS)
    device = Device("w" * 22, {change.id: change for change in changes})
    following = device.edit(fields, 0)
    from_heads = merge([*kept, following])
    from_all = merge([*changes, following])
    assert from_heads.fields == from_all.fields
    assert heads_row(RECORD, "visit", from_heads, row["made"]) == heads_row(RECORD, "visit", from_all, row["made"])


@given(histories())
def test_whoever_saw_a_value_overrides_it_whatever_the_clocks_say(changes: list[Change]) -> None:
    device = Device("w" * 22, {change.id: change for change in changes})
    device.edit({"title": "最后"}, at=0)
    merged = merge(device.known.values())
    assert merged.fields["title"] == "最后"
    assert "title" not in merged.conflicts()


def two_at_once(first: object, second: object) -> Merged:
    return merge([Device("A" * 22).edit({"phone": first}, 5), Device("Q" * 22).edit({"phone": second}, 9)])


def test_two_that_did_not_know_of_each_other_are_a_conflict_and_both_values_are_kept() -> None:
    merged = two_at_once("111", "222")
    assert merged.conflicts() == ["phone"]
    assert merged.fields["phone"] == "222", "the later by the clock is shown until a person settles it"
    row = heads_row(RECORD, "visit", merged, {})
    assert [entry["lost"] for entry in row["heads"].values() if "lost" in entry] == [{"phone": "111"}]


def test_equal_values_are_no_conflict() -> None:
    assert two_at_once("111", "111").conflicts() == []


def test_different_fields_are_no_conflict() -> None:
    merged = merge([Device("A" * 22).edit({"phone": "1"}, 5), Device("Q" * 22).edit({"note": "2"}, 9)])
    assert merged.conflicts() == []
    assert merged.fields == {"phone": "1", "note": "2"}


def test_emptying_a_field_is_an_edit_like_any_other() -> None:
    device = Device("A" * 22)
    device.edit({"phone": "1"}, 5)
    device.edit({"phone": None}, 6)
    assert merge(device.known.values()).fields == {}
