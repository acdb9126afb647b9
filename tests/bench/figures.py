"""A row of the table: what was measured of ours and of its baseline in the same run, and how it is printed."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, Self

MILLISECONDS, MEGABYTES = "ms", "MB"


def timed(action: Callable[..., object], *arguments: Any) -> float:
    """How long it took, in milliseconds."""
    started = time.perf_counter()
    action(*arguments)
    return (time.perf_counter() - started) * 1000


def p95(values: Sequence[float]) -> float:
    """The least of `values` that 95 of 100 do not exceed."""
    return sorted(values)[ceil(len(values) * 0.95) - 1]


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of ours and of the baseline, in `unit`. The ratio is that of `compared` (median or p95)."""

    what: str
    ours: Sequence[float]
    beside: str
    baseline: Sequence[float]
    aim: str = ""
    compared: Callable[[Sequence[float]], float] = median
    unit: str = MILLISECONDS
    line: str = ""
    size: int = 0
    """Of what was measured at several sizes: what it is at each of them, and how many records there were."""

    @classmethod
    def at(
        cls,
        size: int,
        line: str,
        ours: Sequence[float],
        beside: str,
        baseline: Sequence[float],
        aim: str = "",
        unit: str = MILLISECONDS,
    ) -> Self:
        """A row of a thing that is measured at several sizes."""
        return cls(f"{line}, at {size:,}", ours, beside, baseline, aim, unit=unit, line=line, size=size)

    @property
    def ratio(self) -> float:
        return self.compared(self.ours) / self.compared(self.baseline)

    def figures(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": {"median": median(self.ours), "p95": p95(self.ours), "count": len(self.ours)},
            "beside": self.beside,
            "baseline": {"median": median(self.baseline), "p95": p95(self.baseline), "count": len(self.baseline)},
            "ratio": self.ratio,
            "aim": self.aim,
        }


HEADINGS = ("what", "ours", "p95", "beside", "theirs", "p95", "ratio", "aim")


def table(rows: Sequence[Measured]) -> str:
    """The rows as people read them: medians and 95th percentiles, ours at the left."""
    # All but these are numbers, which stand at the right.
    return aligned([HEADINGS, *(_cells(row) for row in rows)], texts={0, 3, 7})


def aligned(lines: Sequence[Sequence[str]], texts: Collection[int]) -> str:
    """Lines of cells as columns: those numbered in `texts` at the left, the others at the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Measured) -> tuple[str, ...]:
    ours = (shown(median(row.ours), row.unit), shown(p95(row.ours), ""))
    baseline = (shown(median(row.baseline), row.unit), shown(p95(row.baseline), ""))
    return (row.what, *ours, row.beside, *baseline, shown_ratio(row.ratio), row.aim)


def shown(value: float, unit: str) -> str:
    """Three digits or so, with the unit behind them."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()


def shown_ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.4f}"
