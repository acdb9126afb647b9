"""Laws 1, 2, 3 and 5 of the ledger, each by examples and properties of its own."""

import hashlib
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
import rfc8785
from county_of_four import (
    ENTERPRISE,
    OFFICE,
    TEN_YEARS,
    TODAY,
    Side,
    copied_county,
    known,
    make_county,
    numbered_id,
    shuffled_pieces,
    unsound,
    view_of,
)
from histories import CONTACT, copied_disk, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger, OwnIdError
from fieldtui.ledger.log import read_line, write_line
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.unit import Unit
from fieldtui.sync.bundle import BundleError
from fieldtui.work.desk import standings
from fieldtui.work.steps import enter_step


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("county"))


@pytest.fixture
def four(template: Path, tmp_path: Path) -> Iterator[dict[str, Side]]:
    with copied_county(template, tmp_path / "county") as sides:
        yield sides


# Law 1: what identifies a change


def hashed(content: Any) -> str:
    """SHA-256 cut to 128 bits, base64url, of RFC 8785, by somebody else's code."""
    return urlsafe_b64encode(hashlib.sha256(rfc8785.dumps(content)).digest()[:16]).rstrip(b"=").decode()


def salt_of(salt: str, name: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(f"{salt} {name}".encode()).digest()[:16]).rstrip(b"=").decode()


@given(histories())
def test_law_1_the_id_is_the_hash_of_header_and_hashed_words_in_canonical_form(changes: list[Change]) -> None:
    for change in changes:
        form = change.to_json()
        fields, salt = form.pop("set"), form.pop("salt")
        form["words"] = {name: hashed([salt_of(salt, name), value]) for name, value in fields.items()}
        assert change.id == hashed(form)
        assert Change.from_json(change.to_json()) == change


@given(histories(), st.data())
def test_law_1_words_can_be_erased_in_any_order_and_the_id_still_verifies(
    changes: list[Change], data: st.DataObject
) -> None:
    change = changes[-1]
    erased = change
    for name in data.draw(st.lists(st.sampled_from(sorted(change.set)), unique=True)):
        erased = Change.from_json(orjson.loads(orjson.dumps(erased.without_words([name]).to_json())))
        assert name not in erased.to_json()["set"]
        assert "salt" not in erased.to_json(), "with it a short word could be guessed from its hash"
    assert (erased.id, erased.set.keys(), erased.over) == (change.id, change.set.keys(), change.over)


@given(histories(), st.data())
def test_law_1_whatever_is_altered_makes_another_change(changes: list[Change], data: st.DataObject) -> None:
    form = changes[-1].to_json()
    altered = {
        "device": "w" * 22,
        **{name: form[name] + 1 for name in ("seq", "tick", "at")},
        "prev": "w" * 22,
        "by": numbered_id(9),
        "of": numbered_id(9),
        "kind": "other",
        "over": [*form["over"], "w" * 22],
        "salt": form["salt"] + "A",
        "set": {**form["set"], "name": "别的"},
    }
    assert altered.keys() == form.keys()
    for name, value in altered.items():
        assert Change.from_json({**form, name: value}).id != changes[-1].id, name


# Law 2: chains without holes, and what is wrong is told


def rewritten(workspace: Workspace, number: int, change_line: Any) -> None:
    """One line of the log made another, or left out (None), with a right checksum, as whoever knows the format can."""
    workspace.view.unlink()
    workspace.mark.unlink()
    lines = workspace.log.read_bytes().splitlines(keepends=True)
    read = read_line(lines[number][:-1])
    assert read is not None
    changed = change_line(orjson.loads(orjson.dumps(read[0])))
    lines[number : number + 1] = [] if changed is None else [write_line(changed)[0]]
    workspace.log.write_bytes(b"".join(lines))


def three_contacts(side: Side) -> int:
    """Saved one by one by a laptop; returns the line of the log in which the second one lies."""
    for phone in ("1", "2", "3"):
        side.ledger.save(Contact(enterprise=ENTERPRISE, name="示例陈", phone=phone))
    side.ledger.close()
    return len(side.ledger.workspace.log.read_bytes().splitlines()) - 2


def test_law_2_an_entry_that_was_left_out_is_told(four: dict[str, Side]) -> None:
    workspace = four["zhang"].ledger.workspace
    rewritten(workspace, three_contacts(four["zhang"]), lambda _body: None)
    assert "chain.hole" in unsound(workspace)


