"""A sample county for every plan: it lives by the plan, has the report's numbers, and its prose does not repeat."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from fieldtui import plans
from fieldtui.demo.generator.chance import Chance, shared_out
from fieldtui.demo.generator.making import County, make_generated
from fieldtui.demo.generator.names import county_code, credit_code
from fieldtui.demo.generator.roster import BEYOND
from fieldtui.demo.generator.size import by_category, county_size, read_size
from fieldtui.demo.generator.visits import LONGEST, any_note
from fieldtui.demo.generator.words import fill
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.kinds import kind_names, record_class
from fieldtui.model.plan import Plan, read_plan
from fieldtui.model.sentence import FieldError
from fieldtui.work.desk import STAGE, STANDING, Desk, standings
from fieldtui.work.figures.gather import gather
from fieldtui.work.figures.periods import read_month
from fieldtui.work.figures.report import lines
from fieldtui.work.rules import troubles
from fieldtui.work.today import today_list

TODAY = date(2026, 11, 23)
OWN = (Path(__file__).parent / "data" / "plans" / "invented.toml").read_text("utf-8")
TEXTS = {**{name: plans.read_text(name) for name in plans.names()}, "four-links": OWN}


def nobody_waits(_done: float) -> None:
    """Progress is not looked at."""


def make(place: Path, text: str, size: str = "small", day: date = TODAY) -> dict[str, Path]:
    return make_generated(place, County(text, read_size(size, read_plan(text)), day), nobody_waits)


def make_real(place: Path, name: str, **fewer: int) -> dict[str, Path]:
    """The county of the plan's real numbers, with fewer of what is not asked for here."""
    size = replace(county_size(read_plan(TEXTS[name])), **{"problems_beside": 0, "cadres": 4, "months": 1, **fewer})
    return make_generated(place, County(TEXTS[name], size, TODAY), nobody_waits)


@pytest.fixture(scope="module", params=TEXTS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, dict[str, Path]]:
    """A plan, and the small county that lives by it."""
    return read_plan(TEXTS[request.param]), make(tmp_path_factory.mktemp("small"), TEXTS[request.param])


@pytest.fixture(scope="module")
def daqing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Daqing with all its enterprises, and few visits."""
    return make_real(tmp_path_factory.mktemp("daqing"), "six-must-visits", visits=60, problems=20)


@pytest.fixture(scope="module")
def luohe(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Luohe with its real projects and meetings, and few visits."""
    return make_real(tmp_path_factory.mktemp("luohe"), "luohe", visits=40, problems=20, enterprises=20)


def rows(desk: Desk, kind: str) -> list[Mapping[str, Any]]:
    return list(desk.ledger.rows(kind))


def office_of(folders: Mapping[str, Path]) -> Desk:
    return Desk.open_to_read(Workspace.load(folders["office"]))


def texts(desk: Desk) -> Iterator[tuple[str, str]]:
    """(what, words) of the prose in a ledger."""
    for kind, name in (("visit", "note"), ("problem", "title"), ("problem", "description"), ("lead", "text")):
        for row in rows(desk, kind):
            if name in row and row.get("outcome", "met") == "met":
                yield f"{kind}.{name}", row[name]


# ---- the small county of each plan


def test_nothing_in_it_is_wrong(small: tuple[Plan, dict[str, Path]]) -> None:
    for folder in small[1].values():
        findings = check(Workspace.load(folder), standings)
        assert [finding.sentence for finding in findings if not finding.sound or finding.what == "clock.ran_back"] == []


def test_it_lives_by_its_plan_and_every_step_took_effect(small: tuple[Plan, dict[str, Path]]) -> None:
    plan, folders = small
    for folder in folders.values():
        with Desk.open_to_read(Workspace.load(folder)) as desk:
            assert (desk.plan.name, desk.plan.version) == (plan.name, plan.version)
            lives = [*desk.ledger.derived_rows(STANDING), *desk.ledger.derived_rows(STAGE)]
            assert [row["id"] for row in lives if row.get("ineffective")] == []
    with office_of(folders) as desk:
        assert len({row["state"] for row in desk.ledger.derived_rows(STANDING)}) >= 3
        assert {row["category"] for row in rows(desk, "inclusion")} == set(plan.choices("categories"))
        assert {row["type"] for row in rows(desk, "problem")} <= set(plan.types)
        assert {row["type"] for row in rows(desk, "project")} <= set(plan.choices("project_kinds"))
        held = {item["type"] for row in rows(desk, "meeting") for item in row["held_as"]}
        assert held == set(plan.meetings)
        about_enterprises = {role.code for role in plan.pairing_roles if "enterprise" in role.about and not role.stages}
        assert about_enterprises <= {row["role"] for row in rows(desk, "pairing")}


