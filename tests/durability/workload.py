"""A cadre's or clerk's morning as the files see it, in acts; and what has to be there, whatever happens in between."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.locking import lock
from fieldtui.ledger.log import Log, write_line
from fieldtui.ledger.passphrase import Cost
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.kinds import kind_names
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.erasure import Erasure
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.sync.keys import private_key
from fieldtui.work.desk import standings

Rows = Mapping[str, Row]
"""All records by id, of whatever kind."""

PASSPHRASE, CHEAP = "示例 稻米 三百里 高粱红", Cost(n=2, r=1, p=1)
DAY = date(2026, 11, 20)
FOUNDED = {"appointment": 1, "person": 1, "plan": 1, "unit": 1}
"""How many records of each kind an office begins with; nobody knows their ids before they are made."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What may be found after whatever happens now. While a save is under way: what was, and what is to be.

    `made` tells whether the workspace was acknowledged. `ledger` has None where the office's first entries may be
    there, which are whole when there is one of each.
    """

    made: bool = False
    ledger: tuple[Rows | None, ...] = ({},)
    drafts: tuple[Mapping[str, str], ...] = ({},)
    erased: str = ""
    """Words that, unless a record shows them, lie nowhere once the workspace was opened and closed."""


class Journal:
    """Keeps the books beside the program: what was acknowledged, what is under way, what was refused."""

    def __init__(
        self, before: Expected, tell: Callable[[Expected], None] = lambda _expected: None, *, undecided: bool = False
    ) -> None:
        """`undecided`: a refused save may be found afterwards, for cutting it off again can fail as well."""
        self.refused: list[Exception] = []
        self._tell = tell
        self._undecided = undecided
        self.expect(before)

    def expect(self, expected: Expected) -> None:
        self.expected = expected
        self._tell(expected)

    @property
    def rows(self) -> Rows:
        """What was acknowledged."""
        rows = self.expected.ledger[0]
        assert rows is not None
        return rows

    @contextlib.contextmanager
    def may_be_refused(self, *errors: type[Exception]) -> Iterator[None]:
        try:
            yield
        except errors as error:
            self.refused.append(error)
            if isinstance(error, FieldError):
                assert_sentence(str(error))

    @contextlib.contextmanager
    def founding(self, folder: Path) -> Iterator[None]:
        self.expect(replace(self.expected, ledger=({}, None)))
        with self.may_be_refused(FieldError):
            yield
            rows = shown(Ledger.open_to_read(Workspace.load(folder), standings))
            self.expect(replace(self.expected, made=True, ledger=(rows,)))

    def save(self, ledger: Ledger, *records: Record) -> None:
        """Save them; if that is refused, the ledger must go on showing what it showed before."""
        before = self.rows
        after = {**before, **{record.id: row_of(record) for record in records}}
        self.expect(replace(self.expected, ledger=(*self.expected.ledger, after)))
        refusals = len(self.refused)
        with self.may_be_refused(FieldError):
            ledger.save(*records)
        if len(self.refused) == refusals:
            self.expect(replace(self.expected, ledger=(after,)))
        elif not self._undecided:
            self.expect(replace(self.expected, ledger=(before,)))
        assert shown(ledger) == self.rows, "the open ledger shows what was not acknowledged"

    def erase(self, ledger: Ledger, contact: Contact, erasure: Erasure) -> bool:
        """Erase a contact's telephone; whether that was told to be done. If not, the next opening may go on with it."""
        before = self.rows
        without = {name: value for name, value in before[contact.id].items() if name != "phone"}
        after = {**before, contact.id: without, erasure.id: row_of(erasure)}
        self.expect(replace(self.expected, ledger=(*self.expected.ledger, after), erased=contact.phone or ""))
        refusals = len(self.refused)
        with self.may_be_refused(FieldError):
            ledger.erase(erasure, {"phone": None})
        done = len(self.refused) == refusals
        if done:
            self.expect(replace(self.expected, ledger=(after,)))
        return done

    def keep_draft(self, drafts: Drafts, draft: str, note: str) -> None:
        with self._drafts(lambda kept: {**kept, draft: note}):
            drafts.keep(draft, "visit", "", {"note": note})

    def discard_draft(self, drafts: Drafts, draft: str) -> None:
        with self._drafts(lambda kept: {key: note for key, note in kept.items() if key != draft}):
            drafts.discard(draft)

    @contextlib.contextmanager
    def _drafts(self, edit: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Iterator[None]:
        # One that could not be kept for sure may be there all the same: it was typed, and nobody is misled by it.
        before = self.expected.drafts
        after = tuple(edit(kept) for kept in before)
        self.expect(replace(self.expected, drafts=(*before, *after)))
        with self.may_be_refused(FieldError, OSError):
            yield
            self.expect(replace(self.expected, drafts=after))


# The acts


def put_under_lock(folder: Path, _journal: Journal | None = None) -> None:
    """`fieldtui lock`, with a derivation that costs nothing; the view is made anew."""
    with Ledger.open_to_write(lock(Workspace.load(folder), PASSPHRASE, CHEAP), standings):
        pass


def found(folder: Path, journal: Journal) -> None:
    """`fieldtui init` of an office."""
    with journal.may_be_refused(FieldError):
        made = make_workspace(
            folder, role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
        )
        with journal.founding(folder):
            found_office(made, standings, office_name="企服办", today=DAY)


def enter(folder: Path, journal: Journal) -> None:
    """A department; a visit with its problems, in one; a correction; the view's file in between and at the end."""
    with journal.may_be_refused(FieldError), Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        unit = Unit(name="示例金融办")
        journal.save(ledger, unit)
        enterprise = Enterprise(name="示例化工厂", region="230602")
        visitor = ledger.workspace.person
        visit = Visit(enterprise=enterprise.id, date=DAY, visitors=[visitor], note="原料款压了三个月。")
        problems = [
            Problem(enterprise=enterprise.id, visit=visit.id, raised=DAY, title=title, type="finance")
            for title in ("流动资金缺口三百万", "设备抵押不足值")
        ]
        journal.save(ledger, enterprise, visit, *problems)
        with journal.may_be_refused(OSError):
            ledger.flush()
        if unit.seen_row is not None:
            journal.save(ledger, unit.amended(name="示例金融工作办"))


def type_halfway(folder: Path, journal: Journal) -> None:
    """Two forms are being typed; one is sent off, the other stays."""
    first, second = new_id(), new_id()
    with journal.may_be_refused(FieldError, OSError):
        drafts = Drafts(Workspace.load(folder).drafts)
        journal.keep_draft(drafts, first, "写到一半")
        journal.keep_draft(drafts, second, "另一家，也写到一半")
        journal.keep_draft(drafts, first, "写到一大半")
        journal.discard_draft(drafts, first)


def tear(folder: Path, journal: Journal) -> None:
    """A save without its view's file, then the beginning of one more: as after a crash."""
    with journal.may_be_refused(FieldError):
        workspace = Workspace.load(folder)
        ledger = Ledger.open_to_write(workspace, standings)
        view, mark = workspace.view.read_bytes(), workspace.mark.read_bytes()
        try:
            journal.save(ledger, Unit(name="示例人社局"))
        finally:
            ledger.close()
        for path, content in ((workspace.view, view), (workspace.mark, mark)):
            path.write_bytes(content)
            sync(path)
        with workspace.log.open("r+b") as log:
            begun = log.readline()[:-40]
            log.seek(0, os.SEEK_END)
            log.write(begun)
            log.flush()
            os.fsync(log.fileno())


def come_back(folder: Path, journal: Journal) -> None:
    """The view is behind and the log ends in half a line; two saves, then the view's file twice."""
    with journal.may_be_refused(FieldError), Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        journal.save(ledger, Unit(name="示例市场局"))
        with journal.may_be_refused(OSError):
            ledger.flush()
        journal.save(ledger, Unit(name="示例税务局"))


def make_anew(folder: Path, journal: Journal) -> None:
    """`fieldtui check --rebuild`, and work that goes on after it."""
    with journal.may_be_refused(FieldError), Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        with journal.may_be_refused(FieldError):
            ledger.rebuild()
        assert shown(ledger) == journal.rows
        with journal.may_be_refused(OSError):
            ledger.flush()
        journal.save(ledger, Unit(name="示例商务局"))


def take_out(folder: Path, journal: Journal) -> None:
    """A telephone number is entered, and erased for a lawful reason; work goes on."""
    with journal.may_be_refused(FieldError), Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        contact = Contact(enterprise=new_id(), name="示例赵", phone="13900001111")
        journal.save(ledger, contact)
        with journal.may_be_refused(OSError):
            ledger.flush()
        if contact.seen_row is not None:
            changes = [change.id for change in ledger.history.of(contact.id)]
            erasure = Erasure(record=contact.id, erased=["phone"], changes=changes, reason="本人要求")
            if journal.erase(ledger, contact, erasure):
                journal.save(ledger, Unit(name="示例教育局"))


def age(folder: Path, _journal: Journal | None = None) -> None:
    """Make the workspace what the first version would have left."""
    workspace = Workspace.load(folder)
    bodies = [{**commit.body, "v": 1} for commit in Log(workspace.log).read()]
    for body in bodies:
        del body["ids"]
    workspace.log.write_bytes(b"".join(write_line(body)[0] for body in bodies))
    for path in (workspace.view, workspace.mark):
        path.unlink()
    workspace.store(format=1)


def come_newer(folder: Path, journal: Journal) -> None:
    """This version opens what the first one left."""
    with journal.may_be_refused(FieldError), Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        journal.save(ledger, Unit(name="示例科技局"))


Act = Callable[[Path, Journal], None]
ACTS: tuple[Act, ...] = (found, enter, type_halfway, tear, come_back, make_anew)


# What must hold afterwards


def shown(ledger: Ledger) -> Rows:
    return {row["id"]: row for kind in kind_names() for row in ledger.rows(kind)}


def row_of(record: Record) -> Row:
    return {"id": record.id, **record.fields()}


def counted(ledger: Ledger) -> Mapping[str, int]:
    numbers = {kind: len(list(ledger.rows(kind))) for kind in kind_names()}
    return {kind: number for kind, number in numbers.items() if number}


def assert_holds(folder: Path, expected: Expected) -> None:
    """The workspace opens with what was acknowledged and nothing half-done; work goes on; `check` finds nothing."""
    if not expected.made:
        try:
            Workspace.load(folder)
        except FieldError as error:
            assert_sentence(str(error))
            return
    workspace = Workspace.load(folder)
    private_key(workspace.private_keys, workspace.device)
    with Ledger.open_to_write(workspace, standings) as ledger:
        found = shown(ledger)
        assert found in expected.ledger or (None in expected.ledger and counted(ledger) == FOUNDED), (
            "another state than what was acknowledged"
        )
        unit = Unit(name="示例新来的办")
        ledger.save(unit)
    drafts = {draft.id: draft.values["note"] for draft in Drafts(workspace.drafts).all()}
    assert drafts in expected.drafts, "other drafts than were kept"
    wrong = [finding.sentence for finding in check(workspace, standings) if not finding.sound]
    assert not wrong, wrong
    if expected.erased and not any(row.get("phone") == expected.erased for row in found.values()):
        assert not holding(workspace.data, expected.erased), "words that were erased still lie there"
    again = shown(Ledger.open_to_read(workspace, standings))
    assert again == {**found, unit.id: row_of(unit)}, "the save after it is not there"


def holding(folder: Path, words: str) -> list[str]:
    """The files that hold these words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if words.encode() in path.read_bytes()]


def assert_sentence(text: str) -> None:
    """Words that say something, and are not the system's or Python's own."""
    assert len(text) > 5, f"no sentence: {text!r}"
    assert not any(word in text for word in ("Errno", "Error", "Traceback")), f"not our words: {text!r}"


def sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
