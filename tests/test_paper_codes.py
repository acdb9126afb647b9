"""The code on a document for paper: what it says, what it says of the paper later on, and how it is scanned."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import assign, check, code_in, document, edit, record_visit, said_in
from PIL import Image
from story import BANKING, LABOUR, SHORTAGE, Hands, Pair, screen_of
from test_hand_over import told

from fieldtui.locale import LANGUAGES, speaking
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.code import SINCE, PaperCode, read_code
from fieldtui.report.documents.kinds import KINDS, kind_named
from fieldtui.report.documents.paper import checked, write_document
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.rules import find_record
from fieldtui.work.steps import enter_step


@pytest.fixture
def visit(pair: Pair) -> str:
    """A visit with two problems, which the office has taken in; its id."""
    return record_visit(pair)


# The code on the paper


def test_a_paper_agrees_until_what_it_says_is_edited(pair: Pair, visit: str) -> None:
    path = document(pair.cadre, "visit-record", visit)
    for side in (pair.cadre, pair.office):
        assert check(side, path)[0] == 0, "whoever holds the ledger may check it"
    # What comes after the visit is not what the paper tells.
    told(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=assigned", f"lead={BANKING}")
    assert check(pair.office, path)[0] == 0
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "visit", visit, note="改过的记录")
    code, words = check(pair.office, path)
    assert code == 1
    assert "不一致" in words
    assert "改过的记录" in words
    assert check(pair.cadre, path)[0] == 0, "the laptop has not heard of it"


def test_a_photo_of_the_code_does_as_well(pair: Pair, visit: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(document(pair.cadre, "visit-record", visit)) as packed:
        (name,) = [name for name in packed.namelist() if name.startswith("word/media/")]
        (tmp_path / "photo.png").write_bytes(packed.read(name))
    Image.new("L", (40, 40), 255).save(tmp_path / "white.png")
    assert "一致" in told(pair.cadre, "document", "check", str(tmp_path / "photo.png"))
    assert "0 个" in told(pair.cadre, "document", "check", str(tmp_path / "white.png"), code=2)


def test_a_paper_of_a_problem_that_went_on_is_out_of_date(pair: Pair, visit: str) -> None:
    assign(pair)
    path = document(pair.office, "assignment", SHORTAGE)
    told(pair.office, "add", "follow-up", f"problem={SHORTAGE}", "step=assigned", "lead=人社局")
    code, words = check(pair.office, path)
    assert code == 1
    assert "人社局" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_in_another_language_is_checked_in_its_own(language: str, pair: Pair, visit: str) -> None:
    with Desk.open_to_read(pair.cadre) as desk:
        with speaking(language):
            path = write_document(desk, kind_named("visit-record"), visit, now(), pair.cadre.exports / "a.docx").path
        assert checked(desk, code_in(path)).agrees


CODES = st.builds(
    PaperCode,
    st.sampled_from([kind.mark for kind in KINDS]),
    st.sampled_from(LANGUAGES),
    st.integers(0, 2**32 - 1).map(lambda seconds: SINCE + timedelta(seconds=seconds)),
    st.uuids().map(str),
    st.binary(min_size=16, max_size=16),
    st.sampled_from(["", "230602-2026-0001", "示例1号"]),
)
FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in map(chr, range(0x21, 0x7F))}


@given(CODES)
def test_a_code_is_read_as_it_was_written_also_through_an_input_method(code: PaperCode) -> None:
    for typed in (code.text, code.text.lower(), code.text.translate(FULL_WIDTH), code.text.replace("/", "、")):
        read = read_code(typed)
        assert (read.kind, read.language, read.made, read.about, read.hash) == (
            code.kind,
            code.language,
            code.made,
            code.about,
            code.hash,
        )


@given(CODES, st.data())
def test_a_wrong_character_is_found(code: PaperCode, data: st.DataObject) -> None:
    begin = code.text.rindex(":") + 1
    place = data.draw(st.integers(begin, len(code.text) - 2))
    other = data.draw(st.sampled_from([letter for letter in "0123ABCZ%*+-." if letter != code.text[place]]))
    with pytest.raises(FieldError):
        read_code(code.text[:place] + other + code.text[place + 1 :])


def test_each_kind_has_a_mark_of_its_own() -> None:
    assert len({kind.mark for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)


# On screen


async def test_on_a_page_one_is_chosen_and_made(pair: Pair, visit: str) -> None:
    assign(pair)
    async with screen_of(pair.office) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.type("缺口")
        await hands.sees("1 / 2")
        await hands.press("enter")
        await hands.at("problem")
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("文书")
        await hands.press("enter")
        await hands.sees("问题销号单")
        await hands.press("enter")
        await hands.at("problem")
        await hands.sees("已写到 exports/问题交办单-")
        (path,) = pair.office.exports.glob("*.docx")
        assert said_in(path)["问题"] == SHORTAGE


async def test_reports_are_made_beside_the_charts(pair: Pair, visit: str) -> None:
    async with screen_of(pair.office) as hands:
        for words, place in (("统计", "charts"), ("文书", "palette")):
            await hands.press("ctrl+p")
            await hands.at("palette")
            await hands.type(words)
            await hands.press("enter")
            await hands.at(place)
        await hands.sees("周报", "月讲评通报", f"{today().replace(day=1)}至")
        await hands.press("enter")
        await hands.sees("已写到 exports/周报-")
        assert list(pair.office.exports.glob("周报-*.docx"))


async def test_a_gun_opens_what_a_paper_is_about_and_says_whether_it_agrees(pair: Pair, visit: str) -> None:
    assign(pair)
    path = document(pair.office, "assignment", SHORTAGE)
    code, problem = code_in(path), read_code(code_in(path)).about
    async with screen_of(pair.office) as hands:
        await scan(hands, code, "enter")
        await hands.sees("与台账一致")
        await hands.press("escape")
        await hands.at("lists")
        assert hands.app.desk is not None
        lead = find_record("unit", LABOUR, hands.app.desk)
        entry = enter_step(hands.app.desk, {"problem": problem, "step": "assigned", "lead": lead}, today())
        assert entry.records
        hands.app.desk.ledger.save(*entry.records)
        await hands.press("escape")
        await hands.at("today")
        await scan(hands, code)
        await hands.sees("不一致")


async def scan(hands: Hands, code: str, *keys: str) -> None:
    """As a gun does it, with or without an Enter behind the code; wait for the page that opens."""
    await hands.press("f5")
    await hands.at("lists")
    await hands.type(code)
    await hands.press(*keys)
    await hands.at("problem")
