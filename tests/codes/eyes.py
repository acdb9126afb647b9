"""A camera before a terminal: cells drawn as pixels, made worse as a room does, and read by zxing-cpp."""

from collections.abc import Callable, Sequence
from functools import cache

import zxingcpp
from PIL import Image, ImageColor, ImageEnhance, ImageFilter

Cells = Sequence[Sequence[tuple[str, str, str]]]
"""Of each line its cells: the character, its colour and what lies behind it; colours as six hexadecimal digits."""
Room = Callable[[Image.Image], Image.Image]
"""What becomes of a picture on its way to the camera."""
NAMED = {"black": "black", "brightwhite": "white"}
"""Of the sixteen colours those that a code is drawn in."""
WIDTH, HEIGHT = 8, 16
"""Pixels of a cell."""


def picture(cells: Cells, gap: int = 0) -> Image.Image:
    """The terminal as a camera would like it; `gap` pixels between lines show what lies behind the cell above."""
    columns, lines, high = len(cells[0]), len(cells), HEIGHT + gap
    image = Image.new("RGB", (columns * WIDTH, lines * high))
    for line, row in enumerate(cells):
        upper = [colour(*((fore, "white") if cell in "▀█" else (behind, "black"))) for cell, fore, behind in row]
        lower = [colour(*((fore, "white") if cell in "▄█" else (behind, "black"))) for cell, fore, behind in row]
        behind = [colour(behind, "black") for _cell, _fore, behind in row]
        top = line * high
        for shades, height in ((upper, HEIGHT // 2), (lower, HEIGHT // 2), (behind, gap)):
            strip = Image.new("RGB", (columns, 1))
            strip.putdata(shades)
            if height:
                image.paste(strip.resize((columns * WIDTH, height), Image.Resampling.NEAREST), (0, top))
            top += height
    return image


@cache
def colour(name: str, usual: str) -> tuple[int, ...]:
    """A colour as pyte names it: one of the sixteen, or hexadecimal digits."""
    if name in NAMED:
        return ImageColor.getrgb(NAMED[name])
    return ImageColor.getrgb(f"#{name}" if len(name) == 6 and name.isalnum() and name != "default" else usual)


def read(image: Image.Image) -> list[str]:
    """What the codes of a picture say."""
    grey = image.convert("L")
    pixels = memoryview(grey.tobytes()).cast("B", shape=[grey.height, grey.width])
    return [barcode.text for barcode in zxingcpp.read_barcodes(pixels)]


def straight(image: Image.Image) -> Image.Image:
    return image


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(1.5))


def a_little_askew(image: Image.Image) -> Image.Image:
    return askew(image, tilted=40)


def askew(image: Image.Image, tilted: int = 16) -> Image.Image:
    """From the side, by one part of so many of its height, and turned a little; a grey room around it."""
    wide, high = image.size
    edge, tilt = high // 6, high // tilted
    room = Image.new("RGB", (wide + 2 * edge, high + 2 * edge), "grey")
    room.paste(image, (edge, edge))
    corners = (tilt, tilt, -tilt, room.height, room.width + tilt, room.height - tilt, room.width - tilt, 0)
    seen = room.transform(room.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
    return seen.rotate(3, Image.Resampling.BILINEAR, fillcolor="grey")


def in_glare(image: Image.Image) -> Image.Image:
    """A lamp that washes out what is dark, most of all in one corner."""
    light = Image.linear_gradient("L").resize(image.size).point(lambda value: value // 3)
    washed = Image.composite(Image.new("RGB", image.size, "white"), image, light)
    return ImageEnhance.Contrast(washed).enhance(0.6)


ROOMS = (straight, blurred, a_little_askew, askew, in_glare)
