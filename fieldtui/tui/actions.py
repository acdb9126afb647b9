"""All that can be done: one table, from which keys, footer, the list of actions and the sheet of keys are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from fieldtui.locale import N_, _

EVERYWHERE = ""

TODAY, VISIT, PROBLEM, STEP, LISTS, HAND_IN, ENTERPRISE, PROBLEMS, PREVIEW, MANUAL, PALETTE = (
    "today",
    "visit",
    "problem",
    "step",
    "lists",
    "hand_in",
    "enterprise",
    "problems",
    "preview",
    "manual",
    "palette",
)
CONFLICTS, SETTLE, THIRD_VALUE = "conflicts", "settle", "third_value"
HISTORY = "history"
RECORD, RECORD_FORM = "record", "record_form"
HAND_OVER = "hand_over"
CHARTS = "charts"
ATTACH = "attach"
DEVICES, DEVICE_FORM = "devices", "device_form"
PAGES = (TODAY, PROBLEM, LISTS, HAND_IN, ENTERPRISE, CONFLICTS, RECORD, CHARTS)
FORMS = (VISIT, STEP, PROBLEMS, THIRD_VALUE, RECORD_FORM, HAND_OVER)
SETTINGS, COLUMNS, KEYS = "settings", "columns", "keys"
CODES, SCAN = "codes", "scan"
OFFERING = (
    *PAGES,
    *FORMS,
    PREVIEW,
    SETTLE,
    HISTORY,
    SETTINGS,
    COLUMNS,
    ATTACH,
    CODES,
    SCAN,
    KEYS,
    DEVICES,
    DEVICE_FORM,
)
"""Where all that can be done is offered, and has its page in the manual."""
UNDOING = (TODAY, PROBLEM, LISTS, ENTERPRISE, RECORD, HISTORY)
"""Where a record is current whose last edit can be undone."""
OPENING = (LISTS, CONFLICTS, ENTERPRISE, RECORD, CHARTS)
"""Where Enter opens what the cursor is on."""
RECORDS = (PROBLEM, ENTERPRISE, RECORD)
"""Pages of one record."""
STEPPING = (TODAY, PROBLEM, LISTS, ENTERPRISE, RECORD)
"""Where something is current that steps belong to."""
CORRECTING = (TODAY, PROBLEM, LISTS, ENTERPRISE, RECORD)
"""Where a record is current that can be corrected."""
TYPING = (*FORMS, LISTS, PALETTE, SETTINGS, HAND_IN, ATTACH, SCAN, CODES)
"""Where characters are typed or choose something, so that none can be a key of its own."""

ALWAYS_BY_KEY = ("actions",)
"""What the list of all actions does not name, for it is the way to that list."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done. `id` names the method `action_<id>` that does it, and the line of a keymap that gives
    it other keys than the usual ones (`usual`, separated by commas).

    One without keys is done from the list of all that can be done. `where` are the places it belongs to (EVERYWHERE:
    all); `foot` are the places whose footer names it. `writes` actions are not offered in a workspace that is only
    looked at. `at_office` are its words there, where they are others.
    """

    id: str
    usual: str
    words: str
    where: tuple[str, ...]
    foot: tuple[str, ...] = ()
    writes: bool = False
    at_office: str = ""

    @property
    def label(self) -> str:
        return _(self.words)

    def label_for(self, role: str) -> str:
        """Its words for the office or a cadre."""
        return _(self.at_office) if role == "office" and self.at_office else self.label

    @property
    def usual_keys(self) -> tuple[str, ...]:
        return tuple(filter(None, self.usual.split(",")))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that do it now."""
        return _in_use.get(self.id, self.usual_keys)

    @property
    def shown_key(self) -> str:
        """The first of its keys as it stands on a keyboard; "" without one."""
        return show_key(self.keys[0]) if self.keys else ""


