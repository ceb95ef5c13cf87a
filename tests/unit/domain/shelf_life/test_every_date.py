"""Every production date of four years against a slow count that shares nothing with the code.

The slow side knows how long months are and when a year leaps, walks from month to month, and
never asks ``datetime`` for more than the day after a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.shelf_life import LabelDate, Life, Wording, assess
from inspector_app.domain.shelf_life.last_day import settle

DAY = timedelta(days=1)
FIRST, YEARS = date(2024, 1, 1), 4
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (*range(1, 61), 72, 84, 96, 120)
IN_DAYS = (1, 2, 3, 7, 15, 21, 28, 29, 30, 31, 45, 59, 60, 61, 89, 90, 91, 120, 150, 179, 180, 181,
           210, 240, 270, 300, 359, 360, 364, 365, 366, 400, 540, 545, 547, 548, 720, 730, 731,
           1080, 1094, 1095, 1096, 1460, 1461, 1825)  # fmt: skip


def month_length(year: int, month: int) -> int:
    leaps = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leaps else LENGTHS[month - 1]


def walked(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """One month after another; a day number that is not there becomes the month's last."""
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month, min(day, month_length(year, month))


def counted(year: int, month: int, day: int, days: int) -> tuple[int, int, int]:
    """Whole months are jumped over, the rest is counted."""
    day += days
    while day > month_length(year, month):
        day -= month_length(year, month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month, day


def day_before(year: int, month: int, day: int) -> tuple[int, int, int]:
    if day > 1:
        return year, month, day - 1
    year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return year, month, month_length(year, month)


def window() -> Iterator[date]:
    day = FIRST
    while day.year < FIRST.year + YEARS:
        yield day
        day += DAY


def parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def label(day: date) -> LabelDate:
    return LabelDate(year=day.year, month=day.month, day=day.day)


def ends(made: LabelDate, life: Life) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    found = settle(made, life, None, "until")
    return parts(found.last_a), parts(found.last_b)


def test_the_window_holds_every_day_and_a_leap_day() -> None:
    days = list(window())
    assert len(days) == 4 * 365 + 1
    assert date(2024, 2, 29) in days


def test_lives_in_months_and_years_from_every_date() -> None:
    for produced in window():
        made, start = label(produced), parts(produced)
        for months in MONTHS:
            last_b = walked(*start, months)
            assert ends(made, Life(amount=months, unit="M")) == (day_before(*last_b), last_b)
        for years in range(1, 11):
            last_b = walked(*start, years * 12)
            assert ends(made, Life(amount=years, unit="Y")) == (day_before(*last_b), last_b)


def test_lives_in_days_from_every_date() -> None:
    for produced in window():
        made, start = label(produced), parts(produced)
        for days in IN_DAYS:
            last_b = counted(*start, days)
            assert ends(made, Life(amount=days, unit="D")) == (day_before(*last_b), last_b)


@pytest.mark.parametrize("life", ["180D", "18M", "3Y"])
def test_a_printed_day_is_held_against_the_computed_one(life: str) -> None:
    amount, unit = int(life[:-1]), life[-1]
    span = Life(amount=amount, unit=unit)  # type: ignore[arg-type]
    for produced in window():
        start = parts(produced)
        slow = counted(*start, amount) if unit == "D" else walked(
            *start, amount * (12 if unit == "Y" else 1)
        )  # fmt: skip
        last = date(*slow)
        for apart in (-32, -2, -1, 0, 1, 2, 32):
            printed = label(last + apart * DAY)
            found = settle(label(produced), span, printed, "until").findings
            assert bool(found) == (abs(apart) > 1), (produced, life, apart)
            if found:
                assert found[0].values()["days"] == abs(apart)


@pytest.mark.parametrize(
    ("wording", "strict_day"), [("until", "last"), ("use_by", "first"), ("before", "first")]
)
def test_every_printed_month(wording: Wording, strict_day: str) -> None:
    for year in range(2024, 2032):
        for month in range(1, 13):
            printed = LabelDate(year=year, month=month)
            found = settle(None, None, printed, wording)
            first, last = (year, month, 1), (year, month, month_length(year, month))
            strict = last if strict_day == "last" else first
            assert (parts(found.last_a), parts(found.last_b)) == (strict, last)


def test_every_printed_day_of_every_wording() -> None:
    for day in window():
        for wording, a in (("until", day), ("use_by", day), ("before", day - DAY)):
            found = settle(None, None, label(day), wording)  # type: ignore[arg-type]
            assert (found.last_a, found.last_b) == (a, day)


@pytest.mark.parametrize("months", [1, 6, 12, 18, 24, 36, 60])
def test_a_month_of_production_agrees_with_every_day_it_may_mean(months: int) -> None:
    """Printed days and months are findings only where no day of the month leads to them."""
    life = Life(amount=months, unit="M")
    for year in range(2024, 2028):
        for month in range(1, 13):
            made = LabelDate(year=year, month=month)
            last_b = walked(year, month, 1, months)
            assert ends(made, life) == (day_before(*last_b), last_b)
            meant = [
                date(*walked(year, month, day, months))
                for day in range(1, month_length(year, month) + 1)
            ]
            allowed = {day + shift * DAY for day in meant for shift in (-1, 0, 1)}
            day = min(allowed) - 3 * DAY
            while day <= max(allowed) + 3 * DAY:
                found = settle(made, life, label(day), "until").findings
                assert bool(found) == (day not in allowed), (made, day)
                day += DAY
            by_month = {parts(each - shift * DAY)[:2] for each in meant for shift in (0, 1)}
            for ahead in range(months - 2, months + 3):
                printed = LabelDate(year=walked(year, month, 1, ahead + 12)[0],
                                    month=walked(year, month, 1, ahead + 12)[1])  # fmt: skip
                printed = LabelDate(year=printed.year - 1, month=printed.month)
                found = settle(made, life, printed, "until").findings
                assert bool(found) == ((printed.year, printed.month) not in by_month)


def test_remaining_days_and_ratio_from_every_date() -> None:
    """Counted down one by one from the day of production to the day after the end."""
    rules = shelf_life_rules()
    for number, produced in enumerate(window()):
        life, months = (("12M", 12), ("36M", 36), ("6M", 6))[number % 3]
        last_a = date(*day_before(*walked(*parts(produced), months)))
        total = 0
        day = produced
        while day < last_a:
            day, total = day + DAY, total + 1
        for gone in (0, total // 3, total // 3 + 1, total, total + 1, total + 2):
            on = produced + gone * DAY
            found = assess(produced, life, None, on, "food", "domestic", rules)
            left = total - gone
            assert (found.remaining_days, found.remaining_ratio) == (left, f"{left}/{total}")
            assert (found.state == "expired") == (on > last_a + DAY)
            too_little = any(each.code == "ratio_below" for each in found.reasons)
            assert too_little == (3 * left < 2 * total)
