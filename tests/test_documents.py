"""Documents for paper: what stands in each docx, also when it is much, and text from hell."""

import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from commands_here import run_here
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st
from papers import HEARD, HIDDEN, PHONE, assign, check, code_in, document, edit, record_visit, said_in, texts_of
from story import BANKING, CADRE, ENTERPRISE, NOTE, SHORTAGE, SUBSIDY, Pair
from test_hand_over import told
from test_text_from_hell import A_LINE, ALL_OF_IT

from fieldtui.model.record import new_id
from fieldtui.report.cleaning import printable
from fieldtui.report.documents.code import read_code
from fieldtui.report.documents.kinds import kind_named, made
from fieldtui.report.documents.paper import checked, write_document
from fieldtui.report.documents.review import id_of, period_of
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.figures.periods import Period
from fieldtui.work.masking import masked
from fieldtui.work.rules import find_record


@pytest.fixture
def visit(pair: Pair) -> str:
    """A visit with two problems, which the office has taken in; its id."""
    return record_visit(pair)


# What stands in them


def test_a_visit_record_says_what_the_form_asks_for(pair: Pair, visit: str) -> None:
    path = document(pair.cadre, "visit-record", visit)
    assert path.parent == pair.cadre.exports
    assert path.name.startswith("走访记录表-")
    said = said_in(path)
    day = today()
    assert said["企业"] == ENTERPRISE
    assert said["日期"].startswith(f"{day.year}年{day.month}月{day.day}日 周")
    assert (said["方式"], said["结果"], said["人员"], said["情况"]) == ("入企", "已见面", CADRE, NOTE)
    assert said["见到"] == f"生产副总 示例赵 {HIDDEN}"
    assert said["问题"] == f"1．{SHORTAGE}（融资、急）\n2．{SUBSIDY}（政策兑现）"
    assert "电话问贷款进度" in said["下一步"]
    assert "年" in said["走访人员签字"]
    assert docx.Document(str(path)).paragraphs[0].text == "走访记录表"


def test_an_assignment_goes_to_the_department_that_leads(pair: Pair, visit: str) -> None:
    assert "还没有交办" in told(pair.office, "document", "assignment", SHORTAGE, code=2)
    assign(pair)
    path = pair.office.exports / "交办.docx"
    ended = run_here("--workspace", str(pair.office.folder), "document", "assignment", SHORTAGE, "--out", str(path))
    assert ended.lines == [str(path)]
    assert "请手填" in ended.error
    paragraphs = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert paragraphs[:3] == ["问题交办单", "〔　　　　〕第　　　　号", f"{BANKING}："]
    assert paragraphs[-2:] == ["企服办（盖章）", f"{today().year}年{today().month}月{today().day}日"]
    said = said_in(path)
    assert said["联系人"] == f"生产副总　示例赵　{HIDDEN}"
    assert said["问题"] == SHORTAGE
    assert said["反馈期限"]
    whole = document(pair.office, "assignment", SHORTAGE, "--phones")
    assert said_in(whole)["联系人"].endswith(PHONE)
    # The code tells nothing of the number: it can be tried out by nobody.
    assert read_code(code_in(whole)).hash == read_code(code_in(path)).hash


def test_all_that_goes_to_a_department_stands_on_one_sheet(pair: Pair, visit: str) -> None:
    assert "没有等待反馈" in told(pair.office, "document", "assignment", "--to", BANKING, code=2)
    assign(pair)
    path = document(pair.office, "assignment", "--to", BANKING)
    paper = docx.Document(str(path))
    (table,) = paper.tables
    head, row = texts_of(table)
    assert head == ["序号", "企业", "联系人", "问题", "企业诉求", "反馈期限", "办理情况"]
    assert row[:2] == ["1", ENTERPRISE]
    assert SHORTAGE in row[3]
    assert paper.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert check(pair.office, path)[0] == 0


