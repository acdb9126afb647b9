"""With several plans in use, a new record is read, explained and made by the plan that it belongs to."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from county_plans import BESIDE, OTHER, OTHER_TITLE
from story import CADRE, ENTERPRISE, SHORTAGE, Pair, go_by, go_to, hand_back, rows, screen_of
from test_plans_in_use import SIX, add
from test_record_form import filled

from fieldtui.cli.quick import add_quick
from fieldtui.model.kinds import kind_names
from fieldtui.model.record import new_id
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.plans import names, read_text
from fieldtui.sheets.known import Wishes
from fieldtui.sheets.outcome import Verdict
from fieldtui.sheets.taking import take_in
from fieldtui.sync.exchange import export_to_office, read_file
from fieldtui.sync.words import describe_bundle
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import lists_of
from fieldtui.work.putting_in_use import put_in_use
from fieldtui.work.record_form import RecordForm, offered_kinds
from fieldtui.work.record_words import value_words
from fieldtui.work.step_form import possible_steps
from fieldtui.work.steps import enter_step
from fieldtui.work.visits import enter_problems, enter_visit

THIRD = "示例第三有限公司"
OWN = "项目挂钩类"
# The second plan has a category and a type of problem of its own, and another word for a step after a visit.
SECOND = (
    BESIDE.replace("categories = [", f'categories = [ {{ code = "own", name = "{OWN}" }}, ', 1)
    .replace('name = "融资"', 'name = "资金周转"')
    .replace('step = "note", name = "跟进"', 'step = "note", name = "回访记录"')
    .replace('name = "联络员"', 'name = "项目秘书"')
)


def two_plans(desk: Desk) -> None:
    """Two plans in use; one enterprise is in the second alone."""
    desk.ledger.save(*put_in_use(desk, SECOND, today(), main=False).records)
    third = add(desk, "enterprise", name=THIRD, region="萨尔图")
    add(desk, "inclusion", enterprise=third, category=OWN, start="2026-01-01", plan=OTHER)


@pytest.fixture
def two(desk: Desk) -> Desk:
    two_plans(desk)
    return desk


def made(desk: Desk, kind: str, typed: Mapping[str, str]) -> Row:
    form = RecordForm(desk, kind, today())
    entry = form.entry(filled(desk, form, typed), new_id())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return desk.ledger.row(kind, entry.records[0].id) or {}


# Forms


def test_a_form_reads_by_the_plan_of_what_is_typed(two: Desk) -> None:
    typed = {"enterprise": THIRD, "period": "2026", "category": OWN, "achieved": "pending"}
    row = made(two, "outcome", typed)
    assert (row["plan"]["name"], row["category"]) == (OTHER, "own")
    form = RecordForm(two, "outcome", today())
    entry = form.entry(filled(two, form, {**typed, "enterprise": ENTERPRISE}), new_id())
    assert "category" in entry.troubles, "that enterprise is in the main plan alone"


def test_an_enterprise_is_taken_into_the_plan_that_is_chosen(two: Desk) -> None:
    row = made(
        two, "inclusion", {"plan": OTHER_TITLE, "enterprise": ENTERPRISE, "category": OWN, "start": "2026-01-01"}
    )
    assert (row["plan"]["name"], row["category"]) == (OTHER, "own")
    assert "plan" not in [asked.name for asked in RecordForm(two, "inclusion", today(), record=row["id"]).fields]


def test_a_form_does_not_ask_for_the_plan_where_there_is_one(desk: Desk) -> None:
    assert "plan" not in [asked.name for asked in RecordForm(desk, "outcome", today()).fields]


# Quick entry

LINE = "资金周转 流动资金也缺口三百万"


def test_a_line_is_made_under_the_plan_of_the_enterprise_that_it_names(two: Desk) -> None:
    texts = {"enterprise": ENTERPRISE, "problems": f"融资 {SHORTAGE}\n{LINE} &{THIRD}"}
    entry = enter_problems(two, texts, today())
    assert entry.troubles == {}
    assert [record.fields()["plan"]["name"] for record in entry.records] == [SIX, OTHER]


def test_a_plan_that_is_not_in_use_is_refused(two: Desk) -> None:
    texts = {"enterprise": ENTERPRISE, "problems": f"融资 {SHORTAGE}", "plan": "没有这个方案"}
    assert "plan" in enter_problems(two, texts, today()).troubles
    assert "plan" in enter_visit(two, {**texts, "visitors": CADRE}, today()).troubles
    entry = enter_problems(two, {**texts, "problems": LINE, "plan": OTHER_TITLE}, today())
    assert [record.fields()["plan"]["name"] for record in entry.records] == [OTHER]


def test_the_command_tells_what_was_understood_by_the_plan_that_counts(
    two: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    add_quick(two, "problem", {"enterprise": THIRD}, [LINE])
    assert "资金周转" in capsys.readouterr().err
    add_quick(two, "problem", {"enterprise": ENTERPRISE, "plan": OTHER}, [LINE])
    assert "资金周转" in capsys.readouterr().err
    with pytest.raises(FieldError, match="没有这个方案"):
        add_quick(two, "problem", {"enterprise": ENTERPRISE, "plan": "没有这个方案"}, [LINE])


async def test_the_form_explains_lines_by_the_plan_of_the_enterprise(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        two_plans(desk)
    async with screen_of(pair.office) as hands:
        await hands.press("f3")
        await hands.at("problems")
        await hands.sees("大庆“六必访”")
        await hands.type(THIRD)
        await hands.sees(f"→ {OTHER_TITLE}")
        await go_to(hands, "problems")
        await hands.type(LINE)
        await hands.sees("资金周转 · ")
        await hands.press("ctrl+s")
        await hands.at("today")
    assert [row["plan"]["name"] for row in rows(pair.office, "problem")] == [OTHER]


# Lists


def test_what_only_the_second_plan_knows_is_listed_and_offered(desk: Desk) -> None:
    assert "meeting" in offered_kinds(desk)
    before = {one.key for one in lists_of(desk)}
    for name in ("three-threes", "three-engines"):
        desk.ledger.save(*put_in_use(desk, read_text(name), today(), main=False).records)
    own = [one for one in lists_of(desk) if one.key not in before]
    kinds = {kind.code for plan in desk.plans[1:] for kind in plan.project_kinds if kind.columns}
    assert {one.type for one in own} == kinds != set()
    for one in own:
        form = RecordForm(desk, "project", today(), given=one.given)
        shown = {asked.name: asked.text for asked in form.fields}
        assert shown["type"] in (one.type, one.name)
        typed = {"name": "示例项目", "enterprise": ENTERPRISE, "investment": "100"}
        assert "type" not in form.entry({**shown, **typed}, new_id()).troubles


def test_kinds_that_only_the_second_plan_knows_are_offered(desk: Desk) -> None:
    go_by(desk, read_text("three-engines"))
    missing = set(kind_names()) - set(offered_kinds(desk))
    for name in names():
        if name != "three-engines":
            desk.ledger.save(*put_in_use(desk, read_text(name), today(), main=False).records)
    assert missing & set(offered_kinds(desk)), "the others know meetings, milestones or tasks that it does not"


# Words


def test_steps_after_a_visit_are_called_as_its_plan_calls_them(two: Desk) -> None:
    entry = enter_visit(two, {"enterprise": THIRD, "visitors": CADRE, "note": "示例"}, today())
    two.ledger.save(*entry.records)
    assert possible_steps(two, entry.records[0].id)["note"] == "回访记录"
    assert possible_steps(two, "")["note"] == "跟进"


def test_a_bundle_is_told_in_the_words_of_the_plan_of_what_is_new_in_it(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office:
        two_plans(office)
        with Desk.open_to_write(pair.cadre) as cadre:
            hand_back(office, cadre)
            texts = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": "示例", "plan": OTHER}
            entry = enter_visit(cadre, texts, today())
            assert entry.troubles == {}
            cadre.ledger.save(*entry.records)
            texts = {"visit": entry.records[0].id, "step": "note", "words": "电话问过"}
            cadre.ledger.save(*enter_step(cadre, texts, today()).records)
            exported = export_to_office(cadre.ledger, now())
            told = describe_bundle(read_file(exported.path), office.ledger)
    assert any("回访记录" in line for line in told)


def test_what_belongs_to_a_project_is_said_in_the_words_of_its_plan(two: Desk) -> None:
    form = RecordForm(two, "project", today())
    texts = {asked.name: asked.text for asked in form.fields}
    entry = form.entry(
        {**texts, "name": "示例项目", "enterprise": THIRD, "type": "招商", "investment": "100"}, new_id()
    )
    assert entry.troubles == {}
    two.ledger.save(*entry.records)
    role = next(code for code, word in two.plan.choices("pairing_roles").items() if word == "联络员")
    assert value_words(two, "pairing", "role", role, {"project": entry.records[0].id}) == "项目秘书"
    assert (
        value_words(two, "pairing", "role", role, {"enterprise": two.index("enterprise").find(ENTERPRISE)[0].id})
        == "联络员"
    )


# Sheets


def test_rows_of_a_list_are_read_by_the_plan_of_their_enterprise(two: Desk, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    heading = "企业名称,提出日期,问题标题,问题类型,状态\n"
    file.write_text(
        f"{heading}{THIRD},2026-01-05,流动资金周转不开,资金周转,已入库\n{ENTERPRISE},2026-01-05,{SHORTAGE},融资,已登记\n",
        "utf-8",
    )
    verdicts: tuple[Verdict, ...] = ("new", "same")
    for verdict in verdicts:
        taken = take_in(two, "problem", file, Wishes(file_name="list.csv"), today())
        assert len(taken.report.numbers[verdict]) == 2, taken.report.told
    kept = {row["title"]: (row["type"], row["plan"]["name"]) for row in two.ledger.rows("problem")}
    assert kept == {"流动资金周转不开": ("RZ", OTHER), SHORTAGE: ("RZ", SIX)}
