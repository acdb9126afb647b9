"""The manual that F1 shows: the page about the place one comes from, the sheet of all keys, and the further pages."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from fieldtui import help as manual
from fieldtui.locale import _, language
from fieldtui.tui import actions
from fieldtui.tui.keymap import title
from fieldtui.tui.place import Place

ALL_KEYS = "all_keys"
"""The page that is drawn from the table of actions."""


class ManualScreen(Place):
    place = actions.MANUAL
    BINDINGS = actions.bindings(actions.MANUAL)

    def __init__(self, of: str, page: str = "") -> None:
        """Begins with `page`, or else the page about the place `of`."""
        super().__init__()
        self._of = of
        self._pages = (of, ALL_KEYS, *manual.FURTHER)
        self._shown = self._pages.index(page or of)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="pages"):
            yield Markdown(self._text(), open_links=False)

    def on_mount(self) -> None:
        self._head()
        self.query_one("#pages").focus()

    async def action_next_page(self) -> None:
        await self._turn(1)

    async def action_page_before(self) -> None:
        await self._turn(-1)

    async def _turn(self, pages: int) -> None:
        self._shown = (self._shown + pages) % len(self._pages)
        self._head()
        await self.query_one(Markdown).update(self._text())
        self.query_one("#pages").scroll_home(animate=False)

    def _head(self) -> None:
        following = self._pages[(self._shown + 1) % len(self._pages)]
        name = _("All keys") if following == ALL_KEYS else manual.title(following, language())
        self.head(_("Help"), f"→ {name}  " + _("Esc back"))

    def _text(self) -> str:
        """The page that is shown; the one about the place has its keys below."""
        page = self._pages[self._shown]
        if page == ALL_KEYS:
            return self._sheet()
        text = manual.page(page, language())
        if self._shown:
            return text
        role = self._role()
        rows = [(keys, action.label_for(role)) for keys, action in self._keys(self._of)]
        return "\n".join([text, "## " + _("Keys here"), "", *_table([_("Key"), _("Does")], rows), ""])

    def _role(self) -> str:
        return self.field_app.desk.ledger.workspace.role if self.field_app.desk else ""

    def _keys(self, place: str) -> list[tuple[str, actions.Action]]:
        """What can be done at a place and by which keys, from the table of actions; what has none is in the list of all
        actions."""
        writes = not self.field_app.read_only
        here = [action for action in (*actions.at(place), *actions.everywhere()) if writes or not action.writes]
        here.sort(key=lambda action: not action.keys)
        by_list = actions.key("actions")
        return [(" ".join(map(actions.show_key, action.keys)) or by_list, action) for action in here]

    def _sheet(self) -> str:
        """The keys of all places, the one that one comes from first, and what a keymap calls each action."""
        places = dict.fromkeys((self._of, *actions.OFFERING, actions.MANUAL))
        head = [_("Key"), _("Does"), _("In fieldtui.toml")]
        role, parts = self._role(), ["# " + _("All keys")]
        for place in places:
            rows = [(keys, action.label_for(role), action.id) for keys, action in self._keys(place)]
            parts.append("\n".join([f"## {title(place)}", "", *_table(head, rows)]))
        return "\n\n".join([*parts, ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown, a line each."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