def test_a_reminder_says_how_late_it_is(pair: Pair, visit: str) -> None:
    assign(pair)
    assert "没有超期" in told(pair.office, "document", "reminder", SHORTAGE, code=2)
    with Desk.open_to_read(pair.office) as desk:
        problem = find_record("problem", SHORTAGE, desk) or ""
        unit = find_record("unit", BANKING, desk) or ""
        later = now() + timedelta(days=60)
        path = write_document(desk, kind_named("reminder"), problem, later, pair.office.exports / "督办.docx").path
        assert re.fullmatch("[1-9][0-9]个工作日", said_in(path)["超期"])
        # Looked at on whichever day, it says how late it was on the day on which it was made.
        assert checked(desk, code_in(path)).agrees
        assert SHORTAGE in str(made(desk, kind_named("reminder"), unit, later.date()).parts)


def test_closing_and_feedback_come_after_the_reply(pair: Pair, visit: str) -> None:
    assign(pair)
    for kind in ("closing", "feedback"):
        assert "还没有反馈" in told(pair.office, "document", kind, SHORTAGE, code=2)
    told(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=handling", "words=约了两家银行", *HEARD)
    told(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=replied", "words=续贷300万已放款", *HEARD)
    asked = said_in(document(pair.office, "feedback", SHORTAGE))
    assert asked["办理结果"] == "续贷300万已放款"
    assert asked["满意度"] == "□满意　□基本满意　□不满意"
    told(
        *(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=verified"),
        *("reached=true", "satisfaction=satisfied", "words=办得快"),
    )
    said = said_in(document(pair.office, "closing", SHORTAGE))
    assert said["办理措施"].startswith("1．")
    assert said["办理措施"].endswith("约了两家银行")
    assert said["办理结果"] == "续贷300万已放款"
    assert "满意\n办得快" in said["企业意见"]
    assert set(said) >= {"经办人", "单位负责人", "企服办经办人", "领导签批"}


def test_minutes_say_what_was_decided_and_who_does_it(pair: Pair, visit: str) -> None:
    day = today()
    told(
        *(pair.office, "add", "meeting", "held_as=coordination", f"date={day}", "title=示例周交办会", "chair=示例周"),
        *("agenda=通报\n研究", "decisions=一、抓紧续贷。"),
    )
    told(
        *(pair.office, "add", "task", "title=续贷方案", f"unit={BANKING}", "meeting=示例周交办会"),
        f"due={day + timedelta(days=7)}",
    )
    path = document(pair.office, "minutes", "示例周交办会")
    said = said_in(path)
    assert (said["会议"], said["主持人"]) == ("示例周交办会", "示例周")
    paper = docx.Document(str(path))
    paragraphs = [paragraph.text for paragraph in paper.paragraphs]
    for words in ("一、议程", "通报", "研究", "二、议定事项", "一、抓紧续贷。", "三、议定事项清单"):
        assert words in paragraphs
    assert texts_of(paper.tables[-1])[1][1:3] == ["续贷方案", BANKING]


@pytest.mark.parametrize(("kind", "part"), [("weekly", "一、本周指标"), ("monthly", "一、本月指标")])
def test_reports_bring_the_figures_and_what_is_late(kind: str, part: str, pair: Pair, visit: str) -> None:
    assert "企服办生成" in told(pair.cadre, "document", kind, code=2)
    path = document(pair.office, kind)
    paper = docx.Document(str(path))
    assert part in [paragraph.text for paragraph in paper.paragraphs]
    figures = texts_of(paper.tables[0])
    assert figures[0] == ["指标", "本期", "累计", "附注"]
    coverage = next(row for row in figures if row[0].startswith("走访覆盖率"))
    assert coverage[1] == "50.0%（1/2）"
    assert check(pair.office, path)[0] == 0
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "visit", visit, outcome="absent")
    assert check(pair.office, path)[0] == 1


def test_a_period_to_come_and_a_bad_one_are_told(pair: Pair) -> None:
    assert "还没到" in told(pair.office, "document", "monthly", "--month", f"{today().year + 1}-12", code=2)
    assert "月份" in told(pair.office, "document", "monthly", "--month", "十一月", code=2)
    assert "日期" in told(pair.office, "document", "weekly", "--week", "示例", code=2)


@given(st.dates(), st.integers(0, 400))
def test_a_period_is_read_again_from_its_code(day: date, days: int) -> None:
    period = Period(day, min(date.max, day + timedelta(days=days)) if day.year < 9990 else day)
    assert period_of(id_of(period)) == period
    assert period_of(new_id()) is None


def test_what_cannot_be_is_told(pair: Pair, visit: str) -> None:
    assert "示例没有" in told(pair.office, "document", "closing", "示例没有", code=2)
    assert "只能依据：走访" in told(pair.office, "document", "visit-record", SHORTAGE, code=2)
    assert "二者选一" in told(pair.office, "document", "assignment", code=2)
    assert ".docx" in told(pair.cadre, "document", "visit-record", visit, "--out", "a.pdf", code=2)
    for code in ("示例", "D1:", "D1::ABC/"):
        assert told(pair.office, "document", "check", code, code=2)


# Much text, and text from hell


@pytest.fixture
def hell(pair: Pair, visit: str) -> str:
    """The problem with all there is in its fields; its id."""
    assign(pair)
    with Desk.open_to_write(pair.office) as desk:
        problem = find_record("problem", SHORTAGE, desk) or ""
        amended = {"title": A_LINE, "description": ALL_OF_IT, "request": "长" * 4_990 + "W" * 10}
        edit(desk, "problem", problem, **amended)
        edit(desk, "visit", visit, note="W" * 3_000 + "长" * 2_000)
    return problem


def test_nothing_is_lost_or_obeyed_and_no_table_grows_wider(pair: Pair, visit: str, hell: str) -> None:
    with Desk.open_to_read(pair.office) as desk:
        row = desk.ledger.row("problem", hell) or {}
        unit = find_record("unit", BANKING, desk) or ""
        for name, about in (("assignment", hell), ("assignment", unit), ("visit-record", visit)):
            path = write_document(desk, kind_named(name), about, now(), pair.office.exports / f"{name}.docx").path
            assert checked(desk, code_in(path)).agrees
            paper = docx.Document(str(path))
            cells = [cell for row in texts_of(paper.tables[0]) for cell in row]
            if name == "assignment":
                for field in ("title", "description", "request"):
                    assert any(masked(printable(row[field])).strip() in cell for cell in cells), field
            else:
                assert "W" * 3_000 + "长" * 2_000 in cells
            assert width_of(paper.tables[0]) <= room_in(paper) + 1


# Of these elements each stands once within its parent, or Word calls the file damaged.
ONCE = ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "tblCellMar")
SEVERAL = ("headerReference", "footerReference")


@pytest.mark.parametrize("kind", ["visit-record", "assignment", "weekly"])
def test_each_property_is_said_once(kind: str, pair: Pair, visit: str) -> None:
    assign(pair)
    about = {"visit-record": [visit], "assignment": [SHORTAGE], "weekly": []}[kind]
    with zipfile.ZipFile(document(pair.office, kind, *about)) as packed:
        names = [name for name in packed.namelist() if re.search(r"word/(document|header|footer|fontTable)", name)]
        parts = [ElementTree.fromstring(packed.read(name)) for name in names if name.endswith(".xml")]
    tags = [
        [child.tag.rpartition("}")[2] for child in parent]
        for part in parts
        for parent in part.iter()
        if parent.tag.rpartition("}")[2] in ONCE
    ]
    assert tags
    for found in tags:
        assert len(found) == len(set(found)) or set(found) & set(SEVERAL), found


def width_of(table: Table) -> float:
    """In millimetres, as its grid has it."""
    return sum(float(column.width.mm) for column in table.columns if column.width)


def room_in(paper: Docx) -> float:
    section = paper.sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    return float(section.page_width.mm - section.left_margin.mm - section.right_margin.mm)


# Through LibreOffice

SOFFICE = shutil.which("soffice")
WRITER = bool(SOFFICE) and any(Path(str(SOFFICE)).resolve().parent.glob("*swlo*"))


@pytest.mark.skipif(not WRITER, reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_them_and_each_is_as_long_as_it_has_to_be(pair: Pair, visit: str, tmp_path: Path) -> None:
    assign(pair)
    path = document(pair.office, "assignment", SHORTAGE)
    short = tmp_path / "short.docx"
    short.write_bytes(path.read_bytes())
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "visit", visit, note="长" * 5_000)
    document(pair.office, "visit-record", visit, "--out", str(tmp_path / "long.docx"))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(short), str(tmp_path / "long.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert pages(tmp_path / "short.pdf") == 1
    assert pages(tmp_path / "long.pdf") > 3


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))
