"""The minutes of a meeting 会议纪要, with the list of what was decided 议定事项清单: who has to do what by when."""

from collections.abc import Iterator, Sequence

from fieldtui.locale import _, listed
from fieldtui.model.row import Row
from fieldtui.report.documents.document import Cell, Column, Document, Form, Part, Table, Text
from fieldtui.report.documents.making import Making, headed, signed
from fieldtui.work.record_words import title_of


def minutes(making: Making, row: Row) -> Document:
    units = listed(making.desk.name("unit", unit) for unit in row.get("units", ()))
    form = Form(
        [
            [Cell(_("Meeting"), title_of(making.desk, row["id"]))],
            [making.cell(row, "date"), making.cell(row, "place")],
            [making.cell(row, "chair")],
            [Cell(_("Units present"), units)],
        ]
    )
    parts: list[Part] = [form]
    for number, (words, part) in enumerate(_parts(making, row), 1):
        parts += [headed(number, words), part]
    return Document(_("Minutes of a meeting"), row["id"], making.day, [*parts, signed(making)])


def _parts(making: Making, row: Row) -> Iterator[tuple[str, Part]]:
    """(heading, what stands below it) of all of which something was recorded."""
    if row.get("agenda"):
        yield _("Agenda"), Text(row["agenda"])
    if row.get("items"):
        yield _("Items"), Text(row["items"])
    studied = _studied(making, row)
    if studied:
        columns = [Column(_("No."), 2), Column(_("Enterprise"), 8), Column(_("Problem or project"), 12)]
        yield (
            _("Problems and projects studied"),
            Table(columns, studied),
        )
    if row.get("decisions"):
        yield _("Decisions"), Text(row["decisions"])
    tasks = _tasks(making, row)
    if tasks:
        columns = [
            Column(_("No."), 2),
            Column(_("Task"), 10),
            Column(_("Unit"), 4),
            Column(_("Co-departments"), 4),
            Column(_("Due"), 4),
        ]
        yield _("What was handed out"), Table(columns, tasks)


def _studied(making: Making, row: Row) -> list[Sequence[str]]:
    problems = [making.desk.ledger.row("problem", problem) for problem in row.get("problems", ())]
    said = [
        [making.about(problem), "\n".join(filter(None, [problem.get("number"), problem["title"]]))]
        for problem in filter(None, problems)
    ]
    names = [[making.about(project), project["name"]] for project in _projects(making, row)]
    return [[str(number), *words] for number, words in enumerate([*said, *names], 1)]


def _projects(making: Making, row: Row) -> Iterator[Row]:
    yield from filter(None, (making.desk.ledger.row("project", project) for project in row.get("projects", ())))


def _tasks(making: Making, row: Row) -> list[Sequence[str]]:
    """What the meeting handed out, what is due first on top."""
    tasks = making.desk.ledger.referring("task", "meeting", row["id"])
    return [
        [
            str(number),
            "\n".join(filter(None, [task["title"], task.get("text")])),
            making.words(task, "unit"),
            making.words(task, "co"),
            making.words(task, "due"),
        ]
        for number, task in enumerate(sorted(tasks, key=lambda task: (task["due"], str(task["id"]))), 1)
    ]
