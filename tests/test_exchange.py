"""Laws 11 to 14, as far as they stand: what a bundle carries, and which ones are refused."""

import itertools
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import CADRE, ENTERPRISE, Pair, enrolled_pair

from fieldtui.ledger.change import HEADER, Change, make_change
from fieldtui.ledger.check import check
from fieldtui.ledger.streams import OFFICE
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.device import Device
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.sync.bundle import Bundle, BundleError, read_bundle, write_bundle
from fieldtui.sync.enrol import accept_laptop, make_workspace, trust_office
from fieldtui.sync.exchange import (
    export_to_device,
    export_to_office,
    not_confirmed,
    opened,
    read_file,
    take_in,
)
from fieldtui.sync.keys import comparison_code, own_keys
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk, standings
from fieldtui.work.steps import enter_step
from fieldtui.work.visits import enter_visit


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two sides that know each other, with a file handed in; tests that change them take a pair of their own."""
    made = enrolled_pair(tmp_path_factory.mktemp("known"))
    handed_in(made, "去过了。")
    return made


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return enrolled_pair(tmp_path)


def record_visit(desk: Desk, note: str) -> None:
    entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)


def visits(desk: Desk) -> set[str]:
    return {row["note"] for row in desk.ledger.rows("visit")}


def handed_in(pair: Pair, note: str) -> Path:
    with Desk.open_to_write(pair.cadre) as cadre:
        record_visit(cadre, note)
        return export_to_office(cadre.ledger, now()).path


def test_what_is_not_confirmed_goes_into_the_next_one_so_that_a_lost_stick_costs_nothing(pair: Pair) -> None:
    lost = handed_in(pair, "第一次去。")
    lost.unlink()
    arrived = handed_in(pair, "第二次去。")
    with Desk.open_to_write(pair.office) as office:
        take_in(office.ledger, read_file(arrived))
        assert visits(office) == {"第一次去。", "第二次去。"}


def test_after_the_receipt_has_come_back_nothing_is_sent_twice(pair: Pair) -> None:
    file = handed_in(pair, "去过了。")
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        take_in(office.ledger, read_file(file))
        assert len(not_confirmed(cadre.ledger)) > 0
        device = next(office.ledger.rows("device"))
        take_in(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))
        assert not_confirmed(cadre.ledger) == []
        assert opened(read_file(export_to_office(cadre.ledger, now()).path), pair.office).changes == ()


def test_importing_twice_or_a_copy_changes_nothing(pair: Pair) -> None:
    file = handed_in(pair, "去过了。")
    copy = file.with_name(file.stem + "(1).json")
    copy.write_bytes(file.read_bytes())
    with Desk.open_to_write(pair.office) as office:
        assert not take_in(office.ledger, read_file(file)).known
        log = pair.office.log.read_bytes()
        assert take_in(office.ledger, read_file(file)).known
        assert take_in(office.ledger, read_file(copy)).known
        assert pair.office.log.read_bytes() == log


def test_a_doubled_number_is_healed_by_the_offices_next_file_as_its_sentence_says(pair: Pair, tmp_path: Path) -> None:
    """An older copy of the folder was put in its place, and went on under the same numbers."""
    copy = shutil.copytree(pair.cadre.folder, tmp_path / "copy")
    with Desk.open_to_write(pair.office) as office:
        take_in(office.ledger, read_file(handed_in(pair, "第一块硬盘上写的。")))
    shutil.rmtree(pair.cadre.folder)
    shutil.copytree(copy, pair.cadre.folder)
    doubled = handed_in(pair, "第二块硬盘上写的。")
    with Desk.open_to_write(pair.office) as office:
        with pytest.raises(BundleError, match="给对方下发一份文件，请对方接收"):
            take_in(office.ledger, read_file(doubled))
        answer = read_file(export_to_device(office.ledger, next(office.ledger.rows("device")), now()).path)
    with Desk.open_to_write(Workspace.load(pair.cadre.folder)) as cadre:
        take_in(cadre.ledger, answer)
        assert cadre.ledger.workspace.device != pair.cadre.device
        again = read_file(export_to_office(cadre.ledger, now()).path)
    with Desk.open_to_write(pair.office) as office:
        accept_laptop(office.ledger, again, next(office.ledger.rows("device"))["person"], today())
        take_in(office.ledger, again)
        assert visits(office) == {"第一块硬盘上写的。", "第二块硬盘上写的。"}


def test_an_older_file_after_a_newer_one_changes_nothing(pair: Pair) -> None:
    older, newer = handed_in(pair, "第一次去。"), handed_in(pair, "第二次去。")
    with Desk.open_to_write(pair.office) as office:
        take_in(office.ledger, read_file(newer))
        log = pair.office.log.read_bytes()
        assert take_in(office.ledger, read_file(older)).known
        assert pair.office.log.read_bytes() == log


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_file_cut_off_or_altered_anywhere_is_refused(known: Pair, data: st.DataObject) -> None:
    """Each byte that carries meaning is covered by the signature or by the hash that it covers."""
    with Desk.open_to_read(known.office) as office:
        content = next(known.cadre.exports.glob("*.json")).read_bytes()
        position = data.draw(st.integers(0, len(content) - 2))
        if data.draw(st.booleans()):
            damaged = content[:position]
        else:
            other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[position]))
            damaged = content[:position] + bytes([other]) + content[position + 1 :]
        try:
            bundle = read_bundle(damaged)
        except BundleError:
            return
        # Blanks between members of the envelope mean nothing; what is read must be what was signed.
        assert bundle == read_bundle(content)
        assert office.ledger.rows("device")


def test_a_file_of_another_county_is_refused(pair: Pair, tmp_path: Path) -> None:
    stranger = make_workspace(
        tmp_path / "别处", role="cadre", name="示例外", county="411122", county_name="示例县", language="zh_CN"
    )
    with Desk.open_to_write(stranger) as desk, Desk.open_to_write(pair.office) as office:
        file = export_to_office(desk.ledger, now()).path
        with pytest.raises(BundleError, match="411122"):
            take_in(office.ledger, read_file(file))


def test_an_unknown_sender_is_told_with_the_code_to_compare(pair: Pair, tmp_path: Path) -> None:
    stranger = make_workspace(
        tmp_path / "新来", role="cadre", name="示例新", county="230600", county_name="示例市", language="zh_CN"
    )
    with Desk.open_to_write(stranger) as desk, Desk.open_to_write(pair.office) as office:
        bundle = read_file(export_to_office(desk.ledger, now()).path)
        with pytest.raises(UnknownSenderError, match=comparison_code(stranger.device)):
            take_in(office.ledger, bundle)


def test_a_file_for_somebody_else_is_refused(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        sent = {**envelope(office, pair), "to": "A" * 22}
        with pytest.raises(BundleError, match="给别人的"):
            take_in(cadre.ledger, written(pair.office, sent, [], pair.cadre))


def test_what_was_made_here_is_not_taken_in_here(pair: Pair) -> None:
    file = handed_in(pair, "去过了。")
    with Desk.open_to_write(pair.cadre) as cadre, pytest.raises(BundleError):
        take_in(cadre.ledger, read_file(file))


def test_a_gap_is_refused_and_changes_nothing(pair: Pair) -> None:
    handed_in(pair, "第一次去。")
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        record_visit(cadre, "第二次去。")
        chain = cadre.ledger.history.chain(pair.cadre.device)
        last = cadre.ledger.history.change(chain[len(chain)])
        sent = {
            **envelope(cadre, pair),
            "to": OFFICE,
            "after": {"count": last.seq - 1, "hash": last.prev},
            "upto": {"count": last.seq, "hash": last.id},
        }
        bundle = written(pair.cadre, sent, [last], pair.office)
        log = pair.office.log.read_bytes()
        with pytest.raises(BundleError):
            take_in(office.ledger, bundle)
        assert pair.office.log.read_bytes() == log


def test_a_device_may_send_only_its_own_changes(pair: Pair) -> None:
    """A laptop that passes off a change of the office's as part of its stream is refused."""
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        office.ledger.save(Unit(name="示例办"))
        foreign = office.ledger.history.chain(pair.office.device)
        change = office.ledger.history.change(foreign[len(foreign)])
        sent = {**envelope(cadre, pair), "to": OFFICE, "upto": {"count": 1, "hash": change.id}}
        bundle = written(pair.cadre, sent, [change], pair.office)
        with pytest.raises(BundleError):
            take_in(office.ledger, bundle)


