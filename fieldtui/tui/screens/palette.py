"""All actions: what can be done here first, then everything; found by words or pinyin initials."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.naming import folded, initials


class PaletteScreen(Place):
    """Dismissed with the id of the action that was chosen, or None."""

    place = actions.PALETTE
    BINDINGS = actions.bindings(actions.PALETTE)

    def __init__(self, of: str, further: Sequence[tuple[str, str]] = ()) -> None:
        """`further` are (id, words) of what can be done there beside the table's actions."""
        super().__init__()
        self._of = of
        self._further = further

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("words or initials"), id="filter")
        yield RowList(
            [Column("", 10), Column("", 0)], show_header=False, id="actions", empty=_("Nothing fits; type less.")
        )

    def on_mount(self) -> None:
        self.head(self.heading(), _("Esc back"))
        self._offered = self.offered()
        self._searched = {id: f"{folded(words)}\n{initials(words)}\n{folded(key)}" for id, key, words in self._offered}
        self.refill("")
        self.query_one("#filter", LineInput).focus()

    def heading(self) -> str:
        return _("All actions")

    def offered(self) -> list[tuple[str, str, str]]:
        """(id, key, words) of what can be chosen."""
        offered = [*actions.at(self._of), *actions.everywhere()]
        writes = not self.field_app.read_only
        shown = [one for one in offered if one.id not in actions.ALWAYS_BY_KEY and (writes or not one.writes)]
        desk = self.field_app.desk
        role = desk.ledger.workspace.role if desk else ""
        return [*((one.id, one.shown_key, one.label_for(role)) for one in shown), *self._also()]

    def _also(self) -> list[tuple[str, str, str]]:
        return [(id, "", words) for id, words in self._further]

    def refill(self, text: str) -> None:
        """What fits, as long as nothing is typed in the table's order; what begins so goes before the rest."""
        wanted = folded(text)
        fitting = [offered for offered in self._offered if wanted in self._searched[offered[0]]]
        fitting.sort(key=lambda offered: f"\n{wanted}" not in f"\n{self._searched[offered[0]]}")
        self.query_one("#actions", RowList).show([ListRow(id, (key, words)) for id, key, words in fitting])

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        self.refill(event.value)

    @on(LineInput.Submitted)
    def _entered(self) -> None:
        self.query_one("#actions", RowList).action_open()

    @on(RowList.Opened)
    def _chosen(self, event: RowList.Opened) -> None:
        self.dismiss(event.key)

    def on_key(self, event: events.Key) -> None:
        self.query_one("#actions", RowList).move_by(event)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self.dismiss(None)


class ChoosingScreen(PaletteScreen):
    """One of a few things to do, such as by which column to sort."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        """`choices` are (id, words)."""
        super().__init__(actions.PALETTE, choices)
        self._title = title

    def heading(self) -> str:
        return self._title

    def offered(self) -> list[tuple[str, str, str]]:
        return self._also()
