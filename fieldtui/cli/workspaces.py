"""Commands that make and check a workspace."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtui.cli.opening import OneOf, example, refuse_read_only, workspace_of
from fieldtui.locale import _, language
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today

if TYPE_CHECKING:  # only one of the commands needs it
    from fieldtui.ledger.check import Finding
    from fieldtui.ledger.workspace import Workspace


@click.command(
    help=_("Make a workspace in DIR: its key, its settings and, for the office, its first entries.")
    + example(
        "fieldtui init ~/qiye --role cadre --enrolment 示例张.json",
        "fieldtui init ~/qiye --role cadre --name 示例张 --county 230600",
        "fieldtui init ~/qifuban --role office --name 示例李 --county 230600 --county-name 示例市",
    )
)
@click.argument("folder", metavar=_("DIR"), type=click.Path(path_type=Path, file_okay=False))
@click.option("--role", type=OneOf(["cadre", "office"]), required=True, help=_("Whose workspace it is."))
@click.option("--name", default="", metavar=_("PERSON"), help=_("The name of the person who uses it."))
@click.option("--county", default="", metavar=_("CODE"), help=_("The county's code (GB/T 2260, six digits)."))
@click.option("--county-name", default="", metavar=_("TITLE"), help=_("The county's name."))
@click.option(
    "--plan",
    "plan_named",
    default="",
    metavar=_("NAME|FILE"),
    help=_("The plan that the county goes by (with --role office): a shipped one, or a file of its own."),
)
@click.option(
    "--office-name", default="企服办", metavar=_("TITLE"), help=_("What the office is called (with --role office).")
)
@click.option(
    "--enrolment",
    "enrolment_file",
    default=None,
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The office's enrolment (with --role cadre): it says whose laptop it is, and of which county."),
)
@click.option(
    "--code", default="", metavar=_("CODE"), help=_("The office's code as it was read out; without it you are asked.")
)
def init_command(
    folder: Path,
    role: str,
    name: str,
    county: str,
    county_name: str,
    plan_named: str,
    office_name: str,
    enrolment_file: Path | None,
    code: str,
) -> None:
    from fieldtui.cli.plan_files import whole_text
    from fieldtui.model.plan import read_plan
    from fieldtui.sync.enrol import found_office, make_workspace
    from fieldtui.sync.place import place_of, remember
    from fieldtui.work.desk import standings
    from fieldtui.work.known_plans import DEFAULT_PLAN

    if enrolment_file:
        _init_enrolled(folder, role, enrolment_file, code)
        return
    if not name or not county:
        raise FieldError(_("Say who uses it and in which county: --name NAME --county CODE; or --enrolment FILE."))
    county = _county_code(county)
    name, office_name = _name("--name", name), _name("--office-name", office_name)
    if plan_named and role != "office":
        raise FieldError(_("A laptop gets the plan with the office's file; leave --plan out."))
    text = whole_text(plan_named or DEFAULT_PLAN)
    workspace = make_workspace(
        folder.absolute(),
        role=role,
        name=name,
        county=county,
        county_name=_name("--county-name", county_name) if county_name else county,
        language=language(),
        plan=read_plan(text).name,
    )
    # From here on a copy of the folder is known as one.
    remember(workspace, place_of(workspace, workspace.folder), {})
    if role == "office":
        found_office(workspace, standings, office_name=office_name, today=today(), plan=text)
    _say_ready(workspace)
    if role == "office":
        click.echo(_("Next: fieldtui --workspace {folder}").format(folder=folder))
    else:
        _say_next(folder)


def _init_enrolled(folder: Path, role: str, file: Path, code: str) -> None:
    """A cadre's workspace that knows its office from the beginning."""
    from fieldtui.cli.devices import compare
    from fieldtui.sync.enrol import make_workspace
    from fieldtui.sync.enrolment import read_enrolment, take_enrolment
    from fieldtui.sync.keys import comparison_code
    from fieldtui.sync.place import place_of, remember

    if role != "cadre":
        raise FieldError(_("An enrolment is for a cadre's laptop; this is the office's workspace."))
    enrolment = read_enrolment(file)
    manifest = enrolment.manifest
    # Before anything is made: a file that somebody else signed would have all words sealed for them.
    compare(comparison_code(manifest.sender), code)
    made = make_workspace(
        folder.absolute(),
        role=role,
        name=manifest.name,
        county=manifest.county,
        county_name=manifest.county_name,
        language=language(),
    )
    workspace = take_enrolment(made, enrolment)
    remember(workspace, place_of(workspace, workspace.folder), {})
    _say_ready(workspace)
    _say_next(folder)


def _say_ready(workspace: "Workspace") -> None:
    from fieldtui.sync.keys import comparison_code

    click.echo(_("The workspace {folder} is ready.").format(folder=workspace.folder))
    click.echo(_("Its code: {code}").format(code=comparison_code(workspace.device)))


def _say_next(folder: Path) -> None:
    words = _("Next: fieldtui --workspace {folder} bundle export, and take the file to the office.")
    click.echo(words.format(folder=folder))


def _name(option: str, text: str) -> str:
    """A name as records take it, before anything is made that would need it."""
    from pydantic import ValidationError

    from fieldtui.model.errors import sentences
    from fieldtui.model.records.unit import Unit

    try:
        return Unit(name=text).name
    except ValidationError as error:
        raise FieldError(f"{option}: {next(sentences(error))[1]}") from error


def _county_code(text: str) -> str:
    from fieldtui.model.text import half_width

    code = half_width(text).strip()
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        raise FieldError(_("The county's code has six digits, such as 230600."))
    return code


@click.command(
    help=_(
        "Say in a sentence a line whether all that is kept here is sound: log, view, key, drafts, attached files, "
        "clock. Exit code 1 when something is not."
    )
    + example("fieldtui check", "fieldtui check --rebuild", "fieldtui check --json")
)
@click.option("--rebuild", is_flag=True, help=_("Make the view anew from the log."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line: sound, what, sentence."))
@click.pass_context
def check_command(ctx: click.Context, rebuild: bool, as_json: bool) -> None:
    from fieldtui.ledger.check.finding import unsound
    from fieldtui.ledger.workspace import WorkspaceError
    from fieldtui.sync.key_check import check_with_key
    from fieldtui.work.desk import standings

    if rebuild:
        refuse_read_only(ctx)
    try:
        workspace = workspace_of(ctx)
    except WorkspaceError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise  # no workspace at all, so that there is nothing to be checked
        findings = [unsound("settings.unusable", str(error))]
    else:
        if rebuild:
            _make_view_anew(workspace)
            # Not among the lines for programs: it is no finding.
            click.echo(_("The view was made anew from the log."), err=as_json)
        findings = check_with_key(workspace, standings)
    for finding in findings:
        click.echo(_as_json(finding) if as_json else f"{finding.sign} {finding.sentence}")
    if not all(finding.sound for finding in findings):
        ctx.exit(1)


def _make_view_anew(workspace: "Workspace") -> None:
    from fieldtui.work.desk import Desk

    with Desk.open_to_write(workspace) as desk:
        desk.ledger.rebuild()
        desk.ledger.flush()


def _as_json(finding: "Finding") -> str:
    import json

    words = {"sound": finding.sound, "what": finding.what, "sentence": finding.sentence}
    return json.dumps(words, ensure_ascii=False)
