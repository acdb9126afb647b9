"""What the tests of documents share: a visit that both sides know, documents made of it, and what stands in them."""

import io
import zipfile
from pathlib import Path

import docx
import zxingcpp
from commands_here import run_here
from docx.table import Table
from PIL import Image
from story import BANKING, CADRE, ENTERPRISE, NOTE, SHORTAGE, Pair, problem_lines
from test_hand_over import told

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.contact import Contact
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.rules import find_record
from fieldtui.work.visits import enter_visit

PHONE, HIDDEN = "13812345678", "138****5678"
HEARD = (f"behalf={BANKING}", "heard_by=telephone", f"heard_on={today()}")


def record_visit(pair: Pair) -> str:
    """A visit with two problems, which the office has taken in; its id."""
    with Desk.open_to_write(pair.office) as desk:
        enterprise = find_record("enterprise", ENTERPRISE, desk)
        assert enterprise
        desk.ledger.save(Contact(enterprise=enterprise, name="示例赵", post="生产副总", phone=PHONE))
    with Desk.open_to_write(pair.cadre) as desk:
        texts = {
            "id": new_id(),
            "enterprise": ENTERPRISE,
            "visitors": CADRE,
            "met": f"生产副总 示例赵 {PHONE}",
            "note": NOTE,
            "problems": "\n".join(problem_lines()),
            "follow_up": "明天 电话问贷款进度",
        }
        entry = enter_visit(desk, texts, today())
        assert entry.troubles == {}
        desk.ledger.save(*entry.records)
    hand_in(pair)
    return texts["id"]


def hand_in(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as ours, Desk.open_to_write(pair.office) as theirs:
        take_in_and_learn(theirs.ledger, read_file(export_to_office(ours.ledger, now()).path))


def assign(pair: Pair) -> None:
    told(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=assigned", f"lead={BANKING}")


def edit(desk: Desk, kind: str, record: str, **changes: str) -> None:
    """Save a record with these fields changed."""
    found = desk.ledger.get(kind, record)
    assert found
    desk.ledger.save(found.amended(**changes))


def document(workspace: Workspace, *words: str) -> Path:
    """Make one by the command, and say where it lies."""
    return Path(told(workspace, "document", *words).strip())


def texts_of(table: Table) -> list[list[str]]:
    """The cells of each row, those that were joined once."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


def said_in(path: Path) -> dict[str, str]:
    """Of a form what stands beside each label."""
    rows = texts_of(docx.Document(str(path)).tables[0])
    return {row[place]: row[place + 1] for row in rows for place in range(0, len(row), 2)}


def code_in(path: Path) -> str:
    """What the code on the paper says, read as a scanner reads it."""
    with zipfile.ZipFile(path) as packed:
        (name,) = [name for name in packed.namelist() if name.startswith("word/media/")]
        image = Image.open(io.BytesIO(packed.read(name))).convert("L")
    pixels = memoryview(image.tobytes()).cast("B", shape=[image.height, image.width])
    (code,) = zxingcpp.read_barcodes(pixels)
    return code.text


def check(workspace: Workspace, path: Path) -> tuple[int, str]:
    ended = run_here("--workspace", str(workspace.folder), "document", "check", code_in(path))
    return ended.code, "\n".join(ended.lines)
