"""Text from hell in every field and list: kept as it was meant, drawn as text, aligned by cells, never obeyed."""

import asyncio
import contextlib
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from rich.cells import cell_len
from story import Hands, Pair, go_to, register_problem, rows, screen_of
from test_bad_input import fill_visit
from test_lists import one_of_each
from test_widgets import Stage, paste

from fieldtui.model.kinds import describe, kind_names, record_class
from fieldtui.tui.screens.lists import ListsScreen
from fieldtui.tui.widgets.form import Form
from fieldtui.tui.widgets.rows import fitted
from fieldtui.tui.widgets.text import LineInput, NoteArea, on_one_line, without_controls, wrapped
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import LISTED, lists_of
from fieldtui.work.rules import complete
from fieldtui.work.steps import enter_step

MARKUP = ("[/b]", "[red]红[/red]", "[@click=app.quit]点[/]", "[link=x]", "\\[", "$foreground", "{name}", "%s", "&amp;")
ESCAPES = (
    "\x1b[31m",
    "\x1b[2J",
    "\x1b]0;标题\x07",
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x1bc",
    "\x9b2J",
    "\x07",
    "\x00",
    "\r",
)
TURNS = ("\u202e", "\u202c", "\u2066", "\u2069")
UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad")
WIDE = ("汉字", "𠮷野家", "𰻞𰻞面", "㊗", "①", "ﾊﾝｶｸ", "Ａ１", "　", "…", "—", "·", "“引号”")
EMOJI = ("👨\u200d👩\u200d👧", "❤\ufe0f", "🏭", "🇨🇳", "👍🏽", "1\ufe0f\u20e3")
MARKS = ("e\u0301", "ñ", "שלום", "مرحبا", "ก็", "\u0e33")
PIECES = [*MARKUP, *ESCAPES, *TURNS, *UNSEEN, *WIDE, *EMOJI, *MARKS, "\t", " ", "a", "，"]
HELL = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60)
ALL_OF_IT = "".join(PIECES)
A_LINE = "[/b]汉𠮷[red]👨\u200d👩\u200d👧e\u0301\u202e倒\x1b[31m红\x07\u200b末"
"""Short enough to be a title."""


NOT_CORRECTED = {
    "hand_over",
    "handed_draft",
    "frozen_figures",
    "device",
    "erasure",
    "problem",
    "enterprise",
    "plan",
    "attachment",
}
ON_PAGES = sorted(set(kind_names()) - NOT_CORRECTED)
"""The kinds that have the page of records, and a form to be corrected in."""


def obeyed(text: str) -> list[str]:
    """The characters in `text` that a terminal obeys instead of drawing them."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in "".join(TURNS)
    ]


def drawn(hands: Hands) -> Iterator[str]:
    for strip in hands.app.screen._compositor.render_strips():
        yield "".join(segment.text for segment in strip)


def assert_drawn_well(hands: Hands, *words: str) -> None:
    """24 lines of 80 cells, nothing in them that is obeyed, the head's rule and the keys where they belong."""
    lines = list(drawn(hands))
    assert [cell_len(line) for line in lines] == [80] * 24
    assert [obeyed(line) for line in lines] == [[]] * 24
    for word in words:
        assert any(word in line for line in lines), word


# ---- what is taken from a keyboard or a clipboard


@given(text=HELL)
def test_what_is_left_is_drawn_and_nothing_else_is_lost(text: str) -> None:
    kept = without_controls(text)
    assert not obeyed(kept.replace("\n", "").replace("\t", ""))
    assert not set(kept) & set(UNSEEN)
    assert without_controls(kept) == kept
    harmless = [
        piece for piece in (*MARKUP, *WIDE, *EMOJI) if piece in text and "\x1b" not in text and "\x9b" not in text
    ]
    assert all(piece in kept for piece in harmless)
    assert "\n" not in on_one_line(text)


@given(text=HELL, width=st.integers(0, 40), align=st.sampled_from(["left", "right"]))
def test_a_cell_of_a_list_is_as_wide_as_its_column(text: str, width: int, align: str) -> None:
    shown = fitted(text, width, "left" if align == "left" else "right")
    assert cell_len(shown) == width
    assert not obeyed(shown)


