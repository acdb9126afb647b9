"""Figures of a document that went out stay as they were printed; here is told what has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work.figures.report import Line
from fieldtui.work.figures.words import line_title, value_words


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure as printed, and as it would be now: "" when the plan has it no more.

    `joined` and `left` are the ids of records behind it, of the numerator and the denominator together.
    """

    name: str
    printed: str
    now: str
    since: str
    since_now: str
    joined: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it would be printed today as it was."""
        return (self.printed, self.since) == (self.now, self.since_now)


def frozen_lines(lines: Sequence[Line], plan: Plan) -> list[dict[str, Any]]:
    """The figures as `frozen_figures` keeps them."""
    return [
        {
            "figure": line.figure.code,
            **({"category": line.category} if line.category else {}),
            "name": line_title(line, plan),
            "printed": value_words(line.period, line.figure, plan),
            "since": value_words(line.since, line.figure, plan),
            "numerator": list(line.period.numerator.records),
            "denominator": list(line.period.denominator.records),
        }
        for line in lines
    ]


def compared(frozen: Row, lines: Sequence[Line], plan: Plan) -> Iterator[Compared]:
    """Each figure of a frozen document beside what it comes to now; `lines` are of the same period."""
    now = {(item["figure"], item.get("category", "")): item for item in frozen_lines(lines, plan)}
    for then in frozen["lines"]:
        today = now.get((then["figure"], then.get("category") or ""), {})
        before, after = _behind(then), _behind(today)
        yield Compared(
            then["name"],
            then["printed"],
            today.get("printed", ""),
            then["since"],
            today.get("since", ""),
            tuple(sorted(after - before)),
            tuple(sorted(before - after)),
        )


def _behind(line: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(line.get("numerator") or ()) | frozenset(line.get("denominator") or ())
