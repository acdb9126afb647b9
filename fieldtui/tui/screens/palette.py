"""All actions: what can be done here first, then everything; found by words or pinyin initials."""

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

    def __init__(self, of: str) -> None:
        super().__init__()
        self._of = of

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("words or initials"), id="filter")
        yield RowList(
            [Column("", 10), Column("", 0)], show_header=False, id="actions", empty=_("Nothing fits; type less.")
        )

    def on_mount(self) -> None:
        self.head(_("All actions"), _("Esc back"))
        offered = [*actions.at(self._of), *actions.everywhere()]
        writes = not self.field_app.read_only
        self._offered = [
            action for action in offered if action.id not in ("actions", "leave") and (writes or not action.writes)
        ]
        self._lines = [(action.id, action.shown_key, action.label) for action in self._offered]
        self._lines += [(f"new_record('{kind}')", "", words) for kind, words in self._new_records()]
        self._searched = {
            name: f"{folded(label)}\n{initials(label)}\n{folded(key)}" for name, key, label in self._lines
        }
        self.refill("")
        self.query_one("#filter", LineInput).focus()

    def refill(self, text: str) -> None:
        wanted = folded(text)
        self.query_one("#actions", RowList).show(
            [ListRow(name, (key, label)) for name, key, label in self._lines if wanted in self._searched[name]]
        )

    def _new_records(self) -> list[tuple[str, str]]:
        """(kind, words) of the records that may be begun here, and not in the middle of a form."""
        if self._of not in actions.PAGES or self.field_app.read_only or not self.field_app.desk or not self.desk.me:
            return []
        from fieldtui.model.kinds import kind_title
        from fieldtui.work.record_form import offered_kinds

        return [(kind, _("New: {kind}").format(kind=kind_title(kind))) for kind in offered_kinds(self.desk)]

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
        if event.key in ("up", "down"):
            event.stop()
            self.query_one("#actions", RowList).action_move(1 if event.key == "down" else -1)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self.dismiss(None)
