"""Works in a workspace as fast as it can, says on its output what is done, and waits to be killed.

Started once, it imports everything; then each line "TASKS ROUND FOLDER" on its input makes a fork of it that does these
tasks (joined by commas) there, in random order, until somebody kills it. That one begins with "started PID"; when it is
dead, "dead" is said.
"""

import os
import sys
from importlib import import_module
from itertools import count
from pathlib import Path
from random import Random

from workload import PASSPHRASE

import fieldtui.ledger.ledger as ledger_module
from fieldtui.ledger.backup import back_up
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.lock import is_shut
from fieldtui.ledger.locking import unlock
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.erasure import Erasure
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.work.clock import now, today
from fieldtui.work.desk import standings

DRAFT = "0190a000-0000-7000-8000-000000000001"
"""The one draft that is typed on and on."""
PHONE = "13900001111"
"""What is erased."""


def say(*words: object) -> None:
    """One write, so that a kill leaves a whole line or nothing of it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def work(tasks: list[str], number: int, folder: Path) -> None:
    """Do one task after the other until killed; a word about each thing once it is done."""
    random = Random(number)
    ledger_module.WRITE_BEHIND = random.choice([0.0, 0.001, 0.01])
    say("opening")
    if is_shut(folder):
        unlock(Workspace.load(folder), PASSPHRASE)
    ledger = Ledger.open_to_write(Workspace.load(folder), standings)
    say("opened")
    drafts = Drafts(ledger.workspace.drafts)
    unit = Unit(name=f"示例第{number}办")
    for turn in count():
        match random.choice(tasks):
            case "one":
                save(ledger, "new", Unit(name=f"示例{number}之{turn}"))
            case "several":
                save(ledger, "new", *several(f"{number}-{turn}"))
            case "again":
                unit = unit.amended(name=f"示例{number}", initials=str(turn))
                save(ledger, str(turn), unit)
            case "draft":
                say("typing", number, turn)
                drafts.keep(DRAFT, "visit", "", {"note": f"{number} {turn}"})
                say("typed", number, turn)
            case "flush":
                ledger.flush()
            case "rebuild":
                ledger.rebuild()
            case "backup":
                path = folder / "data" / "backups" / f"{turn % 2}.zip"
                back_up(ledger.workspace, path, now())
                say("backed", path.name)
            case "erase":
                erase(ledger)


def erase(ledger: Ledger) -> None:
    """A telephone number comes in, and goes for good."""
    contact = Contact(enterprise=new_id(), name="示例赵", phone=PHONE)
    save(ledger, "new", contact)
    changes = [change.id for change in ledger.history.of(contact.id)]
    erasure = Erasure(record=contact.id, erased=["phone"], changes=changes, reason="本人要求")
    ledger.erase(erasure, {"phone": None})
    say("erased", contact.id)


def several(mark: str) -> list[Record]:
    """Three records that belong together, and carry the same mark."""
    problems: list[Record] = [
        Problem(raised=today(), title=f"资金缺口第{part}处", description=mark, type="finance") for part in "一二"
    ]
    return [Unit(name=f"示例{mark}", initials=mark), *problems]


def save(ledger: Ledger, state: str, *records: Record) -> None:
    ledger.save(*records)
    say("saved", state, *(f"{record.kind}:{record.id}" for record in records))


def main() -> None:
    # What is imported late and what pydantic makes at first use is made once, here.
    several("warm")
    for module in ("filelock", "fieldtui.ledger.judge", "fieldtui.work.life"):
        import_module(module)
    for line in sys.stdin:
        tasks, number, folder = line.rstrip("\n").split(" ", 2)
        worker = os.fork()
        if worker == 0:
            say("started", os.getpid())
            try:
                work(tasks.split(","), int(number), Path(folder))
            except BaseException as error:
                say("failed", repr(error))
                raise
            finally:
                os._exit(1)
        os.waitpid(worker, 0)
        say("dead")


if __name__ == "__main__":
    main()
