"""The typefaces of official documents (GB/T 9704-2012), with those that stand in where a system has not got them."""

from dataclasses import dataclass

LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Font:
    """`others` are names of the same or the nearest face on Windows, Kylin and UOS, macOS, and elsewhere."""

    name: str
    others: tuple[str, ...]


BODY = Font("仿宋_GB2312", ("仿宋", "FangSong", "方正仿宋_GBK", "方正仿宋简体", "STFangsong", "Noto Serif CJK SC"))
TITLE = Font("方正小标宋简体", ("方正小标宋_GBK", "华文中宋", "STZhongsong", "宋体", "SimSun", "Noto Serif CJK SC"))
HEADING = Font("黑体", ("SimHei", "方正黑体_GBK", "STHeiti", "Noto Sans CJK SC"))
PAGE_NUMBER = Font("宋体", ("SimSun", "方正书宋_GBK", "STSong", "Noto Serif CJK SC"))
FONTS = (BODY, TITLE, HEADING, PAGE_NUMBER)
