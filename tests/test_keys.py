"""Keys: each action can be reached, told from the others and read about; people may choose other keys."""

import re
import tomllib
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from story import Hands, Pair, screen_of
from test_settings import open_settings
from textual.screen import Screen

from fieldtui.help import page
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import LANGUAGES, _, use_language
from fieldtui.tui import actions
from fieldtui.tui.actions import ACTIONS, Action
from fieldtui.tui.app import FieldApp
from fieldtui.tui.keymap import KeymapError, read_keymap, settings_of, title, with_key
from fieldtui.tui.place import Place
from fieldtui.tui.screens.keys import KeysScreen
from fieldtui.tui.widgets.form import Form

USUAL = {action.id: list(action.usual_keys) for action in ACTIONS}
"""All keys as they are, said one by one."""

each_action = pytest.mark.parametrize("action", ACTIONS, ids=[f"{action.id}-{action.where[0]}" for action in ACTIONS])


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    actions.use({})


def screens(of: type[Place] = Place) -> Iterator[type[Place]]:
    """All screens there are, by way of the modules that the others open."""
    for screen in of.__subclasses__():
        yield screen
        yield from screens(screen)


# The table


def test_the_usual_keys_pass_what_is_asked_of_a_keymap() -> None:
    """None clashes, none is typed, each arrives with an input method on, and a function key means one thing."""
    assert read_keymap(USUAL) == {}


@each_action
def test_each_action_is_reached_without_letters_and_in_a_second_way(action: Action) -> None:
    assert all(len(key) > 1 for key in action.usual_keys)
    without_list = set(action.where) - {*actions.OFFERING, actions.EVERYWHERE}
    assert action.usual_keys or not without_list, "what has no key is in the list of all actions"
    for key in action.usual_keys:
        if re.fullmatch(r"f\d+", key):
            assert not without_list, "laptops want Fn for it, so the list has it too"


@each_action
def test_each_action_has_words_in_both_languages_and_is_done_by_its_screens(action: Action) -> None:
    use_language("en")
    english = action.label
    use_language("zh_CN")
    assert re.search("[\u4e00-\u9fff]", action.label)
    assert english == action.words
    import fieldtui.tui.screens.history
    import fieldtui.tui.screens.keys  # noqa: F401 - known by being imported

    if actions.EVERYWHERE in action.where:
        assert hasattr(FieldApp, f"action_{action.id}")
    for screen in screens():
        if screen.place and screen.place in action.where:
            assert hasattr(screen, f"action_{action.id}"), screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_describes_all_that_can_be_done(pair: Pair, language: str) -> None:
    async with screen_of(pair.cadre.store(language=language)) as hands:
        use_language(language)
        await hands.press("f1")
        await hands.at("manual")
        text = hands.app.screen._text()  # type: ignore[attr-defined] # the page longer than the screen
        for action in actions.at("today"):
            assert f" | {action.label} |" in text
        await hands.press("right")
        await hands.sees(_("All keys"))
        sheet = hands.app.screen._text()  # type: ignore[attr-defined]
        for place in actions.OFFERING:
            assert f"## {title(place)}\n" in sheet
        for action in ACTIONS:
            if action.where != (actions.PALETTE,):
                assert f" | {action.label} |" in sheet


def test_no_action_stands_in_the_place_of_one_of_textuals_own() -> None:
    """Or Ctrl+C, say, would do ours."""
    assert [action.id for action in ACTIONS if hasattr(Screen, f"action_{action.id}")] == []


async def test_ctrl_c_says_how_to_leave(pair: Pair) -> None:
    async with screen_of(pair.cadre.store(keys={"leave_program": "ctrl+b"})) as hands:
        await hands.press("ctrl+c")
        await hands.sees("按 Ctrl+B 退出程序")


# Keymaps


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"new_visits": "f8"}, "没有“new_visits”这个操作"),
        ({"save": 5}, "请写一个键"),
        ({"save": "ctrl+n"}, "Ctrl+N 在“走访”里会有两个意思：“保存” (save)、“存，下一家” (save_and_next)"),
        ({"new_visit": "f3"}, "F3 在“今日”里会有两个意思"),
        ({"take_in": "f2"}, "F2"),
        ({"keep_columns": "f4"}, "F4 在不同的地方会有不同的意思"),
        ({"save": "s"}, "“s”在打字的地方会打成字"),
        ({"usual_columns": "u"}, "开着输入法收不到“u”"),
        ({"save": "f10"}, "F10 被许多终端占用"),
        ({"save": "f13"}, "键盘上没有 F13"),
        ({"save": "ctrl+m"}, "Ctrl+M 就是 Enter"),
        ({"save": "ctrl+shift+s"}, "不是每种终端都收得到 Ctrl+Shift+S"),
        ({"save": "alt+s"}, "不是每种终端都收得到 Alt+S"),
        ({"leave_program": "ctrl+x"}, "Ctrl+X 在打字时另有用处"),
        ({"save": "ctrl+v"}, "Ctrl+V 在打字时另有用处"),
        ({"save": "down"}, "↓ 是在列表和表格里移动用的"),
        ({"open": "f12"}, "只用 Enter"),
        ({"actions": []}, "不能没有键"),
        ({"leave_program": "ctrl+s"}, "Ctrl+S 在"),
    ],
)
def test_a_keymap_that_cannot_work_is_refused_with_the_reason(said: dict[str, object], reason: str) -> None:
    with pytest.raises(KeymapError) as refused:
        read_keymap(said)
    assert reason in str(refused.value)


