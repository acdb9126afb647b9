"""A fountain: whichever frames come in, enough of them are the file; without the library a sentence says what to do."""

import os
import random
import sys
from pathlib import Path

import pytest
from commands_here import run_here
from hypothesis import given, settings
from hypothesis import strategies as st
from story import Pair, screen_of
from test_codes_screens import shown
from test_codes_terminal import handed_in

from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.collected import Collected
from fieldtui.sync.codes.fountain import Spring, caught, pour, read_drop
from fieldtui.sync.codes.frames import FrameError, cut
from fieldtui.sync.codes.making import codes_of, endless_of
from fieldtui.sync.codes.typed import Typed

pytest.importorskip("raptorq", reason="endless codes are an extra")
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=900), st.integers(80, 300), st.randoms(use_true_random=False))
def test_whichever_frames_come_enough_of_them_are_the_file(file: bytes, capacity: int, luck: random.Random) -> None:
    drops = pour(file, capacity)
    spring = drops[0].session
    assert isinstance(spring, Spring)
    assert all(len(drop.text) <= capacity and set(drop.text) <= ALPHANUMERIC for drop in drops)
    assert read_drop(drops[-1].text) == drops[-1]
    some = luck.sample(drops, spring.total + 3)
    assert caught(spring, some) == file
    assert caught(spring, some[: spring.total - 1]) is None


def test_half_of_them_lost_cost_no_more_than_twice_as_many(tmp_path: Path) -> None:
    file, luck = os.urandom(8000), random.Random(2)
    drops = pour(file, 600)
    spring = drops[0].session
    collected, typed = Collected(tmp_path), Typed()
    came = [drop for drop in drops if luck.random() < 0.5]
    for drop in came:
        (frame,) = typed.feed(drop.text)
        assert collected.add(frame)
        assert not collected.add(frame), "it is here"
        # Somebody ends it and goes on.
        collected = Collected(tmp_path)
        if path := collected.whole_now(spring):
            break
    assert path
    assert path.read_bytes() == file
    assert drop in came[spring.total - 1 : spring.total + 2]


def test_whatever_one_character_is_misread_the_frame_is_refused() -> None:
    text = pour(os.urandom(40), 120)[0].text
    for place in range(3, len(text) - 1):
        for wrong in "0AZ.":
            if wrong != text[place]:
                with pytest.raises(FrameError):
                    read_drop(text[:place] + wrong + text[place + 1 :])


def test_both_kinds_of_one_file_do_not_mix(tmp_path: Path) -> None:
    file = os.urandom(900)
    plain, drops = cut(file, 154), pour(file, 154)
    collected = Collected(tmp_path)
    for frame in (*plain[:-1], *drops[1:4]):
        collected.add(frame)
    assert collected.missing(plain[0].session) == [len(plain)]
    assert collected.lacking(drops[0].session) == drops[0].session.total - 3
    collected.add(plain[-1])
    assert collected.whole_now(plain[0].session)
    assert not collected.whole_now(drops[0].session)


def test_by_the_commands(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    file = handed_in(pair.cadre)
    office = ("--workspace", str(pair.office.folder), "bundle")
    total = endless_of(file, 80, 24).session.total
    poured = run_here(*office, "qr", str(file), "--fountain", "--text", "--size", "80x24")
    assert poured.code == 0
    texts = poured.lines[-total - 2 :]
    done = run_here(*office, "scan", stdin="\n".join(texts[:3]) + "\n")
    assert (done.code, done.error.strip()) == (1, f"收到 3 幅，再有随便哪 {total - 3} 幅就够了。")
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "raptorq", None)
        done = run_here(*office, "scan", stdin="\n".join(texts[3:]) + "\n")
        assert done.code == 2
        assert "请对方放普通的码" in done.error
        assert run_here(*office, "qr", str(file), "--fountain", "--text").code == 2
        with pytest.raises(FieldError):
            endless_of(file, 80, 24)
    done = run_here(*office, "scan", stdin="\n".join(texts[3:]) + "\n")
    assert done.code == 0, done.error
    (whole,) = (pair.office.data / "scanned").glob("*.json")
    assert whole.read_bytes() == file.read_bytes()


async def test_on_the_screen(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_in(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f9", "down", "enter")
        await hands.at("codes")
        file = max(pair.cadre.exports.iterdir())
        with monkeypatch.context() as without:
            without.setitem(sys.modules, "raptorq", None)
            await hands.press("ctrl+t")
            await hands.sees("喷泉码要在两边各装一个库", f"共 {codes_of(file, 80, 24).total} 幅")
        await hands.press("ctrl+t")
        codes = endless_of(file, 80, 24)
        await hands.sees("喷泉码：放个不停", f"随便哪 {codes.session.total}")
        await hands.until(lambda: shown(hands) == codes.lines(codes.session.total + 2), "a code of no plain round")
        await hands.press("ctrl+t")
        await hands.sees(f"共 {codes_of(file, 80, 24).total} 幅")
