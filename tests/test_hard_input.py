"""Input that no form hands over, by commands and by rules: each gets its sentence, never a traceback."""

import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from story import BANKING, CADRE, CREDIT_CODE, ENTERPRISE, NOTE, PARK, SHORTAGE, Pair, copy_of, register_problem, rows

from fieldtui.cli.main import COMMANDS, fieldtui, main
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import use_language
from fieldtui.model.record import new_id
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.person import Person
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.model.text import clean_text, is_id, one_line
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING, Desk
from fieldtui.work.life import standing_row
from fieldtui.work.planned import still_to_do
from fieldtui.work.rules import complete, troubles
from fieldtui.work.step_form import StepForm
from fieldtui.work.steps import Entry, enter_step
from fieldtui.work.timeline import time_line
from fieldtui.work.visits import enter_visit

DASHES = "-" * 36
UNKNOWN = "00000000-0000-4000-8000-000000000000"
DEEP = "[" * 900 + "]" * 900


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences as they stand in the source, so that their translation is free."""
    monkeypatch.setenv("FIELDTUI_LANGUAGE", "en")
    use_language("en")


@dataclass(frozen=True)
class Ended:
    code: int
    lines: list[str]
    error: str


@dataclass(frozen=True)
class Commands:
    """Runs commands in this process; what is no sentence of ours comes up as the error that it is."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, workspace: Workspace | None, *arguments: str, stdin: bytes = b"") -> Ended:
        self.capture.readouterr()
        self.patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        place = ["--workspace", str(workspace.folder)] if workspace else []
        with pytest.raises(SystemExit) as ended:
            main([*place, *arguments])
        said = self.capture.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, said.out.splitlines(), said.err.strip())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(capsys, monkeypatch)


@pytest.fixture(scope="module")
def office(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An office with a registered problem. Only for what is refused."""
    workspace = copy_of(enrolled, tmp_path_factory.mktemp("office")).office
    register_problem(workspace)
    return workspace


@pytest.fixture
def desk(pair: Pair) -> Iterator[Desk]:
    """The office's desk, with a problem that was raised a week ago on a visit."""
    with Desk.open_to_write(pair.office) as desk:
        enterprise = next(row["id"] for row in desk.ledger.rows("enterprise") if row["name"] == ENTERPRISE)
        day = today() - timedelta(days=7)
        visit = Visit(enterprise=enterprise, date=day, visitors=[person(desk)], note=NOTE)
        desk.ledger.save(*(complete(record, desk) for record in (visit, raised(enterprise, day, visit.id))))
        yield desk


def raised(enterprise: str, day: date, visit: str | None = None, **more: Any) -> Problem:
    return Problem(enterprise=enterprise, visit=visit, raised=day, title=SHORTAGE, type="RZ", **more)


def person(desk: Desk, name: str = CADRE) -> str:
    return str(next(row["id"] for row in desk.ledger.rows("person") if row["name"] == name))


def unit(desk: Desk, name: str = BANKING) -> str:
    return str(next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == name))


def problem(desk: Desk) -> Row:
    return next(row for row in desk.ledger.rows("problem") if row.get("visit"))


def tried(desk: Desk, step: str, **values: Any) -> Entry:
    return enter_step(desk, {"problem": problem(desk)["id"], "step": step, **values}, today())


def entered(desk: Desk, step: str, **values: Any) -> str:
    """A step that has to go well; its id."""
    entry = tried(desk, step, **values)
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return entry.records[-1].id


def planned_on_the_visit(desk: Desk, visit: str) -> str:
    plan = {"visit": visit, "step": "planned", "due": today().isoformat(), "reason": "电话回访"}
    entry = enter_step(desk, plan, today())
    desk.ledger.save(*entry.records)
    return entry.records[0].id


# ---- texts


