"""What now: the list that opens first, for a cadre and for the office. It reads rows only, to be there at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldtui.ledger.drafts import Draft
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import N_, _, listed, ngettext
from fieldtui.model.codes import SATISFACTIONS
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.conflicts import open_fields
from fieldtui.work.desk import STAGE, STANDING, Desk
from fieldtui.work.hand_over_news import hand_over_news
from fieldtui.work.handed import Handed
from fieldtui.work.naming import short_name
from fieldtui.work.planned import still_to_do
from fieldtui.work.record_words import followed, label, row_of, title_of, value_words

NEWS_DAYS = 14
"""How long a step of the other side is news."""
SOON_DAYS = 7
POLICY_DAYS = 14
"""How long before its last day a policy is told of: applications take their time."""
MOST_NAMES = 5
"""How many of those who did not hand in are named in one line."""
SHOWN_OF_DRAFT = 16
"""Characters of a draft that a narrow line shows."""

FORM_WORDS = {
    "visit": N_("visit"),
    "problems": N_("problem"),
    "step": N_("follow-up"),
    "settle": N_("conflict"),
    "hand_over": N_("hand-over"),
}
DRAFT_KIND = "form kind"
"""Under which key the draft of a form of any kind of record says which kind it is."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list. `key` says what opens: problem:ID, record:ID, planned:ID, conflict:ID, draft:ID, handed:ID
    (a hand-over to look at), hand_over:ID (one to go on with) or hand_in."""

    key: str
    what: str
    title: str
    about: str
    why: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: Sequence[Item]


def today_list(desk: Desk, drafts: Sequence[Draft], day: date) -> list[Section]:
    """The sections that have something in them; a thing stands in the first that it belongs to."""
    listed: set[str] = set()
    sections = []
    for title, items in _all_sections(desk, drafts, day):
        new = [item for item in items if item and item.key not in listed]
        listed |= {item.key for item in new}
        if new:
            sections.append(Section(title, new))
    return sections


def _all_sections(desk: Desk, drafts: Sequence[Draft], day: date) -> Iterator[tuple[str, list[Item | None]]]:
    """The sections; None stands where a record is deleted."""
    handed = Handed(desk.ledger)
    mine = handed.drafts(drafts, desk.me, day.isoformat())
    to_do = still_to_do(desk.ledger.rows("follow_up"))
    planned = [row for row in to_do if handed.keeper(row, day.isoformat()) == desk.me]
    standings = [row for row in _standings(desk, handed, day) if row.get("open")]
    waiting = [(due, row) for row in standings if (due := _awaited(row))]
    now, soon = day.isoformat(), (day + timedelta(days=SOON_DAYS)).isoformat()
    tasks, milestones = _tasks(desk), list(_milestones(desk))
    yield (
        _("Overdue"),
        [
            *(_planned(desk, row, late=True) for row in planned if row["due"] < now),
            *(_problem(desk, row, due, late=True) for due, row in sorted(waiting, key=_by_due) if due < now),
            *(_task(desk, row, due, late=True) for due, row in tasks if due < now),
            *(_milestone(desk, row, late=True) for row in milestones if row["planned"] < now),
        ],
    )
    yield (
        _("Today"),
        [
            *(_planned(desk, row) for row in planned if row["due"] == now),
            *(_problem(desk, row, due) for due, row in waiting if due == now),
            *(_task(desk, row, due) for due, row in tasks if due == now),
            *(_milestone(desk, row) for row in milestones if row["planned"] == now),
        ],
    )
    if desk.ledger.workspace.role == "office":
        yield (
            _("To be assigned"),
            [_problem(desk, row, "") for row in standings if row["state"] in ("registered", "disputed")],
        )
        yield (
            _("To be closed"),
            [
                *(_to_close(desk, row) for row in standings if row["state"] == "verified"),
                *(_task(desk, row, "") for row in _reported_tasks(desk)),
            ],
        )
    else:
        yield _("To be completed"), [_problem(desk, row, "") for row in standings if row["state"] == "returned"]
        yield _("From the office"), [*_news(desk, handed, day), *_new_tasks(desk, tasks, day)]
    yield _("Edited in two places"), list(_conflicts(desk))
    yield _("Handed over"), list(_handed_over(desk, mine, day))
    yield (
        _("Drafts"),
        [_draft(desk, draft, day, handed.draft_giver(draft, desk.me, day.isoformat())) for draft in mine],
    )
    yield _("Not handed in"), list(_not_handed_in(desk, day))
    yield (
        _("The next days"),
        [
            *(_planned(desk, row) for row in planned if now < row["due"] <= soon),
            *(_problem(desk, row, due) for due, row in sorted(waiting, key=_by_due) if now < due <= soon),
            *(_task(desk, row, due) for due, row in tasks if now < due <= soon),
            *(_milestone(desk, row) for row in milestones if now < row["planned"] <= soon),
            *_policies(desk, now, (day + timedelta(days=POLICY_DAYS)).isoformat()),
        ],
    )
    yield _("Milestones out of order"), list(_out_of_order(desk, milestones))
    if desk.ledger.workspace.role == "office":
        yield (
            _("In hand"),
            [
                *(_problem(desk, row, due) for due, row in sorted(waiting, key=_by_due)),
                *(_task(desk, row, due) for due, row in tasks),
            ],
        )


def _by_due(item: tuple[str, Row]) -> tuple[str, str]:
    return item[0], item[1]["id"]


def _awaited(standing: Row) -> str:
    """The date by which the next answer is due: the enterprise's once there is a reply, else the department's."""
    if standing.get("replied_on"):
        return str(standing.get("verification_due", ""))
    return str(standing.get("due", ""))


def _planned(desk: Desk, row: Row, *, late: bool = False) -> Item | None:
    """None when what it was planned for is deleted."""
    if any(row_of(desk, row[name]).get("deleted") for name in ("problem", "visit", "about") if row.get(name)):
        return None
    enterprise = _enterprise_of_step(desk, row)
    why = "  ".join([row["due"][5:], *([] if row["by"] == desk.me else [_from_giver(desk, row["by"])])])
    return Item(f"planned:{row['id']}", _("follow-up"), row["reason"], enterprise, why, late)


def _from_giver(desk: Desk, giver: str) -> str:
    return _("from {name}").format(name=desk.name("person", giver))


def _handed_over(desk: Desk, drafts: Sequence[Draft], day: date) -> Iterator[Item]:
    """Hand-overs that are news to me, and those of which something is left to be handed over."""
    for news in hand_over_news(desk, drafts, day, NEWS_DAYS):
        yield Item(f"{news.key}:{news.hand_over}", _("hand-over"), news.people, news.about, news.why, news.left)


def _enterprise_of_step(desk: Desk, row: Row) -> str:
    """The enterprise of the problem or visit; of another record that a step is about what that is called."""
    if row.get("about"):
        return short_name(title_of(desk, row["about"]))
    return _enterprise(desk, row_of(desk, followed(row)))


def _enterprise(desk: Desk, about: Row) -> str:
    return short_name(desk.name("enterprise", about.get("enterprise")))


def _problem(desk: Desk, standing: Row, due: str, *, late: bool = False) -> Item | None:
    problem = desk.ledger.row("problem", standing["id"])
    if problem is None:
        return None
    what = _("verify") if standing.get("replied_on") else _("problem")
    lead = desk.name("unit", standing.get("lead"))
    state = desk.words("states", problem).get(standing["state"], standing["state"])
    why = "  ".join(filter(None, [due[5:], lead, state]))
    enterprise = _enterprise(desk, problem)
    return Item(f"problem:{standing['id']}", what, problem.get("title", ""), enterprise, why, late)


# Tasks, milestones and policies. Those on a laptop are within its scope, so that they are for whoever uses it to see.


def _tasks(desk: Desk) -> list[tuple[str, Row]]:
    """(due, where it stands) of each task to which no reply was given, the one due first on top."""
    rows = (row for row in desk.ledger.derived_rows(STAGE) if row["kind"] == "task" and row.get("open"))
    return sorted(((str(row.get("due", "")), row) for row in rows if not row.get("replied_on")), key=_by_due)


def _new_tasks(desk: Desk, tasks: Sequence[tuple[str, Row]], day: date) -> Iterator[Item | None]:
    """Tasks that were handed out a short while ago."""
    since = (day - timedelta(days=NEWS_DAYS)).isoformat()
    for due, row in tasks:
        if (desk.ledger.row("task", row["id"]) or {}).get("assigned", "") >= since:
            yield _task(desk, row, due)


def _reported_tasks(desk: Desk) -> Iterator[Row]:
    """Tasks that wait for somebody to say that they are done."""
    for row in desk.ledger.derived_rows(STAGE):
        if row["kind"] == "task" and row.get("open") and row.get("replied_on"):
            yield row


def _task(desk: Desk, stage: Row, due: str, *, late: bool = False) -> Item | None:
    task = desk.ledger.row("task", stage["id"])
    if task is None:
        return None
    state = desk.words("states", task).get(stage["state"], stage["state"])
    why = "  ".join(filter(None, [due[5:], desk.name("unit", task.get("unit")), state]))
    about = next((title_of(desk, task[name]) for name in ("project", "problem", "meeting") if task.get(name)), "")
    return Item(f"record:{task['id']}", _("task"), task["title"], short_name(about), why, late)


def _milestones(desk: Desk) -> Iterator[Row]:
    """The milestones that are still to be reached, of projects that go on, the one planned first on top."""
    for row in sorted(desk.ledger.rows("milestone"), key=lambda row: (row["planned"], row["id"])):
        project = desk.ledger.row("project", row["project"])
        if not row.get("actual") and project and desk.ledger.derived(STAGE, project["id"]).get("open", True):
            yield row


def _milestone(desk: Desk, row: Row, *, late: bool = False) -> Item:
    # The words of milestones are the plan's, which takes pydantic: only where there is one to show.
    words = value_words(desk, "milestone", "type", row["type"], row)
    title = "  ".join(filter(None, [words, row.get("title", "")]))
    obstacle = desk.name("problem", row.get("obstacle"))
    why = "  ".join(filter(None, [row["planned"][5:], obstacle]))
    return Item(f"record:{row['id']}", _("milestone"), title, title_of(desk, row["project"]), why, late)


def _out_of_order(desk: Desk, milestones: Sequence[Row]) -> Iterator[Item]:
    """Projects that go on and whose milestones stand in an unusual order, with the first that does."""
    for project in dict.fromkeys(row["project"] for row in milestones):
        from fieldtui.work.milestones import order_warnings

        for _earlier, _later, sentence in order_warnings(desk, project):
            yield Item(f"record:{project}", _("project"), sentence, title_of(desk, project), "")
            break


def _policies(desk: Desk, now: str, soon: str) -> Iterator[Item]:
    """Policies that one can apply for, but not for long."""
    for row in sorted(desk.ledger.rows("policy"), key=lambda row: (row.get("deadline", ""), row["id"])):
        stage = desk.ledger.derived(STAGE, row["id"])
        due = stage.get("due") or row.get("deadline", "")
        if now <= due <= soon and stage.get("open", True):
            unit = desk.name("unit", row.get("unit"))
            yield Item(f"record:{row['id']}", _("policy"), row["name"], unit, _("apply by {day}").format(day=due[5:]))


def _to_close(desk: Desk, standing: Row) -> Item | None:
    problem = desk.ledger.row("problem", standing["id"])
    if problem is None:
        return None
    said = _(SATISFACTIONS.get(standing.get("satisfaction_last", ""), ""))
    why = "  ".join(filter(None, [said, desk.name("unit", standing.get("lead"))]))
    return Item(f"problem:{standing['id']}", _("close"), problem.get("title", ""), _enterprise(desk, problem), why)


def _standings(desk: Desk, handed: Handed, day: date) -> Iterator[Row]:
    """Where problems stand; on a laptop without those that its person handed over."""
    for row in desk.ledger.derived_rows(STANDING):
        office = desk.ledger.workspace.role == "office"
        if office or not handed.is_given_away(row["id"], desk.me, day.isoformat()):
            yield row


def _news(desk: Desk, handed: Handed, day: date) -> Iterator[Item]:
    """Problems, closed ones too, whose last step somebody else entered a short while ago, the newest first."""
    since = (day - timedelta(days=NEWS_DAYS)).isoformat()
    found = []
    for standing in _standings(desk, handed, day):
        step = desk.ledger.row("follow_up", standing["last"]) if standing.get("last") else None
        if step and step["on"] >= since and step["by"] != desk.me:
            found.append((step["on"], step["id"], standing, step))
    for _on, _id, standing, step in sorted(found, key=lambda item: item[:2], reverse=True):
        problem = desk.ledger.row("problem", standing["id"])
        if problem is None:
            continue
        words = desk.words("steps", problem).get(step["step"], step["step"])
        said = step.get("words") or desk.name("unit", step.get("lead") or step.get("behalf"))
        enterprise = _enterprise(desk, problem)
        yield Item(f"problem:{standing['id']}", words, problem.get("title", ""), enterprise, " ".join(said.split()))


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
    why = "  ".join([_age(draft.at, day), *([_from_giver(desk, giver)] if giver else [])])
    return Item(f"draft:{draft.id}", _form_word(draft), shown, about, why)


def _form_word(draft: Draft) -> str:
    """What a draft is going to be."""
    if draft.form == "record":
        # It knows pydantic: only where there is such a draft.
        from fieldtui.model.kinds import kind_title

        return kind_title(str(draft.values.get(DRAFT_KIND, "")))
    return _(FORM_WORDS.get(draft.form, draft.form))


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
