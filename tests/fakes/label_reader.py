"""A label reader that reads what a test wrote down, when the test lets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from inspector_app.domain.label_text.reading import (
    ElementSeen,
    FieldName,
    FieldReading,
    LabelField,
    LabelReading,
)
from inspector_app.domain.scan import Position

BOTH = ("half", "soft")
SIZE = (1600, 1200)


class FakeLabelReader:
    """``readings`` by the picture's bytes, ``other`` for all others; ``at_once`` answers in the
    call, else ``deliver`` does."""

    def __init__(
        self,
        readings: Mapping[bytes, LabelReading | None] | None = None,
        *,
        other: LabelReading | None = None,
        at_once: bool = True,
    ) -> None:
        self.readings = dict(readings or {})
        self.other = other
        self.at_once = at_once
        self.asked: list[bytes] = []
        self.days: list[date] = []
        self.calls: list[str] = []
        self._waiting: list[tuple[bytes, Callable[[LabelReading | None], None]]] = []

    def submit(self, data: bytes, today: date, done: Callable[[LabelReading | None], None]) -> None:
        self.asked.append(data)
        self.days.append(today)
        self._waiting.append((data, done))
        if self.at_once:
            self.deliver()

    def deliver(self) -> None:
        """Answer everything asked so far."""
        waiting, self._waiting = self._waiting, []
        for data, done in waiting:
            done(self.readings.get(data, self.other))

    def calm(self, *, quiet: bool) -> None:
        self.calls.append("quiet" if quiet else "free")

    def stop(self) -> None:
        self.calls.append("stop")


class KeptInMemory:
    """``KeptReadings`` in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, LabelReading] = {}

    def load(self, sha256: str) -> LabelReading | None:
        return self.kept.get(sha256)

    def save(self, sha256: str, reading: LabelReading) -> None:
        self.kept[sha256] = reading


def box(at: int = 0, *, width: int = 600) -> Position:
    """A line of text at the left, the ``at``-th from above."""
    top, bottom = 100.0 + at * 120, 170.0 + at * 120
    return ((100.0, top), (100.0 + width, top), (100.0 + width, bottom), (100.0, bottom))


def candidate(
    value: str, text: str = "", *, at: int = 0, passes: tuple[str, ...] = BOTH, doubt: str = "",
    exclusive: bool = False,
) -> FieldReading:  # fmt: skip
    """One possible value."""
    return FieldReading(
        value=value, text=text or value, box=box(at), passes=passes, doubt=doubt,
        exclusive=exclusive,
    )  # fmt: skip


def agreed(name: FieldName, value: str, text: str = "", **more: object) -> LabelField:
    """A field both passes read alike."""
    read = candidate(value, text, **more)  # type: ignore[arg-type]
    return LabelField(name=name, agreed=True, candidates=(read,))


def choices(name: FieldName, *candidates: FieldReading) -> LabelField:
    """A field a person must choose."""
    return LabelField(name=name, agreed=False, candidates=candidates)


def seen(element: str, text: str, *, at: int = 5, passes: tuple[str, ...] = BOTH) -> ElementSeen:
    """Text that looks like a label element."""
    return ElementSeen(element=element, text=text, box=box(at), passes=passes)


def label(*parts: LabelField | ElementSeen) -> LabelReading:
    """A reading of these fields and elements."""
    return LabelReading(
        width=SIZE[0], height=SIZE[1],
        fields=tuple(part for part in parts if isinstance(part, LabelField)),
        elements=tuple(part for part in parts if isinstance(part, ElementSeen)),
    )  # fmt: skip