@pytest.mark.parametrize(
    ("typed", "note", "line"),
    [
        ("a\x00b\x1b[31mc\x7f\x9b", "ab[31mc", "ab[31mc"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive", "one two three four five"),
        ("tab\there", "tab\there", "tab here"),
        ("\u202e反\u202c\u2066\u2069\u200e\u200f", "反", "反"),
        ("👩\u200d👧", "👩\u200d👧", "👩\u200d👧"),
        (" \x00 ", "", ""),
    ],
)
def test_what_a_terminal_would_obey_is_no_text(typed: str, note: str, line: str) -> None:
    assert (clean_text(typed), one_line(typed)) == (note, line)
    assert Unit(name=f"示例{typed}").name == f"示例{line}" or typed.startswith(" ")
    assert Person(name="示例张", unit=UNKNOWN, phone=f"1{typed}").phone is not None


def test_the_form_of_an_id() -> None:
    assert is_id(new_id())
    junks: list[object] = [DASHES, "0" * 36, "zz", "", None, [], UNKNOWN + "\n", UNKNOWN.upper().replace("0", "A")]
    assert not any(is_id(junk) for junk in junks)


# ---- add


GOOD: dict[str, dict[str, Any]] = {
    "unit": {"name": "示例新单位"},
    "visit": {"enterprise": ENTERPRISE, "date": "2026-01-05", "visitors": [CADRE], "note": NOTE},
    "problem": {"enterprise": ENTERPRISE, "title": SHORTAGE, "type": "融资"},
    "follow-up": {"step": "note", "words": "问过"},
}
STRANGE = "is nothing to fill in here; there are:"
REFUSED: list[tuple[str, Mapping[str, Any] | str, str]] = [
    ("unit", {"tpye": "park"}, f"“tpye” {STRANGE} name type above"),
    ("unit", {"kind": "visit"}, f"“kind” {STRANGE}"),
    ("unit", {"set": {}}, f"“set” {STRANGE}"),
    ("unit", {"x": 1.5}, f"“x” {STRANGE}"),
    ("unit", {"x": 2**70}, f"“x” {STRANGE}"),
    ("unit", {"x": "\ud800"}, f"“x” {STRANGE}"),
    ("unit", {"名称": "x"}, f"“名称” {STRANGE}"),
    ("unit", f'{{"name": "示例甲", "x": {DEEP}}}', f"“x” {STRANGE}"),
    ("unit", '{"name": "示例甲", "name": "示例乙"}', "“name” is given twice"),
    ("unit", {"id": None}, "“None” is no id"),
    ("unit", {"id": "zz"}, "“zz” is no id"),
    ("unit", {"id": []}, "“[]” is no id"),
    ("unit", {"id": DASHES}, "is no id"),
    ("unit", {"above": DASHES}, "(above): No Unit above “-"),
    ("unit", {"above": [[]]}, "(above): It must be text."),
    ("visit", {"visitors": [[[CADRE]]]}, "(visitors): It must be text."),
    ("visit", f'{{"visitors": {DEEP}}}', "must be"),
    ("visit", {"plan": {"name": "x"}}, "No plan “x” is in use here"),
    ("visit", {"plan": {"name": ["x"], "version": {}}}, "No plan"),
    ("visit", {"plan": 7}, "No plan “7” is in use here"),
    ("unit", {"plan": "luohe"}, f"“plan” {STRANGE}"),
    ("problem", {"number": "230602-2026-0001"}, f"“number” {STRANGE}"),
    ("problem", {"enterprise": {}}, "(enterprise): It must be text."),
    ("follow-up", {"problem": DASHES}, "No Problem “-"),
    ("follow-up", {"problem": ["x"]}, "No Problem “x”"),
    ("follow-up", {"problem": UNKNOWN}, "No Problem “0"),
    ("follow-up", {"visit": [], "problem": 5}, "It must be text."),
]


@pytest.mark.parametrize(("kind", "given", "sentence"), REFUSED)
def test_what_a_kind_does_not_take(
    office: Workspace, run: Commands, kind: str, given: Mapping[str, Any] | str, sentence: str
) -> None:
    line = given if isinstance(given, str) else json.dumps({**GOOD[kind], **given})
    log = office.log.read_bytes()
    ended = run(office, "add", kind, stdin=line.encode())
    assert (ended.code, ended.lines) == (2, [])
    assert sentence in ended.error
    assert len(ended.error.splitlines()) == 1
    assert office.log.read_bytes() == log


def test_fields_on_the_command_line_go_the_same_way(office: Workspace, run: Commands) -> None:
    for values in (["tpye=park"], ["initials=x"], ["name=示例乙"]):
        ended = run(office, "add", "person", "name=示例甲", f"unit={PARK}", *values)
        assert (ended.code, ended.lines) == (2, [])
        assert values[0].split("=")[0] in ended.error


def test_an_id_that_is_taken(office: Workspace, run: Commands) -> None:
    problem_id, unit_id = rows(office, "problem")[0]["id"], rows(office, "unit")[0]["id"]
    ended = run(office, "add", "enterprise", f"id={unit_id}", "name=示例新厂", "region=萨尔图")
    assert (ended.code, ended.error) == (2, "This id belongs to another record already; leave it out.")
    (step,) = run(office, "add", "follow-up", f"problem={problem_id}", "step=note", "words=问过").lines
    ended = run(office, "add", "follow-up", f"id={step}", f"problem={problem_id}", "step=note", "words=改了")
    assert (ended.code, ended.lines) == (2, [])
    assert "stays as it is" in ended.error
    (same,) = run(office, "add", "unit", f"id={unit_id}", "type=office").lines
    assert same == unit_id


def test_two_of_one_name(pair: Pair, run: Commands) -> None:
    with Desk.open_to_write(pair.office) as desk:
        twins = [Person(name="示例双", unit=unit(desk)) for _twin in range(2)]
        desk.ledger.save(*twins, *(Unit(name="示例重名局") for _twin in range(2)))
        visit = {"enterprise": ENTERPRISE, "visitors": "示例双", "note": NOTE}
        assert "Several are called “示例双”" in enter_visit(desk, visit, today()).troubles["visitors"]
        assert enter_visit(desk, {**visit, "visitors": twins[0].id}, today()).troubles == {}
        form = StepForm(desk, register(desk), today()).entry({"step": "assigned", "lead": "示例重名局"})
        assert "Several are called" in form.troubles["lead"]
    ended = run(pair.office, "add", "appointment", "person=示例双", f"unit={PARK}", "role=cadre", "start=2026-01-01")
    assert ended.code == 2
    assert "Several are called “示例双” here; write the id instead (fieldtui list person)" in ended.error
    assert "Several are called" in run(pair.office, "show", "示例双").error


def register(desk: Desk) -> str:
    enterprise = next(row["id"] for row in desk.ledger.rows("enterprise"))
    record = complete(raised(enterprise, today()), desk)
    desk.ledger.save(record)
    return record.id


def test_two_enterprises_of_one_name_are_told_apart_by_their_code(pair: Pair, run: Commands) -> None:
    with Desk.open_to_write(pair.office) as desk:
        desk.ledger.save(Enterprise(name=ENTERPRISE, region="230602"))
        visit = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": NOTE}
        assert "Several are called" in enter_visit(desk, visit, today()).troubles["enterprise"]
        assert enter_visit(desk, {**visit, "enterprise": CREDIT_CODE}, today()).troubles == {}
    assert "Several are called" in run(pair.office, "list", "visit", "--where", f"enterprise={ENTERPRISE}").error


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "--", DASHES),
        ("attach", "--", DASHES, "x"),
        ("list", "visit", "--where", f"enterprise={DASHES}"),
        ("list", "problem", "--where", "lead=示例没有这个局"),
    ],
)
def test_what_is_asked_for_by_a_name_that_nothing_has(
    office: Workspace, run: Commands, arguments: tuple[str, ...]
) -> None:
    ended = run(office, *arguments)
    assert (ended.code, ended.lines) == (2, [])
    assert "is known here." in ended.error


