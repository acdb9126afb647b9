"""Frames: whatever order, loss, repetition, mixture and misreading they meet, the same file or "still missing"."""

import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui.help import page
from fieldtui.locale import LANGUAGES
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.collected import Collected
from fieldtui.sync.codes.frames import Frame, FrameError, Session, cut, put_together, read_frame
from fieldtui.sync.codes.letters import LETTERS, bytes_in, from_letters, to_letters
from fieldtui.sync.codes.ranges import read_ranges
from fieldtui.sync.codes.typed import Typed

files = st.binary(max_size=2000)
capacities = st.integers(min_value=25, max_value=400)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def typed(text: str) -> list[Frame]:
    reader = Typed()
    return [*reader.feed(text), *reader.end_line()]


def finished(collected: Collected, session: Session) -> bytes:
    path = collected.whole_now(session)
    assert path
    return path.read_bytes()


@given(st.binary(max_size=300))
def test_letters_are_the_bytes_again(content: bytes) -> None:
    text = to_letters(content)
    assert from_letters(text) == content
    assert bytes_in(len(text)) == len(content)
    assert set(text) <= set(LETTERS)


@given(files, capacities)
def test_frames_fit_their_codes_and_are_the_file_again(file: bytes, capacity: int) -> None:
    frames = cut(file, capacity)
    assert all(len(frame.text) <= capacity and set(frame.text) <= set(ALPHANUMERIC) for frame in frames)
    assert [read_frame(frame.text) for frame in frames] == frames
    assert [frame.number for frame in frames] == list(range(1, frames[0].session.total + 1))
    assert put_together(reversed(frames)) == file


@st.composite
def journeys(draw: st.DrawFn) -> tuple[list[bytes], str]:
    """Some files, and what a scanner gun makes of their frames: out of order, repeated, lost, flipped, run together."""
    some = draw(st.lists(st.binary(min_size=1, max_size=600), min_size=1, max_size=3, unique=True))
    frames = [frame.text for file in some for frame in cut(file, draw(st.sampled_from([40, 60, 154])))]
    texts = draw(st.lists(st.sampled_from(frames), max_size=3 * len(frames)))
    noise = st.sampled_from(["", "\r", "\n", "\r\n", "6901234567892\r", "F1:", "F1:ABC", "/", " "])
    typed_text = ""
    for text in texts:
        if draw(st.integers(0, 4)) == 0:
            place = draw(st.integers(0, len(text) - 1))
            text = text[:place] + draw(st.sampled_from(["", *ALPHANUMERIC])) + text[place + 1 :]
        typed_text += text + draw(noise)
    return some, typed_text


@given(journeys())
def test_the_same_files_or_still_missing_and_never_a_wrong_one(journey: tuple[list[bytes], str]) -> None:
    some, text = journey
    collected: dict[object, dict[int, Frame]] = {}
    for frame in typed(text):
        collected.setdefault(frame.session, {})[frame.number] = frame
    for held in collected.values():
        session = next(iter(held.values())).session
        if len(held) == session.total:
            assert put_together(held.values()) in some
        else:
            with pytest.raises(FrameError):
                put_together(held.values())


def test_whatever_one_character_is_misread_the_frame_is_refused() -> None:
    text = cut(os.urandom(90), 154)[0].text
    for place in range(len(text)):
        for wrong in ALPHANUMERIC:
            if wrong != text[place] and place not in (0, 1, 2, len(text) - 1):
                with pytest.raises(FrameError):
                    read_frame(text[:place] + wrong + text[place + 1 :])


