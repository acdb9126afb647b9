"""One record as plain text for a chat: a visit with what came of it, a problem with its life, an enterprise, others."""

from collections.abc import Iterator
from datetime import date

from fieldtui.locale import _, listed
from fieldtui.model.codes import NATURES, OPERATING, OUTCOMES, URGENCIES, VISIT_MODES
from fieldtui.model.kinds import describe, kind_title
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.chat import day_words, facts, in_brackets, labelled, message, numbered, part, title
from fieldtui.report.visits import answered_on_site, place_of, planned_words, problems_of
from fieldtui.work.deletion import absent_words
from fieldtui.work.desk import LIVING, STAGE, STANDING, Desk
from fieldtui.work.handed import Handed
from fieldtui.work.history_words import belongs_to
from fieldtui.work.masked_words import masked_words
from fieldtui.work.masking import masked_phone
from fieldtui.work.planned import still_to_do
from fieldtui.work.record_words import state_word, title_of, value_words
from fieldtui.work.stage_line import milestone_lines, stage_line, task_lines
from fieldtui.work.timeline import Moment, time_line

LATEST = 5
"""How many visits of an enterprise its text tells of."""
SHORT = 60
"""Characters of a note that stands among others."""


def text_of(desk: Desk, record: str, today: date) -> str:
    """The text of a record of any kind; a step's is that of what it is a step of. FieldError when it is not here."""
    if desk.ledger.kind_of(record) == "follow_up":
        record = belongs_to(desk, record) or record
    kind = desk.ledger.kind_of(record) or ""
    row = desk.ledger.row(kind, record) if kind else None
    if row is None:
        raise FieldError(absent_words(desk, record))
    makers = {"visit": _visit, "problem": _problem, "enterprise": _enterprise}
    made = makers[kind](desk, row, today) if kind in makers else _other(desk, kind, row)
    return message(made)


def _visit(desk: Desk, row: Row, today: date) -> Iterator[str]:
    yield title(_("visit record"), _about(desk, row))
    yield labelled(_("Date"), day_words(row["date"]))
    place = place_of(desk, row)
    mode, outcome = _word(VISIT_MODES, row["mode"]), _word(OUTCOMES, row["outcome"])
    if place:
        yield labelled(_("Place"), place)
    yield from facts([(_("Mode"), mode), (_("Outcome"), outcome)])
    yield from facts([(_("Visitors"), listed(desk.name("person", person) for person in row["visitors"]))])
    yield from facts([(_("People met"), row.get("met", ""))])
    yield from part(_("Situation"), [row.get("note", "")])
    for name in ("services", "factors", "policies"):
        yield from part(_label("visit", name), [row.get(name, "")])
    problems = problems_of(desk, row)
    yield from part(_("Problems"), _numbered([_problem_line(desk, problem) for problem in problems]))
    yield from part(_("Answered on site"), _numbered(answered_on_site(desk, problems)))
    yield from part(_("Next step"), _planned(desk, row, problems, today))


def _problem_line(desk: Desk, problem: Row) -> str:
    state = desk.ledger.derived(STANDING, problem["id"]).get("state", "")
    urgency = _word(URGENCIES, problem["urgency"]) if problem.get("urgency", "ordinary") != "ordinary" else ""
    said = [_said(desk, problem, "type"), urgency, state_word(desk, "problem", problem, state)]
    return in_brackets(problem["title"], listed(filter(None, said)))


def _planned(desk: Desk, visit: Row, problems: list[Row], today: date) -> list[str]:
    """What is planned after a visit and for its problems, and who has it to do."""
    ids = {visit["id"], *(problem["id"] for problem in problems)}
    handed = Handed(desk.ledger)
    return [
        planned_words(desk, step, handed, today)
        for step in still_to_do(desk.ledger.rows("follow_up"))
        if not ids.isdisjoint({step.get("visit"), step.get("problem")})
    ]


def _problem(desk: Desk, row: Row, today: date) -> Iterator[str]:
    standing = desk.standing(row)
    state = state_word(desk, "problem", row, standing.state)
    due = standing.awaited
    yield title(kind_title("problem"), row["title"])
    kind = _said(desk, row, "type")
    yield from facts([(_("Number"), row.get("number", "")), (_("State"), state)])
    yield from facts([(_("Enterprise"), _about(desk, row))])
    yield from facts(
        [
            (_("Type"), kind),
            (_("Nature"), _word(NATURES, row.get("nature", ""))),
            (_("Urgency"), _word(URGENCIES, row.get("urgency", ""))),
            (_("Green channel"), _("yes") if row.get("green_channel") else ""),
        ]
    )
    yield from facts(
        [
            (_("Lead"), desk.name("unit", standing.lead) or _("not decided yet")),
            (_("Co-departments"), listed(desk.name("unit", unit) for unit in standing.co)),
        ]
    )
    yield from facts([(_("Due"), day_words(due.isoformat()) if due else "")])
    yield from part(_("Description"), [row.get("description", "")])
    yield from part(_("Request"), [row.get("request", "")])
    yield from _life(time_line(desk, row, standing), row["title"])


