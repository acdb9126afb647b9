"""Mistakes in plans: each told with file and line, what is wrong and what would be right; those from hell."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.locale import language, use_language
from fieldtui.model.plan import Plan, PlanError, read_plan
from fieldtui.model.plan_check import LARGEST, Mistake, check_plan, examine

COUNTY = (Path(__file__).parent / "data" / "plans" / "invented.toml").read_text("utf-8")
COMMON = plans.own_text("common")
SIX = plans.own_text("six-must-visits")
LUOHE = plans.own_text("luohe")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def mistakes(text: str, **bases: str) -> list[Mistake]:
    def find(name: str) -> str:
        return bases[name] if name in bases else plans.own_text(name)

    return check_plan(text, "mine.toml", find)


def spoilt(text: str, right: str, wrong: str) -> str:
    assert right in text, "the example must be in the plan to be spoilt"
    return text.replace(right, wrong, 1)


Example = tuple[str, str, str, list[str]]
"""The text, what is right in it, what is put in its place, and words of the sentence."""

FORM: list[Example] = [
    (SIX, 'name = "six-must-visits"', 'name = "six-must-visits', ["not TOML", "quotation mark"]),
    (SIX, 'name = "six-must-visits"', 'name = "Six Must Visits"', ["name", "a to z", "as in my-county"]),
    (SIX, 'title = "大庆“六必访”"', 'title = ""', ["title", "must be filled in"]),
    (
        SIX,
        "expected_enterprises = 140",
        "expected_enterprise = 140",
        ["“expected_enterprise”", "did you mean “expected_enterprises”"],
    ),
    (SIX, "expected_enterprises = 140", "colour = 140", ["no entry “colour”", "comment"]),
    (
        SIX,
        "expected_enterprises = 140",
        "expected_enterprises = -1",
        ["expected_enterprises", "too small", "from 0 on"],
    ),
    (SIX, "expected_enterprises = 140", 'expected_enterprises = "many"', ["whole number"]),
    (SIX, "expected_enterprises = 140", "expected_enterprises = 1.5", ["whole number"]),
    (SIX, "expected_enterprises = 140", 'title = "again"', ["second time"]),
    (SIX, '{ region = "230603", count', "{ count", ["expected_totals › 5", "region or an affiliation"]),
    (SIX, 'holder = "unit"', 'holder = "house"', ["pairing_roles › 2 › holder", "person, unit, either"]),
    (SIX, 'holder = "unit"', 'holders = "unit"', ["pairing_roles › 2 › holders", "did you mean “holder”"]),
    (SIX, "cadence_days = 7 }", "cadence_days = 0 }", ["categories › 2 › cadence_days", "from 1 on"]),
    (SIX, "[weekly]", "[[weekly]]", ["weekly", "[weekly]"]),
    (
        SIX,
        'documents = ["台账", "责任清单", "定期总结"]',
        'documents = "台账"',
        ["documents", "list in square brackets"],
    ),
    (COMMON, "holidays = []", "holidays = [2026-11-31]", ["not TOML"]),
    (COMMON, "holidays = []", 'holidays = ["soon"]', ["calendar › holidays › 1", "2026-11-20"]),
    (COMMON, 'to = "signed", by = ["department"]', 'to = "signed", by = []', ["by", "must be filled in"]),
    (
        COMMON,
        'to = "signed", by = ["department"]',
        'to = "signed", by = ["mayor"]',
        ["by", "cadre, clerk, department, leader"],
    ),
    (COMMON, 'to = "signed", by = ["department"]', 'to = "signed"', ["by", "must be filled in"]),
    (COMMON, 'effects = ["merge"]', 'effects = ["vanish"]', ["effects", "merge"]),
    (COMMON, 'name = "已登记", open = true', 'name = "已登记", open = "often"', ["open", "true or false"]),
    (COMMON, 'formula = "coverage"', 'formula = "visits / enterprises"', ["formula", "coverage, cadence"]),
    (COMMON, 'mode = "half_up"', 'mode = "up"', ["rounding › mode", "half_up, truncate"]),
]

AGREEMENT: list[Example] = [
    (SIX, 'code = "230603"', 'code = "230602"', ["regions › 2", "“230602” stands twice"]),
    (SIX, 'name = "龙凤"', 'name = "萨尔图"', ["“萨尔图” stands twice in regions"]),
    (SIX, '{ region = "230603", count', '{ region = "230699", count', ["unknown region “230699”"]),
    (SIX, '{ region = "230603", count', '{ region = "230602", count', ["“230602” stands twice in expected_totals"]),
    (SIX, '{ affiliation = "中直", count', '{ affiliation = "省直", count', ["“省直” is not in affiliations", "中直"]),
    (SIX, "chosen_from = 80", "chosen_from = 8", ["50 can't be chosen from 8"]),
    (COMMON, 'departments = ["科技局"]', 'departments = ["科研局"]', ["JS", "科研局", "not among the departments"]),
    (COMMON, 'aliases = ["招工"]', 'aliases = ["贷款"]', ["“贷款” stands twice", "RZ", "YG"]),
    (COMMON, 'code = "YG"', 'parent = "ZZ", code = "YG"', ["“ZZ” is not in problem_types"]),
    (COMMON, 'code = "YG"', 'parent = "YG", code = "YG"', ["two levels"]),
    (COMMON, '"金融办", "人社局",', '"金融办", "金融办", "人社局",', ["“金融办” stands twice in departments"]),
    (
        COMMON,
        "holidays = []\nworking_days = []",
        "holidays = [2026-11-23]\nworking_days = [2026-11-23]",
        ["both a holiday"],
    ),
    (COMMON, 'sets_deadline = ["verification"]', 'sets_deadline = ["soon"]', ["replied", "unknown deadline “soon”"]),
    (COMMON, 'flow = "application"', 'flow = "applications"', ["“applications” is not in flows", "application"]),
    (
        COMMON,
        '"land", "design", "environment", "safety", "g',
        '"lawn", "design", "environment", "safety", "g',
        ["“lawn” is not in milestone_kinds"],
    ),
    (
        COMMON,
        'milestones = ["design", "g',
        'milestones = ["design", "design", "g',
        ["“design” stands twice in milestones"],
    ),
    (COMMON, 'step = "stopped", name = "停工"', 'step = "stopped", name = "停建"', ["“stopped” is called", "one word"]),
    (COMMON, 'code = "screened", name = "已筛选"', 'code = "screened", name = "初筛"', ["“screened” is called"]),
    (COMMON, 'step = "paid", name = "兑付"', 'step = "paid", name = "送达"', ["“送达” is the word for two steps"]),
    (LUOHE, 'from_stage = "started"', 'from_stage = "begun"', ["figures › 1 › from_stage", "“begun” is not in stages"]),
    (LUOHE, 'from_milestone = "land_application", ', "", ["two ends"]),
    (LUOHE, 'from_milestone = "land_application"', 'from_milestone = "land"', ["“land” is not in milestone_kinds"]),
    (
        COUNTY,
        'size_marks = ["over_20m"]',
        'size_marks = ["over"]',
        ["“over” is not in size_marks", "over_20m"],
    ),
    (COUNTY, 'columns = [{ code = "name"', 'columns = [{ code = "nome"', ["“nome” is not in project", "name"]),
    (COUNTY, 'level = "town"', 'level = "hamlet"', ["“hamlet” is not in levels"]),
    (COUNTY, 'stages = ["drawn", "afloat"]', 'stages = ["sunk"]', ["“sunk” is not in stages", "drawn"]),
    (COUNTY, 'from_meeting = "port"', 'from_meeting = "pub"', ["“pub” is not in meeting_kinds"]),
    (COUNTY, 'categories = ["fishing"]', 'categories = ["hunting"]', ["“hunting” is not in categories"]),
    (COUNTY, 'project_kinds = ["ship"]', 'project_kinds = ["car"]', ["“car” is not in project_kinds"]),
    (COUNTY, 'named = ["促产", "促销"]', 'named = ["一", "二", "三", "四", "五"]', ["5 are named", "only 4"]),
]

FLOWS: list[Example] = [
    (COMMON, 'initial = "registered"', 'initial = "draft"', ["begins in “draft”"]),
    (COMMON, 'to = "signed", by', 'to = "sealed", by', ["“signed”", "unknown state “sealed”"]),
    (COMMON, 'from = ["returned"]', 'from = ["lost"]', ["unknown state “lost”"]),
    (COMMON, 'from = ["returned"], to = "registered"', 'from = ["returned"], to = "any"', ["must lead to one state"]),
    (COMMON, 'needs = ["lead"], effects', 'needs = ["boss"], effects', ["“assigned”", "no field “boss”"]),
    (
        COMMON,
        'open = true, next = "signed"',
        'open = true, next = "closed"',
        ["“assigned”", "“closed”, which cannot be done"],
    ),
    (COMMON, 'effects = ["merge"]', "effects = []", ["“merged” ends a problem", "say how"]),
    (COMMON, 'to = "returned", by = ["clerk"]', 'by = ["clerk"]', ["No step leads to state “returned”"]),
    (
        COMMON,
        'needs = ["reached", "satisfaction"], effects = ["verify"] }',
        'effects = ["verify"] }',
        ["“verified” verifies"],
    ),
    (
        COMMON,
        'when = { satisfaction = "dissatisfied" }, from = ["replied", "verified", "closed"]',
        'when = { satisfaction = "dissatisfied" }, from = ["replied", "verified"]',
        ["“closed” closes a problem", "no step reopens it"],
    ),
    (COMMON, 'code = "merged", name = "已归并"', 'code = "any", name = "已归并"', ["give the state another code"]),
    (COMMON, 'code = "merged", name = "已归并"', 'code = "closed", name = "已归并"', ["Two states", "closed"]),
    (
        COMMON,
        'to = "closed", by = ["clerk", "leader"], needs = ["evidence"',
        'to = "verified", by = ["clerk", "leader"], needs = ["evidence"',
        ["closes a problem, so it must lead to a state that is not open"],
    ),
    (
        COMMON,
        'effects = ["restore"] },\n  { step = "withdrawn"',
        'to = "signed", effects = ["restore"] },\n  { step = "withdrawn"',
        ["goes back where it came from"],
    ),
    # Of projects.
    (
        COMMON,
        'name = "达产", open = false, means = "succeeded"',
        'name = "达产", open = false',
        ["“full” is an end", '"succeeded"'],
    ),
    (
        COMMON,
        'to = "full", by = ["cadre", "clerk", "department"] }',
        'to = "full", by = ["cadre"], effects = ["solve"] }',
        ["“solve” is for problems only"],
    ),
]

HELL: list[Example] = [
    # Steps that nobody may do.
    (
        COMMON,
        '{ step = "extended", name = "延期", when = { approved_by = "*" }, from',
        '{ step = "extended", name = "延期", from',
        ["Nobody can ever do this row of step “extended”", "put it first"],
    ),
    # Deadlines before their start, and absurd ones.
    (
        COMMON,
        'gives = "due", days = 7',
        'gives = "due", days = -7',
        ["deadlines › 1 › days", "after its start", "at least 1"],
    ),
    (COMMON, 'gives = "due", days = 7', 'gives = "due", days = 0', ["after its start"]),
    (COMMON, 'gives = "due", days = 7', 'gives = "due", days = 70000', ["No deadline is that long", "366"]),
    (COMMON, 'gives = "due", days = 7', 'gives = "due", days = 7, urgent = 8', ["urgent", "8 days, but 7 otherwise"]),
    (COUNTY, "ends = 2027-12-31", "ends = 2026-12-31", ["ends on 2026-12-31, before it starts on 2027-01-01"]),
    # Circles.
    (
        COUNTY,
        '{ step = "afloat", name = "下水", from = ["drawn"], to = "afloat", by = ["leader"] }',
        '{ step = "afloat", name = "下水", from = ["afloat"], to = "afloat", by = ["leader"] }',
        ["flows › ship", "no way to an end", "drawn → laid_up goes round for ever"],
    ),
    (
        COMMON,
        'name = "办理中", open = true, next = "replied" },\n  { code = "longterm"',
        'name = "办理中", open = true, next = "disputed" },\n  { code = "longterm"',
        ["go round in a circle", "assigned → signed → handling → disputed → assigned"],
    ),
    # States that can't be left, and flows without an end.
    (
        COUNTY,
        '{ code = "void", name = "作废", open = false }',
        '{ code = "void", name = "作废", open = true }',
        ["No step leads on from state “void”", "open = false"],
    ),
    (
        COUNTY,
        '{ code = "afloat", name = "下水了", open = false, means = "completed" }',
        '{ code = "afloat", name = "下水了", open = true }',
        ["No state is an end"],
    ),
    # Scores.
    (LUOHE, "weight = 30", "weight = 31", ["add up to 101, not to 100"]),
    (LUOHE, "weight = 30", "weight = -30", ["scores › rows › 1 › weight", "from 0 on"]),
    (LUOHE, "cap = 25", "cap = 5", ["cap 5 lies below the weight 20"]),
    (LUOHE, 'figure = "satisfaction"', 'figure = "happiness"', ["“happiness” is not in figures"]),
    (LUOHE, 'tie_breaks = ["tasks_on_time"', 'tie_breaks = ["luck"', ["“luck” is not in figures"]),
    (LUOHE, "reward_most = 30", "reward_most = 3", ["from 5 to 3"]),
    # Meetings.
    (LUOHE, "第{n}次周交办会", "第{n}次月讲评", ["review and assignment are counted under one title", "clash"]),
    (LUOHE, "第{n}次周交办会", "周交办会", ["one place for the number"]),
    (LUOHE, "第{n}次周交办会", "第{n}次（{year}年）", ["one place for the number"]),
    (LUOHE, "第{n}次周交办会", "第{n.__class__}次", ["one place for the number"]),
    (LUOHE, 'every = "week", weekday = 1', 'every = "week", weekday = 2', ["different weekdays"]),
    (LUOHE, 'every = "week", weekday = 1', 'every = "week", weekday = 8', ["weekday", "limit is 7"]),
    (LUOHE, 'every = "week", weekday = 1', 'every = "quarter", weekday = 1', ["weekday goes with"]),
    (LUOHE, 'every = "week", weekday = 1', 'every = "week", weekday = 1, day = 3', ["not both"]),
    (LUOHE, 'together_with = ["assignment"]', 'together_with = ["review"]', ["can't be held as one with itself"]),
    (LUOHE, ', sequence = { title = "第{n}次周交办会", numerals = "chinese" }', "", ["“assignment” has no sequence"]),
    # Figures as reported.
    (
        plans.own_text("front-line"),
        'denominator = 43, rounding = "truncate"',
        "denominator = 43",
        ["30 ÷ 43 gives 69.8, not 69.7"],
    ),
    (plans.own_text("front-line"), "denominator = 43", "denominator = 0", ["share of nothing"]),
    (plans.own_text("front-line"), "numerator = 30, ", "", ["or neither"]),
    (LUOHE, "value = 97.8", "value = nan", ["value", "number"]),
]


SPOILT = [*FORM, *AGREEMENT, *FLOWS, *HELL]


def with_base(text: str) -> tuple[str, dict[str, str]]:
    """A plan whose own text or whose base is the one that was spoilt."""
    if text.startswith("# 底本"):
        return SIX, {"common": text}
    return text, {}


@pytest.mark.parametrize(
    ("text", "right", "wrong", "words"), SPOILT, ids=[str(number) for number in range(len(SPOILT))]
)
def test_a_mistake_is_told_with_file_line_and_what_would_be_right(
    text: str, right: str, wrong: str, words: list[str]
) -> None:
    bad = spoilt(text, right, wrong)
    plan, bases = with_base(bad)
    found = mistakes(plan, **bases)
    if "common" in bases and found and not found_in(found, words):
        # A base that is not TOML is told where it is named.
        assert "“common” can't be read" in found[0].sentence
        return
    told = next((mistake for mistake in found if all(word in mistake.sentence for word in words)), None)
    assert told, [mistake.told for mistake in found]
    assert told.file == ("common.toml" if bases else "mine.toml")
    assert told.told.startswith(f"{told.file}, line {told.line}: ")
    assert "\n" not in told.sentence
    assert "validation error" not in told.sentence
    assert 0 < told.line <= bad.count("\n") + 1


def found_in(found: list[Mistake], words: list[str]) -> bool:
    return any(all(word in mistake.sentence for word in words) for mistake in found)


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (SIX, 'name = "龙凤" }', 'name = "龙凤", colour = 1 }'),
        (SIX, "cadence_days = 7 }", "cadence_days = 0 }"),
        (SIX, 'what = "dispatch"', 'what = "shout"'),
        (COMMON, 'step = "merged", name = "归并", from = ["open"]', 'step = "merged", name = "归并", from = ["lost"]'),
        (COMMON, 'to = "framework"', 'to = "frame"'),
        (LUOHE, "cap = 25", "cap = 5"),
        (COUNTY, "first = 40", "first = 0"),
    ],
)
def test_the_line_is_that_of_the_mistake(text: str, right: str, wrong: str) -> None:
    bad = spoilt(text, right, wrong)
    plan, bases = with_base(bad)
    assert line_of(bad, wrong) in {mistake.line for mistake in mistakes(plan, **bases)}


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    bad = spoilt(SIX, "expected_enterprises = 140", "expected = 140")
    bad = spoilt(bad, 'code = "230603"', 'code = "230602"')
    bad = spoilt(bad, "chosen_from = 80", "chosen_from = 8")
    bad = spoilt(bad, 'until = "年底"', 'untill = "年底"')
    found = mistakes(bad)
    lines = [mistake.line for mistake in found]
    assert lines == sorted(lines)
    for words in ("“expected”", "“230602” stands twice", "can't be chosen from 8", "did you mean “until”"):
        assert any(words in mistake.sentence for mistake in found), words


def test_a_good_plan_has_no_mistakes() -> None:
    for name in plans.names():
        assert check_plan(plans.own_text(name), f"{name}.toml", plans.own_text) == []
    assert mistakes(COUNTY) == []


# ---- bounds, bases, depths


def test_ten_thousand_categories_are_refused() -> None:
    rows = "".join(f'  {{ code = "c{number}", name = "示例{number}" }},\n' for number in range(10_000))
    (found,) = mistakes(re.sub(r"^categories = \[.*?^\]", f"categories = [\n{rows}]", SIX, flags=re.M | re.S))
    assert "10000 entries are too many" in found.sentence
    assert "200" in found.sentence


def test_a_file_that_is_too_large_is_not_read() -> None:
    (found,) = mistakes(SIX + "#" * LARGEST)
    assert "1000000" in found.sentence


@pytest.mark.parametrize("opening", ["[", "{a="])
def test_brackets_without_end_are_refused(opening: str) -> None:
    (found,) = mistakes("x = " + opening * 50_000)
    assert "nested" in found.sentence or "not TOML" in found.sentence


@pytest.mark.parametrize("base", ["nowhere", "../common", "", "COMMON"])
def test_a_base_that_is_missing(base: str) -> None:
    (found,) = mistakes(spoilt(SIX, 'base = "common"', f'base = "{base}"'))
    assert (found.line, found.file) == (line_of(SIX, 'base = "common"'), "mine.toml")
    assert "common six-must-visits" not in found.sentence
    assert f"there is no “{base}”" in found.sentence
    assert "common" in found.sentence


def test_a_base_that_is_no_text() -> None:
    found = mistakes(spoilt(SIX, 'base = "common"', "base = 3"))
    assert any("base" in mistake.sentence for mistake in found)


def test_bases_in_a_circle() -> None:
    text = 'name = "a"\ntitle = "示例"\nbase = "b"'
    (found,) = check_plan(text, "a.toml", {"b": 'base = "c"', "c": 'base = "b"'}.__getitem__)
    assert found.line == 3
    assert "b → c → b" in found.sentence
    (found,) = check_plan(text, "a.toml", {"a": text, "b": 'base = "a"'}.__getitem__)
    assert "its own base" in found.sentence


def test_a_mistake_in_a_base_is_told_of_the_base() -> None:
    found = mistakes(SIX, common=spoilt(COMMON, 'initial = "registered"', 'initial = "draft"'))
    assert [mistake.file for mistake in found] == ["common.toml"]
    assert found[0].line == line_of(COMMON, 'initial = "registered"')


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_gets_a_sentence_or_a_plan(text: str) -> None:
    examined = examine(text, "mine.toml", plans.own_text)
    assert isinstance(examined, Plan) or all(mistake.sentence and mistake.line > 0 for mistake in examined)


@settings(deadline=None)
@given(st.data())
def test_whatever_is_cut_out_of_a_plan_is_told_with_a_line(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(COUNTY)))
    text = COUNTY[:start] + COUNTY[start + data.draw(st.integers(0, 200)) :]
    examined = examine(text, "mine.toml", plans.own_text)
    if not isinstance(examined, Plan):
        assert examined
        assert all(0 < mistake.line <= text.count("\n") + 1 for mistake in examined)


VALUES = ["1", "-1", '"示例"', "true", "[]", "{}", "2026-11-23", "[[1]]", '["a", "a"]', "1e400", '{ a = "b" }']


@settings(deadline=None)
@given(st.sampled_from(sorted(Plan.model_fields)), st.sampled_from(VALUES))
def test_any_value_in_any_entry_gets_sentences(name: str, value: str) -> None:
    said = tomllib.loads(COUNTY)
    text = "\n".join(f"{key} = {'x' if key == name else '1'}" for key in said)
    examined = examine(text.replace(f"{name} = x", f"{name} = {value}"), "mine.toml", plans.own_text)
    assert isinstance(examined, list)
    assert not any(word in mistake.sentence for mistake in examined for word in ("Input should", "pydantic"))


def test_read_plan_tells_the_first_mistake() -> None:
    with pytest.raises(PlanError, match=r"^Line \d+: expected: There is no entry"):
        read_plan(spoilt(SIX, "expected_enterprises = 140", "expected = 140"))


def test_a_value_of_the_wrong_kind_hides_no_disagreement() -> None:
    wrong = spoilt(spoilt(LUOHE, "praised = 5", 'praised = "five"'), "weight = 30", "weight = 31")
    told = [mistake.told for mistake in mistakes(wrong)]
    assert len(told) == 2
    assert "praised" in told[0]
    assert "101" in told[1]


def test_a_value_that_is_needed_leaves_nothing_to_agree_with() -> None:
    wrong = spoilt(spoilt(LUOHE, 'every = "month"\nnumbers_for', "every = 3\nnumbers_for"), "total = 100", "total = 99")
    assert [("every" in mistake.told, "100" in mistake.told) for mistake in mistakes(wrong)] == [
        (True, False),
        (False, True),
    ]
    nameless = spoilt(spoilt(LUOHE, 'name = "luohe"', "name = 7"), "total = 100", "total = 99")
    (only,) = mistakes(nameless)
    assert "name" in only.told
    beside_a_task = spoilt(COMMON, 'step = "chased"', 'step = "chased", within_days = 1')
    assert any("within_days" in mistake.told for mistake in mistakes(LUOHE, common=beside_a_task))
