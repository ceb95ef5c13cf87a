"""The end of a lottery, a coupon or a certificate is never filled in as the goods' last day."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass

ON = date(2026, 11, 22)
Placed = tuple[str, float, float]


def line(text: str, left: float, top: float) -> TextLine:
    right = left + sum(20 if char.isascii() else 40 for char in text)
    return TextLine(text=text, box=((left, top), (right, top), (right, top + 40), (left, top + 40)))


def read(lines: list[TextLine], second: list[TextLine] | None = None) -> LabelReading:
    passes = [
        TextPass(name="half", lines=tuple(lines)),
        TextPass(name="soft", lines=tuple(lines if second is None else second)),
    ]
    return read_label(passes, 1600, 1200, ON, label_tables())


def column(*texts: str) -> list[TextLine]:
    return [line(text, 100, 100 + 60 * row) for row, text in enumerate(texts)]


def filled(reading: LabelReading) -> dict[str, str]:
    return {field.name: field.value for field in reading.fields if field.value is not None}


def offered(reading: LabelReading, name: str) -> list[tuple[str, str]]:
    field = reading.field(name)  # type: ignore[arg-type]
    return [] if field is None else [(one.value, one.doubt) for one in field.candidates]


@pytest.mark.parametrize(
    "texts",
    [
        ("抽奖活动", "有效期至：2027年1月31日"),
        ("抽奖活动：", "有效期至2027.01.31"),
        ("抽獎活動", "有效期至：2027年1月31日"),
        ("开盖扫码赢红包", "失效日期：20270131"),
        ("会员积分", "到期日：2027.01.31"),
        ("扫码抽奖 百分百中奖", "奖品以实物为准", "有效期至2027.01.31"),
        ("抽奖活动", "有效期至", "2027年1月31日"),
        ("抽奖活动", "详情见官网", "最终解释权归本公司", "有效期至2027-01-31"),
        ("抽奖活动详情见官网，有效期至2027.1.31",),
        ("本优惠券全国通用 使用期限至：2027年1月31日",),
        ("抽奖活动至2027年1月31日止",),
        ("扫码抽奖活动", "2027年1月31日止"),
        ("凭本券2027年1月31日前使用有效",),
        ("注册证编号：国妆特字20261234", "有效期至2027-01-31"),
        ("生产许可证编号：SC10633010200123", "有效期至：2027.01.31"),
        ("质量管理体系认证证书", "有效期至：2027.01.31"),
        ("LUCKY DRAW", "EXP 2027-01-31"),
        ("COUPON", "USE BEFORE 2027-01-31"),
    ],
)
def test_its_end_is_offered_as_what_it_may_be(texts: tuple[str, ...]) -> None:
    for lines in (column(*texts), [TextLine(text=text, box=()) for text in texts]):
        reading = read(lines)
        assert "expires" not in filled(reading)
        assert offered(reading, "expires") == [("2027-01-31", "not_of_goods")]


def test_its_length_is_no_shelf_life() -> None:
    reading = read(column("凭此码兑奖", "有效期：12个月"))
    assert filled(reading) == {}
    assert offered(reading, "shelf_life") == [("12M", "not_of_goods")]


def test_a_batch_that_shares_its_words_stays_the_goods_own() -> None:
    reading = read(column("抽奖活动", "有效期至/批号：2027-01-31 L70143"))
    assert filled(reading) == {"lot": "L70143"}


def test_a_box_beside_the_notice_belongs_to_it() -> None:
    reading = read([line("抽奖活动", 100, 100), line("有效期至：2027-01-31", 500, 104)])
    assert offered(reading, "expires") == [("2027-01-31", "not_of_goods")]


def test_it_is_no_rival_of_the_goods_own_day() -> None:
    own = ("生产日期：2026-01-01", "保质期至：2028-01-01")
    reading = read(column(*own, "抽奖活动", "有效期至：2027年1月31日"))
    assert filled(reading) == {"produced": "2026-01-01", "expires": "2028-01-01"}


@pytest.mark.parametrize(
    "texts",
    [
        ("抽奖活动", "保质期至：2028-01-01"),  # said of goods only
        ("抽奖活动", "请于2028年1月1日前食用"),
        ("抽奖活动", "限期使用日期：2028-01-01"),
        ("抽奖活动", "生产日期：2026-01-01 有效期至：2028-01-01"),  # beside a day of production
        ("抽奖活动", "批号：L70143", "有效期至：2028-01-01"),  # a word of the goods in between
        ("有效期至：2028-01-01", "抽奖活动"),
        ("有效期至：2028-01-01 扫码抽奖",),
        ("生产日期：2026-01-01 扫码抽奖", "有效期至：2028-01-01"),  # two columns in one line
        ("备案编号：粤G妆网备字2021036609", "产品名称：面霜", "有效期至：2028-01-01"),
        ("扫码关注公众号", "有效期至：2028-01-01"),
    ],
)
def test_the_goods_own_day_is_filled_in_beside_a_notice(texts: tuple[str, ...]) -> None:
    assert filled(read(column(*texts)))["expires"] == "2028-01-01"


def test_a_notice_that_one_pass_misread_is_enough() -> None:
    good, bad = (
        column("抽奖活动", "有效期至：2027-01-31"),
        column("抽桨舌动", "有效期至：2027-01-31"),
    )
    assert "expires" not in filled(read(good, bad))
    assert "expires" not in filled(read(bad, good))


def test_where_the_goods_own_day_stands_elsewhere_is_still_told() -> None:
    reading = read(column("有效期至：见瓶底", "抽奖活动", "有效期至：2027-01-31"))
    assert [one.code for one in reading.problems] == ["see_elsewhere"]


def test_a_page_of_nothing_but_notices_is_read_in_bounds() -> None:
    texts = ["抽奖活动", "有效期至：2027-01-31"] * 60
    assert "expires" not in filled(read(column(*texts)))
