"""The command that computes the plan's figures, whole or by unit, region or category, and the ranking of a review."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from fieldtui.cli.opening import OneOf, example, reading_desk, writing_desk
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk, calendar_of

if TYPE_CHECKING:
    from fieldtui.model.plan import Plan
    from fieldtui.work.figures.facts import By
    from fieldtui.work.figures.periods import Period
    from fieldtui.work.figures.report import Line

PARTS = ("unit", "region", "category")


@click.command(
    "figures",
    help=_(
        "The plan's figures for a period and since the start, each with numerator and denominator; this month when "
        "nothing is said. With --json also the ids of the records behind them."
    )
    + example(
        "fieldtui figures",
        "fieldtui figures --month 2026-11 --by unit",
        "fieldtui figures --from 2026-11-16 --to 2026-11-22 --json",
        "fieldtui figures --month 2026-11 --review",
        "fieldtui figures --plan luohe",
        "fieldtui figures --month 2026-11 --freeze 11月通报",
        "fieldtui figures --frozen 11月通报",
    ),
)
@click.option("--from", "first", metavar=_("DAY"), help=_("The first day."))
@click.option("--to", "last", metavar=_("DAY"), help=_("The last day; today when nothing is said."))
@click.option("--month", metavar=_("MONTH"), help=_("A month, such as 2026-11."))
@click.option("--by", type=OneOf(PARTS), metavar="unit|region|category", help=_("For each of these by itself."))
@click.option("--review", is_flag=True, help=_("The units ranked by the plan's score sheet."))
@click.option("--plan", "plan_name", metavar=_("NAME"), help=_("Of this plan; of the main one when nothing is said."))
@click.option("--freeze", metavar=_("NAME"), help=_("Keep them as they are printed in a document that goes out."))
@click.option("--frozen", metavar=_("NAME"), help=_("What was frozen under this name, and what has changed since."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line."))
@click.pass_context
def figures_command(
    ctx: click.Context,
    first: str | None,
    last: str | None,
    month: str | None,
    by: "By | None",
    review: bool,
    plan_name: str | None,
    freeze: str | None,
    frozen: str | None,
    as_json: bool,
) -> None:
    from fieldtui.cli import frozen_figures

    if review and by:
        raise FieldError(_("A review ranks units; leave --by out."))
    if frozen and (first or last or month or by or review or freeze or plan_name):
        raise FieldError(_("What was frozen has its own period; say --frozen alone."))
    if freeze and (by or review):
        raise FieldError(_("The figures of the whole are frozen; leave --by and --review out."))
    if frozen:
        with reading_desk(ctx) as desk:
            for line in frozen_figures.frozen_words(desk, frozen, as_json):
                click.echo(line)
        return
    period = _period(first, last, month)
    with writing_desk(ctx) if freeze else reading_desk(ctx) as desk:
        plan = _plan(desk, plan_name)
        if freeze:
            frozen_figures.freeze(desk, freeze, plan, period)
        show = _review if review else _figures
        for line in show(desk, plan, period, by, as_json):
            click.echo(line)


def _period(first: str | None, last: str | None, month: str | None) -> "Period":
    """The days that are asked for, up to today; this month when none are."""
    from fieldtui.work.figures.periods import Period, month_of, read_month

    day = today()
    if month and (first or last):
        raise FieldError(_("Say either --month or --from and --to."))
    if month:
        period = read_month(month)
    elif first or last:
        end = _day(last, day) if last else day
        period = Period(_day(first, day) if first else end.replace(day=1), end)
    else:
        period = month_of(day)
    if period.end < period.start:
        raise FieldError(_("It ends before it starts."))
    if period.start > day:
        raise FieldError(_("This period is still to come; there is nothing to count yet."))
    return period.until(day)


def _day(text: str, day: date) -> date:
    found = read_date(text, day, toward="past")
    if found is None:
        raise FieldError(_("This is no date; write 昨天, -1, 上周五 or 11-20."))
    return found


def _plan(desk: Desk, name: str | None) -> "Plan":
    """The plan that is meant: one in use, or one that records were made under before."""
    if name is None:
        return desk.plan
    from fieldtui.work.rules import plan_meant

    known = {row["name"] for row in desk.known_plans.rows}
    meant, sentence = ({"name": name}, "") if name in known else plan_meant(name, desk)
    if sentence:
        raise FieldError(sentence)
    return desk.plan_for("inclusion", {"plan": meant})


def _figures(desk: Desk, plan: "Plan", period: "Period", by: "By | None", as_json: bool) -> Iterator[str]:
    """The figures of the whole county, or of each of its parts; then those that were reported by others."""
    from fieldtui.work.figures.as_json import line_json, reported_json
    from fieldtui.work.figures.gather import gather
    from fieldtui.work.figures.report import lines
    from fieldtui.work.figures.words import reported_words, rounding_words, warnings

    facts = gather(desk, period.end, plan)
    parts = facts.parts(by) if by else {"": facts}
    if not as_json:
        days = _("{start} to {end}; since the start").format(start=period.start, end=period.end)
        yield "  ".join(filter(None, [days, rounding_words(plan)]))
    for key, part in parts.items():
        if by and not as_json:
            yield f"【{_part_name(desk, plan, by, key)}】"
        for line in lines(plan, part, period):
            if by and not (line.period.denominator.value or line.since.denominator.value):
                continue
            if not as_json:
                yield _in_words(line, plan)
                continue
            where = {by: key, "part": _part_name(desk, plan, by, key)} if by else {}
            yield _json({**where, **line_json(line, plan, period)})
    for item in () if by else plan.reported:
        yield _json(reported_json(item)) if as_json else reported_words(item)
    for sentence in warnings(facts, calendar_of(plan)):
        click.echo(sentence, err=True)


def _in_words(line: "Line", plan: "Plan") -> str:
    """本期 and 累计 of a figure in one line, and what stands beside the first."""
    from fieldtui.work.figures.words import beside_words, line_title, value_words

    beside = beside_words(line.period, line.figure, plan)
    return "  ".join(
        filter(
            None,
            [
                line_title(line, plan),
                _("this period {value}").format(value=value_words(line.period, line.figure, plan)),
                _("so far {value}").format(value=value_words(line.since, line.figure, plan)),
                f"[{beside}]" if beside else "",
            ],
        )
    )


def _part_name(desk: Desk, plan: "Plan", by: str, key: str) -> str:
    if not key:
        return _("not said")
    if by == "unit":
        return desk.name("unit", key) or key
    return plan.choices("regions" if by == "region" else "categories").get(key, key)


def _review(desk: Desk, plan: "Plan", period: "Period", _by: "By | None", as_json: bool) -> Iterator[str]:
    """The ranking with each unit's parts."""
    from fieldtui.work.figures.as_json import scored_json
    from fieldtui.work.figures.gather import gather
    from fieldtui.work.figures.scores import groups_by_kind, ranking
    from fieldtui.work.figures.words import scored_words

    if plan.scores is None:
        raise FieldError(
            _("The plan “{plan}” has no score sheet, so there is nothing to rank by.").format(plan=plan.title)
        )
    kinds = {row["id"]: row.get("type", "department") for row in desk.ledger.rows("unit")}
    names = {item.code: item.name for item in plan.scores.groups}
    ranked = ranking(plan, gather(desk, period.end, plan), period, groups_by_kind(plan.scores, kinds))
    group = ""
    for item in ranked:
        name = desk.name("unit", item.unit) or item.unit
        if as_json:
            yield _json(scored_json(item, name, plan))
            continue
        if item.group != group:
            group = item.group
            yield f"【{names.get(group, group)}】"
        yield from scored_words(item, name, plan)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
