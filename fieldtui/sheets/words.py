"""What a list came to, in words: how its columns were understood, then its rows by number."""

from collections.abc import Iterator, Sequence

from fieldtui.locale import N_, _, listed, listed_numbers
from fieldtui.model.kinds import kind_title
from fieldtui.sheets.columns import label_of
from fieldtui.sheets.outcome import VERDICTS, Report
from fieldtui.sheets.taking import Taken

VERDICT_WORDS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "same": N_("the same"),
    "doubtful": N_("doubtful"),
    "impossible": N_("impossible"),
}
NOT_KEPT, PARTLY_KEPT = N_(" (not taken in)"), N_(" (taken in as far as possible)")
MOST_LISTED = 12
"""Of cells and the like so many are named."""


def told(kind: str, taken: Taken) -> Iterator[str]:
    """The lines of the report."""
    yield from layout_in_words(kind, taken)
    yield from report_in_words(taken.report)


def layout_in_words(kind: str, taken: Taken) -> Iterator[str]:
    layout = taken.layout
    name = _("sheet “{name}”, ").format(name=taken.sheet) if taken.sheet else ""
    yield _("{kind}: {sheet}headings in line {line}").format(kind=kind_title(kind), sheet=name, line=layout.heading)
    pairs = sorted(layout.columns, key=lambda field: layout.columns[field])
    columns = "，".join(
        f"{_plain(layout.headings[field]) or '—'} → {label_of(kind, field, taken.plan)}" for field in pairs
    )
    yield _("Columns: {columns}").format(columns=columns)
    if layout.left:
        yield _("Not taken: {headings}").format(headings=listed(map(_plain, layout.left)))
    if taken.others:
        yield _("Other sheets that look like it; take them with --sheet: {names}").format(names=listed(taken.others))


def report_in_words(report: Report) -> Iterator[str]:
    yield "  ".join(f"{_(VERDICT_WORDS[verdict])} {len(report.numbers[verdict])}" for verdict in VERDICTS)
    for verdict in ("new", "changed", "same"):
        if report.numbers[verdict]:
            lines = listed_numbers(report.numbers[verdict])
            yield _("{verdict}: lines {lines}").format(verdict=_(VERDICT_WORDS[verdict]), lines=lines)
    for number, verdict, sentence, saved in report.told:
        kept = "" if verdict not in ("doubtful", "impossible") else _(NOT_KEPT if not saved else PARTLY_KEPT)
        yield _("line {number}, {verdict}: {sentence}{kept}").format(
            number=number, verdict=_(VERDICT_WORDS[verdict]), sentence=sentence, kept=kept
        )
    for (heading, word), count in report.left_out.items():
        yield _(
            "{heading}: “{word}” is not understood and was left out ({count}×); --word {word}=… says what it means"
        ).format(heading=heading, word=_plain(word)[:40], count=count)
    for (kind, name), _count in report.added.items():
        yield _("added {kind}: {name}").format(kind=kind_title(kind), name=name)
    if report.skipped:
        yield _("Totals, notes and repeated headings, skipped: lines {lines}").format(
            lines=listed_numbers(report.skipped)
        )
    if report.hidden:
        yield _("Hidden lines, taken in like the others: {lines}").format(lines=listed_numbers(report.hidden))
    if report.unkept:
        yield _("Formulas without a kept value, read as empty: {cells}; open the file, save it, import again").format(
            cells=_some(report.unkept)
        )
    yield from report.remarks


def _some(words: Sequence[str]) -> str:
    more = "…" if len(words) > MOST_LISTED else ""
    return listed(words[:MOST_LISTED]) + more


def _plain(heading: str) -> str:
    return " ".join(heading.split())