def test_every_record_of_the_office_could_have_been_entered_by_hand(small: tuple[Plan, dict[str, Path]]) -> None:
    with office_of(small[1]) as desk:
        found = {
            (kind, row["id"]): wrong
            for kind in kind_names()
            if kind != "plan"
            for row in desk.ledger.rows(kind)
            if (wrong := troubles(record_class(kind).model_validate(row), desk, TODAY))
        }
        assert found == {}


def test_nobody_and_nothing_in_it_is_real(small: tuple[Plan, dict[str, Path]]) -> None:
    with office_of(small[1]) as desk:
        named = [
            row["name"] for kind in ("enterprise", "person", "contact", "project", "policy") for row in rows(desk, kind)
        ]
        assert [name for name in named if not name.startswith("示例")] == []
        phones = [row["phone"] for kind in ("person", "contact") for row in rows(desk, kind)]
        assert [phone for phone in phones if not phone.startswith(("13900", "0000-"))] == []
        assert all(uscc.is_valid(row["uscc"]) for row in rows(desk, "enterprise"))
        given = [
            row[name]
            for kind, name in (("lead", "investor"), ("idea", "giver"))
            for row in rows(desk, kind)
            if name in row
        ]
        assert [name for name in given if not name.startswith("示例")] == []


def test_prose_does_not_repeat_itself(small: tuple[Plan, dict[str, Path]]) -> None:
    with office_of(small[1]) as desk:
        found = list(texts(desk))
        assert len(found) > 80
        assert [text for text, count in Counter(found).items() if count > 1] == []
        assert [words for _what, words in found if "{" in words or "|" in words] == []
        notes = [words for what, words in found if what == "visit.note"]
        assert max(map(len, notes)) <= LONGEST
        assert sum(len(note) >= 80 for note in notes) >= 0.9 * len(notes)


def test_figures_come_out(small: tuple[Plan, dict[str, Path]]) -> None:
    plan, folders = small
    with office_of(folders) as desk:
        found = lines(plan, gather(desk, TODAY), read_month("2026-11"))
    # The invented plan begins in the year to come: nothing counts since then.
    told = [line for line in found if line.since.numerator.value or line.period.numerator.value]
    assert len(told) >= len(found) / 2


def test_there_is_something_to_do_on_both_sides(small: tuple[Plan, dict[str, Path]]) -> None:
    plan, folders = small
    for side, folder in folders.items():
        workspace = Workspace.load(folder)
        with Desk.open_to_read(workspace) as desk:
            titles = {section.title for section in today_list(desk, Drafts(workspace.drafts).all(), TODAY)}
        due = titles & {_("Overdue"), _("Today"), _("The next days"), _("To be assigned"), _("In hand")}
        # In the invented county only a leader closes, and nothing of it falls due.
        assert due or plan.name not in plans.names()
        if side == "cadre":
            assert {_("Drafts"), _("Not handed in")} <= titles


def test_what_the_cadre_handed_in_is_at_the_office(small: tuple[Plan, dict[str, Path]]) -> None:
    _plan, folders = small
    with office_of(folders) as office, Desk.open_to_read(Workspace.load(folders["cadre"])) as cadre:
        own = [row for row in rows(cadre, "visit") if (cadre.ledger.heads(row["id"]) or {})["made"]["by"] == cadre.me]
        arrived = [row for row in own if office.ledger.row("visit", row["id"]) is not None]
        assert 0 < len(arrived) < len(own)


# ---- the report's numbers


