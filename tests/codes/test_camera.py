"""A camera: a film of a real terminal is the file again; what was filmed before somebody ended it is kept."""

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy
import pytest
from commands_here import run_here
from eyes import blurred, picture
from PIL import Image
from story import CADRE, Pair
from test_codes_terminal import handed_in, shown

from fieldtui.sync.codes import camera
from fieldtui.sync.codes.making import codes_of

SIZE = (120, 40)


def film(pictures: list[Image.Image], path: Path) -> Path:
    """A video of these, each for three pictures, of which the second is blurred."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, pictures[0].size)
    assert writer.isOpened()
    for one in pictures:
        for shot in (one, blurred(blurred(blurred(one))), one):
            writer.write(numpy.asarray(shot)[:, :, ::-1])
    writer.release()
    return path


def test_a_film_of_a_terminal_is_the_file_again(pair: Pair, tmp_path: Path) -> None:
    file = handed_in(pair.cadre)
    pictures = [picture(cells) for cells in shown(file, SIZE)]
    assert len(pictures) > 1
    office = ("--workspace", str(pair.office.folder))
    done = run_here(*office, "bundle", "scan", "--camera", str(film(pictures[1:], tmp_path / "first.avi")))
    assert done.code == 1
    assert "还缺第" in done.error
    done = run_here(*office, "bundle", "scan", "--camera", str(film(pictures, tmp_path / "second.avi")))
    assert done.code == 0, done.error
    assert any(f"{CADRE}给企服办的文件" in line for line in done.lines)
    (whole,) = (pair.office.data / "scanned").glob("*.json")
    assert whole.read_bytes() == file.read_bytes()


def test_ending_it_keeps_what_came(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = codes_of(handed_in(pair.cadre), 80, 24)

    def ended_in_the_middle(_source: str) -> Iterator[list[str]]:
        yield [codes.frames[1].text, codes.frames[0].text]
        yield from [[]] * 100
        raise KeyboardInterrupt

    monkeypatch.setattr(camera, "texts_filmed", ended_in_the_middle)
    done = run_here("--workspace", str(pair.office.folder), "bundle", "scan", "--camera")
    assert done.code == 1
    assert "靠近一点" in done.error
    assert done.error.rstrip().endswith(f"还缺第 3–{codes.total} 幅。"), done.error


def test_where_there_is_no_camera_or_no_library_a_sentence_says_so(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run_here("--workspace", str(pair.office.folder), "bundle", "scan", "--camera", "57")
    assert done.code == 2
    assert "没有摄像头或者视频 57" in done.error
    monkeypatch.setitem(sys.modules, "cv2", None)
    done = run_here("--workspace", str(pair.office.folder), "bundle", "scan", "--camera")
    assert done.code == 2
    assert "fieldtui[camera]" in done.error
