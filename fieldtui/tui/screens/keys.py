"""Other keys 按键: each action with its key; Enter and then the key that is to do it, kept at once in the settings."""

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.keymap import Keymap, read_keymap, settings_of, title, with_key
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.rows import Column, ListRow, RowList

CHANGED = "✓"
MANY = 3
"""Places that a line names; of what can be done in more only that is said."""


class KeysScreen(Place):
    place = actions.KEYS
    BINDINGS = actions.bindings(actions.KEYS)

    def body(self) -> ComposeResult:
        columns = [Column(_("Key"), 16), Column(_("Does"), 0), Column(_("At"), 30)]
        yield RowList(columns, id="keys")

    def on_mount(self) -> None:
        self.head(_("Other keys"), _("Esc back"))
        self.refill()
        self.query_one(RowList).focus()

    def refill(self) -> None:
        """Each action once, though the table may name it for several places."""
        actions_by_id = {action.id: action for action in actions.ACTIONS}
        self.query_one(RowList).show([self._row(action) for action in actions_by_id.values()])

    def _row(self, action: actions.Action) -> ListRow:
        keys = " ".join(actions.show_key(key) for key in action.keys)
        places = [place for one in actions.ACTIONS if one.id == action.id for place in one.where]
        at = (
            _("in many places")
            if actions.EVERYWHERE in places or len(places) > MANY
            else _(", ").join(map(title, places))
        )
        changed = action.keys != action.usual_keys
        return ListRow(action.id, (keys, action.label, at), sign=CHANGED if changed else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        action = next(action for action in actions.ACTIONS if action.id == event.key)
        self.app.push_screen(KeyPress(action.label), self._pressed)

    def _pressed(self, key: str | None) -> None:
        current = self.query_one(RowList).current
        if key and current:
            self._try(lambda: with_key(actions.in_use(), current.key, key))

    def action_press_key(self) -> None:
        self.query_one(RowList).action_open()

    def action_usual_key(self) -> None:
        current = self.query_one(RowList).current
        if current:
            kept = {action: keys for action, keys in actions.in_use().items() if action != current.key}
            self._try(lambda: read_keymap(kept))

    def action_usual_keys(self) -> None:
        self._try(dict)

    def _try(self, make: Callable[[], Keymap]) -> None:
        """Use the keymap that is made and keep it; when it is refused, or the file can't be written, all stays."""
        ledger = self.desk.ledger
        try:
            keymap = make()
            ledger.workspace = ledger.workspace.store(keys=settings_of(keymap))
        except (FieldError, OSError) as error:
            self.alarm(str(error))
            return
        self.field_app.use_keys(keymap)
        self.refill()
        for foot in self.query(Foot):
            foot.show_keys()
        self.note(_("Saved."))


class KeyPress(ModalScreen[str | None]):
    """Waits for one key, whichever it is; dismissed with it, or with None for Esc."""

    takes_every_key = True

    DEFAULT_CSS = """
    KeyPress { align: center middle; }
    KeyPress Vertical { width: 60; max-width: 90%; height: auto; border: round $primary; padding: 1 2; }
    """

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label

    def compose(self) -> ComposeResult:
        words = _("Press the key that is to do “{action}”.").format(action=self._label)
        yield Vertical(
            Static(words, markup=False), Static(""), Static(_("Esc: leave it as it is."), classes="muted", markup=False)
        )

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        # A chord may carry the character of its last key.
        character = event.character if event.is_printable and "+" not in event.key else None
        self.dismiss(None if event.key == "escape" else character or event.key)
