"""The figure about tasks: 交办按期落实率."""

from collections.abc import Sequence

from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.stage_facts import TaskFact
from fieldtui.work.figures.value import Value, counted, share


def tasks_on_time(tasks: Sequence[TaskFact], period: Period) -> Value:
    """Answered by the due date, and not handed back since ÷ all that fell due in the period and were not withdrawn."""
    due = [item for item in tasks if item.due in period and not item.withdrawn]
    return share(
        counted(item.id for item in due if item.replied_on and item.replied_on <= item.due),
        counted(item.id for item in due),
        {"not_replied": counted(item.id for item in due if not item.replied_on)},
    )
