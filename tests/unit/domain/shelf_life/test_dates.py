"""Printed dates and calendar months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life import (
    LabelDate,
    Stated,
    earliest_day,
    latest_day,
    parse_date8,
    parse_label_date,
    plain,
)
from inspector_app.domain.shelf_life.dates import add_days, add_months, label_date

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(day=DAYS)
def test_eight_digits_read_back_as_the_day(day: date) -> None:
    assert parse_date8(day.strftime("%Y%m%d")) == day


@given(text=st.text(max_size=12))
def test_anything_else_is_refused_with_a_code(text: str) -> None:
    code = ""
    try:
        day = parse_date8(text)
    except DateError as refused:
        code, day = refused.code, date(2000, 1, 1)
    assert code in {"", "date_needs_eight_digits", "impossible_date", "date_out_of_range"}
    assert 1990 <= day.year <= 2099


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026030", "date_needs_eight_digits"),
        ("202603011", "date_needs_eight_digits"),
        ("2026-3-1", "date_needs_eight_digits"),
        ("20261340", "impossible_date"),
        ("20260229", "impossible_date"),
        ("20260300", "impossible_date"),
        ("00000101", "impossible_date"),
        ("19000101", "date_out_of_range"),
        ("21000101", "date_out_of_range"),
    ],
)
def test_impossible_typing_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date8(text)
    assert refused.value.code == code


def test_full_width_digits_are_digits() -> None:
    assert parse_date8(" ２０２６０３０１ ") == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["20260301", "2026-03-01", "2026/3/1", "2026.03.01", "2026年3月1日", "2026 年 03 月 01 日",
     "２０２６．０３．０１", "2026年3月1"],
)  # fmt: skip
def test_unambiguous_days_are_read(text: str) -> None:
    assert parse_label_date(text) == LabelDate(year=2026, month=3, day=1)


@pytest.mark.parametrize("text", ["2026-03", "2026/3", "2026.03", "2026年3月", "2026年03月"])
def test_months_are_read_as_months(text: str) -> None:
    month = parse_label_date(text)
    assert month.month_only
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert str(month) == "2026-03"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("26/03/01", "date_unreadable"),
        ("260301", "date_unreadable"),
        ("01/03/2026", "date_unreadable"),
        ("202603", "date_unreadable"),
        ("", "date_unreadable"),
        ("2026.13.40", "impossible_date"),
        ("2026-13", "impossible_date"),
        ("1889-01", "date_out_of_range"),
    ],
)
def test_what_needs_guessing_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_label_date(text)
    assert refused.value.code == code


def test_a_full_label_date_begins_and_ends_on_its_day() -> None:
    stated = label_date(date(2028, 2, 29))
    assert stated.first == stated.last == date(2028, 2, 29)
    assert str(stated) == "2028-02-29"
    assert not stated.month_only
    assert label_date(stated) == stated
    with pytest.raises(DateError, match="date_out_of_range"):
        label_date(date(1980, 1, 1))
    with pytest.raises(DateError, match="impossible_date"):
        label_date(LabelDate(year=2026, month=2, day=30))


def slow_months(start: date, months: int) -> date:
    """Step to the first of each month, then take the day that exists."""
    first = start.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    day = start.day
    while True:
        try:
            return first.replace(day=day)
        except ValueError:
            day -= 1


@given(start=DAYS, months=st.integers(0, 120))
def test_months_are_calendar_months(start: date, months: int) -> None:
    assert add_months(start, months) == slow_months(start, months)


def test_the_last_day_stands_in_for_a_missing_one() -> None:
    assert add_months(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert add_months(date(2028, 3, 31), -1) == date(2028, 2, 29)
    assert monthrange(2028, 2)[1] == 29


def test_the_calendar_ends() -> None:
    for call in (
        lambda: add_months(date(2026, 1, 1), 12 * 9000),
        lambda: add_months(date(2026, 1, 1), -12 * 3000),
        lambda: add_days(date(2026, 1, 1), 10**9),
    ):
        with pytest.raises(DateError) as refused:
            call()
        assert refused.value.code == "date_out_of_range"


@pytest.mark.parametrize(
    ("stated", "first", "last", "text"),
    [
        (date(2028, 2, 15), date(2028, 2, 15), date(2028, 2, 15), "2028-02-15"),
        (LabelDate(year=2028, month=2), date(2028, 2, 1), date(2028, 2, 29), "2028-02"),
        (LabelDate(year=2027, month=2), date(2027, 2, 1), date(2027, 2, 28), "2027-02"),
        (LabelDate(year=2027, month=2, day=3), date(2027, 2, 3), date(2027, 2, 3), "2027-02-03"),
    ],
)
def test_a_stated_date_spans_its_month(stated: Stated, first: date, last: date, text: str) -> None:
    assert (earliest_day(stated), latest_day(stated)) == (first, last)
    assert stated.isoformat() == text
    assert plain(stated) == (first if first == last else stated)
    assert isinstance(plain(stated), date) == (first == last)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0001-01-01", "date_out_of_range"), ("9999-12-31", "date_out_of_range"),
        ("1989-12-31", "date_out_of_range"), ("2100-01-01", "date_out_of_range"),
        ("0000-01-01", "impossible_date"), ("2026-02-29", "impossible_date"),
        ("2100-02-29", "impossible_date"), ("2026-00-10", "impossible_date"),
        ("2026-13", "impossible_date"), ("9999-12", "date_out_of_range"),
        ("0001-01", "date_out_of_range"), ("20260230", "impossible_date"),
        ("2026-04-31", "impossible_date"), ("26-04-30", "date_unreadable"),
        ("yesterday", "date_unreadable"), ("", "date_unreadable"),
    ],
)  # fmt: skip
def test_dates_no_goods_can_have(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_label_date(text)
    assert refused.value.code == code


def test_leap_days_are_days() -> None:
    assert parse_label_date("2028-02-29").first == date(2028, 2, 29)
    assert parse_label_date("2000-02-29").first == date(2000, 2, 29)
