"""With several plans in use, a new record is read, explained and made by the plan that it belongs to."""

from collections.abc import Mapping

import pytest
from county_plans import BESIDE, OTHER, OTHER_TITLE
from story import CADRE, ENTERPRISE, SHORTAGE, Pair, screen_of
from test_plans_in_use import add
from test_record_form import filled

from fieldtui.model.record import new_id
from fieldtui.model.row import Row
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.putting_in_use import put_in_use
from fieldtui.work.record_form import RecordForm
from fieldtui.work.rules import find_record

THIRD = "示例第三有限公司"
OWN = "项目挂钩类"
# The second plan has a category and a type of problem of its own, and another word for a step after a visit.
SECOND = (
    BESIDE.replace("categories = [", f'categories = [ {{ code = "own", name = "{OWN}" }}, ', 1)
    .replace('name = "融资"', 'name = "资金周转"')
    .replace('step = "note", name = "跟进"', 'step = "note", name = "回访记录"')
)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two plans in use; one enterprise is in the second alone."""
    desk.ledger.save(*put_in_use(desk, SECOND, today(), main=False).records)
    third = add(desk, "enterprise", name=THIRD, region="萨尔图")
    add(desk, "inclusion", enterprise=third, category=OWN, start="2026-01-01", plan=OTHER)
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
