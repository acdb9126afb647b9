"""The page about importing: every command in it is one, with options that exist; what it says of states holds."""

import re
import shlex

import click
import pytest

from fieldtui.cli.main import fieldtui
from fieldtui.help import page
from fieldtui.locale import LANGUAGES
from fieldtui.sheets.columns import KINDS

languages = pytest.mark.parametrize("language", LANGUAGES)


@languages
def test_the_commands_on_the_page_can_be_typed(language: str) -> None:
    blocks = re.findall(r"^```\n(.*?)\n```$", page("import", language), re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 4
    for line in lines:
        name, *arguments = shlex.split(line)[1:]
        command = fieldtui.get_command(click.Context(fieldtui), name)
        assert command is not None
        parsed = command.make_context(name, arguments, resilient_parsing=False).params
        assert parsed["kind"] in KINDS


@languages
def test_the_page_names_every_kind_and_option(language: str) -> None:
    text = page("import", language)
    command = fieldtui.get_command(click.Context(fieldtui), "import")
    assert command is not None
    options = [name for item in command.params if isinstance(item, click.Option) for name in item.opts]
    assert [word for word in (*KINDS, *options) if word not in text] == []


def test_both_languages_have_the_same_parts() -> None:
    parts = [re.findall(r"^#+|^```|^- ", page("import", language), re.MULTILINE) for language in LANGUAGES]
    assert parts[0] == parts[1]
