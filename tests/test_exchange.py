"""Laws 11 to 14, as far as they stand: what a bundle carries, and which ones are refused."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import CADRE, ENTERPRISE, Pair, enrolled_pair

from fieldtui.ledger.streams import OFFICE
from fieldtui.model.record import new_id
from fieldtui.model.records.unit import Unit
from fieldtui.sync.bundle import BundleError, read_bundle, write_bundle
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.exchange import (
    UnknownSenderError,
    export_to_device,
    export_to_office,
    not_confirmed,
    read_file,
    take_in,
)
from fieldtui.sync.keys import comparison_code, private_key
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
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
        assert read_file(export_to_office(cadre.ledger, now()).path).changes == ()


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
        key = private_key(pair.office.private_keys, pair.office.device)
        sent = {**envelope(office, pair), "to": "A" * 22}
        with pytest.raises(BundleError):
            take_in(cadre.ledger, read_bundle(write_bundle(sent, [], key)))


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
        bundle = read_bundle(write_bundle(sent, [last], private_key(pair.cadre.private_keys, pair.cadre.device)))
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
        bundle = read_bundle(write_bundle(sent, [change], private_key(pair.cadre.private_keys, pair.cadre.device)))
        with pytest.raises(BundleError):
            take_in(office.ledger, bundle)


def envelope(desk: Desk, pair: Pair) -> dict[str, object]:
    """A manifest with nothing in it, to be made worse."""
    nothing = {"count": 0, "hash": ""}
    at = int(now().timestamp() * 1000)
    return {"county": pair.office.county, "to": "", "at": at, "after": nothing, "upto": nothing, "receipt": nothing}


def test_a_signature_with_another_algorithm_or_another_key_is_refused(known: Pair) -> None:
    content = json.loads(next(known.cadre.exports.glob("*.json")).read_bytes())
    unsigned = {"protected": "eyJhbGciOiJub25lIn0", "signature": ""}
    turned = {"signature": content["signature"][::-1]}
    for altered in ({**content, **unsigned}, {**content, **turned}):
        with pytest.raises(BundleError):
            read_bundle(json.dumps(altered).encode())


def test_only_what_is_in_the_scope_goes_to_a_laptop(pair: Pair) -> None:
    """An enterprise that is nobody's business here stays at the office."""
    from fieldtui.model.records.enterprise import Enterprise

    with Desk.open_to_write(pair.office) as office:
        office.ledger.save(Enterprise(name="示例别家", region="230602"))
        device = next(office.ledger.rows("device"))
        bundle = read_file(export_to_device(office.ledger, device, now()).path)
        assert "示例别家" not in [(change.set or {}).get("name") for change in bundle.changes]


def test_a_bundle_names_no_person_outside_its_content(known: Pair) -> None:
    content = json.loads(next(known.cadre.exports.glob("*.json")).read_bytes())
    manifest = read_bundle(json.dumps(content).encode()).manifest.model_dump_json()
    assert CADRE not in manifest


def test_a_record_that_is_not_whole_waits_where_no_list_stumbles_over_it(pair: Pair) -> None:
    """A newer or a broken program sends a unit without a name; both sides see the same, and nothing fails."""
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        cadre.ledger.save(Unit.model_construct(id=new_id(), name=7))
        cadre.ledger.save(Unit.model_construct(id=new_id(), type="department"))
        take_in(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))
        for desk in (cadre, office):
            assert all(row["name"] for row in desk.ledger.rows("unit"))
            assert len(list(desk.ledger.rows("incomplete"))) == 2
            assert desk.index("unit").find("金融")
            assert desk.vocabulary.departments
