"""What now: the list that opens first, for a cadre and for the office. It reads rows only, to be there at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldtui.ledger.drafts import Draft
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, listed, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.conflicts import open_fields
from fieldtui.work.desk import STANDING, Desk, awaited
from fieldtui.work.draft_words import form_word
from fieldtui.work.due_visits import Visiting, Week
from fieldtui.work.hand_over_news import hand_over_news
from fieldtui.work.handed import Handed
from fieldtui.work.naming import short_name
from fieldtui.work.planned import still_to_do
from fieldtui.work.record_words import label, row_of, title_of
from fieldtui.work.today_lines import (
    Item,
    Items,
    Line,
    by_due,
    enterprise_name,
    from_giver,
    made_already,
    milestone_line,
    milestones,
    new_tasks,
    open_problems,
    open_tasks,
    out_of_order_lines,
    planned_line,
    policy_lines,
    problem_line,
    reported,
    task_line,
    to_close_line,
    to_reply,
    visit_lines,
)

Lines = Sequence[Line | None]

NEWS_DAYS = 14
"""How long a step of the other side is news."""
SOON_DAYS = 7
WORST = 3
"""How many of the visits that are due the office is told of by name; it goes and asks those who should."""
POLICY_DAYS = 14
"""How long before its last day a policy is told of: applications take their time."""
MOST_NAMES = 5
"""How many of those who did not hand in are named in one line."""
SHOWN_OF_DRAFT = 16
"""Characters of a draft that a narrow line shows."""


@dataclass(frozen=True, slots=True)
class Section:
    """`count` is how many there are, of which `items` may be the most pressing only."""

    title: str
    items: Items
    count: int


@dataclass(frozen=True, slots=True)
class Today:
    sections: Sequence[Section]
    week: Week


def today_list(desk: Desk, drafts: Sequence[Draft], day: date) -> list[Section]:
    """The sections that have something in them; a thing stands in the first that it belongs to."""
    return _listed(_all_sections(desk, drafts, day, visit_lines(desk, Visiting(desk, day).due(), day)))


def today_of(desk: Desk, drafts: Sequence[Draft], day: date) -> Today:
    """The list, and how the week stands."""
    visiting = Visiting(desk, day)
    due = visiting.due()
    sections = _listed(_all_sections(desk, drafts, day, visit_lines(desk, due, day)))
    return Today(sections, visiting.week(len(due)))


def _listed(found: Iterable[tuple[str, Lines, int]]) -> list[Section]:
    known: set[str] = set()
    sections = []
    for title, lines, left_out in found:
        new = [line for line in lines if line and line.key not in known]
        known |= {line.key for line in new}
        if new:
            sections.append(Section(title, Items(new), len(new) + left_out))
    return sections


def _all_sections(
    desk: Desk, drafts: Sequence[Draft], day: date, visits: Sequence[Line]
) -> Iterator[tuple[str, Lines, int]]:
    """The sections, and of how many lines each says only the number; None stands where a record is deleted."""
    shown = visits[:WORST] if desk.ledger.workspace.role == "office" else visits
    for title, lines in _sections(desk, drafts, day, shown):
        yield title, lines, len(visits) - len(shown) if lines is shown else 0


def _sections(desk: Desk, drafts: Sequence[Draft], day: date, visits: Sequence[Line]) -> Iterator[tuple[str, Lines]]:
    handed = Handed(desk.ledger)
    mine = handed.drafts(drafts, desk.me, day.isoformat())
    to_do = still_to_do(desk.ledger.rows("follow_up"))
    planned = [row for row in to_do if handed.keeper(row, day.isoformat()) == desk.me]
    standings = [row for row in open_problems(desk) if _is_mine(desk, handed, row, day)]
    waiting = sorted(((due, row) for row in standings if (due := awaited(row))), key=by_due)
    now, soon = day.isoformat(), (day + timedelta(days=SOON_DAYS)).isoformat()
    tasks, ahead = open_tasks(desk), milestones(desk)
    asked = to_reply(tasks)
    yield (
        _("Overdue"),
        [
            *(planned_line(desk, row, late=True) for row in planned if row["due"] < now),
            *(problem_line(desk, row, due, late=True) for due, row in waiting if due < now),
            *(task_line(desk, row, due, late=True) for due, row in asked if due < now),
            *(milestone_line(desk, row, late=True) for row in ahead if row["planned"] < now),
        ],
    )
    yield (
        _("Today"),
        [
            *(planned_line(desk, row) for row in planned if row["due"] == now),
            *(problem_line(desk, row, due) for due, row in waiting if due == now),
            *(task_line(desk, row, due) for due, row in asked if due == now),
            *(milestone_line(desk, row) for row in ahead if row["planned"] == now),
        ],
    )
    if desk.ledger.workspace.role == "office":
        yield (
            _("To be assigned"),
            [problem_line(desk, row, "") for row in standings if row["state"] in ("registered", "disputed")],
        )
        yield (
            _("To be closed"),
            [
                *(to_close_line(desk, row) for row in standings if row["state"] == "verified"),
                *(task_line(desk, row, "") for row in reported(tasks)),
            ],
        )
    else:
        yield _("To be completed"), [problem_line(desk, row, "") for row in standings if row["state"] == "returned"]
        yield _("From the office"), [*_news(desk, handed, day), *new_tasks(desk, asked, _news_since(day))]
    yield _("Visits due"), visits
    yield _("Edited in two places"), [*map(made_already, _conflicts(desk))]
    yield _("Handed over"), [*map(made_already, _handed_over(desk, mine, day))]
    yield (
        _("Drafts"),
        [made_already(_draft(desk, draft, day, handed.draft_giver(draft, desk.me, day.isoformat()))) for draft in mine],
    )
    yield _("Not handed in"), [*map(made_already, _not_handed_in(desk, day))]
    yield (
        _("The next days"),
        [
            *(planned_line(desk, row) for row in planned if now < row["due"] <= soon),
            *(problem_line(desk, row, due) for due, row in waiting if now < due <= soon),
            *(task_line(desk, row, due) for due, row in asked if now < due <= soon),
            *(milestone_line(desk, row) for row in ahead if now < row["planned"] <= soon),
            *policy_lines(desk, now, (day + timedelta(days=POLICY_DAYS)).isoformat()),
        ],
    )
    yield _("Milestones out of order"), list(out_of_order_lines(desk, ahead))
    if desk.ledger.workspace.role == "office":
        yield (
            _("In hand"),
            [
                *(problem_line(desk, row, due) for due, row in waiting),
                *(task_line(desk, row, due) for due, row in asked),
            ],
        )


def _handed_over(desk: Desk, drafts: Sequence[Draft], day: date) -> Iterator[Item]:
    """Hand-overs that are news to me, and those of which something is left to be handed over."""
    for news in hand_over_news(desk, drafts, day, NEWS_DAYS):
        yield Item(f"{news.key}:{news.hand_over}", _("hand-over"), news.people, news.about, news.why, news.left)


def _is_mine(desk: Desk, handed: Handed, standing: Row, day: date) -> bool:
    """Whether a problem is my business: on a laptop not those that its person handed over."""
    if desk.ledger.workspace.role == "office":
        return True
    return not handed.is_given_away(standing["id"], desk.me, day.isoformat())


def _news_since(day: date) -> str:
    return (day - timedelta(days=NEWS_DAYS)).isoformat()


def _news(desk: Desk, handed: Handed, day: date) -> Iterator[Line]:
    """Problems, closed ones too, whose last step somebody else entered a short while ago, the newest first."""
    since = _news_since(day)
    steps = [row for row in desk.ledger.rows("follow_up") if row["on"] >= since and row["by"] != desk.me]
    for step in sorted(steps, key=lambda step: (step["on"], step["id"]), reverse=True):
        standing = desk.ledger.derived(STANDING, step["problem"]) if step.get("problem") else {}
        if standing.get("last") != step["id"] or not _is_mine(desk, handed, standing, day):
            continue
        problem = desk.ledger.row("problem", standing["id"])
        if problem is not None:
            yield made_already(_new(desk, problem, step))


def _new(desk: Desk, problem: Row, step: Row) -> Item:
    words = desk.words("steps", problem).get(step["step"], step["step"])
    said = step.get("words") or desk.name("unit", step.get("lead") or step.get("behalf"))
    about = enterprise_name(desk, problem)
    return Item(f"problem:{problem['id']}", words, problem.get("title", ""), about, " ".join(said.split()))


def _conflicts(desk: Desk) -> Iterator[Item]:
    """A line for each record that was edited in two places."""
    for record, fields in open_fields(desk).items():
        # These know pydantic: only where there is something to settle.
        from fieldtui.model.kinds import kind_title

        kind = desk.ledger.kind_of(record) or ""
        about = short_name(desk.name("enterprise", row_of(desk, record).get("enterprise")))
        labels = listed(label(kind, name) for name in fields)
        yield Item(f"conflict:{record}", kind_title(kind), title_of(desk, record), about, labels)


def _draft(desk: Desk, draft: Draft, day: date, giver: str) -> Item:
    told = ("name", "title", "text", "note", "problems", "words", draft.values.get("settles", ""))
    text = next((draft.values[name] for name in told if draft.values.get(name)), "")
    about = short_name(draft.values.get("enterprise", "")) or (title_of(desk, draft.of) if draft.of else "")
    written = " ".join(text.split())
    # Where one stopped typing says more than where one began.
    shown = f"…{written[-SHOWN_OF_DRAFT:]}" if len(written) > SHOWN_OF_DRAFT else written
    why = "  ".join([_age(draft.at, day), *([from_giver(desk, giver)] if giver else [])])
    return Item(f"draft:{draft.id}", form_word(draft.form, draft.values), shown, about, why)


def _age(at: int, day: date) -> str:
    """When something was written, and how long ago that is: 今天 20:41, or 11-20 20:41 2天前."""
    written = local_time(at)
    days = (day - written.date()).days
    if days in (0, 1):
        day_word = _("yesterday") if days else _("today")
        return f"{day_word} {written:%H:%M}"
    ago = _("{count} days ago").format(count=days) if days > 0 else ""
    return f"{written:%m-%d %H:%M} {ago}".rstrip()


def _not_handed_in(desk: Desk, day: date) -> Iterator[Item]:
    """A laptop's entries that no file has carried, or that were not confirmed for days; in the office who is silent."""
    count, days = not_handed_in(desk), desk.ledger.workspace.hand_in_days
    if desk.ledger.workspace.role == "office":
        yield from _silent(desk, day, days)
        return
    partner = desk.ledger.partner(OFFICE)
    ago = (day - local_time(partner.sent_at).date()).days if partner.sent_at else 0
    late = ago > days
    why = "  ".join([_("{count} days ago").format(count=ago), "F9"] if late else ["F9"])
    if count:
        words = ngettext("{count} entry", "{count} entries", count).format(count=count)
        yield Item("hand_in", _("hand in"), words, "", why, late)
    elif late and partner.sent.count > partner.confirmed.count:
        count = partner.sent.count - partner.confirmed.count
        words = ngettext("no receipt for {count} entry", "no receipt for {count} entries", count).format(count=count)
        yield Item("hand_in", _("hand in"), words, "", why, late)


def _silent(desk: Desk, day: date, days: int) -> Iterator[Item]:
    """The people from whom no file came for so many days, from none of their laptops, in one line."""
    last: dict[str, int] = {}
    for row in desk.ledger.rows("device"):
        if row.get("revoked_after") is None:
            # Where nothing came yet, since it was accepted.
            made = (desk.ledger.heads(row["id"]) or {"made": {"at": 0}})["made"]
            came = desk.ledger.partner(row["device"]).received_at or made["at"]
            last[row["person"]] = max(last.get(row["person"], 0), came)
    silent = [person for person, at in last.items() if (day - local_time(at).date()).days > days]
    if silent:
        names = listed(desk.name("person", person) for person in silent[:MOST_NAMES])
        count = ngettext("{count} person", "{count} people", len(silent)).format(count=len(silent))
        words = _("more than {days} days").format(days=days)
        yield Item("hand_in", _("hand in"), names, count, words, late=True)


def not_handed_in(desk: Desk) -> int:
    """How many of a laptop's entries no bundle has carried yet; the office hands nothing in."""
    if desk.ledger.workspace.role == "office":
        return 0
    return desk.ledger.chain_end(desk.ledger.workspace.device)[0] - desk.ledger.partner(OFFICE).sent.count
