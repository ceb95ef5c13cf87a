"""A delivery: what the dock received, apart from order lines and lots.

Several deliveries may fill one order line; shortage and overage are quantities with a reason,
never errors (domain data, "The intake process", step 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.errors import IntakeError

ExceptionKind: TypeAlias = Literal["damaged", "short", "over", "refused"]

MAX_CARTONS = 100_000
"""More cartons on one line than any vehicle carries: a slipped finger, not a delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCount:
    """Cartons counted for one order line. ``damaged`` cartons were received, ``refused`` were not.

    ``photos`` are SHA-256 of originals.
    """

    line_id: str
    product_id: str
    expected: int
    received: int
    damaged: int = 0
    refused: int = 0
    reason: str = ""
    photos: tuple[str, ...] = ()

    @property
    def short(self) -> int:
        """Cartons announced, yet neither received nor refused; 0 when none are missing."""
        return max(0, self.expected - self.received - self.refused)

    @property
    def over(self) -> int:
        """Cartons received beyond the announced number; 0 when there are none."""
        return max(0, self.received + self.refused - self.expected)

    @property
    def has_exception(self) -> bool:
        return bool(self.damaged or self.refused or self.short or self.over)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One vehicle at the dock. ``received_at`` is UTC, ``temperature`` in °C as typed or ``""``."""

    id: str
    number: str
    order_id: str
    received_at: datetime
    received_by: str
    vehicle: str
    counts: tuple[LineCount, ...]
    seal: str = ""
    temperature: str = ""
    driver: str = ""
    signature: str = ""
    photos: tuple[str, ...] = ()

    @property
    def exceptions(self) -> tuple[LineCount, ...]:
        """The lines an exception note (到货差异单) lists."""
        return tuple(count for count in self.counts if count.has_exception)

    def count(self, line_id: str) -> LineCount:
        """The count of one line; IntakeError ``line_not_in_delivery``."""
        for count in self.counts:
            if count.line_id == line_id:
                return count
        raise IntakeError("line_not_in_delivery", line=line_id)


def check_cartons(value: int, *, what: str) -> int:
    """``value`` when it can be a number of cartons.

    Raises IntakeError ``quantity_negative`` or ``quantity_absurd``. Zero is a count (all short).
    """
    if value < 0:
        raise IntakeError("quantity_negative", what=what, value=value)
    if value > MAX_CARTONS:
        raise IntakeError("quantity_absurd", what=what, value=value, limit=MAX_CARTONS)
    return value


def check_count(count: LineCount) -> LineCount:
    """``count`` when its parts agree; IntakeError ``damaged_exceeds_received`` otherwise."""
    for what in ("received", "damaged", "refused"):
        check_cartons(getattr(count, what), what=what)
    if count.damaged > count.received:
        raise IntakeError(
            "damaged_exceeds_received", damaged=count.damaged, received=count.received
        )
    return count