def envelope(desk: Desk, pair: Pair) -> dict[str, Any]:
    """A manifest with nothing in it, to be made worse."""
    nothing = {"count": 0, "hash": ""}
    at = int(now().timestamp() * 1000)
    return {"county": pair.office.county, "to": "", "at": at, "after": nothing, "upto": nothing, "receipt": nothing}


def written(sender: Workspace, manifest: dict[str, Any], changes: list[Change], recipient: Workspace) -> Bundle:
    """A bundle that the sender's keys hold up, whatever it says."""
    ours, theirs = (own_keys(side.private_keys, side.device) for side in (sender, recipient))
    return read_bundle(write_bundle(manifest, changes, ours, theirs.sealing_public))


def test_a_signature_with_another_algorithm_or_another_key_is_refused(known: Pair) -> None:
    content = json.loads(next(known.cadre.exports.glob("*.json")).read_bytes())
    unsigned = {"protected": "eyJhbGciOiJub25lIn0", "signature": ""}
    turned = {"signature": content["signature"][::-1]}
    for altered in ({**content, **unsigned}, {**content, **turned}):
        with pytest.raises(BundleError):
            read_bundle(json.dumps(altered).encode())


def test_only_what_is_in_the_scope_goes_to_a_laptop(pair: Pair) -> None:
    """An enterprise that is nobody's business here stays at the office."""
    with Desk.open_to_write(pair.office) as office:
        office.ledger.save(Enterprise(name="示例别家", region="230602"))
        device = next(office.ledger.rows("device"))
        bundle = read_file(export_to_device(office.ledger, device, now()).path)
        assert "示例别家" not in [(change.set or {}).get("name") for change in opened(bundle, pair.cadre).changes]


