"""Commands for plans: which there are, what one says, and whether a file that a county wrote can be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fieldtui import plans
from fieldtui.cli.opening import example, reading_desk
from fieldtui.cli.plan_files import finder, no_plan_called, read_file
from fieldtui.cli.plans_in_use import known_here, stop_command, use_command
from fieldtui.ledger.workspace import WorkspaceError
from fieldtui.locale import N_, _, listed, ngettext
from fieldtui.model.plan import Plan
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.work.desk import Desk
from fieldtui.work.known_plans import shipped_version

_ARROW = " → "
_LISTS = {
    "areas": N_("Areas of work"),
    "levels": N_("Levels"),
    "regions": N_("Regions"),
    "affiliations": N_("Affiliations"),
    "categories": N_("Categories"),
    "pairing_roles": N_("Who answers"),
    "visit_kinds": N_("Kinds of visit"),
    "rhythms": N_("What comes round"),
    "problem_types": N_("Problem types"),
    "channels": N_("Fast ways"),
    "project_kinds": N_("Kinds of project"),
    "milestone_kinds": N_("Milestones"),
    "size_marks": N_("Marks of size"),
    "batches": N_("Batches"),
    "funds": N_("Funds"),
    "chains": N_("Industry chains"),
    "targets": N_("Aims"),
    "meeting_kinds": N_("Meetings"),
    "task_kinds": N_("Kinds of task"),
    "figures": N_("Figures"),
}


@click.group("plan", help=_("Plans: list, show, use, stop, check, schema.") + example("fieldtui plan list"))
def plan_command() -> None:
    pass


plan_command.add_command(use_command)
plan_command.add_command(stop_command)


@plan_command.command(
    "list",
    help=_("The plans that are in use here, and those that come with the program.") + example("fieldtui plan list"),
)
@click.pass_context
def list_command(ctx: click.Context) -> None:
    named = set()
    with _desk_here(ctx) as desk:
        for line in known_here(desk) if desk else ():
            named.add(line.split()[0])
            click.echo(line)
    for name in plans.names():
        if name not in named:
            click.echo(f"{name}  {_shipped(name).title}")


@contextmanager
def _desk_here(ctx: click.Context) -> Iterator[Desk | None]:
    """The workspace's desk; None where there is no workspace, for whoever only looks at plans needs none."""
    try:
        desk = reading_desk(ctx)
    except WorkspaceError as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            raise
        yield None
        return
    with desk:
        yield desk


@plan_command.command(
    "show",
    help=_("What a plan says, in words; with --save its file, to start your own from.")
    + example("fieldtui plan show luohe", "fieldtui plan show luohe --save my-county.toml"),
)
@click.argument("name", metavar=_("NAME"))
@click.option("--save", metavar=_("FILE"), type=click.Path(path_type=Path), help=_("Save the plan's file here."))
@click.pass_context
def show_command(ctx: click.Context, name: str, save: Path | None) -> None:
    if name in plans.base_names():
        plan, text = None, plans.own_text(name)
    else:
        plan, text = _plan_and_text(ctx, name)
    if save:
        _save(text, save)
    elif plan is None:
        click.echo(text, nl=False)
    else:
        for line in _in_words(plan):
            click.echo(line)


def _plan_and_text(ctx: click.Context, name: str) -> tuple[Plan, str]:
    """A plan as it is in use here, else as it comes with the program; and its text."""
    with _desk_here(ctx) as desk:
        for row in desk.known_plans.in_use(desk.day.isoformat()) if desk else ():
            if desk and not isinstance(row, str) and row["name"] == name and row["version"] != _shipped_version(name):
                return desk.known_plans.read(row), str((desk.ledger.row("plan", row["id"]) or {})["text"])
    return _shipped(name), plans.own_text(name)


def _shipped_version(name: str) -> str:
    return shipped_version(name) if name in plans.names() else ""


def _save(text: str, file: Path) -> None:
    try:
        # A new file only: what a county wrote is never lost.
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise FieldError(_("{file} is there already; choose another name.").format(file=file)) from error
    except OSError as error:
        raise FieldError(_("{path} can't be written: {reason}.").format(path=file, reason=reason_of(error))) from error
    click.echo(
        _("Saved: {file}. Give it a name and a title of its own, then: fieldtui plan check {file}").format(file=file)
    )


@plan_command.command(
    "check",
    help=_("Say what is wrong with a plan's file: every mistake with its line, and what would be right.")
    + example("fieldtui plan check my-county.toml"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_context
def check_command(ctx: click.Context, file: Path) -> None:
    from fieldtui.model.plan_check import check_plan, examine

    text = read_file(file)
    find = finder(file.parent)
    mistakes = check_plan(text, file.name, find)
    for mistake in mistakes:
        click.echo(mistake.told)
    if mistakes:
        count = len(mistakes)
        click.echo(ngettext("{count} mistake.", "{count} mistakes.", count).format(count=count), err=True)
        ctx.exit(1)
    plan = examine(text, file.name, find)
    if isinstance(plan, Plan):
        click.echo(_("“{title}” can be used.").format(title=plan.title))


@plan_command.command(
    "schema",
    help=_("The JSON Schema of plans, for editors.") + example("fieldtui plan schema > plan.schema.json"),
)
def schema_command() -> None:
    from fieldtui.model.plan_schema import schema_text

    click.echo(schema_text(), nl=False)


def _shipped(name: str) -> Plan:
    from fieldtui.model.plan import read_plan

    if name not in plans.names():
        raise FieldError(no_plan_called(name))
    return read_plan(plans.read_text(name))


def _in_words(plan: Plan) -> Iterator[str]:
    """A line for each list of the plan that says something."""
    yield f"{plan.title}  ({plan.name}, {plan.version})"
    if plan.source:
        yield plan.source
    for principle in plan.principles:
        words = listed(filter(None, [principle.text, *principle.items]))
        yield f"· {principle.name}" + (_(": {words}").format(words=words) if words else "")
    for methods in plan.methods:
        yield _("· {name}: {total} in all, named: {named}").format(
            name=methods.name, total=methods.total or len(methods.named), named=listed(methods.named) or "—"
        )
    for name, heading in _LISTS.items():
        words = listed(plan.choices(name).values())
        if words:
            yield _("{heading}: {words}").format(heading=_(heading), words=words)
    yield _("{heading}: {words}").format(heading=_("A problem"), words=_ARROW.join(plan.flow.state_names.values()))
    for kind in plan.project_kinds:
        yield _("{heading}: {words}").format(
            heading=kind.name, words=_ARROW.join(plan.choices(f"stages.{kind.code}").values())
        )
    if plan.reported:
        yield _("As reported:")
    for figure in plan.reported:
        note = f"({figure.note})" if figure.note else ""
        yield "  " + "  ".join(filter(None, [figure.period, figure.name, figure.printed, note]))
