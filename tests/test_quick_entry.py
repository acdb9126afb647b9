"""Lines as a cadre types them in the evening of Sunday, 22 November 2026."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui.locale import language, use_language
from fieldtui.model.plan import CalendarCorrections
from fieldtui.work.amounts import sums_in
from fieldtui.work.calendar import Calendar
from fieldtui.work.naming import Entry, NameIndex
from fieldtui.work.quick_entry import (
    QuickFollowUp,
    QuickProblem,
    explain,
    read_follow_up,
    read_problem,
    read_problems,
)
from fieldtui.work.quick_words import Vocabulary

TODAY = date(2026, 11, 22)
WORDS = Vocabulary(
    types={
        "RZ": ("融资", "资金"),
        "YG": ("用工", "招工"),
        "ZC": ("政策兑现", "政策"),
        "YL": ("原材料", "原料"),
        "JS": ("技术",),
        "QT": ("其他",),
    },
    departments={
        "金融办": "jrb",
        "工信局": "gxj",
        "工商联": "gsl",
        "人社局": "rsj",
        "税务局": "swj",
        "水务局": "swj",
    },
    leads={"RZ": ("金融办",)},
    enterprises=NameIndex(
        [
            Entry("1", "示例龙原精细化工有限公司", "sllyjxhgyxgs", "9152000071430580XT"),
            Entry("2", "示例龙园花岗石有限公司", "sllyhgsyxgs"),
        ]
    ).find,
    add_working_days=Calendar(CalendarCorrections(years=(2026,))).add_working_days,
)
NOTHING_ELSE = {"suggested": None, "urgency": "ordinary", "nature": "individual", "hoped_for": None}
ALL = {
    "title": "流动资金缺口300万",
    "type": "RZ",
    "suggested": "金融办",
    "urgency": "urgent",
    "hoped_for": date(2026, 12, 15),
    "trouble": "",
}

ONE_MEANING_IN_MANY_FORMS = [
    "融资 流动资金缺口300万 @金融办 !急 ~12-15",
    "融资流动资金缺口300万＠金融办！急～12-15",
    "融资流动资金缺口300万@金融办!紧急~12月15日",
    "融资　流动资金缺口300万　＠金融　！急　～１２－１５",
    "!急 ~12-15 @jrb 融资 流动资金缺口300万",
    "＠金融办，融资：流动资金缺口300万，！急，〜12.15。",
    "融资、流动资金缺口300万 ∼12-15前 @JRB !急",
    "rz 流动资金缺口300万 !急 ~12-15 @金融办",
    "ＲＺ：流动资金缺口300万 !急 ~1215 @金融办",
    "资金，流动资金缺口300万 !急 ~12-15 @金融办",
]

READ: list[tuple[str, dict[str, Any]]] = [
    ("原料 重烯烃缺口约30% @工信 !急 ~周三", {"title": "重烯烃缺口约30%", "type": "YL", "suggested": "工信局"}),
    ("政策 稳岗返还未到账 #共性 !一般", {"nature": "common", "urgency": "ordinary", "title": "稳岗返还未到账"}),
    ("政策 稳岗返还未到账#个性!急", {"nature": "individual", "urgency": "urgent", "title": "稳岗返还未到账"}),
    # Marks that are only text.
    ("融资 缺口300～500万", {"title": "缺口300～500万", **NOTHING_ELSE}),
    ("其他 2#锅炉要换", {"title": "2#锅炉要换", **NOTHING_ELSE}),
    ("其他 联系a@b.com", {"title": "联系a@b.com", **NOTHING_ELSE}),
    ("其他 联系a@gxj", {"title": "联系a@gxj", **NOTHING_ELSE}),
    ("其他 服务太好了!", {"title": "服务太好了!", **NOTHING_ELSE}),
    ("其他 太好了！急需推广", {"title": "太好了！急需推广", **NOTHING_ELSE}),
    ("其他 停产11-20～12-15", {"title": "停产11-20～12-15", **NOTHING_ELSE}),
    ("其他 停产第20～12.15天", {"title": "停产第20～12.15天", **NOTHING_ELSE}),
    ("其他 每天要用300～12.15", {"title": "每天要用300～12.15", **NOTHING_ELSE}),
    ("其他 停产到周五 ~12-15", {"title": "停产到周五", "hoped_for": date(2026, 12, 15)}),
    ("其他 停产周三～周五", {"title": "停产周三～周五", **NOTHING_ELSE}),
    ("其他 还差 ~1.5亿元", {"title": "还差 ~1.5亿元", **NOTHING_ELSE}),
    ("其他 请找@金融办公室", {"title": "请找@金融办公室", **NOTHING_ELSE}),
    # What fits several, or none, is not chosen.
    ("用工 招不到人 @工", {"title": "招不到人 @工", "suggested": None}),
    ("用工 招不到人 @swj", {"title": "招不到人 @swj", "suggested": None}),
    # A second one stays where it is seen.
    ("用工 招不到人 @人社 @工信", {"title": "招不到人 @工信", "suggested": "人社局"}),
    ("用工 招不到人 @某局 @工信", {"title": "招不到人 @某局", "suggested": "工信局"}),
    ("用工 招不到人 !急 !一般", {"title": "招不到人 !一般", "urgency": "urgent"}),
    # A word that is glued to the text is a type only in a line with marks, and with enough text left.
    ("技术人员短缺", {"type": None, "title": "技术人员短缺"}),
    ("技术人员短缺严重 !急", {"type": "JS", "title": "人员短缺严重"}),
    ("技术改造 !急", {"type": None, "title": "技术改造"}),
    ("JS公司设备老旧 !急", {"type": None, "title": "JS公司设备老旧"}),
    ("厂区变压器增容", {"type": None, "title": "厂区变压器增容", **NOTHING_ELSE}),
    ("融资", {"type": "RZ", "title": ""}),
    # Plain words beside the marks.
    ("融资 流动资金缺口300万 急 月底前 金融办牵头", {**ALL, "hoped_for": date(2026, 11, 30)}),
    ("融资 流动资金缺口300万，特急，12-15前，建议金融办", ALL),
    ("融资：流动资金缺口300万、金融办牵头、12月15日前解决、紧急。", ALL),
    ("急 融资 流动资金缺口300万 ~12-15 jrb牵头", ALL),
    ("用工 招不到熟练工 共性 三个工作日内", {"nature": "common", "hoped_for": date(2026, 11, 25)}),
    ("用工 招不到熟练工 ~5个工作日内", {"title": "招不到熟练工", "hoped_for": date(2026, 11, 27)}),
    ("用工 招不到熟练工 一般 急", {"title": "招不到熟练工 一般", "urgency": "urgent"}),
    ("用工 招不到熟练工 !一般 急", {"title": "招不到熟练工 急", "urgency": "ordinary"}),
    ("其他 要修路，急，也要修桥", {"title": "要修路，也要修桥", "urgency": "urgent"}),
    # They are text where they are not set apart, not at the end, not Chinese, or not one thing.
    ("其他 急需修路，省道急弯多", {"title": "急需修路，省道急弯多", **NOTHING_ELSE}),
    ("其他 产品英文说明 urgent common", {"title": "产品英文说明 urgent common", **NOTHING_ELSE}),
    ("融资 月底前到期贷款300万", {"title": "月底前到期贷款300万", **NOTHING_ELSE}),
    ("融资 月底前 贷款到期", {"title": "月底前 贷款到期", **NOTHING_ELSE}),
    ("其他 三天前停过电 三天前", {"title": "三天前停过电 三天前", **NOTHING_ELSE}),
    ("其他 厂区道路坑洼 工牵头", {"title": "厂区道路坑洼 工牵头", **NOTHING_ELSE}),
    ("其他 厂区道路坑洼 工信局、税务局牵头", {"title": "厂区道路坑洼 工信局、税务局牵头", **NOTHING_ELSE}),
    ("其他 厂区道路坑洼 本周内", {"title": "厂区道路坑洼 本周内", **NOTHING_ELSE}),
    ("技术人员短缺严重 急", {"type": None, "title": "技术人员短缺严重", "urgency": "urgent"}),
]


@pytest.mark.parametrize(
    ("line", "enterprise", "title"),
    [
        ("&龙原 原料 重烯烃缺口约30%", "1", "重烯烃缺口约30%"),
        ("原料 重烯烃缺口约30%＆lyjx !急", "1", "重烯烃缺口约30%"),
        ("原料 重烯烃缺口约30% &9152000071430580xt", "1", "重烯烃缺口约30%"),
        ("原料 重烯烃缺口约30% &ly", None, "重烯烃缺口约30% &ly"),
        ("原料 重烯烃缺口约30% &某厂", None, "重烯烃缺口约30% &某厂"),
        ("技术 R&龙原中心建设", None, "R&龙原中心建设"),
    ],
)
def test_a_line_may_name_its_enterprise(line: str, enterprise: str | None, title: str) -> None:
    problem = read(line)
    assert (problem.enterprise.id if problem.enterprise else None, problem.title) == (enterprise, title)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("流动资金缺口300万", ["300"]),
        ("缺口３亿", ["30000"]),
        ("投资3亿5000万元，已到1.5亿", ["35000", "15000"]),
        ("欠款8000元", ["0.8"]),
        ("续贷300万到期", ["300"]),
        ("产能30万吨，3万千瓦，186人", []),
        ("缺口300～500万", []),
        ("缺口300万～500万", []),
        ("20万只", []),
    ],
)
def test_sums_of_money_are_recognised(text: str, sums: list[str]) -> None:
    assert sums_in(text) == sums


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def read(line: str) -> QuickProblem:
    return read_problem(line, WORDS, TODAY)


def fields(problem: QuickProblem, names: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in names}


@pytest.mark.parametrize("line", ONE_MEANING_IN_MANY_FORMS)
def test_one_meaning_in_many_forms(line: str) -> None:
    assert fields(read(line), ALL) == ALL


@pytest.mark.parametrize(("line", "expected"), READ)
def test_what_a_line_says(line: str, expected: dict[str, Any]) -> None:
    assert fields(read(line), expected) == expected


def test_an_alias_of_two_types_is_neither() -> None:
    words = Vocabulary({"SD": ("水电气暖", "配套"), "PT": ("园区配套", "配套")}, {}, {})
    assert read_problem("配套 道路没有修通", words, TODAY).type is None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (
            "厂区变压器增容",
            "Begin with the type and a blank: 融资, 用工, 政策兑现, 原材料, 技术, or 其他 when none fits.",
        ),
        ("技术人员短缺", "“技术”"),
        ("融资 缺口", "at least 4 characters"),
        ("融资 " + "缺" * 41, "has 41 characters"),
        ("融资 流动资金缺口 ~昨天", "11-21 Sat (yesterday), is past"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(line: str, part: str) -> None:
    assert part in read(line).trouble


@pytest.mark.parametrize("line", ["融资 四个字的", "融资 " + "缺" * 40, "融资 流动资金缺口 ~今天"])
def test_what_is_just_right_is_no_trouble(line: str) -> None:
    assert read(line).trouble == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "原料 重烯烃缺口约30% @工信 !急 ~下周三",
            "原材料 · suggests 工信局 · urgent · hoped for by 11-25 Wed (in 3 days) · individual",
        ),
        ("融资 流动资金缺口 #共性", "融资 · usually 金融办 · ordinary · common"),
        ("招不到人 @swj", "type not recognised · ordinary · individual · “@swj” fits 税务局, 水务局"),
        ("用工 招不到人 @某局", "用工 · ordinary · individual · “@某局” stays in the text"),
        ("融资 缺口3亿 &lyjx 急", "融资 · 示例龙原精细化工 · usually 金融办 · urgent · individual · 30000万元"),
        ("用工 招不到人 工牵头", "用工 · ordinary · individual · “工牵头” fits 工信局, 工商联"),
        ("用工 招不到人 某局牵头", "用工 · ordinary · individual · “某局牵头” stays in the text"),
        ("用工 月底前 招不到人", "用工 · ordinary · individual · “月底前” stays in the text"),
        ("用工 招不到人 本周内", "用工 · ordinary · individual · “本周内” is no single day; write the date"),
        (
            "用工 招不到人 &ly",
            "用工 · ordinary · individual · “&ly” fits 示例龙原精细化工有限公司, 示例龙园花岗石有限公司",
        ),
    ],
)
def test_what_was_understood_is_told(line: str, told: str) -> None:
    assert explain(read(line), WORDS, TODAY) == told


def test_a_problem_a_line() -> None:
    problems = read_problems("融资 流动资金缺口\n\n  \n用工 招不到熟练工 !急\n", WORDS, TODAY)
    assert [(problem.type, problem.title) for problem in problems] == [("RZ", "流动资金缺口"), ("YG", "招不到熟练工")]


PIECES = ["融资", "rz", "原料", "流动资金", "缺口300万", "@金融办", "＠gxj", "@某局", "!急", "！", "~12-15", "～下周三"]
PIECES += ["急", "，急，", " 月底前", " 金融办牵头", "&lyjx", " ＆龙原", "本周内", "300万"]
PIECES += ["#共性", "2#锅炉", "300～500", "a@b.com", " ", "　", "，", "：", "。", "周三", "\n", "@", "~", "前"]


@given(line=st.text() | st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_no_character_is_ever_lost(line: str) -> None:
    problem = read(line)
    kept = problem.title + "".join(problem.taken)
    assert Counter("".join(kept.split())) == Counter("".join(line.split()))
    assert explain(problem, WORDS, TODAY)


@given(line=st.text())
def test_a_line_without_any_vocabulary_stays_text(line: str) -> None:
    problem = read_problem(line, Vocabulary({}, {}, {}), TODAY)
    assert problem.type is None
    assert problem.suggested is None
    assert problem.trouble


@pytest.mark.parametrize(
    ("line", "due", "reason"),
    [
        ("周三 电话问原料调剂", "2026-11-25", "电话问原料调剂"),
        ("周三电话问原料", "2026-11-25", "电话问原料"),
        ("周三前往企业", "2026-11-25", "前往企业"),
        ("12-05 回访", "2026-12-05", "回访"),
        ("１２－０５　回访", "2026-12-05", "回访"),
        ("12月5号回访", "2026-12-05", "回访"),
        ("大后天回访", "2026-11-25", "回访"),
        ("~周三 电话", "2026-11-25", "电话"),
        ("明天：电话", "2026-11-23", "电话"),
        ("20号 看2号锅炉", "2026-12-20", "看2号锅炉"),
    ],
)
def test_a_follow_up_is_a_date_and_what_is_to_be_done(line: str, due: str, reason: str) -> None:
    assert read_follow_up(line, TODAY) == QuickFollowUp(date.fromisoformat(due), reason)


@pytest.mark.parametrize(
    "line", ["", "周三", "回访", "2号锅炉检修", "二号装置已停", "3-5家企业", "1120吨原料", "一周后续跟进", "2-30 回访"]
)
def test_what_is_no_follow_up_is_never_guessed(line: str) -> None:
    assert read_follow_up(line, TODAY) is None


@given(line=st.text() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_any_line_is_a_follow_up_or_none(line: str) -> None:
    found = read_follow_up(line, TODAY)
    assert found is None or found.reason