# The order is that of the footer and of the list of actions.
ACTIONS = (
    Action("open", "enter", N_("Open"), OPENING, foot=(LISTS, CONFLICTS, RECORD, CHARTS)),
    Action("take", "enter", N_("Choose"), (HAND_IN, SETTLE, ATTACH, DEVICES), foot=(HAND_IN, SETTLE, ATTACH, DEVICES)),
    Action("settle", "ctrl+s", N_("Settle"), (SETTLE,), foot=(SETTLE,), writes=True),
    Action("go_on", "right", N_("Later; the next conflict"), (SETTLE,), foot=(SETTLE,)),
    Action("new_here", "ctrl+n", N_("New one"), (LISTS,), foot=(LISTS,), writes=True),
    Action("new_visit", "f2", N_("Visit"), OFFERING, foot=(TODAY, LISTS, ENTERPRISE), writes=True),
    Action("follow_up", "f4", N_("Follow-up"), STEPPING, foot=STEPPING, writes=True),
    Action("new_problem", "f3", N_("Problem"), PAGES, foot=(TODAY, ENTERPRISE), writes=True),
    Action("edit", "f8", N_("Correct"), CORRECTING, foot=(*RECORDS, LISTS), writes=True),
    Action("edit_page", "", N_("Correct what this page is about"), (ENTERPRISE, RECORD), writes=True),
    Action("find", "f5", N_("Find"), PAGES, foot=(TODAY,)),
    Action("lists", "f6", N_("Lists"), PAGES, foot=(TODAY, LISTS)),
    Action("list_before", "left", N_("The list before this one"), (LISTS,)),
    Action("list_after", "right", N_("The list after this one"), (LISTS,)),
    Action("mark", "ctrl+g", N_("Select"), (LISTS,), foot=(LISTS,)),
    Action("mark_all", "", N_("Select all that are shown"), (LISTS,)),
    Action("sort", "ctrl+r", N_("Sort"), (LISTS,), foot=(LISTS,)),
    Action("group", "", N_("Group"), (LISTS,)),
    Action("columns", "", N_("Choose the columns"), (LISTS,)),
    Action("export_xlsx", "", N_("Save the list as xlsx"), (LISTS,)),
    Action("export_csv", "", N_("Save the list as csv"), (LISTS,)),
    Action("show_or_hide", "enter", N_("Show or hide"), (COLUMNS,), foot=(COLUMNS,)),
    Action("earlier", "left", N_("Further to the left"), (COLUMNS,), foot=(COLUMNS,)),
    Action("later", "right", N_("Further to the right"), (COLUMNS,), foot=(COLUMNS,)),
    Action("keep_columns", "ctrl+s", N_("Save"), (COLUMNS,), foot=(COLUMNS,)),
    Action("usual_columns", "ctrl+t", N_("The usual ones"), (COLUMNS,), foot=(COLUMNS,)),
    Action("history", "f7", N_("History"), (*UNDOING[:-1], CONFLICTS, SETTLE), foot=(*RECORDS, SETTLE)),
    Action("further", "f7", N_("History of what it belongs to"), (HISTORY,), foot=(HISTORY,)),
    Action("undo", "ctrl+z", N_("Undo"), UNDOING, foot=(*RECORDS, HISTORY), writes=True),
    Action("hand_in", "f9", N_("Hand in"), PAGES, foot=(TODAY, LISTS), writes=True, at_office=N_("To laptops")),
    Action("copy_page", "ctrl+y", N_("Copy as text"), (LISTS, PROBLEM, ENTERPRISE, RECORD)),
    Action("copy_line", "", N_("Copy this one as text"), (TODAY, LISTS, ENTERPRISE, RECORD)),
    Action("hand_over", "", N_("Hand over work to somebody else"), (TODAY, ENTERPRISE), writes=True),
    Action("conflicts", "ctrl+l", N_("Conflicts"), (*PAGES, SETTLE)),
    Action("settings", "", N_("Settings"), PAGES),
    Action("change_keys", "ctrl+k", N_("Other keys"), (SETTINGS,), foot=(SETTINGS,)),
    Action("press_key", "enter", N_("Give it another key"), (KEYS,), foot=(KEYS,), writes=True),
    Action("usual_key", "ctrl+t", N_("Its usual key"), (KEYS,), foot=(KEYS,), writes=True),
    Action("usual_keys", "", N_("All keys as usual"), (KEYS,), writes=True),
    Action("keep_settings", "ctrl+s", N_("Save"), (SETTINGS,), foot=(SETTINGS,), writes=True),
    Action("attach", "", N_("Attach a photo, scan or document"), (*RECORDS, LISTS), writes=True),
    Action("document", "", N_("Make a document for paper (docx)"), (*RECORDS, LISTS, CHARTS)),
    Action("devices", "", N_("Devices: accept, enrol, refuse, revoke"), PAGES, writes=True),
    Action("enrol", "ctrl+n", N_("Enrol"), (DEVICES,), foot=(DEVICES,), writes=True),
    Action("shut_out", "ctrl+t", N_("Refuse, revoke"), (DEVICES,), foot=(DEVICES,), writes=True),
    Action("do_it", "ctrl+s", N_("Do it"), (DEVICE_FORM,), foot=(DEVICE_FORM,), writes=True),
    Action("charts", "", N_("Charts: problems, weeks, coverage, wall chart"), PAGES),
    Action("save", "ctrl+s", N_("Save"), FORMS, foot=FORMS, writes=True),
    Action("save_and_next", "ctrl+n", N_("Save, next one"), (VISIT,), foot=(VISIT,), writes=True),
    Action("save_and_next", "ctrl+n", N_("Save, and another"), (RECORD_FORM,), foot=(RECORD_FORM,), writes=True),
    Action("bring_over", "ctrl+o", N_("Bring over from the last"), (VISIT,), foot=(VISIT,), writes=True),
    Action("throw_away", "ctrl+t", N_("Throw the draft away"), FORMS, writes=True),
    Action("take_in", "ctrl+s", N_("Take it in"), (PREVIEW,), foot=(PREVIEW,), writes=True),
    Action("refuse", "ctrl+t", N_("Throw away what waits"), (PREVIEW, HAND_IN), foot=(PREVIEW,), writes=True),
    Action("choose_file", "ctrl+f", N_("Another file or folder"), (HAND_IN, DEVICES), foot=(HAND_IN,), writes=True),
    Action("as_codes", "ctrl+r", N_("As QR codes"), (HAND_IN, DEVICES), foot=(HAND_IN, DEVICES), writes=True),
    Action("open_folder", "ctrl+o", N_("Open the folder of the files"), (HAND_IN, DEVICES)),
    Action("scan", "ctrl+k", N_("Scan QR codes"), (HAND_IN,), foot=(HAND_IN,), writes=True),
    Action("forget", "ctrl+t", N_("Forget these codes"), (SCAN,), foot=(SCAN,), writes=True),
    Action("hold", "enter", N_("Hold, go on"), (CODES,), foot=(CODES,)),
    Action("code_before", "left", N_("The one before"), (CODES,), foot=(CODES,)),
    Action("code_after", "right", N_("The next one"), (CODES,), foot=(CODES,)),
    Action("slower", "down", N_("Slower"), (CODES,), foot=(CODES,)),
    Action("faster", "up", N_("Faster"), (CODES,), foot=(CODES,)),
    Action("only", "ctrl+f", N_("Only some"), (CODES,), foot=(CODES,)),
    Action("endless", "ctrl+t", N_("Endless codes, plain codes"), (CODES,), foot=(CODES,)),
    Action("cut_anew", "ctrl+r", N_("Cut for this window"), (CODES,), foot=(CODES,)),
    Action("next_page", "right", N_("Next page of the manual"), (MANUAL,), foot=(MANUAL,)),
    Action("page_before", "left", N_("The page before"), (MANUAL,), foot=(MANUAL,)),
    Action("picture", "", N_("Save this screen as a picture (SVG)"), OFFERING),
    Action("all_keys", "", N_("All keys on one sheet"), OFFERING),
    Action("tour", "", N_("Show me round: a tour in a sample county"), PAGES),
    Action("actions", "ctrl+p", N_("All actions"), OFFERING, foot=OFFERING),
    Action("leave", "escape", N_("Back"), tuple(place for place in (*OFFERING, MANUAL, PALETTE) if place != TODAY)),
    Action("manual", "f1", N_("Help"), OFFERING, foot=OFFERING),
    Action("leave_program", "ctrl+q", N_("Leave the program"), (EVERYWHERE,)),
)


