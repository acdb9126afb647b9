"""The office and the cadres of a story, each at a real workspace, and how files go between them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, language
from fieldtui.model.county_time import SHANGHAI, local_time
from fieldtui.model.record import Record
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import accept_laptop, found_office, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import TakenIn, export_to_device, export_to_office, read_file
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.writing import Exported
from fieldtui.work.desk import Desk, standings
from fieldtui.work.known_plans import DEFAULT_PLAN
from fieldtui.work.steps import Entry

SECOND = 1000


class StoryError(FieldError):
    """Something did not come out as the story tells it, which is a fault of the program, not of who looks at it."""

    def __init__(self, what: str) -> None:
        super().__init__(_("The demo did not come out as it should ({what}); please report this.").format(what=what))


def expect(holds: bool, what: str) -> None:
    """Raises StoryError when something is not as the story tells it."""
    if not holds:
        raise StoryError(what)


class StoryClock:
    """The time of the story. Each look at it is a second later, so that entries come one after the other."""

    def __init__(self, day: date, hour: int) -> None:
        self.turn_to(day, hour)

    def turn_to(self, day: date, hour: int, minute: int = 0) -> None:
        moment = datetime.combine(day, time(hour, minute), SHANGHAI)
        self._at = int(moment.timestamp()) * SECOND

    def __call__(self) -> int:
        """UTC, milliseconds: what a ledger stamps with."""
        self._at += SECOND
        return self._at

    def now(self) -> datetime:
        return local_time(self())


def workspace_in(
    folder: Path, *, role: str, name: str, county: Mapping[str, str], plan: str = DEFAULT_PLAN
) -> Workspace:
    """A new workspace of a sample county. `plan` is the shipped one by which it goes before its ledger holds any."""
    return make_workspace(
        folder, role=role, name=name, county=county["code"], county_name=county["name"], language=language(), plan=plan
    )


def open_desk(workspace: Workspace, clock: StoryClock) -> Desk:
    desk = Desk.open_to_write(workspace)
    desk.ledger.clock = clock
    return desk


def open_office(workspace: Workspace, office_name: str, clock: StoryClock) -> Desk:
    """Founds the office and opens it."""
    found_office(workspace, standings, office_name=office_name, today=clock.now().date(), clock=clock)
    return open_desk(workspace, clock)


def enrol(office: Desk, cadre: Desk, person: str, clock: StoryClock) -> tuple[Exported, Exported]:
    """Office and laptop get to know each other, as over the telephone; returns the file of each.

    Raises StoryError when a code that is read out is not the one that the other side shows.
    """
    first = export_to_office(cadre.ledger, clock.now())
    bundle = read_file(first.path)
    expect(code_of(cadre) == comparison_code(bundle.sender), "the laptop's code is another one")
    accept_laptop(office.ledger, bundle, person, clock.now().date())
    deliver(first, office)
    answer = hand_back(office, person, clock)
    bundle = read_file(answer.path)
    expect(code_of(office) == comparison_code(bundle.sender), "the office's code is another one")
    cadre.ledger.workspace = trust_office(cadre.ledger.workspace, bundle)
    deliver(answer, cadre)
    expect(cadre.me == person, "the laptop did not learn who uses it")
    return first, answer


def code_of(desk: Desk) -> str:
    """核对码 of the device that a desk stands on."""
    return comparison_code(desk.ledger.workspace.device)


def hand_in(cadre: Desk, clock: StoryClock) -> Exported:
    return export_to_office(cadre.ledger, clock.now())


def hand_back(office: Desk, person: str, clock: StoryClock) -> Exported:
    """The office's file for the laptop of a person."""
    device = office.ledger.referring("device", "person", person)[0]
    return export_to_device(office.ledger, device, clock.now())


def deliver(file: Exported, receiver: Desk) -> TakenIn:
    """Carries a file to the other side, which takes it in."""
    return take_in_and_learn(receiver.ledger, read_file(file.path))


def save(desk: Desk, entry: Entry) -> tuple[Record, ...]:
    """Saves what was entered, and returns it. StoryError when it was refused."""
    for name, sentence in entry.troubles.items():
        raise StoryError(f"{name}: {sentence}")
    desk.ledger.save(*entry.records)
    return entry.records
