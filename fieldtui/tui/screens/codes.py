"""A file as QR codes, one after the other and round again, for the other side's scanner or camera."""

from collections.abc import Sequence
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from fieldtui.locale import _, listed_numbers, ngettext
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.making import Codes, Cutting, codes_of, endless_of
from fieldtui.sync.codes.size import BESIDE, half_as_many
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.code import Code
from fieldtui.tui.widgets.text import LineInput, TextField

SPEEDS = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 8.0)
"""Codes a second."""
USUAL = SPEEDS.index(4.0)
BAR = 24


class CodesScreen(Place):
    """The code stands at the left, as large as the window allows; words and keys stand beside it."""

    place = actions.CODES
    BINDINGS = actions.bindings(actions.CODES)

    DEFAULT_CSS = """
    CodesScreen #beside { width: 34; padding: 0 1; }
    CodesScreen #beside Static { height: auto; }
    CodesScreen #which { display: none; }
    CodesScreen #which.-open { display: block; }
    CodesScreen #said { color: $text-muted; padding-top: 1; }
    CodesScreen #said.-alarm { color: $text-error; text-style: bold; }
    CodesScreen #keys { padding-top: 1; }
    """

    def __init__(
        self, path: Path, only: str = "", window: tuple[int, int] | None = None, cutting: Cutting = codes_of
    ) -> None:
        super().__init__()
        self._cutting = cutting
        self._path = path
        self._only = only
        self._window = window
        self._codes: Codes | None = None
        self._numbers: Sequence[int] = ()
        """The codes that are shown, in order."""
        self._at = 0
        self._round = 1
        self._drawn: dict[int, list[str]] = {}
        self._speed = USUAL
        self._held = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Code()
            with Vertical(id="beside"):
                yield Static("", id="standing", markup=False)
                yield LineInput(placeholder=_("3-5,9; nothing: all"), id="which")
                yield Static("", id="said", markup=False)
                yield Static(self._keys(), id="keys", markup=False)

    def _keys(self) -> str:
        return "\n".join(f"{action.shown_key} {action.label}" for action in actions.at(self.place) if action.keys)

    def on_mount(self) -> None:
        self.query_one(Code).focus()
        self._cut(self._window or (self.app.size.width, self.app.size.height))

    def note(self, words: str) -> None:
        said = self.query_one("#said", Static)
        said.remove_class("-alarm")
        said.update(words)

    def alarm(self, words: str) -> None:
        self.note(words)
        self.query_one("#said", Static).add_class("-alarm")

    # Cutting and drawing

    def _cut(self, window: tuple[int, int]) -> bool:
        """Cut the file for a window, and begin to draw in a thread. False when that can't be done."""
        try:
            codes = self._cutting(self._path, *window)
            self._numbers = codes.wanted(self._only)
        except FieldError as error:
            self.alarm(str(error))
            return False
        self._codes, self._drawn, self._at, self._round = codes, {}, 0, 1
        self._begin()
        self.note(self._hint(window))
        return True

    def _begin(self) -> None:
        self.run_worker(self._draw, thread=True, exclusive=True, group="codes")
        self._set_timer()
        self._show()

    def _draw(self) -> None:
        """Draw the codes ahead, those that are shown only; in a thread."""
        worker, codes = get_current_worker(), self._codes
        assert codes is not None
        for number in self._numbers:
            if worker.is_cancelled:
                return
            if number not in self._drawn:
                lines = codes.lines(number)
                self.app.call_from_thread(self._keep, codes, number, lines)

    def _keep(self, codes: Codes, number: int, lines: list[str]) -> None:
        if codes is self._codes:
            self._drawn[number] = lines
            if number == self._numbers[self._at]:
                self._show()

    def _hint(self, window: tuple[int, int]) -> str:
        """What a larger window would bring."""
        codes = self._codes
        if codes is None or codes.session.total < 2 or (larger := half_as_many(codes.size)) is None:
            return ""
        columns, lines = (max(pair) for pair in zip(larger, window, strict=True))
        fewer = self._cutting(self._path, columns, lines).session.total
        return _("In a window of {columns}×{lines} there would be {count} codes.").format(
            columns=columns, lines=lines, count=fewer
        )

    # What is shown

    def _show(self) -> None:
        codes = self._codes
        if codes is None or not self._numbers:
            return
        number = self._numbers[self._at]
        fits = codes.size.modules <= self.app.size.width - BESIDE and codes.size.lines <= self.app.size.height
        self.query_one(Code).lines = self._drawn.get(number, ()) if fits else ()
        self.query_one("#standing", Static).update("\n".join(self._standing(codes, number)))
        if not fits:
            self.alarm(_("The window is too small for these codes now: make it larger, or cut them anew."))

    def _standing(self, codes: Codes, number: int) -> list[str]:
        if codes.is_endless:
            words = _("{speed:g} a second").format(speed=SPEEDS[self._speed])
            any_do = _("Endless codes: whichever {count} of them will do.").format(count=codes.session.total)
            held = [_("held")] if self._held else []
            return [self._path.name, _("Code {number}").format(number=number), any_do, words, *held]
        lines = [self._path.name, _("Code {number} of {total}").format(number=number, total=codes.total)]
        if codes.total == 1:
            return [*lines, _("One code is all: it stands still.")]
        done = BAR * (self._at + 1) // len(self._numbers)
        lines.append("█" * done + "░" * (BAR - done))
        seconds = max(1, round(len(self._numbers) / SPEEDS[self._speed]))
        words = _("{speed:g} a second, a round takes {seconds} s").format(speed=SPEEDS[self._speed], seconds=seconds)
        lines.append(words)
        lines.append(_("held") if self._held else _("round {number}").format(number=self._round))
        if len(self._numbers) < codes.total:
            lines.append(
                ngettext("only {count} code: {numbers}", "only {count} codes: {numbers}", len(self._numbers)).format(
                    count=len(self._numbers), numbers=listed_numbers(self._numbers)
                )
            )
        return lines

    def on_resize(self) -> None:
        self._show()

    # What can be done

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None
        if not self._held and len(self._numbers) > 1:
            self._timer = self.set_interval(1 / SPEEDS[self._speed], self._go_on)

    def _go_on(self) -> None:
        """To the next code once it is drawn."""
        following = (self._at + 1) % len(self._numbers)
        if self._numbers[following] in self._drawn:
            self._step(1)

    def _step(self, by: int) -> None:
        if self._numbers:
            place = self._at + by
            self._round = max(1, self._round + place // len(self._numbers))
            self._at = place % len(self._numbers)
            self._show()

    def _hold(self) -> None:
        self._held = True
        self._set_timer()

    def action_hold(self) -> None:
        self._held = not self._held
        self._set_timer()
        self._show()

    def action_code_before(self) -> None:
        self._hold()
        self._step(-1)

    def action_code_after(self) -> None:
        self._hold()
        self._step(1)

    def action_slower(self) -> None:
        self._change_speed(-1)

    def action_faster(self) -> None:
        self._change_speed(1)

    def _change_speed(self, by: int) -> None:
        self._speed = min(len(SPEEDS) - 1, max(0, self._speed + by))
        self._set_timer()
        self._show()

    def action_cut_anew(self) -> None:
        """For the window as it is now; the other side begins again."""
        self._only = ""
        self._cut((self.app.size.width, self.app.size.height))

    def action_endless(self) -> None:
        """Endless codes instead of plain ones, or the other way round; the other side begins again."""
        before = self._cutting
        self._cutting = codes_of if before is endless_of else endless_of
        self._only = ""
        if not self._cut((self.app.size.width, self.app.size.height)):
            self._cutting = before

    def action_only(self) -> None:
        field = self.query_one("#which", LineInput)
        field.add_class("-open")
        field.focus()

    def on_key(self, event: events.Key) -> None:
        """A scanner gun types what the other side asks for: it goes into the field."""
        if event.is_printable and event.character and isinstance(self.focused, Code):
            event.stop()
            field = self.query_one("#which", LineInput)
            if not field.has_class("-open"):
                field.value = ""
                self.action_only()
            field.insert_typed(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the field is open, the arrows belong to it."""
        arrows = ("code_before", "code_after", "slower", "faster")
        return not (action in arrows and isinstance(self.focused, LineInput))

    @on(LineInput.Submitted)
    def _chosen(self, event: LineInput.Submitted) -> None:
        if self._codes is None:
            return
        try:
            self._numbers = self._codes.wanted(event.value)
        except FieldError as error:
            self.alarm(str(error))
            return
        self._only = event.value
        self._at, self._round, self._held = 0, 1, False
        self.note("")
        self._close_field()
        self._begin()

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self._close_field()

    def _close_field(self) -> None:
        self.query_one("#which", LineInput).remove_class("-open")
        self.query_one(Code).focus()
