"""The manual: Markdown pages by language and place, and the description of the formats."""

from importlib.resources import files

FALLBACK = "today"
QUICK_ENTRY = "quick_entry"
FURTHER = {"visit": QUICK_ENTRY, "problems": QUICK_ENTRY}
"""Pages that stand below that of a place."""


def page(place: str, language: str) -> str:
    """The page about a place in a language, with what stands below it; the one about today where there is none."""
    further = FURTHER.get(place)
    return _text(place, language) + (f"\n{_text(further, language)}" if further else "")


def _text(place: str, language: str) -> str:
    folder = files(__name__).joinpath(language)
    entry = folder.joinpath(f"{place}.md")
    if not entry.is_file():
        entry = folder.joinpath(f"{FALLBACK}.md")
    return entry.read_text("utf-8")
