"""When a code read from a picture may be believed.

A blurred symbol can be misread into another number with a valid check digit, so that one read of
one photo proves nothing. It counts when the number is known (on the order or product list), or
when two frames or photos agree, or when a person compared it with the print. Hardware scanners
and typed numbers are believed as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from inspector_app.domain.scan import RawScan

Trust: TypeAlias = Literal["certain", "known", "agreed", "unproved"]

_PICTURES: Final = ("camera", "picture")


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """What a person is working on: of several codes in view, one of it is meant. Empty: anything
    on an open order."""

    order_id: str = ""
    product_id: str = ""


ANYTHING: Final = InHand()


def trust_of(
    scan: RawScan, *, others: Iterable[RawScan], is_known: Callable[[RawScan], bool]
) -> Trust:
    """How far a read may be believed; ``unproved`` asks for a second photo or a closer look.

    ``others`` are reads of *other* photos or frames of the same goods.
    """
    if scan.source not in _PICTURES or scan.confirmed:
        return "certain"
    if is_known(scan):
        return "known"
    if any(_same(scan, other) for other in others):
        return "agreed"
    return "unproved"


@dataclass(slots=True)
class FrameAgreement:
    """Live frames: a code counts once it was read in two of the last ``window`` frames.

    Each code is given once; after ``window`` frames without it, it counts as shown anew.
    """

    window: int = 15
    _seen: dict[bytes, list[int]] = field(default_factory=dict)
    _given: dict[bytes, int] = field(default_factory=dict)

    def add(
        self, frame: int, scans: Sequence[RawScan], is_known: Callable[[RawScan], bool]
    ) -> tuple[RawScan, ...]:
        """Take one frame's reads; returns those that have just become believable."""
        oldest = frame - self.window
        self._seen = {
            data: recent
            for data, frames in self._seen.items()
            if (recent := [number for number in frames if number > oldest])
        }
        self._given = {data: last for data, last in self._given.items() if last > oldest}
        news: list[RawScan] = []
        for scan in {scan.data: scan for scan in scans}.values():
            frames = self._seen.setdefault(scan.data, [])
            if frame not in frames:
                frames.append(frame)
            if scan.data not in self._given and (len(frames) >= 2 or is_known(scan)):
                news.append(scan)
            if scan.data in self._given or scan in news:
                self._given[scan.data] = frame
        return tuple(news)


def _same(one: RawScan, other: RawScan) -> bool:
    return one.data == other.data and (
        one.symbology_id == other.symbology_id or not (one.symbology_id and other.symbology_id)
    )
