"""The evening: three visits typed up from scribbles in a real terminal, key by key in Chinese, and the keys counted."""

from dataclasses import dataclass

import pytest
from rich.cells import cell_len
from story import CADRE, ENTERPRISE, OTHER_ENTERPRISE, Pair, drafts, rows
from test_journey_terminal import Terminal, choose_draft, terminal

from fieldtui.work.clock import today


@dataclass(frozen=True)
class Scribble:
    initials: str
    enterprise: str
    note: str
    problems: tuple[str, str]
    titles: tuple[str, str]


EVENING = (
    Scribble(
        "lyjx",
        ENTERPRISE,
        "上游检修，重烯烃原料缺口约30%，二号装置已停15天，7月产值同比降四成。另反映3月申报的稳岗返还至今未到账，涉及用工186人。"
        "企业打算年底前把二号装置重新开起来，希望协调本地石化调剂，错峰用电，并把续贷手续一次办完，生产副总陪同看了现场和库房。",
        ("原料 重烯烃缺口约30% 急 月底前", "政策 稳岗返还未到账186人 人社局牵头"),
        ("重烯烃缺口约30%", "稳岗返还未到账186人"),
    ),
    Scribble(
        "lyhg",
        OTHER_ENTERPRISE,
        "矿区道路雨后塌了一段，运料车绕行多走十二公里，每吨成本多出九元。变压器容量800千伏安不够用，夏天跳闸六次，一次停工半天。"
        "今年订单比去年多两成，招工难，愿意接收转岗职工，工资四千五起。询问规上企业入统要准备哪些材料，已留下明白纸和联系电话。",
        ("水电 变压器增容800千伏安 ~三个工作日内", "物流 矿区道路塌陷绕行12公里 #共性"),
        ("变压器增容800千伏安", "矿区道路塌陷绕行12公里"),
    ),
    Scribble(
        "lyjx",
        ENTERPRISE,
        "回访昨天说的原料问题，已和两家供应企业通过电话，月底能先到四百吨，价格每吨高一百二。续贷三百万银行要补抵押物评估报告。"
        "环评批复里的在线监测设备要求月底更换，供货商说要排到下个月中旬，企业担心被罚，想知道能不能宽限，答应三天内给个答复为好。",
        ("融资 续贷300万要补抵押物评估 @金融办", "环保 监测设备要求月底前更换 特急"),
        ("续贷300万要补抵押物评估", "监测设备要求月底前更换"),
    ),
)


FIELDS = (
    *(("企业", ""), ("日期", ""), ("方式", ""), ("结果", ""), ("人员", CADRE)),
    *(("见到", ""), ("记录", None), ("问题", None), ("跟进", "")),
)
"""The fields of a visit in their order, with what stands before the cursor; None where one types below the label."""


def look_into_each_field(window: Terminal) -> None:
    """Round the empty form by Tab: an input method finds its place in every field."""
    for label, before in FIELDS:
        if before is None:
            window.comes_below(label)
        else:
            window.comes_behind(label, before)
        assert window.cursor[1] < window.height - 4, "what is chosen from stands below"
        window.press("tab")
    window.comes_to("企业")
    window.keys = window.keys[: -len(FIELDS)]


def type_up(window: Terminal, scribble: Scribble, last: str) -> None:
    """From the empty form to what saves it; the input method's place is looked at in every field."""
    before = len(window.keys)
    window.comes_to("企业")
    window.type(scribble.initials)
    window.sees(f"▸ {scribble.enterprise}")
    assert len(scribble.initials) <= 4
    window.press("enter")
    window.comes_below("记录")
    assert len(window.keys) - before == 1, "an enterprise is four characters and Enter"
    assert 100 <= len(scribble.note) <= 130
    for start in range(0, len(scribble.note), 10):
        window.type(scribble.note[start : start + 10])
        window.cursor_comes_behind(scribble.note[start : start + 10][-1])
    window.press("tab")
    window.comes_below("问题")
    first, second = scribble.problems
    window.type(first)
    window.cursor_comes_behind(first)
    window.press("enter")
    window.comes_to_a_new_line()
    window.type(second)
    window.cursor_comes_behind(second)
    assert len(window.keys) - before == 3, "a problem is its line, and Enter parts it from the next"
    window.press(last)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_three_visits_in_an_evening(pair: Pair, size: tuple[int, int]) -> None:
    assert all(cell_len(line) < 78 for scribble in EVENING for line in scribble.problems)
    one, two, three = EVENING
    with terminal(pair.cadre, size=size) as window:
        window.press("f2")
        assert len(window.keys) == 1, "a new visit is one key"
        look_into_each_field(window)
        type_up(window, one, "ctrl+n")
        window.sees("已保存：走访", "问题 2 个", "Ctrl+O")
        type_up(window, two, "ctrl+n")
        window.sees("已保存：走访", "问题 2 个")
        type_up(window, three, "ctrl+s")
        window.sees("F2 走访", "问题 2 个")
        assert len(window.keys) == 1 + 3 * 4
        window.keys.clear()
        window.press("f9")
        window.sees("导出到文件")
        window.press("enter")
        window.sees("已写到")
        assert len(window.keys) <= 4, "to hand in"
        window.press("escape")
        window.sees("F2 走访")
        window.leave()
    visits = {row["note"]: row for row in rows(pair.cadre, "visit")}
    assert set(visits) == {scribble.note for scribble in EVENING}
    for row in visits.values():
        # What is optional was left out, and is what it usually is.
        assert (row["date"], row["mode"], row["outcome"]) == (today().isoformat(), "on_site", "met")
    problems = rows(pair.cadre, "problem")
    for scribble in EVENING:
        visit = visits[scribble.note]["id"]
        assert {row["title"] for row in problems if row["visit"] == visit} == set(scribble.titles)


