"""Prints that are rare, damaged or no value at all, and pages beyond every measure."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.layout import part_of
from inspector_app.domain.label_text.one_pass import MOST_CHARACTERS
from inspector_app.domain.label_text.plain_text import digits_repaired
from inspector_app.domain.label_text.printed_dates import repaired_dates
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass
from inspector_app.domain.label_text.timeline import life_fits
from inspector_app.domain.shelf_life import Claim, Life, parse_label_date

ON = date(2026, 11, 22)


def read(*texts: str, barcode: Claim | None = None) -> LabelReading:
    """Two passes that read the same lines, without boxes."""
    lines = tuple(TextLine(text=text, box=()) for text in texts)
    passes = [TextPass(name=name, lines=lines) for name in ("half", "soft")]
    return read_label(passes, 1600, 1200, ON, label_tables(), barcode=barcode)


def filled(reading: LabelReading) -> dict[str, str]:
    return {field.name: field.value for field in reading.fields if field.value is not None}


def offered(reading: LabelReading, name: str) -> list[tuple[str, str]]:
    field = reading.field(name)  # type: ignore[arg-type]
    return [] if field is None else [(one.value, one.doubt) for one in field.candidates]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("EX P 20270131", "expires", [("2027-01-31", "")]),
        ("EXPİRY DATE 2027-01-31", "expires", [("2027-01-31", "")]),
        ("MFC 20260301", "produced", [("2026-03-01", "keyword_guessed")]),
        ("有效期至:2050-01-01", "expires", [("2050-01-01", "unlikely_year")]),
        ("批号:20260301", "lot", [("20260301", "date_as_lot")]),
        ("批号:2026.13.40", "lot", [("2026.13.40", "date_as_lot")]),
        ("A20260301B", "produced", [("2026-03-01", "from_lot")]),
        ("GB/T 20980-2021", "standard_number", [("GB/T 20980-2021", "no_keyword")]),
        ("500ml", "net_content", [("500ml", "no_keyword")]),
    ],
)
def test_a_rare_print_is_read_with_its_doubt(
    text: str, name: str, found: list[tuple[str, str]]
) -> None:
    assert offered(read(text), name) == found


@pytest.mark.parametrize(
    "text",
    [
        "批号：无",
        "批号：ABCDEF",
        "批号：印于包装袋封口处 A1234",  # too far from its word to be its value
        "批号：A B C 12",
        "500ml 家庭装",
        "GB/T 20980-2021 一级品",
        "生产日期：01 ABC 2026",
        "生产日期 OOIIll12",
        "有效期至:2027.13.400",
        "EXP 32 MAR 2027",
        "保质期:999年",
        "保质期:9 9 9 9个月",
    ],
)
def test_what_is_no_value_is_not_offered(text: str) -> None:
    assert read(text).fields == ()


def test_letters_are_digits_only_among_digits() -> None:
    assert digits_repaired("生产日期 2O26O3Ol") == "生产日期 20260301"
    assert digits_repaired("OOIIll12") == "OOIIll12"


@pytest.mark.parametrize("digits", ["", "2026030", "202603011", "2026O301", "２０２６０３０１"])
def test_only_eight_plain_digits_may_be_a_misread_day(digits: str) -> None:
    assert repaired_dates(digits, 2000, 2050) == ()


def test_a_day_of_a_longer_batch_that_no_calendar_has_is_no_production() -> None:
    reading = read("批号:A20261340")
    assert filled(reading) == {"lot": "A20261340"}


def test_a_date_said_once_with_its_word_is_not_offered_for_the_other_field() -> None:
    reading = read("生产日期:2026-01-01", "2026-01-01")
    assert filled(reading) == {"produced": "2026-01-01"}
    assert offered(reading, "expires") == []


def test_a_day_no_calendar_has_is_no_problem_where_the_day_was_read_elsewhere() -> None:
    reading = read("有效期至：2027.13.40", "有效期至：2028-01-01")
    assert reading.problems == ()
    assert offered(reading, "expires")[0] == ("2028-01-01", "digits_unsure")


def test_a_place_is_not_told_where_the_value_was_read() -> None:
    reading = read("生产日期见瓶底", "生产日期:2026-01-01")
    assert (filled(reading), reading.problems) == ({"produced": "2026-01-01"}, ())


def test_a_barcodes_day_of_production_ranks_the_readings() -> None:
    reading = read("MFG 01/03/2026", barcode=Claim(produced=date(2026, 1, 3)))
    assert [value for value, _ in offered(reading, "produced")] == ["2026-01-03", "2026-03-01"]


def test_one_line_that_hints_twice_at_an_element_is_one_hint() -> None:
    text = "生产商：甲公司 地址：上海市 电话：021-5555"
    seen = [one.text for one in read(text).elements if one.element == "F04"]
    assert seen == [text]


def test_a_page_of_words_without_values_is_read_in_bounds() -> None:
    reading = read(*["生产日期"] * 150, "保质期至：2028-01-01")
    assert filled(reading) == {"expires": "2028-01-01"}


def test_what_lies_beyond_a_page_of_text_is_not_looked_at() -> None:
    rows = ["字" * 200] * (MOST_CHARACTERS // 200)
    assert filled(read(*rows[:-1], "保质期至：2028-01-01")) == {"expires": "2028-01-01"}
    assert filled(read(*rows, "保质期至：2028-01-01")) == {}


def test_a_part_of_nothing_is_the_whole_box() -> None:
    box = ((0.0, 0.0), (100.0, 0.0), (100.0, 40.0), (0.0, 40.0))
    assert part_of((), "生产", 0, 1) == ()
    assert part_of(box, "", 0, 1) == box
    assert part_of(box, "生产", 1, 1) == box
    assert part_of(box, "生产", 0, 1) == ((0.0, 0.0), (50.0, 0.0), (50.0, 40.0), (0.0, 40.0))


def test_a_life_beyond_every_calendar_fits_nothing() -> None:
    produced, expires = (parse_label_date(text) for text in ("2026-01-01", "2028-01-01"))
    assert not life_fits(produced, expires, Life(amount=9_000, unit="Y"))
    assert life_fits(produced, expires, Life(amount=2, unit="Y"))