def test_a_third_missing_from_each_round_costs_rounds_and_no_bytes(tmp_path: Path) -> None:
    file, luck = os.urandom(11_500), random.Random(7)
    frames = cut(file, 667)
    collected, rounds = Collected(tmp_path), 0
    while not collected.latest or collected.missing(frames[0].session):
        rounds += 1
        for frame in luck.sample(frames, len(frames) * 2 // 3):
            collected.add(frame)
    assert finished(collected, frames[0].session) == file
    assert 2 <= rounds <= 10


def test_an_interruption_costs_no_frame(tmp_path: Path) -> None:
    file = os.urandom(900)
    frames = cut(file, 154)
    session = frames[0].session
    before = Collected(tmp_path)
    for frame in frames[2:-1]:
        assert before.add(frame)
    # The last line was half on disk when the machine stopped.
    with (tmp_path / "frames.txt").open("a") as kept:
        kept.write(frames[0].text[:20])
    after = Collected(tmp_path)
    assert after.latest == session
    assert after.missing(session) == [1, 2, session.total]
    assert not after.add(frames[3]), "it is here"
    for frame in (frames[-1], frames[0], frames[1]):
        assert after.add(frame)
    assert finished(after, session) == file
    assert Collected(tmp_path).latest is None, "nothing is left to go on with"


def test_two_files_at_once_each_come_out_whole(tmp_path: Path) -> None:
    first, second = cut(b"first" * 90 + os.urandom(300), 154), cut(os.urandom(400), 154)
    collected = Collected(tmp_path)
    for one, other in zip(first, second, strict=False):
        collected.add(one)
        collected.add(other)
    for frame in (*first, *second):
        collected.add(frame)
    assert [finished(collected, frames[0].session) for frames in (first, second)] == [
        put_together(first),
        put_together(second),
    ]


def test_one_file_cut_in_two_ways_does_not_mix(tmp_path: Path) -> None:
    file = os.urandom(1000)
    small, large = cut(file, 154), cut(file, 667)
    assert small[0].session.id != large[0].session.id
    collected = Collected(tmp_path)
    for frame in (*small[:3], *large):
        collected.add(frame)
    assert not collected.missing(large[0].session)
    assert finished(collected, large[0].session) == file
    assert collected.held(small[0].session) == [1, 2, 3]


def test_a_gun_with_and_without_enter_in_small_letters_and_full_width() -> None:
    frames = cut(os.urandom(500), 154)
    texts = [frame.text for frame in frames]
    assert typed("\r".join(texts) + "\r") == frames
    assert typed("".join(texts)) == frames
    assert typed("".join(texts).lower()) == frames, "Caps Lock was on"
    reader = Typed()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in "\n".join(texts) if letter != "\n")
    assert list(reader.feed(wide)) == frames
    assert reader.input_method
    assert list(reader.feed(texts[0].replace("/", "、").replace(":", "："))) == frames[:1]


def test_what_is_no_frame_is_counted() -> None:
    frames = cut(os.urandom(300), 154)
    first, second = frames[0].text, frames[1].text
    reader = Typed()
    flipped = second[:30] + ("A" if second[30] != "A" else "B") + second[31:]
    text = f"6901234567892\r{first[:50]}{first}\r{flipped}\r{second[:-1]}\r{second[:40]}\r"
    assert list(reader.feed(text)) == [frames[0], frames[1]], "a frame that lost only its end is whole"
    assert (reader.strays.foreign, reader.strays.cut_short, reader.strays.damaged) == (1, 2, 1)
    assert not reader.input_method
    assert list(reader.feed("付款码\r" + first)) == [frames[0]]
    assert reader.input_method


def test_too_much_for_codes_is_told() -> None:
    with pytest.raises(FieldError, match="二维码"):
        cut(os.urandom(2_000_000), 154)


def test_ranges_as_people_type_them() -> None:
    assert read_ranges("3-5,9", 28) == [3, 4, 5, 9]
    assert read_ranges("9、3－5，4", 28) == [3, 4, 5, 9]
    assert read_ranges("3–5、9", 28) == [3, 4, 5, 9], "as the other side says it"
    assert read_ranges("", 3) == [1, 2, 3]
    for wrong in ("0", "5-3", "29", "x", "3-"):
        with pytest.raises(FieldError):
            read_ranges(wrong, 28)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_in_the_description_of_the_formats_is_the_file_that_it_says(language: str) -> None:
    (text,) = re.findall(r"`(F1:[^`]+/)`", page("formats", language))
    assert put_together([read_frame(text)]) == b'{"a":1}'
