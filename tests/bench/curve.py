"""Cost against size: for each thing measured at several sizes, what it cost at each and how that compares."""

from collections.abc import Sequence
from statistics import median

from figures import Measured, aligned, shown, shown_ratio


def curve(rows: Sequence[Measured]) -> str:
    """A line for each thing and its baseline: under each size the median and, behind a ×, the ratio."""
    sizes = sorted({row.size for row in rows if row.size})
    lines: dict[tuple[str, str, str], dict[int, str]] = {}
    for row in rows:
        if row.size:
            of_sizes = lines.setdefault((row.line, row.beside, row.unit), {})
            of_sizes[row.size] = f"{shown(median(row.ours), row.unit)} ×{shown_ratio(row.ratio)}"
    headings = ("records", "beside", *(f"{size:,}" for size in sizes))
    cells = [
        (line, beside, *(of_sizes.get(size, "") for size in sizes)) for (line, beside, _unit), of_sizes in lines.items()
    ]
    return aligned([headings, *cells], texts={0, 1})
