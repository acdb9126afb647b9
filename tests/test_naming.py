"""Names of enterprises, found as people remember them."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtui.work.naming import Entry, NameIndex, core_name, folded, initials

NAMES = {
    "1": "大庆市示例龙原精细化工有限公司",
    "2": "示例龙园花岗石有限责任公司",
    "3": "黑龙江省示例星河塑胶股份有限公司",
    "4": "示例星河",
    "5": "示例长河纺织集团有限公司",
    "6": "北星河物流有限公司",
    "7": "示例ABC仪表厂",
}
CODES = {"3": "9152000071430580XT"}
INDEX = NameIndex(Entry(key, name, initials(name), CODES.get(key, "")) for key, name in NAMES.items())


@given(st.text() | st.text(alphabet="，：；！？（）％～＋＝　aＡ=é\u0301\u0338汉ﬁ"))
def test_texts_are_compared_in_nfkc(text: str) -> None:
    assert folded(text) == "".join(unicodedata.normalize("NFKC", text).casefold().split())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("示例龙原精细化工", "sllyjxhg"),
        ("长河纺织", "chfz"),
        ("重庆路桥", "cqlq"),
        ("重型机械", "zxjx"),
        ("工商银行", "gsyh"),
        ("行远物流", "xywl"),
        ("ＡＢＣ 仪表（9号）厂", "abcyb9hc"),
        ("", ""),
    ],
)
def test_initials_are_read_as_in_words(name: str, letters: str) -> None:
    assert initials(name) == letters


@settings(deadline=None)
@given(st.text())
def test_initials_are_one_for_each_readable_character(name: str) -> None:
    assert len(initials(name)) == sum(character.isalnum() for character in folded(name))


# 长, 重, 行, 乐, 厦, 单, 区, 盛, 车, 曾 and 朝 sound in several ways, alone and in words.
HETERONYMS = (*"长重行乐厦单区盛车曾朝", *("长春", "重庆", "银行", "音乐", "厦门", "重工"))
OTHERS = ("龙凤", "示例", "𠮷", "龑", "㍿", "ABC", "12", "１２", "（", "）", "·", " ", "厂", "有限公司", "α", "é")


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(HETERONYMS + OTHERS), max_size=8).map("".join))
def test_looking_initials_up_word_by_word_gives_what_reading_the_whole_name_gives(name: str) -> None:
    from pypinyin import Style, lazy_pinyin

    text = folded(name)
    read = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type] # as in naming
    letters = (
        sound if len(sound) == 1 and sound.isascii() else character
        for character, sound in zip(text, read, strict=True)
        if character.isalnum()
    )
    assert initials(name) == "".join(letters)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("大庆市示例龙原精细化工有限公司", "龙原精细化工"),
        ("黑龙江省大庆市萨尔图区星河塑胶股份有限公司", "星河塑胶"),
        ("（大庆）恒远机械集团有限公司", "恒远机械"),
        ("杜尔伯特蒙古族自治县鸿润牧业农民专业合作社", "鸿润牧业"),
        ("林甸县鸿润纺织（有限合伙）", "鸿润纺织"),
        ("大福超市有限公司", "大福超市"),
        ("大庆集团", "大庆"),
        ("示例（集团）有限公司", "示例"),
        ("示例", "示例"),
        ("", ""),
    ],
)
def test_the_core_is_what_people_remember(name: str, core: str) -> None:
    assert core_name(name) == core


def test_a_county_names_its_own_regions() -> None:
    assert core_name("某某县鸿润纺织有限公司", ["某某县"]) == "鸿润纺织"
    assert core_name("某某县鸿润纺织有限公司") == "某某县鸿润纺织"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lyhg", ["2"]),  # the core is 龙园花岗石
        ("lyj", ["1"]),
        ("ly", ["1", "2", "6"]),  # last where it only runs on from 物流 into 有限公司
        ("LY", ["1", "2", "6"]),
        ("ｌｙ", ["1", "2", "6"]),
        ("龙", ["1", "2", "3"]),  # how the core begins comes before 黑龙江
        ("xh", ["4", "3", "1", "6"]),  # exactly, as its beginning, then inside 精细化工 and 北星河
        ("星河", ["4", "3", "6"]),
        ("星 河 塑胶", ["3"]),
        ("大庆市示例龙", ["1"]),
        ("dqs", ["1"]),
        ("abc", ["7"]),
        ("7143", ["3"]),
        ("9152000071430580xt", ["3"]),
        ("714", []),  # too short for a part of a code
        ("龙化工", ["1"]),  # the characters in order, with others between
        ("工化龙", []),
        ("没有的", []),
        ("", []),
        (" ", []),
    ],
)
def test_find(text: str, found: list[str]) -> None:
    assert [entry.id for entry in INDEX.find(text)] == found


def test_a_limit_keeps_the_nearest() -> None:
    assert [entry.id for entry in INDEX.find("星河", limit=2)] == ["4", "3"]


def test_names_without_initials_get_them_and_foreign_initials_are_searched_as_they_are() -> None:
    index = NameIndex([Entry("made", "示例龙原"), Entry("foreign", "示例星河", "zzz")])
    assert [entry.id for entry in index.find("ly")] == ["made"]
    assert [entry.id for entry in index.find("zz")] == ["foreign"]


@given(st.text(), st.sampled_from(sorted(NAMES)))
def test_any_text_can_be_looked_for_and_every_whole_name_is_found_first(text: str, key: str) -> None:
    INDEX.find(text)
    assert INDEX.find(NAMES[key])[0].id == key


def test_the_first_screen_does_not_wait_for_what_these_modules_may_need_later() -> None:
    heavy = ("pydantic", "pypinyin", "stdnum", "holidays", "textual")
    program = (
        "import sys, fieldtui.work.dates, fieldtui.work.quick_entry, fieldtui.work.naming\n"
        f"sys.exit(' '.join(name for name in {heavy} if name in sys.modules) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
