"""Keymaps: other keys for actions, as `fieldtui.toml` says them under [keys], and why one is refused."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from fieldtui import help as manual
from fieldtui.locale import _, language, listed
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.actions import ACTIONS, Action, show_key

Keymap = Mapping[str, tuple[str, ...]]
"""The keys of those actions, by id, that have others than the usual ones."""

_MOVING = frozenset(
    {"enter", "escape", "tab", "shift+tab", "space", "backspace", "delete", "insert"}
    | {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
)
"""They move through lists and fields everywhere, and can be given to nothing else."""
_OF_CONSOLES = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+j": "Enter", "ctrl+m": "Enter"}
_OF_TEXT = frozenset(f"ctrl+{letter}" for letter in "adekuvwxyz")
"""What they do in a text: to its ends, delete, cut, copy, paste, undo."""
_CTRL = re.compile(r"(?:ctrl-|control[+-]|\^)(?=.)")
_FUNCTION_KEY = re.compile(r"f(\d{1,2})")
_SAME = {"further": "history"}
"""Actions that are another one in a place of their own, and so may lie on its function key."""


class KeymapError(FieldError):
    """A keymap that can't be used; the sentence says why."""


def read_keymap(said: Mapping[str, object]) -> Keymap:
    """The keymap of what a settings file says: a key, or a list of keys, by the id of an action.

    KeymapError with the first reason why it can't be used: an action or a key that there is not, a key that never
    arrives, one that moves or types, two actions on one key in some place, an action that nothing would do any more.
    """
    keymap = {action: _keys(action, keys) for action, keys in said.items()}
    reason = next(_troubles(keymap), "")
    if reason:
        raise KeymapError(reason)
    return {action: keys for action, keys in keymap.items() if keys != _usual(action)}


def with_key(keymap: Keymap, action: str, pressed: str) -> Keymap:
    """The keymap once an action is done by the key that was pressed; KeymapError as above.

    A character stands beside the key that the action has, for an input method keeps it for itself; any other key takes
    the place of that.
    """
    before = keymap.get(action, _usual(action))
    key = _read(action, pressed)
    chords = [other for other in before if not _is_character(other)]
    characters = [other for other in before if _is_character(other) and other != key]
    if _is_character(key):
        return read_keymap({**keymap, action: [*chords, *characters, key]})
    return read_keymap({**keymap, action: [key, *chords[1:], *characters]})


def settings_of(keymap: Keymap) -> dict[str, object]:
    """What the settings file says of a keymap, for `read_keymap`."""
    return {action: keys[0] if len(keys) == 1 else list(keys) for action, keys in keymap.items()}


def _usual(action: str) -> tuple[str, ...]:
    return next((one.usual_keys for one in ACTIONS if one.id == action), ())


def _keys(action: str, said: object) -> tuple[str, ...]:
    if not any(one.id == action for one in ACTIONS):
        raise KeymapError(_("There is no action “{action}”; the sheet of keys names them all.").format(action=action))
    keys = [said] if isinstance(said, str) else said
    if not isinstance(keys, Sequence) or not all(isinstance(key, str) for key in keys):
        raise KeymapError(_('{action}: say a key, such as "f8", or a list of keys.').format(action=action))
    return tuple(dict.fromkeys(_read(action, key) for key in keys if key))


def _read(action: str, said: str) -> str:
    """A key as Textual calls it; KeymapError for one that is none, or never arrives."""
    said = unicodedata.normalize("NFKC", said)
    key = said if len(said) == 1 else _CTRL.sub("ctrl+", said.casefold().replace(" ", ""))
    reason = _never_arrives(key)
    if reason:
        raise KeymapError(f"{_word(action)}: {reason}")
    return key


