"""The sample county stands where its content says, and the tour plays through as a process, in its folder alone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from fieldtui.demo.county import CADRE, make_county, throw_away_folder
from fieldtui.demo.parties import StoryClock, StoryError, hand_in, open_desk
from fieldtui.demo.proofs import refused, taken_in_before
from fieldtui.demo.sample import by_key, sample
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.kinds import kind_names, record_class
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.sync.exchange import read_file, take_in
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk, standings
from fieldtui.work.rules import OFFICE_ONLY, troubles
from fieldtui.work.today import Section, today_list

TODAY = date(2026, 11, 23)

STATES = {
    "v3.1": "closed",
    "v1.2": "closed",
    "v8.1": "verified",
    "v4.1": "replied",
    "v14.1": "replied",
    "v1.1": "handling",
    "v6.1": "handling",
    "v7.1": "handling",
    "v2.1": "assigned",
    "v17.1": "assigned",
    "v13.1": "returned",
    "v5.1": "reopened",
    "v19.1": "registered",
    "v20.1": "registered",
    "v21.1": "registered",
    "v22.1": "registered",
}
"""What sample.toml says above its steps of where they end."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_county(tmp_path_factory.mktemp("county"), TODAY)


@pytest.fixture
def cadre(county: dict[str, Path]) -> Iterator[Desk]:
    with Desk.open_to_read(Workspace.load(county["cadre"])) as desk:
        yield desk


@pytest.fixture
def office(county: dict[str, Path]) -> Iterator[Desk]:
    with Desk.open_to_read(Workspace.load(county["office"])) as desk:
        yield desk


def problems(desk: Desk) -> dict[str, dict[str, object]]:
    """The problems of a ledger by the content's names, such as v1.2, found by their titles."""
    lines = {
        f"{visit['key']}.{number}": line
        for visit in sample()["visits"]
        for number, line in enumerate(visit["problems"], 1)
    }
    rows = [dict(row) for row in desk.ledger.rows("problem")]
    return {name: row for name, line in lines.items() for row in rows if str(row["title"]) in line}


def sections(desk: Desk, day: date) -> list[Section]:
    return today_list(desk, Drafts(desk.ledger.workspace.drafts).all(), day)


def test_problems_stand_where_the_content_leads_them(office: Desk, cadre: Desk) -> None:
    at_the_office = {name: office.standing(row).state for name, row in problems(office).items()}
    at_the_cadre = {name: cadre.standing(row).state for name, row in problems(cadre).items()}
    assert {**at_the_cadre, **at_the_office} == STATES
    # Both say the same of what both have.
    assert all(at_the_office[name] == state for name, state in at_the_cadre.items() if name in at_the_office)


def test_no_step_was_refused(office: Desk) -> None:
    assert [row["id"] for row in problems(office).values() if office.standing(row).ineffective] == []


def test_the_county_has_something_late_bounced_and_reopened(office: Desk) -> None:
    standing = {name: office.standing(row) for name, row in problems(office).items()}
    due, verification_due = standing["v2.1"].due, standing["v4.1"].verification_due
    assert due is not None
    assert due < TODAY
    assert verification_due is not None
    assert verification_due < TODAY
    assert standing["v7.1"].bounced == 1
    assert standing["v5.1"].reopened == 1


def test_assigned_problems_are_numbered_each_with_its_own(office: Desk) -> None:
    numbers = [str(row["number"]) for row in problems(office).values() if row.get("number")]
    assert len(numbers) == len(set(numbers)) == 11
    assert "230602-2026-0001" in numbers


# 10-09 follows a week of holidays, in which no deadline runs out.
@pytest.mark.parametrize("day", [date(2026, 10, 9), date(2027, 1, 4)])
def test_todays_list_has_all_its_sections_on_any_day(day: date, tmp_path: Path) -> None:
    with Desk.open_to_read(Workspace.load(make_county(tmp_path, day)["cadre"])) as desk:
        assert [section.title for section in sections(desk, day)] == [
            _("Overdue"),
            _("Today"),
            _("To be completed"),
            _("From the office"),
            _("Visits due"),
            _("Drafts"),
            _("Not handed in"),
            _("The next days"),
        ]


def test_the_office_has_something_to_assign_and_to_close(office: Desk) -> None:
    assert {_("Overdue"), _("To be assigned"), _("To be closed")} <= {
        section.title for section in sections(office, TODAY)
    }


def test_the_draft_is_the_visit_of_the_story_half_typed(cadre: Desk) -> None:
    [draft] = Drafts(cadre.ledger.workspace.drafts).all()
    assert draft.form == "visit"
    assert draft.values["enterprise"] in [row["name"] for row in cadre.ledger.rows("enterprise")]
    assert sample()["story"]["note"].startswith(draft.values["note"])
    assert read_date(draft.values["date"], TODAY, toward="past") == TODAY - timedelta(days=1)


def test_all_but_the_last_evening_of_the_cadre_is_at_the_office(office: Desk, cadre: Desk) -> None:
    missing = [
        row["id"] for kind in kind_names() for row in cadre.ledger.rows(kind) if office.ledger.heads(row["id"]) is None
    ]
    assert sorted(str(cadre.ledger.kind_of(record)) for record in missing) == ["follow_up", "problem", "visit"]
    [visit] = [record for record in missing if cadre.ledger.kind_of(record) == "visit"]
    last = max(visit["day"] for visit in sample()["visits"] if visit["by"] == CADRE)
    assert (cadre.ledger.row("visit", visit) or {})["date"] == (TODAY + timedelta(days=last)).isoformat()


