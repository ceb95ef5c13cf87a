"""Dates of application identifiers; the current date is always an argument.

Source: GS1 General Specifications, section 7.12 (determination of century) and 3.4 (day 00).
"""

from __future__ import annotations

import calendar
from datetime import date


def full_year(yy: int, today: date) -> int:
    """The four-digit year meant by two digits: −49 … +50 years around ``today``."""
    century = today.year - today.year % 100
    ahead = yy - today.year % 100
    if ahead >= 51:
        century -= 100
    elif ahead <= -50:
        century += 100
    return century + yy


def read_yymmdd(text: str, today: date, *, day_may_be_00: bool) -> tuple[date, bool] | None:
    """The date of six digits and whether its day was given; None when there is no such day.

    Day 00 means the month's last day, where the identifier allows it.
    """
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = full_year(int(text[:2]), today), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day == 0:
        return (date(year, month, last), False) if day_may_be_00 else None
    return (date(year, month, day), True) if day <= last else None


def read_yyyymmdd(text: str) -> date | None:
    """The day of eight digits; None when there is no such day (day 00 is none)."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
