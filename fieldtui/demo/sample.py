"""The sample county's content as its file gives it, and its roster: units, people and enterprises as records."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fieldtui.demo.parties import StoryError
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.work.desk import Desk
from fieldtui.work.rules import complete, troubles

Content = Mapping[str, Any]
"""What sample.toml holds: county, units, people, enterprises, visits, steps, story."""

OF_ENTERPRISE = ("name", "uscc", "region", "park", "affiliation", "industry", "scale", "above_scale", "operating")


@cache
def sample() -> Content:
    return tomllib.loads((files("fieldtui.demo") / "sample.toml").read_text("utf-8"))


def by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows}


def clerk_of(content: Content) -> Content:
    """The person of the content who founds the office."""
    person: Content = next(person for person in content["people"] if person["role"] == "clerk")
    return person


def office_name_of(content: Content) -> str:
    return next(str(unit["name"]) for unit in content["units"] if unit["type"] == "office")


@dataclass(frozen=True, slots=True)
class Roster:
    """The ids that the content's keys became."""

    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    enterprises: dict[str, str] = field(default_factory=dict)


def enter_roster(desk: Desk, content: Content, since: date) -> Roster:
    """Enters at the office, in one save, all units, people, appointments, and enterprises with what belongs to them.

    The office's unit and its clerk are there already, since it was founded; they are used and made whole.
    """
    roster = Roster()
    clerk = desk.ledger.get("person", desk.me)
    if not isinstance(clerk, Person):
        raise StoryError("the office was not founded")
    records: list[Record] = []
    for row in content["units"]:
        if row["type"] == "office":
            roster.units[row["key"]] = clerk.unit
            continue
        unit = Unit(name=row["name"], type=row["type"])
        roster.units[row["key"]] = unit.id
        records.append(unit)
    records.extend(_people(clerk, content, roster, since))
    for row in content["enterprises"]:
        records.extend(_enterprise(row, roster, since))
    save_checked(desk, records, since)
    return roster


def _people(clerk: Person, content: Content, roster: Roster, since: date) -> Iterator[Record]:
    for row in content["people"]:
        about = {"unit": roster.units[row["unit"]], "post": row["post"], "phone": row["phone"]}
        if row is clerk_of(content):
            roster.people[row["key"]] = clerk.id
            yield clerk.amended(**about)
            continue
        person = Person(name=row["name"], **about)
        roster.people[row["key"]] = person.id
        yield person
        yield Appointment(person=person.id, unit=person.unit, role=row["role"], start=since)


def _enterprise(row: Content, roster: Roster, since: date) -> Iterator[Record]:
    enterprise = Enterprise(address=row["address"], **{name: row[name] for name in OF_ENTERPRISE if name in row})
    roster.enterprises[row["key"]] = enterprise.id
    yield enterprise
    for contact in row["contacts"]:
        yield Contact(enterprise=enterprise.id, **contact)
    about = {name: row[name] for name in ("category", "ground", "base_period")}
    yield Inclusion(enterprise=enterprise.id, start=since, **about)
    yield Pairing(enterprise=enterprise.id, role="liaison", person=roster.people[row["paired"]], start=since)
    if "leader" in row:
        yield Pairing(enterprise=enterprise.id, role="leader", person=roster.people[row["leader"]], start=since)


def save_checked(desk: Desk, records: list[Record], today: date) -> None:
    """Saves records that refer to each other after the checks that a form would make. StoryError when one fails."""
    beside = {record.id: record.kind for record in records}
    whole = [complete(record, desk) for record in records]
    for record in whole:
        for name, sentence in troubles(record, desk, today, beside=beside).items():
            raise StoryError(f"{record.kind} {name}: {sentence}")
    desk.ledger.save(*whole)


def visit_form(visit: Content, content: Content) -> dict[str, str]:
    """A visit of the content as a cadre types it into the form: texts by field."""
    people, enterprises = by_key(content["people"]), by_key(content["enterprises"])
    return {
        "enterprise": enterprises[visit["enterprise"]]["name"],
        "date": "今天",
        "mode": visit["mode"],
        "outcome": visit["outcome"],
        "visitors": "、".join(people[key]["name"] for key in (visit["by"], *visit["with"])),
        "met": visit.get("met", ""),
        "note": visit["note"],
        "problems": "\n".join(visit["problems"]),
        "follow_up": visit.get("follow_up", ""),
    }


def story_form(content: Content, cadre: str) -> dict[str, str]:
    """The visit that the tour tells of, as `cadre` (a key) types it."""
    story = content["story"]
    visit = {**story, "by": cadre, "with": [], "mode": "on_site", "outcome": "met"}
    return {**visit_form(visit, content), "date": story["date"]}
