"""Steps that come later than the plan wants them: told to whoever enters one, and kept all the same."""

from collections.abc import Iterator
from datetime import date

from fieldtui.locale import ngettext
from fieldtui.model.flow import PlanStep
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Standing


def too_late(chosen: PlanStep, on: date, standing: Standing, calendar: Calendar) -> Iterator[str]:
    """What is to be said of a step of this day, where a problem stands. Whether it counts is no question of that."""
    if chosen.before_due_days and standing.due:
        least = chosen.before_due_days
        if calendar.working_days_between(on, standing.due) < least:
            yield ngettext(
                "“{step}” is asked for at least {count} working day before it is due ({day}); it was kept.",
                "“{step}” is asked for at least {count} working days before it is due ({day}); it was kept.",
                least,
            ).format(step=chosen.name, count=least, day=standing.due)
    if chosen.within_days and standing.assigned_on:
        most = chosen.within_days
        if calendar.working_days_between(standing.assigned_on, on) > most:
            yield ngettext(
                "“{step}” comes within {count} working day of the handing out ({day}); it was kept.",
                "“{step}” comes within {count} working days of the handing out ({day}); it was kept.",
                most,
            ).format(step=chosen.name, count=most, day=standing.assigned_on)
