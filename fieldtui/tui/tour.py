"""The tour for the first time: eight stops on the real screens, each of which waits for the real key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.form import Form
from fieldtui.work.naming import initials, short_name
from fieldtui.work.rules import called

if TYPE_CHECKING:
    from fieldtui.work.desk import Desk

EXAMPLE = "融资 流动资金缺口300万 !急"
"""A problem as it is typed, in the words of the plan, which are the same in every language."""

Stop = tuple[Callable[["Desk"], str], Callable[[Place], bool]]
"""What is said there, and whether what it asks for was done, as the screen that is on top shows."""


class Tour:
    """Where somebody is on it. It is over once `words` is ""."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._at = 0

    @property
    def words(self) -> str:
        """What is said now."""
        if self._at >= len(STOPS):
            return ""
        say, _done = STOPS[self._at]
        place = f"{self._at + 1}/{len(STOPS)}"
        return "  ".join([place, say(self._desk), _("(Esc ends the tour)")])

    def look(self, screen: Place) -> None:
        """Go on to the next stop if what this one asks for was done."""
        if self._at < len(STOPS):
            _say, done = STOPS[self._at]
            self._at += done(screen)


def _today(_desk: "Desk") -> str:
    words = _("This is today's list: what is late, what is due, what came back. {key} begins a visit, from anywhere.")
    return words.format(key=actions.key("new_visit"))


def _enterprise(desk: "Desk") -> str:
    name = min((row["name"] for row in desk.ledger.rows("enterprise")), default="")
    words = _("Type an enterprise's initials, such as {initials}; ↑ ↓ and Enter choose it.")
    return words.format(initials=initials(short_name(name)).casefold()[:4])


def _note(_desk: "Desk") -> str:
    return _("Write under “Note” what was said, as it comes; then press Tab. It is kept while you type.")


def _problem(_desk: "Desk") -> str:
    words = _("A problem is one line, such as: {example}. What is understood stands above. Then {key} saves it all.")
    return words.format(example=EXAMPLE, key=actions.key("save"))


def _lists(_desk: "Desk") -> str:
    words = _("Saved, and safe on disk. {key} opens the lists of all that was recorded.")
    return words.format(key=actions.key("lists"))


def _hand_in(_desk: "Desk") -> str:
    words = _("What you type here filters at once, by words or initials. {key} is where work is handed in.")
    return words.format(key=actions.key("hand_in"))


def _all_actions(_desk: "Desk") -> str:
    words = _("Enter writes the file for the other side, when you want to. {key} lists all that can be done.")
    return words.format(key=actions.key("actions"))


def _end(_desk: "Desk") -> str:
    words = _("Initials find an action here, and this tour again; {key} explains each place. That is all.")
    return words.format(key=actions.key("manual"))


def _is_at(place: str) -> Callable[[Place], bool]:
    return lambda screen: screen.place == place


def _named(screen: Place) -> bool:
    """An enterprise stands in the form, and the fields below it are next."""
    text = _left(screen, "enterprise")
    return bool(text) and len(called("enterprise", text, screen.desk)) == 1


def _left(screen: Place, field: str) -> str:
    """What stands in a field of the visit that one is not in any more; "" anywhere else."""
    if screen.place != actions.VISIT or screen.focused is None:
        return ""
    form = screen.query_one(Form)
    return "" if form.editor(field) in screen.focused.ancestors_with_self else form.value(field).strip()


def _is_saved(screen: Place) -> bool:
    return screen.place in actions.PAGES


STOPS: tuple[Stop, ...] = (
    (_today, _is_at(actions.VISIT)),
    (_enterprise, _named),
    (_note, lambda screen: bool(_left(screen, "note"))),
    (_problem, _is_saved),
    (_lists, _is_at(actions.LISTS)),
    (_hand_in, _is_at(actions.HAND_IN)),
    (_all_actions, _is_at(actions.PALETTE)),
    (_end, lambda screen: screen.place != actions.PALETTE),
)