def _never_arrives(key: str) -> str:
    """Why a key can't be sent by every keyboard and terminal, or through an input method; "" for one that can."""
    function_key = _FUNCTION_KEY.fullmatch(key)
    if function_key:
        number = int(function_key[1])
        if number in (10, 11):
            return _("{key} belongs to many terminals, for their menu and their full screen.").format(key=show_key(key))
        return "" if 1 <= number <= 12 else _("No keyboard has {key}.").format(key=show_key(key))
    if key in _MOVING or _is_character(key):
        return ""
    if key in _OF_CONSOLES:
        return _("{key} is {other} in terminals: they can't be told apart.").format(
            key=show_key(key), other=_OF_CONSOLES[key]
        )
    if key == "ctrl+c":
        return _("Ctrl+C copies in a text and interrupts elsewhere.")
    if re.fullmatch(r"ctrl\+[a-z]", key):
        return ""
    return _("{key} does not arrive in every terminal; take F1 to F9, F12, or Ctrl with a letter.").format(
        key=show_key(key)
    )


def _is_character(key: str) -> bool:
    return len(key) == 1 and key.isprintable()


def _troubles(keymap: Keymap) -> Iterator[str]:
    """All reasons against a keymap, in whole sentences."""
    for action in ACTIONS:
        keys = keymap.get(action.id, action.usual_keys)
        if keys != action.usual_keys:
            yield from _wrong_keys(action, keys)
    for place in (*actions.OFFERING, actions.MANUAL, actions.PALETTE):
        yield from _clashes(place, keymap)
    yield from _two_meanings(keymap)


def _wrong_keys(action: Action, keys: tuple[str, ...]) -> Iterator[str]:
    word = _word(action.id)
    if set(action.usual_keys) & _MOVING:
        yield _("{action} stays on {key}, which means the same everywhere.").format(
            action=word, key=show_key(action.usual)
        )
    for key in keys:
        typed = next((place for place in action.where if place in actions.TYPING), "")
        if key in _MOVING:
            yield _("{action}: {key} moves through lists and fields.").format(action=word, key=show_key(key))
        elif _is_character(key) and (typed or actions.EVERYWHERE in action.where):
            yield _("{action}: “{key}” alone would be typed where text is typed ({place}).").format(
                action=word, key=key, place=title(typed or actions.VISIT)
            )
        elif key in _OF_TEXT and {actions.EVERYWHERE, *actions.FORMS} & set(action.where):
            yield _("{action}: {key} belongs to the text that is typed.").format(action=word, key=show_key(key))
    if keys and all(_is_character(key) for key in keys):
        yield _("{action}: an input method keeps “{key}” for itself; name a function key or Ctrl beside it.").format(
            action=word, key=keys[0]
        )
    if not keys and not _is_listed(action):
        yield _("{action} needs a key: nothing else would do it.").format(action=word)


def _is_listed(action: Action) -> bool:
    """Whether it can be chosen from the list of all actions wherever it can be done."""
    listed_at = {*actions.OFFERING, actions.EVERYWHERE}
    return action.id not in actions.ALWAYS_BY_KEY and set(action.where) <= listed_at


def _clashes(place: str, keymap: Keymap) -> Iterator[str]:
    by_key: dict[str, list[str]] = {}
    for action in (*actions.at(place), *actions.everywhere()):
        for key in keymap.get(action.id, action.usual_keys):
            by_key.setdefault(key, []).append(action.id)
    for key, ids in by_key.items():
        if len(ids) > 1:
            yield _("{key} would do two things at “{place}”: {actions}.").format(
                key=show_key(key), place=title(place), actions=listed(_word(id) for id in ids)
            )


def _two_meanings(keymap: Keymap) -> Iterator[str]:
    """A function key means one thing everywhere."""
    by_key: dict[str, dict[str, None]] = {}
    for action in ACTIONS:
        for key in keymap.get(action.id, action.usual_keys):
            if _FUNCTION_KEY.fullmatch(key):
                by_key.setdefault(key, {})[_SAME.get(action.id, action.id)] = None
    for key, ids in by_key.items():
        if len(ids) > 1:
            yield _("{key} would mean several things in different places: {actions}.").format(
                key=show_key(key), actions=listed(_word(id) for id in ids)
            )


def _word(action: str) -> str:
    return next((f"“{one.label}” ({one.id})" for one in ACTIONS if one.id == action), action)


def title(place: str) -> str:
    """What a place is called."""
    match place:
        case actions.MANUAL:
            return _("Help")
        case actions.PALETTE:
            return _("All actions")
        case _other:
            return manual.title(place, language())
