"""The schemas are those of the models, and what the program really writes keeps to them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import pytest
from jsonschema import Draft202012Validator
from jwcrypto.common import base64url_decode
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from fieldtui.ledger.blobs import keep_blob
from fieldtui.ledger.change import RESERVED, Change, make_change
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import read_line
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.kinds import kind_names, record_class
from fieldtui.model.record import PlanReference, Record, new_id
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.attachment import Attachment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.erasure import Erasure
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.sync.bundle import read_bundle
from fieldtui.sync.enrol import accept_laptop, found_office, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.enrolment import write_enrolment
from fieldtui.sync.exchange import export_to_device, export_to_office, opened, read_file
from fieldtui.sync.formats import FOLDER, RECORD, schemas, write_schemas
from fieldtui.sync.key_backup import back_up_keys
from fieldtui.sync.keys import own_keys
from fieldtui.sync.parts import split
from fieldtui.work.desk import standings

HOW = "the models changed: run python -m fieldtui.sync.formats, and say in formats.md what is new"
START = date(2026, 11, 2)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLE = "91440300192317458F"


@dataclass(frozen=True)
class Pair:
    """An office and a cadre's laptop that exchanged two files each, with a record of every kind."""

    office: Workspace
    cadre: Workspace


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("pair")
    about: dict[str, Any] = {"county": "230600", "county_name": "示例市", "language": "zh_CN"}
    office = make_workspace(folder / "office", role="office", name="示例李", **about)
    cadre = make_workspace(folder / "cadre", role="cadre", name="示例张", **about)
    found_office(office, standings, office_name="企服办", today=START)
    enterprise = enrol(office, cadre)
    problem = visit(cadre, enterprise)
    answer(office, cadre, problem)
    return Pair(office, cadre)


def enrol(office: Workspace, cadre: Workspace) -> str:
    with Ledger.open_to_write(cadre, standings) as laptop, Ledger.open_to_write(office, standings) as ledger:
        hello = read_file(export_to_office(laptop, NOW).path)
        street = Unit(name="示例街道", type="street")
        person = Person(name="示例张", unit=street.id, phone="000-0000")
        enterprise = Enterprise(name="示例龙原精细化工", region="2306GX", uscc=SAMPLE, industry="C26", scale="small")
        ledger.save(
            street,
            Unit(name="工信局"),
            person,
            Appointment(person=person.id, unit=street.id, role="cadre", start=START),
            enterprise,
            Contact(enterprise=enterprise.id, name="示例赵", phone="000-0001"),
            Inclusion(enterprise=enterprise.id, category="difficulty", start=START),
            Pairing(enterprise=enterprise.id, role="liaison", person=person.id, start=START),
        )
        device = accept_laptop(ledger, hello, person.id, START)
        row = ledger.row("device", device.id)
        assert row is not None
        file = read_file(export_to_device(ledger, row, NOW).path)
        laptop.workspace = trust_office(laptop.workspace, file)
        take_in_and_learn(laptop, file)
        return enterprise.id


def visit(cadre: Workspace, enterprise: str) -> str:
    with Ledger.open_to_write(Workspace.load(cadre.folder), standings) as laptop:
        me = laptop.workspace.person
        plan = PlanReference(name="six-must-visits", version="0" * 22)
        seen = Visit(enterprise=enterprise, date=START, visitors=[me], note="示例：原料缺口约30%。", plan=plan)
        raised = Problem(
            enterprise=enterprise, visit=seen.id, raised=START, title="重烯烃缺口约30%", type="YL", plan=plan
        )
        planned = step(visit=seen.id, step="planned", by=me, due=date(2026, 11, 25), reason="电话问原料")
        content = "示例".encode()
        proof = Attachment(
            belongs_to=seen.id,
            name="示例.txt",
            media_type="text/plain",
            size=len(content),
            sha256=keep_blob(cadre.blobs, content),
        )
        laptop.save(seen, raised, planned, proof)
        hoped = raised.amended(hoped_for=date(2026, 12, 1))
        laptop.save(hoped)
        laptop.save(hoped.amended(hoped_for=None))
        Drafts(cadre.drafts).keep(new_id(), "visit", "", {"note": "写到一半"})
        export_to_office(laptop, NOW)
    return raised.id


