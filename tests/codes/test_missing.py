"""What is missing as a code: the other side reads exactly that out of it, or a sentence, whatever was misread."""

from pathlib import Path

import pytest
from commands_here import run_here
from eyes import picture, read
from hypothesis import given
from hypothesis import strategies as st
from story import Hands, Pair, screen_of
from test_codes_screens import shown
from test_codes_terminal import handed_in

from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.drawing import BOTH, matrix, png
from fieldtui.sync.codes.frames import Session
from fieldtui.sync.codes.making import codes_of
from fieldtui.sync.codes.missing import asking, read_wanted
from fieldtui.sync.codes.size import CodeSize
from fieldtui.tui.screens.codes import CodesScreen

SESSION = Session(b"abcd", 300)


@given(st.sets(st.integers(1, 300), min_size=1), st.integers(60, 200))
def test_what_is_asked_for_is_read(missing: set[int], capacity: int) -> None:
    text = asking(SESSION, sorted(missing), capacity)
    assert len(text) <= capacity
    try:
        wanted = read_wanted(text, SESSION)
    except FieldError:
        assert min(missing) > 8 * (capacity - 4) // 3 * 2 - 80, "nothing of it fitted"
        return
    assert set(wanted) == {number for number in missing if number <= max(wanted)}
    assert wanted == sorted(missing)[: len(wanted)], "the first ones, when not all fitted"
    assert read_wanted(text.lower().replace(":", "：") + "\n", SESSION) == wanted


def test_what_was_misread_or_is_of_another_file_is_told() -> None:
    text = asking(SESSION, [3, 4, 290], 100)
    for place in range(3, len(text) - 1):
        with pytest.raises(FieldError):
            read_wanted(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], SESSION)
    with pytest.raises(FieldError, match="别的文件"):
        read_wanted(text, Session(b"efgh", 300))
    assert read_wanted("3-5", SESSION) == [3, 4, 5]


def asked_on(hands: Hands) -> list[str]:
    """What a camera reads off the screen."""
    white, black = ("0", "000000", "ffffff"), (" ", "ffffff", "000000")
    cells = [[black if cell == BOTH else (cell, *white[1:]) for cell in line] for line in shown(hands)]
    return read(picture(cells)) if cells else []


async def test_the_office_shows_what_it_lacks_and_the_cadre_takes_it_in(pair: Pair, tmp_path: Path) -> None:
    file = handed_in(pair.cadre)
    codes = codes_of(file, 80, 24)
    async with screen_of(pair.office) as hands:
        await hands.press("f9", "ctrl+k")
        await hands.at("scan")
        assert not shown(hands), "nothing is asked for before anything came in"
        await hands.paste("\n".join(frame.text for frame in codes.frames[2:-1]) + "\n")
        await hands.until(lambda: asked_on(hands), "a code that asks")
        (asked,) = asked_on(hands)
        assert read_wanted(asked, codes.session) == [1, 2, codes.total]
    photo = tmp_path / "photo.png"
    photo.write_bytes(png(matrix(asked, CodeSize(4, "L")), 6))
    told = run_here(
        "--workspace",
        str(pair.cadre.folder),
        "bundle",
        "qr",
        str(file),
        "--text",
        "--size",
        "80x24",
        "--asked",
        str(photo),
    )
    assert told.lines == [codes.frames[number - 1].text for number in (1, 2, codes.total)], told.error
    async with screen_of(pair.cadre) as hands:
        hands.app.push_screen(CodesScreen(file))
        await hands.at("codes")
        await hands.sees(f"共 {codes.total} 幅")
        await hands.type(asked)
        await hands.press("enter")
        await hands.sees(f"只放 3 幅：1–2、{codes.total}")
