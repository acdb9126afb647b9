"""Every screen as it is drawn: in both languages, at several sizes and in each theme none is cut, foreign or faint."""

import re
from collections.abc import Awaitable, Callable

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from story import Hands, Pair, register_problem, screen_of

from fieldtui.locale import LANGUAGES, _, use_language
from fieldtui.tui import actions
from fieldtui.tui.looks import dress

SIZES = ((80, 24), (120, 40), (200, 60))
THEMES = ("dark", "light", "contrast")
FAINTEST = 3.0
"""The contrast that large text needs at least (WCAG 2)."""

WITHOUT_LIST = (actions.PALETTE, actions.MANUAL, actions.CODES)
"""What is that list, or help, itself; and codes, which need every line."""

KEY_NAMES = {"Ctrl", "Esc", "Enter", "Tab", "Home", "End"}
SAME_IN_CHINESE = {"QR", "xlsx", "csv", "SVG", "exports", "json", "fieldtui", "English", "docx", "pdf"}

Way = Callable[[Hands], Awaitable[None]]


def by_keys(*keys: str) -> Way:
    async def go(hands: Hands) -> None:
        for key in keys:
            await hands.press(key)
            await hands.pilot.pause(0.05)

    return go


def by_list(action: str) -> Way:
    """From the list of all actions, as people find one that has no key."""

    async def go(hands: Hands) -> None:
        await hands.press("ctrl+p")
        await hands.at(actions.PALETTE)
        word = next(one.label for one in actions.ACTIONS if one.id == action)
        await hands.type(word)
        await hands.press("enter")

    return go


WAYS: dict[str, Way] = {
    actions.TODAY: by_keys(),
    actions.PALETTE: by_keys("ctrl+p"),
    actions.MANUAL: by_keys("f1"),
    actions.VISIT: by_keys("f2"),
    actions.PROBLEMS: by_keys("f3"),
    actions.LISTS: by_keys("f6"),
    actions.COLUMNS: by_list("columns"),
    actions.HAND_IN: by_keys("f9"),
    actions.SCAN: by_keys("ctrl+k"),
    actions.CODES: by_keys("ctrl+r"),
    actions.CHARTS: by_list("charts"),
    actions.CONFLICTS: by_keys("ctrl+l"),
    actions.SETTINGS: by_list("settings"),
    actions.KEYS: by_keys("ctrl+k"),
    actions.PROBLEM: by_keys("enter"),
    actions.STEP: by_keys("f4"),
    actions.RECORD_FORM: by_keys("f8"),
    actions.HISTORY: by_keys("f7"),
    actions.ENTERPRISE: by_keys("f5", "enter"),
    actions.HAND_OVER: by_list("hand_over"),
    actions.ATTACH: by_list("attach"),
}
"""How one comes to each place, from the one in FROM or else from today's list."""
FROM = dict.fromkeys((actions.COLUMNS, actions.PROBLEM, actions.STEP, actions.RECORD_FORM), actions.LISTS)
FROM |= dict.fromkeys((actions.SCAN, actions.CODES), actions.HAND_IN)
FROM |= {actions.HISTORY: actions.LISTS, actions.ATTACH: actions.LISTS, actions.KEYS: actions.SETTINGS}


async def back_to_today(hands: Hands) -> None:
    while hands.app.screen.place != actions.TODAY:  # type: ignore[attr-defined] # every screen here is a place
        hands.app.pop_screen()
        await hands.pilot.pause()


async def at_size(hands: Hands, size: tuple[int, int]) -> None:
    if hands.app.size != size:
        await hands.pilot.resize_terminal(*size)
    await hands.pilot.pause()


def lines_of(hands: Hands) -> list[list[Segment]]:
    return [list(strip) for strip in hands.app.screen._compositor.render_strips()]


def words_in(lines: list[list[Segment]]) -> list[str]:
    return ["".join(segment.text for segment in line) for line in lines]


def assert_foot_is_whole(foot: str) -> None:
    """The way to all actions and to help stand last and are never cut."""
    assert "…" not in foot
    left, right = (foot.find(word) for word in (_("All actions"), _("Help")))
    assert 0 < left < right, foot


def foreign_words(lines: list[str]) -> list[str]:
    """English words on a Chinese screen, beside the names of keys and of kinds of files."""
    words = re.findall(r"[A-Za-z]{3,}", "\n".join(lines))
    return [word for word in words if word not in KEY_NAMES | SAME_IN_CHINESE]


def luminance(color: tuple[int, ...]) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(segment: Segment) -> float:
    """Of the text of a segment with what is behind it: 1 to 21."""
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    front, back = (style.color.get_truecolor(), style.bgcolor.get_truecolor(foreground=False))
    lighter, darker = sorted((luminance(tuple(front)), luminance(tuple(back))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def faint_words(lines: list[list[Segment]]) -> list[str]:
    said = [segment for line in lines for segment in line if re.search(r"\w", segment.text)]
    return [segment.text for segment in said if contrast(segment) < FAINTEST]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_is_drawn_whole(pair: Pair, language: str, thorough: bool) -> None:
    """One window goes through all places, which takes some seconds: to open one for each would take a minute. What
    English words need of room is seen at the smallest size; the other sizes in English, and the widest, belong to the
    long form.
    """
    sizes = SIZES if thorough else SIZES[:2] if language == "zh_CN" else SIZES[:1]
    themes = THEMES if thorough else THEMES[1:2]
    register_problem(pair.office)
    use_language(language)
    async with screen_of(pair.office.store(language=language)) as hands:
        for place, way in WAYS.items():
            await back_to_today(hands)
            await at_size(hands, SIZES[0])
            if place in FROM:
                await WAYS[FROM[place]](hands)
                await hands.at(FROM[place])
            await way(hands)
            await hands.at(place)
            for size in sizes:
                await at_size(hands, size)
                drawn = words_in(lines_of(hands))
                assert [cell_len(line) for line in drawn] == [size[0]] * size[1], (place, size)
                if place not in WITHOUT_LIST:
                    assert_foot_is_whole(drawn[-1])
                if language == "zh_CN" and place != actions.MANUAL:
                    assert foreign_words(drawn) == [], place
            for theme in themes:
                dress(hands.app, {"theme": theme})
                await hands.pilot.pause()
                assert faint_words(lines_of(hands)) == [], (place, theme)
