"""Words: every sentence that users see stands in both catalogues, with the same places to fill in."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import fieldtui
from fieldtui.locale import FOLDER, LANGUAGES

PACKAGE = Path(fieldtui.__file__).parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def messages() -> dict[str | tuple[str, ...], str]:
    """Each message of the source, and where it stands."""
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    return {message: f"{name}:{line}" for name, line, message, _comments, _context in found}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_from_a_catalogue(language: str) -> None:
    known = catalogue(language)
    missing = [
        f"{place}: {message!r}"
        for message, place in messages().items()
        if (entry := known.get(message)) is None or not all(texts(entry))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_words_that_nobody_says(language: str) -> None:
    said = {message if isinstance(message, str) else message[0] for message in messages()}
    kept = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue(language) if entry.id}
    assert kept - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_places(language: str) -> None:
    wrong = []
    for entry in catalogue(language):
        ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        if any(fields(text) not in [fields(spoken) for spoken in ids] for text in texts(entry)):
            wrong.append(entry.id)
    assert wrong == []


def fields(text: str) -> set[str]:
    """The places of a text that are filled in: {name} or %(name)s."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name} | set(
        re.findall(r"%\((\w+)\)", text)
    )


def test_chinese_is_chinese() -> None:
    """A translation without a 汉字 would be English left over; a few words are the same in both."""
    same = {"SHA-256", "12345"}
    left = [
        entry.id
        for entry in catalogue("zh_CN")
        if entry.id and not any(same & {text} or re.search(r"[一-鿿]|^[^A-Za-z]*$|\{", text) for text in texts(entry))
    ]
    assert left == []


def calls_inside_f_strings(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                called = part.func.id if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) else ""
                # A variable is looked up as what it is; a literal in there would never be extracted.
                if isinstance(part, ast.Call) and called in KEYWORDS and isinstance(part.args[0], ast.Constant):
                    yield part.lineno


def test_no_word_hides_in_an_f_string_where_it_is_not_extracted() -> None:
    hidden = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        for line in calls_inside_f_strings(ast.parse(path.read_text("utf-8")))
    ]
    assert hidden == []


def test_the_compiled_catalogues_are_those_of_the_sources() -> None:
    """After a change of a .po file: python hatch_build.py."""
    import gettext

    for language in LANGUAGES:
        with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        stale = [
            entry.id
            for entry in catalogue(language)
            if isinstance(entry.id, str) and entry.id and compiled.gettext(entry.id) != entry.string
        ]
        assert stale == []
