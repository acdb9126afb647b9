"""The five shipped plans: each number and word that the reports give can be read off, and what is ours is marked."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fieldtui import plans
from fieldtui.model.plan import Plan, Reported, read_plan

A, B, C, D, E = "six-must-visits", "three-threes", "luohe", "three-engines", "front-line"
PLANS = {name: read_plan(plans.read_text(name)) for name in plans.names()}
OURS = "本程序补充"


def reported(plan: Plan, name: str) -> Reported:
    return next(item for item in plan.reported if item.name == name)


def area(plan: Plan, name: str) -> tuple[str, ...]:
    return next(item.items for item in plan.areas if item.name == name)


def groups(plan: Plan, group: str) -> list[str]:
    return [item.name for item in plan.areas if item.group == group]


def principle(plan: Plan, name: str) -> tuple[str, ...]:
    return next(item.items for item in plan.principles if item.name == name)


def role(plan: Plan, name: str) -> Any:
    return next(item for item in plan.pairing_roles if item.name == name)


def stages(plan: Plan, kind: str) -> list[str]:
    return list(plan.choices(f"stages.{kind}").values())


Table = list[tuple[str, Callable[[Any], Any], Any]]
"""What is read, how, and what the report says."""

DAQING: Table = [
    (
        "categories",
        lambda plan: [(item.name, item.expected, item.success) for item in plan.categories],
        [
            *(("战略调整", 4, "有突破"), ("经营困难", 41, "有改善"), ("增资扩产", 5, "有增量")),
            *(("登规纳统", 50, "已纳入"), ("筹备上市", 7, "有进展"), ("创业孵化", 33, "有成效")),
        ],
    ),
    ("enterprises", lambda plan: plan.expected_enterprises, 140),
    ("sum of categories", lambda plan: sum(item.expected or 0 for item in plan.categories), 140),
    ("registration chosen from", lambda plan: plan.categories[3].chosen_from, 80),
    ("incubation chosen from", lambda plan: plan.categories[5].chosen_from, 754),
    ("incubators", lambda plan: re.findall("7家省级|6家市级", plan.categories[5].ground or ""), ["7家省级", "6家市级"]),
    ("difficulty: base period", lambda plan: plan.categories[1].base_period, "1至7月"),
    (
        "difficulty: ground",
        lambda plan: [
            word for word in ("停产", "产值下降", "亏损", "退规") if word in (plan.categories[1].ground or "")
        ],
        ["停产", "产值下降", "亏损", "退规"],
    ),
    ("strategy: ground", lambda plan: plan.categories[0].ground, "有战略调整意向"),
    (
        "places",
        lambda plan: {
            item.affiliation or plan.choices("regions")[item.region or ""]: item.count for item in plan.expected_totals
        },
        {
            "中直": 3,
            "高新区": 25,
            "经开区": 13,
            "萨尔图": 17,
            "龙凤": 7,
            "让胡路": 10,
            "红岗": 10,
            "大同": 9,
            "肇州": 16,
            "肇源": 12,
            "林甸": 8,
            "杜尔伯特": 8,
        },
    ),
    ("two short of the total", lambda plan: sum(item.count for item in plan.expected_totals), 138),
    ("an affiliation, not a place", lambda plan: "中直" in plan.choices("regions").values(), False),
    ("parks", lambda plan: {item.name for item in plan.regions if item.park}, {"高新区", "经开区"}),
    (
        "codes",
        lambda plan: [plan.choices("regions").get(code) for code in ("230602", "230606", "230621", "230624")],
        ["萨尔图", "大同", "肇州", "杜尔伯特"],
    ),
    (
        "leaders answer for",
        lambda plan: (role(plan, "包保领导").expected, role(plan, "包保领导").holder),
        (7, "person"),
    ),
    ("units answer for", lambda plan: (role(plan, "责任单位").expected, role(plan, "责任单位").holder), (133, "unit")),
    ("by industry departments", lambda plan: "工信部门" in role(plan, "责任单位").ground, True),
    ("come when needed", lambda plan: principle(plan, "有事上门、无事不扰"), ()),
    ("attention first", lambda plan: principle(plan, "优先关注"), ("带动力强", "产值下降", "有退规风险", "停产半停产")),
    ("four things", lambda plan: principle(plan, "主动调度"), ("企业运行", "包保", "要素保障", "政策落实")),
    ("三送一强", lambda plan: principle(plan, "三送一强"), ("送服务", "送要素", "送政策", "强信心")),
    ("single and common", lambda plan: principle(plan, "个性问题一企一策，共性问题一并解决"), ()),
    ("meetings", lambda plan: plan.choices("meeting_kinds"), {"coordination": "协调会议"}),
    ("papers", lambda plan: plan.documents, ("台账", "责任清单", "定期总结")),
    ("weekly until", lambda plan: plan.weekly.until if plan.weekly else None, "年底"),
]

LICANG: Table = [
    ("walk-ins", lambda plan: groups(plan, "三个走进"), ["走进企业", "走进基层", "走进现场"]),
    ("helps", lambda plan: groups(plan, "三个帮助"), ["争", "办", "算"]),
    ("services", lambda plan: groups(plan, "三个服务"), ["推荐项目", "跟踪项目", "建设项目"]),
    ("on site", lambda plan: area(plan, "走进现场"), ("引进", "审批", "落户", "投产")),
    ("over 60", lambda plan: reported(plan, "走访企业、银行").printed, "60多家"),
    ("problems", lambda plan: reported(plan, "走访收集的问题").value, 67),
    ("research reports", lambda plan: reported(plan, "调研报告").printed, "7篇"),
    ("ideas", lambda plan: "金点子" in (plan.areas[1].text or ""), True),
    ("innovation", lambda plan: reported(plan, "争取支持的企业创新项目").value, 30),
    ("cleaner production", lambda plan: reported(plan, "清洁生产").value, 2),
    ("circular economy", lambda plan: reported(plan, "循环经济").value, 4),
    (
        "win",
        lambda plan: area(plan, "争"),
        ("30家企业的创新项目", "新产品认定", "清洁生产2个", "资源节约（个数报道没有说）", "循环经济4个"),
    ),
    ("papers", lambda plan: ["土地证" in plan.areas[4].text, "房产证" in plan.areas[4].text], [True, True]),
    ("levels", lambda plan: list(plan.choices("levels").values()), ["市", "区", "街道"]),
    ("tracks", lambda plan: principle(plan, "两条线"), ("问题→分析", "需求→满足")),
    (
        "green channel",
        lambda plan: [(item.name, item.about, item.size_marks) for item in plan.channels],
        [("绿色通道", "problem", ("above_scale",))],
    ),
    ("above scale", lambda plan: plan.choices("size_marks")["above_scale"], "规上"),
    ("street reports", lambda plan: "街道主要指标报告制度" in area(plan, "算"), True),
    ("solved", lambda plan: reported(plan, "解决的问题").printed, "12类72项"),
    ("never a share of the 67", lambda plan: reported(plan, "解决的问题").denominator, None),
    (
        "stages",
        lambda plan: stages(plan, "secondary")[:7],
        ["投资意向", "土地租赁合同", "签约（引进）", "审批", "落户", "开工", "投产"],
    ),
    ("renovation", lambda plan: plan.choices("project_kinds")["renovation"], "技改"),
    (
        "inspection and dispatch",
        lambda plan: [(item.name, item.every, item.expected) for item in plan.rhythms],
        [("月督查", "month", 10), ("季调度", "quarter", 10)],
    ),
    ("ten projects", lambda plan: reported(plan, "二产重大项目").value, 10),
    ("hooked", lambda plan: (role(plan, "挂钩").about, role(plan, "挂钩").each), (("project",), 1)),
    ("contact", lambda plan: role(plan, "联系").stages, ("started",)),
    ("by area", lambda plan: role(plan, "分片领导").holder, "person"),
    ("files", lambda plan: plan.documents[:3], ("一个项目一份档案", "一张任务单", "一个时间表")),
    (
        "how far",
        lambda plan: [reported(plan, name).value for name in ("已开工", "完成投资超过30%", "提前投产")],
        [9, 5, 4],
    ),
    ("in June", lambda plan: reported(plan, "提前投产").period, "6月"),
    ("region", lambda plan: plan.choices("regions")["370213"], "李沧"),
]

LUOHE: Table = [
    ("Mondays", lambda plan: (plan.meetings["assignment"].every, plan.meetings["assignment"].weekday), ("week", 1)),
    ("monthly", lambda plan: plan.meetings["review"].every, "month"),
    (
        "two numbers",
        lambda plan: plan.meeting_title({"review": 4, "assignment": 14}),
        "第四次月讲评暨第十四次周交办会",
    ),
    ("on the 17th Monday", lambda plan: "第17个周一" in (plan.meetings["assignment"].note or ""), True),
    ("held as one", lambda plan: plan.meetings["review"].together_with, ("assignment",)),
    ("across years", lambda plan: plan.meetings["service"].sequence.across_years, True),
    ("the 120th", lambda plan: plan.meeting_title({"service": 120}), "第120次服务企业周例会"),
    (
        "four weekly meetings",
        lambda plan: [item.name for item in plan.meeting_kinds if item.called_by == "副市长" and item.every == "week"],
        ["服务企业周例会", "招商引资周例会", "项目建设周例会", "城建交通周例会"],
    ),
    ("held", lambda plan: reported(plan, "四个周例会召开").printed, "61次"),
    ("studied", lambda plan: reported(plan, "周例会研究问题").value, 395),
    ("chased often", lambda plan: principle(plan, "高频督办议定事项"), ()),
    ("tasks", lambda plan: list(plan.choices("task_kinds").values()), ["周交办事项", "议定事项", "政策清零"]),
    ("handed out by", lambda plan: plan.task_kinds[0].from_meeting, "assignment"),
    ("as reported", lambda plan: reported(plan, "企业问题解决率").printed, "97.8%"),
    (
        "not published",
        lambda plan: (reported(plan, "企业问题解决率").numerator, reported(plan, "企业问题解决率").denominator),
        (None, None),
    ),
    ("helpers", lambda plan: "万人助万企" in plan.choices("areas").values(), True),
    (
        "batches",
        lambda plan: [(item.name, item.means, item.ranked_by) for item in plan.batches],
        [("签约一批", "signed", "省"), ("开工一批", "started", "省"), ("投产一批", "produced", "省")],
    ),
    ("key projects", lambda plan: reported(plan, "重点项目").printed, "165个"),
    ("invested", lambda plan: reported(plan, "重点项目完成投资").printed, "769.9亿元"),
    ("of the year's plan", lambda plan: reported(plan, "占年度计划").printed, "103.7%"),
    ("until September", lambda plan: reported(plan, "占年度计划").period, "1至9月"),
    ("new contracts", lambda plan: reported(plan, "新签约亿元以上项目").printed, "26个"),
    ("together", lambda plan: reported(plan, "新签约亿元以上项目合计").printed, "90.2亿元"),
    ("in October", lambda plan: reported(plan, "新签约亿元以上项目合计").period, "10月"),
    ("over 1 亿", lambda plan: [item.least for item in plan.size_marks if item.name == "亿元以上"], [Decimal(10000)]),
    ("start to production", lambda plan: reported(plan, "开工到投产").printed, "7个月"),
    ("land to start", lambda plan: reported(plan, "申请用地到开工").printed, "1个月"),
    (
        "days count",
        lambda plan: next(item.code for item in plan.figures if item.formula == "days_between"),
        "start_to_production",
    ),
    ("praised", lambda plan: plan.scores.praised, 5),
    ("rewards", lambda plan: (plan.scores.reward_least, plan.scores.reward_most), (5, 30)),
    ("speaks", lambda plan: plan.scores.speakers, 1),
    ("who is ranked", lambda plan: [item.name for item in plan.scores.groups], ["县区", "部门"]),
    ("weights", lambda plan: sum(row.weight for row in plan.scores.rows), 100),
    ("regions", lambda plan: plan.choices("regions")["411122"], "临颍"),
]

HULIN: Table = [
    ("engines", lambda plan: groups(plan, "三大引擎"), ["招商引资", "对上争取", "项目建设"]),
    ("fourteen methods", lambda plan: plan.methods[0].total, 14),
    ("three are named", lambda plan: plan.methods[0].named, ("调研摸底", "专班推进", "挂图作战")),
    ("leads", lambda plan: area(plan, "招商引资"), ("招商图谱", "线索搜集", "筛选", "对接", "服务项目")),
    ("lead stages", lambda plan: list(plan.choices("lead_stages").values())[:3], ["已搜集", "已筛选", "已对接"]),
    (
        "winning",
        lambda plan: stages(plan, "application")[:5],
        ["研究政策", "组建专班", "谋划编制", "保持沟通", "进入上级盘子"],
    ),
    (
        "aims",
        lambda plan: [(item.scope, item.from_stage, item.to_stage, item.by) for item in plan.targets],
        [
            ("all", "contracted", "started", "明年3月"),
            ("some", "contracted", "started", "年内"),
            ("all", "framework", "contracted", "年内"),
            ("all", "talks", None, None),
        ],
    ),
    ("breakthrough", lambda plan: plan.targets[3].name, "在谈项目取得突破"),
    ("chains", lambda plan: list(plan.choices("chains").values()), ["水稻", "医药", "乳业", "蜂业"]),
    ("rice", lambda plan: (plan.chains[0].capacities, plan.chains[0].unit), ((30, 50, 100), "万吨")),
    ("by chain", lambda plan: len(principle(plan, "裂变升级")), 4),
    (
        "two columns",
        lambda plan: [item.name for item in plan.kinds_of_project["livelihood"].columns],
        ["要干什么事", "钱从哪里来"],
    ),
    ("funds", lambda plan: list(plan.choices("funds").values()), ["中央预算内资金", "债券"]),
    ("outside command", lambda plan: [item.name for item in plan.affiliations if item.outside], ["农垦", "森工"]),
    ("above the province", lambda plan: reported(plan, "高于全省平均的指标").value, 8),
    ("above the city", lambda plan: reported(plan, "高于全市平均的指标").value, 7),
    ("maps", lambda plan: plan.documents, ("招商图谱", "挂图作战")),
    ("region", lambda plan: plan.choices("regions")["230381"], "虎林"),
]

FRONT_LINE: Table = [
    ("the six are not named", lambda plan: (plan.methods[0].total, plan.methods[0].named), (6, ())),
    ("paired leaders", lambda plan: role(plan, "包联领导").holder, "person"),
    ("flows", lambda plan: principle(plan, "关键流程"), ("手续快办", "要素必保", "政策直达", "节点贯通")),
    ("difficulties", lambda plan: principle(plan, "破解难题"), ("原料", "资金", "技术", "用工")),
    (
        "difficulties are types",
        lambda plan: [
            code
            for word in ("原料", "资金", "技术", "用工")
            for code, item in plan.types.items()
            if word in (item.name, *item.aliases)
        ],
        ["YL", "RZ", "JS", "YG"],
    ),
    (
        "channels",
        lambda plan: [(item.name, item.about) for item in plan.channels],
        [("项目快车道", "project"), ("问题绿色通道", "problem")],
    ),
    ("enterprises help", lambda plan: plan.co_organisers, ("unit", "enterprise")),
    ("three companies", lambda plan: "三家公司" in (plan.principles[2].text or ""), True),
    ("projects", lambda plan: reported(plan, "500万元以上重点项目").value, 43),
    ("over 500", lambda plan: [item.least for item in plan.size_marks if item.least], [Decimal(500)]),
    ("provincial", lambda plan: reported(plan, "其中省级").value, 15),
    ("a level", lambda plan: plan.choices("levels")["province"], "省级"),
    ("started", lambda plan: reported(plan, "已开复工").value, 30),
    ("as printed", lambda plan: reported(plan, "开复工率").printed, "69.7%（30/43）"),
    ("truncated", lambda plan: (plan.rounding.mode, reported(plan, "开复工率").rounding), ("truncate", "truncate")),
    (
        "milestones",
        lambda plan: [(item.name, item.usual) for item in plan.milestone_kinds][:9],
        [
            *(
                ("土地摘牌", "已完成"),
                ("设计", "正在编制"),
                ("环评", "正在编制"),
                ("安评", "正在编制"),
                ("开工", "5月"),
            ),
            *(("桩基和土建", "7月"), ("主体完工", "10月底"), ("部分设备", "年底"), ("装置中交", "7月")),
        ],
    ),
    ("ready is not production", lambda plan: stages(plan, "investment")[7:9], ["达到投产条件", "投产"]),
    (
        "one project",
        lambda plan: [item.printed for item in plan.reported if item.name.startswith("一个项目")],
        ["5.2亿元", "10公顷", "5.24亿元", "1.7亿元", "0.34亿元"],
    ),
    ("agreements", lambda plan: reported(plan, "合作协议").printed, "4份"),
    ("chances and targets", lambda plan: plan.documents, ("投资机会清单", "目标企业（随时更新）")),
]

TABLES = {A: DAQING, B: LICANG, C: LUOHE, D: HULIN, E: FRONT_LINE}
ROWS = [(name, *row) for name, table in TABLES.items() for row in table]


@pytest.mark.parametrize(("name", "what", "read", "said"), ROWS, ids=[f"{name}: {what}" for name, what, *_rest in ROWS])
def test_what_the_report_says_can_be_read_off(name: str, what: str, read: Callable[[Plan], Any], said: object) -> None:
    assert read(PLANS[name]) == said


# ---- what several share


@pytest.mark.parametrize("name", plans.names())
@pytest.mark.parametrize(
    ("code", "word", "departments"),
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
def test_problem_types_and_who_leads(name: str, code: str, word: str, departments: tuple[str, ...]) -> None:
    found = PLANS[name].types[code]
    assert (found.name, found.departments) == (word, departments)


def test_short_words_for_quick_entry() -> None:
    short = {alias: item.code for item in PLANS[A].problem_types for alias in (item.name, *item.aliases)}
    assert [short[word] for word in ("原料", "政策", "环保", "贷款")] == ["YL", "ZC", "HB", "RZ"]


@pytest.mark.parametrize("name", plans.names())
def test_what_is_shared_stands_once(name: str) -> None:
    own = plans.own_text(name)
    assert 'base = "common"' in own
    assert "problem_types" not in own
    assert "[flow]" not in own


# ---- what is ours is marked


def section(name: str, title: str) -> str:
    """A section of a plan's file, from its heading to the next one."""
    parts = re.split(r"^# ── ", plans.own_text(name), flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(title))


