"""Rosters, pairings, projects, month figures and visits come in: new, changed, the same, doubtful, impossible."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sheet_files import CODES, ROSTER, Formula, contents, counts, libreoffice, report_of, sentences, workbook
from story import CADRE, CLERK, CREDIT_CODE, ENTERPRISE, OTHER_ENTERPRISE, PARK, go_by

from fieldtui.model.sentence import FieldError
from fieldtui.plans import read_text
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.rules import called

FIRST: list[Any] = ["示例甲精细化工有限公司", CODES[0], "萨尔图", "经营困难"]
SECOND: list[Any] = ["示例乙花岗石有限公司", CODES[1], "龙凤区", "登规纳统"]


def roster(desk: Desk, path: Path, *rows: Sequence[Any], **wishes: Any) -> Any:
    return report_of(desk, "enterprise", workbook(path, ROSTER, *rows), **wishes)


def enterprise(desk: Desk, name: str) -> Any:
    (record,) = called("enterprise", name, desk)
    return desk.ledger.row("enterprise", record)


def categories(desk: Desk, name: str) -> list[str]:
    rows = desk.ledger.referring("inclusion", "enterprise", enterprise(desk, name)["id"])
    return [row["category"] for row in rows]


# Rosters


def test_a_roster_comes_in_and_the_same_one_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    assert counts(roster(desk, path, FIRST, SECOND)) == {"new": 2}
    assert enterprise(desk, FIRST[0])["uscc"] == CODES[0]
    assert enterprise(desk, SECOND[0])["region"] == "230603"
    assert categories(desk, SECOND[0]) == ["registration"]
    before = desk.ledger.chain_end(desk.ledger.workspace.device)
    assert counts(roster(desk, path, FIRST, SECOND)) == {"same": 2}
    assert desk.ledger.chain_end(desk.ledger.workspace.device) == before


def test_columns_are_found_in_any_order_below_titles_and_the_rest_is_named(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["示例市重点企业名册"],
        ["填报单位：示例", None, None, "单位：户"],
        [],
        ["所属区县", "序 号", "企业名称\n（全称）*", "六类企业", "身份证号", "联系电话", "企业联系人"],
        ["萨尔图区", 1, FIRST[0], "经营困难类", "x", 13800000000, "示例王"],
        ["龙凤区", 2, SECOND[0], "登规纳统", "x", None, None],
        ["合  计", 2, None, None],
    )
    report = report_of(desk, "enterprise", path)
    assert (counts(report), report.skipped) == ({"new": 2}, [7])
    (contact,) = desk.ledger.rows("contact")
    assert (contact["name"], contact["phone"]) == ("示例王", "13800000000")


def test_a_column_can_be_given_by_its_heading_or_its_letter(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["牌子", "在哪", "地区", "x"], [FIRST[0], "萨尔图", "不看", "示例大街1号"])
    given = (("牌子", "name"), ("在哪", "区域"), ("D", "地址"))
    assert counts(report_of(desk, "enterprise", path, given=given)) == {"new": 1}
    assert enterprise(desk, FIRST[0])["address"] == "示例大街1号"
    with pytest.raises(FieldError, match="牌号"):
        report_of(desk, "enterprise", path, given=(*given, ("牌号", "park")))
    with pytest.raises(FieldError, match="uscc"):
        report_of(desk, "enterprise", path, given=(("牌子", "nonsense"),))


def test_a_bad_row_stops_no_good_one(desk: Desk, tmp_path: Path) -> None:
    report = roster(
        desk,
        tmp_path / "a.xlsx",
        FIRST,
        ["示例坏码有限公司", "91350100M000100Y4Z", "萨尔图", "经营困难"],
        ["示例火星有限公司", None, "火星", "经营困难"],
        ["示例类别有限公司", None, "萨尔图", "没有这一类"],
        [None, CODES[2], "萨尔图", "经营困难"],
        SECOND,
    )
    assert report.numbers == {"new": [2, 7], "changed": [], "same": [], "doubtful": [3], "impossible": [4, 5, 6]}
    assert "火星" in sentences(report)
    assert "没有这一类" in sentences(report)


def test_a_code_is_taken_in_full_width_too_and_one_kept_as_a_number_is_explained(desk: Desk, tmp_path: Path) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in CODES[0])
    number = ["示例数字有限公司", 913700001675754710, "萨尔图", "经营困难"]
    report = roster(desk, tmp_path / "a.xlsx", [FIRST[0], wide, *FIRST[2:]], number)
    assert counts(report) == {"new": 1, "doubtful": 1}
    assert enterprise(desk, FIRST[0])["uscc"] == CODES[0]


def test_rows_that_say_the_same_thing_count_once_and_those_that_differ_are_all_doubtful(
    desk: Desk, tmp_path: Path
) -> None:
    report = roster(
        desk,
        tmp_path / "a.xlsx",
        FIRST,
        FIRST,
        SECOND,
        [*SECOND[:2], "萨尔图", "登规纳统"],
        ["示例丙厂", None, "萨尔图", "经营困难"],
        ["示例丙厂", CODES[2], "萨尔图", "经营困难"],
    )
    assert report.numbers["new"] == [2]
    assert report.numbers["same"] == [3]
    assert report.numbers["doubtful"] == [4, 5, 6, 7]


def test_names_that_are_alike_but_for_region_and_form_are_doubtful_unless_their_codes_differ(
    desk: Desk, tmp_path: Path
) -> None:
    alike = ["大庆市示例丁商贸有限公司", None, "萨尔图", "经营困难"]
    other = ["示例丁商贸有限责任公司", None, "萨尔图", "经营困难"]
    assert counts(roster(desk, tmp_path / "a.xlsx", alike, other)) == {"doubtful": 2}
    # Against the ledger: 示例龙园花岗石有限公司 is there, without a code.
    known = ["大庆龙园花岗石有限责任公司", None, "萨尔图", "经营困难"]
    report = roster(desk, tmp_path / "b.xlsx", known)
    assert (counts(report), OTHER_ENTERPRISE in sentences(report)) == ({"doubtful": 1}, True)
    coded = [[row[0], code, *row[2:]] for row, code in zip((alike, other), CODES, strict=False)]
    assert counts(roster(desk, tmp_path / "c.xlsx", *coded)) == {"new": 2}


def test_the_code_goes_before_the_name(desk: Desk, tmp_path: Path) -> None:
    renamed: list[Any] = ["示例龙原新材料有限公司", CREDIT_CODE, "龙凤", "经营困难"]
    report = roster(desk, tmp_path / "a.xlsx", renamed)
    assert counts(report) == {"changed": 1}
    assert f"{ENTERPRISE} → {renamed[0]}" in sentences(report)
    assert enterprise(desk, renamed[0])["region"] == "230603"
    other_code = [renamed[0], CODES[0], "龙凤", "经营困难"]
    assert counts(roster(desk, tmp_path / "b.xlsx", other_code)) == {"doubtful": 1}


def test_what_a_list_leaves_empty_stays(desk: Desk, tmp_path: Path) -> None:
    assert counts(roster(desk, tmp_path / "a.xlsx", [ENTERPRISE, None, None, None])) == {"same": 1}
    assert enterprise(desk, ENTERPRISE)["uscc"] == CREDIT_CODE


def test_another_category_ends_the_one_before(desk: Desk, tmp_path: Path) -> None:
    assert counts(roster(desk, tmp_path / "a.xlsx", [ENTERPRISE, None, None, "增资扩产"])) == {"changed": 1}
    rows = desk.ledger.referring("inclusion", "enterprise", enterprise(desk, ENTERPRISE)["id"])
    assert {(row["category"], "end" in row) for row in rows} == {("difficulty", True), ("expansion", False)}
    assert counts(roster(desk, tmp_path / "a.xlsx", [ENTERPRISE, None, None, "增资扩产"])) == {"same": 1}


def test_words_that_are_not_known_are_left_out_and_told_unless_somebody_says_what_they_mean(
    desk: Desk, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", ["企业名称", "地区", "经营状态"], [FIRST[0], "萨尔图", "凑合"])
    report = report_of(desk, "enterprise", path)
    assert (counts(report), list(report.left_out)) == ({"new": 1}, [("经营状态", "凑合")])
    assert counts(report_of(desk, "enterprise", path, words={"凑合": "减产"})) == {"changed": 1}
    assert enterprise(desk, FIRST[0])["operating"] == "reduced"


def test_hidden_lines_are_taken_in_and_told_and_merged_cells_hold_downwards(desk: Desk, tmp_path: Path) -> None:
    path = libreoffice(
        tmp_path / "a.xlsx",
        ["重点企业名册", None, None],
        ["地区", "企业名称", "户数"],
        ["萨尔图", "示例甲厂", Formula("1", 1)],
        [None, "示例乙厂", 1],
        ["合计", None, Formula("SUM(C3:C4)", 2)],
        ["注：以上为示例", None, None],
        merged=["A1:C1", "A3:A4", "A5:B5", "A6:C6"],
        hidden=[4],
    )
    report = report_of(desk, "enterprise", path)
    assert (counts(report), report.hidden, report.skipped) == ({"new": 2}, [4], [5, 6])
    assert enterprise(desk, "示例乙厂")["region"] == "230602"


def test_totals_are_held_against_the_plan_and_refuse_nothing(desk: Desk, tmp_path: Path) -> None:
    remarks = "\n".join(roster(desk, tmp_path / "a.xlsx", FIRST).remarks)
    # One from the list and two that were there: 41 are expected.
    assert "经营困难 3" in remarks
    assert "41" in remarks
    assert "138" in remarks
    assert "140" in remarks


def test_the_plans_own_roster_leaves_only_the_plans_own_difference(desk: Desk, tmp_path: Path) -> None:
    for kind in ("inclusion", "pairing"):
        for row in list(desk.ledger.rows(kind)):
            record = desk.ledger.get(kind, row["id"])
            assert record is not None
            desk.ledger.save(record.amended(deleted=True))
    plan = desk.plan
    kinds = [item.name for item in plan.categories for _one in range(item.expected or 0)]
    places = [item for item in plan.expected_totals for _one in range(item.count)]
    rows = []
    for number, kind in enumerate(kinds):
        # The report is two short of 140 by place: those two lie in 萨尔图.
        item = places[number] if number < len(places) else None
        region = plan.choices("regions").get(item.region or "", "萨尔图") if item else "萨尔图"
        rows.append([f"示例第{number}号企业", region, item.affiliation if item else None, kind])
    path = workbook(tmp_path / "a.xlsx", ["企业名称", "地区", "隶属", "企业类别"], *rows)
    report = report_of(desk, "enterprise", path)
    assert counts(report) == {"new": 140}
    by_place, in_itself = report.remarks
    assert "萨尔图 19" in by_place
    assert by_place.count("（") + by_place.count("(") == 1
    assert "138" in in_itself


def test_whom_it_belongs_to_among_the_places_is_no_place(desk: Desk, tmp_path: Path) -> None:
    row: list[Any] = ["示例中直油田公司", None, "中直", "经营困难"]
    assert counts(roster(desk, tmp_path / "a.xlsx", row)) == {"impossible": 1}
    assert counts(roster(desk, tmp_path / "a.xlsx", row, defaults={"地区": "让胡路"})) == {"new": 1}
    assert enterprise(desk, row[0])["affiliation"] == "中直"


def test_a_list_marked_secret_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FieldError, match="机密★1年"):
        report_of(desk, "enterprise", workbook(tmp_path / "a.xlsx", ["机密★1年"], ROSTER, FIRST))
    fine = workbook(tmp_path / "b.xlsx", ["注意保守商业机密"], ROSTER, FIRST)
    assert counts(report_of(desk, "enterprise", fine)) == {"new": 1}


def test_what_has_no_headings_is_no_list(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FieldError, match="企业名称"):
        report_of(desk, "enterprise", workbook(tmp_path / "a.xlsx", ["示例"], [1, 2, 3]))


# Pairings


def test_pairings_come_from_a_column_a_role_or_from_a_row_a_holder(desk: Desk, tmp_path: Path) -> None:
    wide = workbook(
        tmp_path / "a.xlsx",
        ["包联名册"],
        ["企业名称", "包保情况", None, None],
        [None, "包保领导", "责任单位", "联络员"],
        [OTHER_ENTERPRISE, CADRE, f"{PARK}", CADRE],
    )
    report = report_of(desk, "pairing", wide)
    assert counts(report) == {"new": 1}
    rows = desk.ledger.referring("pairing", "enterprise", enterprise(desk, OTHER_ENTERPRISE)["id"])
    assert sorted(row["role"] for row in rows) == ["leader", "liaison", "unit"]
    long = workbook(
        tmp_path / "b.xlsx",
        ["企业名称", "角色", "姓名"],
        *([OTHER_ENTERPRISE, role, CADRE] for role in ("包保领导", "联络员")),
    )
    assert counts(report_of(desk, "pairing", long)) == {"same": 2}


def test_people_who_are_not_known_are_added_only_when_wished_for(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["企业名称", "角色", "姓名", "所在单位", "职务"],
        [OTHER_ENTERPRISE, "联络员", "示例新来的", "示例新区管委会", "主任"],
        ["示例没有这家", "联络员", "示例也新来", "示例新区管委会", "主任"],
    )
    assert counts(report_of(desk, "pairing", path)) == {"impossible": 2}
    assert called("person", "示例新来的", desk) == []
    report = report_of(desk, "pairing", path, add_unknown=True)
    assert counts(report) == {"new": 1, "impossible": 1}
    (person,) = called("person", "示例新来的", desk)
    row = desk.ledger.row("person", person) or {}
    assert (desk.name("unit", row["unit"]), row["post"]) == ("示例新区管委会", "主任")
    assert counts(report_of(desk, "pairing", path, add_unknown=True)) == {"same": 1, "impossible": 1}


def test_a_second_holder_of_a_role_is_taken_and_told(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", ["企业名称", "角色", "姓名", "所在单位"], [ENTERPRISE, "联络员", "示例新来的", PARK]
    )
    report = report_of(desk, "pairing", path, add_unknown=True)
    assert counts(report) == {"new": 1}
    assert CADRE in sentences(report)


def test_how_often_to_visit_comes_with_the_pairing(desk: Desk, tmp_path: Path) -> None:
    header = ["企业名称", "包保领导", "走访频次"]
    path = workbook(tmp_path / "a.xlsx", header, [OTHER_ENTERPRISE, CADRE, "每月2次"])
    assert counts(report_of(desk, "pairing", path)) == {"new": 1}
    (row,) = (row for row in desk.ledger.rows("pairing") if row.get("visit_days"))
    assert row["visit_days"] == 15
    assert counts(report_of(desk, "pairing", path)) == {"same": 1}
    changed = workbook(tmp_path / "b.xlsx", header, [OTHER_ENTERPRISE, CADRE, "每周"])
    assert counts(report_of(desk, "pairing", changed)) == {"changed": 1}
    wrong = workbook(tmp_path / "c.xlsx", header, [OTHER_ENTERPRISE, CADRE, "经常"])
    assert counts(report_of(desk, "pairing", wrong)) == {"impossible": 1}


# Projects and month figures


def test_projects_come_in_with_the_stage_they_were_in(desk: Desk, tmp_path: Path) -> None:
    header = ["项目名称", "项目类型", "总投资（亿元）", "年度计划投资（万元）", "项目阶段", "投资方"]
    rows: list[list[Any]] = [
        ["示例石化新材料项目", "招商", 5.2, 8000, "已开工", "示例龙原"],
        ["示例技改项目", "技改", "3000万元", None, "投产", None],
    ]
    path = workbook(tmp_path / "a.xlsx", header, *rows)
    assert counts(report_of(desk, "project", path)) == {"new": 2}
    first, second = sorted(desk.ledger.rows("project"), key=lambda row: row["name"], reverse=True)
    assert (first["investment"], first["year_plan"], first["entered_at"]) == ("52000", "8000", "started")
    assert (second["investment"], second["entered_at"]) == ("3000", "produced")
    assert counts(report_of(desk, "project", path)) == {"same": 2}
    moved = workbook(tmp_path / "b.xlsx", header, [*rows[0][:4], "停工", None])
    assert counts(report_of(desk, "project", moved)) == {"doubtful": 1}


def test_who_is_hooked_to_a_project_comes_in_with_the_list_of_projects(desk: Desk, tmp_path: Path) -> None:
    go_by(desk, read_text("three-threes"))
    header = ["项目名称", "项目类型", "总投资", "挂钩领导", "联系", "责任单位"]
    row = ["示例冷链项目", "招商", 5000, f"{CADRE}、{CLERK}", CLERK, PARK]
    path = workbook(tmp_path / "a.xlsx", header, row)
    assert counts(report_of(desk, "project", path)) == {"new": 1}
    (project,) = desk.ledger.rows("project")
    paired = desk.ledger.referring("pairing", "project", project["id"])
    people = {(item["role"], desk.name("person", item["person"])) for item in paired}
    assert people == {("hooked", CADRE), ("hooked", CLERK), ("contact", CLERK)}
    # The unit is a field of the project, not a role.
    assert desk.name("unit", project["unit"]) == PARK
    assert counts(report_of(desk, "project", path)) == {"same": 1}
    moved = workbook(tmp_path / "b.xlsx", header, [*row[:4], CADRE, PARK])
    assert counts(report_of(desk, "project", moved)) == {"changed": 1}
    unknown = workbook(tmp_path / "c.xlsx", header, ["示例另一项目", *row[1:4], "示例没有这个人", PARK])
    assert counts(report_of(desk, "project", unknown)) == {"impossible": 1}
    assert len(list(desk.ledger.rows("project"))) == 1


def test_month_figures_keep_what_is_empty_empty_and_take_the_month_from_the_title(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["2026年3月重点企业运行情况"],
        ["企业名称", "工业总产值（万元）", None, None, "用工人数"],
        [None, "本月", "上年同期", "累计", None],
        [ENTERPRISE, 1234.5, 1000, 9999, 86],
        [OTHER_ENTERPRISE, 0, None, 1, None],
        ["合计", 1234.5, 1000, 10000, 86],
    )
    assert counts(report_of(desk, "figures", path)) == {"new": 2}
    first, second = sorted(desk.ledger.rows("figures"), key=lambda row: row["output"], reverse=True)
    assert (first["month"], first["output"], first["output_prior"], first["employees"]) == (
        "2026-03",
        "1234.5",
        "1000",
        86,
    )
    assert second["output"] == "0"
    assert "output_prior" not in second
    assert counts(report_of(desk, "figures", path)) == {"same": 2}


# Visits


VISIT = [
    "企业名称",
    "走访日期",
    "走访人",
    "走访结果",
    "走访情况",
    "问题一",
    "类型一",
    "问题二",
    "类型二",
    "下一步",
    "下次走访日期",
]


def test_a_cadres_form_becomes_visits_problems_and_reminders(desk: Desk, tmp_path: Path) -> None:
    day = today().isoformat()
    rows: list[list[Any]] = [
        [
            ENTERPRISE,
            day,
            CADRE,
            "已见面",
            "见到生产副总",
            "流动资金缺口300万",
            "融资",
            "招工困难缺熟练工",
            "用工",
            "电话回访",
            "明天",
        ],
        [OTHER_ENTERPRISE, day, CADRE, "未遇", None, None, None, None, None, None, None],
    ]
    path = workbook(tmp_path / "a.xlsx", VISIT, *rows)
    assert counts(report_of(desk, "visit", path)) == {"new": 2}
    (visit,) = (row for row in desk.ledger.rows("visit") if row["outcome"] == "met")
    problems = desk.ledger.referring("problem", "visit", visit["id"])
    assert {row["type"] for row in problems} == {"RZ", "YG"}
    assert [row["reason"] for row in desk.ledger.referring("follow_up", "visit", visit["id"])] == ["电话回访"]
    before = contents(desk, "visit", "problem", "follow_up")
    assert counts(report_of(desk, "visit", path)) == {"same": 2}
    assert contents(desk, "visit", "problem", "follow_up") == before


def test_a_visit_that_can_not_be_is_told(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        VISIT[:5],
        [ENTERPRISE, date(2099, 1, 1), CADRE, "已见面", "见到"],
        [ENTERPRISE, "某天", CADRE, "已见面", "见到"],
        [ENTERPRISE, today(), "示例无此人", "已见面", "见到"],
        [ENTERPRISE, today(), CADRE, "已见面", None],
        [ENTERPRISE, today(), CADRE, "未遇", None],
        [ENTERPRISE, today(), None, "未遇", None],
    )
    report = report_of(desk, "visit", path)
    # Lines 5 and 6 are one visit that met somebody and did not.
    assert report.numbers["impossible"] == [2, 3, 4, 7]
    assert report.numbers["doubtful"] == [5, 6]