def answer(office: Workspace, cadre: Workspace, problem: str) -> None:
    (*_earlier, newest) = sorted(cadre.exports.glob("*.json"))
    with Ledger.open_to_write(office, standings) as ledger:
        take_in_and_learn(ledger, read_file(newest))
        lead = next(row["id"] for row in ledger.rows("unit") if row["name"] == "工信局")
        ledger.save(
            step(problem=problem, step="assigned", by=office.person, lead=lead, due=date(2026, 11, 11)),
            # Nothing was verified: a step that is kept and takes no effect.
            step(problem=problem, step="closed", by=office.person, evidence="示例"),
        )
        gone = Unit(name="示例撤销单位")
        ledger.save(gone)
        ledger.save(gone.amended(deleted=True))
        ledger.save(titled(ledger, problem, "示例：企服办改的题目"))
        ledger.take_in([half_a_contact(ledger)], [])
        erase_a_phone(ledger)
        file = read_file(export_to_device(ledger, next(ledger.rows("device")), NOW).path)
    with Ledger.open_to_write(Workspace.load(cadre.folder), standings) as laptop:
        laptop.save(titled(laptop, problem, "示例：干部同时改的题目"))
        take_in_and_learn(laptop, file)


def erase_a_phone(ledger: Ledger) -> None:
    contact = next(row["id"] for row in ledger.rows("contact"))
    changes = [change.id for change in ledger.history.of(contact)]
    ledger.erase(Erasure(record=contact, erased=["phone"], changes=changes, reason="示例：本人要求"), {"phone": None})


def half_a_contact(ledger: Ledger) -> Change:
    """A change of another device; what makes the contact whole has not arrived."""
    header = {"device": "A" * 22, "seq": 2, "prev": "B" * 21 + "Q", "tick": 2, "at": 1, "by": ledger.workspace.person}
    return make_change(header={**header, "kind": "contact", "of": new_id()}, over=[], fields={"phone": "000-0002"})


def step(**values: Any) -> FollowUp:
    return FollowUp.model_validate({"on": START, **values})


def titled(ledger: Ledger, problem: str, title: str) -> Record:
    record = ledger.get("problem", problem)
    assert record is not None
    return record.amended(title=title)


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(parsed(FOLDER / f"{name}.json"), format_checker=Draft202012Validator.FORMAT_CHECKER)


