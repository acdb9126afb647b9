"""The language of plans: bases, lists for forms, flows by kind, titles of meetings, rounding, versions, the schema."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from fieldtui import plans
from fieldtui.locale import language, use_language
from fieldtui.model.plan import Plan, PlanError, read_plan, version_of
from fieldtui.model.plan_lines import key_lines
from fieldtui.model.plan_meetings import chinese_number
from fieldtui.model.plan_schema import FILE, plan_schema
from fieldtui.plans.joining import whole
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Step, allowed, fold, next_expected, refusal

INVENTED = (Path(__file__).parent / "data" / "plans" / "invented.toml").read_text("utf-8")
PLAN = read_plan(plans.read_text("six-must-visits"))
LUOHE = read_plan(plans.read_text("luohe"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def test_five_plans_are_shipped_each_under_its_own_name() -> None:
    assert plans.names() == ("front-line", "luohe", "six-must-visits", "three-engines", "three-threes")
    for name in plans.names():
        assert read_plan(plans.read_text(name)).name == name


@pytest.mark.parametrize("name", ["five-must-visits", "../six-must-visits", "", "common"])
def test_a_plan_that_is_not_shipped_is_not_found(name: str) -> None:
    with pytest.raises(KeyError):
        plans.read_text(name)


# ---- bases

BASE = """
# what several share
title = "底本"
documents = ["一", "二"]
due_soon_days = 3

[calendar]
years = [2026]

[flows.a]
initial = "x"

