"""The same step for several records at once, such as problems assigned together at a meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldtui.model.record import Record
from fieldtui.model.records.problem import Problem
from fieldtui.work.desk import Desk
from fieldtui.work.numbers import next_number
from fieldtui.work.rules import Troubles
from fieldtui.work.step_form import StepForm, possible_steps


@dataclass(frozen=True, slots=True)
class ManySteps:
    """`records` are to be saved together; `refused` are those whose step can't be entered, with what is wrong."""

    records: tuple[Record, ...]
    refused: Mapping[str, Troubles]


def possible_for_some(desk: Desk, records: Sequence[str], today: date) -> dict[str, str]:
    """Code → word of the steps that may be entered for at least one of these records, the most frequent first.

    The form is that of the first record, so it is a step that its plan knows.
    """
    form = StepForm(desk, records[0], today)
    words: dict[str, str] = {}
    count: dict[str, int] = {}
    for record in records:
        for step, word in possible_steps(desk, record).items():
            if not form.knows(step):
                continue
            words.setdefault(step, word)
            count[step] = count.get(step, 0) + 1
    return {step: words[step] for step in sorted(words, key=lambda step: -count[step])}


def start_of_all(desk: Desk, records: Sequence[str], step: str, today: date) -> dict[str, str]:
    """What the fields of a step begin with; "" where that is not the same for all these records."""
    first, *others = (StepForm(desk, record, today).start(step) for record in dict.fromkeys(records))
    return {name: value if all(one.get(name) == value for one in others) else "" for name, value in first.items()}


def enter_many(desk: Desk, records: Sequence[str], values: Mapping[str, str], today: date) -> ManySteps:
    """A step for each record from the same form texts. The numbers that problems get go on from one to the next."""
    entered: list[Record] = []
    refused: dict[str, Troubles] = {}
    given: list[str] = []
    for record in dict.fromkeys(records):
        about = "problem" if desk.ledger.kind_of(record) == "problem" else "about"
        entry = StepForm(desk, record, today).entry({**values, about: record})
        if entry.troubles:
            refused[record] = entry.troubles
        entered += [_numbered_after(made, given) for made in entry.records]
    return ManySteps(tuple(entered), refused)


def _numbered_after(record: Record, given: list[str]) -> Record:
    """A problem that gets its number now: the next one where another of these has it already, for none is saved yet."""
    if not isinstance(record, Problem) or not record.number:
        return record
    number = record.number
    if number in given:
        region, year, _count = number.rsplit("-", 2)
        number = next_number(region, int(year), given)
    given.append(number)
    return record.amended(number=number)