def test_a_bundle_names_no_person_outside_its_content(known: Pair) -> None:
    content = json.loads(next(known.cadre.exports.glob("*.json")).read_bytes())
    manifest = read_bundle(json.dumps(content).encode()).manifest.model_dump_json()
    assert CADRE not in manifest


def test_a_record_that_is_not_whole_waits_where_no_list_stumbles_over_it(pair: Pair) -> None:
    """A newer or a broken program sends a unit without a name; both sides see the same, and nothing fails."""
    not_a_name: dict[str, Any] = {"name": 7}
    no_name: dict[str, Any] = {"type": "department"}
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        cadre.ledger.save(Unit.model_construct(None, id=new_id(), **not_a_name))
        cadre.ledger.save(Unit.model_construct(None, id=new_id(), **no_name))
        take_in(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))
        for desk in (cadre, office):
            assert all(row["name"] for row in desk.ledger.rows("unit"))
            assert len(list(desk.ledger.rows("incomplete"))) == 2
            assert desk.index("unit").find("金融")
            assert desk.vocabulary.departments


# What goes to a laptop


def exchange(pair: Pair) -> None:
    """The cadre hands in and takes home, by files."""
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        take_in(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))
    take_home(pair)


def take_home(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        device = next(office.ledger.rows("device"))
        take_in(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))


def last_file(pair: Pair) -> Path:
    with Desk.open_to_write(pair.cadre) as cadre:
        return export_to_office(cadre.ledger, now()).path


