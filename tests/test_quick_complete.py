"""What the last word of a line may become, in the evening of Sunday, 22 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_quick_entry import PIECES, WORDS

from fieldtui.work.quick_complete import completions
from fieldtui.work.quick_entry import read_problem

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("政", ["政策兑现"]),
        ("R", ["融资"]),
        ("原", ["原材料"]),
        ("融资 缺口300万 @工", ["工信局", "工商联"]),
        ("融资 缺口300万@工", ["工信局", "工商联"]),
        ("融资 缺口300万 @swj", ["税务局", "水务局"]),
        ("融资 缺口300万 @", ["金融办"]),
        ("原料 缺口三成 &ly", ["示例龙原精细化工", "示例龙园花岗石"]),
        ("融资 缺口300万 !", ["急"]),
        ("融资 缺口300万 ＃", ["共性"]),
        ("融资 缺口300万 ~月", ["月底 11-30 周一（8天后）", "月底前 11-30 周一（8天后）"]),
        ("融资 缺口300万 ~三", ["三天内 11-25 周三（3天后）", "三个工作日内 11-25 周三（3天后）"]),
    ],
)
def test_what_a_word_may_become(line: str, words: list[str]) -> None:
    assert [shown for _line, shown in completions(line, WORDS, TODAY)] == words


@pytest.mark.parametrize(
    "line",
    [
        *("", " ", "融资", "融资 ", "融资 工", "流动资金缺口", "融资 缺口 @工信局", "融资 缺口 @工信", "融资 缺口 @某"),
        *(
            "融资 缺口 ~周三",
            "融资 缺口 ~12-15",
            "融资 缺口300~",
            "其他 2#",
            "其他 联系a@",
            "融资 缺口 &lyjx",
            "其他 R&",
        ),
    ],
)
def test_what_says_already_what_it_means_is_left_alone(line: str) -> None:
    assert completions(line, WORDS, TODAY) == []


@given(line=st.lists(st.sampled_from([*PIECES, "工", "资", "@工", "~三", "&ly", "!"]), max_size=6).map("".join))
def test_what_is_taken_is_understood_and_leaves_the_rest_of_the_line_alone(line: str) -> None:
    for text, _shown in completions(line, WORDS, TODAY):
        before, after = read_problem(line, WORDS, TODAY), read_problem(text, WORDS, TODAY)
        assert before.taken != after.taken
        assert completions(text, WORDS, TODAY) == []
