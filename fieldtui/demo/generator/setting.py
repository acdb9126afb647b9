"""What everything is told against: who is there, how long it lasts, and which days are worked."""

from dataclasses import dataclass

from fieldtui.demo.generator.diary import Diary
from fieldtui.demo.generator.roster import Roster
from fieldtui.model.plan import Plan
from fieldtui.work.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Setting:
    roster: Roster
    diary: Diary
    calendar: Calendar

    @property
    def plan(self) -> Plan:
        return self.roster.plan