def _life(moments: list[Moment], name: str) -> Iterator[str]:
    """What was done, then what comes next; a step that did not take effect is the office's business.

    That it was recorded needs no words where these are its `name`, which stands above; nor what comes next that it is.
    """
    yield from part(_("Course"), [_moment(one, name) for one in moments if not one.tone])
    yield from part(_("Next step"), [_moment(one, name) for one in moments if one.tone == "muted"])


def _moment(moment: Moment, name: str) -> str:
    who = in_brackets(" ".join(filter(None, [moment.when, moment.what])), moment.who)
    return labelled(who, " ".join(moment.words.split())) if moment.words not in ("", name, _("next")) else who


def _enterprise(desk: Desk, row: Row, today: date) -> Iterator[str]:
    ledger, enterprise = desk.ledger, row["id"]
    yield title(kind_title("enterprise"), row["name"])
    yield from facts([(_("Credit code"), row.get("uscc", ""))])
    yield from facts(
        [
            (_("Region"), _said(desk, row, "region")),
            (_("Park"), row.get("park", "")),
            (_("Affiliation"), _said(desk, row, "affiliation")),
            (_("Operating status"), _word(OPERATING, row.get("operating", ""))),
            (_("Category"), listed(_categories(desk, enterprise))),
        ]
    )
    yield from facts([(_("Address"), row.get("address", ""))])
    contacts = [
        "\u3000".join(filter(None, [one.get("post"), one["name"], masked_phone(one.get("phone", ""))]))
        for one in ledger.referring("contact", "enterprise", enterprise)
    ]
    yield from part(kind_title("contact"), contacts)
    yield from part(kind_title("pairing"), _pairings(desk, row, today))
    problems = sorted(ledger.referring("problem", "enterprise", enterprise), key=lambda one: one["id"], reverse=True)
    yield from part(_("Problems"), _numbered([_problem_line(desk, problem) for problem in problems]))
    projects = ledger.referring("project", "enterprise", enterprise)
    yield from part(kind_title("project"), _numbered([_project_line(desk, project) for project in projects]))
    visits = sorted(ledger.referring("visit", "enterprise", enterprise), key=lambda one: one["date"], reverse=True)
    yield from part(_("Latest visits"), [_visit_line(visit) for visit in visits[:LATEST]])


def _categories(desk: Desk, enterprise: str) -> list[str]:
    inclusions = desk.ledger.referring("inclusion", "enterprise", enterprise)
    return [_said(desk, inclusion, "category") for inclusion in inclusions]


def _pairings(desk: Desk, row: Row, today: date) -> list[str]:
    """Who answers for it today, in which role."""
    return [
        labelled(
            _said(desk, pairing, "role"),
            listed(filter(None, [desk.name("person", pairing.get("person")), desk.name("unit", pairing.get("unit"))])),
        )
        for pairing in desk.ledger.referring("pairing", "enterprise", row["id"])
        if pairing["start"] <= today.isoformat() <= pairing.get("end", "9999-12-31")
    ]


def _project_line(desk: Desk, project: Row) -> str:
    state = desk.ledger.derived(STAGE, project["id"]).get("state", "")
    return in_brackets(project["name"], state_word(desk, "project", project, state))


def _visit_line(visit: Row) -> str:
    note = " ".join(visit.get("note", "").split())
    short = note if len(note) <= SHORT else f"{note[: SHORT - 1]}…"
    said = in_brackets(day_words(visit["date"]), _word(OUTCOMES, visit["outcome"]))
    return labelled(said, short) if short else said


def _other(desk: Desk, kind: str, row: Row) -> Iterator[str]:
    """Any other kind by its fields; what goes through stages with where it stands and its course."""
    yield title(kind_title(kind), title_of(desk, row["id"]))
    stage = desk.stage(kind, row) if kind in LIVING else None
    if stage is not None:
        yield labelled(_("State"), state_word(desk, kind, row, stage.state))
    for item in describe(kind):
        said = row.get(item.name)
        if item.shown.derived or item.name in ("name", "title") or said is None:
            continue
        value = masked_words(desk, kind, item.name, row)
        if item.shown.tall:
            yield from part(item.label, [value])
        else:
            yield from facts([(item.label, value)])
    if kind == "project":
        yield from (*milestone_lines(desk, row["id"]), *task_lines(desk, row["id"]))
    if kind in LIVING:
        yield from _life(stage_line(desk, kind, row, stage), title_of(desk, row["id"]))


def _about(desk: Desk, row: Row) -> str:
    return desk.name("enterprise", row.get("enterprise")) or desk.name("project", row.get("project"))


def _word(codes: dict[str, str], code: str) -> str:
    return _(codes.get(code, code))


def _said(desk: Desk, row: Row, name: str) -> str:
    """What a field says, by the words of its record's plan."""
    return value_words(desk, desk.ledger.kind_of(row["id"]) or "", name, row.get(name), row)


def _label(kind: str, name: str) -> str:
    return next(item.label for item in describe(kind) if item.name == name)


def _numbered(lines: list[str]) -> list[str]:
    return [numbered(number, words) for number, words in enumerate(lines, 1)]
