"""Hands that damage a workspace in one way each, as disks, copies and editors do; what `check` is to find."""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fieldtui.ledger.blobs import keep_blob
from fieldtui.ledger.canonical import digest
from fieldtui.ledger.change import FIRST, Change, make_change
from fieldtui.ledger.check import Finding
from fieldtui.ledger.computer_clock import DAY
from fieldtui.ledger.history import commit_body
from fieldtui.ledger.ledger import Ledger, real_time
from fieldtui.ledger.log import read_line, write_line
from fieldtui.ledger.streams import Partner, Position
from fieldtui.ledger.view_file import load_view, store_view
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.attachment import Attachment
from fieldtui.model.records.device import Device
from fieldtui.model.records.person import Person
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.sync.key_check import check_with_key
from fieldtui.sync.keys import comparison_code, make_key
from fieldtui.work.clock import today
from fieldtui.work.desk import standings

CLERK, NEWCOMER, OTHER = "示例李", "示例王", "示例赵"
LAPTOP = digest(b"somebody's laptop")

LAPTOPS_NAME = f"{NEWCOMER}（{comparison_code(LAPTOP)[:9]}）"


def office_of_three(folder: Path) -> Workspace:
    """An office with three commits: the first entries, 示例王, 示例赵."""
    made = make_workspace(folder, role="office", name=CLERK, county="230600", county_name="示例市", language="zh_CN")
    found_office(made, standings, office_name="企服办", today=today())
    for name in (NEWCOMER, OTHER):
        with Ledger.open_to_write(made, standings) as ledger:
            ledger.save(Person(name=name, unit=next(ledger.rows("unit"))["id"]))
    return made


def findings(workspace: Workspace, now: int | None = None) -> list[Finding]:
    return check_with_key(workspace, standings, now=now)


def wrong(workspace: Workspace, now: int | None = None) -> dict[str, str]:
    """What is not sound: code → sentence."""
    return {finding.what: finding.sentence for finding in findings(workspace, now) if not finding.sound}


def told(workspace: Workspace, now: int | None = None) -> dict[str, str]:
    """What is neither sound nor unsound."""
    return {finding.what: finding.sentence for finding in findings(workspace, now) if finding.told}


# What lies there, and putting it otherwise


def lines(workspace: Workspace) -> list[bytes]:
    return workspace.log.read_bytes().splitlines(keepends=True)


def put_lines(workspace: Workspace, written: Sequence[bytes]) -> None:
    workspace.log.write_bytes(b"".join(written))


def bodies(workspace: Workspace) -> list[dict[str, Any]]:
    read = [read_line(line[:-1]) for line in lines(workspace)]
    return [dict(each[0]) for each in read if each is not None]


def put_bodies(workspace: Workspace, commits: Sequence[Mapping[str, Any]]) -> None:
    """A log of these commits, each with its right checksum, and the view that comes of it."""
    put_lines(workspace, [write_line(body)[0] for body in commits])
    view_anew(workspace)


def view_anew(workspace: Workspace) -> None:
    workspace.mark.unlink(missing_ok=True)
    with Ledger.open_to_write(workspace, standings):
        pass


def replaced(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode()))


def changes(workspace: Workspace) -> list[Change]:
    return [Change.from_json(form) for body in bodies(workspace) for form in body["changes"]]


def unit_change(workspace: Workspace, device: str, seq: int, prev: str, tick: int, **header: Any) -> Change:
    """A new unit as some device enters it."""
    fields = {"device": device, "seq": seq, "prev": prev, "tick": tick, "at": real_time(), "kind": "unit"}
    person = header.pop("by", Workspace.load(workspace.folder).person)
    over = header.pop("over", ())
    words = header.pop("set", {"name": "示例办"})
    return make_change(header={**fields, "by": person, "of": new_id(), **header}, over=over, fields=words)


def append(workspace: Workspace, *entries: Change, at: int | None = None) -> None:
    put_bodies(workspace, [*bodies(workspace), commit_body(real_time() if at is None else at, entries)])


