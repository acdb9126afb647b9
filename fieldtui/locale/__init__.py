"""Words: every sentence that a user sees is looked up here, in the language of the workspace.

Source strings are English; `zh_CN` and `en` are the catalogues. `_` translates where it is called, `N_` only
marks a string that is translated later (a table made at import knows no language yet).
"""

import gettext
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

DOMAIN = "messages"
FOLDER = Path(__file__).parent
LANGUAGES = ("zh_CN", "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Speak `language` (one of LANGUAGES) from now on; anything else means Chinese."""
    global _catalogue, _language
    _language = language if language in LANGUAGES else "zh_CN"
    _catalogue = gettext.translation(DOMAIN, FOLDER, languages=[_language], fallback=True)
    # click looks its own words up in the default domain, by the environment's language.
    os.environ["LANGUAGE"] = _language
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def speak(language: str) -> None:
    """Speak the language of a workspace, unless the environment names one."""
    if not os.environ.get("FIELDTUI_LANGUAGE"):
        use_language(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while."""
    before = _language
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def language() -> str:
    return _language


def environment_language() -> str:
    """The language a fresh start speaks: FIELDTUI_LANGUAGE, else Chinese."""
    wanted = os.environ.get("FIELDTUI_LANGUAGE", "")
    return "en" if wanted.startswith("en") else "zh_CN"


def _(message: str) -> str:
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue.ngettext(singular, plural, count)


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as a sentence lists them: 工信局、人社局."""
    return _(", ").join(words)


def listed_numbers(numbers: Iterable[int]) -> str:
    """Whole numbers as people list them, runs drawn together: 4–17、19."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return listed(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know a marked string
    return message


use_language(environment_language())
