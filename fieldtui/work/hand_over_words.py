"""A hand-over in words: before it, what passes, what does not and why; afterwards, what passed."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from fieldtui.locale import _, listed, ngettext
from fieldtui.model.kinds import kind_title
from fieldtui.model.row import Row
from fieldtui.work.dates import show_date
from fieldtui.work.desk import Desk
from fieldtui.work.draft_words import form_word
from fieldtui.work.hand_over_news import NAMING, NOT_HANDED
from fieldtui.work.handed import HANDED_DRAFT, Handed
from fieldtui.work.handing_over import Passing
from fieldtui.work.planned import still_to_do
from fieldtui.work.record_words import row_of, title_of, value_words


def heading(desk: Desk, row: Row, today: date) -> str:
    """From whom to whom, since when, and of what only."""
    people = " → ".join(desk.name("person", row[name]) for name in ("giver", "taker"))
    only = [desk.name("enterprise", one) for one in row.get("enterprises", ())]
    only += [desk.name("project", one) for one in row.get("projects", ())]
    of = _("only {names}").format(names=listed(only)) if only else ""
    day = _("from {day} on").format(day=show_date(date.fromisoformat(row["start"]), today))
    return "  ".join(filter(None, [people, day, of]))


def counts(found: Passing) -> str:
    """How much passes, in one line."""
    pairings = len(found.pairings) + len(found.held) + len(found.coming)
    steps, working, drafts = len(found.steps), len(found.working), len(found.drafts)
    parts = [
        (pairings, ngettext("{count} pairing", "{count} pairings", pairings)),
        (steps, ngettext("{count} planned step", "{count} planned steps", steps)),
        (working, _("{count} in hand")),
        (drafts, ngettext("{count} draft", "{count} drafts", drafts)),
    ]
    return listed([words.format(count=count) for count, words in parts if count]) or _("nothing")


def preview(desk: Desk, found: Passing, today: date) -> Iterator[str]:
    """What would pass, by name, then what does not and why. A line that goes on begins with blanks."""
    row = found.hand_over.fields()
    yield heading(desk, row, today)
    yield _("Passes: {counts}").format(counts=counts(found))
    yield from _pairing_lines(desk, found)
    for step in found.steps:
        yield f"  · {_step_words(desk, step)}"
    for kind, working in found.working:
        yield f"  · {_working_words(desk, kind, working)}"
    for draft in found.drafts:
        text = next((value for value in map(str, draft.values.values()) if value), "")
        name = str(draft.values.get("enterprise", "")) or (title_of(desk, draft.of) if draft.of else text)
        yield "  · " + _("draft {form} {name}").format(form=form_word(draft.form, draft.values), name=name)
    yield _("Does not pass:")
    for sentence in _stays(desk, found):
        yield f"  · {sentence}"


def _pairing_lines(desk: Desk, found: Passing) -> Iterator[str]:
    for pairing in (*found.pairings, *found.coming):
        yield f"  · {_pairing_words(desk, pairing)}"
    for pairing in found.held:
        yield "  · " + _("{pairing}: ends; {taker} answers for it already").format(
            pairing=_pairing_words(desk, pairing), taker=desk.name("person", found.hand_over.taker)
        )


def _pairing_words(desk: Desk, pairing: Row) -> str:
    about = desk.name("enterprise", pairing.get("enterprise")) or desk.name("project", pairing.get("project"))
    role = value_words(desk, "pairing", "role", pairing["role"], pairing)
    return "  ".join([_("pairing"), about, role])


def _step_words(desk: Desk, step: Row) -> str:
    visit = desk.ledger.row("visit", step["visit"]) if step.get("visit") else None
    of = next((title_of(desk, step[name]) for name in ("problem", "about") if step.get(name)), "")
    name = of or desk.name("enterprise", (visit or {}).get("enterprise"))
    return "  ".join(filter(None, [_("planned"), step["due"][5:], step["reason"], name]))


def _working_words(desk: Desk, kind: str, row: Row) -> str:
    role = {"team": _("task team"), "owner": _("follows it"), "clerk": _("handed it out")}[NAMING[kind]]
    return "  ".join([kind_title(kind), title_of(desk, row["id"]), role])


def _stays(desk: Desk, found: Passing) -> Iterator[str]:
    """What does not pass, a sentence each."""
    hand_over = found.hand_over
    giver = desk.name("person", hand_over.giver)
    if found.later:
        names = listed(title_of(desk, row["id"]) for _kind, row in found.later)
        yield _(
            "{names}: they name who works on them without a date, so they are taken over when the day has come; the "
            "list of today says so then."
        ).format(names=names)
    for draft in found.kept:
        form = form_word(draft.form, draft.values)
        if draft.form in NOT_HANDED:
            yield _("draft {form}: finish it or throw it away here.").format(form=form)
        else:
            yield _("draft {form}: it is about something else, or too long.").format(form=form)
    if hand_over.giver != desk.me:
        yield _("Drafts: they lie on {name}'s laptop, whose list of today offers to hand them over.").format(name=giver)
    unit = desk.name("unit", (desk.ledger.row("person", hand_over.giver) or {}).get("unit"))
    yield _("What the unit answers for or leads ({unit}) stays with the unit.").format(unit=unit)
    yield _("What {name} did stays in their name: visits, problems and steps.").format(name=giver)
    yield _("Post and laptop: the office records appointments and accepts laptops.")


def passed(desk: Desk, hand_over: Row, today: date) -> list[str]:
    """What passed by a hand-over that is recorded, as far as it is known here."""
    lines = [heading(desk, hand_over, today)]
    if hand_over.get("words"):
        lines.append(hand_over["words"])
    for pairing in (row_of(desk, one) for one in hand_over.get("begun", ())):
        if pairing.get("role"):
            lines.append(f"  · {_pairing_words(desk, pairing)}")
    lines += [f"  · {_step_words(desk, step)}" for step in _steps_passed(desk, hand_over)]
    for record in hand_over.get("moved", ()):
        title = title_of(desk, record)
        if title:
            lines.append(f"  · {kind_title(desk.ledger.kind_of(record) or '')}  {title}")
    drafts = len(desk.ledger.referring(HANDED_DRAFT, "belongs_to", hand_over["id"]))
    if drafts:
        lines.append("  · " + ngettext("{count} draft", "{count} drafts", drafts).format(count=drafts))
    return lines


def _steps_passed(desk: Desk, hand_over: Row) -> Sequence[Row]:
    """The planned steps, still to be done, that went the way of a hand-over."""
    handed = Handed(desk.ledger)
    pair = (hand_over["giver"], hand_over["taker"])
    found = []
    for step in still_to_do(desk.ledger.rows("follow_up")):
        people = handed.keepers(step)
        if pair in pairwise(people):
            found.append(step)
    return found