@given(text=HELL, width=st.integers(2, 30))
def test_a_note_is_wrapped_by_cells(text: str, width: int) -> None:
    for line in without_controls(text).split("\n"):
        breaks, tabs = wrapped(line, width, 4)
        parts = [line[start:end] for start, end in pairwise([0, *breaks, len(line)])]
        assert "".join(parts) == line
        room = iter(tabs)
        for part in parts:
            cells = cell_len(part.replace("\t", "")) + sum(next(room) for _tab in range(part.count("\t")))
            assert cells <= width or len(part) == 1


@settings(max_examples=15)
@given(text=HELL.filter(str.strip))
def test_what_is_pasted_is_what_is_kept(text: str) -> None:
    asyncio.run(_pasted(text))


async def _pasted(text: str) -> None:
    app = Stage(lambda: LineInput(id="one"), lambda: NoteArea(id="many"))
    async with app.run_test(size=(40, 12)) as pilot:
        await paste(pilot, text)
        await pilot.press("tab")
        await paste(pilot, text)
        line, note = app.query_one(LineInput), app.query_one(NoteArea)
        assert line.value == on_one_line(text)
        assert note.text == without_controls(text)
        for strip in app.screen._compositor.render_strips():
            assert cell_len(strip.text) == strip.cell_length == 40
            assert not obeyed(strip.text)


# ---- what is kept


FREE_TEXT = [
    (kind, item.name)
    for kind in kind_names()
    for item in describe(kind)
    if item.type == "text" and not (item.shown.refers or item.shown.choices or item.shown.plan or item.shown.derived)
]


OF_A_FORM = {
    *(
        "uscc",
        "industry",
        "phone",
        "sha256",
        "step",
        "period",
        "belongs_to",
        "public_key",
        "record",
        "about",
        "plan_year",
        "encryption_key",
        "of",
        "version",
    ),
}
"""Fields that take a text of one form alone, and refuse any other."""


@pytest.mark.parametrize(("kind", "field"), FREE_TEXT)
def test_a_record_keeps_no_command_to_a_terminal(kind: str, field: str) -> None:
    """Whatever way it comes in: a value is refused, or kept without what a terminal would obey."""
    info = record_class(kind).model_fields[field]
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(cast("type[Any]", Annotated[info.annotation, info]))
        kept = adapter.validate_python(A_LINE)
    except ValidationError:
        assert field in OF_A_FORM
        return
    assert not obeyed(str(kept))
    assert str(kept).startswith("[/b]汉𠮷[red]👨\u200d👩\u200d👧\u00e9倒")


# ---- what is drawn


