"""Takes a list in: finds its sheet and columns, goes through its rows, and saves what is good in few commits."""

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from fieldtui.ledger.uninterrupted import uninterrupted
from fieldtui.locale import _, listed
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.cells import NOTHING, folded_word, month_of, text_of
from fieldtui.sheets.columns import Layout, factor_of, field_meant, table, understood, usual_headings
from fieldtui.sheets.enterprises import Enterprises
from fieldtui.sheets.figures import MonthFigures
from fieldtui.sheets.known import Known, Wishes, plan_asked
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, Report
from fieldtui.sheets.pairings import Pairings
from fieldtui.sheets.problems import Problems
from fieldtui.sheets.projects import Projects
from fieldtui.sheets.reading import Cell, Line, Sheet, read_sheets
from fieldtui.sheets.secrets import refuse_secrets
from fieldtui.sheets.totals import against_the_plan
from fieldtui.sheets.visits import Visits
from fieldtui.work.desk import Desk

TOGETHER = 1000
"""So many records are saved in one commit."""
OFTEN = 100
"""Who waits hears after so many rows how many are done."""


# Not 2026年1-3月, which is no single month.
_MONTH_IN_TITLE = re.compile(r"(?<!\d)20\d{2}年\d{1,2}月")


FIRST_CELLS = 4
"""Somewhere in so many cells at the left a total says that it is one."""


class Taker(Protocol):
    """What knows how the rows of one kind of list become records."""

    def prepare(self, entries: Sequence[Entry]) -> None:
        """See all rows, so that what is made of one does not depend on where it stands."""

    def take(self, entry: Entry) -> Outcome:
        """What becomes of one row. Raises DoubtfulError or ImpossibleError with a sentence."""


@dataclass(slots=True)
class Taken:
    """How a list was read, and what it came to."""

    sheet: str
    layout: Layout
    report: Report
    plan: Plan
    """By whose words it was read."""
    others: list[str]
    """Sheets that were not looked at because an earlier one fits."""


def taker_of(kind: str, known: Known) -> Taker:
    takers: dict[str, Callable[[Known], Taker]] = {
        "enterprise": Enterprises,
        "pairing": Pairings,
        "project": Projects,
        "figures": MonthFigures,
        "problem": Problems,
        "visit": Visits,
    }
    return takers[kind](known)


Chunk = tuple[int, list[Record]]
"""How many rows are done, and the records of those since the chunk before."""

Progress = Callable[[int, int], None]
"""Is told now and then how many rows are done, and of how many; of 0 while the file is read."""


def unseen(_done: int, _rows: int) -> None:
    """Nobody waits."""


class StoppedError(Exception):
    """Somebody stopped it. What was saved until then is whole rows, and stays: `rows` of them."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


def take_in(
    desk: Desk, kind: str, path: Path, wishes: Wishes, today: date, *, sheet: str = "", progress: Progress = unseen
) -> Taken:
    """Take a list in, and save what is good of it. FieldError when nothing of it can be understood.

    StoppedError after Ctrl+C: taken in again, the list goes on where it was stopped.
    """
    saved = 0
    with _no_search_for_garbage(), desk.ledger.many_saves():
        try:
            taken, chunks = _taking(desk, kind, path, wishes, today, sheet, progress)
            for rows, records in chunks:
                with uninterrupted():
                    desk.ledger.save(*records)
                    saved = rows
        except KeyboardInterrupt as error:
            raise StoppedError(saved) from error
    return taken


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Rows and records by the ten thousand hold no circles, and looking for some takes an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def try_out(
    desk: Desk, kind: str, path: Path, wishes: Wishes, today: date, *, sheet: str = "", progress: Progress = unseen
) -> Taken:
    """What `take_in` would come to; nothing is saved."""
    taken, chunks = _taking(desk, kind, path, wishes, today, sheet, progress)
    for _chunk in chunks:
        pass
    return taken


def _taking(
    desk: Desk, kind: str, path: Path, wishes: Wishes, today: date, named: str, progress: Progress
) -> tuple[Taken, Iterator[Chunk]]:
    """How the list is read, and the records to be saved, some at a time; at their end the report is whole."""
    plan = plan_asked(desk, wishes.plan)
    defaults = {field_meant(kind, name, plan): value for name, value in wishes.defaults.items()}
    wishes = replace(wishes, defaults=defaults)
    sheet, layout, others = _fitting(plan, kind, path, wishes, named, progress)
    refuse_secrets(sheet, layout.heading)
    report = Report(unkept=list(sheet.markup.unkept))
    wishes = _with_month(kind, sheet, layout, wishes)
    known = Known(desk, kind, wishes, report, today)
    known.factors = {name: factor_of(heading) for name, heading in layout.headings.items()}
    taken = Taken(sheet.name, layout, report, plan, others)
    return taken, _chunks(kind, known, entries_of(sheet, layout, wishes, report), report, progress)


def _fitting(
    plan: Plan, kind: str, path: Path, wishes: Wishes, named: str, progress: Progress
) -> tuple[Sheet, Layout, list[str]]:
    """The first sheet with headings of such a list."""
    found: tuple[Sheet, Layout] | None = None
    others: list[str] = []
    for sheet in read_sheets(path, named, lambda lines: progress(lines, 0)):
        layout = understood(sheet, kind, plan, wishes.given) if sheet.lines else None
        if found is None and layout is not None:
            found = (sheet, layout)
        elif layout is not None:
            others.append(sheet.name)
    if found is None:
        first = listed(words[0] for words in list(usual_headings(kind, plan).values())[:6])
        raise FieldError(
            _("No line with headings was found; there should be one with: {names} …, or say --map.").format(names=first)
        )
    return *found, others


def _with_month(kind: str, sheet: Sheet, layout: Layout, wishes: Wishes) -> Wishes:
    """Of month figures without a column for the month: the month of the title or of the sheet's name."""
    if kind != "figures" or "month" in layout.columns or "month" in wishes.defaults:
        return wishes
    above = [text_of(cell) for line in sheet.lines if line.number < layout.heading for cell in line.cells]
    for text in (*above, sheet.name):
        found = _MONTH_IN_TITLE.search(folded_word(text))
        month = month_of(found[0]) if found else ""
        if month:
            return replace(wishes, defaults={**wishes.defaults, "month": month})
    return wishes


