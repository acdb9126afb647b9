"""The part of a plan about days: what the county sets itself beside the published calendar."""

from datetime import date
from typing import Annotated

from pydantic import Field

from fieldtui.model.plan_part import PlanPart


class CalendarCorrections(PlanPart):
    """Days that the county sets itself. `years` are those whose holidays stand here whole: only these count then."""

    holidays: tuple[date, ...] = ()
    """Free days beside the published ones."""
    working_days: tuple[date, ...] = ()
    """Days that are worked although the published calendar says otherwise."""
    years: tuple[Annotated[int, Field(ge=1950, le=2099)], ...] = ()
    """Years whose holidays stand here whole."""