@pytest.mark.parametrize("side", ["office", "cadre"])
def test_every_record_could_have_been_entered_by_hand(side: str, county: dict[str, Path]) -> None:
    with Desk.open_to_read(Workspace.load(county[side])) as desk:
        found = {
            (kind, row["id"]): wrong
            for kind in kind_names()
            if side == "office" or kind not in OFFICE_ONLY
            for row in desk.ledger.rows(kind)
            if (wrong := troubles(record_class(kind).model_validate(row), desk, TODAY))
        }
        assert found == {}


@pytest.mark.parametrize("side", ["office", "cadre"])
def test_log_and_view_are_sound(side: str, county: dict[str, Path]) -> None:
    findings = check(Workspace.load(county[side]), standings)
    assert [finding.sentence for finding in findings if not finding.sound or finding.what == "clock.ran_back"] == []


def test_nobody_and_nothing_in_it_is_real(office: Desk) -> None:
    named = [row["name"] for kind in ("enterprise", "person", "contact") for row in office.ledger.rows(kind)]
    assert len(list(office.ledger.rows("enterprise"))) == len(sample()["enterprises"])
    assert [name for name in named if not name.startswith("示例")] == []


def test_the_office_and_its_clerk_are_there_once(office: Desk) -> None:
    assert len([row for row in office.ledger.rows("unit") if row["type"] == "office"]) == 1
    clerk = by_key(sample()["people"])["li"]
    [row] = [row for row in office.ledger.rows("person") if row["name"] == clerk["name"]]
    assert (row["id"], row["post"]) == (office.me, clerk["post"])
    assert len(list(office.ledger.rows("appointment"))) == len(sample()["people"])


def test_entries_bear_the_day_that_they_are_about(office: Desk) -> None:
    for row in office.ledger.rows("follow_up"):
        made = (office.ledger.heads(row["id"]) or {})["made"]
        assert local_time(made["at"]).date().isoformat() == row["on"]
    for row in office.ledger.rows("visit"):
        written = local_time((office.ledger.heads(row["id"]) or {})["made"]["at"])
        [visit] = [visit for visit in sample()["visits"] if visit["note"] == row["note"]]
        assert (written.date().isoformat(), written.hour) == (row["date"], visit["hour"])


def test_only_two_workspaces_are_left_and_their_last_files_are_real(county: dict[str, Path]) -> None:
    assert sorted(path.name for path in county["office"].parent.iterdir()) == ["cadre", "office"]
    office, cadre = Workspace.load(county["office"]), Workspace.load(county["cadre"])
    last_of_office = max(office.exports.glob(f"*-{cadre.name}-*.json"))
    last_of_cadre = max(cadre.exports.glob("*.json"))
    assert (read_file(last_of_office).manifest.to, read_file(last_of_office).sender) == (cadre.device, office.device)
    assert (read_file(last_of_cadre).manifest.to, read_file(last_of_cadre).sender) == ("office", cadre.device)


def test_the_tours_proofs_fail_when_they_should(county: dict[str, Path], tmp_path: Path) -> None:
    for side, folder in county.items():
        shutil.copytree(folder, tmp_path / side)
    clock = StoryClock(TODAY, 20)
    with (
        open_desk(Workspace.load(tmp_path / "cadre"), clock) as cadre,
        open_desk(Workspace.load(tmp_path / "office"), clock) as office,
    ):
        file = hand_in(cadre, clock).path
        with pytest.raises(StoryError):
            refused(office, file)
        cadre.ledger.save(Enterprise(name="示例新来", region="230602"))
        second = hand_in(cadre, clock).path
        with pytest.raises(StoryError):
            taken_in_before(office, second)
        assert take_in(office.ledger, read_file(file)).known
        assert taken_in_before(office, second)


def test_a_folder_that_was_named_is_kept_and_another_is_not(tmp_path: Path) -> None:
    with throw_away_folder(tmp_path / "kept") as place:
        assert place == tmp_path / "kept"
    assert place.is_dir()
    with throw_away_folder(None) as place:
        (place / "file").write_text("x")
    assert not place.exists()


# ---- as a process


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`fieldtui` as a process without a terminal, at home in an empty folder, which is also the current one."""
    places = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(home))
    named = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FIELDTUI_"))}
    return subprocess.run(
        [sys.executable, "-m", "fieldtui", *arguments],
        cwd=home,
        env={**named, **places, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_tour_names_the_files_that_it_made(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "tour"
    done = run(home, "demo", "--tour", "--folder", str(place))
    assert (done.returncode, done.stderr) == (0, "")
    listed = done.stdout.rpartition(str(place))[2].splitlines()[1:]
    names = {line.strip().rpartition("  ")[0] for line in listed if line.strip()}
    made = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file() and path.name != "lock"}
    assert names == made
    assert {path.partition("/")[0] for path in made} == {"cadre", "office", "stick"}
    assert sample()["story"]["reply"] in done.stdout
    assert list(home.iterdir()) == []


def test_without_a_folder_the_tour_leaves_nothing(home: Path) -> None:
    assert run(home, "demo", "--tour").returncode == 0
    assert list(home.iterdir()) == []


def test_without_a_terminal_the_demo_says_what_it_needs(home: Path) -> None:
    done = run(home, "demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--tour" in done.stderr
    assert list(home.iterdir()) == []