def test_what_the_office_deletes_is_deleted_on_the_laptop(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office:
        enterprise = office.ledger.get("enterprise", next(office.ledger.rows("enterprise"))["id"])
        assert enterprise is not None
        office.ledger.save(enterprise.amended(deleted=True))
    exchange(pair)
    with Desk.open_to_read(pair.cadre) as cadre:
        assert cadre.ledger.row("enterprise", enterprise.id) is None


def test_the_answer_to_a_problem_about_no_enterprise_comes_home(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre:
        problem = Problem(title="园区路灯不亮", type="PT", raised=today())
        cadre.ledger.save(problem)
    exchange(pair)
    with Desk.open_to_write(pair.office) as office:
        step = enter_step(office, {"problem": problem.id, "step": "note", "words": "已转园区"}, today())
        office.ledger.save(*step.records)
    exchange(pair)
    with Desk.open_to_read(pair.cadre) as cadre:
        assert [row["words"] for row in cadre.ledger.referring("follow_up", "problem", problem.id)] == ["已转园区"]


def test_an_enterprise_that_the_cadre_s_unit_answers_for_comes_along(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office:
        person = office.ledger.row("person", next(office.ledger.rows("device"))["person"])
        assert person is not None
        enterprise = Enterprise(name="示例园区企业", region="230602")
        pairing = Pairing(enterprise=enterprise.id, role="unit", unit=person["unit"], start=today())
        office.ledger.save(enterprise, pairing)
    exchange(pair)
    with Desk.open_to_read(pair.cadre) as cadre:
        assert cadre.ledger.row("enterprise", enterprise.id)


# Lost, restored, handed on


def test_an_office_that_was_restored_from_a_copy_of_its_folder_agrees_with_its_laptops_again(pair: Pair) -> None:
    shutil.copytree(pair.office.data, pair.office.folder / "copy")
    handed_in(pair, "恢复之前。")
    exchange(pair)
    with Desk.open_to_write(pair.office) as office:
        office.ledger.save(Unit(name="示例丢失办"))
    exchange(pair)
    shutil.rmtree(pair.office.data)
    (pair.office.folder / "copy").rename(pair.office.data)
    with Desk.open_to_write(pair.office) as office:
        office.ledger.save(Unit(name="示例新办"))
        office.ledger.save(Unit(name="示例又一办"))
    file = last_file(pair)
    with Desk.open_to_write(pair.office) as office, pytest.raises(BundleError):
        # The laptop's file begins where the lost office was; the sentence says to send it a file first.
        take_in(office.ledger, read_file(file))
    take_home(pair)
    exchange(pair)
    exchange(pair)
    with Desk.open_to_read(pair.office) as office, Desk.open_to_read(pair.cadre) as cadre:
        assert visits(office) == visits(cadre) == {"恢复之前。"}
        assert {"示例新办"} < {row["name"] for row in cadre.ledger.rows("unit")}
        assert not_confirmed(cadre.ledger) == []


def test_a_laptop_that_was_handed_on_still_sends_what_was_written_before(pair: Pair) -> None:
    handed_in(pair, "前任写的。")
    with Desk.open_to_write(pair.office) as office:
        device = office.ledger.get("device", next(office.ledger.rows("device"))["id"])
        other = next(row for row in office.ledger.rows("person") if row["name"] != CADRE)
        assert device is not None
        office.ledger.save(device.amended(person=other["id"]))
    exchange(pair)
    with Desk.open_to_read(pair.office) as office:
        assert visits(office) == {"前任写的。"}


def test_a_receipt_counts_though_the_clock_of_its_sender_was_set_back(pair: Pair) -> None:
    later = now() + timedelta(days=400)
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        device = next(office.ledger.rows("device"))
        take_in(cadre.ledger, read_file(export_to_device(office.ledger, device, later).path))
        record_visit(cadre, "去过了。")
        take_in(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))
        assert not take_in(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path)).known
        assert not_confirmed(cadre.ledger) == []


# Who may do what


def test_a_laptop_can_not_accept_devices_for_the_office(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        person = next(cadre.ledger.rows("person"))["id"]
        cadre.ledger.save(Device(device="A" * 22, public_key="A" * 43, person=person))
        with pytest.raises(BundleError):
            take_in(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))


def test_a_laptop_trusts_only_a_file_that_is_meant_for_it(pair: Pair) -> None:
    file = handed_in(pair, "去过了。")
    with pytest.raises(BundleError):
        trust_office(pair.cadre, read_file(file))


def test_two_who_changed_one_field_both_keep_their_value(pair: Pair) -> None:
    """A record that was read before a file came in and is saved after it does not go over what the file brought."""
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        enterprise = next(cadre.ledger.rows("enterprise"))["id"]
        ours, theirs = cadre.ledger.get("enterprise", enterprise), office.ledger.get("enterprise", enterprise)
        assert ours is not None
        assert theirs is not None
        office.ledger.save(theirs.amended(address="南路1号", park="高新区"))
        device = next(office.ledger.rows("device"))
        take_in(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))
        cadre.ledger.save(ours.amended(address="北路2号"))
        row = cadre.ledger.row("enterprise", enterprise)
        heads = cadre.ledger.heads(enterprise)
        assert row is not None
        assert heads is not None
        lost = [entry["lost"] for entry in heads["heads"].values() if "lost" in entry]
        values = {row["address"], *(value["address"] for value in lost)}
        assert (values, row["park"]) == ({"北路2号", "南路1号"}, "高新区")


