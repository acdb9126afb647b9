"""The settings 设置 of this workspace: language, theme, lines, and when a missing hand-in is told; in force at once."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult

from fieldtui.locale import LANGUAGES, _, language, speak
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.looks import BORDERS, THEMES, dress
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.form import Form, FormField

DAYS = (3, 7, 14, 30)
"""After how many days without a hand-in people may ask to be told."""
LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}


class SettingsScreen(Place):
    place = actions.SETTINGS
    BINDINGS = actions.bindings(actions.SETTINGS)

    def body(self) -> ComposeResult:
        screen, days = self.desk.ledger.workspace.screen, self.desk.ledger.workspace.hand_in_days
        offered = {str(count): _("after {count} days").format(count=count) for count in sorted({*DAYS, days})}
        yield Form(
            [
                self._choice("language", _("Language"), {code: LANGUAGE_NAMES[code] for code in LANGUAGES}, language()),
                self._choice("theme", _("Theme"), _translated(THEMES), screen.get("theme", "dark")),
                self._choice("borders", _("Lines"), _translated(BORDERS), screen.get("borders", "lines")),
                self._choice("hand_in_days", _("Not handed in"), offered, str(days)),
                *self._of_locked(screen),
            ]
        )

    def _of_locked(self, screen: Mapping[str, str]) -> list[FormField]:
        """Only who has a passphrase can be asked for it again."""
        if not self.desk.ledger.workspace.lock.exists():
            return []
        from fieldtui.tui.cover import MINUTES, SETTING, USUAL

        kept = screen.get(SETTING, USUAL)
        offered = {
            count: _("after {count} minutes without a key").format(count=count)
            for count in sorted({*MINUTES, *([kept] if kept.isascii() and kept.isdigit() else [])} - {"0"}, key=int)
        }
        offered = {**offered, "0": _("never")}
        return [self._choice(SETTING, _("Ask for passphrase"), offered, kept if kept in offered else USUAL)]

    def _choice(self, name: str, label: str, choices: dict[str, str], value: str) -> FormField:
        return FormField(name, label, "choice", value if value in choices else next(iter(choices)), choices=choices)

    def on_mount(self) -> None:
        self.head(_("Settings"), _("Esc back"))
        self.query_one(Form).editor("language").focus()
        self.note(_("↑ ↓ from line to line, ← → choose; {key} saves.").format(key=actions.key("keep_settings")))

    def action_keep_settings(self) -> None:
        values = self.query_one(Form).values()
        ledger = self.desk.ledger
        looks = {name: value for name, value in values.items() if name not in ("language", "hand_in_days")}
        screen = {**ledger.workspace.screen, **looks}
        try:
            ledger.workspace = ledger.workspace.store(
                language=values["language"], screen=screen, hand_in_days=int(values["hand_in_days"])
            )
        except (FieldError, OSError) as error:
            self.alarm(str(error))
            return
        dress(self.app, screen)
        spoken = language()
        speak(values["language"])
        if language() == spoken:
            self.dismiss(_("Saved."))
        else:
            self.field_app.begin_anew()

    def action_change_keys(self) -> None:
        from fieldtui.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(), self.said)

    @on(Form.Completed)
    def _completed(self) -> None:
        self.note(_("{key} saves.").format(key=actions.key("keep_settings")))


def _translated(words: dict[str, str]) -> dict[str, str]:
    return {code: _(word) for code, word in words.items()}
