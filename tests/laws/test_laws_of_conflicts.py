"""Law 4 of the ledger: heads, conflicts, and how a person settles them, by examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from county_of_four import (
    ENTERPRISE,
    OFFICE,
    Side,
    copied_county,
    known,
    make_county,
    numbered_id,
)
from histories import CONTACT

from fieldtui.ledger.change import Change
from fieldtui.model.records.contact import Contact


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("county"))


@pytest.fixture
def four(template: Path, tmp_path: Path) -> Iterator[dict[str, Side]]:
    with copied_county(template, tmp_path / "county") as sides:
        yield sides


def two_phones(four: dict[str, Side]) -> tuple[list[Change], list[Change], list[Change]]:
    """A contact that zhang and wang both knew and gave different telephones; the office holds all."""
    office, zhang, wang = four[OFFICE], four["zhang"], four["wang"]
    made = office.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例甲", phone="1"))
    edits = []
    for side, phone in ((zhang, "2"), (wang, "3")):
        side.ledger.take_in(made, ())
        side.passed += 1000 if side is wang else 0
        edits.append(side.ledger.save(known(side.ledger.get("contact", CONTACT)).amended(phone=phone)))
        office.ledger.take_in(edits[-1], ())
    return made, edits[0], edits[1]


def phone(side: Side) -> Any:
    return (side.ledger.row("contact", CONTACT) or {}).get("phone")


def test_law_4_what_two_wrote_without_knowing_is_kept_with_who_and_when_until_it_is_settled(
    four: dict[str, Side],
) -> None:
    office, wang = four[OFFICE], four["wang"]
    made, by_zhang, by_wang = two_phones(four)
    ticks = (by_zhang[0].tick, by_wang[0].tick)
    assert office.ledger.conflicts() == [{"id": CONTACT, "kind": "contact", "fields": ["phone"]}]
    assert phone(office) == ("2" if ticks[0] > ticks[1] else "3")
    standing = (office.ledger.heads(CONTACT) or {})["heads"]
    assert {standing[change.id]["by"] for change in (*by_zhang, *by_wang)} == {numbered_id(100), numbered_id(101)}
    settling = office.ledger.settle(CONTACT, {"phone": phone(office)})
    assert set(settling.over) == {by_zhang[0].id, by_wang[0].id}, "over all that stood, also when it changes no value"
    assert office.ledger.conflicts() == []
    wang.ledger.take_in([settling], ())
    assert wang.ledger.conflicts() == [], "it replaces also what has not arrived yet"
    wang.ledger.take_in([*by_zhang, *made], ())
    assert wang.ledger.conflicts() == []
    assert phone(wang) == phone(office)


def test_law_4_who_edits_what_was_read_before_others_wrote_did_not_see_what_they_wrote(four: dict[str, Side]) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    made = office.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例甲", phone="1"))
    zhang.ledger.take_in(made, ())
    on_screen = known(office.ledger.get("contact", CONTACT))
    by_zhang = zhang.ledger.save(known(zhang.ledger.get("contact", CONTACT)).amended(phone="2", post="厂长"))
    office.ledger.take_in(by_zhang, ())
    (change,) = office.ledger.save(on_screen.amended(phone="3"))
    assert change.set == {"phone": "3"}, "the post that came in meanwhile stays"
    assert (office.ledger.row("contact", CONTACT) or {})["post"] == "厂长"
    assert office.ledger.conflicts() == [{"id": CONTACT, "kind": "contact", "fields": ["phone"]}]
    office.ledger.settle(CONTACT, {"phone": "3"})
    zhang_deletes = zhang.ledger.save(known(zhang.ledger.get("contact", CONTACT)).amended(deleted=True))
    office.ledger.take_in(zhang_deletes, ())
    assert office.ledger.conflicts() == [{"id": CONTACT, "kind": "contact", "fields": ["deleted"]}]


def test_law_4_two_that_settle_at_once_are_a_conflict_again(four: dict[str, Side]) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    made, _by_zhang, by_wang = two_phones(four)
    zhang.ledger.take_in([*made, *by_wang], ())
    settled = [office.ledger.settle(CONTACT, {"phone": "4"}), zhang.ledger.settle(CONTACT, {"phone": None})]
    for side in (office, zhang):
        side.ledger.take_in([change for change in settled if change.device != side.device], ())
        assert [row["fields"] for row in side.ledger.conflicts()] == [["phone"]]
    assert office.ledger.conflicts() == zhang.ledger.conflicts()
    assert phone(office) == phone(zhang)


def test_law_4_deleting_beside_an_edit_is_a_conflict_that_a_person_settles_either_way(four: dict[str, Side]) -> None:
    for number, deleted in enumerate((True, None)):
        of = numbered_id(40 + number)
        office, zhang = four[OFFICE], four["zhang"]
        zhang.ledger.take_in(office.ledger.save(Contact(id=of, enterprise=ENTERPRISE, name="示例甲", phone="1")), ())
        edit = zhang.ledger.save(known(zhang.ledger.get("contact", of)).amended(phone="2"))
        deletion = office.ledger.save(known(office.ledger.get("contact", of)).amended(deleted=True))
        office.ledger.take_in(edit, ())
        zhang.ledger.take_in(deletion, ())
        for side in (office, zhang):
            assert {"id": of, "kind": "contact", "fields": ["deleted"]} in side.ledger.conflicts()
        settling = zhang.ledger.settle(of, {"deleted": deleted})
        office.ledger.take_in([settling], ())
        for side in (office, zhang):
            assert of not in [row["id"] for row in side.ledger.conflicts()]
            assert (side.ledger.row("contact", of) is None) == bool(deleted)


def test_law_4_only_settling_ends_a_conflict_about_a_deletion_and_an_edit_of_what_is_shown_hides_nothing(
    four: dict[str, Side],
) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    made = office.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例甲", phone="1"))
    zhang.ledger.take_in(made, ())
    deletion = zhang.ledger.save(known(zhang.ledger.get("contact", CONTACT)).amended(deleted=True))
    for number in ("2", "3"):
        office.ledger.save(known(office.ledger.get("contact", CONTACT)).amended(phone=number))
    office.ledger.take_in(deletion, ())
    for number in ("4", "5"):
        assert phone(office) is not None, "the edit is later, so it is shown until somebody decides"
        office.ledger.save(known(office.ledger.get("contact", CONTACT)).amended(phone=number))
    assert phone(office) == "5"
    assert office.ledger.conflicts() == [{"id": CONTACT, "kind": "contact", "fields": ["deleted"]}]


def test_law_4_equal_values_and_other_fields_are_no_conflict(four: dict[str, Side]) -> None:
    made = four[OFFICE].ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例甲"))
    edits: list[Change] = []
    for name, values in (("zhang", {"phone": "1"}), ("wang", {"phone": "1"}), ("zhao", {"post": "厂长"})):
        ledger = four[name].ledger
        ledger.take_in(made, ())
        edits += ledger.save(known(ledger.get("contact", CONTACT)).amended(**values))
    four[OFFICE].ledger.take_in(edits, ())
    assert four[OFFICE].ledger.conflicts() == []
