"""Handing over 移交: what passes from one person to another, what does not and why, and the one save that does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.hand_over import HandOver
from fieldtui.model.records.handed_draft import LONGEST_TEXT, MOST_FIELDS, HandedDraft
from fieldtui.model.row import Row
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk
from fieldtui.work.hand_over_news import NAMING, NOT_HANDED, naming
from fieldtui.work.handed import Handed, about_of, is_within
from fieldtui.work.planned import still_to_do
from fieldtui.work.rules import Troubles, several
from fieldtui.work.visits import find_named, made_from

MOST_DRAFTS = 100
"""How many drafts one hand-over takes along; nobody has as many."""


@dataclass(frozen=True, slots=True)
class Passing:
    """What passes, as rows: pairings that end and begin anew (`pairings`), that only end because the taker answers for
    it in that role already (`held`), and that had not begun yet (`coming`); planned steps; what names who works on it,
    as (kind, row); drafts. `later` is the same of what can be moved only once the day has come. `kept` are drafts that
    stay.
    """

    hand_over: HandOver
    pairings: Sequence[Row]
    held: Sequence[Row]
    coming: Sequence[Row]
    steps: Sequence[Row]
    working: Sequence[tuple[str, Row]]
    later: Sequence[tuple[str, Row]]
    drafts: Sequence[Draft]
    kept: Sequence[Draft]

    @property
    def is_empty(self) -> bool:
        lists = (self.pairings, self.held, self.coming, self.steps, self.working, self.later, self.drafts)
        return not any(lists)


def read_hand_over(desk: Desk, texts: Mapping[str, str], today: date) -> tuple[HandOver | None, Troubles]:
    """A hand-over from texts by field: giver (empty: me), taker, start (empty: today), only (names), words, id.

    Either the record, of which nothing is saved, or what is wrong.
    """
    wrong: Troubles = {}
    giver = _person(desk, "giver", texts.get("giver", "").strip() or desk.me, wrong)
    taker = _person(desk, "taker", texts.get("taker", "").strip(), wrong)
    day = read_date(texts.get("start") or "0", today, toward="future")
    if day is None:
        wrong["start"] = _("This is no date; write 今天, 下周一 or 12-01.")
    only = _only(desk, texts.get("only", ""), wrong)
    if desk.my_role() != "clerk" and giver and giver != desk.me:
        wrong["giver"] = _("Here you hand over your own work only; the office hands over for others.")
    if wrong:
        return None, wrong
    values: dict[str, Any] = {"giver": giver, "taker": taker, "start": day, "words": texts.get("words") or None, **only}
    try:
        return HandOver.model_validate({"id": texts.get("id") or new_id(), **values}), {}
    except ValidationError as error:
        return None, {name or "taker": sentence for name, sentence in sentences(error)}


def texts_of(desk: Desk, row: Row) -> dict[str, str]:
    """The texts from which such a hand-over is read again, so that what is left of it passes."""
    only = [desk.name("enterprise", one) for one in row.get("enterprises", ())]
    only += [desk.name("project", one) for one in row.get("projects", ())]
    people = {name: desk.name("person", row[name]) for name in ("giver", "taker")}
    return {**people, "start": row["start"], "only": "、".join(only)}


def _person(desk: Desk, field: str, text: str, wrong: Troubles) -> str | None:
    found = find_named("person", text, desk) if text else None
    if found is None:
        unknown = _("Nobody called “{name}” is known here; correct the name.").format(name=text)
        wrong[field] = (several("person", text, desk) or unknown) if text else _("It must be filled in.")
    return found


def _only(desk: Desk, text: str, wrong: Troubles) -> dict[str, list[str]]:
    """The ids of the enterprises and projects that are named, each once."""
    found: dict[str, list[str]] = {"enterprises": [], "projects": []}
    for mark in ",，;；\n\u3000":
        text = text.replace(mark, "、")
    for name in filter(None, map(str.strip, text.split("、"))):
        enterprise = find_named("enterprise", name, desk)
        project = None if enterprise else find_named("project", name, desk)
        if enterprise is None and project is None:
            wrong["only"] = _("No single enterprise or project is meant by “{name}”; write its whole name.").format(
                name=name
            )
        for field, record in (("enterprises", enterprise), ("projects", project)):
            if record and record not in found[field]:
                found[field].append(record)
    return found


def passing(desk: Desk, hand_over: HandOver, drafts: Sequence[Draft], today: date) -> Passing:
    """What would pass by a hand-over. `drafts` are those that whoever records it goes on with: they are the giver's
    when it is their own hand-over, and lie elsewhere else.
    """
    row: Row = {"id": hand_over.id, **hand_over.fields()}
    start = row["start"]
    theirs = [
        pairing
        for pairing in desk.ledger.referring("pairing", "person", row["giver"])
        if pairing.get("end", "9999-12-31") >= start and is_within(row, about_of(desk.ledger, pairing))
    ]
    theirs.sort(key=lambda pairing: (pairing.get("enterprise", ""), pairing.get("project", ""), pairing["id"]))
    begun = [pairing for pairing in theirs if pairing["start"] < start]
    twins = _roles_held(desk, row["taker"], start)
    working = list(naming(desk, row["giver"], row))
    mine = [draft for draft in drafts if draft.id != row["id"]] if row["giver"] == desk.me else []
    passes = [draft for draft in mine if _may_pass(desk, draft, row)][:MOST_DRAFTS]
    return Passing(
        hand_over,
        pairings=[pairing for pairing in begun if _role(pairing) not in twins],
        held=[pairing for pairing in begun if _role(pairing) in twins],
        coming=[pairing for pairing in theirs if pairing["start"] >= start],
        steps=_steps(desk, row),
        working=working if hand_over.start <= today else [],
        later=working if hand_over.start > today else [],
        drafts=passes,
        kept=[draft for draft in mine if draft not in passes],
    )


def _role(pairing: Row) -> tuple[str, ...]:
    return tuple(str(pairing.get(name, "")) for name in ("enterprise", "project", "role"))


def _roles_held(desk: Desk, person: str, start: str) -> set[tuple[str, ...]]:
    """What somebody answers for in which role, from a day on and without end."""
    pairings = desk.ledger.referring("pairing", "person", person)
    return {_role(pairing) for pairing in pairings if pairing["start"] <= start and not pairing.get("end")}


def _steps(desk: Desk, row: Row) -> list[Row]:
    """The planned steps that the giver has on that day, and that this hand-over takes along."""
    handed = Handed(desk.ledger)
    return [
        step
        for step in still_to_do(desk.ledger.rows("follow_up"))
        if step["on"] <= row["start"]
        and handed.keeper(step, row["start"]) == row["giver"]
        and is_within(row, about_of(desk.ledger, step))
    ]


def _may_pass(desk: Desk, draft: Draft, row: Row) -> bool:
    if draft.form in NOT_HANDED or len(draft.values) > MOST_FIELDS:
        return False
    if any(len(str(text)) > LONGEST_TEXT for text in draft.values.values()):
        return False
    return not (row.get("enterprises") or row.get("projects")) or is_within(row, _about_draft(desk, draft))


def _about_draft(desk: Desk, draft: Draft) -> frozenset[str]:
    named = (
        find_named("enterprise", str(draft.values.get("enterprise", "")), desk)
        if draft.values.get("enterprise")
        else None
    )
    kind = desk.ledger.kind_of(draft.of) if draft.of else None
    about = desk.ledger.row(kind, draft.of) if kind else None
    return frozenset(filter(None, [named, draft.of])) | (about_of(desk.ledger, about) if about else frozenset())


# The save


def records(desk: Desk, found: Passing, today: date) -> tuple[Record, ...]:
    """What is saved together; the hand-over comes first, and names what is edited for it."""
    hand_over, changed = found.hand_over, list(_pairings(desk, found))
    begun = [_begun(found.hand_over, row, place) for place, row in enumerate(found.pairings, 1)]
    moved = [*_moved(desk, found)]
    known = [row["id"] for row in Handed(desk.ledger).hand_overs if hand_over.giver in (row["giver"], row["taker"])]
    hand_over = hand_over.amended(
        follows=known,
        ended=[record.id for record in changed],
        begun=[record.id for record in begun],
        moved=[record.id for record in moved],
        # Also where there was nothing to move: then nothing is left to do.
        moved_on=today if hand_over.start <= today else None,
    )
    first = len(begun) + 1
    drafts = [_handed(hand_over, draft, place) for place, draft in enumerate(found.drafts, first)]
    return (hand_over, *changed, *begun, *moved, *drafts)


def _pairings(desk: Desk, found: Passing) -> Iterator[Record]:
    """The giver's pairings as they end on the day before."""
    for row in (*found.pairings, *found.held):
        pairing = desk.ledger.get("pairing", row["id"])
        if pairing is not None:
            yield pairing.amended(end=found.hand_over.start - timedelta(days=1))