def test_law_2_an_entry_that_was_altered_is_told(four: dict[str, Side]) -> None:
    workspace = four["zhang"].ledger.workspace

    def altered(body: dict[str, Any]) -> dict[str, Any]:
        body["changes"][0]["set"]["phone"] = "9"
        return body

    def altered_with_its_id(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "ids": [Change.from_json(form).id for form in body["changes"]]}

    line = three_contacts(four["zhang"])
    rewritten(workspace, line, altered)
    assert "log.ids" in unsound(workspace), "it is not what its id says"
    Side(four["zhang"].folder).ledger.close()
    rewritten(workspace, line, altered_with_its_id)
    assert "chain.misfit" in unsound(workspace), "the one after it followed another"


@pytest.mark.parametrize("sender", [OFFICE, "zhang"])
def test_law_2_a_bundle_with_a_hole_before_it_is_refused_and_changes_nothing(
    template: Path, four: dict[str, Side], tmp_path: Path, sender: str
) -> None:
    """The other side was put back to an older copy of its folder, and lacks one entry that it had confirmed."""
    office, zhang = four[OFFICE], four["zhang"]
    four[sender].ledger.save(Contact(enterprise=ENTERPRISE, name="示例陈"))
    for _round in range(2):
        office.deliver(zhang.hand_in())
        zhang.deliver(office.hand_back(zhang.device))
    four[sender].ledger.save(Contact(enterprise=ENTERPRISE, name="示例孙"))
    following = zhang.hand_in() if sender == "zhang" else office.hand_back(zhang.device)
    assert following.manifest.upto.count - following.manifest.after.count == 1, "only what is not confirmed is sent"
    with copied_county(template, tmp_path / "before") as before:
        receiver = before["zhang" if sender == OFFICE else OFFICE]
        log = receiver.ledger.workspace.log.read_bytes()
        with pytest.raises(BundleError):
            receiver.deliver(following)
        assert receiver.ledger.workspace.log.read_bytes() == log


@pytest.mark.parametrize("turned", [False, True])
def test_law_2_two_entries_under_one_number_are_both_kept_the_same_everywhere_and_told(
    four: dict[str, Side], turned: bool
) -> None:
    """A cadre goes on with a copy of the laptop while another goes on with the laptop itself."""
    zhang, copy = four["zhang"], Side(shutil.copytree(four["zhang"].folder, four["zhang"].folder.with_name("copy")))
    written = [
        side.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name=name))[0]
        for side, name in ((zhang, "示例甲"), (copy, "示例乙"))
    ]
    written += zhang.ledger.save(Contact(enterprise=ENTERPRISE, name="示例丙"))
    assert (written[0].seq, written[0].device) == (written[1].seq, written[1].device)
    for change in written[::-1] if turned else written:
        four[OFFICE].ledger.take_in([change], ())
    four["wang"].ledger.take_in(written, ())
    for side in (four[OFFICE], four["wang"]):
        assert {change.id for change in written} <= {change.id for change in side.ledger.history}
        view = view_of(side.ledger)
        side.ledger.rebuild()
        assert view_of(side.ledger) == view
        assert side.ledger.conflicts() == [{"id": CONTACT, "kind": "contact", "fields": ["name"]}]
        side.ledger.close()
        assert "chain.double" in unsound(side.ledger.workspace)
    chains = [four[name].ledger.history.chain(zhang.device) for name in (OFFICE, "wang")]
    assert chains[0][written[0].seq] == chains[1][written[0].seq], "of the two both name the same one"
    copy.ledger.close()


def test_law_2_what_bears_this_device_s_number_and_is_not_its_own_is_not_taken_in(four: dict[str, Side]) -> None:
    zhang = four["zhang"]
    copy = Side(shutil.copytree(zhang.folder, zhang.folder.with_name("copy")))
    change = copy.ledger.save(Contact(enterprise=ENTERPRISE, name="示例乙"))
    copy.ledger.close()
    log = zhang.ledger.workspace.log.read_bytes()
    with pytest.raises(OwnIdError):
        zhang.ledger.take_in(change, ())
    assert zhang.ledger.workspace.log.read_bytes() == log


# Law 3: ticks


