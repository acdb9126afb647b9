"""From the start of the process to what it shows, and the memory that it then has taken."""

from collections.abc import Iterator
from pathlib import Path

from copies import copied
from county import PROGRAM
from figures import MEGABYTES, Measured
from terminal import Terminal

from fieldtui.ledger.workspace import Workspace
from fieldtui.tui.actions import ACTIONS
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.today import today_list

HERE = Path(__file__).resolve().parent
BARE = ("bare_text.py", "示例 Textual")


def starts(county: Path, runs: int) -> Iterator[Measured]:
    """Ours and a bare program by turns; one start of each before, so that both are compiled and in the disk's cache."""
    painted, filled = _foot(), first_heading(county)
    first: list[float] = []
    full: list[float] = []
    memory: list[float] = []
    bare: list[float] = []
    bare_memory: list[float] = []

    def start_ours(own: Path) -> None:
        with open_program(own) as terminal:
            first.append((terminal.wait_for(painted) - terminal.started) * 1000)
            full.append((terminal.wait_for(filled) - terminal.started) * 1000)
            memory.append(terminal.peak_memory())

    def start_bare() -> None:
        with Terminal([BARE[0]], HERE) as terminal:
            bare.append((terminal.wait_for(BARE[1]) - terminal.started) * 1000)
            bare_memory.append(terminal.peak_memory())

    # Ended from outside, a program may leave its view half-written behind, which the kept county is spared.
    with copied(county) as own:
        for run in range(runs + 1):
            if run % 2:
                start_bare()
                start_ours(own)
            else:
                start_ours(own)
                start_bare()
    beside = "bare Textual"
    yield Measured("start to first paint", first[1:], beside, bare[1:], "1.2")
    yield Measured("start to today's list filled", full[1:], beside, bare[1:], "2")
    yield Measured("peak memory, list filled", memory[1:], beside, bare_memory[1:], unit=MEGABYTES)


def open_program(county: Path) -> Terminal:
    return Terminal(["-m", "fieldtui", "--workspace", str(county)], PROGRAM)


def _foot() -> str:
    """The last words of the first screen's foot, so what is painted last of the first frame."""
    action = next(action for action in ACTIONS if action.id == "manual")
    return f"{action.shown_key} {action.label}"


def first_heading(county: Path) -> str:
    """What only the filled list shows."""
    with Desk.open_to_read(Workspace.load(county)) as desk:
        section = today_list(desk, [], today())[0]
    return f"{section.title} {len(section.items)}"
