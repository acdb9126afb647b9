"""What the office decided stands on today's list until its reader does something about it, however it came."""

from datetime import timedelta

from story import BANKING, Pair, hand_back, register_problem

from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.steps import enter_step
from fieldtui.work.today import today_list


def news(desk: Desk, days: int = 0) -> list[tuple[str, str]]:
    """(what, why) of each line below 企服办下发, so many days from now."""
    sections = today_list(desk, [], today() + timedelta(days=days))
    return [(item.what, item.why) for section in sections if section.title == "企服办下发" for item in section.items]


def step(desk: Desk, problem: str, **texts: str) -> None:
    entry = enter_step(desk, {"problem": problem, **texts}, today())
    assert entry.troubles == {}, entry.troubles
    desk.ledger.save(*entry.records)


def assigned(office: Desk, problem: str) -> None:
    (lead,) = (row["id"] for row in office.ledger.rows("unit") if row["name"] == BANKING)
    step(office, problem, step="assigned", lead=lead)


def test_what_i_wrote_before_the_file_came_hides_nothing_of_it(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        hand_back(office, cadre)
        assert news(cadre) == []
        assigned(office, problem)
        # On the laptop nobody knows of that yet.
        step(cadre, problem, step="note", words="又去问了一次。")
        hand_back(office, cadre)
        assert news(cadre) == [("交办", BANKING)]
        step(cadre, problem, step="note", words="已转告企业。")
        assert news(cadre) == [], "whoever goes on from there has read it"


def test_a_file_that_was_long_on_its_way_brings_news_all_the_same(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        later = now() + timedelta(days=20)
        hand_back(office, cadre)
        step(office, problem, step="note", words="会上定了。")
        cadre.ledger.clock = lambda: int(later.timestamp() * 1000)
        hand_back(office, cadre)
        assert news(cadre, 20) == [("跟进", "会上定了。")]
        assert news(cadre, 33) == [("跟进", "会上定了。")]
        assert news(cadre, 36) == [], "a fortnight after it came it is none any more"


def test_a_second_file_takes_no_news_of_the_first_away(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        hand_back(office, cadre)
        assigned(office, problem)
        hand_back(office, cadre)
        step(office, problem, step="note", words="会上再催一次。")
        hand_back(office, cadre)
        hand_back(office, cadre)
        assert news(cadre) == [("跟进", "会上再催一次。")]