def test_the_shared_base_is_ours_as_a_whole() -> None:
    first, *_rest = plans.own_text("common").split("\n")
    assert OURS in first
    assert "整份" in first
    for name in plans.names():
        assert "整个都是 # 本程序补充" in plans.own_text(name), "each plan says so where it names its base"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (A, ['code = "liaison"', 'code = "2306GX", name', 'code = "grassroots"', 'code = "site"', "what = "]),
        (B, ['code = "liaison"', 'code = "investment"']),
        (C, ['code = "served"', 'code = "helper"', 'code = "unit"', "total = 100"]),
        (D, ['code = "chain", name', 'code = "liaison"', 'name = "县属"']),
        (
            E,
            [
                'code = "zone"',
                'code = "paired"',
                'code = "liaison"',
                'code = "renovation"',
                'code = "production", name',
                "2306GX",
            ],
        ),
    ],
)
def test_lines_of_ours_are_marked(name: str, ours: list[str]) -> None:
    lines = plans.own_text(name).split("\n")
    for words in ours:
        found = [line for line in lines if words in line]
        assert found, words
        assert all(OURS in line for line in found), words


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (A, ["六类企业"]),
        (B, ["企业", "谁来负责", "项目的阶段"]),
        (C, ["地区", "会议", "交办事项", "指标", "讲评评分表"]),
        (D, ["对上争取"]),
        (E, ["项目的阶段"]),
    ],
)
def test_sections_that_are_partly_ours_say_what(name: str, titles: list[str]) -> None:
    for title in titles:
        assert OURS in section(name, title)
