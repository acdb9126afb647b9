"""A place: a screen with its title above, what can be done there at its foot, and the way back."""

from fieldtui.tui.place.handing_on import HandingOn
from fieldtui.tui.place.recording import Recording
from fieldtui.tui.place.undoing import Undoing


class Place(Recording, HandingOn, Undoing):
    """The base of all screens that one works in."""
