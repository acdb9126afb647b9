"""Codes on paper: the sheets, drawn as a printer would and photographed, are the file again."""

import random
import re
import shutil
import subprocess
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from commands_here import run_here
from eyes import a_little_askew, blurred, read
from PIL import Image
from story import Pair

from fieldtui.sync.codes.frames import Frame, put_together
from fieldtui.sync.codes.typed import Typed

DOTS = 150
"""An inch, as a poor printer and a telephone's camera leave them."""


def frames(texts: list[str]) -> list[Frame]:
    return list(Typed().feed("\n".join(texts) + "\n"))


@pytest.fixture
def sheets(pair: Pair, tmp_path: Path) -> tuple[bytes, list[str], str]:
    """A file, the sheets of it, and the page that they stand in."""
    path, page = tmp_path / "示例张 & 1.json", tmp_path / "codes.html"
    path.write_bytes(random.Random(3).randbytes(4500))
    done = run_here("--workspace", str(pair.cadre.folder), "bundle", "qr", str(path), "--sheet", str(page))
    assert (done.code, done.lines) == (0, [str(page)]), done.error
    text = page.read_text("utf-8")
    return path.read_bytes(), re.findall("<svg.*?</svg>", text, re.S), text


def test_each_code_says_what_it_belongs_to(sheets: tuple[bytes, list[str], str]) -> None:
    file, (first, second), text = sheets
    assert "<title>示例张 &amp; 1.json</title>" in text
    assert "第 1 到第 6 幅，共 8 幅" in first
    assert "第 7 到第 8 幅，共 8 幅" in second
    for number in range(1, 7):
        assert re.search(rf"第 {number} 幅，共 8 幅 · \d{{4}}-\d\d-\d\d</text><text [^>]+>示例张 &amp; 1.json<", first)
    pictures = [Image.open(BytesIO(b64decode(one))) for one in re.findall(r"base64,([^\"]+)", text)]
    assert put_together(frames([text for picture in pictures for text in read(picture)])) == file
    assert all(picture.width < 84 / 25.4 * 400 for picture in pictures), "a module has 0.7 mm and more"


@pytest.mark.skipif(not shutil.which("rsvg-convert"), reason="draws the sheets; the test above reads their pictures")
def test_a_photo_of_the_sheets_is_the_file_again(sheets: tuple[bytes, list[str], str]) -> None:
    file, drawings, _text = sheets
    for room in (blurred, a_little_askew):
        texts = []
        for drawing in drawings:
            width = str(round(210 / 25.4 * DOTS))
            drawn = subprocess.run(
                ["rsvg-convert", "--width", width, "--keep-aspect-ratio", "--background-color", "white"],
                input=drawing.encode(),
                capture_output=True,
                check=True,
            )
            texts += read(room(Image.open(BytesIO(drawn.stdout)).convert("RGB")))
        assert put_together(frames(texts)) == file, room.__name__
