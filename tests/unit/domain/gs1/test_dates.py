from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.gs1.dates import full_year, read_yymmdd

TODAY = date(2026, 11, 22)


@given(st.dates(date(1951, 1, 1), date(2150, 1, 1)), st.integers(0, 99))
def test_a_year_lies_within_49_back_and_50_ahead(today: date, yy: int) -> None:
    year = full_year(yy, today)
    assert year % 100 == yy
    assert -49 <= year - today.year <= 50


@pytest.mark.parametrize(
    ("yy", "today", "year"),
    [(76, TODAY, 2076), (77, TODAY, 1977), (0, date(2051, 1, 1), 2100), (2, date(2051, 1, 1), 2002),
     (99, date(2000, 1, 1), 1999)],
)  # fmt: skip
def test_the_century_turns_at_51_years_ahead(yy: int, today: date, year: int) -> None:
    assert full_year(yy, today) == year


@given(st.dates(date(1977, 1, 1), date(2076, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert read_yymmdd(day.strftime("%y%m%d"), TODAY, day_may_be_00=False) == (day, True)


def test_day_00_is_the_last_day_of_its_month() -> None:
    assert read_yymmdd("280200", TODAY, day_may_be_00=True) == (date(2028, 2, 29), False)
    assert read_yymmdd("280200", TODAY, day_may_be_00=False) is None


@pytest.mark.parametrize("text", ["281301", "280001", "270229", "280431", "28013", "28O101", ""])
def test_what_no_calendar_has_is_none(text: str) -> None:
    assert read_yymmdd(text, TODAY, day_may_be_00=True) is None
