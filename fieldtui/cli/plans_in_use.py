"""Commands that put plans in use in a county, and take them out of use."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from fieldtui import plans
from fieldtui.cli.opening import example, writing_desk
from fieldtui.cli.plan_files import whole_text
from fieldtui.locale import _, listed, ngettext
from fieldtui.model.kinds import kind_title
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk

if TYPE_CHECKING:
    from fieldtui.work.putting_in_use import Use

SHORT = 8
"""Characters of a version that are told: enough to tell those of one plan apart."""


@click.command(
    "use",
    help=_(
        "Put a plan in use at the office: a shipped one by its NAME, or the county's own FILE. A new version of a plan "
        "in use takes its place; another plan becomes the main one, or with --beside stands beside it. The laptops get "
        "it with the next file."
    )
    + example(
        "fieldtui plan use luohe",
        "fieldtui plan use my-county.toml --from 2027-01-01",
        "fieldtui plan use three-threes --beside",
    ),
)
@click.argument("named", metavar=_("NAME|FILE"))
@click.option("--from", "first", metavar=_("DATE"), help=_("The first day of its use; today when nothing is said."))
@click.option("--beside", "main", flag_value=False, type=bool, default=None, help=_("Beside the main plan."))
@click.option("--main", "main", flag_value=True, type=bool, help=_("As the main plan, also when it is in use beside."))
@click.pass_context
def use_command(ctx: click.Context, named: str, first: str | None, main: bool | None) -> None:
    from fieldtui.work.putting_in_use import put_in_use

    with writing_desk(ctx) as desk:
        _refuse_laptop(desk)
        text, start = whole_text(named), _day(first)
        use = put_in_use(desk, text, start, main=main)
        desk.ledger.save(*use.records)
        for line in _told(desk, use, start):
            click.echo(line)
        for item in use.missing:
            click.echo(
                ngettext(
                    "The new version lacks “{word}” ({code}), which {count} record uses ({kind}, {field}).",
                    "The new version lacks “{word}” ({code}), which {count} records use ({kind}, {field}).",
                    item.count,
                ).format(
                    word=item.word, code=item.code, count=item.count, kind=kind_title(item.kind), field=item.field
                ),
                err=True,
            )


@click.command(
    "stop",
    help=_("Take a plan out of use at the office. What was recorded under it stays, and goes on by it.")
    + example("fieldtui plan stop luohe"),
)
@click.argument("name", metavar=_("NAME"))
@click.pass_context
def stop_command(ctx: click.Context, name: str) -> None:
    from fieldtui.work.putting_in_use import stopped

    with writing_desk(ctx) as desk:
        _refuse_laptop(desk)
        versions = stopped(desk, name, today())
        desk.ledger.save(*versions)
        click.echo(
            _("{title} is in use no more; the main plan is {main}.").format(
                title=versions[0].title, main=desk.plan.title
            )
        )


def known_here(desk: Desk) -> Iterator[str]:
    """A line for each plan in use, and each that is to come into use: since when, which version, which place."""
    day = desk.day.isoformat()
    in_use = desk.known_plans.in_use(day)
    for place, row in enumerate(in_use):
        if isinstance(row, str):
            # Only as long as the ledger holds no plan.
            hint = _("(put it in use, so that its version is kept: fieldtui plan use {name})").format(name=row)
            parts = [row, desk.plan.title, _("in use, the main plan"), hint if desk.my_role() == "clerk" else ""]
            yield "  ".join(filter(None, parts))
            continue
        words = _("in use since {day}, the main plan") if place == 0 else _("in use since {day}, beside it")
        yield "  ".join(
            filter(
                None,
                [
                    row["name"],
                    row["title"],
                    words.format(day=row["start"]),
                    _("version {version}").format(version=row["version"][:SHORT]),
                    _other_version(desk, row["name"]),
                ],
            )
        )
    for row in desk.known_plans.rows:
        if row["start"] > day and row not in in_use:
            version = _("version {version}").format(version=row["version"][:SHORT])
            yield "  ".join([row["name"], row["title"], _("in use from {day} on").format(day=row["start"]), version])


def _other_version(desk: Desk, name: str) -> str:
    """That the program brings a version of a plan which is not known here yet, and how it is put in use."""
    from fieldtui.work.known_plans import shipped_version

    if name not in plans.names() or any(row["version"] == shipped_version(name) for row in desk.known_plans.rows):
        return ""
    return _("(the program has another version; put it in use with: fieldtui plan use {name})").format(name=name)


def _told(desk: Desk, use: "Use", start: date) -> Iterator[str]:
    """What it means that this plan is in use now."""
    title, version = use.plan.title, use.plan.version[:SHORT]
    yield _("{title} ({name}, version {version}) is in use from {day} on.").format(
        title=title, name=use.plan.name, version=version, day=start
    )
    if use.new_version:
        yield _("It is a new version of a plan in use: what was recorded keeps the version that it was made under.")
    there = desk.known_plans.in_use(max(start, desk.day).isoformat())
    others = [row["title"] for row in there if not isinstance(row, str) and row["name"] != use.plan.name]
    if use.records[-1].main:
        yield _("It is the main plan from then on: what is recorded goes by it unless something else is said.")
        if others:
            yield _("Beside it stay in use: {plans}. Take one out of use with: fieldtui plan stop NAME").format(
                plans=listed(others)
            )
    elif others:
        yield _("It is in use beside the main plan, {main}.").format(main=others[0])
    yield _("The laptops get it with the next file from here.")


def _refuse_laptop(desk: Desk) -> None:
    if desk.my_role() != "clerk":
        raise FieldError(_("Only the office puts plans in use; this laptop gets them with the office's file."))


def _day(text: str | None) -> date:
    if text is None:
        return today()
    found = read_date(text, today(), toward="future")
    if found is None:
        raise FieldError(_("This is no date; write 昨天, -1, 上周五 or 11-20."))
    return found
