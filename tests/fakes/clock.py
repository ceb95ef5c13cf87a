"""Time and identifiers that tests steer."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta


class FakeClock:
    """Moves one second at each look, and further when told to."""

    def __init__(self, start: datetime = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 0

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def today(self) -> date:
        return self._now.date()

    def monotonic_ns(self) -> int:
        self._monotonic += 1_000_000_000
        return self._monotonic

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class FakeIds:
    """Counted UUIDs and seeds, the same in every run."""

    def __init__(self, name: str = "station") -> None:
        self._name = name
        self._count = 0

    def _bytes(self) -> bytes:
        self._count += 1
        return hashlib.sha256(f"{self._name}/{self._count}".encode()).digest()

    def new(self) -> str:
        raw = self._bytes().hex()
        return f"{raw[:8]}-{raw[8:12]}-7{raw[13:16]}-8{raw[17:20]}-{raw[20:32]}"

    def seed(self) -> bytes:
        return self._bytes()


class PlainPins:
    """Verifiers are the PIN itself behind a mark: quick, for tests only."""

    def verify(self, verifier: str, pin: str) -> bool:
        return verifier == self.hash(pin)

    def hash(self, pin: str) -> str:
        return f"plain:{pin}"
