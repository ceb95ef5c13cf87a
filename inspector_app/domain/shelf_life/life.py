"""Nominal shelf life as printed: ``36M``, ``180D``, ``3Y``, ``18个月``, ``一年半``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life.dates import add_days, add_months

Unit: TypeAlias = Literal["D", "M", "Y"]
MOST_YEARS = 100

_DAYS_OF: dict[Unit, int] = {"D": 1, "M": 30, "Y": 365}
_MOST: dict[Unit, int] = {"D": MOST_YEARS * 366, "M": MOST_YEARS * 12, "Y": MOST_YEARS}
_NUMBER = r"(\d{1,5}|[零〇一二两三四五六七八九十百]{1,6})"
_YEARS = r"(?:Y|YRS?|YEARS?|年)"
_MONTHS = r"(?:M|MOS?|MONTHS?|(?:个|個)?月)"
_DAYS = re.compile(rf"{_NUMBER}(?:D|DAYS?|天|日)")
_WEEKS = re.compile(rf"{_NUMBER}(?:W|WKS?|WEEKS?|周|(?:个|個)?星期)")
_YEARS_MONTHS = re.compile(
    rf"(?:{_NUMBER}{_YEARS})?(?:(半)|(?:零|又)?{_NUMBER}(?:个|個)?{_MONTHS})?"
)
_PREFIX = re.compile(r"^(?:未[开開]封|UNOPENED)?:?(?:保[质質]期|保存期|有效期|SHELFLIFE)?:?")
_OPENED = re.compile(r"(?<!未)[开開]封|[开開][盖蓋瓶罐]|[启啟][封用]|拆封|PAO|(?<!UN)OPEN")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A duration; months stay months, never turned into days."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def nominal_days(self) -> int:
        """For the choice of a band only: a month is 30 days, a year 365."""
        return self.amount * _DAYS_OF[self.unit]

    def after(self, produced: date) -> date:
        """The last good day when counting starts the day after production (convention B).

        Convention A counts the production day as day 1 and ends one day earlier.
        """
        if self.unit == "D":
            return add_days(produced, self.amount)
        return add_months(produced, self.amount * (12 if self.unit == "Y" else 1))

    def before(self, last_good_day: date) -> date:
        """A production day that leads to ``last_good_day`` by convention B; an estimate."""
        if self.unit == "D":
            return add_days(last_good_day, -self.amount)
        return add_months(last_good_day, -self.amount * (12 if self.unit == "Y" else 1))


def parse_life(text: str) -> Life:
    """A printed life; Chinese numerals, ``半``, weeks and years with months are understood.

    A period after opening (开封后…) is no shelf life and is refused.
    Raises DateError ``life_unreadable``, ``life_is_after_opening``, ``life_out_of_range``.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if _OPENED.search(plain):
        raise DateError("life_is_after_opening", text=text)
    plain = _PREFIX.sub("", plain)
    life = _days(plain) or _months(plain)
    if life is None:
        raise DateError("life_unreadable", text=text)
    if not 0 < life.amount <= _MOST[life.unit]:
        raise DateError("life_out_of_range", text=text, years=MOST_YEARS)
    return life


def _days(plain: str) -> Life | None:
    if match := _DAYS.fullmatch(plain):
        return Life(amount=_number(match[1]), unit="D")
    if match := _WEEKS.fullmatch(plain):
        return Life(amount=_number(match[1]) * 7, unit="D")
    return None


def _months(plain: str) -> Life | None:
    if plain == "半年":
        return Life(amount=6, unit="M")
    match = _YEARS_MONTHS.fullmatch(plain)
    if match is None or not plain:
        return None
    years, half, months = match.groups()
    if years is None:
        return None if half else Life(amount=_number(months), unit="M")
    if half is None and months is None:
        return Life(amount=_number(years), unit="Y")
    return Life(amount=_number(years) * 12 + (6 if half else _number(months)), unit="M")


def _number(text: str) -> int:
    """Digits or Chinese numerals below a thousand (十八, 一百八十, 两, 三六〇)."""
    if text.isdecimal():
        return int(text)
    if not set(text) & set("十百"):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, pending = 0, 0
    for char in text:
        if char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            pending = _DIGITS[char]
    return total + pending
