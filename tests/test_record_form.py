"""Every kind of record in the form of any kind: filled in as people write, saved, read back equal, corrected."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from story import BANKING, CADRE, CLERK, ENTERPRISE, LABOUR, OTHER_ENTERPRISE, SHORTAGE, Pair, go_by, register_problem

from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.kinds import describe, kind_names, record_class
from fieldtui.model.record import new_id
from fieldtui.model.row import Row
from fieldtui.plans import read_text
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import LISTED
from fieldtui.work.record_form import RecordForm, not_corrected, not_offered, offered_kinds, refusal
from fieldtui.work.rules import called, find_record
from fieldtui.work.steps import Entry

PROJECT = "示例精细化工二期"

# As somebody types it, and what is kept of it. Kinds that others name come first.
TYPED: dict[str, tuple[Mapping[str, str], Mapping[str, Any], Mapping[str, str]]] = {
    "unit": ({"name": "示例街道办", "type": "street"}, {"type": "street"}, {"name": "示例街道办事处"}),
    "person": (
        {"name": "示例孙", "unit": BANKING, "phone": "１３８００００００００"},
        {"phone": "13800000000"},
        {"post": "科员"},
    ),
    "appointment": (
        {"person": "示例孙", "unit": "jrb", "role": "department", "start": "2026-01-01"},
        {"role": "department", "start": "2026-01-01"},
        {"end": "2030-12-31"},
    ),
    "enterprise": (
        {"name": "示例星河塑胶有限公司", "region": "龙凤", "scale": "small", "above_scale": "true"},
        {"region": "230603", "scale": "small", "above_scale": True},
        {"address": "示例路1号"},
    ),
    "contact": (
        {"enterprise": "xhsj", "name": "示例吴", "post": "经理"},
        {"post": "经理"},
        {"phone": "13900000000"},
    ),
    "inclusion": (
        {"enterprise": "xhsj", "category": "困难", "start": "2026-01-01", "ground": "产值下降"},
        {"category": "difficulty"},
        {"base_period": "2026年1-7月"},
    ),
    "pairing": (
        {"enterprise": "xhsj", "role": "联络员", "person": CADRE, "start": "2026-01-01"},
        {"role": "liaison"},
        {"end": "2030-01-01"},
    ),
    "visit": (
        {"enterprise": ENTERPRISE, "date": "昨天", "note": "问了订单", "visitors": CLERK},
        {"date": (today() - timedelta(days=1)).isoformat(), "mode": "on_site", "outcome": "met"},
        {"note": "问了订单，排到年底"},
    ),
    "problem": (
        {"enterprise": ENTERPRISE, "source": "call", "title": "变压器容量不够", "type": "水电气暖"},
        {"type": "SD", "source": "call", "raised": today().isoformat()},
        {"urgency": "urgent"},
    ),
    "project": (
        {"name": PROJECT, "type": "investment", "enterprise": ENTERPRISE, "investment": "５.2亿", "region": "萨尔图"},
        {"investment": "52000", "region": "230602", "type": "investment"},
        {"year_plan": "8000万", "plan_year": "2026"},
    ),
    "milestone": (
        {"project": PROJECT, "type": "开工", "planned": "12-20", "title": "一期"},
        {},
        {"actual": "昨天"},
    ),
    "lead": (
        {"source": "chamber", "text": "广东一家做电池的想来看地，年后来", "investment": "1亿2000万"},
        {"investment": "12000", "title": "广东一家做电池的想来看地", "collected": today().isoformat()},
        {"investor": "示例电池"},
    ),
    "idea": (
        {"source": "resident", "text": "把闲置厂房挂到网上", "giver": "示例王"},
        {"submitted": today().isoformat(), "giver": "示例王"},
        {"phone": "13700000000"},
    ),
    "policy": (
        {"name": "示例稳岗返还", "unit": LABOUR, "most": "300万元", "deadline": "2030-12-31"},
        {"most": "300", "deadline": "2030-12-31"},
        {"document": "示例发〔2026〕1号"},
    ),
    "meeting": (
        {"held_as": "协调会议", "date": "今天", "chair": "示例周", "units": f"{BANKING}、人社"},
        {"date": today().isoformat()},
        {"decisions": "金融办牵头"},
    ),
    "task": (
        {"title": "核实稳岗返还", "unit": LABOUR, "due": "2030-12-01", "type": ""},
        {"assigned": today().isoformat(), "due": "2030-12-01"},
        {"text": "逐户核对"},
    ),
    "figures": (
        {"enterprise": ENTERPRISE, "month": "2026年7月", "output": "1,234.5", "profit": "-12", "employees": "１８６"},
        {"month": "2026-07", "output": "1234.5", "profit": "-12", "employees": 186},
        {"tax": "8000元"},
    ),
    "outcome": (
        {"enterprise": ENTERPRISE, "period": "2026年上半年", "category": "困难", "achieved": "pending"},
        {"period": "2026-H1", "category": "difficulty", "achieved": "pending"},
        {"evidence": "电费单"},
    ),
}  # fmt: skip
NOT_IN_A_FORM = (
    *("attachment", "device", "erasure", "follow_up"),
    *("plan", "hand_over", "handed_draft", "frozen_figures", "purge"),
)
"""Files, plans and frozen figures come by command, keys by bundles, words are erased by command; steps and hand-overs
have forms of their own."""


def filled(desk: Desk, form: RecordForm, typed: Mapping[str, str]) -> dict[str, str]:
    """The texts of a form with some typed over; a choice is made by its word or code."""
    texts = {asked.name: asked.text for asked in form.fields}
    for name, text in typed.items():
        asked = next(asked for asked in form.fields if asked.name == name)
        words = {word: code for code, word in asked.choices.items()}
        texts[name] = words.get(text, next((code for word, code in words.items() if text and text in word), text))
        if asked.editor in ("name",) and not any(record for record in [find_named(desk, asked.item, text)]):
            fitting = form.fitting(name, text, texts)
            texts[name] = fitting[0][0] if fitting else text
    return texts


def find_named(desk: Desk, item: Any, text: str) -> list[str]:
    return called(item.shown.refers, text, desk) if item.shown.refers else []


def saved(desk: Desk, kind: str, typed: Mapping[str, str], **given: str) -> str:
    form = RecordForm(desk, kind, today(), given=given)
    entry = form.entry(filled(desk, form, typed), new_id())
    assert entry.troubles == {}, (kind, entry.troubles)
    desk.ledger.save(*entry.records)
    return entry.records[0].id


def row_of(desk: Desk, kind: str, record: str) -> Row:
    row = desk.ledger.row(kind, record)
    assert row is not None
    return row


@pytest.fixture
def county(desk: Desk) -> Desk:
    """The office's desk with one record of each kind, each from the form."""
    for kind, (typed, _kept, _edit) in TYPED.items():
        saved(desk, kind, typed)
    return desk


