"""Phrases that are written again and again complete themselves in a note; → takes what is offered."""

from datetime import date

import pytest
from story import CADRE, ENTERPRISE, Pair, go_to, rows, screen_of

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.work.desk import Desk
from fieldtui.work.phrases import LONGEST, Phrases
from fieldtui.work.visits import enter_visit

USED = [
    "见到负责人。企业生产经营正常，暂无困难；答应月底报送材料",
    "企业生产经营正常，订单略有下降",
    "企业生产经营基本平稳。企业生产经营正常",
    "企业生产线改造一次",
]


@pytest.mark.parametrize(
    ("before", "ending"),
    [
        ("企业", "生产经营正常"),
        ("见到副总，企业生产", "经营正常"),
        ("见到副总，企", ""),  # one character says too little
        ("企业生产线", ""),  # written once only
        ("企业生产经营正常", ""),
        ("企业生产经营正常，", ""),
        ("", ""),
    ],
)
def test_what_is_offered(before: str, ending: str) -> None:
    assert Phrases(USED).ending(before) == ending


def test_the_one_used_most_is_offered_first() -> None:
    assert Phrases(["用工缺口较大"] * 3 + ["用工基本稳定"] * 4).ending("用工") == "基本稳定"


def test_what_one_text_says_three_times_is_no_habit() -> None:
    assert Phrases(["订单不足，订单不足，订单不足"]).ending("订单") == ""


def test_whole_stories_are_no_phrases() -> None:
    assert Phrases(["上游" * LONGEST] * 5).ending("上游") == ""


@pytest.fixture
def writer(pair: Pair) -> Workspace:
    """A laptop on which these notes were written."""
    with Desk.open_to_write(pair.cadre) as desk:
        for day, note in enumerate(USED, 1):
            texts = {"enterprise": ENTERPRISE, "visitors": CADRE, "outcome": "met", "note": note}
            entry = enter_visit(desk, {"id": new_id(), "date": f"2026-11-0{day}", **texts}, date(2026, 11, 20))
            assert not entry.troubles, entry.troubles
            desk.ledger.save(*entry.records)
    return pair.cadre


async def test_a_phrase_is_taken_with_one_key(writer: Workspace) -> None:
    async with screen_of(writer) as hands:
        await hands.press("f2")
        await hands.at("visit")
        await hands.type(ENTERPRISE)
        await hands.press("enter")
        await go_to(hands, "note")
        await hands.type("见到厂长，企业")
        await hands.sees("见到厂长，企业生产经营正常")
        await hands.press("right")
        await hands.type("，想招工")
        await hands.press("ctrl+s")
        await hands.at("today")
    assert "见到厂长，企业生产经营正常，想招工" in [row.get("note") for row in rows(writer, "visit")]


async def test_what_is_only_offered_is_not_written(writer: Workspace) -> None:
    async with screen_of(writer) as hands:
        await hands.press("f2")
        await hands.at("visit")
        await hands.type(ENTERPRISE)
        await hands.press("enter")
        await go_to(hands, "note")
        await hands.type("企业")
        await hands.sees("企业生产经营正常")
        await hands.press("tab")
        await hands.press("ctrl+s")
        await hands.at("today")
    assert "企业" in [row.get("note") for row in rows(writer, "visit")]


def test_what_was_written_in_one_sitting_is_offered_in_it(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        assert desk.phrases.ending("设备运") == ""
        for day in (1, 2, 3):
            texts = {"enterprise": ENTERPRISE, "visitors": CADRE, "outcome": "met", "note": f"设备运转正常，{day}号"}
            entry = enter_visit(desk, {"id": new_id(), "date": f"2026-11-0{day}", **texts}, date(2026, 11, 20))
            desk.ledger.save(*entry.records)
        assert desk.phrases.ending("设备运") == "转正常"
