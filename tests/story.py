"""What the journeys share: who takes part, what is typed, two workspaces that know each other, hands on a screen."""

import shutil
from asyncio import sleep
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

import pytest
from textual import events
from textual.pilot import Pilot

from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Draft, Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.model.row import Row
from fieldtui.sync.enrol import accept_laptop, found_office, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.tui.app import FieldApp
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk, standings
from fieldtui.work.putting_in_use import stopped, version_in_use
from fieldtui.work.rules import complete
from fieldtui.work.visits import enter_problems

COUNTY, COUNTY_NAME = "230600", "示例市"
CADRE, CLERK, LEADER = "示例张", "示例李", "示例周"
PARK, BANKING, LABOUR = "高新区企服站", "金融办", "人社局"
ENTERPRISE, OTHER_ENTERPRISE = "示例龙原精细化工有限公司", "示例龙园花岗石有限公司"
INITIALS = "lyjx"
CREDIT_CODE = "9152000071430580XT"
NOTE = "见到生产副总，原料款压了三个月，流动资金缺口大。"
SHORTAGE, SUBSIDY = "流动资金缺口300万", "稳岗返还未到账186人"
ANSWER, EVIDENCE, CALL = "续贷300万已放款", "放款回单", "电话问贷款进度"


def short(days: int) -> str:
    """The day that is so many days from now, as one types it: 12-15."""
    return f"{today() + timedelta(days=days):%m-%d}"


def problem_lines() -> tuple[str, str]:
    """Two problems, one with half-width marks and one as an input method leaves them."""
    return f"融资 {SHORTAGE} @{BANKING} !急 ~{short(20)}", f"政策　{SUBSIDY}＠{LABOUR}！一般～{short(30)}"


# Two workspaces


@dataclass(frozen=True)
class Pair:
    """The two sides."""

    office: Workspace
    cadre: Workspace


def enrolled_pair(folder: Path) -> Pair:
    """An office with its people and enterprises, and a cadre's laptop, which have taken each other in."""
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    office = make_workspace(folder / "office", role="office", name=CLERK, **sides)
    cadre = make_workspace(folder / "cadre", role="cadre", name=CADRE, **sides)
    found_office(office, standings, office_name="企服办", today=date(today().year, 1, 1))
    with Desk.open_to_write(office) as theirs, Desk.open_to_write(cadre) as ours:
        person = _people_and_enterprises(theirs)
        request = read_file(export_to_office(ours.ledger, now()).path)
        device = accept_laptop(theirs.ledger, request, person, today())
        take_in_and_learn(theirs.ledger, request)
        row = theirs.ledger.row("device", device.id) or {}
        answer = read_file(export_to_device(theirs.ledger, row, now()).path)
        ours.ledger.workspace = trust_office(ours.ledger.workspace, answer)
        take_in_and_learn(ours.ledger, answer)
    for side in (office, cadre):
        for path in side.exports.iterdir():
            path.unlink()
    return Pair(Workspace.load(office.folder), Workspace.load(cadre.folder))


def _people_and_enterprises(desk: Desk) -> str:
    """What the office knows before anybody drives out; returns the cadre's id."""
    since = date(today().year - 1, 1, 1)
    park, *departments = Unit(name=PARK, type="park"), Unit(name=BANKING), Unit(name=LABOUR)
    cadre = Person(name=CADRE, unit=park.id)
    first = Enterprise(name=ENTERPRISE, region="230602", uscc=CREDIT_CODE)
    other = Enterprise(name=OTHER_ENTERPRISE, region="230602")
    records: list[Record] = [park, *departments, cadre, first, other]
    records.append(Appointment(person=cadre.id, unit=park.id, role="cadre", start=since))
    for enterprise in (first, other):
        records.append(Inclusion(enterprise=enterprise.id, category="difficulty", start=since))
        records.append(Pairing(enterprise=enterprise.id, role="liaison", person=cadre.id, start=since))
    desk.ledger.save(*(complete(record, desk) for record in records))
    return cadre.id