def entries_of(sheet: Sheet, layout: Layout, wishes: Wishes, report: Report) -> list[Entry]:
    """The rows of a sheet below its headings that are about something; what is left out is noted."""
    entries: list[Entry] = []
    totals = frozenset(folded_word(word) for word in table()["totals"]["words"])
    nothing = frozenset(folded_word(word) for word, meaning in wishes.words.items() if meaning in NOTHING)
    columns = list(layout.columns.items())
    for line in sheet.lines:
        if line.number <= layout.heading:
            continue
        if _is_no_row(line, sheet, layout, totals):
            report.skipped.append(line.number)
            continue
        cells: dict[str, Cell] = {}
        texts: dict[str, str] = {}
        for name, column in columns:
            text = text_of(line.cells[column]) if column < len(line.cells) else ""
            if text and folded_word(text) not in nothing:
                cells[name], texts[name] = line.cells[column], text
        if not cells:
            continue
        entries.append(Entry(line.number, {**wishes.defaults, **cells}, {**wishes.defaults, **texts}))
        if line.number in sheet.markup.hidden:
            report.hidden.append(line.number)
    return entries


def _is_no_row(line: Line, sheet: Sheet, layout: Layout, totals: frozenset[str]) -> bool:
    """Whether a line is a total, a note that goes across, or the headings once more (as on each printed page)."""
    texts = [folded_word(text_of(cell)) for cell in line.cells[:FIRST_CELLS]]
    first = next(filter(None, texts), "")
    named = [folded_word(text_of(cell)) for cell in _cells(line, layout, ("name", "enterprise"))]
    if any(word.rstrip(":") in totals for word in (first, *named)):
        return True
    if line.number in sheet.markup.sideways and len(line.cells) > 2:
        return sum(1 for cell in line.cells if text_of(cell)) == 1
    heads = (
        text_of(cell) == layout.headings[name] for name in layout.columns for cell in _cells(line, layout, (name,))
    )
    # Left at the first that is no heading, which in a row is the first.
    return next(heads, False) and all(heads)


def _cells(line: Line, layout: Layout, names: Sequence[str]) -> list[Cell]:
    columns = [layout.columns[name] for name in names if name in layout.columns]
    return [line.cells[column] for column in columns if column < len(line.cells) and text_of(line.cells[column])]


def _chunks(kind: str, known: Known, entries: list[Entry], report: Report, progress: Progress) -> Iterator[Chunk]:
    taker = taker_of(kind, known)
    taker.prepare(entries)
    waiting: list[Record] = []
    for done, entry in enumerate(entries, 1):
        if done % OFTEN == 0:
            progress(done, len(entries))
        outcome = _outcome(taker, entry)
        report.note(outcome)
        known.count(outcome.records)
        # First those to whom the row may refer.
        waiting += [*known.fresh, *outcome.records]
        known.fresh.clear()
        if len(waiting) >= TOGETHER:
            yield done, waiting
            waiting = []
    if waiting:
        yield len(entries), waiting
    if kind == "enterprise":
        report.remarks += against_the_plan(known.desk, known.list_plan, known.counted)


def _outcome(taker: Taker, entry: Entry) -> Outcome:
    """What becomes of a row; one that can't be taken in makes nothing, and hinders no other."""
    try:
        return taker.take(entry)
    except DoubtfulError as error:
        return Outcome(entry.number, "doubtful", sentences=[str(error)])
    except ImpossibleError as error:
        return Outcome(entry.number, "impossible", sentences=[str(error)])
