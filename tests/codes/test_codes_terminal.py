"""Across the air gap in real terminals: a camera reads what one shows, a scanner gun types into the other."""

import random
from pathlib import Path
from time import monotonic

import pytest
from eyes import ROOMS, Cells, askew, picture, read
from PIL.Image import Image
from story import CADRE, ENTERPRISE, NOTE, SHORTAGE, Pair, rows
from test_journey_terminal import Terminal, terminal

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.sync.codes.frames import Frame, put_together
from fieldtui.sync.codes.letters import bytes_in
from fieldtui.sync.codes.making import codes_of
from fieldtui.sync.codes.size import in_window
from fieldtui.sync.codes.typed import Typed
from fieldtui.sync.exchange import export_to_office
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

A_SMALL_WINDOW = (70, 24)
"""Its codes are typed in a second or two even by a slow gun."""
SIZES = [(80, 24), (120, 40), (200, 60)]


def handed_in(cadre: Workspace) -> Path:
    """A visit with a problem, in a file for the office."""
    with Desk.open_to_write(cadre) as desk:
        texts = {"enterprise": ENTERPRISE, "outcome": "met", "visitors": CADRE, "note": NOTE}
        texts["problems"] = f"融资 {SHORTAGE}"
        entry = enter_visit(desk, {"id": new_id(), **texts}, today())
        assert not entry.troubles, entry.troubles
        desk.ledger.save(*entry.records)
        return export_to_office(desk.ledger, now()).path


@pytest.fixture
def file(pair: Pair) -> Path:
    return handed_in(pair.cadre)


def seen(image: Image) -> list[Frame]:
    """The frames that a camera sees in a picture."""
    return list(Typed().feed("\n".join(read(image)) + "\n"))


def shown(file: Path, size: tuple[int, int], **environment: str) -> list[Cells]:
    """What a terminal's window shows for each code of a file, held and gone through, while a camera reads it."""
    window = Terminal("bundle", "qr", str(file), size=size, **environment)
    try:
        total = codes_of(file, *size).total
        window.sees(f"共 {total} 幅")
        if total > 1:
            window.press("enter")
            window.sees("停住了")
        held: dict[int, Frame] = {}
        looks: list[Cells] = []
        last: Cells = []
        tried: Cells = []

        def another_seen() -> bool:
            """Looked at once it stands still."""
            nonlocal last, tried
            last, before = window.cells(), last
            if last != before or last == tried:
                return False
            tried = last
            new = {frame.number: frame for frame in seen(picture(last)) if frame.number not in held}
            if new:
                held.update(new)
                looks.append(last)
            return bool(new)

        while len(held) < total:
            window.until(another_seen, "another code")
            window.press("right")
        assert put_together(held.values()) == file.read_bytes()
        return looks
    finally:
        window.clear_up()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_camera_reads_a_file_off_the_screen_in_bad_rooms_as_well(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    # The same bytes each time; a few codes.
    path.write_bytes(random.Random(7).randbytes(2 * bytes_in(in_window(*size).capacity)))
    looks = shown(path, size)
    for gap in (0, 2):
        pictures = [picture(cells, gap) for cells in looks[:2]]
        for room in ROOMS:
            # Codes below version 7 have one mark less to find their shape by, and are not read from far aside.
            if room is not askew or size != SIZES[0]:
                assert any(seen(room(one)) for one in pictures), (room.__name__, gap)


@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}, {"TERM": "vt220", "COLORTERM": ""}],
    ids=lambda environment: " ".join(environment.values()),
)
def test_codes_are_black_on_white_where_colours_are_unwanted_or_few(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"{}")
    assert shown(path, SIZES[0], **environment)


@pytest.mark.parametrize("speed", [50, 2000])
def test_a_scanner_gun_types_the_file_into_the_office(speed: int, pair: Pair, file: Path, thorough: bool) -> None:
    """Out of order, with repetitions, misreadings, half codes, codes of other things, and with and without Enter."""
    luck = random.Random(speed)
    texts = [frame.text for frame in codes_of(file, *A_SMALL_WINDOW).frames]
    slow = speed < 100 and not thorough
    first, rest = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    with terminal(pair.office) as window:
        window.press("f9")
        window.sees("扫码接收")
        window.press("ctrl+k")
        window.sees("还没有收到")
        noise = ["6901234567892\r", first[0][:40] + "\r", first[0][:30] + "Z" + first[0][31:] + "\r"]
        typed(window, first[0] + "\r" if slow else shuffled([*first, *first[:2]], luck), speed)
        typed(window, "".join(noise), 2000)
        window.sees("还缺第", "没扫完整", "不是本程序的码")
        window.kill()  # in the middle of it: what came in is kept
    with terminal(pair.office) as window:
        window.press("f9")
        window.sees("扫码接收")
        window.press("ctrl+k")
        window.sees("还缺第")
        typed(window, shuffled([*first, *rest], luck) if slow else shuffled(rest, luck), 2000)
        window.sees("签名有效")
        window.press("ctrl+s")
        window.sees("示例张报来")
        window.leave()
    assert {row["title"] for row in rows(pair.office, "problem")} == {SHORTAGE}
    assert not list((pair.office.data / "scanned").glob("*.json")), "what was taken in lies about no more"


def shuffled(texts: list[str], luck: random.Random) -> str:
    """In any order, some followed by Enter and some by nothing."""
    return "".join(text + luck.choice(["\r", ""]) for text in luck.sample(texts, len(texts)))


def typed(window: Terminal, text: str, speed: int) -> None:
    """So many characters a second."""
    begin, done = monotonic(), 0
    while done < len(text):
        due = min(len(text), int((monotonic() - begin) * speed) + 1)
        window.type(text[done:due])
        done = due
        window.until(lambda: monotonic() >= begin + done / speed, "the next letter")  # noqa: B023 - called at once


def test_an_input_method_that_is_on_is_told(pair: Pair) -> None:
    with terminal(pair.office) as window:
        window.press("f9")
        window.sees("扫码接收")
        window.press("ctrl+k")
        window.sees("还没有收到")
        window.type("付：款")
        window.sees("输入法开着")
        window.leave()


def test_what_is_no_file_is_told_before_a_screen_opens(tmp_path: Path) -> None:
    window = Terminal("bundle", "qr", str(tmp_path / "no.json"))
    try:
        window.until(lambda: window.process.poll() is not None, "the end")
        window.sees("读不了")
        assert window.process.returncode == 2
    finally:
        window.clear_up()
    assert not list(tmp_path.iterdir())