[flows.b]
initial = "y"
"""


def joined(text: str, **bases: str) -> dict[str, Any]:
    return tomllib.loads(whole(text, "mine", bases.__getitem__).text)


def test_what_a_plan_says_replaces_the_bases_whole_and_the_rest_is_taken_over() -> None:
    read = joined('base = "shared"\nname = "mine"\ndocuments = ["三"]\n[flows.b]\nfinal = "z"\n', shared=BASE)
    assert read == {
        "name": "mine",
        "documents": ["三"],
        "due_soon_days": 3,
        "calendar": {"years": [2026]},
        "flows": {"a": {"initial": "x"}, "b": {"final": "z"}},
    }


def test_a_base_may_have_a_base() -> None:
    read = joined('base = "near"', near='base = "far"\ndocuments = ["近"]', far=BASE)
    assert read["documents"] == ["近"]
    assert read["due_soon_days"] == 3


def test_a_plan_may_be_a_base_and_keeps_its_title_and_reported_figures_to_itself() -> None:
    mine = read_plan('base = "luohe"\nname = "my-county"\ntitle = "示例县周交办"\n')
    assert (mine.name, mine.title, mine.source, mine.reported) == ("my-county", "示例县周交办", None, ())
    assert mine.meeting_kinds == LUOHE.meeting_kinds
    assert mine.flow == LUOHE.flow


@pytest.mark.parametrize("name", [*plans.names(), "four-links"])
def test_a_whole_text_needs_no_base_and_says_the_same(name: str) -> None:
    text = INVENTED if name == "four-links" else plans.read_text(name)
    assert "base" not in tomllib.loads(text)
    assert whole(text, name, plans.own_text).text == text


keys = st.sampled_from(["a", "b", "c", "d"])
values = st.sampled_from(
    ["1", '"x # = [ "', "[1, [2]]", "[\n  1,\n  # ]\n  2,\n]", "{ e = 1 }", '"""\n[b]\na = 1\n"""']
)
sections = st.dictionaries(st.sampled_from(["[e]", "[flows.p]", "[flows.q]", "[[g]]"]), values, max_size=4)


@settings(deadline=None)
@given(st.dictionaries(keys, values), sections, st.dictionaries(keys, values), sections)
def test_joining_text_is_joining_what_it_says(
    own: dict[str, str], own_sections: dict[str, str], base: dict[str, str], base_sections: dict[str, str]
) -> None:
    def text(entries: dict[str, str], parts: dict[str, str]) -> str:
        lines = [f"# about {key}\n{key} = {value}" for key, value in entries.items()]
        return "\n".join([*lines, *(f"\n# {head}\n{head}\nx = {value}" for head, value in parts.items())])

    mine, theirs = text(own, own_sections), text(base, base_sections)
    read = joined(f'base = "theirs"\n{mine}', theirs=theirs)
    said, taken = tomllib.loads(mine), tomllib.loads(theirs)
    flows = {**taken.get("flows", {}), **said.get("flows", {})}
    assert read == {**taken, **said, **({"flows": flows} if flows else {})}


def test_each_line_of_a_whole_text_knows_its_file() -> None:
    read = whole('base = "shared"\nname = "mine"\n', "mine", {"shared": BASE}.__getitem__)
    lines = dict(zip(read.text.split("\n"), read.origins, strict=False))
    assert lines['name = "mine"'] == ("mine", 2)
    assert lines["due_soon_days = 3"] == ("shared", 5)
    assert lines["years = [2026]"] == ("shared", 8)


# ---- lists and flows


def test_the_lists_that_forms_choose_from() -> None:
    for name in ("regions", "categories", "pairing_roles", "visit_kinds", "problem_types", "steps", "states"):
        assert PLAN.choices(name)
    for name in ("project_kinds", "stages", "milestone_kinds", "task_kinds", "figures", "outcomes"):
        assert PLAN.choices(name)
    assert LUOHE.choices("meeting_kinds")["assignment"] == "周交办会"
    assert LUOHE.choices("batches") == {"sign": "签约一批", "start": "开工一批", "produce": "投产一批"}
    assert PLAN.choices("steps")["onsite"] == "现场解决"
    assert PLAN.choices("steps")["resumed"] == "复工"
    assert PLAN.choices("something else") == {}


def test_stages_and_milestones_by_kind_of_project() -> None:
    stages = list(PLAN.choices("stages.investment").values())
    assert stages[:9] == ["线索", "洽谈", "框架", "签约", "前期", "开工", "竣工（中交）", "投产", "达产"]
    assert set(stages[9:]) == {"停工", "终止"}
    application = ["研判", "谋划", "编制", "申报", "入库", "批复", "下达", "到位", "未获批"]
    assert list(PLAN.choices("stages.application").values()) == application
    assert "stages.lead" not in PLAN.choices("stages")
    front = read_plan(plans.read_text("front-line"))
    assert list(front.choices("milestones.investment"))[:2] == ["land", "design"]


def test_ideas_leads_and_tasks_have_their_stages() -> None:
    assert list(PLAN.choices("idea_stages").values()) == ["已提交", "已筛选", "已采纳", "已落实", "未采纳"]
    assert list(PLAN.choices("lead_stages").values())[:3] == ["已搜集", "已筛选", "已对接"]
    assert next(iter(PLAN.choices("task_stages"))) == "assigned"


def test_each_record_finds_its_flow() -> None:
    assert PLAN.flow_of("problem", {}) is PLAN.flow
    assert PLAN.flow_of("project", {"type": "application"}) is PLAN.flows["application"]
    assert PLAN.flow_of("project", {"type": "of another plan"}) is PLAN.flows["project"]
    for kind in ("lead", "idea", "task", "policy"):
        assert PLAN.flow_of(kind, {}) is PLAN.flows[kind]
    assert PLAN.flow_of("enterprise", {}) is None


@pytest.mark.parametrize("name", plans.names())
def test_building_can_stop_and_go_on(name: str) -> None:
    flow = read_plan(plans.read_text(name)).flows["project"]
    stopping = flow.rows["stopped"][0]
    assert (stopping.name, flow.by_code["stopped"].means) == ("停工", "stopped")
    assert "started" in flow.origins(stopping)
    resuming = flow.rows["resumed"][0]
    assert (resuming.name, resuming.effects, resuming.from_states) == ("复工", ("restore",), ("stopped",))
    assert flow.by_code["ended"].means == "failed"


def test_sub_types_count_as_their_type() -> None:
    plan = read_plan(INVENTED)
    assert [plan.root_type(code) for code in ("BC", "BC1", "YL", "unknown")] == ["BC", "BC", "YL", "unknown"]


# ---- deadlines, numbers of meetings, rounding


def test_deadlines_in_working_days() -> None:
    assert {code: item.days for code, item in PLAN.deadlines_by_code.items()} == {"lead": 7, "co": 3, "verification": 3}
    urgent = PLAN.deadlines_by_code["lead"].model_copy(update={"urgent": 2, "green_channel": 1})
    assert [urgent.days_for("ordinary", False), urgent.days_for("urgent", False), urgent.days_for("urgent", True)] == [
        *(7, 2, 1)
    ]


def test_one_meeting_bears_two_numbers() -> None:
    assert LUOHE.meeting_title({"review": 4, "assignment": 14}) == "第四次月讲评暨第十四次周交办会"
    assert LUOHE.meeting_title({"service": 120}) == "第120次服务企业周例会"
    assert LUOHE.meeting_title({"service": None}) == "服务企业周例会", "no number yet"
    assert PLAN.meeting_title({"coordination": 3}) == "协调会议", "not counted in this plan"
    assert PLAN.meeting_title({"of another plan": 3}) == "of another plan"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        *((1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (21, "二十一"), (100, "一百"), (101, "一百零一")),
        *((110, "一百一十"), (120, "一百二十"), (1001, "一千零一"), (1010, "一千零一十"), (20300, "二万零三百")),
        (100_000, "100000"),
    ],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_rounding_is_a_setting() -> None:
    share = Decimal(30) / 43 * 100
    front = read_plan(plans.read_text("front-line"))
    assert (front.rounding.of(share), PLAN.rounding.of(share)) == (Decimal("69.7"), Decimal("69.8"))
    assert PLAN.rounding.of(Decimal("0.25")) == Decimal("0.3"), "half up, not half even"


# ---- versions, immutability, schema


def test_a_version_is_the_hash_of_the_bytes() -> None:
    # printf '' | openssl sha256 -binary | head -c 16 | base64
    assert version_of(b"") == "47DEQpj8HBSa-_TImW-5JA"
    text = plans.read_bytes("six-must-visits")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", version_of(text))
    assert version_of(text) != version_of(text + b"\n")


def test_a_version_covers_the_base() -> None:
    own = plans.own_text("luohe")
    texts = [whole(own, "luohe", {"common": base}.__getitem__).text for base in ("a = 1", "a = 2")]
    assert version_of(texts[0].encode()) != version_of(texts[1].encode())


def test_a_plan_does_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(PLAN, "title", "另一个")  # noqa: B010 - mypy would refuse what is tried here


HOW = "run: python -m fieldtui.model.plan_schema"


def test_the_schema_for_editors_is_that_of_the_model() -> None:
    assert json.loads(FILE.read_text("utf-8")) == plan_schema(), HOW


@pytest.mark.parametrize("text", [INVENTED, *(plans.own_text(name) for name in plans.names())])
def test_every_plan_keeps_to_the_schema(text: str) -> None:
    as_json = json.loads(json.dumps(tomllib.loads(text), default=str))
    assert [error.message for error in Draft202012Validator(plan_schema()).iter_errors(as_json)] == []


def test_the_schema_refuses_what_the_model_refuses() -> None:
    validator = Draft202012Validator(plan_schema())
    assert not validator.is_valid({"name": "mine", "title": "示例"}), "without a base the rest is needed"
    assert validator.is_valid({"base": "common", "name": "mine", "title": "示例"})
    assert not validator.is_valid({"base": "common", "name": "mine", "title": "示例", "colour": "red"})


# ---- a sixth plan, of an invented county


def test_a_sixth_plan_differs_in_every_part_and_runs_by_its_file_alone() -> None:
    plan = read_plan(INVENTED)
    for other in (read_plan(plans.read_text(name)) for name in plans.names()):
        assert [name for name in Plan.model_fields if getattr(plan, name) == getattr(other, name)] == []
    assert plan.starts == date(2027, 1, 1)
    assert plan.meeting_title({"tide": 40, "port": 2}) == "潮前会第四十期暨港口会（2）"
    assert plan.choices("stages.ship") == {"drawn": "出图", "laid_up": "停造", "afloat": "下水了"}
    assert plan.choices("milestones.ship") == {"keel": "铺龙骨", "launch": "下水"}
    assert list(plan.choices("project_roles")) == ["keeper"]


def test_the_life_of_a_problem_follows_the_sixth_plan() -> None:
    plan, calendar = read_plan(INVENTED), Calendar()
    problem = {"id": "p", "urgency": "urgent"}
    rows: list[dict[str, Any]] = [
        {"step": "given", "lead": "unit"},
        {"step": "told", "words": "示例"},
        {"step": "asked", "reached": True, "satisfaction": "dissatisfied"},
        {"step": "told", "words": "示例"},
        {"step": "asked", "reached": True, "satisfaction": "satisfied"},
        {"step": "shut", "approved_on": "2027-01-06"},
    ]
    steps = [
        Step({"id": f"s{tick}", "on": "2027-01-04", "follows": [f"s{tick - 1}"], **row}, (tick, tick, "d"))
        for tick, row in enumerate(rows)
    ]
    standings = [fold(problem, steps[:count], plan, calendar) for count in range(len(steps) + 1)]
    assert [item.state for item in standings] == ["heard", "given", "told", "given", "told", "asked", "shut"]
    assert standings[1].due == date(2027, 1, 8), "4 working days, because it is urgent"
    assert standings[2].verification_due == date(2027, 1, 11)
    assert (standings[-1].open, standings[-1].solved, standings[-1].reopened) == (False, True, 1)
    assert [row.step for row in allowed(standings[5], "leader", plan)] == ["shut"]
    assert [row.step for row in allowed(standings[0], "clerk", plan)] == ["given", "void"]
    assert "结案" in refusal(standings[5], {"step": "shut", "approved_on": "2027-01-06"}, "cadre", plan)
    assert [item.name for item in next_expected(standings[0], plan)] == ["派单", "回话", "核实", "结案"]


# ---- lines


def test_lines_of_keys() -> None:
    text = 'a = 1\n# b = 2\n[c]\nd = [\n  "x",\n  { e = 1.5, f = 2026-11-23 },\n]\n'
    text += 'g.h = """\n[no]\n"""\n[[i]]\n[[i]]\nj = {}'
    assert key_lines(text) == {
        ("a",): 1,
        ("c",): 3,
        ("c", "d"): 4,
        ("c", "d", 0): 5,
        ("c", "d", 1): 6,
        ("c", "d", 1, "e"): 6,
        ("c", "d", 1, "f"): 6,
        ("c", "g"): 8,
        ("c", "g", "h"): 8,
        ("i",): 11,
        ("i", 0): 11,
        ("i", 1): 12,
        ("i", 1, "j"): 13,
    }


@pytest.mark.parametrize("name", plans.names())
def test_every_key_of_a_plan_has_a_line(name: str) -> None:
    text = plans.read_text(name)
    lines = key_lines(text)

    def paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in inner:
            yield (*path, key)
            yield from paths(part, (*path, key))

    assert set(paths(tomllib.loads(text), ())) == lines.keys()
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert path[-1] in text.split("\n")[line - 1]


def test_a_plan_without_name_is_refused() -> None:
    with pytest.raises(PlanError, match="name"):
        read_plan('base = "common"\ntitle = "示例"')
