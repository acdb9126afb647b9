"""Invented names, notes and problems for the large county, all marked 示例; the same seed gives the same words."""

import random
from collections.abc import Iterator
from itertools import product

from stdnum.cn import uscc

_FIRST = "鸿恒龙星云港北长同华中天永盛瑞安泰嘉信宏远博润丰康泽东昌隆庆德凯利达兴旺诚汇聚"
_SECOND = "润源河帆泰阳峰林川海城辉宇航磊鑫盈晟洋岳翔腾创拓越新科恒正方圆和美佳泉谷原野"
_TRADES = (
    "纺织",
    "精细化工",
    "食品",
    "机械",
    "塑胶",
    "物流",
    "建材",
    "医药",
    "农业",
    "电子",
    "软件",
    "环保",
    "能源",
    "包装",
    "仪表",
    "铸造",
    "印刷",
    "家具",
    "饲料",
    "乳业",
    "米业",
    "钢构",
    "电缆",
    "石油装备",
    "管业",
    "新材料",
    "商贸",
    "种业",
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂", "专业合作社")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜"
_GIVEN = "明伟芳敏静强磊军洋勇艳杰涛超霞平刚桂英华"

_SAW = (
    "一号生产线满负荷运转",
    "二号装置检修后尚未复产",
    "厂区正在平整扩建用地",
    "车间实行两班倒",
    "仓库积压成品约三成",
    "新设备已经到货等待安装",
    "冷库正在改造制冷机组",
    "办公楼搬迁基本完成",
    "质检室新添了两台仪器",
    "锅炉房改烧天然气",
)
_SAID = (
    "负责人介绍今年订单比去年同期增加",
    "厂长说原料价格涨得快利润被挤压",
    "财务反映回款周期拉长到四个月",
    "销售经理谈到外省客户流失两家",
    "技术负责人希望对接高校做中试",
    "人事主管说熟练工难招且留不住",
    "合伙人打算明年上一条新线",
    "会计担心年底贷款到期转不过来",
)
_FIGURES = (
    "产值约{}万元",
    "用工{}人",
    "月用电{}万度",
    "本季订单{}笔",
    "库存{}吨",
    "应收账款{}万元",
    "研发投入{}万元",
    "税金{}万元",
)
_ASKED = (
    "请帮助联系银行了解续贷政策",
    "盼协调供电部门查明电压不稳的原因",
    "想知道稳岗返还什么时候能到账",
    "希望住建部门提前介入消防验收",
    "请园区把门前的路灯和排水修好",
    "盼早日办下不动产权证书以便抵押",
    "请教技改补贴的申报材料怎么写",
    "希望帮助推荐本地的配套厂家",
)
_PROMISED = (
    "答应一周内回电话",
    "已留下政策汇编和联系卡",
    "约好月底再来看进展",
    "当场拨通了部门电话",
    "回去后向专班报告",
    "请企业补一份书面材料",
)

PROBLEMS = (
    ("RZ", "流动资金缺口{}万元"),
    ("YG", "缺熟练工{}人"),
    ("YD", "扩建用地还差{}亩未批"),
    ("ZJ", "{}号厂房不动产证办不下来"),
    ("SD", "变压器需要增容{}千伏安"),
    ("SF", "留抵退税{}万元未到账"),
    ("ZC", "技改补贴{}万元尚未兑现"),
    ("TQ", "工程款被拖欠{}万元"),
    ("YL", "原料缺口每月约{}吨"),
    ("XF", "{}号车间消防验收排不上队"),
    ("HB", "{}号在线监测设备限期更换"),
    ("WL", "每天{}车货出城要绕行"),
)
"""(code of the type, title with a place for a number)."""

WORKED = (
    "已约企业和三家单位碰头，第{}次协调会上定了办法",
    "派人到现场核实，按第{}号专班纪要办理",
    "材料已转相关科室，编号{}，正在走程序",
)


def credit_code(number: int) -> str:
    """An invented code that checks: organisation codes MAXX0001… with true check characters."""
    body = f"MAXX{number:04}"
    total = sum(weight * int(character, 36) for weight, character in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    check = "0123456789X0"[(11 - total % 11) % 11 if total % 11 else 0]
    code = f"91230600{body}{check}"
    return code + uscc.calc_check_digit(code)


def enterprise_names(chance: random.Random, count: int) -> list[str]:
    """That many names, all different."""
    brands = [first + second for first, second in product(_FIRST, _SECOND)]
    picked = chance.sample(range(len(brands) * len(_TRADES)), count)
    return [
        f"示例{brands[number // len(_TRADES)]}{_TRADES[number % len(_TRADES)]}{chance.choice(_FORMS)}"
        for number in picked
    ]


def people_names(chance: random.Random, count: int) -> list[str]:
    return ["示例" + first + second for first, second in chance.sample(list(product(_SURNAMES, _GIVEN)), count)]


def notes(chance: random.Random) -> Iterator[str]:
    """Notes of 80 to 200 characters without end; each has its own number, so that none comes twice."""
    number = 0
    while True:
        number += 1
        wanted = chance.randint(80, 180)
        said = [f"示例走访第{number}次", chance.choice(_SAW), chance.choice(_SAID)]
        more = [chance.choice(_FIGURES).format(chance.randint(12, 9800)) for _time in range(14)]
        more += [words for words in (*_ASKED, *_SAW, *_SAID) if words not in said]
        chance.shuffle(more)
        end = chance.choice(_PROMISED)
        while len("，".join(said)) + len(end) < wanted:
            said.append(more.pop())
        yield ("，".join(said) + "；" + end + "。")[:200]


def problem_line(chance: random.Random) -> tuple[str, str]:
    """(code of the type, title) of a problem."""
    code, title = chance.choice(PROBLEMS)
    return code, "示例" + title.format(chance.randint(2, 990))