def test_those_without_an_enterprise_can_be_listed(office: Workspace, run: Commands) -> None:
    assert run(office, "list", "problem", "--where", "enterprise=").code == 0


# ---- steps


def test_a_planned_follow_up_is_done_once_and_by_what_it_is_about(desk: Desk) -> None:
    call = entered(desk, "planned", due=today().isoformat(), reason="电话回访")
    on_the_visit = planned_on_the_visit(desk, problem(desk)["visit"])
    other = register(desk)
    not_mine = enter_step(desk, {"problem": other, "step": "note", "words": "问过", "does": call}, today())
    assert "does" in not_mine.troubles
    note = entered(desk, "note", words="问过", does=call)
    assert (desk.ledger.row("follow_up", note) or {})["follows"] == [call]
    junks: list[object] = [call, note, UNKNOWN, DASHES, "zz", [], {}, 5]
    for junk in junks:
        assert "does" in tried(desk, "note", words="问过", does=junk).troubles, junk
    # One planned on the visit is done by a step of the problem that came up there; what it saw is kept beside it.
    again = entered(desk, "note", words="又问", does=on_the_visit, follows=[note])
    assert (desk.ledger.row("follow_up", again) or {})["follows"] == [note, on_the_visit]
    assert still_to_do(desk.ledger.rows("follow_up")) == []


