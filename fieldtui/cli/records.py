"""Commands that record, list and show: for scripts, and for people who use a screen reader."""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from fieldtui.cli.filtering import filter_of
from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.cli.quick import add_quick
from fieldtui.cli.showing import history_as_json, history_in_words, show_life, show_stages
from fieldtui.ledger.attaching import attach
from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import FieldDescription, describe, field, kind_names, record_class
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import is_id
from fieldtui.work.choosing_plan import OWNED
from fieldtui.work.clock import today
from fieldtui.work.deletion import absent_words, deleted_with_commands
from fieldtui.work.desk import LIVING, STAGE, STANDING, Desk
from fieldtui.work.field_text import day_meant
from fieldtui.work.filter_fields import filter_fields
from fieldtui.work.filters import fields_called
from fieldtui.work.milestones import order_warnings
from fieldtui.work.record_rules import beginning
from fieldtui.work.record_words import facts, row_of, state_word, value_words
from fieldtui.work.rules import choices_of, complete, find_record, kinds_named, resolved, several, troubles
from fieldtui.work.steps import Entry, enter_step

NAMED_KINDS = ("problem", "enterprise", "project", "person", "unit", "policy", "meeting", "task", "lead", "idea")
"""Kinds whose records are found by a name, a title or a number, in the order in which one is looked for."""


def _kind(text: str) -> str:
    kind = text.replace("-", "_")
    if kind not in kind_names():
        raise FieldError(
            _("There is no kind “{kind}”; there are: {kinds}.").format(kind=text, kinds=" ".join(kind_names()))
        )
    return kind


@click.command(
    help=_(
        "Record something of a KIND. With FIELD=VALUE one record; without, one JSON object a line from stdin. Prints "
        "each id once it is on disk. Where a record is meant, its id, name, title, number or code will do."
    )
    + example(
        "fieldtui add enterprise --fields",
        "fieldtui add unit name=金融办",
        "fieldtui add person name=示例张 unit=金融办",
        "fieldtui add appointment person=示例张 unit=金融办 role=cadre start=2026-01-01",
        "fieldtui add visit < visits.jsonl",
        "fieldtui add follow-up problem=230602-2026-0001 step=assigned lead=金融办 due=下周三",
        "fieldtui add project name=示例精细化工二期 type=招商 investment=5.2亿 enterprise=示例龙原精细化工有限公司",
        "fieldtui add follow-up about=示例精细化工二期 step=签约",
        'fieldtui add problem --quick "&龙原 融资 流动资金缺口300万 @金融办 急 月底前"',
    )
)
@click.argument("kind", metavar=_("KIND"))
@click.argument("values", metavar=_("[FIELD=VALUE]…"), nargs=-1)
@click.option("--fields", is_flag=True, help=_("The fields of KIND, and what each may hold."))
@click.option("--quick", "lines", multiple=True, metavar=_("LINE"), help=_("A problem in one line, as in the forms."))
@click.pass_context
def add_command(ctx: click.Context, kind: str, values: tuple[str, ...], fields: bool, lines: tuple[str, ...]) -> None:
    kind = _kind(kind)
    if fields:
        with reading_desk(ctx) as desk:
            for line in _fields_in_words(desk, kind):
                click.echo(line)
        return
    if lines:
        with writing_desk(ctx) as desk:
            add_quick(desk, kind, _pairs(kind, values), lines)
        return
    wrong = False
    with writing_desk(ctx) as desk:
        given: Iterable[tuple[int, Mapping[str, Any] | str]]
        given = [(0, _pairs(kind, values))] if values else _json_lines(sys.stdin.buffer)
        for number, read in given:
            sentence = read if isinstance(read, str) else _add(desk, kind, read, today())
            if sentence:
                wrong = True
                place = _("line {number}: ").format(number=number) if number else ""
                click.echo(place + sentence, err=True)
    if wrong:
        ctx.exit(2)


def _fields_in_words(desk: Desk, kind: str) -> Iterator[str]:
    """A line a field that can be filled in: its name, its label, whether it must be, and the codes it may hold."""
    for item in describe(kind):
        if item.shown.derived:
            continue
        choices: Mapping[str, str] = {code: _(word) for code, word in (item.shown.choices or {}).items()}
        choices = choices or (choices_of(item, {}, desk, kind) if item.shown.plan else {})
        words = [item.name, item.label, _("required") if item.required else ""]
        named = "/".join(kinds_named(item)) or (_("in 万元") if item.type == "money" else "")
        words.append(" ".join(f"{code}({word})" for code, word in choices.items()) if choices else named)
        yield "  ".join(filter(None, words))
    if kind in OWNED and len(desk.plans) > 1:
        yield "  ".join(["plan", _("Plan"), " ".join(f"{plan.name}({plan.title})" for plan in desk.plans)])


