"""Numbers people read out, and where those of one day lie in a sorted list."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.numbering import delivery_number, lot_number, numbered_on

DAY = date(2026, 11, 22)


def test_the_number_names_day_station_and_count() -> None:
    assert lot_number("A1", DAY, 3) == "L261122-A1-003"
    assert delivery_number("A1", DAY, 1) == "D261122-A1-001"


def test_a_busy_day_makes_longer_numbers_and_never_the_same_twice() -> None:
    numbers = [lot_number("A1", DAY, count) for count in range(1, 1200)]
    assert numbers[-1] == "L261122-A1-1199"
    assert len(set(numbers)) == len(numbers)


marks = st.text("ABCXYZ0123456789", min_size=1, max_size=6)
days = st.dates(date(2020, 1, 1), date(2089, 12, 31))


@given(marks, days, days, st.integers(1, 99_999))
def test_all_numbers_of_a_day_and_no_others_lie_between_its_bounds(
    mark: str, day: date, other: date, count: int
) -> None:
    first, below = numbered_on("L", day)
    assert first <= lot_number(mark, day, count) < below
    assert (first <= lot_number(mark, other, count) < below) == (other == day)
    assert not first <= delivery_number(mark, day, count) < below
