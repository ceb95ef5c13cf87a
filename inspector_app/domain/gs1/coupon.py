"""North American coupons, application identifiers 8110 and 8112: only whether they are well formed.

No coupon is goods, but one printed on a pack must not hide what else the code says.
Source: GS1 General Specifications, section 3.9 (coupon identification for use in North America).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from inspector_app.domain.gs1.dates import read_yymmdd
from inspector_app.domain.gs1.gtin import is_digits


class _Fields:
    """Takes digits off the front; once something is missing or wrong, ``good`` stays False."""

    def __init__(self, text: str) -> None:
        self._rest = text
        self.good = is_digits(text)

    @property
    def complete(self) -> bool:
        return self.good and not self._rest

    def take(self, length: int) -> str:
        taken, self._rest = self._rest[:length], self._rest[length:]
        self.good = self.good and len(taken) == length
        return taken

    def one_of(self, digits: str) -> str:
        digit = self.take(1)
        self.good = self.good and digit in digits
        return digit

    def counted(self, digits: str, more: int) -> None:
        """A length indicator out of ``digits`` and so many digits and ``more``; 9 means none."""
        indicator = self.one_of(digits)
        if self.good and not (indicator == "9" and len(digits) == 8):
            self.take(int(indicator) + more)

    def begins_with(self, digit: str) -> bool:
        found = self.good and self._rest.startswith(digit)
        if found:
            self._rest = self._rest[1:]
        return found

    def purchase(self) -> None:
        self.counted("12345", 0)
        self.one_of("012349")
        self.take(3)

    def other_purchase(self) -> None:
        self.purchase()
        self.counted("01234569", 6)


def is_offer_coupon(text: str) -> bool:
    """AI 8112: format, funder, offer and serial number."""
    fields = _Fields(text)
    fields.one_of("01")
    fields.counted("0123456", 6)
    fields.take(6)
    fields.counted("0123456789", 6)
    return fields.complete


def is_coupon(text: str, today: date) -> bool:
    """AI 8110: company, offer, value, first purchase, and optional fields in rising order."""
    fields = _Fields(text)
    fields.counted("0123456", 6)
    fields.take(6)
    fields.counted("12345", 0)
    fields.purchase()
    if fields.begins_with("1"):
        fields.one_of("0123")
        fields.other_purchase()
    if fields.begins_with("2"):
        fields.other_purchase()
    last = fields.take(6) if fields.begins_with("3") else ""
    first = fields.take(6) if fields.begins_with("4") else ""
    for digit, read in _LAST_FIELDS.items():
        if fields.begins_with(digit):
            read(fields)
    return fields.complete and _period_is_real(first, last, today)


def _period_is_real(first: str, last: str, today: date) -> bool:
    days = [day for day in (first, last) if day]
    real = all(read_yymmdd(day, today, day_may_be_00=False) for day in days)
    return real and not (first and last and first > last)


def _saving(fields: _Fields) -> None:
    fields.one_of("01256")
    fields.one_of("012")
    fields.take(1)
    fields.one_of("01")


_LAST_FIELDS: dict[str, Callable[[_Fields], None]] = {
    "5": lambda fields: fields.counted("0123456789", 6),
    "6": lambda fields: fields.counted("1234567", 6),
    "9": _saving,
}