def test_keys_are_read_as_people_write_them() -> None:
    said = {
        "save": ["Ctrl-B", "^B"],
        "new_visit": "Ｆ１２",
        "usual_columns": ["ctrl+t", "u"],
        "charts": "",
        "lists": "f6",
    }
    keymap = read_keymap(said)
    assert keymap == {"save": ("ctrl+b",), "new_visit": ("f12",), "usual_columns": ("ctrl+t", "u")}
    assert read_keymap(settings_of(keymap)) == keymap


def test_two_actions_can_change_places_and_a_letter_stands_beside() -> None:
    assert read_keymap({"save": "ctrl+n", "save_and_next": "ctrl+s", "new_here": "ctrl+s"})["save"] == ("ctrl+n",)
    assert with_key({}, "usual_columns", "u")["usual_columns"] == ("ctrl+t", "u")
    assert with_key({}, "new_visit", "f12")["new_visit"] == ("f12",)
    assert with_key({"new_visit": ("f12",)}, "new_visit", "f2") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_manual_is_one(language: str) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", page(actions.KEYS, language), re.DOTALL)
    assert read_keymap(tomllib.loads(example)["keys"])


# On screen


async def at_action(hands: Hands, words: str) -> None:
    await open_settings(hands)
    await hands.press("ctrl+k")
    await hands.at("keys")
    for _line in range(len(ACTIONS)):
        if any(line.startswith("▸") and f" {words} " in line for line in hands.screen.splitlines()):
            return
        await hands.press("down")
    pytest.fail(f"no line about {words}:\n{hands.screen}")


async def test_another_key_counts_at_once_everywhere_and_at_the_next_start(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await at_action(hands, "走访")
        await hands.press("enter")
        await hands.sees("请按下要用来“走访”的键")
        await hands.press("f12")
        await hands.sees("✓F12", "已保存。")
        await hands.press("f2")
        await hands.at("keys")
        await hands.press("escape")
        await hands.at("settings")
        await hands.press("escape")
        await hands.at("today")
        await hands.sees("F12 走访")
        await hands.press("f1")
        await hands.at("manual")
        assert "| F12 | 走访 |" in hands.app.screen._text()  # type: ignore[attr-defined] # longer than the screen
        await hands.press("escape")
        await hands.at("today")
        await hands.press("ctrl+p")
        await hands.sees("F12        走访")
        await hands.press("escape")
        await hands.at("today")
        await hands.press("f12")
        await hands.at("visit")
    kept = Workspace.load(pair.cadre.folder)
    assert kept.keys == {"new_visit": "f12"}
    async with screen_of(kept) as hands:
        await hands.sees("F12 走访")
        await hands.press("f2")
        await hands.press("f12")
        await hands.at("visit")


async def test_a_clash_is_told_and_changes_nothing(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await at_action(hands, "走访")
        await hands.press("enter", "f3")
        await hands.sees("F3 在“今日”里会有两个意思")
        await hands.press("enter")
        await hands.sees("请按下")
        await hands.press("ctrl+q")
        await hands.sees("Ctrl+Q 在")
        await hands.press("enter", "escape")
        await hands.at("keys")
        await hands.press("enter", "f12")
        await hands.sees("✓F12")
        await hands.press("ctrl+t")
        await hands.until(lambda: "✓F12" not in hands.screen, "the usual key")
        assert isinstance(hands.app.screen, KeysScreen)
    assert Workspace.load(pair.cadre.folder).keys == {}


async def test_a_keymap_in_the_file_that_clashes_is_told_at_opening(pair: Pair) -> None:
    said = {"new_visit": "f3"}
    app = FieldApp(pair.cadre.store(keys=said).folder)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.sees("全部按原来的", "：F3", "会有两个意思")
        await hands.press("enter")
        await hands.at("today")
        await hands.press("f2")
        await hands.at("visit")
    assert Workspace.load(pair.cadre.folder).keys == said


async def test_arrows_move_through_a_form_of_choices(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await open_settings(hands)
        await hands.in_field("language")
        await hands.press("down")
        await hands.in_field("theme")
        await hands.press("right")
        assert hands.app.screen.query_one(Form).value("theme") == "light"
        await hands.press("down", "down", "up")
        await hands.in_field("borders")


async def test_any_screen_is_kept_as_a_picture(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f6", "ctrl+p")
        await hands.at("palette")
        await hands.type("svg")
        await hands.press("enter")
        await hands.at("lists")
        await hands.sees("图片在 exports/")
    (path,) = pair.cadre.exports.glob("*.svg")
    svg = path.read_text("utf-8")
    texts = list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    assert any("台账" in (text.text or "") for text in texts)
    assert all(address.startswith("#") for address in re.findall(r"url\(([^)]*)\)", svg)), "nothing is fetched"
    line = [float(text.get("x", 0)) for text in texts if text.text == "─"]
    assert line[:3] == pytest.approx([0, 12.2, 24.4]), "cell beside cell, though the font draws it wider"
