"""A second suite stands beside the first one, and nothing else knows of it: a county may have to use a national one."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from story import CADRE, CLERK, COUNTY, COUNTY_NAME

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.sync import suite as suites
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.enrol import accept_laptop, found_office, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.keys import make_key
from fieldtui.sync.suite import SIGNED, Jwk, Members, SuiteError, base64url, from_base64url
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk, standings


class Toy:
    """Protects nothing: the private half is the public one, and who knows that can do all. It only has the form."""

    name = "TOY"
    signing = "Toy-Sign"
    sealing = "Toy-Seal"
    encryption: Mapping[str, str] = {"alg": "TOY-ES", "enc": "TOY"}

    def make_signing_key(self) -> Jwk:
        return self._make(self.signing)

    def make_sealing_key(self) -> Jwk:
        return self._make(self.sealing)

    def _make(self, curve: str) -> Jwk:
        return {"kty": "OKP", "crv": curve, "x": base64url(secrets.token_bytes(32)), "d": ""}

    def public_of(self, private: Jwk) -> str:
        if private.get("crv") not in (self.signing, self.sealing):
            raise SuiteError("another kind of key")
        return str(private["x"])

    def sign(self, header: Mapping[str, Any], payload: bytes, private: Jwk) -> Members:
        protected = base64url(json.dumps({"alg": self.name, **header}).encode())
        text = {"payload": base64url(payload), "protected": protected}
        return {**text, "signature": self._mark(text, str(private["x"]))}

    def verify(self, signed: Members, public: str) -> bytes:
        if signed.keys() != set(SIGNED) or signed["signature"] != self._mark(signed, public):
            raise SuiteError("another signature")
        return from_base64url(signed["payload"])

    def _mark(self, signed: Mapping[str, str], public: str) -> str:
        text = f"{signed['protected']}.{signed['payload']}".encode()
        return base64url(hmac.digest(public.encode(), text, "sha256"))

    def seal(self, header: Mapping[str, Any], content: bytes, public: str) -> Members:
        full = {**self.encryption, **header, "epk": {"x": base64url(secrets.token_bytes(8))}}
        protected = base64url(json.dumps(full).encode())
        mixed = self._mixed(content, protected, public)
        tag = hmac.digest(public.encode(), mixed + protected.encode(), "sha256")
        return {"protected": protected, "iv": "", "ciphertext": base64url(mixed), "tag": base64url(tag)}

    def open(self, sealed: Members, private: Jwk) -> bytes:
        mixed, public = from_base64url(sealed["ciphertext"]), str(private["x"])
        tag = hmac.digest(public.encode(), mixed + sealed["protected"].encode(), "sha256")
        if base64url(tag) != sealed["tag"]:
            raise SuiteError("altered")
        return self._mixed(mixed, sealed["protected"], public)

    def _mixed(self, content: bytes, protected: str, public: str) -> bytes:
        stream = hashlib.shake_256(f"{protected} {public}".encode()).digest(len(content))
        return bytes(one ^ other for one, other in zip(content, stream, strict=True))


def workspace_of_suite(folder: Path, role: str, name: str, toy: Toy) -> Workspace:
    """A workspace whose device has keys of the toy suite."""
    made = make_workspace(folder, role=role, name=name, county=COUNTY, county_name=COUNTY_NAME, language="zh_CN")
    device, _public = make_key(made.private_keys, toy)
    return made.store(device=device)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """What both sides wrote to each other, all in the toy suite."""
    toy = Toy()
    monkeypatch.setitem(suites.SUITES, toy.name, toy)
    office = workspace_of_suite(tmp_path / "office", "office", CLERK, toy)
    laptop = workspace_of_suite(tmp_path / "cadre", "cadre", CADRE, toy)
    found_office(office, standings, office_name="企服办", today=today())
    with Desk.open_to_write(office) as theirs, Desk.open_to_write(laptop) as ours:
        person = Person(name=CADRE, unit=next(theirs.ledger.rows("unit"))["id"])
        theirs.ledger.save(person)
        hello = export_to_office(ours.ledger, now())
        accept_laptop(theirs.ledger, read_file(hello.path), person.id, today())
        take_in_and_learn(theirs.ledger, read_file(hello.path))
        answer = export_to_device(theirs.ledger, next(theirs.ledger.rows("device")), now())
        ours.ledger.workspace = trust_office(ours.ledger.workspace, read_file(answer.path))
        take_in_and_learn(ours.ledger, read_file(answer.path))
        ours.ledger.save(Unit(name="示例街道"))
        handed_in = export_to_office(ours.ledger, now())
        taken = take_in_and_learn(theirs.ledger, read_file(handed_in.path))
        assert taken.counts == {"unit": 1}
    return [hello.path, answer.path, handed_in.path]


def test_a_second_suite_goes_all_the_way_and_nothing_else_knows_of_it(files: list[Path]) -> None:
    for path in files:
        assert read_file(path).suite.name == "TOY"


def test_what_is_of_a_suite_that_is_not_allowed_is_refused(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(suites.SUITES, "TOY")
    for path in files:
        with pytest.raises(BundleError, match="签名方式"):
            read_file(path)


def test_a_signature_of_one_suite_does_not_count_in_the_other(files: list[Path]) -> None:
    """The header names the other algorithm, or carries the other kind of key."""
    form = json.loads(files[-1].read_bytes())
    header = json.loads(from_base64url(form["protected"]))
    for other in (
        {**header, "alg": "Ed25519"},
        {**header, "jwk": {**header["jwk"], "crv": "Ed25519"}},
        {**header, "alg": "Ed25519", "jwk": {**header["jwk"], "crv": "Ed25519"}},
    ):
        spoilt = {**form, "protected": base64url(json.dumps(other).encode())}
        with pytest.raises(BundleError, match="改动过"):
            read_bundle(json.dumps(spoilt).encode())