def test_every_kind_that_people_enter_is_tried_here() -> None:
    assert set(TYPED) | set(NOT_IN_A_FORM) == set(kind_names())


def test_each_kind_is_filled_in_saved_read_back_and_corrected_in_one_field(desk: Desk) -> None:
    for kind, (typed, kept, edit) in TYPED.items():
        record = saved(desk, kind, typed)
        row = dict(row_of(desk, kind, record))
        assert {name: row.get(name) for name in kept} == dict(kept), kind

        # Read back: the form shows what was saved, and saving it again changes nothing.
        again = RecordForm(desk, kind, today(), record=record)
        texts = {asked.name: asked.text for asked in again.fields}
        entry = again.entry(texts)
        assert entry.troubles == {}, kind
        assert desk.ledger.save(*entry.records) == [], kind
        # And were all of it typed once more, it would come to the same.
        retyped = record_class(kind).model_validate(row)
        values = {name: again.reader.value(name, text)[0] for name, text in texts.items() if text}
        assert retyped.amended(**values).fields() == retyped.fields(), kind

        # One field is corrected: the log says that field, and nothing else.
        form = RecordForm(desk, kind, today(), record=record)
        entry = form.entry({**texts, **edit})
        assert entry.troubles == {}, kind
        (change,) = desk.ledger.save(*entry.records)
        follows = {"initials"} if "name" in edit else set()
        assert set(change.set) == {*edit, *follows}, kind
        after = row_of(desk, kind, record)
        assert {name: value for name, value in after.items() if name not in change.set} == {
            name: value for name, value in row.items() if name not in change.set
        }
        assert RecordForm(desk, kind, today(), record=record).changed(texts).keys() == edit.keys(), kind


