"""The manual tells the truth: its examples are read as it says, its worked examples hold, its code runs as printed."""

import base64
import hashlib
import json
import re
import shlex
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidSignature, InvalidTag
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.errors import JoseError
from jsonschema import Draft202012Validator
from jwcrypto.jwe import InvalidJWEData
from jwcrypto.jws import InvalidJWSSignature
from rich.cells import cell_len
from stdnum.cn.uscc import is_valid

from fieldtui.cli.main import fieldtui
from fieldtui.help import QUICK_ENTRY, page
from fieldtui.ledger import view_file
from fieldtui.ledger.backup import back_up
from fieldtui.ledger.blobs import keep_blob
from fieldtui.ledger.change import RESERVED, Change, make_change
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.history import History
from fieldtui.ledger.judge import wrong_fields
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.locking import lock
from fieldtui.ledger.log import Commit, DamagedLogError, LogError, write_line
from fieldtui.ledger.passphrase import Cost
from fieldtui.ledger.projection import Projection, derive_nothing
from fieldtui.ledger.streams import Position
from fieldtui.ledger.view import MemoryView, document_id
from fieldtui.ledger.view_file import load_view
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import LANGUAGES
from fieldtui.model.county_time import SHANGHAI, local_time
from fieldtui.model.kinds import kind_names
from fieldtui.model.record import new_id
from fieldtui.model.records.unit import Unit
from fieldtui.sync.bundle import open_bundle, read_bundle
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.sync.exchange import export_to_office
from fieldtui.sync.formats import RECORD, schemas
from fieldtui.sync.keys import comparison_code, device_of, own_keys
from fieldtui.tui import actions
from fieldtui.work.amounts import sums_in
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk, standings
from fieldtui.work.naming import Entry, NameIndex, short_name
from fieldtui.work.quick_entry import explain, read_follow_up, read_problem

SUNDAY = date(2026, 11, 22)
PLACES = actions.OFFERING
EXAMPLE = "019ab000-0000-7000-8000-000000000002"

languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("county") / "office"
    workspace = make_workspace(
        folder, role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
    )
    found_office(workspace, standings, office_name="企服办", today=SUNDAY)
    return workspace


@pytest.fixture(scope="module")
def desk(office: Workspace) -> Iterator[Desk]:
    with Desk.open_to_read(office) as opened:
        yield opened


# ---- pages


@languages
@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_its_page(place: str, language: str) -> None:
    text = page(place, language)
    assert text.startswith("# ")
    assert place == actions.TODAY or text != page(actions.TODAY, language), "a page of its own"


@pytest.mark.parametrize("place", PLACES)
def test_the_chinese_page_is_chinese_and_the_english_one_is_its_sibling(place: str) -> None:
    chinese, english = page(place, "zh_CN"), page(place, "en")
    assert len(re.findall("[\u4e00-\u9fff]", chinese)) > len(re.findall("[a-zA-Z]", chinese)) / 2
    parts = re.compile("^#+ ", re.MULTILINE)
    assert parts.findall(chinese) == parts.findall(english), "both have the same parts"


@languages
@pytest.mark.parametrize("place", PLACES)
def test_pages_leave_keys_to_the_table_of_actions(place: str, language: str) -> None:
    assert not re.search(r"Ctrl\+|\bF\d", page(place, language)), "keys are appended from the table, and may change"


def commands(text: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in re.findall(r"`(fieldtui [^`<]+)[`<]", text)]


@languages
def test_quick_entry_stands_where_it_is_typed(language: str) -> None:
    for place in (actions.VISIT, actions.PROBLEMS):
        assert page(place, language).endswith(page(QUICK_ENTRY, language))


@languages
@pytest.mark.parametrize("place", PLACES)
def test_every_command_that_a_page_names_exists(place: str, language: str) -> None:
    for words in commands(page(place, language)):
        asked = [word for word in words[:2] if words[0] in ("bundle", "device")] or words[:1]
        assert CliRunner().invoke(fieldtui, [*asked, "--help"]).exit_code == 0, words


