"""Laws of taking lists in: twice is once, the order of rows does not matter, nothing hinders a good row."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheet_files import CODES, LEDGER, ROSTER, contents, counts, report_of, separated
from story import BANKING, ENTERPRISE, OTHER_ENTERPRISE, Pair

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk

NAMES = ["示例甲厂", "示例乙有限公司", "大庆示例乙有限责任公司", "示例丙合作社", ENTERPRISE, "", "厂"]
ROSTER_ROWS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["", *CODES[:2], "91350100M000100Y4Z"]),
    st.sampled_from(["萨尔图", "龙凤区", "火星", ""]),
    st.sampled_from(["经营困难", "增资扩产类", "没有", ""]),
)
DAY = today() - timedelta(days=400)
LEDGER_ROWS = st.tuples(
    st.sampled_from([ENTERPRISE, OTHER_ENTERPRISE, "示例没有这家"]),
    st.sampled_from(["融资", "资金类", "怪类型", ""]),
    st.sampled_from(["流动资金缺口300万", "招工困难缺熟练工", "短", ""]),
    st.sampled_from([DAY.isoformat(), f"{DAY.year}年{DAY.month}月{DAY.day}日", "某天", "2099-01-01"]),
    st.sampled_from([BANKING, f"市{BANKING}", "示例怪局", ""]),
    st.sampled_from(["已协调银行", ""]),
    st.sampled_from(["已办结", "正在办理", "已反馈", "长期推进", "解释到位", "怪状态", ""]),
    st.sampled_from([(DAY + timedelta(days=9)).isoformat(), ""]),
    st.sampled_from(["满意", "不满意", ""]),
)
KINDS = {"enterprise": ("enterprise", "inclusion"), "problem": ("problem", "follow_up", "unit")}
LISTS = st.one_of(
    st.tuples(st.just("enterprise"), st.just(ROSTER), st.lists(ROSTER_ROWS, max_size=8)),
    st.tuples(st.just("problem"), st.just(LEDGER), st.lists(LEDGER_ROWS, max_size=6)),
)
often = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@contextmanager
def fresh_desk(enrolled: Pair, folder: Path) -> Iterator[Desk]:
    shutil.rmtree(folder / "office", ignore_errors=True)
    shutil.copytree(enrolled.office.folder, folder / "office")
    with Desk.open_to_write(Workspace.load(folder / "office")) as desk:
        yield desk


@often
@given(LISTS, st.booleans())
def test_twice_is_once(enrolled: Pair, quick_folder: Path, a_list: Any, add: bool) -> None:
    kind, headings, rows = a_list
    path = separated(quick_folder / "a.csv", headings, *rows)
    with fresh_desk(enrolled, quick_folder) as desk:
        first = report_of(desk, kind, path, add_unknown=add)
        end = desk.ledger.chain_end(desk.ledger.workspace.device)
        second = report_of(desk, kind, path, add_unknown=add)
        assert desk.ledger.chain_end(desk.ledger.workspace.device) == end
    assert {"new", "changed"}.isdisjoint(counts(second))
    assert second.numbers["impossible"] == first.numbers["impossible"]
    assert second.numbers["doubtful"] == first.numbers["doubtful"]


@often
@given(LISTS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    enrolled: Pair, quick_folder: Path, a_list: Any, add: bool, chance: random.Random
) -> None:
    kind, headings, rows = a_list
    came = []
    for _time in range(2):
        path = separated(quick_folder / "a.csv", headings, *rows)
        with fresh_desk(enrolled, quick_folder) as desk:
            report = report_of(desk, kind, path, add_unknown=add)
            came.append((contents(desk, *KINDS[kind]), counts(report)))
        rows = chance.sample(rows, len(rows))
    assert came[0] == came[1]


@pytest.mark.parametrize("kind", ["enterprise", "problem"])
@often
@given(st.data())
def test_a_good_row_comes_in_whatever_stands_beside_it(
    enrolled: Pair, quick_folder: Path, kind: str, data: st.DataObject
) -> None:
    headings, rows, good = {
        "enterprise": (ROSTER, ROSTER_ROWS, ("示例好厂", CODES[3], "萨尔图", "经营困难")),
        "problem": (
            LEDGER,
            LEDGER_ROWS,
            (
                ENTERPRISE,
                "融资",
                "厂房租金太高了",
                DAY.isoformat(),
                BANKING,
                "已谈",
                "已办结",
                today().isoformat(),
                "满意",
            ),
        ),
    }[kind]
    others = data.draw(st.lists(rows, max_size=6))
    place = data.draw(st.integers(0, len(others)))
    path = separated(quick_folder / "a.csv", headings, *others[:place], good, *others[place:])
    with fresh_desk(enrolled, quick_folder) as desk:
        report = report_of(desk, kind, path)
        assert place + 2 in report.numbers["new"]
        assert any(good[0 if kind == "enterprise" else 2] in repr(item) for item in contents(desk, kind))


@often
@given(LISTS)
def test_each_row_is_told_of_once(enrolled: Pair, quick_folder: Path, a_list: Any) -> None:
    kind, headings, rows = a_list
    path = separated(quick_folder / "a.csv", headings, *rows)
    with fresh_desk(enrolled, quick_folder) as desk:
        report = report_of(desk, kind, path)
    numbers = [number for numbers in report.numbers.values() for number in numbers]
    filled = [number for number, row in enumerate(rows, 2) if any(row)]
    assert sorted([*numbers, *report.skipped]) == filled