def _begun(hand_over: HandOver, row: Row, place: int) -> Record:
    from fieldtui.model.records.pairing import Pairing

    same = {name: value for name, value in row.items() if name not in ("id", "person", "start")}
    made = {"id": made_from(hand_over.id, place), "person": hand_over.taker, "start": hand_over.start}
    return Pairing.model_validate({**same, **made})


def _moved(desk: Desk, found: Passing) -> Iterator[Record]:
    """What names the taker in the giver's place: pairings that had not begun, and what the giver works on."""
    giver, taker = found.hand_over.giver, found.hand_over.taker
    for row in found.coming:
        pairing = desk.ledger.get("pairing", row["id"])
        if pairing is not None:
            yield pairing.amended(person=taker)
    for kind, row in found.working:
        record = desk.ledger.get(kind, row["id"])
        if record is not None:
            said = row[NAMING[kind]]
            people = (
                list(dict.fromkeys(taker if one == giver else one for one in said)) if isinstance(said, list) else taker
            )
            yield record.amended(**{NAMING[kind]: people})


def _handed(hand_over: HandOver, draft: Draft, place: int) -> Record:
    texts = [{"name": name, "text": str(text)} for name, text in draft.values.items() if str(text)]
    return HandedDraft.model_validate(
        {
            "id": made_from(hand_over.id, place),
            "belongs_to": hand_over.id,
            "draft": draft.id,
            "form": draft.form,
            "of": draft.of or None,
            "at": draft.at,
            "texts": texts,
        }
    )