def test_daqing_has_its_140_by_category_and_place(daqing: dict[str, Path]) -> None:
    with office_of(daqing) as desk:
        enterprises = {row["id"]: row for row in rows(desk, "enterprise")}
        inclusions = rows(desk, "inclusion")
        pairings = Counter(row["role"] for row in rows(desk, "pairing"))
        plan = desk.plan
    assert len(enterprises) == len(inclusions) == 140
    named = plan.choices("categories")
    assert Counter(named[row["category"]] for row in inclusions) == {
        "战略调整": 4,
        "经营困难": 41,
        "增资扩产": 5,
        "登规纳统": 50,
        "筹备上市": 7,
        "创业孵化": 33,
    }
    assert (pairings["leader"], pairings["unit"]) == (7, 133)
    # The report's numbers by place are two short of 140: those two say so, and are nowhere hidden.
    beyond = [row["enterprise"] for row in inclusions if row.get("ground") == BEYOND]
    assert len(beyond) == 2
    listed = [row for key, row in enterprises.items() if key not in beyond]
    regions = plan.choices("regions")
    places = Counter("中直" if row.get("affiliation") == "中直" else regions[row["region"]] for row in listed)
    assert places == {
        "中直": 3,
        "高新区": 25,
        "经开区": 13,
        "萨尔图": 17,
        "龙凤": 7,
        "让胡路": 10,
        "红岗": 10,
        "大同": 9,
        "肇州": 16,
        "肇源": 12,
        "林甸": 8,
        "杜尔伯特": 8,
    }


def test_names_are_as_hard_as_real_ones(daqing: dict[str, Path]) -> None:
    with office_of(daqing) as desk:
        names = [row["name"] for row in rows(desk, "enterprise")]
    assert len(set(names)) == len(names)
    assert sum(name.startswith("示例市") for name in names) > len(names) / 2
    assert any("（" in name for name in names)
    assert any(rare in name for name in names for rare in ("犇", "垚", "淼", "骉", "翀", "堃", "赟", "囍", "龘", "璟"))


def test_luohes_fourth_review_is_its_fourteenth_assignment_on_the_seventeenth_monday(luohe: dict[str, Path]) -> None:
    with office_of(luohe) as desk:
        meetings = rows(desk, "meeting")
        tasks = rows(desk, "task")
    last = max(
        (row for row in meetings if any(item["type"] == "review" for item in row["held_as"])),
        key=lambda row: row["date"],
    )
    assert last["title"] == "第四次月讲评暨第十四次周交办会"
    monday = date.fromisoformat(last["date"])
    founding = min(row["date"] for row in meetings)
    assert monday.weekday() == 0
    assert (monday - date.fromisoformat(founding)).days < 17 * 7
    assert len([row for row in meetings if row["held_as"][0]["type"] not in ("review", "assignment")]) == 61
    assert any(row["title"] == "第120次服务企业周例会" for row in meetings)
    assert {task["meeting"] for task in tasks if "meeting" in task} <= {row["id"] for row in meetings}


def test_luohes_projects_add_up_to_what_is_printed(luohe: dict[str, Path]) -> None:
    with office_of(luohe) as desk:
        projects = {row["id"]: row for row in rows(desk, "project")}
        invested = sum(
            Decimal(row["invested"])
            for row in rows(desk, "figures")
            if row.get("project") and row["month"] <= "2026-09"
        )
    key = [row for row in projects.values() if row.get("size_mark") == "key"]
    new = [row for row in projects.values() if row.get("size_mark") == "over_100m"]
    assert (len(key), len(new)) == (165, 26)
    assert sum(Decimal(row["investment"]) for row in new) == 902_000
    assert invested == 7_699_000
    plan = sum(Decimal(row["year_plan"]) for row in key)
    assert round(invested / plan * 100, 1) == Decimal("103.7")


def test_the_high_tech_zone_has_started_30_of_its_43(tmp_path: Path) -> None:
    with office_of(make_real(tmp_path, "front-line", visits=20, problems=8, enterprises=12)) as desk:
        projects = rows(desk, "project")
        found = lines(desk.plan, gather(desk, TODAY), read_month("2026-11"))
    assert (len(projects), sum(row["level"] == "province" for row in projects)) == (43, 15)
    [rate] = [line.since for line in found if line.figure.code == "start_rate"]
    assert [rate.numerator.value, rate.denominator.value] == [30, 43]


def test_licang_has_solved_12_types_and_72_problems(tmp_path: Path) -> None:
    with office_of(make_real(tmp_path, "three-threes", visits=70, problems_beside=32)) as desk:
        solved = [row["id"] for row in desk.ledger.derived_rows(STANDING) if row.get("solved")]
        types = {(desk.ledger.row("problem", problem) or {})["type"] for problem in solved}
        heard = [row for row in rows(desk, "problem") if row.get("visit")]
        ten = [row for row in rows(desk, "project") if row["type"] == "secondary"]
    assert (len(types), len(solved), len(heard), len(ten)) == (12, 72, 67, 10)