@pytest.mark.parametrize("kind", TYPED)
def test_what_must_be_filled_in_says_so_at_its_field(desk: Desk, kind: str) -> None:
    form = RecordForm(desk, kind, today())
    entry = form.entry({asked.name: "" for asked in form.fields})
    assert entry.records == ()
    required = {item.name for item in describe(kind) if item.required}
    assert {name for name, sentence in entry.troubles.items() if sentence == _("It must be filled in.")} == required


def test_every_field_that_people_fill_in_is_asked(county: Desk) -> None:
    """A field that is added to a record stands in the form without another word; what the plan has no choices for does
    not."""
    for kind in TYPED:
        form = RecordForm(county, kind, today())
        asked = {one.name for one in form.fields}
        described = {item.name: item for item in describe(kind) if not item.shown.derived}
        assert asked <= described.keys()
        for name in described.keys() - asked:
            assert described[name].shown.plan
            assert not county.plan.choices(described[name].shown.plan)


def test_sums_months_and_lists_are_understood_while_typing(county: Desk) -> None:
    project = RecordForm(county, "project", today())
    assert project.understood("investment", {"investment": "3亿"}) == "→ 30000万元"
    assert project.understood("investment", {"investment": "300万"}) == "→ 300万元"
    assert project.understood("investment", {"investment": "5200"}) == ""
    assert project.understood("investment", {"investment": "很多"}) == ""
    assert project.understood("team", {"team": f"{CADRE}、示例孙"}) == ""
    assert project.understood("enterprise", {"enterprise": "lyjx"}) == f"→ {ENTERPRISE}"
    figures = RecordForm(county, "figures", today())
    assert figures.understood("month", {"month": "2026年7月"}) == "→ 2026-07"
    outcome = RecordForm(county, "outcome", today())
    assert outcome.understood("period", {"period": "2026年3季度"}) == "→ 2026-Q3"
    milestone = RecordForm(county, "milestone", today())
    assert "明天" in milestone.understood("planned", {"planned": "明天"})


def test_wrong_texts_are_told_at_their_field_and_nothing_is_saved(county: Desk) -> None:
    form = RecordForm(county, "project", today())
    texts = filled(county, form, {**TYPED["project"][0], "name": "另一个项目"})
    for name, text, words in (
        ("investment", "很多", "万元"),
        ("enterprise", "没有这家", "企服办新增"),
        ("team", f"{CADRE}、没这个人", "没这个人"),
        ("entered_on", "猴年马月", "日期"),
        ("region", "火星", "方案"),
        ("plan_year", "明年", "写法"),
    ):
        entry = form.entry({**texts, name: text}, new_id())
        assert words in entry.troubles.get(name, ""), (name, entry.troubles)
        assert entry.records == ()


def luohe(workspace: Workspace) -> Desk:
    desk = Desk.open_to_write(workspace)
    go_by(desk, read_text("luohe"))
    return desk


@pytest.fixture
def meetings(pair: Pair) -> Iterator[Desk]:
    with luohe(pair.office) as opened:
        yield opened


def test_a_meeting_gets_its_next_numbers_and_says_so_before(meetings: Desk) -> None:
    form = RecordForm(meetings, "meeting", date(2026, 11, 23))
    first = {
        **{asked.name: asked.text for asked in form.fields},
        "held_as": "月讲评4、周交办会14",
        "date": "2026-11-16",
    }
    assert form.understood("held_as", first) == "→ 第四次月讲评暨第十四次周交办会"
    meetings.ledger.save(*form.entry(first).records)
    (row,) = meetings.ledger.rows("meeting")
    assert row["held_as"] == [{"type": "review", "number": 4}, {"type": "assignment", "number": 14}]
    form = RecordForm(meetings, "meeting", date(2026, 11, 23))
    assert form.understood("held_as", {"held_as": "周交办会", "date": "2026-11-23"}) == "→ 第十五次周交办会"
    # Corrected to another number, the title follows, for it was not written by hand.
    form = RecordForm(meetings, "meeting", date(2026, 11, 23), record=row["id"])
    texts = {asked.name: asked.text for asked in form.fields}
    assert texts["held_as"] == "月讲评4、周交办会14"
    meetings.ledger.save(*form.entry({**texts, "held_as": "月讲评4、周交办会16"}).records)
    assert row_of(meetings, "meeting", row["id"])["title"] == "第四次月讲评暨第十六次周交办会"


