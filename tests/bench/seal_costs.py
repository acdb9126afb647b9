"""A sealed bundle: its size beside the same changes gzipped; what writing, checking and opening many changes cost."""

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from figures import Measured, timed
from ledgers import made

from fieldtui.help import page
from fieldtui.ledger.canonical import digest, written_canonically
from fieldtui.ledger.change import Change, make_change
from fieldtui.model.record import new_id
from fieldtui.sync.bundle import open_bundle, read_bundle, write_bundle
from fieldtui.sync.keys import Keys, key_that_opens, make_key, own_keys
from fieldtui.sync.suite import CURVE25519

PAGES = (
    "hand_in",
    "visit",
    "check",
    "import",
    "own-plan",
    "today",
    "figures",
    "history",
    "conflicts",
    "preview",
    "step",
)
"""Prose in Chinese that repeats nothing: the manual."""
VISITS, PROBLEMS, STEPS = 20, 15, 25
WEEK_AIM, SECONDS_AIM = "1.3 ×", "1000 ms"
AT = 1_790_000_000_000


def seal_costs(place: Path, changes: int, runs: int) -> Iterator[Measured]:
    """A cadre's week by its size; and so many changes of others, from changes to file and back."""
    with TemporaryDirectory() as folder:
        device, _public = make_key(Path(folder))
        keys = own_keys(Path(folder), device)
        week = list(_week(device))
        sealed, gzipped = len(_written(week, keys)) / 1000, len(gzip.compress(_text(week), 9)) / 1000
        yield Measured("bundle, a cadre's week", [sealed], "gzip of its changes", [gzipped], WEEK_AIM, unit="KB")
        many = [
            Change.from_json(orjson.loads(line))
            for line in made(place, 1000, changes).changes.read_bytes().splitlines()
        ]
        text, file = _text(many), _written(many, keys)
        writing = [timed(_written, many, keys) for _run in range(runs)]
        yield Measured(
            f"seal {changes:,}", writing, "gzip of them", [timed(gzip.compress, text) for _run in range(runs)]
        )
        checking = [timed(read_bundle, file) for _run in range(runs)]
        yield Measured(
            f"check {changes:,}", checking, "orjson.loads", [timed(orjson.loads, file) for _run in range(runs)]
        )
        opening = [timed(_opened, file, Path(folder), device) for _run in range(runs)]
        parsing = [timed(_parsed, text) for _run in range(runs)]
        both = [one + other for one, other in zip(writing, opening, strict=True)]
        yield Measured(f"check and open {changes:,}", opening, "parsing them", parsing)
        yield Measured(f"seal, check and open {changes:,}", both, "parsing them", parsing, SECONDS_AIM)


def _written(changes: Sequence[Change], keys: Keys) -> bytes:
    nothing = {"count": 0, "hash": ""}
    manifest = {"county": "230600", "to": "office", "at": AT, "after": nothing, "upto": nothing, "receipt": nothing}
    return write_bundle(manifest, changes, keys, keys.sealing_public)


def _opened(file: bytes, folder: Path, device: str) -> None:
    open_bundle(read_bundle(file), lambda name: key_that_opens(folder, device, CURVE25519, name))


def _text(changes: Sequence[Change]) -> bytes:
    return written_canonically([change.to_json() for change in changes])


def _parsed(text: bytes) -> None:
    for form in orjson.loads(text):
        Change.from_json(form)


def _week(device: str) -> Iterator[Change]:
    """20 visits, 15 problems and 25 steps, in prose that does not repeat."""
    chance = random.Random(0)
    prose = _prose(chance)
    person, enterprises = new_id(), [new_id() for _number in range(8)]
    plan = {"name": "six-must-visits", "version": digest(b"plan")}
    records: list[tuple[str, dict[str, object]]] = []
    for number in range(VISITS):
        enterprise, day, visit = chance.choice(enterprises), f"2026-11-{16 + number % 5}", new_id()
        about = {"enterprise": enterprise, "plan": plan}
        note = _words(prose, chance.randrange(90, 200))
        records.append(("visit", {**about, "date": day, "visitors": [person], "met": "示例厂长", "note": note}))
        if number < PROBLEMS:
            title, text = _words(prose, 20), _words(prose, 60)
            records.append(("problem", {**about, "visit": visit, "raised": day, "title": title, "text": text}))
    for number in range(STEPS):
        words = _words(prose, chance.randrange(20, 80))
        on = f"2026-11-{16 + number % 5}"
        records.append(("follow_up", {"problem": new_id(), "on": on, "step": "note", "by": person, "words": words}))
    last = ""
    for number, (kind, fields) in enumerate(records, 1):
        header = {"device": device, "seq": number, "prev": last, "tick": number, "at": AT + 97_001 * number}
        change = make_change(header={**header, "by": person, "kind": kind, "of": new_id()}, over=[], fields=fields)
        last = change.id
        yield change


def _prose(chance: random.Random) -> list[str]:
    text = "\n".join(page(name, "zh_CN") for name in PAGES)
    sentences = re.split(r"[。\n|]", re.sub(r"```.*?```|`[^`]*`|[*#]", "", text, flags=re.DOTALL))
    found = [sentence.strip() for sentence in sentences if len(re.findall("[一-鿿]", sentence)) > 8]
    chance.shuffle(found)
    return found


def _words(prose: list[str], length: int) -> str:
    """So many characters of sentences that were not used yet."""
    words = ""
    while len(words) < length:
        words += prose.pop() + "。"
    rest = words[length:]
    if len(rest) > 1:
        prose.append(rest.rstrip("。"))
    return words[:length]