def test_a_correction_says_what_it_corrects(desk: Desk) -> None:
    seen = entered(desk, "note", words="第一次")
    wrong = entered(desk, "escalated", reason="弄错了")
    head = entered(desk, "note", words="并行", follows=[seen])
    for given in ({}, {"follows": list[str]()}):
        assert "step" in tried(desk, "corrected", reason="弄错了", **given).troubles
    correction = entered(desk, "corrected", reason="弄错了", follows=[wrong])
    assert (desk.ledger.row("follow_up", correction) or {})["follows"] == [wrong, head]
    foreign = enter_step(desk, {"problem": register(desk), "step": "note", "words": "别的"}, today()).records[0]
    desk.ledger.save(foreign)
    for strange in (foreign.id, UNKNOWN):
        assert "follows" in tried(desk, "corrected", reason="弄错了", follows=[strange]).troubles
    call = entered(desk, "planned", due=today().isoformat(), reason="电话回访")
    assert "step" in tried(desk, "corrected", reason="弄错了", does=call).troubles


@pytest.mark.parametrize(("away", "field"), [(-8, "on"), (1, "on"), (1, "heard_on"), (1, "approved_on"), (-1, "due")])
def test_days_of_a_step_that_can_not_be(desk: Desk, away: int, field: str) -> None:
    day = (today() + timedelta(days=away)).isoformat()
    entry = tried(desk, "note", words="问过", **{field: day})
    assert list(entry.troubles) == [field]
    assert entry.records == ()


def test_what_a_step_follows_is_known(desk: Desk) -> None:
    assert "follows" in tried(desk, "note", words="问过", follows=[UNKNOWN]).troubles
    assert "follows" in tried(desk, "note", words="问过", follows=[problem(desk)["id"]]).troubles
    assert tried(desk, "note", words="问过", follows=["zz"]).troubles


def test_a_problem_whose_fields_do_not_go_together(desk: Desk) -> None:
    """Two people may have changed them at once: steps go on, and a number waits until it is put right."""
    merged = Problem.model_validate(problem(desk)).model_copy(update={"hoped_for": date(2020, 1, 1)})
    desk.ledger.save(merged)
    entered(desk, "note", words="问过")
    assert "on" in tried(desk, "note", words="问过", on="2020-01-01").troubles
    assert "hoped for" in tried(desk, "assigned", lead=unit(desk)).troubles["problem"]


# ---- numbers


def test_a_number_comes_with_an_assignment_only_and_is_never_given_twice(desk: Desk) -> None:
    entered(desk, "note", words="问过", lead=unit(desk))
    assert "number" not in problem(desk)
    entered(desk, "assigned", lead=unit(desk))
    first = problem(desk)["number"]
    desk.ledger.save(Problem.model_validate({**problem(desk), "deleted": True}))
    enterprise = next(row["id"] for row in desk.ledger.rows("enterprise") if row["name"] == ENTERPRISE)
    second = complete(raised(enterprise, today()), desk)
    desk.ledger.save(second)
    entry = enter_step(desk, {"problem": second.id, "step": "assigned", "lead": unit(desk)}, today())
    (numbered, _step) = entry.records
    assert isinstance(numbered, Problem)
    assert (first[-4:], (numbered.number or "")[-4:]) == ("0001", "0002")
    twin = second.amended(number=first)
    assert troubles(twin, desk, today()) == {"number": f"“{SHORTAGE}” has this number already."}
    # Numbers that two offices gave at once stand, and their problems can still be changed.
    desk.ledger.save(twin)
    assert troubles(twin.amended(title="流动资金缺口很大"), desk, today()) == {}


# ---- days that may move


def test_a_due_date_in_a_year_without_known_holidays_is_told(desk: Desk) -> None:
    far = date(2098, 11, 3)
    enterprise = next(row["id"] for row in desk.ledger.rows("enterprise"))
    later = complete(raised(enterprise, far), desk)
    desk.ledger.save(later)
    values = {"problem": later.id, "step": "assigned", "lead": unit(desk)}
    entry = enter_step(desk, values, far)
    assert entry.troubles == {}
    assert len(entry.warnings) == 1
    assert "2098" in entry.warnings[0]
    assert enter_step(desk, {**values, "step": "note", "words": "问过"}, far).warnings == ()
    assert enter_step(desk, {**values, "due": "2098-12-01"}, far).warnings != (), "the co-departments' date is reckoned"


