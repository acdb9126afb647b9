"""What now: the list that opens first, for a cadre and for the office. It reads rows only, to be there at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from fieldtui.ledger.drafts import Draft
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, listed, ngettext
from fieldtui.model.county_time import SHANGHAI, local_time
from fieldtui.model.row import Row, made_at
from fieldtui.work.conflicts import open_fields
from fieldtui.work.desk import STANDING, Desk, awaited
from fieldtui.work.draft_words import form_word
from fieldtui.work.due_visits import DueVisit, Visiting, Week
from fieldtui.work.hand_over_news import hand_over_news
from fieldtui.work.handed import Handed
from fieldtui.work.naming import short_name
from fieldtui.work.news import id_from, new_steps
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


class Today:
    """A day's list and its week. What stands below is worked out when it is asked for, after what stands above."""

    def __init__(self, desk: Desk, drafts: Sequence[Draft], day: date, asking: Sequence[tuple[str, str]] = ()) -> None:
        """`asking`: (whose, code) of devices that ask to be known."""
        self._desk = desk
        self._drafts = drafts
        self._day = day
        self._asking = asking

    def sections(self) -> Iterator[Section]:
        """Those that have something in them; a thing stands in the first that it belongs to."""
        known: set[str] = set()
        for title, lines, left_out in self._all_sections():
            new = [line for line in lines if line and line.key not in known]
            known |= {line.key for line in new}
            if new:
                yield Section(title, Items(new), len(new) + left_out)

    def week(self) -> Week:
        return self._visiting.week(len(self._due))

    @cached_property
    def _visiting(self) -> Visiting:
        return Visiting(self._desk, self._day)

    @cached_property
    def _due(self) -> Sequence[DueVisit]:
        return self._visiting.due()

    def _all_sections(self) -> Iterator[tuple[str, Lines, int]]:
        """The sections, and of how many lines each says only the number; None stands where a record is deleted."""
        yield from ((title, lines, 0) for title, lines in self._above())
        shown = self._due[:WORST] if self._in_office else self._due
        yield _("Visits due"), visit_lines(self._desk, shown, self._day), len(self._due) - len(shown)
        yield from ((title, lines, 0) for title, lines in self._below())

    def _above(self) -> Iterator[tuple[str, Lines]]:
        """What is late, what is due now, and what the other side did or waits for."""
        now = self._now
        asking = (Item("devices", _("accept"), whose, _("code"), code) for whose, code in self._asking)
        yield _("Devices that ask to be known"), [*map(made_already, asking)]
        yield (
            _("Overdue"),
            [
                *(planned_line(self._desk, row, late=True) for row in self._planned if row["due"] < now),
                *(problem_line(self._desk, row, due, late=True) for due, row in self._waiting if due < now),
                *(task_line(self._desk, row, due, late=True) for due, row in self._asked if due < now),
                *(milestone_line(self._desk, row, late=True) for row in self._ahead if row["planned"] < now),
            ],
        )
        yield (
            _("Today"),
            [
                *(planned_line(self._desk, row) for row in self._planned if row["due"] == now),
                *(problem_line(self._desk, row, due) for due, row in self._waiting if due == now),
                *(task_line(self._desk, row, due) for due, row in self._asked if due == now),
                *(milestone_line(self._desk, row) for row in self._ahead if row["planned"] == now),
            ],
        )
        if self._in_office:
            yield _("To be assigned"), self._in_states("registered", "disputed")
            yield (
                _("To be closed"),
                [
                    *(to_close_line(self._desk, row) for row in self._standings if row["state"] == "verified"),
                    *(task_line(self._desk, row, "") for row in reported(self._tasks)),
                ],
            )
        else:
            yield _("To be completed"), self._in_states("returned")
            news = _news(self._desk, self._handed, self._day)
            yield _("From the office"), [*news, *new_tasks(self._desk, self._asked, _news_since(self._day))]

    def _below(self) -> Iterator[tuple[str, Lines]]:
        """What one has to settle, go on with and hand in oneself, and what comes next."""
        desk, day, now = self._desk, self._day, self._now
        yield _("Edited in two places"), [*map(made_already, _conflicts(desk))]
        yield _("Handed over"), [*map(made_already, _handed_over(desk, self._mine, day))]
        givers = (self._handed.draft_giver(draft, desk.me, now) for draft in self._mine)
        drafts = (_draft(desk, draft, day, giver) for draft, giver in zip(self._mine, givers, strict=True))
        yield _("Drafts"), [*map(made_already, drafts)]
        yield _("Not handed in"), [*map(made_already, _not_handed_in(desk, day))]
        soon = (day + timedelta(days=SOON_DAYS)).isoformat()
        yield (
            _("The next days"),
            [
                *(planned_line(desk, row) for row in self._planned if now < row["due"] <= soon),
                *(problem_line(desk, row, due) for due, row in self._waiting if now < due <= soon),
                *(task_line(desk, row, due) for due, row in self._asked if now < due <= soon),
                *(milestone_line(desk, row) for row in self._ahead if now < row["planned"] <= soon),
                *policy_lines(desk, now, (day + timedelta(days=POLICY_DAYS)).isoformat()),
            ],
        )
        yield _("Milestones out of order"), list(out_of_order_lines(desk, self._ahead))
        if self._in_office:
            yield (
                _("In hand"),
                [
                    *(problem_line(desk, row, due) for due, row in self._waiting),
                    *(task_line(desk, row, due) for due, row in self._asked),
                ],
            )

    def _in_states(self, *states: str) -> Lines:
        return [problem_line(self._desk, row, "") for row in self._standings if row["state"] in states]

    @property
    def _now(self) -> str:
        return self._day.isoformat()

    @property
    def _in_office(self) -> bool:
        return self._desk.ledger.workspace.role == "office"

    @cached_property
    def _handed(self) -> Handed:
        return Handed(self._desk.ledger)

    @cached_property
    def _mine(self) -> Sequence[Draft]:
        return self._handed.drafts(self._drafts, self._desk.me, self._now)

    @cached_property
    def _planned(self) -> Sequence[Row]:
        to_do = still_to_do(self._desk.ledger.rows("follow_up"))
        return [row for row in to_do if self._handed.keeper(row, self._now) == self._desk.me]

    @cached_property
    def _standings(self) -> Sequence[Row]:
        return [row for row in open_problems(self._desk) if _is_mine(self._desk, self._handed, row, self._day)]

    @cached_property
    def _waiting(self) -> Sequence[tuple[str, Row]]:
        return sorted(((due, row) for row in self._standings if (due := awaited(row))), key=by_due)

    @cached_property
    def _tasks(self) -> Sequence[Row]:
        return open_tasks(self._desk)

    @cached_property
    def _asked(self) -> Sequence[tuple[str, Row]]:
        return to_reply(self._tasks)

    @cached_property
    def _ahead(self) -> Sequence[Row]:
        return milestones(self._desk)


def today_list(desk: Desk, drafts: Sequence[Draft], day: date) -> list[Section]:
    return list(Today(desk, drafts, day).sections())


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
    """Problems, closed ones too, with a step of somebody else that none of mine knows of, the newest first."""
    for step in new_steps(desk, _news_since(day), _came_since(desk, day)):
        standing = desk.ledger.derived(STANDING, step["problem"])
        problem = desk.ledger.row("problem", step["problem"])
        if problem is not None and standing and _is_mine(desk, handed, standing, day):
            yield made_already(_new(desk, problem, step))


def _came_since(desk: Desk, day: date) -> str:
    """Where the ids of what was taken in lately begin: a step of long ago is news when a stick was long on its way."""
    begin = datetime.combine(day - timedelta(days=NEWS_DAYS), time.min, SHANGHAI)
    made = desk.ledger.partner(OFFICE).made_before(int(begin.timestamp() * 1000))
    return id_from(made) if made else ""


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
    why = _("{count} days ago").format(count=ago) if late else ""
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
            came = desk.ledger.partner(row["device"]).received_at or made_at(row["id"])
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
