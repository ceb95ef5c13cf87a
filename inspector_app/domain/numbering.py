"""Numbers people read out: short, dated, with a station mark and a running count."""

from __future__ import annotations

from datetime import date
from typing import Literal


def lot_number(mark: str, on: date, count: int) -> str:
    """``L261122-A1-003``: the third lot opened at station ``A1`` on 2026-11-22."""
    return _number("L", mark, on, count)


def delivery_number(mark: str, on: date, count: int) -> str:
    """``D261122-A1-001``: the first delivery received at that dock on that day."""
    return _number("D", mark, on, count)


def _number(kind: Literal["L", "D"], mark: str, on: date, count: int) -> str:
    return f"{kind}{on:%y%m%d}-{mark}-{count:03d}"


def numbered_on(kind: Literal["L", "D"], on: date) -> tuple[str, str]:
    """All numbers of that kind and day lie, as texts, from the first up to below the second."""
    day = f"{kind}{on:%y%m%d}"
    return f"{day}-", f"{day}."
