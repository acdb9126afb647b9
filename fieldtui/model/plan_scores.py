"""The part of a plan about figures: which ones, how they are rounded, as reported elsewhere, and the score sheet."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.plan_part import Count, Every, Few, Item, Name, OneOrMore, PlanPart
from fieldtui.model.text import Code, Line, Note

FORMULAS = {
    "coverage": N_("visit coverage"),
    "cadence": N_("visits as often as required"),
    "resolution": N_("problems solved"),
    "completion": N_("problems closed"),
    "on_time": N_("replied on time"),
    "overdue": N_("overdue"),
    "response": N_("response time"),
    "verification": N_("enterprises asked about the reply"),
    "satisfaction": N_("satisfied at the first asking"),
    "start_rate": N_("started or resumed"),
    "investment": N_("investment made"),
    "signed_to_started": N_("signed that started"),
    "started_to_produced": N_("started that went into production"),
    "days_between": N_("days between stages"),
    "types_and_items": N_("types and items solved"),
    "outcomes": N_("outcomes achieved"),
    "tasks_on_time": N_("tasks done on time"),
}
"""What can be computed, each by one formula of `work`; a plan names them and gives parameters."""

Formula = Literal[
    "coverage",
    "cadence",
    "resolution",
    "completion",
    "on_time",
    "overdue",
    "response",
    "verification",
    "satisfaction",
    "start_rate",
    "investment",
    "signed_to_started",
    "started_to_produced",
    "days_between",
    "types_and_items",
    "outcomes",
    "tasks_on_time",
]
RoundingMode = Literal["half_up", "truncate"]
_MODES = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN}
Value = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Points = Annotated[Decimal, Field(gt=0, le=1000)]


class Rounding(PlanPart):
    """How figures are rounded where they are shown."""

    mode: RoundingMode = "half_up"
    """half_up 四舍五入, truncate 截去."""
    places: Annotated[int, Field(ge=0, le=6)] = 1

    def of(self, value: Decimal) -> Decimal:
        """The value as it is shown."""
        return rounded(value, self.mode, self.places)


class Figure(Item):
    """A figure that the plan goes by: a named formula with its parameters."""

    formula: Formula
    project_kinds: Annotated[tuple[Code, ...], Few] = ()
    """Only projects of these kinds."""
    from_stage: Code | None = None
    to_stage: Code | None = None
    from_milestone: Code | None = None
    to_milestone: Code | None = None
    categories: Annotated[tuple[Code, ...], Few] = ()
    """Only enterprises of these categories."""
    rounding: RoundingMode | None = None
    """Other than the plan's."""
    target: Value | None = None
    note: Note | None = None


class Reported(PlanPart):
    """A figure as somebody reported it. It is shown as printed, and never computed anew."""

    name: Name
    value: Value
    unit: Line | None = None
    """What it counts, such as 户 or %."""
    types: Count | None = None
    """Of how many types, as in 12类72项."""
    at_least: bool = False
    """More than that: 余."""
    period: Line | None = None
    numerator: Value | None = None
    """When it was published."""
    denominator: Value | None = None
    """When it was published."""
    rounding: RoundingMode | None = None
    """How the report rounded."""
    note: Note | None = None

    @property
    def printed(self) -> str:
        """The figure as it is shown: 12类72项, 60多家, 69.7%（30/43）."""
        types = f"{self.types}类" if self.types is not None else ""
        parts = "" if self.numerator is None else f"（{self.numerator}/{self.denominator}）"
        return f"{types}{self.value}{'多' if self.at_least else ''}{self.unit or ''}{parts}"

    @model_validator(mode="after")
    def _is_what_its_parts_give(self) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError(_("Write the numerator and the denominator, or neither when they were not published."))
        if self.numerator is None or self.denominator is None:
            return self
        if not self.denominator:
            raise ValueError(_("The denominator is 0; a share of nothing has no value."))
        exponent = self.value.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        mode = self.rounding or "half_up"
        share = rounded(self.numerator / self.denominator * (100 if self.unit == "%" else 1), mode, places)
        if share != self.value:
            raise ValueError(
                _("{numerator} ÷ {denominator} gives {share}, not {value}; see numbers and rounding.").format(
                    numerator=self.numerator, denominator=self.denominator, share=share, value=self.value
                )
            )
        return self


class ScoreRow(Item):
    """A row of the score sheet: a figure, its weight, the most it gives, and what each case takes off."""

    figure: Code
    """The code of one of `figures`."""
    weight: Points
    """Points for the whole value."""
    cap: Points | None = None
    """The most points of this row, where a good result gives more than its weight."""
    full_at: Value | None = None
    """The value that gives the whole weight; 100 % when nothing is said."""
    deduction: Points | None = None
    """Points off for each case."""
    note: Note | None = None


class ScoreSheet(PlanPart):
    """How units are ranked in a review: rows with weights, who is praised and who must speak."""

    rows: Annotated[tuple[ScoreRow, ...], OneOrMore]
    total: Points | None = None
    """What the weights must add up to."""
    every: Every = "month"
    tie_breaks: Annotated[tuple[Code, ...], Few] = ()
    """Figures that decide between equals, in order."""
    groups: Annotated[tuple[Item, ...], Few] = ()
    """Units that are ranked among themselves, such as counties and departments."""
    numbers_for: Literal["all", "each_group"] = "all"
    """Whether `praised` and `speakers` are so many units of all groups together 各组合计, or of each 每组."""
    praised: Count | None = None
    """How many are praised."""
    reward_least: Value | None = None
    """万元."""
    reward_most: Value | None = None
    """万元."""
    speakers: Count | None = None
    """How many at the end of the ranking speak before the meeting 表态发言."""
    note: Note | None = None


def rounded(value: Decimal, mode: RoundingMode, places: int) -> Decimal:
    """A value to so many places after the point."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=_MODES[mode])
