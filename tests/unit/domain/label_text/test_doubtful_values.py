"""Values that look certain and are not: torn numbers, ranges, dates of other things."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass

ON = date(2026, 11, 22)


def read(text: str) -> LabelReading:
    """Two passes that read the same line."""
    box = ((0.0, 0.0), (600.0, 0.0), (600.0, 30.0), (0.0, 30.0))
    line = TextLine(text=text, box=box)
    passes = [TextPass(name=name, lines=(line,)) for name in ("half", "soft")]
    return read_label(passes, 1600, 1200, ON, label_tables())


def filled(reading: LabelReading) -> dict[str, str]:
    """What would be prefilled."""
    return {one.name: one.value for one in reading.fields if one.value is not None}


def offered(reading: LabelReading, name: str) -> list[str]:
    """All candidates of a field, the likeliest first."""
    field = reading.field(name)  # type: ignore[arg-type]
    return [] if field is None else [one.value for one in field.candidates]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("保质期:1 2个月", "shelf_life", ["12M"]),
        ("保质期:l8个月", "shelf_life", ["18M"]),
        ("保质期:2 4个月", "shelf_life", ["24M"]),
        ("保质期:3O个月", "shelf_life", ["30M"]),
        ("开封后l8个月", "opened_life", ["18M"]),
        ("保质期:18个月/24个月", "shelf_life", ["18M", "24M"]),
        ("保质期:6个月 9个月", "shelf_life", ["6M", "9M"]),
        ("有效期:2026.01.01-2028.12.31", "expires", ["2028-12-31", "2026-01-01"]),
        ("有效期 2026年01月01日至2028年12月31日", "expires", ["2028-12-31", "2026-01-01"]),
        ("生产日期:2026.03.01 至 2026.03.05", "produced", ["2026-03-01", "2026-03-05"]),
        ("生产日期:2026.03.01或2026.03.02", "produced", ["2026-03-01", "2026-03-02"]),
        ("生产日期:2026.3.1 1", "produced", ["2026-03-01"]),
        ("MFG 01 06 2026", "produced", ["2026-06-01", "2026-01-06"]),
        ("BB 01 06 2027", "expires", ["2027-06-01", "2027-01-06"]),
        ("生产日期:2026.1", "produced", ["2026-01"]),
        ("净含量:1,500kg", "net_content", ["1500kg"]),
        ("净含量:500ml+50ml", "net_content", ["500ml"]),
        ("净含量:100g+赠20g", "net_content", ["100g"]),
        ("LOT 123 A", "lot", ["123", "123A"]),
        ("批号 A123 45", "lot", ["A123", "A12345"]),
        (
            "注册证编号:国妆特字20261234 有效期至 2029-05-05",
            "expires",
            ["2029-05-05"],
        ),
        (
            "生产许可证编号:SC10633010200123 有效期至2027年12月31日",
            "expires",
            ["2027-12-31"],
        ),
    ],
)
def test_what_may_be_read_otherwise_is_offered_only(
    text: str, name: str, values: list[str]
) -> None:
    reading = read(text)
    assert name not in filled(reading)
    assert offered(reading, name) == values


@pytest.mark.parametrize(
    "text", ["保质期:卅六个月", "保质期:12月31日", "有效日期:117年03月01日", "保质期:18-24个月"]
)
def test_a_piece_of_a_number_or_date_is_no_life(text: str) -> None:
    assert offered(read(text), "shelf_life") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("保质期:12个月20260301", {"shelf_life": "12M"}),
        ("生产日期:2026.3.1 12:30", {"produced": "2026-03-01"}),
        ("MFG 20260301-EXP 20280228", {"produced": "2026-03-01", "expires": "2028-02-28"}),
        ("生产日期:20260301/20280228", {"produced": "2026-03-01"}),
        ("MFG 13 06 2026", {"produced": "2026-06-13"}),
        ("BB 12 2027", {"expires": "2027-12"}),
        ("EXP/LOT: 2029-01 A123", {"expires": "2029-01", "lot": "A123"}),
        ("限期使用日期及生产批号:20290131 EB26A", {"expires": "2029-01-31", "lot": "EB26A"}),
        ("产品标签有效期至2029.05.05", {"expires": "2029-05-05"}),
        ("净含量:1,000g", {"net_content": "1000g"}),
        ("净含量:1,5L", {"net_content": "1.5L"}),
        ("净含量:500g(10片x50g)", {"net_content": "500g"}),
        ("LOT 1234 MADE IN CHINA", {"lot": "1234"}),
        ("LOT:1234 12:30", {"lot": "1234"}),
        ("有效日期:民國117年3月1日", {"expires": "2028-03-01"}),
        ("製造日 平成31年3月1日", {"produced": "2019-03-01"}),
        (
            "生产许可证编号:SC10633010200123 保质期:12个月",
            {"licence": "SC10633010200123", "shelf_life": "12M"},
        ),
    ],
)
def test_what_stands_beside_a_certain_value_does_not_make_it_doubtful(
    text: str, values: dict[str, str]
) -> None:
    assert filled(read(text)) == values


@pytest.mark.parametrize(
    "text",
    [
        "抽奖活动有效期至2027年1月31日",
        "活动有效期:2026.01.01-2026.12.31",
        "兑奖有效期:12个月",
        "生产许可证有效期至:2028.03.01",
        "注册证有效期至 2029-05-05",
        "净含量:1 50g",
        "生产批号 规格 500ml",
    ],
)
def test_what_belongs_to_something_else_is_not_of_the_goods(text: str) -> None:
    assert read(text).fields == ()


def test_a_date_behind_a_stray_one_is_offered_first() -> None:
    reading = read("生产日期:12026.03.01")
    assert offered(reading, "produced")[0] == "2026-03-01"
    assert "produced" not in filled(reading)
