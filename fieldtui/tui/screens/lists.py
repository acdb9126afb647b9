"""The lists 台账 of all kinds of records: what is typed filters, the arrows move, Enter opens."""

from collections.abc import Iterator, Sequence
from functools import partial
from time import perf_counter

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.tui import actions
from fieldtui.tui.screens.list_looks import ListLooks
from fieldtui.tui.widgets.list_titles import titles_line
from fieldtui.tui.widgets.listed_rows import ListedRows
from fieldtui.tui.widgets.rows import Column, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.list_columns import ListOf, columns_that_fit, list_of, lists_in_use
from fieldtui.work.list_look import look_of
from fieldtui.work.listing import Listing
from fieldtui.work.record_words import enterprise_of

PAPERS = ("D", "d", "Ｄ", "ｄ")
"""With one of these the code of a paper begins."""
GUN_ENDS = 0.3
"""Seconds without a key after which a scanner gun is done."""
SEARCHED_AT_ONCE = 0.004
"""Seconds for which rows are looked through before keys get their turn, and which they then have."""
DRAWN_IN = 0.03
"""Seconds in which what was typed is drawn, before the search for it goes on."""


class ListsScreen(ListLooks):
    """One field to filter with, which keeps the focus, over the list; F6 goes on to the next list that is in use."""

    place = actions.LISTS
    BINDINGS = actions.bindings(actions.LISTS)
    CSS_PATH = "lists.tcss"

    def __init__(self, key: str, only: Sequence[str] = (), called: str = "") -> None:
        """`key` is that of a list in `work.list_columns`; `only` these records of it, which are `called` so."""
        super().__init__()
        self._key = key
        self._only = only
        self._called = called
        self._selected: dict[str, None] = {}
        self._new = ""
        """The record that was made while another screen lay over the list: the cursor goes there once it is found."""
        self._search: Iterator[Sequence[str]] = iter(())
        self._found: Sequence[str] = ()

    def body(self) -> ComposeResult:
        self._of = list_of(self.desk, self._key)
        self._titles = self._lists()
        self._kind = self._of.kind
        yield Static("", id="kinds", markup=False)
        yield LineInput(placeholder=_("filter: words, initials or code of the enterprise, state"), id="filter")
        yield Static("", id="understood", classes="muted", markup=False)
        yield RowList([], id="rows", empty=_("Nothing fits; type less."))

    def on_mount(self) -> None:
        self._paper = self.set_timer(GUN_ENDS, self._open_paper, pause=True)
        self.look_again()
        self.query_one("#filter", LineInput).focus()

    def on_screen_resume(self) -> None:
        before = self._listing
        self.look_again()
        self._go_to_new(self._listing.made_since(before))

    def _go_to_new(self, record: str) -> None:
        """To what was just made, for what is done next is meant for that; a filter that hides it goes."""
        if not record:
            return
        self._new = record
        field = self.query_one("#filter", LineInput)
        if Listing(self.desk, self._key, self.today, only=[record]).find(field.value):
            self.refill()
        else:
            field.value = ""

    def look_again(self) -> None:
        self._look = look_of(self.desk, self._key)
        self._listing = Listing(self.desk, self._key, self.today, self._look, self._only)
        self.refill()

    def _columns(self) -> list[Column]:
        """Those that fit; the one by which the list is sorted has a sign."""
        signs = self.sort_sign()
        shown = [self._listing.columns[place] for place in self._places]
        return [
            Column(
                self._of.heading(column) + signs.get(column.name, ""), column.width, column.align, self._of.most(column)
            )
            for column in shown
        ]

    def on_resize(self) -> None:
        self.query_one("#kinds", Static).update(titles_line(self._titles, self._key, self.size.width))
        self._show()

    def _lists(self) -> list[ListOf]:
        """The lists in use, and this one, which may be a list of nothing."""
        found = lists_in_use(self.desk)
        return found if any(one.key == self._key for one in found) else [*found, self._of]

    def refill(self) -> None:
        text = self.query_one("#filter", LineInput).value
        understood = self.query_one("#understood", Static)
        understood.update(words := self._listing.understood(text))
        understood.display = bool(words)
        self._search = self._listing.search(text)
        self._look_through(self._search, begun=True)

    def _look_through(self, search: Iterator[Sequence[str]], *, begun: bool = False) -> None:
        """Look through as many rows as nobody notices, and through the others once keys have had their turn."""
        if search is not self._search:
            # Something else was typed meanwhile.
            return
        until = perf_counter() + SEARCHED_AT_ONCE
        for found in search:
            self._found = found
            if perf_counter() > until:
                break
        else:
            self._show()
            return
        if begun:
            self._found = list(self._found)
            self._show("…")
        self.set_timer(DRAWN_IN if begun else SEARCHED_AT_ONCE, partial(self._look_through, search))

    def _show(self, still: str = "") -> None:
        """Show what was found; `still` says that more may follow."""
        rows = self.query_one("#rows", RowList)
        self._places = columns_that_fit(self._listing.columns, self.size.width - 2)
        rows.head(self._columns())
        listed = ListedRows(self._listing, self._found, self._places, self._selected)
        rows.show(listed)
        if self._new and (place := listed.find(self._new)) is not None:
            self._new, rows.cursor = "", place
        count = len(self._found)
        words = ngettext("{count} of {all}", "{count} of {all}", count).format(count=count, all=self._listing.size)
        chosen = _("selected {count}").format(count=len(self._selected)) if self._selected else ""
        title = " · ".join(filter(None, [_("Lists"), self._called]))
        self.head(title, "  ".join(filter(None, [chosen, words + still])))

    @on(LineInput.Changed, "#filter")
    def _filter(self, event: LineInput.Changed) -> None:
        """What is typed filters; the code of a paper, which a scanner gun types here, opens what it is about."""
        self._paper.stop()
        if event.value.startswith(PAPERS):
            from fieldtui.tui.documents import is_code, is_whole

            if is_whole(event.value):
                # Most guns press Enter behind it, which is not meant for the page that opens.
                self._paper = self.set_timer(GUN_ENDS, self._open_paper)
            if is_code(event.value):
                return
        self.refill()

    def _open_paper(self) -> None:
        from fieldtui.tui.documents import open_paper

        field = self.query_one("#filter", LineInput)
        code, field.value = field.value, ""
        open_paper(self, code)

    def on_key(self, event: events.Key) -> None:
        """Arrows and pages go to the list although the field has the focus."""
        self.query_one("#rows", RowList).move_by(event)

    @on(LineInput.Submitted, "#filter")
    def _enter(self, event: LineInput.Submitted) -> None:
        self._paper.stop()
        if event.value.startswith(PAPERS):
            from fieldtui.tui.documents import is_code

            if is_code(event.value):
                self._open_paper()
                return
        self.query_one("#rows", RowList).action_open()

    def action_open(self) -> None:
        self.query_one("#rows", RowList).action_open()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        self.open_record(event.key)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        """Esc empties the filter first, then lets go of what is selected; with neither it goes back at once."""
        event.stop()
        field = self.query_one("#filter", LineInput)
        if field.value:
            field.value = ""
        elif self._selected:
            self._selected.clear()
            self._show()
        else:
            self.action_leave()

    @on(TextField.Leave)
    def _leave(self, event: TextField.Leave) -> None:
        event.stop()
        self.action_leave()

    def action_lists(self) -> None:
        """On to the next list; the filter begins anew."""
        self._go_on(1)

    def action_list_before(self) -> None:
        self._go_on(-1)

    def action_list_after(self) -> None:
        self._go_on(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows to the side move within what is typed, while there is something."""
        if action in ("list_before", "list_after"):
            return not self.query_one("#filter", LineInput).value
        return super().check_action(action, parameters)

    def _go_on(self, lists: int) -> None:
        keys = [one.key for one in self._titles]
        self.action_open_list(keys[(keys.index(self._key) + lists) % len(keys)])

    def action_open_list(self, key: str) -> None:
        """Another list in the place of this one."""
        self.app.switch_screen(ListsScreen(key))

    def action_find(self) -> None:
        self.query_one("#filter", LineInput).focus()

    def action_follow_up(self) -> None:
        """For all that are selected, or else for the one under the cursor."""
        if not self._selected:
            self.follow_up_on(self.current_record())
        elif self.may_write():
            from fieldtui.tui.screens.many_steps import ManyStepsScreen
            from fieldtui.work.many_steps import possible_for_some

            if possible_for_some(self.desk, list(self._selected), self.today):
                self.app.push_screen(ManyStepsScreen(list(self._selected)), self._stepped)
            else:
                self.alarm(_("There is no step that you can do where these stand."))

    def _stepped(self, words: str | None) -> None:
        """Once all have their step nothing is selected any more."""
        if words:
            self._selected.clear()
            self._show()
        self.said(words)

    def action_mark(self) -> None:
        """Select the line, or let go of it; on to the next one."""
        record = self.current_record()
        if not record:
            return
        if record in self._selected:
            del self._selected[record]
        else:
            self._selected[record] = None
        self._show()
        self.query_one("#rows", RowList).action_move(1)
        self.note(
            _("{key} enters a step for all that are selected; they can be copied and saved as a table, too.").format(
                key=actions.key("follow_up")
            )
        )

    def action_mark_all(self) -> None:
        self._selected |= dict.fromkeys(self._all_found())
        self._show()

    def _all_found(self) -> Sequence[str]:
        """All that fits the filter, also where it is still being looked for."""
        return self._listing.find(self.query_one("#filter", LineInput).value)

    def chosen(self) -> Sequence[str]:
        """What is selected, in the list's order; all that fits the filter where nothing is."""
        if not self._selected:
            return self._all_found()
        return [record for record in self._listing.find("") if record in self._selected]

    def action_new_here(self) -> None:
        self.new_record(self._kind, **self._of.given)

    def current_record(self) -> str:
        current = self.query_one("#rows", RowList).current
        return current.key if current else ""

    def text_to_copy(self) -> str:
        """What is selected, or else the list as it is filtered now."""
        from fieldtui.report.listing import listed_text

        return listed_text(self.desk, self._key, self.chosen(), self.today, self._look)

    def about_enterprise(self) -> str:
        current = self.query_one("#rows", RowList).current
        if current is None:
            return ""
        return enterprise_of(self.desk, current.key)