def accept_laptop(workspace: Workspace, owner: str = NEWCOMER) -> None:
    """The laptop is accepted as somebody's."""
    with Ledger.open_to_write(workspace, standings) as ledger:
        person = next(row["id"] for row in ledger.rows("person") if row["name"] == owner)
        ledger.save(Device(device=LAPTOP, public_key="x" * 43, person=person))


def chain_of_laptop(workspace: Workspace, *numbers: int) -> list[Change]:
    """Entries that a laptop made, of which only some numbers arrived."""
    entries: list[Change] = []
    previous = FIRST
    for number in range(1, max(numbers) + 1):
        entries.append(unit_change(workspace, LAPTOP, number, previous, number))
        previous = entries[-1].id
    return [entries[number - 1] for number in numbers]


# One damage each

Damage = Callable[[Workspace], None]


def torn(workspace: Workspace) -> None:
    with workspace.log.open("ab") as log:
        log.write(b'{"at":17')


def second_line(workspace: Workspace) -> None:
    first, second, *others = lines(workspace)
    put_lines(workspace, [first, second.replace(NEWCOMER.encode(), "示例汪".encode()), *others])


def no_commit(workspace: Workspace) -> None:
    first, *others = lines(workspace)
    put_lines(workspace, [first, write_line({"v": 1, "at": 1, "changes": [{"of": 5}]})[0], *others])


def strange_stream(workspace: Workspace) -> None:
    body = {"v": 1, "at": 1, "changes": [], "stream": [{"fact": "received", "partner": "x", "upto": 5}]}
    put_lines(workspace, [*lines(workspace), write_line(body)[0]])


def newer(workspace: Workspace) -> None:
    put_lines(workspace, [*lines(workspace), write_line({"v": 99, "at": 1})[0]])


def shortened(workspace: Workspace) -> None:
    put_lines(workspace, lines(workspace)[:-1])


def gone(workspace: Workspace) -> None:
    workspace.log.unlink()


def log_and_view_gone(workspace: Workspace) -> None:
    workspace.log.unlink()
    workspace.view.unlink()


def words_without_id(workspace: Workspace) -> None:
    first, second, third = bodies(workspace)
    second["changes"][0]["set"]["name"] = "示例汪"
    put_bodies(workspace, [first, second, third])


def words_with_another_id(workspace: Workspace) -> None:
    first, second, third = bodies(workspace)
    second["changes"][0]["set"]["name"] = "示例汪"
    second["ids"] = [Change.from_json(form).id for form in second["changes"]]
    put_bodies(workspace, [first, second, third])


def own_hole(workspace: Workspace) -> None:
    first, _second, third = bodies(workspace)
    put_bodies(workspace, [first, third])


def laptop_hole(workspace: Workspace) -> None:
    accept_laptop(workspace)
    append(workspace, *chain_of_laptop(workspace, 1, 4, 5, 7))


def own_double(workspace: Workspace) -> None:
    *_others, before, last = changes(workspace)
    append(workspace, unit_change(workspace, workspace.device, last.seq, before.id, last.tick))


def laptop_double(workspace: Workspace) -> None:
    accept_laptop(workspace)
    first, second = chain_of_laptop(workspace, 1, 2)
    append(workspace, first, second, unit_change(workspace, LAPTOP, 2, first.id, 2, at=second.at + 3 * DAY))


def leap(workspace: Workspace) -> None:
    last = changes(workspace)[-1]
    append(workspace, unit_change(workspace, workspace.device, last.seq + 1, last.id, last.tick + 2))


def first_with_one_before(workspace: Workspace) -> None:
    accept_laptop(workspace)
    append(workspace, unit_change(workspace, LAPTOP, 1, LAPTOP, 1))


def not_above(workspace: Workspace) -> None:
    last = changes(workspace)[-1]
    append(workspace, unit_change(workspace, workspace.device, last.seq + 1, last.id, last.tick))


