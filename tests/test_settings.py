"""Settings are in force at once and at the next start; old consoles get lines that are one cell wide."""

from unicodedata import east_asian_width

import pytest
from story import OTHER_ENTERPRISE, Hands, Pair, screen_of

from fieldtui.ledger.workspace import Workspace
from fieldtui.tui.widgets.choice import Choice


async def open_settings(hands: Hands) -> None:
    await hands.press("ctrl+p")
    await hands.at("palette")
    await hands.type("sz")
    await hands.sees("设置")
    await hands.press("enter")
    await hands.at("settings")


def choose(hands: Hands, **codes: str) -> None:
    for name, code in codes.items():
        hands.app.screen.query_one(f"#field-{name}", Choice).value = code


def ambiguous(text: str) -> set[str]:
    """The characters that an old console may draw two cells wide."""
    return {character for character in text if east_asian_width(character) == "A"}


async def test_language_theme_and_lines_at_once_and_at_the_next_start(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        assert ambiguous(hands.screen)
        await open_settings(hands)
        choose(hands, language="en", theme="contrast", borders="ascii")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("F2 Visit", "All actions")
        assert not ambiguous(hands.screen)
        assert hands.app.theme == "fieldtui-contrast"
        await hands.press("f6", "f6")
        await hands.at("lists")
        await hands.sees("---", f"> {OTHER_ENTERPRISE[:8]}")
    kept = Workspace.load(pair.cadre.folder)
    assert (kept.language, kept.screen) == ("en", {"theme": "contrast", "borders": "ascii"})
    async with screen_of(kept) as hands:
        assert not ambiguous(hands.screen)
        assert hands.app.theme == "fieldtui-contrast"


async def test_what_was_begun_is_not_lost_and_escape_changes_nothing(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await open_settings(hands)
        choose(hands, theme="light")
        await hands.press("escape")
        await hands.at("today")
        assert hands.app.theme == "textual-dark"
    assert Workspace.load(pair.cadre.folder).screen == {}


async def test_words_of_a_newer_version_are_kept_and_change_nothing(pair: Pair) -> None:
    newer = pair.cadre.store(screen={"theme": "sepia", "borders": "dots", "font": "big"})
    async with screen_of(newer) as hands:
        assert hands.app.theme == "textual-dark"
        await open_settings(hands)
        choose(hands, theme="light")
        await hands.press("ctrl+s")
        await hands.at("today")
        assert hands.app.theme == "textual-light"
    assert Workspace.load(pair.cadre.folder).screen["font"] == "big"


async def test_work_goes_on_in_the_other_language(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await open_settings(hands)
        choose(hands, language="en")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.press("f3")
        await hands.in_field("enterprise")
        await hands.press("enter")
        await hands.type("&lyjx RZ loan of 300万 refused !urgent")
        await hands.sees("融资 · 示例龙原精细化工")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("Saved.", "Not handed in 1")


async def test_no_color_means_none(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not shades of grey either; what is current is marked by a sign, and so can be read."""
    monkeypatch.setenv("NO_COLOR", "1")
    workspace = pair.cadre.store(screen={"theme": "contrast"})
    async with screen_of(workspace) as hands:
        await hands.press("f6", "f6")
        await hands.sees(f"▸ {OTHER_ENTERPRISE[:8]}")
        for strip in hands.app.screen._compositor.render_strips():
            for segment in strip:
                shades = [segment.style.color, segment.style.bgcolor] if segment.style else []
                assert all(shade is None or shade.is_default for shade in shades), segment


def test_minutes_without_quotes_are_minutes_too(pair: Pair) -> None:
    settings = pair.cadre.folder / "fieldtui.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[screen]\ncover_after = 3\n", "utf-8")
    assert Workspace.load(pair.cadre.folder).screen == {"cover_after": "3"}