def test_the_form_begins_with_the_record_one_came_from(county: Desk) -> None:
    project, enterprise = find_record("project", PROJECT, county), find_record("enterprise", ENTERPRISE, county)
    assert project is not None
    assert enterprise is not None
    given = {"project": project, "enterprise": enterprise}
    for kind, begins in (
        ("milestone", {"project": PROJECT}),
        ("figures", {"project": PROJECT, "enterprise": ""}),
        ("contact", {"enterprise": ENTERPRISE}),
        ("idea", {"enterprise": ENTERPRISE}),
    ):
        texts = {asked.name: asked.text for asked in RecordForm(county, kind, today(), given=given).fields}
        assert {name: texts[name] for name in begins} == begins, kind


def test_who_is_not_asked_for_stands_below(county: Desk) -> None:
    """Month figures of an enterprise are of no project: Enter does not stop there."""
    enterprise = find_record("enterprise", ENTERPRISE, county) or ""
    for given, below in (({"enterprise": enterprise}, True), ({}, False)):
        (project,) = (
            one for one in RecordForm(county, "figures", today(), given=given).fields if one.name == "project"
        )
        assert project.on_demand is below
    # What the place before says is in sight, also where most leave it empty.
    for given, below in (({"enterprise": enterprise}, False), ({}, True)):
        (named,) = (one for one in RecordForm(county, "lead", today(), given=given).fields if one.name == "enterprise")
        assert named.on_demand is below


def test_titles_with_marks_between_their_words_are_one_name_each(county: Desk) -> None:
    titles = ("水、电、气都不够", "贷款到期，续贷慢")
    problems = [saved(county, "problem", {**TYPED["problem"][0], "title": title, "type": "融资"}) for title in titles]
    meeting = saved(county, "meeting", {"held_as": "协调会议", "problems": "、".join(titles)})
    assert row_of(county, "meeting", meeting)["problems"] == problems


def test_a_record_that_was_deleted_meanwhile_is_not_made_anew(county: Desk) -> None:
    """A draft of a correction may be opened long after."""
    record = find_record("project", PROJECT, county) or ""
    county.ledger.save(county.ledger.get("project", record).amended(deleted=True))  # type: ignore[union-attr] # it is there
    entry = RecordForm(county, "project", today(), record=record).entry({"name": "改名"}, new_id())
    assert entry.records == ()
    assert "删除" in entry.troubles[""]


def test_milestones_of_the_project_s_kind_are_offered_first(county: Desk) -> None:
    form = RecordForm(county, "milestone", today())
    usual = list(county.plan.choices("milestones.investment").values())
    fitting = [word for word, _about in form.fitting("type", "", {"project": PROJECT})]
    assert fitting[: len(usual)] == usual
    assert set(fitting) == set(county.plan.choices("milestone_kinds").values())


def test_two_people_who_correct_different_fields_do_not_meet(county: Desk) -> None:
    record = find_record("project", PROJECT, county) or ""
    mine = RecordForm(county, "project", today(), record=record)
    others = RecordForm(county, "project", today(), record=record)
    county.ledger.save(*others.entry({"land": "10.5"}).records)
    county.ledger.save(*mine.entry({"investment": "6亿"}).records)
    row = row_of(county, "project", record)
    assert (row["land"], row["investment"]) == ("10.5", "60000")
    assert county.ledger.conflicts() == []


def test_what_was_wrong_before_does_not_hinder_the_correction_of_something_else(county: Desk) -> None:
    """A code that the plan does not know (from another plan, from an import) stays until somebody corrects that."""
    record = find_record("enterprise", ENTERPRISE, county) or ""
    county.ledger.save(county.ledger.get("enterprise", record).amended(region="nowhere"))  # type: ignore[union-attr] # it is there
    form = RecordForm(county, "enterprise", today(), record=record)
    assert form.entry({"address": "示例路2号"}).troubles == {}
    assert "region" in form.entry({"region": "火星"}).troubles