def copy_of(pair: Pair, folder: Path) -> Pair:
    for side in (pair.office, pair.cadre):
        shutil.copytree(side.folder, folder / side.folder.name)
    return Pair(*(Workspace.load(folder / side.folder.name) for side in (pair.office, pair.cadre)))


def go_by(desk: Desk, text: str) -> None:
    """The county goes by this plan, given by its whole text, and by no other from today on."""
    new = version_in_use(text, today())
    before = {plan.name for plan in desk.plans}
    desk.ledger.save(new)
    for name in before - {new.name}:
        desk.ledger.save(*stopped(desk, name, today()))


def hand_back(office: Desk, cadre: Desk) -> None:
    """The laptop takes in the office's file."""
    device = next(row for row in office.ledger.rows("device") if row["device"] == cadre.ledger.workspace.device)
    take_in_and_learn(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))


def register_problem(office: Workspace) -> str:
    """A problem that came in by telephone; returns its id."""
    with Desk.open_to_write(office) as desk:
        texts = {"enterprise": ENTERPRISE, "source": "call", "problems": f"融资 {SHORTAGE}"}
        entry = enter_problems(desk, texts, today())
        desk.ledger.save(*entry.records)
    return entry.records[0].id


# What lies on disk


def assert_sound(workspace: Workspace) -> None:
    findings = check(workspace, standings)
    assert all(finding.sound for finding in findings), [finding.sentence for finding in findings]


def assert_both_hold_the_same(pair: Pair) -> None:
    assert pair.office.view.read_bytes() == pair.cadre.view.read_bytes()


def rows(workspace: Workspace, kind: str) -> list[Row]:
    return list(Ledger.open_to_read(workspace, standings).rows(kind))


def drafts(workspace: Workspace) -> list[Draft]:
    return Drafts(workspace.drafts).all()


# Hands on a screen


class Hands:
    """Somebody at a screen of 80×24: presses keys, types text, and waits until what should be seen is seen."""

    def __init__(self, app: FieldApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.keys: list[str] = []
        """The keys that were pressed, beside the text that was typed."""

    async def press(self, *keys: str) -> None:
        self.keys.extend(keys)
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Key by key, as an input method hands it over; waits until a field holds it."""
        for character in text:
            self.app.post_message(events.Key("space" if character == " " else character, character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for a condition; no wait is longer than it has to be, and none is given up soon."""
        deadline = monotonic() + 20
        while not condition():
            if monotonic() > deadline:
                pytest.fail(f"{what or 'what was expected'} did not come; the screen:\n{self.screen}")
            await sleep(0.01)

    async def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        await self.until(lambda: all(word in self.screen for word in words), " / ".join(words))

    async def at(self, place: str) -> None:
        """Wait until this place is the one on top, and has the focus somewhere."""
        await self.until(
            lambda: getattr(self.app.screen, "place", "") == place and self.app.screen.focused, f"the place {place}"
        )

    async def in_field(self, name: str) -> None:
        """Wait until one types into the field of this name."""
        await self.until(lambda: self.field == name, f"the field {name}")

    @property
    def field(self) -> str:
        focused = self.app.focused
        ids = [widget.id or "" for widget in focused.ancestors_with_self] if focused else []
        return next((id.removeprefix("field-") for id in ids if id.startswith("field-")), "")

    @property
    def screen(self) -> str:
        """What stands on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def go_to(hands: Hands, field: str, by: str = "tab") -> None:
    """From field to field until one types into this one."""
    for _key in range(12):
        if hands.field == field:
            return
        await hands.press(by)
    await hands.in_field(field)


@asynccontextmanager
async def screen_of(workspace: Workspace, *, read_only: bool = False) -> AsyncIterator[Hands]:
    """The program on screen over a workspace, opened; closed at the end."""
    app = FieldApp(workspace.folder, read_only=read_only)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.until(lambda: app.desk is not None, "the desk")
        await hands.at("today")
        yield hands
