"""Photos and scans on screen: attached by path or from a folder, seen on the page, opened or told where they lie."""

from pathlib import Path
from typing import Any, cast

import pytest
from story import ENTERPRISE, Hands, Pair, screen_of

from fieldtui.ledger.attaching import attach, files_in, laid_out
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.sentence import FieldError
from fieldtui.tui import viewing
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.text import LineInput
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

PHOTO = b"\xff\xd8\xff a photo"
SHORTAGE = "流动资金缺口300万"


def enter_problem(workspace: Workspace) -> str:
    with Desk.open_to_write(workspace) as desk:
        values = {"enterprise": ENTERPRISE, "visitors": "示例张", "note": "谈了用工", "problems": f"融资 {SHORTAGE}"}
        records = enter_visit(desk, values, today()).records
        desk.ledger.save(*records)
        return next(str(record.id) for record in records if record.kind == "problem")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "notes.txt").write_text("no photo")
    path = folder / "销号单.jpg"
    path.write_bytes(PHOTO)
    return path


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What a viewer was asked to open: nobody wants one to come up in a test."""
    asked: list[Path] = []

    def open_it(path: Path) -> bool:
        asked.append(path)
        return True

    monkeypatch.setattr(viewing, "opened", open_it)
    return asked


async def on_its_page(hands: Hands, problem: str) -> None:
    cast(Place, hands.app.screen).open_record(problem)
    await hands.at("problem")


def type_path(hands: Hands, path: Path) -> None:
    """The path of a test's folder is long to type key by key."""
    hands.app.screen.query_one("#path", LineInput).value = str(path)


async def test_a_photo_is_attached_seen_on_the_page_and_opened(pair: Pair, photo: Path, started: list[Path]) -> None:
    problem = enter_problem(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await on_its_page(hands, problem)
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.press(*"tjzzcl")
        await hands.sees("添加佐证材料")
        await hands.press("enter")
        await hands.at("attach")
        await hands.sees(f"添加佐证材料 · 问题 {SHORTAGE}")
        type_path(hands, photo.parent)
        await hands.press("enter")
        await hands.sees("销号单.jpg")
        assert "notes.txt" not in hands.screen
        await hands.press("enter")
        await hands.at("problem")
        await hands.sees("佐证材料 1", "销号单.jpg", "已添加：销号单.jpg")
        await hands.press("end", "enter")
        await hands.sees("已打开")
    (opened,) = started
    assert opened.name == "销号单.jpg"
    assert opened.read_bytes() == PHOTO


async def test_what_can_not_be_read_is_told_and_nothing_is_attached(pair: Pair, photo: Path) -> None:
    problem = enter_problem(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await on_its_page(hands, problem)
        await hands.app.screen.run_action("attach")
        await hands.at("attach")
        type_path(hands, photo.with_name("no.jpg"))
        await hands.press("enter")
        await hands.sees("读不了")
        await hands.press("escape", "escape")
        await hands.at("problem")
    with Desk.open_to_read(pair.cadre) as desk:
        assert not list(desk.ledger.rows("attachment"))


def test_over_ssh_without_a_display_there_is_no_viewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22 10.0.0.2 22")
    assert viewing.viewer() == []


async def test_where_there_is_no_viewer_the_path_is_told(
    pair: Pair, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "opened", lambda _path: False)
    problem = enter_problem(pair.cadre)
    with Desk.open_to_write(pair.cadre) as desk:
        attach(desk.ledger, problem, [photo])
    async with screen_of(pair.cadre) as hands:
        await on_its_page(hands, problem)
        await hands.sees("佐证材料 1")
        await hands.press("end", "enter")
        await hands.sees("文件在：")


def test_photos_scans_and_documents_are_offered_and_a_folder_that_is_none_is_told(photo: Path) -> None:
    assert [found.path for found in files_in(photo.parent)] == [photo]
    with pytest.raises(FieldError):
        files_in(photo)


def test_one_that_was_altered_is_not_opened(pair: Pair, photo: Path) -> None:
    problem = enter_problem(pair.cadre)
    with Desk.open_to_write(pair.cadre) as desk:
        (made,) = attach(desk.ledger, problem, [photo])
        assert laid_out(desk.ledger, made.id).read_bytes() == PHOTO
        (pair.cadre.blobs / made.sha256).write_bytes(b"something else")
        with pytest.raises(FieldError, match=r"销号单\.jpg"):
            laid_out(desk.ledger, made.id)


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\窗口.jpg", "...", "字" * 180 + ".jpg"])
def test_a_name_from_elsewhere_leads_to_no_other_folder(pair: Pair, photo: Path, name: str) -> None:
    problem = enter_problem(pair.cadre)
    with Desk.open_to_write(pair.cadre) as desk:
        (made,) = attach(desk.ledger, problem, [photo])
        values: dict[str, Any] = {"name": name}
        desk.ledger.save(made.amended(**values))
        path = laid_out(desk.ledger, made.id)
        assert path.parent == pair.cadre.data / "opened"
        assert path.read_bytes() == PHOTO