def test_names_that_several_bear_are_told_apart(county: Desk) -> None:
    """Two problems of one title: what is offered says whose each is, and what is put into the field is read back."""
    first = saved(county, "problem", {**TYPED["problem"][0], "title": SHORTAGE, "type": "融资"})
    second = saved(
        county, "problem", {**TYPED["problem"][0], "title": SHORTAGE, "type": "融资", "enterprise": OTHER_ENTERPRISE}
    )
    form = RecordForm(county, "milestone", today())
    offered = form.fitting("obstacle", SHORTAGE, {})
    assert {about for _name, about in offered} == {f"{SHORTAGE}  {ENTERPRISE}", f"{SHORTAGE}  {OTHER_ENTERPRISE}"}
    assert {form.reader.value("obstacle", name)[0] for name, _about in offered} == {first, second}  # fmt: skip


# Who may


def test_the_office_is_offered_what_its_plan_knows(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office:
        assert {"meeting", "policy", "task", "unit", "enterprise"} <= set(offered_kinds(office))
        assert not {"visit", "problem", "follow_up", "device", "erasure", "attachment"} & set(offered_kinds(office))
        known = set(office.plan.choices("project_kinds"))
        assert ("project" in offered_kinds(office)) == bool(known)


def test_kinds_are_offered_in_the_order_of_their_lists(pair: Pair) -> None:
    with Desk.open_to_read(pair.office) as desk:
        offered = [kind for kind in offered_kinds(desk) if kind in LISTED]
    assert offered == [kind for kind in LISTED if kind in offered]
    assert offered[:3] == ["enterprise", "project", "milestone"]


def test_a_laptop_is_offered_neither_the_office_s_kinds_nor_the_roster(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre:
        offered = offered_kinds(cadre)
        assert not {"meeting", "policy", "task", "appointment", "unit", "person", "enterprise", "pairing"} & set(
            offered
        )
        assert {"contact", "lead", "idea", "figures", "outcome"} <= set(offered)
        assert not_offered(cadre, "meeting") == "这一种只由企服办登记。"
        assert "企服办新增" in not_offered(cadre, "enterprise")
        record = find_record("enterprise", ENTERPRISE, cadre) or ""
        assert not_corrected(cadre, record) == ""


def test_steps_devices_and_files_are_not_corrected_in_a_form(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as office:
        for kind in NOT_IN_A_FORM:
            assert refusal(office, kind)
        device = next(office.ledger.rows("device"))["id"]
        assert not_corrected(office, device) == refusal(office, "device")
        assert not_corrected(office, problem) == ""
        office.ledger.save(office.ledger.get("problem", problem).amended(deleted=True))  # type: ignore[union-attr] # it is there
        assert "删除" in not_corrected(office, problem)


def test_a_plan_without_projects_offers_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = desk.plan.model_copy(update={"project_kinds": (), "milestone_kinds": (), "meeting_kinds": ()})
    for reckoned in ("_choices", "coded_lists"):
        bare.__dict__.pop(reckoned, None)
    monkeypatch.setattr(Desk, "plan", property(lambda _desk: bare))
    monkeypatch.setattr(Desk, "plans", property(lambda _desk: (bare,)))
    assert not {"project", "milestone", "meeting"} & set(offered_kinds(desk))
    assert "contact" in offered_kinds(desk)
    assert not_offered(desk, "project") == "现在用的方案里没有这一类。"


def test_an_entry_is_what_the_command_line_would_make_of_it(county: Desk) -> None:
    """No second grammar: names, words and sums in the form come to the same as `fieldtui add`."""
    from fieldtui.model.kinds import field
    from fieldtui.work.rules import resolved

    typed = {"type": "招商", "enterprise": ENTERPRISE, "unit": BANKING, "region": "萨尔图", "investment": "5.2亿"}
    found, wrong = resolved("project", typed, county)
    assert wrong == {}
    reader = RecordForm(county, "project", today()).reader
    for name, text in typed.items():
        assert field("project", name)
        assert (reader.value(name, text)[0]) == found[name]


def test_nothing_typed_twice_comes_twice(county: Desk) -> None:
    """A draft that is saved twice is one record: it has the draft's id."""
    form = RecordForm(county, "contact", today())
    texts = filled(county, form, {"enterprise": ENTERPRISE, "name": "示例郑"})
    identifier = new_id()
    for _time in range(2):
        entry: Entry = form.entry(texts, identifier)
        county.ledger.save(*entry.records)
    assert len([row for row in county.ledger.rows("contact") if row["name"] == "示例郑"]) == 1
