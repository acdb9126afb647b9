"""What the list of today says of hand-overs: to giver and taker that there is one, and what is left to hand over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _, listed
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.desk import LIVING, STAGE, Desk
from fieldtui.work.handed import HAND_OVER, HANDED_DRAFT, about_of, in_order, is_within
from fieldtui.work.naming import short_name

NAMING = {"project": "team", "lead": "owner", "idea": "owner", "task": "clerk"}
"""The field of each kind that names who works on it, without dates."""
NOT_HANDED = ("settle", "hand_over")
"""Forms of which a draft stays: a conflict is settled where it shows, and a hand-over is one's own."""


@dataclass(frozen=True, slots=True)
class News:
    """A line about a hand-over. `key` is hand_over where something is `left` to be handed over, else handed."""

    hand_over: str
    key: str
    people: str
    about: str
    why: str
    left: bool


def hand_over_news(desk: Desk, drafts: Sequence[Draft], day: date, days: int) -> Iterator[News]:
    """The hand-overs that concern me and began, or were recorded, at most `days` ago, or still to begin; the newest
    first; and the older ones of which something is left, or that were recorded twice. `drafts` are those that I go on
    with.
    """
    since = (day - timedelta(days=days)).isoformat()
    for row in reversed(in_order(desk.ledger)):
        left = left_of(desk, row, drafts, day)
        if left:
            yield _news(desk, row, "hand_over", left)
        elif recorded_twice(desk, row):
            yield _news(desk, row, "handed", _("recorded twice; take this one back"))
        elif desk.me in (row["giver"], row["taker"]) and max(row["start"], recorded_on(desk, row)) >= since:
            yield _news(
                desk, row, "handed", _("since {day}") if row["start"] <= day.isoformat() else _("from {day} on")
            )


def _news(desk: Desk, row: Row, key: str, why: str) -> News:
    people = " → ".join(desk.name("person", row[name]) for name in ("giver", "taker"))
    names = [desk.name("enterprise", one) for one in row.get("enterprises", ())]
    names += [desk.name("project", one) for one in row.get("projects", ())]
    about = listed(short_name(name) for name in names)
    return News(row["id"], key, people, about, why.format(day=row["start"][5:]), key == "hand_over")


def recorded_twice(desk: Desk, row: Row) -> bool:
    """Whether a pairing that began with this hand-over began with an earlier one as well: two people recorded it, and
    did not know of each other."""
    others = [other["id"] for other in desk.ledger.referring(HAND_OVER, "giver", row["giver"])]
    earlier = [other for other in in_order(desk.ledger) if other["id"] in others and other["taker"] == row["taker"]]
    before = _begun(desk, *earlier[: [other["id"] for other in earlier].index(row["id"])])
    return not before.isdisjoint(_begun(desk, row))


def _begun(desk: Desk, *hand_overs: Row) -> set[tuple[str, ...]]:
    """What somebody answers for, in which role and since when, by these hand-overs."""
    pairings = [desk.ledger.row("pairing", one) for row in hand_overs for one in row.get("begun", ())]
    same = ("enterprise", "project", "role", "person", "start")
    return {tuple(pairing.get(name, "") for name in same) for pairing in pairings if pairing}


def recorded_on(desk: Desk, row: Row) -> str:
    made = (desk.ledger.heads(row["id"]) or {"made": {"at": 0}})["made"]
    return local_time(made["at"]).date().isoformat()


def left_of(desk: Desk, row: Row, drafts: Sequence[Draft], day: date) -> str:
    """What is left of a hand-over whose day has come, in words, to whoever may go on with it; else ""."""
    if row["start"] > day.isoformat() or desk.me == row["taker"]:
        return ""
    office = desk.ledger.workspace.role == "office"
    count = 0
    if (office or desk.me == row["giver"]) and not _gone_on_with(desk, row):
        count = sum(1 for _found in naming(desk, row["giver"], row))
    mine = own_drafts_left(desk, row, drafts) if desk.me == row["giver"] else []
    words = [_("{count} still to be taken over").format(count=count)] if count else []
    return listed([*words, *([_("drafts {count}").format(count=len(mine))] if mine else [])])


def _gone_on_with(desk: Desk, row: Row) -> bool:
    """Whether names without dates were moved by this hand-over, or by one between the same two since."""
    return any(
        other["taker"] == row["taker"] and other.get("moved_on", "") >= row["start"]
        for other in desk.ledger.referring(HAND_OVER, "giver", row["giver"])
    )


def own_drafts_left(desk: Desk, row: Row, drafts: Sequence[Draft]) -> list[Draft]:
    """My drafts from before the day of a hand-over that somebody else recorded for me, and that hold none of mine."""
    others = desk.ledger.referring(HAND_OVER, "giver", row["giver"])
    same = [other for other in others if other["taker"] == row["taker"] and other["start"] >= row["start"]]
    if any(desk.ledger.view.referring(HANDED_DRAFT, "belongs_to", other["id"]) for other in same):
        return []
    return [
        draft
        for draft in drafts
        if draft.form not in NOT_HANDED
        and local_time(draft.at).date().isoformat() <= max(row["start"], recorded_on(desk, row))
    ]


def naming(desk: Desk, giver: str, hand_over: Row) -> Iterator[tuple[str, Row]]:
    """(kind, row) of what is open, names the giver in `NAMING`, and falls under a hand-over.

    What only the office records is moved there.
    """
    office = desk.ledger.workspace.role == "office"
    for kind, name in NAMING.items():
        for row in desk.ledger.rows(kind) if office or kind != "task" else ():
            said = row.get(name)
            if giver not in (said if isinstance(said, list) else [said]):
                continue
            is_open = kind not in LIVING or desk.ledger.derived(STAGE, row["id"]).get("open", True)
            if is_open and is_within(hand_over, about_of(desk.ledger, row)):
                yield kind, row
