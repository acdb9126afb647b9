"""Filters as they are typed above a list, read on Sunday, 22 November 2026."""

import re
from datetime import date, timedelta

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from story import ENTERPRISE, OTHER_ENTERPRISE, SHORTAGE, SUBSIDY, Pair, register_problem, rows, screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.help import page
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import LANGUAGES, use_language
from fieldtui.model.kinds import kind_names
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.filter_fields import filter_fields
from fieldtui.work.filters import FilterField, filter_words, fits, read_filter
from fieldtui.work.listing import Listing
from fieldtui.work.naming import folded
from fieldtui.work.rules import complete
from fieldtui.work.steps import enter_step
from fieldtui.work.visits import enter_problems

TODAY = date(2026, 11, 22)
FIELDS = [
    FilterField("state", ("状态",)),
    FilterField("region", ("区域", "区")),
    FilterField("type", ("类型", "类")),
    FilterField("category", ("类别",)),
    FilterField("date", ("日期",)),
]
ROW = {"state": ["办理中", "超期"], "region": ["萨尔图区"], "type": ["融资", "rz"], "date": ["2026-11-21"]}


def holds(text: str) -> bool:
    read = read_filter(text, FIELDS, TODAY)
    return fits(read, folded("流动资金缺口300万 示例龙原精细化工"), lambda name: ROW.get(name, []))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            "资金",
            "资金 龙原",
            "３００万",
            "状态:超期",
            "状态：超期 区：萨尔图　类：融资",
            "state:办理",
            "STATE:超期",
        ),
        *(
            "状:超期",
            "类型:RZ",
            "类:用工、融资",
            "类:用工，融资",
            "类别:空",
            "日期:昨天",
            "日期:2026-11",
            "日期:周六",
            "状态:",
            "资金 类:融",
        ),
    ],
)
def test_what_fits(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    ["税", "资金 税", "状态:办结", "区:龙凤 类:融资", "类:用工", "类型:空", "日期:今天", "龙原 状态:办结", "10:30"],
)
def test_what_does_not_fit(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("资金 10:30", ""),
        ("状态：超期 区:萨尔图、龙凤", "状态：超期 · 区域：萨尔图、龙凤"),
        ("类:", "类型：…"),
        ("类型:融资 颜色:红", "类型：融资 · 没有叫“颜色”的栏；有：状态、区域、类型、类别、日期"),
        ("期:昨天", "日期：昨天"),
        ("色:红 形:圆", "没有叫“色、形”的栏；有：状态、区域、类型、类别、日期"),
        ("型类:x 别:y", "类别：y · 没有叫“型类”的栏；有：状态、区域、类型、类别、日期"),
    ],
)
def test_what_is_understood_is_told_and_what_is_not(text: str, told: str) -> None:
    assert filter_words(read_filter(text, FIELDS, TODAY)) == told


def test_a_word_that_several_fields_share_is_none_of_them() -> None:
    fields = [FilterField("type", ("类型",)), FilterField("category", ("类别",))]
    read = read_filter("类:融资", fields, TODAY)
    assert (read.words, read.conditions) == (("类:融资",), ())
    assert read.troubles == ("“类”可以是类型、类别，请写全些",)


@given(text=st.text() | st.lists(st.sampled_from([*"状态:：区、, 空", "类型", "昨天", "10"]), max_size=9).map("".join))
def test_any_text_is_a_filter_and_every_word_of_it_counts(text: str) -> None:
    read = read_filter(text, FIELDS, TODAY)
    assert len(read.words) + len(read.conditions) == len(text.split())
    fits(read, "", lambda _name: [])


@pytest.mark.parametrize("kind", kind_names())
def test_every_field_of_every_kind_is_called_by_its_label(kind: str, desk: Desk) -> None:
    fields = filter_fields(kind)
    by_label: dict[str, list[str]] = {}
    for field in fields:
        by_label.setdefault(field.called[0], []).append(field.name)
    for field in fields:
        (found,) = {condition.field.name for condition in read_filter(f"{field.name}:x", fields, TODAY).conditions}
        assert found == field.name
    for label, names in by_label.items():
        assert len(read_filter(f"{label}:x", fields, TODAY).conditions) == (1 if len(names) == 1 else 0), names


