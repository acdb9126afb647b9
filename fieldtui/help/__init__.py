"""The manual: Markdown pages by language and place, and the description of the formats."""

from importlib.resources import files

FALLBACK = "today"
FURTHER = ("own-plan", "import", "figures", "documents", "lock", "check", "formats")
"""Pages about no place on a screen; one comes to them from any other."""
QUICK_ENTRY = "quick_entry"
BELOW = {"visit": QUICK_ENTRY, "problems": QUICK_ENTRY}
"""Pages that stand below that of a place."""


def page(place: str, language: str) -> str:
    """The page about a place in a language, with what stands below it; the one about today where there is none."""
    below = BELOW.get(place)
    return _text(place, language) + (f"\n{_text(below, language)}" if below else "")


def _text(place: str, language: str) -> str:
    folder = files(__name__).joinpath(language)
    entry = folder.joinpath(f"{place}.md")
    if not entry.is_file():
        entry = folder.joinpath(f"{FALLBACK}.md")
    return entry.read_text("utf-8")


def title(place: str, language: str) -> str:
    """What a page is called."""
    return page(place, language).partition("\n")[0].removeprefix("# ")