# ---- the same each time, of any size


def told(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a record as text."""
    return ((name, str(value)) for name, value in row.items())


def contents(folder: Path) -> dict[str, Any]:
    """The records of a ledger by id, without what belongs to the workspace: keys, and the office's first entries."""
    with Desk.open_to_read(Workspace.load(folder)) as desk:
        first = {desk.me, (desk.ledger.row("person", desk.me) or {})["unit"]}
        found = {}
        for kind in kind_names():
            for row in desk.ledger.rows(kind):
                if kind not in ("device", "plan") and row["id"] not in first and row.get("person") not in first:
                    found[row["id"]] = {
                        name: "first" if value in first else value
                        for name, value in row.items()
                        if isinstance(value, str)
                    }
        return found


def test_the_same_seed_plan_size_and_day_give_the_same_records(tmp_path: Path) -> None:
    once, again, other_day = (
        contents(make(tmp_path / name, OWN, "8", day)["office"])
        for name, day in (("once", TODAY), ("again", TODAY), ("other day", date(2026, 11, 24)))
    )
    assert len(once) > 100
    assert once == again
    assert once != other_day


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 10, 9)])
def test_any_day_will_do(day: date, tmp_path: Path) -> None:
    office = Workspace.load(make(tmp_path, TEXTS["luohe"], "8", day)["office"])
    assert [finding.sentence for finding in check(office, standings) if not finding.sound] == []


def test_a_size_is_a_word_or_a_number() -> None:
    plan = read_plan(TEXTS["six-must-visits"])
    assert read_size("county", plan).enterprises == 140
    assert read_size("500", plan).enterprises == 500
    assert read_size("small", plan).enterprises < 30
    for wrong in ("0", "3", "large", "-5", "１２", "99999999"):
        with pytest.raises(FieldError):
            read_size(wrong, plan)
    assert sum(by_category(plan, 140).values()) == 140


def test_shares_add_up_and_leave_nobody_out() -> None:
    assert shared_out(10, [1, 1, 1]) == [4, 3, 3]
    assert shared_out(5, [100, 1, 1]) == [3, 1, 1]
    assert shared_out(7, [0, 7]) == [0, 7]
    assert shared_out(0, []) == []


def test_parts_of_a_sentence_are_chosen_from_within() -> None:
    chance = Chance("parts")
    assert fill("{甲|甲}{3-3}{thing}", {"thing": ["物"]}, chance) == "甲3物"
    assert fill("{有{5-5}个|有{5-5}个}", {}, chance) == "有5个"
    assert int(fill("{20-400/10}", {}, chance)) % 10 == 0


def test_credit_codes_check_and_differ_also_in_large_counties() -> None:
    county = county_code(read_plan(TEXTS["six-must-visits"]))
    codes = [credit_code(number, county) for number in (*range(1, 2000), 35_999, 36_000, 49_999)]
    assert len(set(codes)) == len(codes)
    assert all(uscc.is_valid(code) for code in codes)


def test_notes_for_benches_do_not_repeat() -> None:
    notes = [note for note, _number in zip(any_note(Chance("notes")), range(2000), strict=False)]
    assert len(set(notes)) == len(notes)


# ---- as a process


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    named = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FIELDTUI_"))}
    return subprocess.run(
        [sys.executable, "-m", "fieldtui", *arguments],
        cwd=home,
        env={**named, "HOME": str(home), "PYTHONUTF8": "1", "FIELDTUI_LANGUAGE": "zh_CN"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_countys_own_plan_gets_a_county_that_commands_can_look_at(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN, "utf-8")
    done = run(tmp_path, "demo", "--plan", "mine.toml", "--size", "10", "--folder", "county")
    assert done.returncode == 0, done.stderr
    assert "fieldtui --workspace" in done.stdout
    listed = run(tmp_path, "--workspace", "county/office", "list", "project")
    assert "造船" in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--plan", "no-such"), "no-such"),
        (("--size", "huge"), "huge"),
        (("--tour", "--plan", "luohe"), "--plan"),
    ],
)
def test_what_can_not_be_made_is_told_in_a_sentence(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = run(tmp_path, "demo", *arguments, "--folder", "county")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
