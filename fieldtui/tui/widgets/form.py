"""A form: fields from a description, one under the other or beside each other, each with what is understood or wrong.

Enter goes to the next field that is still empty, Tab to the next of all: what has a good value already is passed over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.tui.widgets.choice import Choice
from fieldtui.tui.widgets.names import NameInput, NamesInput
from fieldtui.tui.widgets.quick_lines import Complete, QuickLines, nothing_to_complete
from fieldtui.tui.widgets.text import LineInput, NoteArea

HINT_WIDTH = 24
"""Cells for what was understood of a date: "→ 11-21 周六（昨天）"."""

Editor = Literal["line", "name", "names", "note", "choice", "lines"]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form. `beside` puts it on the line of the one before; `rows` is the height of a note; `width` is how
    many cells a line takes, the rest being left to what is understood of it (0: all). One that is `settled` means
    something also when it is empty (its placeholder), so Enter passes it over; one that is asked `on_demand` is passed
    over from those that are not. A choice that is `optional` can be taken back to nothing. `above` stands over it.

    `find` gives the names that fit what was typed (name, names), `explain` what was understood of a line and `complete`
    what its last word may become (lines); `ending` gives what may follow what was written (note).
    """

    name: str
    label: str
    editor: Editor = "line"
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    beside: bool = False
    settled: bool = False
    on_demand: bool = False
    optional: bool = False
    above: str = ""
    rows: int = 4
    width: int = 0
    placeholder: str = ""
    find: Callable[[str], Sequence[tuple[str, str]]] | None = None
    explain: Callable[[str], str] | None = None
    complete: Complete = nothing_to_complete
    ending: Callable[[str], str] | None = None