def test_a_command_tells_it_beside_the_id(pair: Pair, run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    problem_id = register_problem(pair.office)
    monkeypatch.setattr("fieldtui.cli.records.today", lambda: date(2098, 11, 3))
    ended = run(pair.office, "add", "follow-up", f"problem={problem_id}", "step=assigned", f"lead={BANKING}")
    assert ended.code == 0
    assert is_id(ended.lines[0])
    assert "The holidays of 2098 are not known yet" in ended.error


# ---- what was deleted


def test_deleted_steps_are_on_no_list(desk: Desk) -> None:
    call = entered(desk, "planned", due=today().isoformat(), reason="电话回访")
    note = entered(desk, "note", words="问过", does=call)
    assert still_to_do(desk.ledger.view.rows("follow_up")) == []
    remove(desk, note)
    assert [row["id"] for row in still_to_do(desk.ledger.view.rows("follow_up"))] == [call]
    assert moments(desk) == ["电话回访"]
    remove(desk, call)
    assert still_to_do(desk.ledger.view.rows("follow_up")) == []
    assert moments(desk) == []


def remove(desk: Desk, step: str) -> None:
    record = desk.ledger.get("follow_up", step)
    assert record is not None
    desk.ledger.save(record.amended(deleted=True))


def moments(desk: Desk) -> list[str]:
    """What the time line tells of steps."""
    row = problem(desk)
    return [line.words for line in time_line(desk, row, desk.standing(row))[1:] if line.words not in ("", "next")]


def test_what_is_shown_is_what_is_kept(desk: Desk) -> None:
    entered(desk, "assigned", lead=unit(desk))
    row = problem(desk)
    assert desk.ledger.derived(STANDING, row["id"]) == {"id": row["id"], **standing_row(desk.standing(row))}


# ---- workspaces and files


@pytest.mark.parametrize(
    ("option", "value"),
    [("--name", "张"), ("--name", " \x00"), ("--office-name", ""), ("--county-name", "\udcff市")],
)
def test_a_workspace_with_a_name_that_no_record_takes(run: Commands, tmp_path: Path, option: str, value: str) -> None:
    names = {"--name": "示例李", "--office-name": "企服办", option: value}
    words = [word for pair in names.items() for word in pair]
    ended = run(None, "init", str(tmp_path / "w"), "--role", "office", "--county", "230600", *words)
    assert (ended.code, ended.lines) == (2, [])
    assert ended.error.startswith(f"{option}: It ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"a" * 240 + b".txt", "a" * 189 + "…aaaaaa.txt"),
        (b"\xcf\xff.txt", "\ufffd\ufffd.txt"),
        (b"\x1b[31m.txt", "[31m.txt"),
        (b"\x07", "-"),
        (b"e\xcc\x81.txt", "é.txt"),
    ],
)
def test_a_file_of_a_strange_name_is_attached(
    pair: Pair, run: Commands, tmp_path: Path, name: bytes, kept: str
) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(b"scan")
    problem_id = register_problem(pair.office)
    ended = run(pair.office, "attach", problem_id, str(file))
    assert (ended.code, ended.error) == (0, "")
    assert [row["name"] for row in rows(pair.office, "attachment")] == [kept]


def test_what_is_no_file_is_not_attached(office: Workspace, run: Commands, tmp_path: Path) -> None:
    problem_id = rows(office, "problem")[0]["id"]
    for path in (tmp_path, tmp_path / "nothing", tmp_path / ("x" * 300)):
        ended = run(office, "attach", problem_id, str(path))
        assert (ended.code, ended.lines) == (2, [])
        assert "can't be read" in ended.error


# ---- help


def all_commands() -> Iterator[list[str]]:
    context = click.Context(fieldtui)
    yield []
    for name in COMMANDS:
        yield [name]
        command = fieldtui.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ([name, inner] for inner in command.list_commands(context))


@pytest.mark.parametrize("words", list(all_commands()), ids=" ".join)
def test_the_line_of_usage_is_chinese(run: Commands, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setenv("FIELDTUI_LANGUAGE", "zh_CN")
    usage = run(None, *words, "--help").lines[0]
    assert "fieldtui" in usage
    for english in ("OPTIONS", "COMMAND", "ARG"):
        assert english not in usage
