"""Plain text that reads well in a chat on a telephone: short lines, full-width marks, no borders, no ids."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.cells import cell_len

from fieldtui.locale import N_, _
from fieldtui.work.masking import masked

WIDTH = 36
"""Cells of a line that a bubble of a chat shows without a break."""

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def title(kind: str, name: str) -> str:
    return _("[{kind}] {name}").format(kind=kind, name=name)


def labelled(label: str, value: str) -> str:
    return _("{label}: {values}").format(label=label, values=value)


def numbered(number: int, words: str) -> str:
    return _("{number}. {words}").format(number=number, words=words)


def in_brackets(words: str, inside: str) -> str:
    return _("{words} ({inside})").format(words=words, inside=inside) if inside else words


def day_words(iso: str) -> str:
    """A day as one writes it in a message: 2026年11月21日 周六."""
    day = date.fromisoformat(iso)
    shown = _("{year}-{month}-{day}").format(year=day.year, month=day.month, day=day.day)
    return _("{day} {weekday}").format(day=shown, weekday=_(_WEEKDAYS[day.weekday()]))


def facts(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Labels with what they say, as many on a line as fit; what says nothing is left out."""
    line = ""
    for label, value in pairs:
        if not value:
            continue
        words = labelled(label, value)
        joined = f"{line}\u3000{words}" if line else words
        if line and cell_len(joined) > WIDTH:
            yield line
            line = words
        else:
            line = joined
    if line:
        yield line


def part(label: str, lines: Iterable[str]) -> list[str]:
    """A part with its heading; nothing when it has no lines."""
    found = [line for line in lines if line]
    return [_("{label}:").format(label=label), *found] if found else []


def message(lines: Iterable[str]) -> str:
    """The whole text; telephone numbers in it are masked."""
    return masked("\n".join(lines).strip() + "\n")


def list_text(name: str, labels: Sequence[str], rows: Sequence[Sequence[str]], widest: int, today: date) -> str:
    """A list as it stands on the screen: of each row the cell `widest` as its name, the others below it."""
    lines = [in_brackets(title(name, _("{count} in all").format(count=len(rows))), day_words(today.isoformat()))]
    for number, cells in enumerate(rows, 1):
        others = [
            (label, cell) for place, (label, cell) in enumerate(zip(labels, cells, strict=True)) if place != widest
        ]
        lines += ["", numbered(number, " ".join(cells[widest].split())), *facts(others)]
    return message(lines)
