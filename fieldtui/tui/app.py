"""The application: opens the desk behind the first screen, and knows what is done the same everywhere."""

import contextlib
import gc
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.today import TodayScreen
from fieldtui.tui.widgets.frame import Guide

if TYPE_CHECKING:  # known only once the first screen is painted
    from textual.actions import ActionParseResult

    from fieldtui.ledger.lock import Lock
    from fieldtui.tui.cover import Cover
    from fieldtui.tui.tour import Tour
    from fieldtui.work.desk import Desk


class FieldApp(App[None]):
    """Screens over one workspace. `desk` is None until it is open, which begins after the first paint."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *actions.bindings(actions.EVERYWHERE),
        # Before what Esc means in a place, but only while there is a tour.
        Binding("escape", "end_tour", show=False, priority=True),
    ]

    class Opened(Message):
        """The desk is open; `sentences` have to be read."""

        def __init__(self, desk: "Desk", sentences: Sequence[str]) -> None:
            super().__init__()
            self.desk = desk
            self.sentences = sentences

    class Committed(Message):
        """Something was written to the log."""

    class NotOpened(Message):
        """The workspace can't be opened; the sentence says what to do."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, folder: Path, *, read_only: bool = False, is_sample: bool = False) -> None:
        """`is_sample`: the workspace is one of the sample county's, where everything may be tried; the tour begins."""
        # Without colour means without any: of its own accord Textual would still paint in shades of grey.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.folder = folder
        self.read_only = read_only
        self.drafts_guard = threading.Lock()
        self.desk: Desk | None = None
        self._device = ""
        self._cover: Cover | None = None
        self._keymap_refused = ""
        self._is_sample = is_sample
        self._tour: Tour | None = None
        self.goes_on_tour = False
        """Whether this workspace was left to be shown round in a sample county."""

    def on_mount(self) -> None:
        self._dress()
        if (self.folder / "data" / "lock.json").exists():
            self._ask_for_passphrase()
        else:
            self.push_first_screen()

    def _ask_for_passphrase(self) -> None:
        """Before anything else is drawn, unless the command line had it; and again whoever is idle."""
        from fieldtui.ledger.lock import is_shut, read_lock
        from fieldtui.ledger.locking import unlock
        from fieldtui.ledger.workspace import Workspace
        from fieldtui.tui.screens.passphrase import PassphraseScreen

        try:
            workspace, shut = Workspace.load(self.folder), is_shut(self.folder)
            lock = read_lock(workspace.data)
        except (FieldError, OSError) as error:
            self.post_message(self.NotOpened(str(error)))
            return
        if shut:
            self.push_screen(PassphraseScreen(lambda passphrase: unlock(workspace, passphrase)), self._unlocked)
        else:
            self._unlocked(lock)

    def _unlocked(self, lock: "Lock | None") -> None:
        from fieldtui.tui.cover import Cover

        if lock:
            self._cover = Cover(self, lock)
        self.push_first_screen()

    async def on_event(self, event: events.Event) -> None:
        if self._cover is not None:
            self._cover.note(event)
        await super().on_event(event)

    def push_first_screen(self) -> None:
        self.push_screen(TodayScreen())

    def _dress(self) -> None:
        """Look, and take keys, as the workspace says before anything is painted; why it can't be read is told when it
        is opened."""
        from fieldtui.ledger.workspace import Workspace

        actions.use({})
        with contextlib.suppress(FieldError):
            workspace = Workspace.load(self.folder)
            if workspace.screen:
                from fieldtui.tui.looks import dress

                dress(self, workspace.screen)
            if workspace.keys:
                self._read_keys(workspace.keys)

    def _read_keys(self, said: Mapping[str, object]) -> None:
        """A keymap that can't be used leaves all keys as usual, which is told once the desk is open."""
        from fieldtui.tui.keymap import read_keymap

        try:
            self.use_keys(read_keymap(said))
        except FieldError as error:
            self._keymap_refused = _("The keys in fieldtui.toml are not used, all are as usual: {reason}").format(
                reason=error
            )

    def use_keys(self, keymap: Mapping[str, tuple[str, ...]]) -> None:
        """From now on these keys count, wherever one is."""
        actions.use(keymap)
        self.set_keymap(actions.keymap())

    def begin_anew(self) -> None:
        """Back to the first screen, in the words of the language that is spoken now."""
        if all(screen.keep_now() for screen in self.screen_stack if isinstance(screen, Place)):
            while len(self.screen_stack) > 2:
                self.pop_screen()
            self.switch_screen(TodayScreen())

    def open_desk(self) -> None:
        """Open the workspace in a thread; called by the first screen once it is painted."""
        self.run_worker(self._open, thread=True, exclusive=True, group="open")

    def _open(self) -> None:
        try:
            from fieldtui.ledger.workspace import Workspace
            from fieldtui.sync.renewal import open_desk
            from fieldtui.work.desk import Desk

            workspace = Workspace.load(self.folder)
            # What a newer version made can be looked at without being asked to.
            self.read_only = self.read_only or workspace.is_newer
            desk, sentences = (Desk.open_to_read(workspace), []) if self.read_only else open_desk(workspace)
        except FieldError as error:
            self.post_message(self.NotOpened(str(error)))
        else:
            self._device = desk.ledger.workspace.device
            desk.ledger.watch(self._committed)
            self.post_message(self.Opened(desk, sentences))

    def on_field_app_opened(self, message: Opened) -> None:
        self.desk = message.desk
        for screen in self.screen_stack:
            if isinstance(screen, TodayScreen):
                screen.show_desk()
        if self._is_sample:
            self.begin_tour()
        # What the start made stays for good: it is left out of every later search for garbage.
        gc.freeze()
        gc.enable()
        self._have_read([*message.sentences, *filter(None, [self._keymap_refused])])

    def _committed(self, _touched: object) -> None:
        self.post_message(self.Committed())

    def on_field_app_committed(self) -> None:
        """A file that was taken in can show that this workspace has to be a new device, which is to be read at once."""
        if self.desk is not None and self.desk.ledger.workspace.device != self._device:
            from fieldtui.sync.renewal import told

            self._device = self.desk.ledger.workspace.device
            self._have_read(told(self.desk.ledger.workspace))

    def _have_read(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            from fieldtui.tui.screens.sentence import SentenceScreen

            self.push_screen(SentenceScreen(sentence))

    def on_field_app_not_opened(self, message: NotOpened) -> None:
        from fieldtui.tui.screens.sentence import SentenceScreen

        self.push_screen(SentenceScreen(message.sentence), lambda _nothing: self.exit())

    def begin_tour(self) -> None:
        """Begin at its first stop; from a workspace in which one works, in a sample county that is opened for it."""
        if self.desk is None or not self._is_sample:
            self.goes_on_tour = self._leave()
            return
        from fieldtui.tui.tour import Tour

        self._tour = Tour(self.desk)
        self.guide()

    def guide(self) -> None:
        """See whether the tour goes on, and say what it says now."""
        screen = self.screen
        if not isinstance(screen, Place):
            return
        if self._tour is not None:
            self._tour.look(screen)
            if not self._tour.words:
                self.action_end_tour()
                return
        for line in screen.query(Guide):
            line.say(self._tour.words if self._tour else "")

    def action_end_tour(self) -> None:
        self._tour = None
        self.guide()
        if isinstance(self.screen, Place):
            self.screen.note(_("The tour is over; {key} finds it again.").format(key=actions.key("actions")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a key is asked for, every key is an answer; without a tour, Esc does not end it."""
        if action == "leave_program" and getattr(self.screen, "takes_every_key", False):
            return False
        if action == "end_tour":
            return self._tour is not None
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """What is not offered to whoever only reads is not done by its key either."""
        name = (action if isinstance(action, str) else action[1]).partition("(")[0].rpartition(".")[2]
        if self.read_only and actions.writes(name) and isinstance(self.screen, Place):
            self.screen.alarm(_("This workspace was opened for reading only."))
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def action_leave_program(self) -> None:
        self._leave()

    def _leave(self) -> bool:
        """Leave; what stands in a form is kept first, and where that fails nobody leaves."""
        kept = all(screen.keep_now() for screen in self.screen_stack if isinstance(screen, Place))
        if kept:
            self.exit()
        return kept

    def action_help_quit(self) -> None:
        """Ctrl+C: Textual says in English how to leave."""
        if isinstance(self.screen, Place):
            words = _("{key} leaves the program; what you typed is kept as a draft.")
            self.screen.note(words.format(key=actions.key("leave_program")))

    def on_unmount(self) -> None:
        if self.desk is not None:
            self.desk.ledger.close()
            if self._cover is not None:
                from fieldtui.ledger.locking import remove_laid_out

                remove_laid_out(self.desk.ledger.workspace)
