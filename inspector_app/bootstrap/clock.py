"""The only place that reads the clock and the random source."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from uuid import UUID


class SystemClock:
    """The machine's clock. Business dates are those of the machine's own time zone."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The local calendar date."""
        return datetime.now().astimezone().date()

    def monotonic_ns(self) -> int:
        """Nanoseconds that never run backwards while the program lives."""
        return time.monotonic_ns()


class SystemIds:
    """Identifiers and seeds from the operating system's random source."""

    def new(self) -> str:
        """A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, the rest random."""
        millis = time.time_ns() // 1_000_000
        value = millis << 80 | int.from_bytes(os.urandom(10), "big")
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return str(UUID(int=value))

    def seed(self) -> bytes:
        """32 unpredictable bytes."""
        return os.urandom(32)