def test_the_view_does_not_depend_on_the_order_in_which_changes_come(pair: Pair, tmp_path: Path) -> None:
    """Also where two programs disagree on what a record is: of two kinds under one id, the lesser change decides."""
    with Desk.open_to_write(pair.cadre) as cadre:
        unit = Unit(name="示例办")
        cadre.ledger.save(unit)
        chain = cadre.ledger.history.chain(pair.cadre.device)
        first = cadre.ledger.history.change(chain[len(chain)])
    form = first.to_json()
    header = {**{name: form[name] for name in HEADER}, "device": "A" * 22, "seq": 1, "prev": "", "tick": first.tick + 1}
    other = make_change(header={**header, "kind": "person"}, over=[first.id], fields={"name": "示例人"})
    header |= {"seq": 2, "prev": other.id, "tick": first.tick + 2}
    emptied = make_change(header=header, over=[first.id], fields={"name": None})
    views = []
    for number, order in enumerate(itertools.permutations([first, other, emptied])):
        folder = tmp_path / str(number)
        shutil.copytree(pair.office.folder, folder)
        with Desk.open_to_write(Workspace.load(folder)) as desk:
            for change in order:
                desk.ledger.take_in([change], [])
        assert all(finding.sound for finding in check(Workspace.load(folder), standings))
        views.append((folder / "data" / "ledger.json").read_bytes())
    assert len(set(views)) == 1


def test_a_laptop_can_not_turn_a_record_of_the_office_into_something_else(pair: Pair) -> None:
    """A change of another kind with a lesser tick would decide what the record is."""
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        appointment = next(office.ledger.rows("appointment"))["id"]
        seq, prev, tick = cadre.ledger.chain_end(pair.cadre.device)
        header = {"device": pair.cadre.device, "seq": seq + 1, "prev": prev, "tick": tick + 1, "at": 0}
        change = make_change(
            header={**header, "by": cadre.me, "kind": "contact", "of": appointment}, over=[], fields={"name": "示例"}
        )
        places = {"after": {"count": seq, "hash": prev}, "upto": {"count": seq + 1, "hash": change.id}}
        forged = written(pair.cadre, {**envelope(cadre, pair), "to": OFFICE, **places}, [change], pair.office)
        with pytest.raises(BundleError):
            take_in(office.ledger, forged)