_in_use: Mapping[str, tuple[str, ...]] = {}
"""The keys of actions that have others than the usual ones, by the action's id."""


def use(keymap: Mapping[str, tuple[str, ...]]) -> None:
    """From now on these actions have these keys, and all others their usual ones; `keymap` was judged by
    `fieldtui.tui.keymap`."""
    global _in_use
    _in_use = dict(keymap)


def in_use() -> Mapping[str, tuple[str, ...]]:
    """The keymap in use."""
    return _in_use


def writes(action: str) -> bool:
    """Whether an action (its id) is only for who may write."""
    return any(one.writes for one in ACTIONS if one.id == action)


def key(action: str) -> str:
    """The key of an action as a sentence names it; where it has none, that of the list of all actions."""
    return next((one.shown_key for one in ACTIONS if one.id == action and one.keys), "") or key("actions")


def show_key(key: str) -> str:
    """A key as it stands on a keyboard: F2, Ctrl+S, Enter, Esc, →."""
    return {"escape": "Esc", "left": "←", "right": "→", "up": "↑", "down": "↓"}.get(key, _chord(key))


def _chord(key: str) -> str:
    return "+".join(part.capitalize() for part in key.split("+"))


def at(place: str) -> list[Action]:
    """What can be done in a place, in the table's order."""
    return [action for action in ACTIONS if place in action.where]


def everywhere() -> list[Action]:
    return [action for action in ACTIONS if EVERYWHERE in action.where]


def in_footer(place: str) -> list[Action]:
    return [action for action in ACTIONS if place in action.foot]


def bindings(place: str) -> list[BindingType]:
    """The usual keys of a place. Chords and function keys go before what a text field would make of them; Enter and Esc
    come after, for they mean something in a field."""
    return [
        Binding(
            action.usual or _no_key(action),
            action.id,
            action.words,
            show=False,
            id=_binding_id(place, action),
            priority=action.usual not in ("enter", "escape"),
        )
        for action in (at(place) if place else everywhere())
    ]


def keymap() -> dict[str, str]:
    """The keys in use that are not the usual ones, as `App.set_keymap` wants them."""
    return {
        _binding_id(place, action): ",".join(action.keys) or _no_key(action)
        for action in ACTIONS
        if action.keys != action.usual_keys
        for place in action.where
    }


def _binding_id(place: str, action: Action) -> str:
    return f"{place or 'everywhere'}.{action.id}"


def _no_key(action: Action) -> str:
    """A key that no keyboard has: what has no key is bound to one of its own, for only what is bound can be given
    another."""
    return f"none+{action.id}"
