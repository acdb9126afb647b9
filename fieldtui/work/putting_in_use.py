"""Putting a plan, or a new version of one, in use, and taking one out of use."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fieldtui.locale import _
from fieldtui.model.kinds import describe, kind_names
from fieldtui.model.plan import Plan, read_plan
from fieldtui.model.records.plan import PlanVersion
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import plan_text
from fieldtui.plans import read_text

if TYPE_CHECKING:
    from fieldtui.work.desk import Desk


@dataclass(frozen=True, slots=True)
class MissingCode:
    """A code that records use and the new version of their plan lacks."""

    kind: str
    field: str
    """The label of the field that holds it."""
    code: str
    word: str
    """What the version before called it."""
    count: int
    """In how many records it stands."""


@dataclass(frozen=True, slots=True)
class Use:
    """A plan that is to be put in use: what to save, and what that means."""

    records: tuple[PlanVersion, ...]
    """The last one is the plan itself; before it the one that was in use, where the ledger does not hold it yet."""
    plan: Plan
    new_version: bool
    """Whether it takes the place of a version that is in use."""
    missing: tuple[MissingCode, ...]


def version_in_use(text: str, start: date, *, main: bool = True) -> PlanVersion:
    """The record of a plan, given by its whole text, that is in use from a day on. PlanError when it can't be read."""
    kept = plan_text(text)
    plan = read_plan(kept)
    return PlanVersion(name=plan.name, title=plan.title, version=plan.version, text=kept, start=start, main=main)


def put_in_use(desk: "Desk", text: str, start: date, *, main: bool | None) -> Use:
    """Puts a plan in use from a day on, given by its whole text, which was checked.

    `main` says whether it becomes the main plan; None leaves a plan that is in use where it is, and makes another one
    the main plan. FieldError when that is so already, or what is in use began later.
    """
    known = desk.known_plans
    standing = [row for row in known.in_use(start.isoformat()) if not isinstance(row, str)]
    beginning = [] if known.rows else [version_in_use(read_text(known.beginning), min(start, desk.day))]
    new = version_in_use(text, start)
    before = next((row for row in standing if row["name"] == new.name), None)
    is_main = before is not None and before is standing[0]
    wanted = main if main is not None else before is None or is_main
    if before and before["version"] == new.version and wanted == is_main:
        said = _("{title} is in use in this version already, since {day}.")
        if not is_main:
            said += " " + _("To make it the main plan, say --main.")
        raise FieldError(said.format(title=new.title, day=before["start"]))
    if beginning and beginning[0].version == new.version:
        beginning = []
    _refuse_before(known.rows, standing, new, wanted=wanted)
    old = desk.known_plans.read(before) if before else None
    plan = read_plan(new.text)
    missing = tuple(_missing_codes(desk, old, plan)) if old else ()
    return Use(
        (*beginning, new.amended(main=wanted)), plan, before is not None and before["version"] != new.version, missing
    )


def _refuse_before(rows: list[Row], standing: list[Row], new: PlanVersion, *, wanted: bool) -> None:
    """FieldError when what it is to take the place of begins later than it, and so would stay."""
    rivals = [row for row in rows if row["name"] == new.name]
    if wanted:
        rivals += [row for row in rows if row["main"]]
    latest = max(rivals, key=lambda row: str(row["start"]), default=None)
    if latest is not None and latest["start"] > new.start.isoformat():
        raise FieldError(
            _("{title} is put in use from {day} on, and would stay; say --from {day} or a later day.").format(
                title=latest["title"], day=latest["start"]
            )
        )


def _missing_codes(desk: "Desk", old: Plan, new: Plan) -> Iterator[MissingCode]:
    """The codes of the version before that records use and the new version lacks."""
    for kind in kind_names():
        for item in describe(kind):
            if not item.shown.plan:
                continue
            before, after = old.choices(item.shown.plan), new.choices(item.shown.plan)
            gone = before.keys() - after.keys()
            if not gone:
                continue
            used = Counter(
                code
                for row in desk.ledger.rows(kind)
                if (row.get("plan") or {"name": old.name})["name"] == old.name
                for code in set(_codes(row.get(item.name))) & gone
            )
            for code in sorted(used):
                yield MissingCode(kind, item.label, code, before[code], used[code])


def _codes(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        code = part.get("type") if isinstance(part, dict) else part
        if isinstance(code, str):
            yield code


def stopped(desk: "Desk", name: str, day: date) -> list[PlanVersion]:
    """A plan that is out of use from a day on: its versions, changed. FieldError when it is not in use, or alone."""
    standing = [row for row in desk.known_plans.in_use(day.isoformat()) if not isinstance(row, str)]
    chosen = next((row for row in standing if row["name"] == name), None)
    if chosen is None:
        raise FieldError(_("“{name}” is not in use here; see: fieldtui plan list").format(name=name))
    if len(standing) == 1:
        raise FieldError(
            _("{title} is the only plan in use; put another one in use first: fieldtui plan use NAME").format(
                title=chosen["title"]
            )
        )
    changed = []
    for row in desk.known_plans.rows:
        record = desk.ledger.get("plan", row["id"])
        if row["name"] != name or not isinstance(record, PlanVersion):
            continue
        if row["id"] == chosen["id"]:
            changed.append(record.amended(end=day))
        elif row["start"] > day.isoformat():
            # It was to follow, and will not.
            changed.append(record.amended(deleted=True))
    return changed