def wrong(name: str, instance: object) -> list[str]:
    """What a committed schema finds wrong with an instance."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(instance)]


def parsed(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def lines_of(workspace: Workspace) -> list[dict[str, Any]]:
    return [json.loads(line) for line in workspace.log.read_text("utf-8").splitlines()]


def changes_in(pair: Pair) -> Iterator[dict[str, Any]]:
    for workspace in (pair.office, pair.cadre):
        for line in lines_of(workspace):
            yield from line["changes"]


def test_the_files_are_what_the_models_give(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    made = {path.name: parsed(path) for path in tmp_path.glob("*.json")}
    kept = {path.name: parsed(path) for path in FOLDER.glob("*.json")}
    assert kept.keys() == made.keys(), HOW
    for name, schema in made.items():
        assert kept[name] == schema, f"{name}: {HOW}"


def test_there_is_a_schema_for_every_format_and_kind() -> None:
    made = schemas()
    named = set(made)
    assert {"change", "commit", "view", "mark", "drafts", "bundle", "manifest"} <= named
    assert {RECORD + kind for kind in kind_names()} <= named
    for schema in made.values():
        Draft202012Validator.check_schema(schema)


def test_a_schema_is_removed_with_its_format(tmp_path: Path) -> None:
    (tmp_path / "record-gone.json").write_text("{}", "utf-8")
    write_schemas(tmp_path)
    assert not (tmp_path / "record-gone.json").exists()


def test_each_line_of_both_logs_keeps_to_its_schema(pair: Pair) -> None:
    facts = set()
    for workspace in (pair.office, pair.cadre):
        for line in lines_of(workspace):
            assert wrong("commit", line) == []
            facts |= {fact["fact"] for fact in line.get("stream", ())}
    assert any("erased" in change for change in changes_in(pair)), "words were erased"
    assert facts == {"received", "confirmed", "queued", "sent"}, "each kind of fact was seen"


def test_a_line_of_the_first_format_and_facts_of_later_ones_keep_to_the_schema(pair: Pair) -> None:
    line = lines_of(pair.office)[-1]
    older = {name: value for name, value in line.items() if name != "ids"}
    assert wrong("commit", {**older, "v": 1}) == []
    anew = {"fact": "anew", "partner": "office"}
    assert wrong("commit", {**line, "stream": [anew, {"fact": "later", "with": {"more": 1}}]}) == []
    for spoilt in ({**line, "v": 3}, {**line, "v": 1}, older, {**line, "stream": [{"fact": "anew"}]}):
        assert wrong("commit", spoilt)


def test_each_change_keeps_to_its_schema_also_without_its_words(pair: Pair) -> None:
    for change in changes_in(pair):
        assert wrong("change", change) == []
        if "erased" in change:
            continue
        some = Change.from_json(change).without_words(list(change["set"])[:1])
        for erased in (some, some.without_words(change["set"])):
            assert wrong("change", erased.to_json()) == []
            assert "salt" not in erased.to_json()


def worded() -> dict[str, Any]:
    """A sound change of two fields, as it is logged."""
    header = {"device": "A" * 22, "seq": 1, "prev": "", "tick": 1, "at": 1, "by": new_id(), "kind": "unit"}
    fields = {"name": "示例局", "type": "department"}
    return make_change(header={**header, "of": new_id()}, over=[], fields=fields).to_json()


def without_name() -> dict[str, Any]:
    return Change.from_json(worded()).without_words(["name"]).to_json()


def test_the_changes_that_are_spoilt_below_are_sound() -> None:
    for change in (worded(), without_name()):
        assert wrong("change", change) == []
        assert Change.from_json(change).to_json() == change


NO_CHANGES: list[tuple[str, Mapping[str, Any]]] = [
    ("one member more", {"later": 1}),
    ("both forms at once", {"salts": {}, "erased": {}}),
    ("a device that is no digest", {"device": "A" * 21}),
    ("a digest with bits too many", {"prev": "A" * 21 + "B"}),
    ("over a change that is none", {"over": ["A" * 23]}),
    ("numbered from nought", {"seq": 0}),
    ("a tick beyond all", {"tick": 2**40}),
    ("a count that is a truth", {"at": True}),
    ("a person in upper case", {"by": "019AB000-0000-7000-8000-000000000001"}),
    ("a record that is no UUID", {"of": "1"}),
    ("a kind that is no name", {"kind": "Unit"}),
    *((f"the table {table} as a kind", {"kind": table}) for table in sorted(RESERVED)),
    ("a salt that is not ASCII", {"salt": "盐" * 16}),
    ("a salt that is too short", {"salt": "A" * 15}),
    ("a salt that is too long", {"salt": "A" * 65}),
    ("a salt with other marks", {"salt": "A" * 15 + "+"}),
    ("a field called id", {"set": {"id": "1"}}),
    ("a field that is no name", {"set": {"Name": "示例局"}}),
    ("a field with a name too long", {"set": {"a" * 65: 1}}),
]
NOT_ERASED: list[tuple[str, Mapping[str, Any]]] = [
    ("nothing erased", {"erased": {}, "set": {}, "salts": {}}),
    ("a hash that is none", {"erased": {"name": "示例局"}}),
    ("a salt that is none", {"salts": {"type": "salt"}}),
    ("an erased field called id", {"erased": {"id": "A" * 22}}),
    ("with the salt that all follow from", {"salt": "c2FsdA"}),
]
SPOILT = [(reason, worded, part) for reason, part in NO_CHANGES]
SPOILT += [(reason, without_name, part) for reason, part in NOT_ERASED]


@pytest.mark.parametrize(("reason", "sound", "part"), SPOILT, ids=[reason for reason, _sound, _part in SPOILT])
def test_what_is_no_change_fails_its_schema(
    reason: str, sound: Callable[[], dict[str, Any]], part: Mapping[str, Any]
) -> None:
    spoilt = {**sound(), **part}
    assert wrong("change", spoilt), reason
    with pytest.raises(ValueError, match="not a change"):
        Change.from_json(spoilt)


@pytest.mark.parametrize("gone", ["salt", "set", "over", "device"])
def test_a_change_that_lacks_a_member_fails_its_schema(gone: str) -> None:
    change = worded()
    del change[gone]
    assert wrong("change", change)
    with pytest.raises(ValueError, match="not a change"):
        Change.from_json(change)


def test_an_emptied_field_was_among_the_changes(pair: Pair) -> None:
    assert any(None in change["set"].values() for change in changes_in(pair))


def test_views_marks_and_drafts_keep_to_their_schemas(pair: Pair) -> None:
    for workspace in (pair.office, pair.cadre):
        view = parsed(workspace.view)
        assert wrong("view", view) == []
        assert wrong("mark", parsed(workspace.mark)) == []
        assert read_line(workspace.mark.read_bytes().removesuffix(b"\n")) is not None
        for kind in kind_names():
            for row in view.get(kind, {}).values():
                assert wrong(RECORD + kind, row) == []
    assert [row["phone"] for row in parsed(pair.office.view)["incomplete"].values()] == ["000-0002"]
    assert any(row.get("ineffective") for row in parsed(pair.office.view)["standing"].values())
    assert any(row.get("deleted") for row in parsed(pair.office.view)["unit"].values())
    heads = parsed(pair.cadre.view)["heads"].values()
    assert any("lost" in head for row in heads for head in row["heads"].values()), "a conflict is among them"
    assert [row["fields"] for row in parsed(pair.cadre.view)["conflicts"].values()] == [["title"]]
    deleted = parsed(pair.office.view)["heads"].values()
    assert any("over" in head for row in deleted for head in row["heads"].values()), "a deletion is among them"
    assert wrong("drafts", parsed(pair.cadre.drafts)) == []


def test_bundles_of_both_sides_keep_to_their_schemas(pair: Pair) -> None:
    files = [*pair.office.exports.glob("*.json"), *pair.cadre.exports.glob("*.json")]
    of_cadre = {f"示例张-2026-11-22-{number:02}.json" for number in (1, 2)}
    assert {path.name for path in files} == of_cadre | {f"{_('office')}-{name}" for name in of_cadre}
    for path in files:
        content = path.read_bytes()
        assert wrong("bundle", json.loads(content)) == []
        bundle = read_bundle(content)
        envelope = json.loads(content)
        assert wrong("bundle-header", member(envelope["protected"])) == []
        assert wrong("manifest", member(envelope["payload"])) == []
        if bundle.content is None:
            continue
        assert wrong("bundle-seal", member(envelope["content"]["protected"])) == []
        to = pair.office if bundle.manifest.to == "office" else pair.cadre
        unpacked = brotli.decompress(unsealed(envelope["content"], to))
        assert [wrong("bundle-line", json.loads(line)) for line in unpacked.splitlines()] == [[]] * (
            1 + len(opened(bundle, to).changes)
        )


def member(text: str) -> Any:
    """What stands in a member of a JWS or JWE."""
    return json.loads(base64url_decode(text))


def unsealed(sealed: dict[str, str], recipient: Workspace) -> bytes:
    """What is in a seal, by another implementation of JOSE."""
    opening = JWE()
    opening.deserialize(json.dumps(sealed))
    opening.decrypt(JWK.from_json((recipient.private_keys / f"{recipient.device}.sealing.json").read_text("ascii")))
    content: bytes = opening.payload
    return content


def test_an_enrolment_parts_and_the_offices_keys_keep_to_their_schemas(pair: Pair, tmp_path: Path) -> None:
    with Ledger.open_to_read(pair.office, standings) as ledger:
        person = next(row["id"] for row in ledger.rows("person") if row["name"] == "示例张")
        enrolment = parsed(write_enrolment(ledger, person, tmp_path / "enrolment.json", NOW))
    bundle = max(pair.office.exports.glob("*.json"), key=lambda path: path.stat().st_size).read_bytes()
    signing = own_keys(pair.office.private_keys, pair.office.device).signing
    pieces = split(bundle, read_bundle(bundle).manifest, signing, 3000)
    assert len(pieces) > 1
    for name, form in [("enrolment", enrolment), *(("part", json.loads(piece)) for piece in pieces)]:
        assert wrong(name, form) == []
        assert wrong(f"{name}-header", member(form["protected"])) == []
        assert wrong(f"{name}-manifest", member(form["payload"])) == []
        for altered in ({**form, "more": ""}, {key: value for key, value in form.items() if key != "payload"}):
            assert wrong(name, altered) != []
    assert wrong("part-header", member(enrolment["protected"])) != [], "each has its own type"
    back_up_keys(pair.office, tmp_path / "keys.json", "correct horse battery")
    keys = parsed(tmp_path / "keys.json")
    assert wrong("key-backup", keys) == []
    for altered in ({**keys, "scrypt": {**keys["scrypt"], "n": 2**20}}, {**keys, "format": 2}, {**keys, "d": "x"}):
        assert wrong("key-backup", altered) != []
    held = [parsed(pair.office.private_keys / f"{pair.office.device}{ending}") for ending in (".json", ".sealing.json")]
    assert wrong("key-backup-keys", held) == []
    assert wrong("key-backup-keys", held[::-1]) != []


BAD: list[tuple[str, Mapping[str, Any], str]] = [
    ("unit", {"name": "示"}, "too short"),
    ("unit", {"name": "示例局", "type": "ministry"}, "a code that is not in the list"),
    ("unit", {"type": "department"}, "without its name"),
    ("enterprise", {"name": "示例甲", "region": "230602", "industry": "26"}, "an industry without its section"),
    ("contact", {"name": "示例赵", "enterprise": "赵"}, "a reference that is no id"),
    ("visit", {"date": "11-20"}, "a date without its year"),
    ("attachment", {"sha256": "abc"}, "a hash that is none"),
]


@pytest.mark.parametrize(("kind", "fields", "reason"), BAD, ids=[reason for _kind, _fields, reason in BAD])
def test_a_record_that_the_model_refuses_fails_its_schema(kind: str, fields: Mapping[str, Any], reason: str) -> None:
    row = {"id": new_id(), **fields}
    refused = wrong(RECORD + kind, row)
    assert refused, reason
    with pytest.raises(ValueError, match="validation error"):
        record_class(kind).model_validate(row)


@pytest.mark.parametrize("value", [1.5, {"größe": 1}, 2**53, [0.1]], ids=str)
def test_what_is_not_canonical_fails_the_schema_of_a_change(pair: Pair, value: object) -> None:
    change = next(changes_in(pair))
    assert wrong("change", {**change, "set": {"later": value}}) != []


def test_a_field_and_a_kind_of_a_newer_version_pass(pair: Pair) -> None:
    unit = {"id": new_id(), "name": "示例局", "newer": ["field"]}
    assert wrong(RECORD + "unit", unit) == []
    assert wrong("view", {**parsed(pair.office.view), "newer_kind": {"1": {"id": new_id()}}}) == []


def test_personal_fields_are_marked() -> None:
    marked = {
        (name.removeprefix(RECORD), field)
        for name, schema in schemas().items()
        if name.startswith(RECORD)
        for field, about in schema["properties"].items()
        if about.get("x-personal")
    }
    assert {("person", "phone"), ("contact", "name"), ("contact", "phone"), ("visit", "met")} <= marked


def test_a_schema_names_every_field_of_its_record() -> None:
    made = schemas()
    for kind in kind_names():
        cls: type[Record] = record_class(kind)
        assert set(made[RECORD + kind]["properties"]) == set(cls.model_fields)


def test_the_checksum_of_each_line_holds(pair: Pair) -> None:
    for line in pair.cadre.log.read_bytes().splitlines():
        assert read_line(line) is not None