@pytest.fixture
def filled(pair: Pair) -> Workspace:
    """Three problems, of which one is late, in two regions."""
    register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        other = Enterprise(name="示例凤鸣纺织有限公司", region="230603")
        desk.ledger.save(complete(other, desk))
        for name, line in ((OTHER_ENTERPRISE, f"政策 {SUBSIDY} 急"), (other.name, "用工 旺季招不到熟练工")):
            entry = enter_problems(desk, {"enterprise": name, "source": "call", "problems": line}, today())
            desk.ledger.save(*entry.records)
        late = next(row for row in desk.ledger.rows("problem") if row["title"] == SHORTAGE)
        unit = next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == "金融办")
        begun = today() - timedelta(days=60)
        desk.ledger.save(desk.ledger.get("problem", late["id"]).amended(raised=begun))  # type: ignore[union-attr] # there
        step = {"problem": late["id"], "step": "assigned", "lead": unit, "on": begun.isoformat()}
        assigned = enter_step(desk, step, begun)
        assert not assigned.troubles, assigned.troubles
        desk.ledger.save(*assigned.records)
    return pair.office


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("状态:超期", {SHORTAGE}),
        ("状态：已交办 区：萨尔图", {SHORTAGE}),
        ("区:龙凤", {"旺季招不到熟练工"}),
        ("区:萨尔图", {SHORTAGE, SUBSIDY}),
        ("类:融资、用工", {SHORTAGE, "旺季招不到熟练工"}),
        ("缓急:急", {SUBSIDY}),
        ("企业:lyhg", {SUBSIDY}),
        ("企业:龙原 状态:未结", {SHORTAGE}),
        ("牵头:金融", {SHORTAGE}),
        ("牵头:空", {SUBSIDY, "旺季招不到熟练工"}),
        ("稳岗 区:萨尔图", {SUBSIDY}),
        ("登记:今天", {SUBSIDY, "旺季招不到熟练工"}),
        ("类别:空 熟练工", {"旺季招不到熟练工"}),
    ],
)
def test_screen_and_command_find_the_same(filled: Workspace, text: str, titles: set[str]) -> None:
    with Desk.open_to_read(filled) as desk:
        found = Listing(desk, "problem", today()).find(text)
        assert {(desk.ledger.row("problem", record) or {})["title"] for record in found} == titles
    done = listed(filled, "problem", "--filter", text)
    assert {title for title in (SHORTAGE, SUBSIDY, "旺季招不到熟练工") if title in done.stdout} == titles
    assert len(done.stdout.splitlines()) == len(titles)


def listed(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "list", *words])


@pytest.mark.parametrize(
    ("kind", "text", "count"),
    [
        ("enterprise", "区:龙凤", 1),
        ("enterprise", "lyjx", 1),
        ("enterprise", "企:龙原", 1),
        ("enterprise", "类:空", 1),
        ("person", "名:示例", 2),
        ("unit", "金融", 1),
    ],
)
def test_every_kind_is_filtered(filled: Workspace, kind: str, text: str, count: int) -> None:
    assert len(listed(filled, kind, "--filter", text).stdout.splitlines()) == count


def test_a_command_refuses_a_field_that_there_is_not(filled: Workspace) -> None:
    done = listed(filled, "problem", "--filter", "颜色:红")
    assert (done.exit_code, done.stdout) != (0, "")
    assert "颜色" in done.output + str(done.exception)
    assert rows(filled, "problem")


async def test_the_list_says_what_it_understood(filled: Workspace) -> None:
    async with screen_of(filled) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.type("区：龙凤 类:用")
        await hands.sees("区域：龙凤 · 类型：用", "旺季招不到熟练工", "1 / 3")
        await hands.type(" 颜色:红")
        await hands.sees("没有叫“颜色”的栏")
        await hands.press("escape")
        await hands.sees(SHORTAGE[:6], ENTERPRISE[:4])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filters_of_the_help_are_understood(filled: Workspace, language: str) -> None:
    use_language(language)
    code = re.findall(r"`([^`\n]+)`", page("lists", language))
    filters = [text for text in code if ":" in text]
    assert len(filters) >= 4
    for text in filters:
        assert read_filter(text, filter_fields("problem"), today()).troubles == (), text
    with Desk.open_to_read(filled) as desk:
        listing = Listing(desk, "problem", today())
        assert len(listing.find(filters[1])) == 2
        assert len(listing.find(filters[2])) == 2
