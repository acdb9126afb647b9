"""Records and lists as plain text for a chat: by command and on screen, without numbers that one could call."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from story import CADRE, ENTERPRISE, NOTE, SHORTAGE, SUBSIDY, Hands, Pair, problem_lines, screen_of
from test_hand_over import told

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.contact import Contact
from fieldtui.report.chat import WIDTH, facts, list_text
from fieldtui.report.records import text_of
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.masking import masked, masked_phone
from fieldtui.work.rules import find_record
from fieldtui.work.visits import enter_visit

PHONE = "13812345678"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")


@pytest.fixture
def visit(pair: Pair) -> str:
    """A visit with two problems, one of which was answered on the spot, and a planned call; its id."""
    with Desk.open_to_write(pair.cadre) as desk:
        texts = {
            "id": new_id(),
            "enterprise": ENTERPRISE,
            "visitors": CADRE,
            "met": f"生产副总 示例赵 {PHONE}",
            "note": f"{NOTE}财务电话0459-4681234。",
            "problems": "\n".join(problem_lines()),
            "follow_up": f"明天 电话问贷款进度，打{PHONE}",
        }
        entry = enter_visit(desk, texts, today())
        assert entry.troubles == {}
        desk.ledger.save(*entry.records)
        enterprise = find_record("enterprise", ENTERPRISE, desk)
        assert enterprise
        desk.ledger.save(Contact(enterprise=enterprise, name="示例赵", post="生产副总", phone=PHONE))
    told(pair.cadre, "add", "follow-up", f"problem={SUBSIDY}", "step=onsite", "words=当场帮填了申报表")
    return texts["id"]


def test_a_visit_tells_what_the_visit_record_asks_for(pair: Pair, visit: str) -> None:
    text = told(pair.cadre, "text", visit)
    day = today()
    weekday = "一二三四五六日"[day.weekday()]
    assert text.startswith(f"【走访记录】{ENTERPRISE}\n日期：{day.year}年{day.month}月{day.day}日 周{weekday}\n")
    parts = ["方式：入企　结果：已见面", f"人员：{CADRE}", "见到：生产副总 示例赵", f"情况：\n{NOTE}", "问题：\n1．"]
    parts += [
        f"1．{SHORTAGE}（融资、急、已登记）",
        f"2．{SUBSIDY}（政策兑现",
        f"现场答复：\n1．{SUBSIDY}：当场帮填了申报表",
    ]
    parts += ["下一步：\n", f"电话问贷款进度，打138****5678（{CADRE}）"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places), "in the order of the form"
    assert PHONE not in text
    assert "4681234" not in text
    assert not ID.search(text)


def test_a_problem_tells_its_life_and_what_comes_next(pair: Pair, visit: str) -> None:
    text = told(pair.cadre, "text", SHORTAGE)
    assert text.startswith(f"【问题】{SHORTAGE}\n状态：已登记\n企业：{ENTERPRISE}\n")
    assert "缓急：急" in text
    assert f"已登记（{CADRE}）" in text
    assert "下一步：\n" in text
    assert not ID.search(text)


def test_an_enterprise_tells_who_is_who_with_masked_numbers(pair: Pair, visit: str) -> None:
    text = told(pair.cadre, "text", ENTERPRISE)
    assert text.startswith(f"【企业】{ENTERPRISE}\n信用代码：9152000071430580XT\n")
    assert "联系人：\n生产副总　示例赵　138****5678\n" in text
    assert f"包联：\n联络员：{CADRE}\n" in text
    assert f"1．{SHORTAGE}（融资、急、已登记）" in text or f"2．{SHORTAGE}（融资、急、已登记）" in text
    assert "最近走访：\n" in text
    assert not ID.search(text)


def test_a_list_has_a_line_a_field_and_no_borders(pair: Pair, visit: str) -> None:
    text = told(pair.cadre, "list", "problem", "--where", "state=registered", "--text")
    assert text.startswith("【问题】共 1 条（")
    assert f"\n\n1．{SHORTAGE}\n企业：示例龙原精细化工　状态：已登记\n" in text
    assert not re.search("[│─┃|]", text)
    everything = told(pair.cadre, "list", "contact", "--text")
    assert "电话：138****5678" in everything
    assert "只能用一个" in told(pair.cadre, "list", "problem", "--text", "--json", code=2)


def test_every_kind_has_a_text(pair: Pair, visit: str) -> None:
    with Desk.open_to_read(pair.office) as desk:
        for kind in ("unit", "person", "pairing", "inclusion", "appointment", "device"):
            for row in desk.ledger.rows(kind):
                text = text_of(desk, row["id"], today())
                assert text.startswith("【")
                assert not ID.search(text), text


def test_what_is_not_here_is_told(pair: Pair) -> None:
    assert "示例没有" in told(pair.office, "text", "示例没有", code=2)


# On screen


def texts_in(workspace: Workspace) -> list[Path]:
    return sorted(workspace.exports.glob("*.txt"))


async def sees_copied(hands: Hands, workspace: Workspace) -> str:
    """Wait for the word of it; the clipboard and the file hold the same."""
    await hands.sees("已复制")
    *_others, path = sorted(texts_in(workspace), key=lambda path: path.stat().st_mtime_ns)
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    assert hands.app.clipboard == text
    return text


async def test_on_screen_the_list_as_it_is_filtered_and_the_page(pair: Pair, visit: str) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.type("缺口")
        await hands.sees("1 / 2")
        await hands.press("ctrl+y")
        text = await sees_copied(hands, pair.cadre)
        assert text.startswith("【问题】共 1 条（")
        assert SHORTAGE in text
        assert SUBSIDY not in text
        await hands.press("enter")
        await hands.at("problem")
        await hands.press("ctrl+y")
        await hands.until(lambda: len(texts_in(pair.cadre)) == 2)
        assert (await sees_copied(hands, pair.cadre)).startswith(f"【问题】{SHORTAGE}\n")


async def test_on_an_enterprises_page_the_page_or_the_visit_under_the_cursor(pair: Pair, visit: str) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.type("lyjx")
        await hands.press("enter")
        await hands.at("enterprise")
        await hands.press("ctrl+y")
        assert (await sees_copied(hands, pair.cadre)).startswith(f"【企业】{ENTERPRISE}\n")
        for _line in range(5):
            if "走访" in next(line for line in hands.screen.splitlines() if "▸" in line):
                break
            await hands.press("down")
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("复制光标")
        await hands.press("enter")
        await hands.at("enterprise")
        await hands.until(lambda: len(texts_in(pair.cadre)) == 2)
        assert (await sees_copied(hands, pair.cadre)).startswith(f"【走访记录】{ENTERPRISE}\n")


async def test_where_no_file_can_be_written_a_sentence_says_so(pair: Pair, visit: str) -> None:
    pair.cadre.exports.rmdir()
    pair.cadre.exports.write_text("in the way")
    async with screen_of(pair.cadre) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.press("ctrl+y")
        await hands.sees("文件没能写到 exports/问题-")


# Masking and layout


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("打13812345678找他", "打138****5678找他"),
        ("138 1234 5678", "138 **** 5678"),
        ("0459-4681234", "0459-*****34"),
        ("信用代码91230600138123456789", "信用代码91230600138123456789"),
        ("9152000071430580XT", "9152000071430580XT"),
        ("2026-11-22 投资13812345678901元", "2026-11-22 投资13812345678901元"),
    ],
)
def test_numbers_that_one_could_call_are_masked_and_others_stay(text: str, hidden: str) -> None:
    assert masked(text) == hidden


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("示例电话，。 ", max_size=5))
def test_no_mobile_number_is_left_whole(number: str, around: str) -> None:
    assert number not in masked(f"{around}{number}{around}")


@given(st.from_regex(r"[0-9-]{5,12}", fullmatch=True))
def test_a_field_with_a_number_never_shows_it_whole(number: str) -> None:
    assert masked_phone(number) != number
    assert len(masked_phone(number)) == len(number)


@given(st.lists(st.tuples(st.text("标签", min_size=1, max_size=4), st.text("内容字a", max_size=30)), max_size=8))
def test_facts_fit_the_bubble_and_lose_nothing(pairs: list[tuple[str, str]]) -> None:
    lines = list(facts(pairs))
    assert "　".join(lines) == "　".join(f"{label}：{value}" for label, value in pairs if value)
    assert all("　" not in line or cell_len(line) <= WIDTH for line in lines)


def test_a_list_of_nothing_says_so() -> None:
    assert list_text("问题", ["", "企业"], [], 0, today()).startswith("【问题】共 0 条（")