def not_above_what_it_replaces(workspace: Workspace) -> None:
    accept_laptop(workspace)
    (first,) = chain_of_laptop(workspace, 1)
    seen = changes(workspace)[-1]
    edit = unit_change(workspace, LAPTOP, 2, first.id, seen.tick, of=seen.of, kind=seen.kind, over=[seen.id], set={})
    append(workspace, first, edit)


def no_view(workspace: Workspace) -> None:
    workspace.view.unlink()


def no_mark(workspace: Workspace) -> None:
    workspace.mark.unlink()


def mark_altered(workspace: Workspace) -> None:
    replaced(workspace.mark, '"end":', '"End":')


def by_hand(workspace: Workspace) -> None:
    replaced(workspace.view, NEWCOMER, "示例汪")


def not_json(workspace: Workspace) -> None:
    workspace.view.write_bytes(workspace.view.read_bytes()[:-20])


def tampered(workspace: Workspace, alter: Callable[[dict[str, Any]], None]) -> None:
    """A view that is not what the log says, with a mark that fits it."""
    found = load_view(workspace)
    assert found is not None
    tables = json.loads(workspace.view.read_bytes())
    alter(tables)
    store_view(workspace, {name: list(table.items()) for name, table in tables.items()}, found[1])


def with_a_right_mark(workspace: Workspace) -> None:
    def rename(tables: dict[str, Any]) -> None:
        next(row for row in tables["person"].values() if row["name"] == OTHER)["name"] = "示例召"

    tampered(workspace, rename)


def one_left_out(workspace: Workspace) -> None:
    def leave_out(tables: dict[str, Any]) -> None:
        key = next(key for key, row in tables["person"].items() if row["name"] == OTHER)
        del tables["person"][key]

    tampered(workspace, leave_out)


def one_too_many(workspace: Workspace) -> None:
    tampered(workspace, lambda tables: tables["unit"].update({"5": {"id": new_id(), "name": "示例假办"}}))


def another_chain(workspace: Workspace) -> None:
    tampered(workspace, lambda tables: next(iter(tables["chains"].values())).update(seq=99))


def another_receipt(workspace: Workspace) -> None:
    """The mark says that the office had received something from somebody."""
    found = load_view(workspace)
    assert found is not None
    tables = {name: list(table.items()) for name, table in json.loads(workspace.view.read_bytes()).items()}
    store_view(workspace, tables, replace(found[1], partners={LAPTOP: Partner(received=Position(5, LAPTOP))}))


def drafts_damaged(workspace: Workspace) -> None:
    workspace.drafts.write_bytes(b'{"drafts": {"1": {}}}')


def attached(workspace: Workspace) -> Path:
    key = keep_blob(workspace.blobs, b"scan")
    with Ledger.open_to_write(workspace, standings) as ledger:
        unit = next(ledger.rows("unit"))["id"]
        ledger.save(Attachment(belongs_to=unit, name="回单.pdf", size=4, sha256=key))
    return workspace.blobs / key


def blob_altered(workspace: Workspace) -> None:
    attached(workspace).write_bytes(b"scam")


def key_gone(workspace: Workspace) -> None:
    shutil.rmtree(workspace.private_keys)


def key_of_another(workspace: Workspace) -> None:
    other, _public = make_key(workspace.private_keys)
    (workspace.private_keys / f"{other}.json").replace(workspace.private_keys / f"{workspace.device}.json")


def key_with_a_false_public_half(workspace: Workspace) -> None:
    own = workspace.private_keys / f"{workspace.device}.json"
    other, _public = make_key(workspace.private_keys)
    theirs = json.loads((workspace.private_keys / f"{other}.json").read_bytes())
    own.write_text(json.dumps({**theirs, "x": json.loads(own.read_bytes())["x"]}), "utf-8")


def key_open(workspace: Workspace) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such bits")
    workspace.private_keys.chmod(0o750)


def key_without_its_private_half(workspace: Workspace) -> None:
    own = workspace.private_keys / f"{workspace.device}.json"
    form = json.loads(own.read_bytes())
    del form["d"]
    own.write_text(json.dumps(form), "utf-8")