@languages
def test_the_commands_of_the_first_time_do_what_they_say(
    language: str, tmp_path: Path, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, *_rest = (words for words in commands(page(actions.HAND_IN, language)) if words[0] == "init")
    assert CliRunner().invoke(fieldtui, make).exit_code == 0
    assert Workspace.load(tmp_path / make[1]).role == "cadre"
    copy = make_workspace(
        tmp_path / "office", role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
    )
    found_office(copy, standings, office_name="企服办", today=SUNDAY)
    for words in commands(page(actions.HAND_IN, language)):
        if words[0] == "add":
            done = CliRunner().invoke(fieldtui, ["--workspace", str(copy.folder), *words])
            assert done.exit_code == 0, done.output
    with Desk.open_to_read(copy) as desk:
        person = next(row["id"] for row in desk.ledger.rows("person") if row["name"] == "示例张")
        assert [row["role"] for row in desk.ledger.referring("appointment", "person", person)] == ["cadre"]


# ---- the examples of the page about quick entry

PROBLEMS, FOLLOW_UPS, DATES = range(3)
WIDTH = 72
"""Cells that a block of code has on a screen of 80 columns; it is cut off there, not wrapped."""


def examples(language: str, number: int) -> list[str]:
    """The lines of one of the page's blocks of examples."""
    blocks = re.findall(r"^```\n(.*?)\n```$", page(QUICK_ENTRY, language), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    return str(blocks[number]).splitlines()


@languages
@pytest.mark.parametrize("number", [PROBLEMS, FOLLOW_UPS, DATES])
def test_examples_fit_into_eighty_columns(language: str, number: int) -> None:
    assert max(map(cell_len, examples(language, number))) <= WIDTH


def rows(language: str, number: int) -> list[list[str]]:
    """The rows of a block that is a table, below its head; blanks part its columns."""
    cells = [re.split("  +", line) for line in examples(language, number)]
    assert all(len(row) == 3 for row in cells)
    return cells[1:]


def day(cell: str) -> date | None:
    """A day as the page writes it: 11-25 of this year, or with its year; anything else means none."""
    if re.fullmatch(r"\d{2}-\d{2}", cell):
        cell = f"{SUNDAY.year}-{cell}"
    return date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else None


MARKS = {
    "zh_CN": {"suggested": "建议(.+)", "hoped_for": "希望 (.+)", "urgent": "急", "common": "共性"},
    "en": {"suggested": "suggests (.+)", "hoped_for": "hoped for by (.+)", "urgent": "urgent", "common": "common"},
}
IN_BOTH = {"sums": "([0-9.]+)万元", "enterprise": "(示例.+)"}
NAMED = NameIndex([Entry("1", "示例龙原精细化工有限公司"), Entry("2", "示例龙园花岗石有限公司")])


def understood(cell: str, language: str) -> dict[str, Any]:
    """What stands behind the arrow, as fields; the type comes first."""
    type_word, *rest = cell.split(" · ")
    found: dict[str, Any] = {"type": type_word, "suggested": None, "hoped_for": None, "urgent": False, "common": False}
    found |= {"sums": None, "enterprise": None}
    patterns = MARKS[language] | IN_BOTH
    for part in rest:
        name, match = next(
            (name, match) for name, pattern in patterns.items() if (match := re.fullmatch(pattern, part))
        )
        value: Any = match[1] if match.re.groups else True
        found[name] = day(value) if name == "hoped_for" else value
    return found


@languages
def test_each_line_of_a_problem_is_read_as_the_page_says(language: str, desk: Desk) -> None:
    lines = examples(language, PROBLEMS)
    vocabulary = replace(desk.vocabulary, enterprises=NAMED.find)
    for line, told in zip(lines[::2], lines[1::2], strict=True):
        meaning, title = told.removeprefix("  → ").split(" ｜ ")
        problem = read_problem(line, vocabulary, SUNDAY)
        assert problem.trouble == "", line
        assert problem.type is not None
        read = {
            "type": desk.vocabulary.types[problem.type][0],
            "suggested": problem.suggested,
            "hoped_for": problem.hoped_for,
            "urgent": problem.urgency == "urgent",
            "common": problem.nature == "common",
            "sums": next(iter(sums_in(problem.title)), None),
            "enterprise": short_name(problem.enterprise.name) if problem.enterprise else None,
        }
        assert (problem.title, read) == (title, understood(meaning, language)), line


@languages
def test_each_follow_up_is_read_as_the_page_says(language: str) -> None:
    for line, when, what in rows(language, FOLLOW_UPS):
        read = read_follow_up(line, SUNDAY)
        assert read is not None, line
        assert (read.due, read.reason) == (day(when), what), line


@languages
def test_each_date_is_read_as_the_page_says(language: str, desk: Desk) -> None:
    working_days = desk.calendar.add_working_days
    for text, past, future in rows(language, DATES):
        assert read_date(text, SUNDAY, toward="past") == day(past), text
        assert read_date(text, SUNDAY, toward="future", add_working_days=working_days) == day(future), text


@languages
def test_what_the_page_says_is_no_day_is_told(language: str, desk: Desk) -> None:
    unclear = [word for word in ("本周内", "3日前") if word in page(QUICK_ENTRY, language)]
    assert len(unclear) == 2
    for word in unclear:
        problem = read_problem(f"其他 道路还没有修通 {word}", desk.vocabulary, SUNDAY)
        assert problem.hoped_for is None
        assert word in explain(problem, desk.vocabulary, SUNDAY)


# ---- the description of the formats


def block(language: str, name: str) -> str:
    """The block of code called `name` behind its language: ```json view."""
    found = re.findall(rf"^```\w+ {name}\n(.*?)^```$", page("formats", language), re.MULTILINE | re.DOTALL)
    assert len(found) == 1, name
    return str(found[0])


def run(language: str, name: str, **given: object) -> dict[str, Any]:
    """The names that a printed piece of Python leaves behind."""
    names: dict[str, Any] = dict(given)
    exec(compile(block(language, name), f"formats.md: {name}", "exec"), names)
    return names


@languages
def test_with_the_passphrase_a_locked_workspace_is_read_without_this_program(language: str, tmp_path: Path) -> None:
    passphrase = "示例　稻米 三百里 ｇａｏ"
    made = make_workspace(
        tmp_path / "office", role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
    )
    found_office(made, standings, office_name="企服办", today=SUNDAY)
    lines, keys = made.log.read_bytes().splitlines(), own_keys(made.private_keys, made.device)
    Drafts(made.drafts).keep(new_id(), "visit", "", {"note": "写到一半"})
    photo = keep_blob(made.blobs, "照片".encode())
    locked = lock(made, passphrase, Cost(n=4, r=2, p=1))
    backup = back_up(locked, tmp_path / "backup.zip", datetime(2026, 11, 22, tzinfo=SHANGHAI)).path
    ids = run(language, "ids")
    printed = run(language, "lock", canonical=ids["canonical"], read_line=ids["read_line"])

    def read(files: Callable[[str], bytes]) -> None:
        key = printed["workspace_key"](json.loads(files("lock.json")), passphrase)
        log = printed["open_log"](key, files("log.jsonl").splitlines())
        assert [ids["canonical"](body) for body in log] == [line[: line.rindex(b',"sum"')] + b"}" for line in lines]
        drafts = json.loads(printed["open_file"](key, files("drafts.json"), "drafts.json"))
        assert [draft["values"]["note"] for draft in drafts["drafts"].values()] == ["写到一半"]
        assert printed["open_file"](key, files(f"blobs/{photo}"), f"blobs/{photo}").decode() == "照片"
        with pytest.raises(InvalidTag):
            printed["workspace_key"](json.loads(files("lock.json")), passphrase + "。")
        with pytest.raises(InvalidTag):
            printed["open_file"](key, files("drafts.json"), "ledger.json")
        with pytest.raises(InvalidTag):
            list(printed["open_log"](key, files("log.jsonl").splitlines()[1:] or files("log.jsonl").splitlines() * 2))

    read(lambda name: (locked.data / name).read_bytes())
    with zipfile.ZipFile(backup) as archive:
        read(lambda name: archive.read(f"data/{name}"))
    key = printed["workspace_key"](json.loads(locked.lock.read_bytes()), passphrase)
    name = f"{locked.device}.json"
    assert json.loads(printed["open_file"](key, (locked.private_keys / name).read_bytes(), "keys")) == keys.signing


def log_lines(language: str) -> list[bytes]:
    return block(language, "log").encode().splitlines()


@pytest.mark.parametrize(
    "name",
    [
        *("ids", "hashed", "erased", "log", "merge", "beside", "disagreement", "view", "mark"),
        *("header", "manifest", "seal", "bundle", "private", "joserfc", "jwcrypto", "cryptography"),
    ],
)
def test_both_languages_show_the_same_examples(name: str) -> None:
    assert block("zh_CN", name) == block("en", name)


@languages
def test_the_hashes_of_the_example_follow_from_the_printed_lines(language: str) -> None:
    """With hashlib and json alone: nothing of ours is imported by what is printed."""
    printed = run(language, "ids")
    commits = [printed["read_line"](line) for line in log_lines(language)]
    first, second = (change for commit in commits for change in commit["changes"])
    ids = [printed["change_id"](first), printed["change_id"](second)]
    text = page("formats", language)
    assert all(f"`{identifier}`" in text for identifier in ids)
    assert second["prev"] == ids[0]
    assert second["over"] == [ids[0]]
    assert (first["seq"], first["tick"], second["seq"], second["tick"]) == (1, 1, 2, 2)
    erased = json.loads(block(language, "erased"))
    assert printed["change_id"](erased) == ids[0]
    assert "name" in first["set"], "words that are gone in the erased form"
    assert "name" not in erased["set"]
    assert all(f"`{number}`" in text for number in (printed["field_salts"](first)["name"], erased["erased"]["name"]))
    device = printed["device_id"](json.loads(block(language, "header"))["jwk"]["x"])
    assert device == first["device"]
    assert f"`{printed['comparison_code'](device)}`" in text
    assert f"`{printed['office_stream'](ids)}`" in text
    assert [name for commit in commits for name in commit["ids"]] == ids
    assert commits[-1]["stream"][0]["upto"] == {"count": 2, "hash": ids[1]}


@languages
def test_the_lines_of_text_are_what_is_hashed(language: str) -> None:
    salt, *words, header = block(language, "hashed").splitlines()
    change = json.loads(log_lines(language)[0])["changes"][0]
    assert salt == f"{change['salt']} name"
    assert json.loads(words[1]) == [cut_hash(salt), change["set"]["name"]]
    assert [json.loads(line)[1] for line in words] == [change["set"][field] for field in sorted(change["set"])]
    assert list(json.loads(header)["words"].values()) == [cut_hash(line) for line in words]
    assert f"`{cut_hash(header)}`" in page("formats", language)


def cut_hash(text: str) -> str:
    """The digest as the page describes it, from scratch."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")


@languages
@pytest.mark.parametrize("gone", [["name"], ["initials", "name"], ["initials", "name", "type"]])
def test_the_printed_lines_give_a_change_its_id_with_and_without_words(language: str, gone: list[str]) -> None:
    change = json.loads(log_lines(language)[0])["changes"][0]
    erased = Change.from_json(change).without_words(gone).to_json()
    assert sorted(erased["erased"]) == gone
    change_id = run(language, "ids")["change_id"]
    assert change_id(erased) == change_id(change)
    for field, hashed in erased["erased"].items():
        altered = {**erased, "erased": {**erased["erased"], field: hashed.swapcase()}}
        assert change_id(altered) != change_id(change)


def test_the_erased_form_is_the_programs() -> None:
    change = json.loads(log_lines("en")[0])["changes"][0]
    assert Change.from_json(change).without_words(["name"]).to_json() == json.loads(block("en", "erased"))


@languages
def test_the_program_computes_the_same(language: str) -> None:
    printed = run(language, "ids")
    for line in log_lines(language):
        for form in json.loads(line)["changes"]:
            assert Change.from_json(form).id == printed["change_id"](form)
            assert Change.from_json(form).id in page("formats", language)
    public = json.loads(block(language, "header"))["jwk"]["x"]
    device = device_of(public)
    assert printed["device_id"](public) == device
    assert printed["comparison_code"](device) == comparison_code(device)
    ids = [new_id(), new_id(), new_id()]
    assert printed["office_stream"](ids) == Position().after(ids).hash


@languages
def test_the_printed_lines_refuse_an_altered_line(language: str) -> None:
    printed = run(language, "ids")
    for line in log_lines(language):
        with pytest.raises(AssertionError):
            printed["read_line"](line.replace(b'"at":1', b'"at":2', 1))


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that holds the printed log; its device is the example's, and so are the rules of its view."""
    monkeypatch.setattr(view_file, "rules", lambda: json.loads(block("en", "mark"))["rules"])
    device = json.loads(block("en", "manifest"))["from"]
    workspace = Workspace(tmp_path, "230600", "示例市", "cadre", "示例张", device)
    workspace.data.mkdir()
    workspace.log.write_bytes(b"".join(line + b"\n" for line in log_lines("en")))
    return workspace


def test_the_printed_log_comes_to_the_printed_view(example: Workspace) -> None:
    with Ledger.open_to_write(example):
        pass
    written = json.loads(example.view.read_text("utf-8"))
    assert written == json.loads(block("en", "view"))
    assert all(finding.sound for finding in check(example, lambda _view, _touched: ()))
    key = document_id(EXAMPLE)
    assert written["unit"][key]["id"] == EXAMPLE
    assert all(f"`{number}`" in page("formats", "en") for number in (key, next(iter(written["chains"]))))


def test_the_printed_mark_is_that_of_the_printed_log(example: Workspace) -> None:
    with Ledger.open_to_write(example):
        pass
    assert example.mark.read_text("utf-8") == block("en", "mark")
    mark = run("en", "ids")["read_line"](block("en", "mark").encode().removesuffix(b"\n"))
    assert mark["end"] == example.log.stat().st_size
    assert mark["last"] == json.loads(log_lines("en")[-1])["sum"]
    view = example.view.read_bytes()
    assert mark["view"] == hashlib.sha256(view).hexdigest()
    tables = {name: json.loads(view[start:end]) for name, (start, end) in mark["tables"].items()}
    assert tables == json.loads(block("en", "view"))
    assert f"here {mark['end']})" in page("formats", "en")
    assert f"这里是 {mark['end']}）" in page("formats", "zh_CN")
    assert load_view(example) is not None


def test_a_log_without_what_the_mark_speaks_of_is_refused(example: Workspace) -> None:
    with Ledger.open_to_write(example):
        pass
    *earlier, _last = log_lines("en")
    example.log.write_bytes(b"".join(line + b"\n" for line in earlier))
    with pytest.raises(LogError, match=r"fieldtui .*check"):
        Ledger.open_to_read(example)


def test_a_mark_of_another_version_makes_the_view_anew(example: Workspace) -> None:
    with Ledger.open_to_write(example):
        pass
    mark = json.loads(block("en", "mark"))
    del mark["sum"]
    example.mark.write_bytes(write_line({**mark, "v": 1})[0])
    with Ledger.open_to_write(example):
        pass
    assert example.mark.read_text("utf-8") == block("en", "mark")


@pytest.mark.parametrize("behind", [b"x\n", b"x"], ids=["a whole line", "a part of one"])
def test_a_bad_line_with_any_line_after_it_is_damage(example: Workspace, behind: bytes) -> None:
    example.log.write_bytes(example.log.read_bytes() + b"bad\n" + behind)
    with pytest.raises(DamagedLogError):
        Ledger.open_to_write(example)


def test_a_line_of_a_newer_version_is_refused(example: Workspace) -> None:
    with example.log.open("ab") as log:
        log.write(write_line({"at": 1, "changes": [], "ids": [], "v": 3})[0])
    with pytest.raises(LogError):
        Ledger.open_to_read(example)


def test_a_log_of_the_first_format_comes_to_the_same_view(example: Workspace) -> None:
    bodies = [json.loads(line) for line in log_lines("en")]
    for body in bodies:
        del body["ids"], body["sum"]
    example.log.write_bytes(b"".join(write_line({**body, "v": 1})[0] for body in bodies))
    with Ledger.open_to_write(example):
        pass
    assert json.loads(example.view.read_text("utf-8")) == json.loads(block("en", "view"))


# ---- the description of the merge


def printed_merge(changes: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, list[str]], list[str]]:
    """Kind, fields, heads and conflicts of a record by the printed lines, and by what the schemas say of values."""
    merged: tuple[str, dict[str, Any], dict[str, list[str]], list[str]] = run("en", "merge")["merged"](
        changes, possible
    )
    return merged


def test_the_printed_disagreement_is_the_programs_and_follows_from_the_printed_lines(example: Workspace) -> None:
    beside = [json.loads(line) for line in block("en", "beside").splitlines()]
    with Ledger.open_to_write(example) as ledger:
        ledger.take_in([Change.from_json(form) for form in beside], [])
    view = json.loads(example.view.read_text("utf-8"))
    told = json.loads(block("en", "disagreement"))
    assert {table: view[table][document_id(EXAMPLE)] for table in told} == told
    change_id = run("en", "ids")["change_id"]
    forms = [form for line in log_lines("en") for form in json.loads(line)["changes"]] + beside
    changes = {change_id(form): form for form in forms}
    assert all(f"`{name}`" in page("formats", language) for name in changes for language in LANGUAGES)
    kind, fields, heads, conflicts = printed_merge(changes)
    assert (kind, {"id": EXAMPLE, **fields}, conflicts) == ("unit", told["unit"], told["conflicts"]["fields"])
    assert {name for names in heads.values() for name in names} == told["heads"]["heads"].keys()
    assert told["heads"]["made"]["id"] == min(changes, key=lambda name: changes[name]["tick"])


VALUES: dict[str, list[Any]] = {
    "name": ["示例局", "示例办", "示", " 示例局", None],
    "type": ["department", "street", "ministry", None],
    "later": [1, ["示例"], None],
    "deleted": [True, None, True, None, "是"],
}
"""Values of a unit's fields: possible ones and others."""
FIELDS = st.dictionaries(st.sampled_from([*VALUES, "deleted"]), st.integers(0, 59), min_size=1, max_size=3)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """What three devices did to one record, each knowing some of what came before."""
    changes: list[Change] = []
    for number in range(draw(st.integers(1, 7))):
        over = [change for change in changes if draw(st.booleans())]
        header = {
            "device": draw(st.sampled_from("BCD")) * 21 + "A",
            "seq": number + 1,
            "prev": "",
            "tick": 1 + max((change.tick for change in over), default=draw(st.integers(0, 3))),
            "at": draw(st.integers(1, 3)),
            "by": EXAMPLE,
            "kind": draw(st.sampled_from(["unit"] * 5 + ["person"])),
            "of": EXAMPLE,
        }
        fields = {name: VALUES[name][index % len(VALUES[name])] for name, index in draw(FIELDS).items()}
        change = make_change(header=header, over=[change.id for change in over], fields=fields)
        changes.append(change.without_words(draw(st.sets(st.sampled_from(sorted(fields)), max_size=1))))
    return changes


def edit(device: str, tick: int, fields: Mapping[str, Any], *over: Change) -> Change:
    """What a device said of the record, knowing of `over`."""
    header = {"device": device * 21 + "A", "seq": tick, "prev": "", "tick": tick, "at": 1, "by": EXAMPLE}
    names = [change.id for change in over]
    return make_change(header={**header, "kind": "unit", "of": EXAMPLE}, over=names, fields=fields)


MADE = edit("B", 1, {"name": "示例局"})
GONE = edit("B", 5, {"deleted": True}, MADE)
DELETED_TWICE = [MADE, GONE, edit("C", 3, {"deleted": True}, MADE)]
BROUGHT_BACK_BEFORE = [MADE, GONE, edit("C", 2, {"deleted": None}), edit("D", 9, {"type": "street"}, GONE)]


@settings(deadline=None)
@given(histories())
@also(DELETED_TWICE)
@also(BROUGHT_BACK_BEFORE)
def test_the_printed_merge_is_the_programs(changes: list[Change]) -> None:
    history = History()
    history.add(Commit({}, 0, ""), changes)
    projection = Projection(MemoryView(), derive_nothing)
    projection.take_all(history)
    made = projection.heads(EXAMPLE) or {}
    kind, fields, heads, conflicts = printed_merge({change.id: change.to_json() for change in changes})
    assert (made["kind"], projection.shown(kind, EXAMPLE)) == (kind, {"id": EXAMPLE, **fields})
    standing: dict[str, list[str]] = {}
    for field, names in heads.items():
        for name in names:
            standing.setdefault(name, []).append(field)
    assert {name: head["fields"] for name, head in made["heads"].items()} == {
        name: sorted(fields) for name, fields in standing.items()
    }
    row = projection.view.row("conflicts", document_id(EXAMPLE)) or {"fields": []}
    assert row["fields"] == conflicts


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def as_kept(text: str, how: str) -> str:
    """A text in the form that `x-text` names, as the page describes it."""
    kept = unicodedata.normalize("NFC", UNSEEN.sub("", "\n".join(text.splitlines()))).strip()
    if how in ("line", "code"):
        kept = " ".join(kept.split())
    return unicodedata.normalize("NFKC", kept) if how == "code" else kept


def text_is_as_kept(about: Mapping[str, Any], definitions: Mapping[str, Any], value: object) -> bool:
    """Whether all texts in a value are as the schema's `x-text` says."""
    if "$ref" in about:
        about = definitions[about["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return all(text_is_as_kept(about.get("items", {}), definitions, item) for item in value)
    if isinstance(value, dict):
        inner = about.get("properties", {})
        return all(text_is_as_kept(inner.get(name, {}), definitions, item) for name, item in value.items())
    if isinstance(value, str) and about.get("x-text") == "credit-code":
        return is_valid(value) and re.fullmatch("[0-9A-Z]{18}", value) is not None
    return not isinstance(value, str) or "x-text" not in about or as_kept(value, about["x-text"]) == value


@cache
def schema_of(kind: str) -> dict[str, Any]:
    return schemas().get(RECORD + kind, {"properties": {}})


def possible(kind: str, field: str, value: object) -> bool:
    """Whether a field may have a value, for somebody who has the schemas and the page alone."""
    schema = schema_of(kind)
    about, definitions = schema["properties"].get(field, {}), schema.get("$defs", {})
    checker = Draft202012Validator({**about, "$defs": definitions}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return checker.is_valid(value) and text_is_as_kept(about, definitions, value)


JUDGED: list[tuple[str, str, Any]] = [
    *(("unit", field, value) for field, values in VALUES.items() for value in values if value is not None),
    *(("visit", "note", text) for text in ("一\n二", "一\r\n二", "一\x07二", "一\u2028二", "一\t二", "末 ")),
    *(("unit", "name", text) for text in ("示例  局", "示例\n局", "示例 局", "示" * 200, "示" * 201)),
    *(("person", "phone", text) for text in ("000-0000", "０００", "0" * 65)),
    *(("enterprise", "uscc", text) for text in ("91440300192317458F", "91440300192317458G", "91440300192317458f", "9")),
    *(("visit", "date", value) for value in ("2026-11-22", "11-22", "2026-11-22T00:00:00", 0)),
    *(("attachment", "size", value) for value in (0, -1, "1", 2**53 - 1)),
    *(("follow_up", "co", value) for value in ([], [EXAMPLE], ["示例"], EXAMPLE)),
    *(("problem", "plan", {"name": name, "version": "1"}) for name in ("示例", "示例 ", 1)),
    ("enterprise", "industry", "C26"),
    ("enterprise", "industry", "26"),
    ("erasure", "changes", ["A" * 22]),
    ("erasure", "changes", []),
    ("inspection", "anything", {"a": [1]}),
]


@pytest.mark.parametrize(("kind", "field", "value"), JUDGED)
def test_which_values_count_follows_from_schemas_and_page(kind: str, field: str, value: object) -> None:
    header = {"device": "A" * 22, "seq": 1, "prev": "", "tick": 1, "at": 1, "by": EXAMPLE, "kind": kind, "of": EXAMPLE}
    change = make_change(header=header, over=[], fields={field: value})
    assert possible(kind, field, value) == (wrong_fields(change) == [])


@languages
def test_the_printed_bundle_is_one(language: str) -> None:
    bundle = read_bundle(block(language, "bundle").encode())
    assert bundle.manifest.model_dump(by_alias=True, exclude_unset=True) == json.loads(block(language, "manifest"))
    private = json.loads(block(language, "private"))
    seal = json.loads(block(language, "seal"))
    assert seal == json.loads(
        base64.urlsafe_b64decode(json.loads(block(language, "bundle"))["content"]["protected"] + "==")
    )
    assert f"`{seal['kid']}`" in page("formats", language)
    assert local_time(bundle.manifest.at).date() == SUNDAY
    logged = [form for line in log_lines(language) for form in json.loads(line)["changes"]]
    read = open_bundle(bundle, {seal["kid"]: private}.get)
    assert [change.to_json() for change in read.changes] == logged


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as a laptop writes it."""
    folder = tmp_path_factory.mktemp("laptop") / "laptop"
    made = make_workspace(folder, role="cadre", name="示例张", county="230600", county_name="示例市", language="zh_CN")
    office = make_workspace(
        folder.with_name("office"),
        role="office",
        name="示例李",
        county="230600",
        county_name="示例市",
        language="zh_CN",
    )
    key = own_keys(office.private_keys, office.device).sealing_public
    workspace = made.store(person=new_id(), office={"device": office.device, "public_key": "", "encryption_key": key})
    with Ledger.open_to_write(workspace) as ledger:
        ledger.save(Unit(name="示例街道"), Unit(name="示例园区"))
        return export_to_office(ledger, datetime(2026, 11, 22, 20, tzinfo=SHANGHAI)).path


@languages
@pytest.mark.parametrize("source", ["printed", "handed in"])
def test_the_printed_checks_run_on_a_bundle(language: str, source: str, handed_in: Path, tmp_path: Path) -> None:
    path, private = handed_in, key_of_office(handed_in)
    if source == "printed":
        path, private = tmp_path / "printed.json", json.loads(block(language, "private"))
        path.write_text(block(language, "bundle"), "utf-8")
    bundle = read_bundle(path.read_bytes())
    read = run(language, "joserfc", path=path, private=private)
    assert read["manifest"] == bundle.manifest.model_dump(by_alias=True, exclude_unset=True)
    assert read["changes"] == [change.to_json() for change in open_bundle(bundle, lambda _name: private).changes]
    assert read["first"] == {"lacks": []}
    assert read["device"] == bundle.sender
    assert run(language, "cryptography", path=path)["manifest"] == read["manifest"]
    other = run(language, "jwcrypto", path=path, private=private)
    assert (other["manifest"], other["changes"]) == (read["manifest"], read["changes"])


def key_of_office(handed_in: Path) -> dict[str, str]:
    """The private key that the laptop of `handed_in` seals for."""
    (path,) = (handed_in.parents[2] / "office" / "data" / "keys").glob("*.sealing.json")
    key: dict[str, str] = json.loads(path.read_bytes())
    return key


def altered_payload(form: dict[str, str]) -> None:
    form["payload"] = form["payload"][:-8] + ("AAAAAAAA" if form["payload"][-8:] != "AAAAAAAA" else "BBBBBBBB")


def altered_signature(form: dict[str, str]) -> None:
    form["signature"] = form["signature"][:8] + ("A" if form["signature"][8] != "A" else "B") + form["signature"][9:]


@languages
@pytest.mark.parametrize("alter", [altered_payload, altered_signature])
def test_the_printed_checks_find_an_altered_bundle(
    language: str, alter: Callable[[dict[str, str]], None], handed_in: Path, tmp_path: Path
) -> None:
    form = json.loads(handed_in.read_text("utf-8"))
    alter(form)
    path = tmp_path / "altered.json"
    path.write_text(json.dumps(form), "utf-8")
    private = key_of_office(handed_in)
    with pytest.raises(JoseError):
        run(language, "joserfc", path=path, private=private)
    with pytest.raises(InvalidJWSSignature):
        run(language, "jwcrypto", path=path, private=private)
    with pytest.raises(InvalidSignature):
        run(language, "cryptography", path=path)


@languages
def test_the_printed_check_finds_other_content(language: str, handed_in: Path, tmp_path: Path) -> None:
    form = json.loads(handed_in.read_text("utf-8"))
    form["content"] = json.loads(block(language, "bundle"))["content"]
    path = tmp_path / "altered.json"
    path.write_text(json.dumps(form), "utf-8")
    with pytest.raises(AssertionError):
        run(language, "joserfc", path=path, private=key_of_office(handed_in))
    with pytest.raises(InvalidJWEData):
        run(language, "jwcrypto", path=path, private=key_of_office(handed_in))


@languages
def test_the_description_names_every_kind_and_key(language: str, desk: Desk) -> None:
    text = page("formats", language)
    made = schemas()
    keys = {
        *made["change"]["$defs"]["WordedChange"]["properties"],
        *made["change"]["$defs"]["ErasedChange"]["properties"],
    }
    keys |= {
        *made["commit"]["$defs"]["Commit"]["properties"],
        *made["manifest"]["properties"],
        *made["bundle"]["properties"],
    }
    keys |= {*made["mark"]["properties"], *kind_names(), *RESERVED}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
