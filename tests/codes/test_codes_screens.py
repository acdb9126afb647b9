"""The two screens by keys alone: what is shown, held, left out and cut anew; what comes in and is taken in."""

from pathlib import Path

from click.testing import CliRunner
from story import CADRE, Hands, Pair, screen_of
from test_codes_terminal import handed_in

from fieldtui.cli.main import fieldtui
from fieldtui.sync.codes.making import Codes, codes_of
from fieldtui.tui.widgets.code import Code


def shown(hands: Hands) -> list[str]:
    return list(hands.app.screen.query_one(Code).lines)


async def shows(hands: Hands, codes: Codes, number: int) -> None:
    """Wait until this code is the one on the screen."""
    await hands.until(lambda: shown(hands) == codes.lines(number), f"code {number}")


async def test_a_cadre_shows_a_file_and_then_only_what_is_missing(pair: Pair) -> None:
    handed_in(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f9", "down", "enter")
        await hands.at("codes")
        file = max(pair.cadre.exports.iterdir())
        codes = codes_of(file, 80, 24)
        await hands.press("enter")
        await hands.sees("停住了", f"共 {codes.total} 幅", "窗口放大到")
        while shown(hands) != codes.lines(1):
            before = shown(hands)
            await hands.press("left")
            await hands.until(lambda: shown(hands) != before, "another code")  # noqa: B023 - called at once
        await hands.press("right")
        await shows(hands, codes, 2)
        await hands.press("left", "left")
        await shows(hands, codes, codes.total)
        await hands.press("ctrl+f")
        await hands.type("3-9999")
        await hands.press("enter")
        await hands.sees("只有第 1 到第")
        await hands.press("ctrl+u")
        await hands.type("3–4、6")
        await hands.press("enter")
        await hands.sees("只放 3 幅：3–4、6", "第 2 轮")
        await hands.press("down")
        await hands.sees("每秒 3 幅")
        await hands.pilot.resize_terminal(60, 20)
        await hands.sees("窗口变小了")
        assert not shown(hands), "half a code is none"
        await hands.pilot.resize_terminal(120, 40)
        await hands.sees("只放 3 幅")
        await hands.press("ctrl+r")
        await hands.sees(f"共 {codes_of(file, 120, 40).total} 幅")
        await hands.press("escape")
        await hands.at("hand_in")


async def test_the_office_scans_a_file_and_takes_it_in(pair: Pair) -> None:
    frames = [frame.text for frame in codes_of(handed_in(pair.cadre), 80, 24).frames]
    async with screen_of(pair.office) as hands:
        await hands.press("f9", "ctrl+k")
        await hands.at("scan")
        await hands.paste("\n".join(frames[2:]) + "\n")
        await hands.sees(f"收到 {len(frames) - 2} 幅", "还缺第 1–2 幅")
        await hands.press("escape")
        await hands.press("ctrl+k")
        await hands.sees("还缺第 1–2 幅")
        await hands.type(frames[0].lower() + frames[0])
        await hands.sees("第 1 幅已经有了")
        await hands.type(frames[1])
        await hands.at("preview")
        await hands.sees("签名有效")
        await hands.press("escape")
        await hands.sees("没有接收；文件留在")
        await hands.paste("".join(frames))
        await hands.at("preview")
        await hands.press("escape")
        await hands.at("scan")
        await hands.press("escape")
        await hands.sees("接收", "qr-")
        await hands.press("down", "enter")
        await hands.at("preview")
        await hands.press("ctrl+s")
        await hands.sees("示例张报来")


async def test_what_has_gaps_can_be_forgotten(pair: Pair) -> None:
    frames = [frame.text for frame in codes_of(handed_in(pair.cadre), 80, 24).frames]
    async with screen_of(pair.office) as hands:
        await hands.press("f9", "ctrl+k")
        await hands.at("scan")
        await hands.paste(frames[0])
        await hands.sees("收到 1 幅")
        await hands.press("ctrl+t")
        await hands.sees("还没有收到")


def test_on_paper_by_pictures_and_by_text(pair: Pair, tmp_path: Path) -> None:
    file = handed_in(pair.cadre)

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(fieldtui, ["--workspace", str(pair.office.folder), "bundle", *arguments], input=typed)
        return done.exit_code, done.output

    code, texts = run("qr", str(file), "--text", "--only", "1-2", "--size", "80x24")
    assert code == 0
    code, told = run("scan", typed=texts + "6901234567892\n")
    assert code == 1
    assert "收到 2 幅" in told
    assert "还缺第 3" in told
    assert "1 行不是本程序的码" in told
    assert run("scan", "--forget") == (0, "")
    pictures = tmp_path / "pictures"
    assert run("qr", str(file), "--png", str(pictures))[0] == 0
    code, told = run("scan", str(pictures))
    assert code == 0, told
    assert f"{CADRE}给企服办的文件" in told
    (whole,) = (pair.office.data / "scanned").glob("*.json")
    assert whole.read_bytes() == file.read_bytes()
    assert run("import", str(whole))[0] == 0
