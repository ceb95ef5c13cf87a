"""Values that look certain and are not: torn numbers, ranges, dates of other things."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text import LabelReading, TextLine, TextPass, read_label

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
    ],
)
def test_what_stands_beside_a_certain_value_does_not_make_it_doubtful(
    text: str, values: dict[str, str]
) -> None:
    assert filled(read(text)) == values
