"""Dates as labels print them, and calendar months.

A label gives a full date or only a month. Two-digit years and day-month orders that need
guessing are not read here: those are asked, never assumed.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from inspector_app.domain.errors import DateError

FIRST_YEAR, LAST_YEAR = 1990, 2099

_FULL = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
)
_MONTH = (
    re.compile(r"(\d{4})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDate:
    """A printed date; ``day`` is None where the label shows only a month."""

    year: int
    month: int
    day: int | None = None

    @property
    def first(self) -> date:
        """The day itself, or the first of the month."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The day itself, or the last of the month."""
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])

    @property
    def month_only(self) -> bool:
        return self.day is None

    def isoformat(self) -> str:
        """``2026-03-15``, or ``2026-03`` (ISO 8601 with reduced precision)."""
        month = f"{self.year:04d}-{self.month:02d}"
        return month if self.day is None else f"{month}-{self.day:02d}"

    def __str__(self) -> str:
        return self.isoformat()


Stated: TypeAlias = date | LabelDate
"""What stands on goods: a day, or a month. Records hold a day as ``date``, so that equal dates are
equal values, and use ``LabelDate`` for months only (``plain``)."""


def plain(value: Stated) -> Stated:
    """The one form of a stated date that records hold: ``date`` unless the day is missing."""
    if isinstance(value, LabelDate) and not value.month_only:
        return value.first
    return value


def earliest_day(value: Stated) -> date:
    """The day, or the first of the month."""
    return value.first if isinstance(value, LabelDate) else value


def latest_day(value: Stated) -> date:
    """The day, or the last of the month."""
    return value.last if isinstance(value, LabelDate) else value


def label_date(value: Stated) -> LabelDate:
    """A plain date as a full label date; DateError ``date_out_of_range``."""
    if isinstance(value, LabelDate):
        return _checked(value.year, value.month, value.day, str(value))
    return _checked(value.year, value.month, value.day, value.isoformat())


def parse_date8(text: str) -> date:
    """A date typed as eight digits YYYYMMDD.

    Raises DateError ``date_needs_eight_digits``, ``impossible_date``, ``date_out_of_range``.
    """
    digits = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[0-9]{8}", digits) is None:
        raise DateError("date_needs_eight_digits", text=text)
    return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]), text).first


def parse_label_date(text: str) -> LabelDate:
    """An unambiguous date or month: 20260301, 2026-03-01, 2026.3.1, 2026年3月1日, 2026-03.

    Raises DateError ``date_unreadable``, ``impossible_date``, ``date_out_of_range``.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    for pattern in _FULL:
        if match := pattern.fullmatch(plain):
            year, month, day = (int(part) for part in match.groups())
            return _checked(year, month, day, text)
    for pattern in _MONTH:
        if match := pattern.fullmatch(plain):
            return _checked(int(match[1]), int(match[2]), None, text)
    raise DateError("date_unreadable", text=text)


def add_months(start: date, months: int) -> date:
    """The same day number ``months`` later, or the month's last day (Civil Code art. 202).

    Raises DateError ``date_out_of_range``.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise DateError("date_out_of_range", text=str(year), first=FIRST_YEAR, last=LAST_YEAR)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_days(start: date, days: int) -> date:
    """``start`` plus days; DateError ``date_out_of_range``."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise DateError(
            "date_out_of_range", text=str(start), first=FIRST_YEAR, last=LAST_YEAR
        ) from None


def _checked(year: int, month: int, day: int | None, text: str) -> LabelDate:
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        raise DateError("impossible_date", text=text) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError("date_out_of_range", text=text, first=FIRST_YEAR, last=LAST_YEAR)
    return LabelDate(year=year, month=month, day=day)
