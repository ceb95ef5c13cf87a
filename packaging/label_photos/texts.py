"""What stands on a made label, and the truth a reader is measured by."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

Truth = dict[str, str | int | None]

DATE_STYLES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y %m %d")
LATIN_STYLES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d%b%Y")
DOUBTFUL_STYLES = ("%y/%m/%d", "%y.%m.%d", "%y%m%d", "%d/%m/%Y", "%m/%d/%Y")

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

FOODS = (
    "海盐苏打饼",
    "黑芝麻糊",
    "原味腰果仁",
    "桂花酸梅汤",
    "红枣核桃糕",
    "全麦吐司片",
    "柠檬蜂蜜膏",
    "紫菜蛋花汤",
)
COSMETICS = (
    "积雪草舒缓凝露",
    "角鲨烷保湿精华油",
    "山茶花柔肤水",
    "乳木果护手霜",
    "绿茶清爽洁面泡沫",
    "玫瑰润唇膏",
)
INGREDIENTS = (
    ("配料：大米、燕麦片、赤砂糖、麦芽糊精、食用植物油、食用盐",),
    ("配料：腰果、食用盐、白砂糖、芝麻、酿造酱油、海藻糖",),
    ("配料：饮用水、乌梅、山楂、冰糖、桂花、陈皮、甘草、柠檬酸",),
)
COMPOSITION = (
    (
        "成分：水、甘油、丙二醇、甜菜碱、聚山梨醇酯-20、积雪草提取物、",
        "羟苯甲酯、黄原胶、乙二胺四乙酸二钠",
    ),
    ("成分：角鲨烷、辛酸/癸酸甘油三酯、生育酚、牛油果树果脂、", "向日葵籽油、香精"),
)
STORAGE = (
    "贮存条件：密封，置于阴凉通风处",
    "贮存方法：常温保存，开袋后请尽快食用",
    "储存条件：0~4℃冷藏",
)
MAKERS = (
    ("浙江", "杭州市", "浙"),
    ("四川", "成都市", "川"),
    ("山东", "青岛市", "鲁"),
    ("江苏", "苏州市", "苏"),
)
CONTENTS = ("65g", "80克", "200ml", "150毫升", "300g", "1.5kg", "2L", "45g×6", "15ml")
STANDARDS_FOOD = ("GB/T 20977", "GB 7099", "SB/T 10379", "Q/HZS 0012S", "NY/T 1041", "GB/T 31121")
STANDARDS_COSMETICS = ("QB/T 1645", "QB/T 2286", "GB/T 29665", "QB/T 4079", "GB/T 26517")
NUMERALS = {
    6: "六个月",
    9: "九个月",
    12: "一年",
    18: "十八个月",
    24: "两年",
    36: "三年",
    60: "五年",
}


@dataclass(slots=True)
class LabelText:
    """Lines of print, or a printed head and ink-jet lines; ``forms`` are the styles used."""

    lines: list[str]
    truth: Truth
    ink: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Dates:
    produced: date
    months: int
    days: int | None
    expires: date
    batch: str


def _dates(rng: random.Random, today: date) -> _Dates:
    produced = today - timedelta(days=rng.randint(30, 1200))
    if rng.random() < 0.15:
        days = rng.choice((90, 120, 180, 240, 270, 365))
        expires = produced + timedelta(days=days - 1)
        return _Dates(produced, round(days / 30), days, expires, _batch(rng, produced))
    months = rng.choice((6, 9, 12, 18, 24, 36, 60))
    index = produced.year * 12 + produced.month - 1 + months
    try:
        last = date(index // 12, index % 12 + 1, produced.day)
    except ValueError:
        last = date(index // 12, index % 12 + 1, 28)
    expires = last - timedelta(days=1)
    return _Dates(produced, months, None, expires, _batch(rng, produced))


def _batch(rng: random.Random, produced: date) -> str:
    number = rng.randint(10, 99)
    return rng.choice(
        (
            f"{produced:%y%m}{rng.randint(100, 999)}-{rng.randint(1, 9)}",
            f"{produced:%Y%m%d}{rng.choice('ABCDE')}{rng.randint(1, 9)}",
            f"{rng.choice('HKLAXZ')}{produced:%y%m%d}{number}",
            f"{rng.choice(('KH', 'ZC', 'QD', 'S'))}{rng.randint(1000, 9999)}{rng.choice('BCDF')}",
            f"L{rng.randint(10000, 99999)}",
        )
    )


def _life(rng: random.Random, dates: _Dates) -> str:
    if dates.days is not None:
        return f"{dates.days}天"
    if rng.random() < 0.35:
        return NUMERALS[dates.months]
    if dates.months % 12 == 0 and rng.random() < 0.4:
        return f"{dates.months // 12}年"
    return f"{dates.months}个月"


def _truth(
    produced: date | None, life: int | None, expires: date | None, batch: str | None
) -> Truth:
    return {
        "prod": produced.isoformat() if produced else None,
        "shelf": life,
        "exp": expires.isoformat() if expires else None,
        "batch": batch,
    }


def _style(rng: random.Random, value: date, style: str) -> str:
    # %b would speak the language of the machine.
    text = value.strftime(style.replace("%b", MONTHS[value.month - 1]))
    if "年" in style and rng.random() < 0.3:
        return f"{value.year}年{value.month}月{value.day}日"
    return text.upper()


def _timed(rng: random.Random, dates: _Dates, style: str) -> tuple[list[str], Truth]:
    """The lines that matter most: date, life, batch."""
    made, last = _style(rng, dates.produced, style), _style(rng, dates.expires, style)
    life, months = _life(rng, dates), dates.months
    lot = rng.choice(("批号", "生产批号", "批次", "产品批号"))
    made_word = rng.choice(("生产日期", "生产日期", "制造日期", "包装日期"))
    last_word = rng.choice(("限用日期", "保质期至", "有效期至", "限期使用日期", "保质期到期日"))
    kind = rng.randrange(5)
    if kind == 0:
        lines = [f"{made_word}：{made}", f"保质期：{life}", f"{lot}：{dates.batch}"]
        return lines, _truth(dates.produced, months, None, dates.batch)
    if kind == 1:
        lines = [f"{made_word}：{made}", f"{last_word}：{last}", f"{lot}：{dates.batch}"]
        return lines, _truth(dates.produced, None, dates.expires, dates.batch)
    if kind == 2:
        lines = [f"{lot}：{dates.batch}", f"{last_word}：{last}"]
        return lines, _truth(None, None, dates.expires, dates.batch)
    if kind == 3:
        lines = [f"保质期：{life}", f"{made_word}：{made}  {last_word}：{last}"]
        return lines, _truth(dates.produced, months, dates.expires, None)
    lines = [f"{lot}：{dates.batch}  {made_word}：{made}", f"保质期：{life}"]
    return lines, _truth(dates.produced, months, None, dates.batch)


def printed(rng: random.Random, kind: str, today: date, style: str) -> LabelText:
    """A label of small print for ``food`` or ``cos`` with its dates in one style."""
    dates = _dates(rng, today)
    place, city, province = rng.choice(MAKERS)
    content = rng.choice(CONTENTS)
    timed, truth = _timed(rng, dates, style)
    fields = {"net_content": content.replace("克", "g").replace("毫升", "ml")}
    if kind == "food":
        fields["licence"] = f"SC{rng.randint(10**13, 10**14 - 1)}"
        fields["standard_number"] = rng.choice(STANDARDS_FOOD)
        lines = [
            f"产品名称：{rng.choice(FOODS)}",
            *rng.choice(INGREDIENTS),
            f"净含量：{content}",
            f"产品标准代号：{fields['standard_number']}",
            f"食品生产许可证编号：{fields['licence']}",
            rng.choice(STORAGE),
            f"生产商：某某食品（{place}）有限公司",
            f"产地：{place}省{city}",
            f"服务热线：0{rng.randint(10, 99)}1-{rng.randint(10**7, 10**8 - 1)}",
        ]
    else:
        fields["licence"] = f"{province}妆2017{rng.randint(0, 9999):04d}"
        fields["filing"] = f"{province}G妆网备字202{rng.randint(1, 5)}{rng.randint(0, 999999):06d}"
        fields["standard_number"] = rng.choice(STANDARDS_COSMETICS)
        lines = [
            f"产品名称：{rng.choice(COSMETICS)}",
            f"净含量：{content}",
            *rng.choice(COMPOSITION),
            f"备案编号：{fields['filing']}",
            f"生产许可证编号：{fields['licence']}",
            f"执行标准：{fields['standard_number']}",
            f"备案人：{city[:2]}某某日用化学有限公司",
            f"地址：{place}省{city}高新区科技路{rng.randint(2, 199)}号",
            "使用方法：取适量均匀涂抹，轻轻按摩至吸收",
        ]
    at = len(lines) if rng.random() < 0.7 else rng.randint(2, len(lines))
    lines[at:at] = timed
    return LabelText(lines=lines, truth=truth, fields=fields, forms=[style])


HEADS = (
    "生产日期/保质期见喷码",
    "合格证",
    "净含量：350克",
    "贮存条件：阴凉干燥处保存",
    "生产日期：见瓶底",
    "请沿虚线撕开",
)


def ink_jet(rng: random.Random, today: date, style: str) -> LabelText:
    """A printed head with two or three ink-jet lines in one style."""
    dates = _dates(rng, today)
    made, last = _style(rng, dates.produced, style), _style(rng, dates.expires, style)
    time = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"
    code = f"{rng.choice('ABCD')}{rng.randint(1, 6)}"
    both = _truth(dates.produced, None, dates.expires, dates.batch)
    no_batch = _truth(dates.produced, None, dates.expires, None)
    options: list[tuple[list[str], Truth]] = [
        ([f"生产日期:{made}", f"限期使用:{last}", f"批号:{dates.batch}"], both),
        ([f"生产日期 {made}", f"保质期至 {last} {code}"], no_batch),
        (
            [f"EXP:{last}", f"LOT:{dates.batch} {time}"],
            _truth(None, None, dates.expires, dates.batch),
        ),
        ([f"MFG {made}", f"EXP {last}", f"LOT {dates.batch}"], both),
        (
            [f"{made} 合格", f"保质期:{_life(rng, dates)}"],
            _truth(dates.produced, dates.months, None, None),
        ),
        ([f"{made} {last}", dates.batch], no_batch),
        ([made, last, f"{time} {code}"], no_batch),
        ([f"限用日期{last}", dates.batch], _truth(None, None, dates.expires, None)),
        (
            [f"有效期至:{last}", f"批号:{dates.batch}"],
            _truth(None, None, dates.expires, dates.batch),
        ),
    ]
    if "%b" in style:
        options = [options[2], options[3]]
    lines, truth = rng.choice(options)
    return LabelText(lines=[rng.choice(HEADS)], ink=lines, truth=truth, forms=[style])
