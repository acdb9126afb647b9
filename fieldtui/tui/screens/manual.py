"""The manual that F1 shows: the page about the place one comes from, and the sheet of keys."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from fieldtui import help as manual
from fieldtui.locale import _, language
from fieldtui.tui import actions
from fieldtui.tui.place import Place


class ManualScreen(Place):
    place = actions.MANUAL
    BINDINGS = actions.bindings(actions.MANUAL)

    def __init__(self, of: str) -> None:
        super().__init__()
        self._of = of
        self._pages = (of, *manual.FURTHER)
        self._shown = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="pages"):
            yield Markdown(self._text(), open_links=False)

    def on_mount(self) -> None:
        self._head()
        self.query_one("#pages").focus()

    async def action_next_page(self) -> None:
        self._shown = (self._shown + 1) % len(self._pages)
        self._head()
        await self.query_one(Markdown).update(self._text())
        self.query_one("#pages").scroll_home(animate=False)

    def _head(self) -> None:
        following = self._pages[(self._shown + 1) % len(self._pages)]
        self.head(_("Help"), f"→ {manual.title(following, language())}  " + _("Esc back"))

    def _text(self) -> str:
        """The page that is shown; the one about the place has its keys below."""
        text = manual.page(self._pages[self._shown], language())
        return text if self._shown else text + self._keys()

    def _keys(self) -> str:
        """The keys of the place, from the table of actions."""
        writes = not self.field_app.read_only
        here = [action for action in (*actions.at(self._of), *actions.everywhere()) if writes or not action.writes]
        role = self.field_app.desk.ledger.workspace.role if self.field_app.desk else ""
        lines = [f"| {action.shown_key} | {action.label_for(role)} |" for action in here if action.keys]
        return "\n\n## {title}\n\n| {key} | {does} |\n|---|---|\n{lines}\n".format(
            title=_("Keys here"), key=_("Key"), does=_("Does"), lines="\n".join(lines)
        )
