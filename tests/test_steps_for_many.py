"""One step for several problems: only what fits them all is filled in beforehand."""

from story import BANKING, ENTERPRISE

from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.many_steps import start_of_all
from fieldtui.work.visits import enter_problems


def problems(desk: Desk, *lines: str) -> list[str]:
    texts = {"enterprise": ENTERPRISE, "source": "call", "problems": "\n".join(lines)}
    entry = enter_problems(desk, texts, today())
    desk.ledger.save(*entry.records)
    return [record.id for record in entry.records]


def test_problems_of_different_types_begin_without_a_department(desk: Desk) -> None:
    loans = problems(desk, "融资 流动资金缺口300万", "融资 续贷300万要补抵押物评估")
    hands = problems(desk, "用工 缺挡车工20名")
    assert start_of_all(desk, loans, "assigned", today())["lead"] == BANKING
    assert start_of_all(desk, [*loans, *hands], "assigned", today())["lead"] == ""