def _add(desk: Desk, kind: str, values: Mapping[str, Any], day: date) -> str:
    """Saves one record and prints its id; or the sentence that says why not."""
    sentence = _not_for_hands(kind, values) or _wrong_id(desk, kind, values)
    if sentence:
        return sentence
    fields, wrong = resolved(kind, _with_days(kind, values, day), desk)
    entry = Entry((), wrong)
    if not wrong:
        entry = enter_step(desk, fields, day) if kind == "follow_up" else _entered(desk, kind, fields, day)
    if entry.troubles:
        return "; ".join(_about(kind, name, sentence) for name, sentence in entry.troubles.items())
    desk.ledger.save(*entry.records)
    click.echo(entry.records[-1].id)
    # A reader at the other end of a pipe may rely on it at once: it is on disk.
    sys.stdout.flush()
    for warning in entry.warnings:
        click.echo(warning, err=True)
    return ""


def _with_days(kind: str, values: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The values with ISO dates in the place of days in words, as a form reads them: 明天, 下周三."""
    found = dict(values)
    for item in describe(kind):
        text = values.get(item.name)
        meant = day_meant(item.name, text, day) if item.type == "date" and isinstance(text, str) else None
        found |= {item.name: meant.isoformat()} if meant else {}
    return found


def _not_for_hands(kind: str, values: Mapping[str, Any]) -> str:
    """What is wrong with the names of the fields: one that the kind has not, or that the program fills in itself."""
    if kind == "plan" and "id" not in values:
        return _("A plan is put in use with: fieldtui plan use NAME")
    known = [item.name for item in describe(kind) if not item.shown.derived]
    # What a step saw is filled in, but which one a correction undoes and which plan is done must be said.
    known += ["id", "follows", "does"] if kind == "follow_up" else ["id", "deleted"]
    # It follows from the rest, but somebody may know better.
    known += ["plan"] if kind in OWNED else []
    strange = next((name for name in values if name not in known), None)
    if strange is None:
        return ""
    return _("“{name}” is nothing to fill in here; there are: {names}.").format(name=strange, names=" ".join(known))


def _wrong_id(desk: Desk, kind: str, values: Mapping[str, Any]) -> str:
    if "id" not in values:
        return ""
    record = values["id"]
    if not is_id(record):
        return _("“{id}” is no id; leave it out, and the program makes one.").format(id=record)
    known = desk.ledger.kind_of(record)
    if known and known != kind:
        return _("This id belongs to another record already; leave it out.")
    if deleted := deleted_with_commands(desk, record):
        return deleted
    if known == "follow_up":
        return _("A step that is entered stays as it is; enter another one, which may correct it.")
    return ""


def _entered(desk: Desk, kind: str, fields: Mapping[str, Any], day: date) -> Entry:
    old = desk.ledger.row(kind, fields["id"]) if "id" in fields else None
    if old is None:
        fields = beginning(kind, fields, desk, day)
    try:
        record = record_class(kind).model_validate({**(old or {}), **fields})
        record = complete(record, desk)
    except ValidationError as error:
        return Entry((), dict(sentences(error)))
    wrong = troubles(record, desk, day)
    return Entry((), wrong) if wrong else Entry((record,), {}, tuple(_warnings(record, desk)))


def _warnings(record: Record, desk: Desk) -> Iterator[str]:
    """What is unusual about a record, and hinders nothing."""
    if record.kind == "milestone":
        row = {"id": record.id, **record.fields()}
        for earlier, later, sentence in order_warnings(desk, row["project"], row):
            if record.id in (earlier["id"], later["id"]):
                yield sentence


def _about(kind: str, name: str, sentence: str) -> str:
    item = field(kind, name)
    return f"{item.label} ({name}): {sentence}" if item else sentence


def _pairs(kind: str, values: tuple[str, ...]) -> dict[str, Any]:
    pairs: list[tuple[str, Any]] = []
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise FieldError(_("“{value}” is not of the form FIELD=VALUE.").format(value=value))
        item = field(kind, name)
        pairs.append((name, text.split("、") if item and item.type == "list" else text))
    return _once_each(pairs)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The values by field; FieldError when one is given twice, for nobody knows which is meant."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise FieldError(_("“{name}” is given twice; leave one out.").format(name=name))
        values[name] = value
    return values


def _json_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_once_each)
        except FieldError as error:
            yield number, str(error)
            continue
        except (ValueError, RecursionError):
            value = None
        yield number, value if isinstance(value, dict) else _("This is no JSON object in UTF-8; write one a line.")


@click.command(
    help=_("List the records of a KIND, all or those whose FIELD is VALUE.")
    + example(
        "fieldtui list problem --where state=handling --json",
        "fieldtui list problem --where 状态=办理中 --where 期限=明天",
        "fieldtui list visit --where enterprise=示例龙原精细化工有限公司",
        "fieldtui list problem --where state=handling --text",
        'fieldtui list problem --filter "状态:超期 区:萨尔图 类:融资、用工"',
        "fieldtui list problem --xlsx 问题.xlsx --columns number,title,of,state,due --sort -due",
    )
)
@click.argument("kind", metavar=_("KIND"))
@click.option("--where", "conditions", multiple=True, metavar=_("FIELD=VALUE"), help=_("Only those; may be repeated."))
@click.option("--filter", "text", default="", metavar=_("TEXT"), help=_("As one types it above a list."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line."))
@click.option("--text", "as_text", is_flag=True, help=_("As plain text for a chat."))
@click.option("--xlsx", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Into an xlsx table."))
@click.option("--csv", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Into a csv table."))
@click.option("--columns", default="", metavar=_("NAMES"), help=_("The table's columns, with commas between."))
@click.option("--sort", default="", metavar=_("COLUMN"), help=_("The table's order; with - before it the other way."))
@click.option("--phones", is_flag=True, help=_("Whole telephone numbers in the table, which else are masked."))
@click.pass_context
def list_command(
    ctx: click.Context,
    kind: str,
    conditions: tuple[str, ...],
    text: str,
    as_json: bool,
    as_text: bool,
    xlsx: Path | None,
    csv: Path | None,
    columns: str,
    sort: str,
    phones: bool,
) -> None:
    kind = _kind(kind)
    if as_json and as_text:
        raise FieldError(_("Give --json or --text, not both."))
    tables = [path for path in (xlsx, csv) if path]
    if tables and (as_json or as_text):
        raise FieldError(_("Give --json or --text, or a table, not both."))
    if (columns or sort or phones) and not tables:
        raise FieldError(_("--columns, --sort and --phones are for a table: add --xlsx FILE or --csv FILE."))
    with reading_desk(ctx) as desk:
        wanted = _conditions(desk, kind, conditions)
        whole = (_with_standing(desk, kind, row) for row in filter(filter_of(desk, kind, text), desk.ledger.rows(kind)))
        found = (row for row in whole if all(_holds(row.get(name), values) for name, values in wanted))
        if tables:
            from fieldtui.cli.tables import look_wanted, write_tables
            from fieldtui.report.list_sheet import ListSheet

            look = look_wanted(desk, kind, columns, sort)
            whole_numbers = {"phone": str, "prose": str} if phones else {}
            sheet = ListSheet(desk, kind, today(), look.columns, **whole_numbers)
            write_tables(desk, kind, list(found), look, tables, sheet)
            return
        if as_text:
            from fieldtui.report.listing import listed_text

            click.echo(listed_text(desk, kind, [row["id"] for row in found], today()), nl=False)
            return
        for row in found:
            click.echo(_json(row) if as_json else _line(desk, kind, row))


def _conditions(desk: Desk, kind: str, conditions: tuple[str, ...]) -> list[tuple[str, set[str]]]:
    """(field, values that fit) of each condition; a value may be a name, a word or a code."""
    known = {item.name for item in describe(kind)} | {"id"} | _derived_fields(kind)
    wanted = []
    for condition in conditions:
        called, equals, text = condition.partition("=")
        name = called if called in known else _field_called(kind, called, known)
        if not equals or not name:
            raise FieldError(
                _("“{condition}”: write FIELD=VALUE with one of: {names}.").format(
                    condition=condition, names=" ".join(sorted(known))
                )
            )
        if name in ("due", "since") or ((item := field(kind, name)) and item.type == "date"):
            text = str(day_meant(name, text, today()) or text)
        # The lead of a problem comes from its steps.
        found, wrong = resolved("follow_up" if (kind, name) == ("problem", "lead") else kind, {name: text}, desk)
        if text and wrong and name != "plan":
            raise FieldError(wrong[name])
        item = field(kind, name)
        codes = (
            {code for code, word in (item.shown.choices or {}).items() if text in (code, _(word))} if item else set()
        )
        listed_as = "states" if name == "state" else item.shown.plan if item else ""
        codes |= {code for plan in desk.plans for code, word in plan.choices(listed_as).items() if text == word}
        if name == "plan":
            codes |= {plan.name for plan in desk.plans if text == plan.title}
        wanted.append((name, {str(found[name]), text} | codes))
    return wanted


def _field_called(kind: str, word: str, known: Collection[str]) -> str:
    """The one field that goes by this word, as in a filter: its label, or a part of it that no other has; else ""."""
    found = [field.name for field in fields_called(word, filter_fields(kind)) if field.name in known]
    return found[0] if word and len(found) == 1 else ""


def _derived_fields(kind: str) -> set[str]:
    """What the view knows of a record beside its fields, from its steps."""
    if kind == "problem":
        return {"state", "lead", "due", "open"}
    return {"state", "means", "since", "open"} if kind in LIVING else set()


def _holds(value: Any, wanted: set[str]) -> bool:
    if isinstance(value, list):
        return any(str(part) in wanted for part in value)
    if isinstance(value, dict) and "name" in value:
        # A plan is meant by its name, in whatever version.
        return value["name"] in wanted
    return (str(value).lower() if isinstance(value, bool) else str(value) if value is not None else "") in wanted


def _with_standing(desk: Desk, kind: str, row: Row) -> Row:
    if kind == "problem":
        return {**desk.ledger.derived(STANDING, row["id"]), **row}
    if kind not in LIVING:
        return row
    stage = desk.ledger.derived(STAGE, row["id"])
    # A step may have moved the day that the record itself says.
    return {**row, **{name: value for name, value in stage.items() if name not in ("id", "kind")}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _line(desk: Desk, kind: str, row: Row) -> str:
    words = [row["id"]]
    for item in describe(kind):
        if not item.shown.derived or item.name == "number":
            words.append(_in_line(desk, kind, item, row))
    if "state" in row:
        words.append(state_word(desk, kind, row, row["state"]))
    return "  ".join(" ".join(word.split()) for word in words if word)


def _in_line(desk: Desk, kind: str, item: FieldDescription, row: Row) -> str:
    """A value where no label stands beside it: of a flag its label, when it is set."""
    value = row.get(item.name)
    if isinstance(value, bool):
        return item.label if value else ""
    return value_words(desk, kind, item.name, value, row)


@click.command(
    help=_("Show one record, by its id or a problem's number; with --history who changed what and when.")
    + example("fieldtui show 230602-2026-0001", "fieldtui show ID --history --json")
)
@click.argument("named", metavar="ID")
@click.option("--history", is_flag=True, help=_("All changes, the oldest first."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line."))
@click.pass_context
def show_command(ctx: click.Context, named: str, history: bool, as_json: bool) -> None:
    with reading_desk(ctx) as desk:
        record, kind = meant(desk, named)
        if history:
            for text in history_as_json(desk, record) if as_json else history_in_words(desk, record):
                click.echo(text)
            return
        whole = desk.ledger.row(kind, record)
        row = _with_standing(desk, kind, whole) if whole else row_of(desk, record)
        if as_json:
            click.echo(_json(row))
            return
        if whole is None:
            click.echo(absent_words(desk, record))
        for _name, label, words in facts(desk, kind, row):
            click.echo(f"{label}: {words}")
        if kind == "problem" and whole:
            show_life(desk, row)
        elif kind in LIVING and whole:
            show_stages(desk, kind, row)


def meant(desk: Desk, named: str) -> tuple[str, str]:
    """(id, kind) of the record that is meant."""
    known = desk.ledger.kind_of(named) if is_id(named) else None
    if known:
        return named, known
    sentence = ""
    for kind in NAMED_KINDS:
        record = find_record(kind, named, desk)
        if record:
            return record, kind
        sentence = sentence or several(kind, named, desk)
    raise FieldError(sentence or _("Nothing called “{name}” is known here.").format(name=named))


@click.command(
    help=_("Attach FILEs to a record. They are kept under their hash beside the ledger.")
    + example("fieldtui attach 230602-2026-0001 销号单.jpg")
)
@click.argument("named", metavar="ID")
@click.argument("files", metavar=_("FILE…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def attach_command(ctx: click.Context, named: str, files: tuple[Path, ...]) -> None:
    with writing_desk(ctx) as desk:
        record, _kind_of = meant(desk, named)
        for path in files:
            for attachment in attach(desk.ledger, record, [path]):
                click.echo(attachment.id)
