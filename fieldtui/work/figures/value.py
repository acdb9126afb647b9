"""A figure's value: a number with its numerator, its denominator, and the ids of the records behind both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Form = Literal["share", "count", "types", "hours", "days"]
"""share: per cent. count: the numerator itself. types: the numerator, of so many types. hours, days: a median."""

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Part:
    """A number, and the ids of the records that it was counted from, each once, in order."""

    value: Decimal
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What a formula gives for a period. `result` is exact, a share in per cent; None when there is nothing to tell.

    `beside` are the numbers that are told with it, by their codes (see `words`); None where there is no such number.
    """

    form: Form
    result: Decimal | None
    numerator: Part
    denominator: Part
    beside: Mapping[str, Part | None]


def counted(records: Iterable[str]) -> Part:
    """How many records there are."""
    ids = in_order(records)
    return Part(Decimal(len(ids)), ids)


def in_order(records: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(records)))


def share(numerator: Part, denominator: Part, beside: Mapping[str, Part | None] | None = None) -> Value:
    """The numerator in per cent of the denominator; nothing of nothing has no value."""
    return Value("share", per_cent(numerator.value, denominator.value), numerator, denominator, beside or {})


def per_cent(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    return numerator * _HUNDRED / denominator if denominator else None


def spread(form: Literal["hours", "days"], values: Mapping[str, Decimal], of: Iterable[str]) -> Value:
    """The median of what was measured on some records of those in `of`, with the 90th percentile beside it."""
    numbers = list(values.values())
    ninetieth = percentile(numbers, 90)
    return Value(
        form,
        median(numbers),
        counted(values),
        counted(of),
        {"ninetieth": None if ninetieth is None else Part(ninetieth)},
    )


def median(numbers: Sequence[Decimal]) -> Decimal | None:
    """The middle one; of an even number the mean of the two in the middle."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(numbers: Sequence[Decimal], percent: int) -> Decimal | None:
    """The least number that so many per cent of them do not exceed (nearest rank)."""
    if not numbers:
        return None
    rank = -(-len(numbers) * percent // 100)
    return sorted(numbers)[max(rank, 1) - 1]