class Form(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Draws fields and keeps what is typed into them as text, by the field's name."""

    # The form scrolls as the focus moves; what moves within a field by these keys (notes, names) keeps them.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    DEFAULT_CSS = """
    Form { height: 1fr; padding: 0 1; }
    Form .form-row { height: auto; width: 1fr; }
    Form .form-part { height: auto; width: 1fr; }
    Form .form-above { color: $text-muted; margin-top: 1; }
    Form .form-cell { height: auto; width: 1fr; }
    Form .form-line { height: auto; width: 1fr; }
    Form .form-label { color: $text-muted; }
    Form .form-hint { height: auto; width: 1fr; color: $text-muted; display: none; }
    Form .form-hint.-beside { padding-left: 1; }
    Form .form-hint.-said { display: block; }
    Form .form-hint.-wrong { display: block; color: $text-error; text-style: bold; }
    """

    class Changed(Message):
        """Something was typed or chosen in the field `name`."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Completed(Message):
        """Enter in the last field that was still empty."""

    def __init__(self, fields: Sequence[FormField], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fields = list(fields)
        self._hints: dict[str, str] = {}
        # By name: a search through all widgets of a long form would be felt at each key.
        self._editors: dict[str, Widget] = {}
        self._lines: dict[str, Static] = {}
        self._label_width = _label_width(fields)
        self._changing = False
        self._go_on_from: int | None = None

    def compose(self) -> ComposeResult:
        yield from self._rows(self._fields)

    def _rows(self, fields: Sequence[FormField]) -> list[Widget]:
        return [self._row(row) for row in self._in_rows(fields)]

    def _row(self, row: Sequence[FormField]) -> Widget:
        # Half a line has no room for a sentence that begins where its field does.
        indent = self._label_width if len(row) == 1 else 1
        cells = Horizontal(*(self._cell(item, indent) for item in row), classes="form-row")
        if not row[0].above:
            return cells
        return Vertical(Static(row[0].above, classes="form-above", markup=False), cells, classes="form-part")

    async def replace_after(self, name: str, fields: Sequence[FormField]) -> None:
        """Other fields in the place of all that stand below `name`, which keeps what it says, and the focus."""
        kept = self._fields[: 1 + next(number for number, item in enumerate(self._fields) if item.name == name)]
        rows = len(self._in_rows(kept))
        self._changing = True
        await self.remove_children(list(self.children)[rows:])
        self._fields = [*kept, *fields]
        self._label_width = _label_width(self._fields)
        for item, label in zip(kept, self.query(".form-label"), strict=False):
            if not item.beside:
                label.styles.width = self._label_width
        await self.mount_all(self._rows(fields))
        self._changing = False
        if self._go_on_from is not None:
            self._go_on(self._go_on_from)

    def _in_rows(self, fields: Sequence[FormField]) -> list[list[FormField]]:
        rows: list[list[FormField]] = []
        for item in fields:
            if item.beside and rows:
                rows[-1].append(item)
            else:
                rows.append([item])
        return rows

    def _cell(self, item: FormField, indent: int) -> Vertical:
        """A field with its label, and below them (or beside, for one of a set width) what is said of it."""
        hint = self._lines[item.name] = Static("", classes="form-hint", id=f"hint-{item.name}", markup=False)
        label = Static(item.label, classes="form-label", markup=False)
        editor = self._editors[item.name] = self._editor(item)
        if item.editor in ("note", "lines"):
            return Vertical(label, hint, editor, classes="form-cell")
        label.styles.width = cell_len(item.label) + 1 if item.beside else self._label_width
        if item.width:
            editor.styles.width = item.width
            hint.add_class("-beside")
            cell = Vertical(Horizontal(label, editor, hint, classes="form-line"), classes="form-cell")
            cell.styles.width = self._label_width + item.width + HINT_WIDTH
            return cell
        hint.styles.padding = (0, 1, 0, indent)
        return Vertical(Horizontal(label, editor, classes="form-line"), hint, classes="form-cell")

    def _editor(self, item: FormField) -> Widget:
        name = f"field-{item.name}"
        match item.editor:
            case "choice":
                free = item.optional or not item.value
                return Choice(item.choices, keys=item.keys, value=item.value or None, allow_none=free, id=name)
            case "note":
                area = NoteArea(item.value, ending=item.ending, id=name)
                area.styles.height = item.rows
                return area
            case "lines":
                assert item.explain is not None
                return QuickLines(
                    item.value, explain=item.explain, complete=item.complete, placeholder=item.placeholder, id=name
                )
            case "name" | "names":
                assert item.find is not None
                kind = NamesInput if item.editor == "names" else NameInput
                return kind(item.value, find=item.find, placeholder=item.placeholder, id=name)
            case _line:
                return LineInput(item.value, placeholder=item.placeholder, id=name)

    # Values

    def editor(self, name: str) -> Any:
        return self._editors[name]

    def values(self) -> dict[str, str]:
        return {item.name: self.value(item.name) for item in self._fields}

    def value(self, name: str) -> str:
        editor: Any = self._editors.get(name)
        if editor is None or not editor.is_mounted:
            # It is only being put there.
            return next(item.value for item in self._fields if item.name == name)
        if isinstance(editor, (NoteArea, QuickLines)):
            return editor.text
        return editor.value or ""

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into the fields that are named; the others stay."""
        for item in self._fields:
            if item.name in values:
                editor = self.editor(item.name)
                if isinstance(editor, NoteArea):
                    editor.load_text(values[item.name])
                    editor.move_cursor(editor.document.end)
                elif isinstance(editor, QuickLines):
                    editor.load(values[item.name])
                elif isinstance(editor, Choice):
                    editor.value = values[item.name] or None
                else:
                    editor.value = values[item.name]

    def is_untouched(self) -> bool:
        """Whether every field still says what the form began with."""
        return all(self.value(item.name) == item.value for item in self._fields)

    # What is said beside a field

    def hint(self, name: str, words: str) -> None:
        """Show what was understood of a field; a sentence about what is wrong with it goes away."""
        line = self._lines[name]
        if self._hints.get(name, "") == words and not line.has_class("-wrong"):
            # An update lays the whole screen out again, which no key in a note should cost.
            return
        self._hints[name] = words
        line.remove_class("-wrong")
        line.set_class(bool(words), "-said")
        line.update(words)

    def complain(self, troubles: Mapping[str, str]) -> None:
        """Show a sentence at each field named, and go to the first."""
        for item in self._fields:
            line = self._lines[item.name]
            if item.name in troubles:
                line.update(troubles[item.name])
            elif line.has_class("-wrong"):
                line.update("")
                self._hints[item.name] = ""
                line.remove_class("-said")
            line.set_class(item.name in troubles, "-wrong")
        first = next((item.name for item in self._fields if item.name in troubles), None)
        if first:
            self.editor(first).focus()

    # Going from field to field

    def begin(self) -> None:
        """Go to the first field that is still empty."""
        self._go_on(-1)

    def _go_on(self, position: int) -> None:
        if self._changing:
            # Enter came before the fields that it leads to.
            self._go_on_from = position
            return
        self._go_on_from = None
        demanded = position >= 0 and self._fields[position].on_demand
        for item in self._fields[position + 1 :]:
            if not item.settled and (demanded or not item.on_demand) and not self.value(item.name):
                self.editor(item.name).focus()
                return
        self.post_message(self.Completed())

    def _position(self, editor: Widget | None) -> int:
        names = [f"field-{item.name}" for item in self._fields]
        return names.index(editor.id) if editor is not None and editor.id in names else -1

    @on(LineInput.Submitted)
    @on(NameInput.Submitted)
    @on(Choice.Submitted)
    @on(QuickLines.Submitted)
    def _next(self, event: Any) -> None:
        event.stop()
        self._go_on(self._position(event.control))

    @on(LineInput.Changed)
    @on(NameInput.Changed)
    @on(Choice.Changed)
    @on(NoteArea.Changed)
    @on(QuickLines.Changed)
    def _changed(self, event: Any) -> None:
        event.stop()
        position = self._position(event.control)
        if position >= 0:
            self.post_message(self.Changed(self._fields[position].name))


def _label_width(fields: Sequence[FormField]) -> int:
    """Cells for the labels that stand at the left, before lines."""
    lines = [item for item in fields if item.editor not in ("note", "lines") and not item.beside]
    return 1 + max((cell_len(item.label) for item in lines), default=0)
