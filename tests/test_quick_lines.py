"""Quick entry on screen: what a word may become stands above the line, and Right at its end takes it."""

import pytest
from story import BANKING, ENTERPRISE, LABOUR, OTHER_ENTERPRISE, Hands, Pair, rows, screen_of, short

from fieldtui.tui.widgets.text import LineInput


def line(hands: Hands) -> str:
    focused = hands.app.focused
    assert isinstance(focused, LineInput)
    return focused.value


async def to_problems(hands: Hands, enterprise: str = "") -> None:
    await hands.press("f3")
    await hands.in_field("enterprise")
    if enterprise:
        await hands.type(enterprise)
        await hands.press("tab", "tab")
    else:
        await hands.press("enter")
    await hands.in_field("problems")


async def test_right_takes_what_is_offered_and_again_the_next(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await to_problems(hands, ENTERPRISE)
        await hands.type("融")
        await hands.sees("▸ 融资", "→")
        await hands.press("right")
        await hands.until(lambda: line(hands) == "融资 ")
        await hands.type("流动资金缺口300万 @")
        await hands.sees(f"▸ {BANKING}")
        await hands.press("right")
        await hands.until(lambda: line(hands).endswith(f"@{BANKING} "))
        await hands.sees(f"融资 · 建议{BANKING}", "300万元")
        await hands.type("&示例龙")
        await hands.sees("▸ 示例龙原精细化工  示例龙园花岗石")
        await hands.press("right")
        await hands.until(lambda: line(hands).endswith(f"&{ENTERPRISE} "))
        await hands.press("right")
        await hands.until(lambda: line(hands).endswith(f"&{OTHER_ENTERPRISE} "))
        await hands.press("right")
        await hands.until(lambda: line(hands).endswith(f"&{ENTERPRISE} "))
        # Within the line the key moves, and Enter takes nothing: it begins the next line.
        await hands.press("left", "right")
        assert line(hands).endswith(f"&{ENTERPRISE} ")
        await hands.type("~月")
        await hands.sees("▸ 月底")
        await hands.press("enter")
        await hands.until(lambda: line(hands) == "")


async def test_a_line_an_enterprise(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await to_problems(hands)
        await hands.type("融资 流动资金缺口300万 &lyjx 急")
        await hands.sees("融资 · 示例龙原精细化工 · 通常由金融办牵头 · 急")
        await hands.press("enter")
        await hands.type(f"用工 旺季招不到熟练工 人社局牵头 ~{short(20)}")
        await hands.sees(f"用工 · 建议{LABOUR}")
        await hands.press("ctrl+s")
        await hands.sees("请写企业")
        await hands.in_field("enterprise")
        await hands.type(OTHER_ENTERPRISE)
        await hands.press("ctrl+s")
        await hands.at("today")
    names = {row["id"]: row["name"] for row in rows(pair.cadre, "enterprise")}
    kept = {row["title"]: (names[row["enterprise"]], row["urgency"]) for row in rows(pair.cadre, "problem")}
    assert kept == {
        "流动资金缺口300万": (ENTERPRISE, "urgent"),
        "旺季招不到熟练工": (OTHER_ENTERPRISE, "ordinary"),
    }


@pytest.mark.parametrize("typed", ["融资 流动资金缺口 &龙园"])
async def test_a_visit_takes_no_problem_of_another_enterprise(pair: Pair, typed: str) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f2")
        await hands.in_field("enterprise")
        await hands.type(ENTERPRISE)
        await hands.press("enter")
        for _key in range(8):
            if hands.field == "problems":
                break
            await hands.press("tab")
        await hands.type(typed)
        await hands.press("ctrl+s")
        await hands.sees(OTHER_ENTERPRISE, "另外登记")
    assert rows(pair.cadre, "problem") == []
