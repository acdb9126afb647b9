"""Law 4: what several people changed at once is kept, with who and when; a person settles it, and then for all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commands_here import Ended, run_here
from disagreement import (
    CONTACT,
    PHONE,
    SECOND_CADRE,
    County,
    copy_of_county,
    county_of,
    desks,
    disagreed,
    edit,
    enterprise_in,
    meet,
)
from hypothesis import given
from hypothesis import strategies as st
from story import BANKING, CADRE, ENTERPRISE, LABOUR, Pair, assert_sound, copy_of

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.merge import Head, merge
from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today
from fieldtui.work.conflicts import (
    Conflict,
    conflicts_in,
    conflicts_of,
    in_conflict_about,
    mark_about,
    open_fields,
    person_words,
)
from fieldtui.work.desk import Desk, standings
from fieldtui.work.listing import Listing
from fieldtui.work.record_words import or_empty, title_of, value_words
from fieldtui.work.settling import can_be_written, take, text_of, write
from fieldtui.work.today import today_list

# ---- by the changes alone


@dataclass(frozen=True)
class Edits:
    """Edits of one record, by a letter each."""

    known: dict[str, Head]

    def add(self, letter: str, tick: int, over: str = "", /, **values: Any) -> "Edits":
        head = Head(letter, tick, tick * 1000, f"d{letter}", f"p{letter}", values, tuple(over))
        return Edits({**self.known, letter: head})

    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.known.values())


def made(**values: Any) -> Edits:
    return Edits({}).add("a", 1, **values)


def values_of(conflict: Conflict) -> list[tuple[Any, str]]:
    """(value, letters of the changes) of each line."""
    return [(standing.value, "".join(author.change for author in standing.authors)) for standing in conflict.values]


def test_two_edits_that_did_not_know_of_each_other_are_a_conflict_with_what_they_started_from() -> None:
    (conflict,) = made(phone="1").add("b", 2, "a", phone="2").add("c", 3, "a", phone="3").conflicts()
    assert (conflict.field, conflict.base, conflict.shown) == ("phone", "1", "3")
    assert values_of(conflict) == [("2", "b"), ("3", "c")]
    author = conflict.values[0].authors[0]
    assert (author.by, author.at, author.device) == ("pb", 2000, "db")


def test_whoever_saw_a_value_replaces_it_whatever_the_clocks() -> None:
    assert made(phone="1").add("b", 9, "a", phone="2").add("c", 3, "b", phone="3").conflicts() == []


def test_equal_values_are_no_conflict_and_beside_a_third_they_are_one_line() -> None:
    same = made(phone="1").add("b", 2, "a", phone="2").add("c", 3, "a", phone="2")
    assert same.conflicts() == []
    (conflict,) = same.add("d", 2, "a", phone="4").conflicts()
    assert values_of(conflict) == [("4", "d"), ("2", "bc")]


def test_more_than_two_values_stand_in_the_order_of_their_changes() -> None:
    edits = made(phone="1").add("d", 4, "a", phone="4").add("b", 2, "a", phone="2").add("c", 3, "a", phone="3")
    (conflict,) = edits.conflicts()
    assert values_of(conflict) == [("2", "b"), ("3", "c"), ("4", "d")]


def test_what_all_started_from_is_the_last_value_that_all_of_them_knew() -> None:
    edits = made(phone="1").add("b", 2, "a", phone="2").add("c", 3, "b", phone="3")
    (conflict,) = edits.add("d", 3, "b", phone="4").add("e", 4, "d", phone="5").conflicts()
    assert conflict.base == "2"
    (conflict,) = edits.add("d", 3, "a", phone="4").conflicts()
    assert conflict.base == "1", "d did not know of b"


def test_a_field_that_was_empty_started_from_nothing() -> None:
    (conflict,) = made(name="示例").add("b", 2, phone="2").add("c", 3, phone="3").conflicts()
    assert conflict.base is None


def test_emptied_beside_changed_is_a_conflict() -> None:
    (conflict,) = made(phone="1").add("b", 2, "a", phone="2").add("c", 3, "a", phone=None).conflicts()
    assert values_of(conflict) == [("2", "b"), (None, "c")]


def test_each_field_is_a_conflict_of_its_own() -> None:
    edits = made(phone="1", post="甲").add("b", 2, "a", phone="2", post="乙").add("c", 3, "a", phone="3", post="丙")
    assert [conflict.field for conflict in edits.conflicts()] == ["phone", "post"]
    assert [conflict.field for conflict in edits.add("d", 4, "bc", phone="2").conflicts()] == ["post"]


def test_a_deletion_beside_an_edit_comes_first_and_says_what_was_edited() -> None:
    edits = made(phone="1").add("b", 2, "a", phone="2").add("c", 3, "a", deleted=True)
    (conflict,) = edits.conflicts()
    assert (conflict.field, conflict.shown) == ("deleted", True)
    assert values_of(conflict) == [(None, "b"), (True, "c")]
    assert conflict.values[0].authors[0].edits == {"phone": "2"}
    assert edits.add("d", 4, "abc", deleted=True).conflicts() == [], "deleted by somebody who knew all"
    assert edits.add("d", 4, "abc", deleted=None).conflicts() == [], "kept by somebody who knew all"


def test_that_somebody_keeps_a_record_is_no_edit_of_a_field() -> None:
    edits = (
        made(phone="1").add("b", 2, "a", deleted=True).add("c", 3, "ab", deleted=None).add("d", 3, "ab", deleted=True)
    )
    (conflict,) = edits.conflicts()
    (kept,) = [standing for standing in conflict.values if not standing.value]
    assert [author.edits for author in kept.authors] == [{}]


def test_the_later_of_edit_and_deletion_is_the_one_that_is_shown() -> None:
    (conflict,) = made(phone="1").add("b", 3, "a", phone="2").add("c", 2, "a", deleted=True).conflicts()
    assert conflict.shown is None
    assert values_of(conflict) == [(True, "c"), (None, "b")]


@given(st.data())
def test_neither_order_nor_repetition_of_the_changes_matters(data: st.DataObject) -> None:
    edits = made(phone="0", post="甲")
    for number, letter in enumerate("bcdefg", 2):
        seen = data.draw(st.sets(st.sampled_from(sorted(edits.known))))
        names = st.sampled_from(["phone", "post", "deleted"])
        values: Mapping[str, Any] = data.draw(st.dictionaries(names, st.sampled_from([None, "1", "2"]), min_size=1))
        said = {name: (True if value else None) if name == "deleted" else value for name, value in values.items()}
        edits = edits.add(letter, number, "".join(seen), **said)
    whole = edits.conflicts()
    shuffled = data.draw(st.permutations([*edits.known.values(), *edits.known.values()]))
    assert conflicts_of(shuffled) == whole
    assert all(len(conflict.values) > 1 for conflict in whole)
    assert sorted(conflict.field for conflict in whole) == merge(edits.known.values()).conflicts()


# ---- two laptops and an office


@pytest.fixture(scope="module")
def known_county(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    return county_of(copy_of(enrolled, folder), folder)


@pytest.fixture
def county(known_county: County, tmp_path: Path) -> County:
    """Three workspaces of one county, for one test alone."""
    return copy_of_county(known_county, tmp_path)


@pytest.fixture
def disagreeing(county: County) -> County:
    """Both cadres wrote another telephone number, and all have heard of it."""
    return disagreed(county)


def shown(workspace: Workspace, kind: str, record: str) -> Mapping[str, Any]:
    with Ledger.open_to_read(workspace, standings) as ledger:
        return ledger.row(kind, record) or {}


def test_all_three_see_the_same_conflict(disagreeing: County) -> None:
    seen = []
    for side in disagreeing.all:
        with Desk.open_to_read(side) as desk:
            assert open_fields(desk) == {disagreeing.contact: ["phone"]}
            (conflict,) = conflicts_in(desk, disagreeing.contact)
            names = [person_words(desk, standing.authors[0]) for standing in conflict.values]
            seen.append((conflict, sorted(names)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0].base == PHONE
    assert seen[0][1] == sorted([CADRE, SECOND_CADRE])


@pytest.mark.parametrize("who", ["office", "first", "second"])
def test_what_is_settled_anywhere_is_settled_everywhere_and_what_lost_stays_in_the_history(
    disagreeing: County, who: str
) -> None:
    with Desk.open_to_write(getattr(disagreeing, who)) as desk:
        settlement = take(desk, disagreeing.contact, "phone", "13900000001")
        desk.ledger.settle(disagreeing.contact, settlement.values)
    meet(disagreeing)
    meet(disagreeing)
    for side in disagreeing.all:
        assert shown(side, "contact", disagreeing.contact)["phone"] == "13900000001"
        with Desk.open_to_read(side) as desk:
            assert open_fields(desk) == {}
            said = [change.set.get("phone") for change in desk.ledger.history.of(disagreeing.contact)]
            assert {"13900000001", "13900000002", PHONE} <= set(said)
        assert_sound(side)


def test_settled_differently_at_the_same_time_is_a_conflict_again(disagreeing: County) -> None:
    shown_before = shown(disagreeing.office, "contact", disagreeing.contact)["phone"]
    for side, value in ((disagreeing.first, "13900000001"), (disagreeing.second, "13900000002")):
        with Desk.open_to_write(side) as desk:
            desk.ledger.settle(disagreeing.contact, {"phone": value})
    meet(disagreeing)
    with Desk.open_to_read(disagreeing.office) as desk:
        (conflict,) = conflicts_in(desk, disagreeing.contact)
        assert {standing.value for standing in conflict.values} == {"13900000001", "13900000002"}
        assert conflict.base == shown_before, "what both of them saw"


def test_a_name_carries_its_initials(county: County) -> None:
    for side, name in ((county.first, "示例甲乙公司"), (county.office, "示例丙丁公司")):
        with Desk.open_to_read(side) as desk:
            enterprise = enterprise_in(desk)
        edit(side, "enterprise", enterprise, name=name)
    meet(county)
    with Desk.open_to_write(county.office) as desk:
        assert desk.ledger.conflicts()[0]["fields"] == ["initials", "name"]
        assert open_fields(desk) == {enterprise: ["name"]}
        desk.ledger.settle(enterprise, write(desk, enterprise, "name", "示例戊己公司", today()).values)
        assert open_fields(desk) == {}
        row = desk.ledger.row("enterprise", enterprise) or {}
        assert (row["name"], row["initials"]) == ("示例戊己公司", "slwjgs")


def test_a_conflict_of_a_contact_or_a_visit_counts_for_its_enterprise(disagreeing: County) -> None:
    with Desk.open_to_read(disagreeing.office) as desk:
        enterprise = enterprise_in(desk)
        assert in_conflict_about(desk, enterprise) == [disagreeing.contact]
        assert mark_about(desk, enterprise) == f"两处修改1：联系人 {CONTACT} 电话"
        other = next(row["id"] for row in desk.ledger.rows("enterprise") if row["id"] != enterprise)
        assert mark_about(desk, other) == ""
        listing = Listing(desk, "enterprise", today())
        assert listing.find("两处修改") == [enterprise]
        assert listing.cells(enterprise)[0][0] == f"两处修改1 {ENTERPRISE}"
        assert listing.cells(other)[0][0] == desk.name("enterprise", other)


def test_todays_list_has_a_line_for_each_record_only_while_there_is_something_to_settle(disagreeing: County) -> None:
    with Desk.open_to_write(disagreeing.office) as desk:
        (section,) = [section for section in today_list(desk, (), today()) if section.title == "两处修改"]
        (item,) = section.items
        assert (item.key, item.what, item.title, item.why) == (
            f"conflict:{disagreeing.contact}",
            "联系人",
            CONTACT,
            "电话",
        )
        desk.ledger.settle(disagreeing.contact, {"phone": "13900000001"})
        assert "两处修改" not in [section.title for section in today_list(desk, (), today())]


def test_whose_laptop_it_was_is_said_where_it_was_not_ones_own(disagreeing: County) -> None:
    with Desk.open_to_read(disagreeing.office) as desk:
        (conflict,) = conflicts_in(desk, disagreeing.contact)
        author = next(s.authors[0] for s in conflict.values if s.value == "13900000001")
        other = next(s.authors[0] for s in conflict.values if s.value == "13900000002")
        assert person_words(desk, author) == CADRE
        borrowed = type(author)(author.change, author.by, author.at, other.device)
        assert person_words(desk, borrowed) == f"{CADRE}（用{SECOND_CADRE}的电脑）"


# ---- a deletion beside an edit


@pytest.fixture
def deleted_and_edited(county: County) -> County:
    edit(county.first, "contact", county.contact, phone="13900000001")
    edit(county.second, "contact", county.contact, deleted=True)
    meet(county)
    meet(county)
    return county


@pytest.mark.parametrize(("keep", "there"), [(None, True), (True, False)], ids=["kept", "deleted"])
def test_a_deletion_beside_an_edit_is_settled_either_way(deleted_and_edited: County, keep: object, there: bool) -> None:
    with Desk.open_to_write(deleted_and_edited.first) as desk:
        (conflict,) = conflicts_in(desk, deleted_and_edited.contact)
        assert conflict.field == "deleted"
        assert [author.edits for standing in conflict.values for author in standing.authors if author.edits] == [
            {"phone": "13900000001"}
        ]
        settlement = take(desk, deleted_and_edited.contact, "deleted", keep)
        desk.ledger.settle(deleted_and_edited.contact, settlement.values)
    meet(deleted_and_edited)
    meet(deleted_and_edited)
    for side in deleted_and_edited.all:
        row = shown(side, "contact", deleted_and_edited.contact)
        assert bool(row) is there
        assert not there or row["phone"] == "13900000001"
        with Desk.open_to_read(side) as desk:
            assert open_fields(desk) == {}


def test_nothing_is_left_to_settle_in_a_record_that_is_deleted_for_good(disagreeing: County) -> None:
    with Desk.open_to_write(disagreeing.office) as desk:
        desk.ledger.settle(disagreeing.contact, {"deleted": True})
        assert open_fields(desk) == {}


# ---- a third value


def test_a_third_value_is_read_and_checked_like_any_edit(disagreeing: County) -> None:
    with Desk.open_to_write(disagreeing.office) as desk:
        full_width = write(desk, disagreeing.contact, "phone", " １３９０００００００３ ", today())
        assert full_width.values == {"phone": "13900000003"}
        assert write(desk, disagreeing.contact, "phone", "", today()).values == {"phone": None}
        refused = write(desk, disagreeing.contact, "phone", "1" * 65, today())
        assert (refused.values, list(refused.troubles)) == ({}, ["phone"])


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        ("person", "unit", "jrb", BANKING),
        ("unit", "type", "街道（乡镇）", "street"),
        ("enterprise", "region", "萨尔图", "230602"),
        ("enterprise", "above_scale", "是", True),
        ("enterprise", "above_scale", "false", False),
        ("enterprise", "scale", "", None),
        ("pairing", "end", "2099-12-31", "2099-12-31"),
        ("pairing", "person", CADRE, CADRE),
    ],
)
def test_words_and_names_become_codes_and_ids(pair: Pair, kind: str, name: str, text: str, value: object) -> None:
    with Desk.open_to_write(pair.office) as desk:
        record = next(row["id"] for row in desk.ledger.rows(kind))
        settlement = write(desk, record, name, text, today())
        assert settlement.troubles == {}
        written = settlement.values[name]
        assert value in ({desk.name(name, written)} if name in ("unit", "person") else {written})
        desk.ledger.settle(record, settlement.values)
        assert (desk.ledger.row(kind, record) or {}).get(name) == written
        again = write(desk, record, name, text_of(desk, record, name, written), today())
        assert again.values[name] == written, "what a form begins with means the same"


@pytest.mark.parametrize(
    ("kind", "name", "text", "sentence"),
    [
        ("person", "unit", "没有这个单位", "没有这个单位"),
        ("person", "name", "", "这一项要填"),
        ("enterprise", "uscc", "123", "18"),
        ("enterprise", "region", "火星", "火星"),
        ("enterprise", "scale", "巨大", "巨大"),
        ("enterprise", "initials", "abc", "不能另写"),
        ("pairing", "end", "从前", "不是日期"),
        ("pairing", "end", "2000-01-01", "早于"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(pair: Pair, kind: str, name: str, text: str, sentence: str) -> None:
    with Desk.open_to_write(pair.office) as desk:
        record = next(row["id"] for row in desk.ledger.rows(kind))
        settlement = write(desk, record, name, text, today())
        assert settlement.values == {}
        assert sentence in "".join(settlement.troubles.values())


def test_a_value_that_contradicts_another_field_is_refused_until_that_one_is_settled(county: County) -> None:
    with Desk.open_to_write(county.office) as desk:
        pairing = next(row for row in desk.ledger.rows("pairing"))["id"]
        refused = take(desk, pairing, "end", "2000-01-01")
        assert refused.values == {}
        assert "结束" in "".join(refused.troubles.values())
        desk.ledger.settle(pairing, {"start": "1999-01-01"})
        assert take(desk, pairing, "end", "2000-01-01").values == {"end": "2000-01-01"}


def test_a_value_is_not_forgiven_for_a_contradiction_that_it_causes_itself(county: County) -> None:
    """The row shows two values that contradict each other: each was chosen by itself, on another laptop."""
    with Desk.open_to_write(county.office) as desk:
        pairing = next(row for row in desk.ledger.rows("pairing"))["id"]
        desk.ledger.settle(pairing, {"start": "2026-05-01", "end": "2026-04-01"})
        for name, value in (("start", "2026-05-01"), ("end", "2026-04-01")):
            assert take(desk, pairing, name, value).troubles.keys() == {""}
            assert write(desk, pairing, name, value, today()).values == {}
        assert take(desk, pairing, "start", "2026-03-01").values == {"start": "2026-03-01"}
        assert take(desk, pairing, "end", None).values == {"end": None}


def test_other_fields_that_do_not_go_together_hinder_nothing(county: County) -> None:
    with Desk.open_to_write(county.office) as desk:
        pairing = next(row for row in desk.ledger.rows("pairing"))["id"]
        desk.ledger.settle(pairing, {"end": "2000-01-01"})
        assert take(desk, pairing, "role", "leader").troubles == {}


def test_what_only_the_office_records_only_the_office_settles(county: County) -> None:
    with desks(county.first, county.office) as (laptop, office):
        device = next(row["id"] for row in laptop.ledger.rows("device"))
        person = (laptop.ledger.row("device", device) or {})["person"]
        assert take(laptop, device, "person", person).troubles == {"": "这一处只能由企服办来定。"}
        assert take(office, device, "person", person).troubles == {}


def test_values_are_shown_as_people_read_them(pair: Pair) -> None:
    with Desk.open_to_read(pair.office) as desk:
        unit = next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == LABOUR)
        person = next(row["id"] for row in desk.ledger.rows("person") if row["name"] == CADRE)
        for kind, name, value, words in (
            ("person", "unit", unit, LABOUR),
            ("visit", "visitors", [person], CADRE),
            ("visit", "outcome", "met", "已见面"),
            ("enterprise", "region", "230602", "萨尔图"),
            ("enterprise", "losing", False, "否"),
            ("contact", "phone", None, "（空）"),
            ("contact", "new_field", "x", "x"),
            ("ship", "name", "x", "x"),
            ("project", "investment", "5200", "5200万元"),
            ("meeting", "held_as", [{"type": "weekly", "number": None}], "weekly"),
        ):
            assert or_empty(value_words(desk, kind, name, value)) == words
        assert title_of(desk, unit) == LABOUR
        assert not can_be_written("ship", "name")
        assert not can_be_written("problem", "number")


# ---- the command


def conflicts(workspace: Workspace, *words: str, language: str = "zh_CN") -> Ended:
    return run_here("--workspace", str(workspace.folder), "conflicts", *words, language=language)


def test_the_list_as_json_lines_says_all(disagreeing: County) -> None:
    ended = conflicts(disagreeing.office, "--json")
    (line,) = ended.lines
    found = json.loads(line)
    assert (found["record"], found["kind"], found["field"], found["base"]) == (
        disagreeing.contact,
        "contact",
        "phone",
        PHONE,
    )
    assert {(value["value"], value["name"]) for value in found["values"]} == {
        ("13900000001", CADRE),
        ("13900000002", SECOND_CADRE),
    }
    with Desk.open_to_read(disagreeing.office) as desk:
        for value in found["values"]:
            change = desk.ledger.history.change(value["change"])
            assert (value["by"], value["at"], value["device"]) == (change.by, change.at, change.device)
    assert found["shown"] == shown(disagreeing.office, "contact", disagreeing.contact)["phone"]


def test_the_list_in_words_numbers_the_values(disagreeing: County) -> None:
    ended = conflicts(disagreeing.office)
    assert ended.lines[0] == f"{disagreeing.contact}  联系人 {CONTACT}"
    assert ended.lines[1:3] == ["  电话 (phone)", f"    原来  {PHONE}"]
    assert [line.split()[0] for line in ended.lines[3:]] == ["1.", "2."]
    assert "现在显示" in ended.lines[4]


def test_a_conflict_is_settled_by_a_command_and_is_not_listed_any_more(disagreeing: County) -> None:
    (line,) = conflicts(disagreeing.first, "--json").lines
    wanted = json.loads(line)["values"][0]["value"]
    ended = conflicts(disagreeing.first, "settle", disagreeing.contact, "phone", "--take", "1")
    assert (ended.code, ended.lines) == (0, [f"已定下来：电话 {wanted}。"])
    assert shown(disagreeing.first, "contact", disagreeing.contact)["phone"] == wanted
    assert conflicts(disagreeing.first).lines == ["没有两处修改不一致的。"]
    assert conflicts(disagreeing.first, "--json").lines == []
    assert_sound(disagreeing.first)


def test_a_third_value_by_a_command(disagreeing: County) -> None:
    ended = conflicts(disagreeing.office, "settle", CONTACT, "phone", "--value", "13900000003")
    assert (ended.code, ended.error) == (0, "")
    assert shown(disagreeing.office, "contact", disagreeing.contact)["phone"] == "13900000003"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ID", "phone"), "--take"),
        (("ID", "phone", "--take", "1", "--value", "1"), "--take"),
        (("ID", "phone", "--take", "3"), "1 到 2"),
        (("ID", "phone", "--take", "0"), "1 到 2"),
        (("ID", "phone", "--take", "甲"), "1 到 2"),
        (("ID", "post", "--take", "1"), "post"),
        (("nobody", "phone", "--take", "1"), "nobody"),
        (("ID", "phone", "--value", "1" * 65), "64"),
        (("ID",), "缺少参数"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_misuse_ends_with_a_sentence_and_changes_nothing(
    disagreeing: County, words: tuple[str, ...], sentence: str
) -> None:
    log = disagreeing.office.log.read_bytes()
    ended = conflicts(disagreeing.office, "settle", *(disagreeing.contact if w == "ID" else w for w in words))
    assert (ended.code, ended.lines) == (2, [])
    assert sentence in ended.error
    assert disagreeing.office.log.read_bytes() == log


def test_nothing_is_settled_where_one_only_reads(disagreeing: County) -> None:
    log = disagreeing.office.log.read_bytes()
    where = ("--workspace", str(disagreeing.office.folder), "--read", "conflicts")
    ended = run_here(*where, "settle", disagreeing.contact, "phone", "--take", "1")
    assert ended.code == 2
    assert "只能看" in ended.error or "只读" in ended.error
    assert len(run_here(*where).lines) == 5
    assert disagreeing.office.log.read_bytes() == log
