"""What every place has: its frame, the workspace it is about, the list of actions, the manual, and the way back."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.widgets.frame import Foot, Guide, Head
from fieldtui.work.clock import today

if TYPE_CHECKING:
    from fieldtui.tui.app import FieldApp
    from fieldtui.work.desk import Desk


class PlaceBase(Screen[Any]):
    """A screen with its title above and what can be done there at its foot; subclasses say what they are about."""

    place: ClassVar[str] = ""
    AUTO_FOCUS = "*"

    DEFAULT_CSS = """
    PlaceBase { layout: vertical; }
    """

    def compose(self) -> ComposeResult:
        yield Head()
        yield from self.body()
        yield Guide()
        yield Foot(self.place, writes=not self.field_app.read_only)

    def body(self) -> ComposeResult:
        """What lies between head and foot."""
        yield from ()

    @property
    def field_app(self) -> "FieldApp":
        return cast("FieldApp", self.app)

    @property
    def desk(self) -> "Desk":
        """The open desk. Only the first screen is shown before there is one."""
        assert self.field_app.desk is not None
        return self.field_app.desk

    @property
    def today(self) -> date:
        return today()

    def head(self, left: str, right: str = "") -> None:
        read_only = _("read only") if self.field_app.read_only else ""
        self.query_one(Head).say(left, "  ".join(filter(None, [right, read_only])))

    def heading_words(self) -> str:
        """What stands at the left above this place."""
        return next((head.left for head in self.query(Head)), "fieldtui")

    def note(self, words: str) -> None:
        """A word at the foot: what happened, or what to press."""
        self.query_one(Foot).note(words)

    def alarm(self, words: str) -> None:
        """A sentence at the foot about something that went wrong."""
        self.query_one(Foot).alarm(words)

    def may_write(self) -> bool:
        """Whether something may be recorded here; says why when not."""
        if self.field_app.read_only:
            self.alarm(_("This workspace was opened for reading only."))
            return False
        if not self.desk.me:
            self.alarm(
                _("This laptop is not known to the office yet: take in its file first ({key}).").format(
                    key=actions.key("hand_in")
                )
            )
            return False
        return True

    def keep_now(self) -> bool:
        """Keep what is typed here, because the program is left; False when that failed."""
        return True

    def on_screen_resume(self) -> None:
        for foot in self.query(Foot):
            foot.show_keys()
        self.field_app.guide()

    def on_descendant_focus(self) -> None:
        self.field_app.guide()

    # What it is about

    def about_enterprise(self) -> str:
        """The enterprise that this place is about, so that a new form begins with it; "" when none."""
        return ""

    def current_record(self) -> str:
        """The record that the cursor is on, or that this page is about; "" for none."""
        return next(iter(self.page_of()), "")

    def look_again(self) -> None:
        """Show what the ledger holds now."""

    def page_of(self) -> Sequence[str]:
        """The record that this whole page is about, if there is one."""
        return ()

    def said(self, words: str | None) -> None:
        """What a screen that was left has to say, in the place of what was said before."""
        self.note(words or "")

    # What can be done everywhere

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_actions(self) -> None:
        from fieldtui.tui.screens.palette import PaletteScreen

        self.app.push_screen(PaletteScreen(self.place, self.further_actions()), self._do)

    def further_actions(self) -> list[tuple[str, str]]:
        """(action, words) of what can be done beside the table's actions: open each list by its name, and begin a
        record of each kind."""
        if not self.field_app.desk or self.place not in actions.PAGES:
            return []
        from fieldtui.work.list_columns import lists_of

        lists = [(f"open_list({one.key!r})", _("List: {title}").format(title=one.title)) for one in lists_of(self.desk)]
        return [*lists, *self._new_records()]

    def _new_records(self) -> list[tuple[str, str]]:
        """(action, words) of the records that may be begun here."""
        if self.field_app.read_only or not self.desk.me:
            return []
        from fieldtui.model.kinds import kind_title
        from fieldtui.work.record_form import offered_kinds

        kinds = offered_kinds(self.desk)
        return [(f"new_record({kind!r})", _("New: {kind}").format(kind=kind_title(kind))) for kind in kinds]

    def _do(self, chosen: str | None) -> None:
        if chosen:
            name, _bracket, _parameters = chosen.partition("(")
            self.call_later(self.run_action, chosen if hasattr(self, f"action_{name}") else f"app.{chosen}")

    def action_manual(self) -> None:
        from fieldtui.tui.screens.manual import ManualScreen

        self.app.push_screen(ManualScreen(self.place))

    def action_all_keys(self) -> None:
        from fieldtui.tui.screens.manual import ALL_KEYS, ManualScreen

        self.app.push_screen(ManualScreen(self.place, ALL_KEYS))
