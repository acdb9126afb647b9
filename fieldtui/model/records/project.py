"""A project 项目. Where it stands is the fold of its follow-ups (`work.stages`) and is not stored here."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Balance, Code, Id, Line, Money, Note, Quantity

TITLE = N_("project")


class Project(Record):
    """All sums are in 万元, as canonical decimal text."""

    kind: ClassVar[str] = "project"

    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"))]
    type: Annotated[Code, Field(min_length=1), Shown(N_("Kind of project"), plan="project_kinds")]
    code: Annotated[Code | None, Shown(N_("Project code"), on_demand=True)] = None
    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    investor: Annotated[Line | None, Shown(N_("Investor"))] = None
    region: Annotated[Code | None, Shown(N_("Region"), plan="regions")] = None
    park: Annotated[Line | None, Shown(N_("Park"), on_demand=True)] = None
    level: Annotated[Code | None, Shown(N_("Level"), plan="levels", on_demand=True)] = None
    size_mark: Annotated[Code | None, Shown(N_("Size"), plan="size_marks", on_demand=True)] = None
    chain: Annotated[Code | None, Shown(N_("Industry chain"), plan="chains", on_demand=True)] = None
    industry: Annotated[Code | None, Field(pattern=r"^[A-T](\d{2,4})?$"), Shown(N_("Industry"), on_demand=True)] = None
    content: Annotated[Note | None, Shown(N_("What is built"), tall=True)] = None
    land: Annotated[Quantity | None, Shown(N_("Land (hectares)"), on_demand=True)] = None
    investment: Annotated[Money, Shown(N_("Planned investment"))]
    # What is to be invested within `plan_year`; what was, stands in the month figures.
    plan_year: Annotated[Code | None, Field(pattern=r"^[0-9]{4}$"), Shown(N_("Year of the plan"))] = None
    year_plan: Annotated[Money | None, Shown(N_("The year's plan"))] = None
    funds: Annotated[list[Code], Shown(N_("Funds"), plan="funds", on_demand=True)] = Field(default_factory=list)
    funds_note: Annotated[Line | None, Shown(N_("About the funds"), on_demand=True)] = None
    sales: Annotated[Money | None, Shown(N_("Expected sales"), on_demand=True)] = None
    profit: Annotated[Balance | None, Shown(N_("Expected profit"), on_demand=True)] = None
    tax: Annotated[Money | None, Shown(N_("Expected tax"), on_demand=True)] = None
    batch: Annotated[Code | None, Shown(N_("Batch"), plan="batches", on_demand=True)] = None
    channel: Annotated[Code | None, Shown(N_("Channel"), plan="channels", on_demand=True)] = None
    unit: Annotated[Id | None, Shown(N_("Responsible unit"), refers="unit")] = None
    team: Annotated[list[Id], Shown(N_("Task team"), refers="person", on_demand=True)] = Field(default_factory=list)
    # The stage that it was in already when it was recorded; from there on only steps lead further.
    entered_at: Annotated[Code | None, Shown(N_("Stage when recorded"), plan="stages")] = None
    entered_on: Annotated[date | None, Shown(N_("In that stage since"))] = None
    note: Annotated[Note | None, Shown(N_("Note"), tall=True, on_demand=True)] = None
    initials: Annotated[Line | None, Shown(N_("Pinyin initials"), derived=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _says_of_which_year(self) -> Self:
        if self.year_plan is not None and not self.plan_year:
            raise ValueError(_("Say of which year the year's plan is."))
        if self.entered_on and not self.entered_at:
            raise ValueError(_("Say which stage it has been in since that day."))
        return self