def test_an_evening_that_is_interrupted_goes_on_where_it_was(pair: Pair) -> None:
    """Esc by accident, Esc on purpose, and a window that is closed in the middle of the second visit."""
    one, two, _three = EVENING
    with terminal(pair.cadre) as window:
        window.press("f2")
        type_up(window, one, "ctrl+n")
        window.sees("已保存：走访")
        begin(window, two, two.note[:40])
        window.press("escape")
        window.sees("再按一次 Esc")
        window.type(two.note[40:50])
        window.cursor_comes_behind(two.note[49])
        window.press("escape")
        window.sees("再按一次 Esc")
        window.press("escape")
        choose_draft(window)
        window.press("enter")
        window.cursor_comes_behind(two.note[49])
        window.type(two.note[50:60])
        window.until(lambda: drafts(pair.cadre)[0].values["note"] == two.note[:60], "the draft")
        window.close_window()
    assert [row["note"] for row in rows(pair.cadre, "visit")] == [one.note]
    with terminal(pair.cadre) as window:
        choose_draft(window)
        window.press("enter")
        window.cursor_comes_behind(two.note[59])
        window.type(two.note[60:])
        window.cursor_comes_behind(two.note[-1])
        window.press("ctrl+s")
        window.sees("已保存：走访")
        window.leave()
    assert {row["note"] for row in rows(pair.cadre, "visit")} == {one.note, two.note}
    assert drafts(pair.cadre) == []


def begin(window: Terminal, scribble: Scribble, note: str) -> None:
    """A visit to the enterprise, as far as this part of its note."""
    window.comes_to("企业")
    window.type(scribble.initials)
    window.sees(f"▸ {scribble.enterprise}")
    window.press("enter")
    window.comes_below("记录")
    window.type(note)
    window.cursor_comes_behind(note[-1])


def test_people_and_day_of_the_last_visit_are_one_chord_away(pair: Pair) -> None:
    with terminal(pair.cadre) as window:
        window.press("f2")
        type_up(window, EVENING[0], "ctrl+n")
        window.sees("Ctrl+O")
        window.press("ctrl+o")
        window.sees(CADRE, f"→ {today():%m-%d}", "入企")
        type_up(window, EVENING[1], "ctrl+s")
        window.sees("F2 走访")
        window.leave()
    people = [row["visitors"] for row in rows(pair.cadre, "visit")]
    assert len(people) == 2
    assert people[0] == people[1]


def test_a_visit_is_begun_from_within_another_form(pair: Pair) -> None:
    """Somebody calls while a visit is typed up: one key, and what was begun is still there afterwards."""
    with terminal(pair.cadre) as window:
        window.press("f2")
        window.comes_to("企业")
        window.type("lyhg")
        window.sees(f"▸ {OTHER_ENTERPRISE}")
        window.press("enter")
        window.comes_below("记录")
        window.type("矿区道路塌了")
        window.cursor_comes_behind("矿区道路塌了")
        window.press("f2")
        window.until(lambda: "矿区道路塌了" not in "".join(window.lines), "an empty form")
        type_up(window, EVENING[0], "ctrl+s")
        window.cursor_comes_behind("矿区道路塌了")
        window.press("ctrl+s")
        window.sees("F2 走访")
        window.leave()
    assert {row["note"] for row in rows(pair.cadre, "visit")} == {"矿区道路塌了", EVENING[0].note}
