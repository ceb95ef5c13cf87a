"""Moments as the tables keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(value: int) -> datetime:
    """The aware UTC moment."""
    return _EPOCH + value * _MILLISECOND


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment: as exact as a moment is."""
    return (moment - _EPOCH) // _MICROSECOND