def ticks_of_a_week(sides: dict[str, Side], clocks: tuple[int, ...]) -> list[int]:
    """The ticks of what is written when these clocks are so far off; who saw what is always the same."""
    for side, clock in zip(sides.values(), clocks, strict=True):
        side.clock_off = clock
    office, zhang, wang = sides[OFFICE], sides["zhang"], sides["wang"]
    for number in range(40):
        # One who writes much is far ahead of the others in ticks.
        zhang.ledger.save(Contact(enterprise=ENTERPRISE, name=f"示例第{number}位"))
    made = zhang.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例甲", phone="1"))
    wang.ledger.save(Unit(id=numbered_id(30), name="示例办"))
    wang.ledger.take_in(made, ())
    seen = wang.ledger.save(known(wang.ledger.get("contact", CONTACT)).amended(phone="2"))
    blind = zhang.ledger.save(known(zhang.ledger.get("contact", CONTACT)).amended(post="厂长"))
    office.ledger.take_in([*blind, *made, *seen], ())
    last = office.ledger.save(known(office.ledger.get("contact", CONTACT)).amended(phone="3", post="会计"))
    zhang.ledger.take_in([*last, *seen], ())
    assert (known(zhang.ledger.get("contact", CONTACT))).fields()["phone"] == "3", "who saw a value overrides it"
    assert last[0].tick == 1 + max(seen[0].tick, blind[0].tick, office.ledger.history.change(last[0].prev).tick)
    return [change.tick for change in (*made, *seen, *blind, *last)]


@pytest.mark.parametrize("clocks", [(TEN_YEARS, -TEN_YEARS, 0, 0), (-TEN_YEARS, TEN_YEARS, 0, 0), (0, 0, TEN_YEARS, 0)])
def test_law_3_a_tick_follows_from_what_was_seen_and_no_clock_makes_it_leap(
    template: Path, tmp_path: Path, clocks: tuple[int, ...]
) -> None:
    with copied_county(template, tmp_path / "right") as right, copied_county(template, tmp_path / "wrong") as wrong:
        assert ticks_of_a_week(right, (0, 0, 0, 0)) == ticks_of_a_week(wrong, clocks)


def test_law_3_a_step_comes_after_the_steps_that_it_saw_by_its_tick(four: dict[str, Side]) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    (problem,) = office.ledger.rows("problem")
    seen = office.ledger.save(FollowUp(problem=problem["id"], step="note", words="问", on=TODAY, by=office.desk.me))
    zhang.ledger.take_in(seen, ())
    entry = enter_step(zhang.desk, {"problem": problem["id"], "step": "note", "words": "答"}, TODAY)
    (following,) = zhang.ledger.save(*entry.records)
    assert following.set["follows"] == [seen[0].of]
    assert following.tick == 1 + seen[0].tick


def test_law_3_an_edit_of_a_field_that_nobody_set_comes_after_the_beginning_of_its_record(
    four: dict[str, Side],
) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    for number in range(20):
        office.ledger.save(Unit(name=f"示例局{number}"))
    unit = Unit(name="示例园区")
    begun = office.ledger.save(unit)
    zhang.ledger.take_in(begun, ())
    (edited,) = zhang.ledger.save(known(zhang.ledger.get("unit", unit.id)).amended(above=begun[0].of))
    assert edited.over == (begun[0].id,)
    assert edited.tick > begun[0].tick
    assert (zhang.ledger.heads(unit.id) or {})["made"]["by"] == office.desk.me


# Law 5: a function of the set


def test_law_5_what_was_edited_and_then_deleted_looks_the_same_when_it_is_made_anew(four: dict[str, Side]) -> None:
    zhang = four["zhang"]
    zhang.ledger.save(known(zhang.ledger.get("enterprise", ENTERPRISE)).amended(name="示例甲厂"))
    zhang.ledger.save(known(zhang.ledger.get("enterprise", ENTERPRISE)).amended(deleted=True))
    view = view_of(zhang.ledger)
    zhang.ledger.rebuild()
    assert view_of(zhang.ledger) == view


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=histories(), copied=st.booleans(), seed=st.integers(0, 2**16), pieces=st.integers(1, 5))
def test_law_5_any_order_any_repetition_and_any_split_give_the_same_view_byte_for_byte(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[Change],
    copied: bool,
    seed: int,
    pieces: int,
) -> None:
    if copied:
        changes = copied_disk(changes, {"name": "示例副本"})
    views, conflicts, chance = set(), [], Random(seed)
    for name in ("zhang", "wang"):
        folder = tmp_path_factory.mktemp("laptop") / name
        side = Side(shutil.copytree(template / "zhang", folder))
        if name == "zhang":
            side.ledger.take_in(changes, ())
        else:
            for piece in shuffled_pieces(changes, pieces, chance):
                side.ledger.take_in(piece, ())
                if chance.random() < 0.3:
                    side.reopen()
        beside = Ledger.open_to_read(side.ledger.workspace, standings)
        beside.rebuild()
        views |= {view_of(side.ledger), view_of(beside)}
        conflicts.append(side.ledger.conflicts())
        side.ledger.close()
        shutil.rmtree(folder)
    assert len(views) == 1
    assert conflicts[0] == conflicts[1]