async def test_in_every_field_of_a_visit_and_on_every_screen_behind_it(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await fill_visit(hands)
        form = hands.app.screen.query_one(Form)
        form.fill({"note": ""})
        typed = {"note": ALL_OF_IT, "met": A_LINE, "problems": f"其他 {A_LINE}", "follow_up": f"明天 {A_LINE}"}
        for field, text in typed.items():
            await go_to(hands, field)
            await hands.paste(text)
            cleaned = without_controls(text) if field == "note" else on_one_line(text)
            await hands.until(lambda: form.value(field) == cleaned, field)  # noqa: B023 - called at once
            assert_drawn_well(hands)
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("已保存")
        assert_drawn_well(hands)
        for _list in range(3):
            await hands.press("f6")
            await hands.at("lists")
            await hands.paste(A_LINE)
            await hands.pilot.pause()
            assert_drawn_well(hands)
            await hands.press("escape")
        await hands.press("escape")
        await hands.at("today")
    (visit,) = rows(pair.cadre, "visit")
    meant = unicodedata.normalize("NFC", without_controls(ALL_OF_IT)).strip()
    assert visit["note"] == meant
    (problem,) = rows(pair.cadre, "problem")
    assert problem["title"] == " ".join(unicodedata.normalize("NFC", on_one_line(A_LINE)).split())


async def test_of_others_on_lists_pages_steps_and_history(pair: Pair) -> None:
    """As it comes in by commands and files, with what a field would have dropped."""
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        for kind, name in (("enterprise", "name"), ("person", "name"), ("unit", "name")):
            for row in list(desk.ledger.rows(kind)):
                record = desk.ledger.get(kind, row["id"])
                assert record is not None
                desk.ledger.save(complete(record.amended(**{name: f"{row[name]}{A_LINE}{row['id'][-4:]}"}), desk))
        record = desk.ledger.get("problem", problem)
        assert record is not None
        desk.ledger.save(record.amended(title=A_LINE, description=ALL_OF_IT, request=ALL_OF_IT))
        step = enter_step(desk, {"problem": problem, "step": "note", "words": ALL_OF_IT}, today())
        desk.ledger.save(*step.records)
    async with screen_of(pair.office) as hands:
        await hands.sees("[/b]汉𠮷[red]")
        assert_drawn_well(hands)
        await hands.press("enter")
        await hands.at("problem")
        assert_drawn_well(hands)
        await hands.press("f4")
        await hands.at("step")
        assert_drawn_well(hands)
        await hands.press("escape")
        await hands.at("problem")
        await hands.press("f7")
        await hands.at("history")
        assert_drawn_well(hands)
        await hands.press("escape")
        await hands.at("problem")
        await hands.press("escape")
        await hands.at("today")
        await hands.press("f6")
        for _list in range(3):
            await hands.at("lists")
            assert_drawn_well(hands)
            await hands.press("f6")
        await hands.press("escape")
        await hands.at("today")
        await hands.press("home", "f2")
        await hands.in_field("enterprise")
        await hands.type("示例龙")
        await hands.sees("▸ ")
        assert_drawn_well(hands)
        await hands.press("down", "enter")
        assert_drawn_well(hands)


def hell_in_every_text(desk: Desk) -> None:
    """What people write in every field of every record that stands in a list, up to 5,000 characters of it."""
    long = (ALL_OF_IT * 100)[:4990]
    edited = []
    for kind in LISTED:
        names = [name for of, name in FREE_TEXT if of == kind and name not in OF_A_FORM]
        for record in [desk.ledger.get(kind, row["id"]) for row in desk.ledger.rows(kind)] if names else ():
            for name in names:
                for text in (long, A_LINE[:20]):
                    with contextlib.suppress(ValidationError):
                        assert record is not None
                        record = record.amended(**{name: text})
                        break
            edited.append(record)
    desk.ledger.save(*filter(None, edited))


async def test_on_every_list_page_and_form(pair: Pair, thorough: bool) -> None:
    register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        one_of_each(desk)
        hell_in_every_text(desk)
        keys = [one.key for one in lists_of(desk) if next(iter(desk.ledger.rows(one.kind)), None)]
        assert len(keys) > 20
    async with screen_of(pair.office) as hands:
        await hands.press("f6")
        for key in keys if thorough else keys[::6]:
            await hands.at("lists")
            cast("ListsScreen", hands.app.screen).action_open_list(key)
            await hands.until(lambda: getattr(hands.app.screen, "_key", "") == key and hands.app.focused)  # noqa: B023
            await hands.pilot.pause()
            assert_drawn_well(hands)
            await hands.press("enter")
            await hands.until(lambda: getattr(hands.app.screen, "place", "") != "lists" or key == "attachment")  # noqa: B023
            await hands.pilot.pause()
            assert_drawn_well(hands)
            place = getattr(hands.app.screen, "place", "")
            if thorough and place in ("record", "enterprise", "problem"):
                await hands.press("f8")
                await hands.pilot.pause()
                assert_drawn_well(hands)
                if getattr(hands.app.screen, "place", "") == "record_form":
                    await hands.press("escape")
                    await hands.at(place)
            if place != "lists":
                await hands.press("escape")


async def test_in_the_names_of_files(pair: Pair) -> None:
    folder = pair.office.folder / "[red]夹\x1b[31m"
    folder.mkdir()
    (folder / "[b]甲\u202e乙\x1b]0;x\x07.json").write_text("{}")
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.press("ctrl+f")
        await hands.until(lambda: hands.app.focused and hands.app.focused.id == "folder")
        for path in (str(folder), A_LINE, "/" + ALL_OF_IT):
            await hands.press("ctrl+u")
            await hands.paste(path)
            await hands.press("enter")
            await hands.pilot.pause()
            assert_drawn_well(hands)
