"""Month figures 月报 of an enterprise, or what a month brought to a project. A cell left empty is not zero."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Balance, Id, Line, Money, Month, Quantity

TITLE = N_("month figures")

PRIOR = "_prior"
"""Ends the name of the same month's figure of the year before."""


class Figures(Record):
    """Each figure is that of the month alone, not of the months so far. Sums in 万元, electricity in 万千瓦时."""

    kind: ClassVar[str] = "figures"

    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    project: Annotated[Id | None, Shown(N_("Project"), refers="project")] = None
    month: Annotated[Month, Shown(N_("Month"))]
    output: Annotated[Money | None, Shown(N_("Output"))] = None
    output_prior: Annotated[Money | None, Shown(N_("Output, year before"))] = None
    revenue: Annotated[Money | None, Shown(N_("Revenue"))] = None
    revenue_prior: Annotated[Money | None, Shown(N_("Revenue, year before"))] = None
    profit: Annotated[Balance | None, Shown(N_("Profit"))] = None
    profit_prior: Annotated[Balance | None, Shown(N_("Profit, year before"))] = None
    tax: Annotated[Money | None, Shown(N_("Tax"))] = None
    tax_prior: Annotated[Money | None, Shown(N_("Tax, year before"))] = None
    power: Annotated[Quantity | None, Shown(N_("Electricity used"))] = None
    power_prior: Annotated[Quantity | None, Shown(N_("Electricity used, year before"))] = None
    employees: Annotated[int | None, Field(ge=0, lt=2**31), Shown(N_("Employees"))] = None
    employees_prior: Annotated[int | None, Field(ge=0, lt=2**31), Shown(N_("Employees, year before"))] = None
    invested: Annotated[Money | None, Shown(N_("Invested"))] = None
    source: Annotated[Line | None, Shown(N_("Source of the figures"), on_demand=True)] = None

    @model_validator(mode="after")
    def _is_about_one_thing_and_says_something(self) -> Self:
        if bool(self.enterprise) == bool(self.project):
            raise ValueError(_("Say which enterprise or which project, one of them."))
        if all(getattr(self, name) is None for name in FIGURES):
            raise ValueError(_("Fill in at least one figure; an empty one is not zero."))
        return self


_OTHERS = {*Record.model_fields, "enterprise", "project", "month", "source"}
FIGURES = tuple(name for name in Figures.model_fields if name not in _OTHERS)
"""The names of the figures, in order."""
