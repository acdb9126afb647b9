"""The tour: on the real screens, one real key after the other, in both languages and by whatever keys one has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from story import CADRE, COUNTY, COUNTY_NAME, INITIALS, NOTE, Hands, Pair, rows, screen_of

from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import LANGUAGES, use_language
from fieldtui.sync.enrol import make_workspace
from fieldtui.tui.app import FieldApp

ENDS = {"zh_CN": "不走了；Ctrl+P", "en": "The tour is over; Ctrl+P"}


@asynccontextmanager
async def shown_round(workspace: Workspace, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hands]:
    app = FieldApp(workspace.folder, is_sample=True)
    async with app.run_test(size=size) as pilot:
        hands = Hands(app, pilot)
        await hands.sees("1/8")
        await hands.at("today")
        yield hands


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_stop_waits_for_its_key(pair: Pair, language: str) -> None:
    use_language(language)
    async with shown_round(pair.cadre.store(language=language)) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.sees("1/8", "F2")
        await hands.press("f2")
        await hands.at("visit")
        await hands.sees("2/8")
        await hands.type(INITIALS)
        await hands.sees("▸ ")
        await hands.press("enter")
        await hands.in_field("note")
        await hands.sees("3/8")
        await hands.type(NOTE)
        await hands.press("tab")
        await hands.sees("4/8", "Ctrl+S")
        await hands.type("融资 流动资金缺口300万 !急")
        await hands.press("ctrl+s")
        await hands.sees("5/8", "F6")
        await hands.press("f6")
        await hands.sees("6/8", "F9")
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.sees("7/8", "Ctrl+P")
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.sees("8/8", "F1")
        await hands.press("escape")
        await hands.sees(ENDS[language])
        await hands.press("escape")
        await hands.at("hand_in")
        assert "/8" not in hands.screen
    assert len(rows(pair.cadre, "visit")) == len(rows(pair.cadre, "problem")) == 1


async def test_escape_ends_it_and_leaves_all_else_alone(pair: Pair) -> None:
    async with shown_round(pair.cadre) as hands:
        await hands.press("f2")
        await hands.at("visit")
        await hands.type("ly")
        await hands.press("escape")
        await hands.sees("不走了")
        await hands.at("visit")
        assert "/8" not in hands.screen
        await hands.press("escape", "escape")
        await hands.at("today")
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("dwzyb")
        await hands.sees("带我走一遍")
        await hands.press("enter")
        await hands.sees("1/8")


async def test_it_names_the_keys_that_one_has(pair: Pair) -> None:
    async with shown_round(pair.cadre.store(keys={"new_visit": "f12"})) as hands:
        await hands.sees("按 F12")
        await hands.press("f12")
        await hands.sees("2/8")


async def test_from_a_real_workspace_one_leaves_to_be_shown_round(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("dwzyb")
        await hands.sees("带我走一遍")
        await hands.press("enter")
        await hands.until(lambda: hands.app.goes_on_tour, "leaving")
    assert rows(pair.cadre, "visit") == []


async def test_whoever_opens_the_program_for_the_first_time_is_told_of_it(tmp_path: Path) -> None:
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    async with screen_of(make_workspace(tmp_path / "new", role="cadre", name=CADRE, **sides)) as hands:
        await hands.sees("第一次用？按 Ctrl+P，选“带我走一遍”")
