"""The charts 统计 of a ledger as lines: what each is called, its numbers in words, and the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldtui.locale import N_, _
from fieldtui.model.row import Row
from fieldtui.work import charts
from fieldtui.work.desk import STAGE, Desk
from fieldtui.work.figures.facts import NOWHERE, Facts
from fieldtui.work.figures.gather import gather
from fieldtui.work.figures.periods import Period, since_start
from fieldtui.work.figures.report import figures_of
from fieldtui.work.figures.value import Value
from fieldtui.work.figures.words import value_words
from fieldtui.work.naming import short_name

LIGHTS = {"red": N_("R"), "yellow": N_("Y"), "green": N_("G"), "ahead": N_("o")}
"""Signs that say without any colour how a milestone stands."""
TONES = {"red": "late", "yellow": "soon", "green": "good", "ahead": ""}


@dataclass(frozen=True, slots=True)
class ChartLine:
    """`bars` are (value, whole), drawn beside each other. `records` are those behind it, of one `kind`."""

    label: str
    words: str
    bars: tuple[tuple[float, float], ...]
    kind: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WallLine:
    """A project on the wall chart, with the lights of its milestones by month; `tone` is that of its worst."""

    project: str
    label: str
    words: str
    months: Mapping[str, tuple[str, ...]]
    tone: str

    def signs(self, months: Sequence[str]) -> list[str]:
        """What stands before these months, and in each of them: 红2 for two milestones of which the worst is red."""
        before = [light for month, lights in self.months.items() if month < months[0] for light in lights]
        return [_sign(before), *(_sign(self.months.get(month, ())) for month in months)]


@dataclass(frozen=True, slots=True)
class Chart:
    """`note` says how it is read."""

    title: str
    note: str
    lines: Sequence[ChartLine]


@dataclass(frozen=True, slots=True)
class Charts:
    charts: Sequence[Chart]
    wall_title: str
    wall_note: str
    wall: Sequence[WallLine]


def charts_of(desk: Desk, day: date) -> Charts:
    """All charts of the main plan on a day."""
    facts = gather(desk, day)
    return Charts(
        [_types(desk, facts), _weeks(facts), _coverage(desk, facts, day)],
        _("Wall chart: projects by month"),
        _("{red} past its day  {yellow} soon, or reached late  {green} reached in time  {ahead} still ahead").format(
            **{light: _(sign) for light, sign in LIGHTS.items()}
        ),
        _wall(desk, day),
    )


def _types(desk: Desk, facts: Facts) -> Chart:
    words = desk.plan.choices("problem_types")
    lines = [
        ChartLine(
            words.get(one.type, one.type),
            _("{count}, closed {closed}").format(count=one.all.value, closed=one.closed),
            ((one.all.value, one.all.whole),),
            "problem",
            one.all.records,
        )
        for one in charts.by_type(facts)
    ]
    return Chart(_("Problems by type"), "", lines)


def _weeks(facts: Facts) -> Chart:
    lines = [
        ChartLine(
            _("week of {day:%m-%d}").format(day=one.monday),
            _("{open} / {closed}").format(open=one.open.value, closed=one.closed.value),
            ((one.open.value, one.open.whole), (one.closed.value, one.closed.whole)),
            "problem",
            tuple(dict.fromkeys((*one.open.records, *one.closed.records))),
        )
        for one in charts.by_week(facts)
    ]
    return Chart(_("Open against closed by week"), _("left: open at its end; right: closed in it"), lines)


def _coverage(desk: Desk, facts: Facts, day: date) -> Chart:
    words = desk.plan.choices("categories")
    lines = [
        ChartLine(
            words.get(one.category, one.category) if one.category != NOWHERE else _("in no category"),
            _share(desk, one.value),
            ((float(one.value.numerator.value), float(one.value.denominator.value)),),
            "enterprise",
            one.value.denominator.records,
        )
        for one in charts.by_category(facts, since_start(desk.plan.starts, Period(day, day)))
    ]
    return Chart(_("Visit coverage by category"), _("since the plan began"), lines)


def _share(desk: Desk, value: Value) -> str:
    """As the plan's own figure of coverage is rounded."""
    figures = figures_of(desk.plan)
    figure = next((one for one in figures if one.formula == "coverage"), figures[0])
    return value_words(value, figure, desk.plan)


def _wall(desk: Desk, day: date) -> list[WallLine]:
    shown = [row for row in desk.ledger.rows("milestone") if _stands_on_the_wall(desk, row)]
    return [
        WallLine(
            one.project,
            short_name(desk.name("project", one.project)),
            _light_words(one.light),
            one.months,
            TONES[one.light],
        )
        for one in charts.wall(shown, day)
    ]


def _stands_on_the_wall(desk: Desk, milestone: Row) -> bool:
    """What was reached does; what was not only while its project goes on."""
    if desk.ledger.row("project", milestone["project"]) is None:
        return False
    return bool(milestone.get("actual") or desk.ledger.derived(STAGE, milestone["project"]).get("open", True))


def _light_words(light: str) -> str:
    words = {"red": N_("red: late"), "yellow": N_("yellow: soon"), "green": N_("green"), "ahead": N_("on its way")}
    return _(words[light])


def _sign(lights: Sequence[str]) -> str:
    """The worst one, and how many milestones there are where it is more than one."""
    if not lights:
        return ""
    return f"{_(LIGHTS[min(lights, key=charts.LIGHTS.index)])}{len(lights) if len(lights) > 1 else ''}"
