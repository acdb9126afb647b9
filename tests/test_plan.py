"""The language of plans, and the plan that is shipped: what the report says of it can be read off the file."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from fieldtui import plans
from fieldtui.locale import language, use_language
from fieldtui.model.plan import Plan, PlanError, read_plan, version_of

TEXT = plans.read_text("six-must-visits")
PLAN = read_plan(TEXT)
CATEGORIES = {item.code: item for item in PLAN.categories}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def test_every_shipped_plan_loads_under_its_own_name() -> None:
    assert "six-must-visits" in plans.names()
    for name in plans.names():
        assert read_plan(plans.read_text(name)).name == name


@pytest.mark.parametrize("name", ["five-must-visits", "../six-must-visits", ""])
def test_a_plan_that_is_not_shipped_is_not_found(name: str) -> None:
    with pytest.raises(KeyError):
        plans.read_text(name)


def test_six_categories_with_their_numbers_and_words() -> None:
    assert [(item.name, item.expected, item.success) for item in PLAN.categories] == [
        ("战略调整", 4, "有突破"),
        ("经营困难", 41, "有改善"),
        ("增资扩产", 5, "有增量"),
        ("登规纳统", 50, "已纳入"),
        ("筹备上市", 7, "有进展"),
        ("创业孵化", 33, "有成效"),
    ]
    assert sum(item.expected or 0 for item in PLAN.categories) == PLAN.expected_enterprises == 140
    assert CATEGORIES["registration"].chosen_from == 80
    assert CATEGORIES["incubation"].chosen_from == 754
    assert CATEGORIES["difficulty"].base_period == "1至7月"
    for word in ("停产", "产值下降", "亏损", "退规"):
        assert word in (CATEGORIES["difficulty"].ground or "")
    for word in ("7家省级", "6家市级"):
        assert word in (CATEGORIES["incubation"].ground or "")


def test_places_add_up_to_two_short_of_the_total() -> None:
    names = PLAN.choices("regions")
    totals = {item.affiliation or names[item.region or ""]: item.count for item in PLAN.expected_totals}
    near = {"中直": 3, "高新区": 25, "经开区": 13, "萨尔图": 17, "龙凤": 7, "让胡路": 10, "红岗": 10}
    assert totals == near | {"大同": 9, "肇州": 16, "肇源": 12, "林甸": 8, "杜尔伯特": 8}
    assert sum(item.count for item in PLAN.expected_totals) == 138
    assert "中直" not in names.values(), "an affiliation, not a place"
    assert names["230602"] == "萨尔图"
    assert names["230624"] == "杜尔伯特"
    assert {item.name for item in PLAN.regions if item.park} == {"高新区", "经开区"}


def test_graded_responsibility_principles_and_the_week() -> None:
    roles = {item.code: item for item in PLAN.pairing_roles}
    assert (roles["leader"].expected, roles["leader"].holder) == (7, "person")
    assert (roles["unit"].expected, roles["unit"].holder) == (133, "unit")
    principles = {item.name: item.items for item in PLAN.principles}
    assert "有事上门、无事不扰" in principles
    assert principles["主动调度"] == ("企业运行", "包保", "要素保障", "政策落实")
    assert principles["三送一强"] == ("送服务", "送要素", "送政策", "强信心")
    assert {"台账", "责任清单"} <= set(PLAN.documents)
    assert PLAN.choices("meeting_kinds") == {"coordination": "协调会议"}
    assert PLAN.weekly
    assert PLAN.weekly.until == "年底"


@pytest.mark.parametrize(
    ("code", "name", "departments"),
    [
        ("RZ", "融资", ("金融办",)),
        ("YG", "用工", ("人社局",)),
        ("YD", "用地", ("自然资源局",)),
        ("ZJ", "土地证房产证", ("自然资源局",)),
        ("SD", "水电气暖", ("供电公司", "水务局", "住建局")),
        ("SF", "税费", ("税务局",)),
        ("SP", "审批手续", ("营商环境局",)),
        ("ZC", "政策兑现", ()),
        ("TQ", "拖欠账款", ("工信局",)),
        ("SC", "市场开拓", ("商务局",)),
        ("YL", "原材料", ("工信局",)),
        ("JS", "技术", ("科技局",)),
        ("WL", "物流", ("交通局", "交警")),
        ("XF", "消防住建", ("住建局", "消防")),
        ("ZF", "涉企执法检查", ("司法局",)),
        ("SS", "涉法涉诉", ("政法委",)),
        ("HB", "环保", ("生态环境局",)),
        ("AQ", "安全生产", ("应急局",)),
        ("XM", "项目建设", ("发改局",)),
        ("PT", "园区配套", ("园区",)),
        ("NY", "农业农村", ("农业农村局",)),
        ("QT", "其他", ()),
    ],
)
def test_problem_types_and_who_leads(code: str, name: str, departments: tuple[str, ...]) -> None:
    assert (PLAN.types[code].name, PLAN.types[code].departments) == (name, departments)


def test_short_words_for_quick_entry() -> None:
    short = {alias: item.code for item in PLAN.problem_types for alias in (item.name, *item.aliases)}
    assert [short[word] for word in ("原料", "政策", "环保", "贷款")] == ["YL", "ZC", "HB", "RZ"]


def test_deadlines_in_working_days() -> None:
    assert {code: item.days for code, item in PLAN.deadlines_by_code.items()} == {"lead": 7, "co": 3, "verification": 3}
    urgent = PLAN.deadlines_by_code["lead"].model_copy(update={"urgent": 2, "green_channel": 1})
    assert [urgent.days_for("ordinary", False), urgent.days_for("urgent", False), urgent.days_for("urgent", True)] == [
        *(7, 2, 1)
    ]


def test_the_lists_that_forms_choose_from() -> None:
    for name in ("regions", "categories", "pairing_roles", "visit_kinds", "problem_types", "steps"):
        assert PLAN.choices(name)
    assert PLAN.choices("steps")["onsite"] == "现场解决"
    assert PLAN.choices("something else") == {}


def test_a_version_is_the_hash_of_the_bytes() -> None:
    # printf '' | openssl sha256 -binary | head -c 16 | base64
    assert version_of(b"") == "47DEQpj8HBSa-_TImW-5JA"
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", version_of(TEXT.encode()))
    assert version_of(TEXT.encode()) != version_of(TEXT.encode() + b"\n")


def test_a_plan_does_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(PLAN, "title", "另一个")  # noqa: B010 - mypy would refuse what is tried here


MISTAKES = [
    ('name = "six-must-visits"', 'name = "six-must-visits', ["Line 4"]),
    ('title = "大庆“六必访”"', "", ["title", "must be filled in"]),
    ("expected_enterprises = 140", "expected_enterprise = 140", ["expected_enterprise", "no such entry"]),
    ("expected_enterprises = 140", "expected_enterprises = -1", ["expected_enterprises", "whole number"]),
    ("expected_enterprises = 140", 'expected_enterprises = "many"', ["expected_enterprises", "whole number"]),
    ('code = "230603"', 'code = "230602"', ["“230602” stands twice in regions"]),
    ('{ region = "230603", count', '{ region = "230699", count', ["unknown region “230699”"]),
    ('{ region = "230603", count', "{ count", ["expected_totals › 5", "region or an affiliation"]),
    ('departments = ["科技局"]', 'departments = ["科研局"]', ["JS", "科研局", "not among the departments"]),
    ('aliases = ["招工"]', 'aliases = ["贷款"]', ["“贷款” stands twice"]),
    ('holder = "unit"', 'holder = "house"', ["pairing_roles › 2 › holder", "'person'"]),
    ("cadence_days = 7 }", "cadence_days = 0 }", ["categories › 2 › cadence_days"]),
    ("holidays = []", "holidays = [2026-11-23]\nworking_days = [2026-11-23]", ["Line"]),
    ("holidays = []\nworking_days = []", "holidays = [2026-11-23]\nworking_days = [2026-11-23]", ["both a holiday"]),
    ('sets_deadline = ["verification"]', 'sets_deadline = ["soon"]', ["replied", "unknown deadline “soon”"]),
    ('initial = "registered"', 'initial = "draft"', ["begins in “draft”"]),
    ('to = "signed", by', 'to = "sealed", by', ["“signed”", "unknown state “sealed”"]),
    ('from = ["returned"]', 'from = ["lost"]', ["unknown state “lost”"]),
    ('to = "signed", by = ["department"]', 'to = "signed", by = []', ["steps › 2 › by", "must be filled in"]),
    ('to = "signed", by = ["department"]', 'to = "signed", by = ["mayor"]', ["steps › 2 › by", "'cadre'"]),
    ('needs = ["lead"], effects', 'needs = ["boss"], effects', ["“assigned”", "no field “boss”"]),
    ('open = true, next = "signed"', 'open = true, next = "closed"', ["“assigned”", "“closed”, which cannot be done"]),
    ('effects = ["merge"]', 'effects = ["vanish"]', ["effects", "'merge'"]),
    ('effects = ["merge"]', "effects = []", ["“merged” ends a problem", "say how"]),
    ('to = "returned", by = ["clerk"]', 'by = ["clerk"]', ["No step leads to state “returned”"]),
    ('needs = ["reached", "satisfaction"], effects = ["verify"] }', 'effects = ["verify"] }', ["“verified” verifies"]),
    (
        'when = { satisfaction = "dissatisfied" }, from = ["replied", "verified", "closed"]',
        'when = { satisfaction = "dissatisfied" }, from = ["replied", "verified"]',
        ["“closed” closes a problem", "no step reopens it"],
    ),
    ("[weekly]", "[[weekly]]", ["weekly", "another form"]),
    ('code = "merged", name = "已归并"', 'code = "any", name = "已归并"', ["give the state another code"]),
]


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_a_mistake_gets_one_sentence_with_its_place(right: str, wrong: str, words: list[str]) -> None:
    assert right in TEXT, "the example must be in the plan to be spoilt"
    with pytest.raises(PlanError) as caught:
        read_plan(TEXT.replace(right, wrong))
    sentence = str(caught.value)
    assert all(word in sentence for word in words), sentence
    assert "\n" not in sentence
    assert "validation error" not in sentence


def test_our_additions_are_marked_as_ours() -> None:
    for line in TEXT.splitlines():
        if "liaison" in line or "2306GX" in line.split("#")[0].split("name")[0] or "grassroots" in line:
            assert "本程序补充" in line or "count" in line, line
    sections = re.split(r"^# ── ", TEXT, flags=re.MULTILINE)
    for title in ("部门与问题类型", "期限", "问题的一生"):
        section = next(part for part in sections if part.startswith(title))
        assert "整节：# 本程序补充" in section


def test_codes_of_a_list_stand_once() -> None:
    for name in ("regions", "categories", "pairing_roles", "problem_types"):
        assert max(Counter(item.code for item in getattr(PLAN, name)).values()) == 1


def test_a_plan_has_a_json_schema_for_editors() -> None:
    schema = Plan.model_json_schema(by_alias=True)
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["PlanStep"]["properties"]
