"""What many looks at one photo say together: which reads agree, which contradict each other.

A damaged bar code can be misread into another number whose check digit is right. So a bar code is
proved only when two different ways of looking gave the same, and nothing as strong gave another
number at the same place. Matrix codes carry error correction, and one read of them is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from inspector_app.domain.scan import Position, RawScan

# QR, Data Matrix, PDF417, Aztec, MaxiCode (ISO/IEC 15424).
_CORRECTED: Final = ("]Q", "]d", "]L", "]z", "]U")
# Looks that change the picture so much that they can make a number out of nothing.
_INVENTIVE: Final = frozenset({"unblurred", "unmoved"})
_WEAK: Final = ("]E", "]I", "]A")  # one check digit, or none
_Points = npt.NDArray[np.float64]


@dataclass(slots=True)
class _Claim:
    scan: RawScan
    looks: set[str]
    whole: bool

    @property
    def weight(self) -> int:
        return len(self.looks) + 2 * corrected(self.scan)


def corrected(scan: RawScan) -> bool:
    """Whether the symbology carries error correction."""
    return scan.symbology_id[:2] in _CORRECTED


class Evidence:
    """The reads of one photo. ``stands_free`` tells whether a bar code ends where it was read to
    end, or is a piece of a longer one."""

    def __init__(self, stands_free: Callable[[RawScan], bool]) -> None:
        self._claims: list[_Claim] = []
        self._stands_free = stands_free

    def add(self, scans: Iterable[RawScan], look: str) -> list[RawScan]:
        """Take the reads of one way of looking; returns those that are new and not proved yet."""
        new = []
        for scan in scans:
            for claim in self._claims:
                if claim.scan.data == scan.data and same_place(claim.scan, scan):
                    claim.looks.add(look)
                    break
            else:
                whole = corrected(scan) or self._stands_free(scan)
                self._claims.append(_Claim(scan, {look}, whole))
                if not corrected(scan):
                    new.append(scan)
        return new

    def is_proved(self, scan: RawScan) -> bool:
        """Whether this read, added before, has been seen in enough ways."""
        return any(
            self._proved(claim)
            for claim in self._claims
            if claim.scan.data == scan.data and same_place(claim.scan, scan)
        )

    def anything_proved(self) -> bool:
        """Whether at least one code of the photo is beyond doubt."""
        return any(self._proved(claim) for claim in self._claims)

    def taken(self, corners: Position) -> bool:
        """Whether a proved code lies at this place."""
        return any(
            self._proved(claim) and centre_within(corners, claim.scan.position)
            for claim in self._claims
        )

    def scans(self) -> tuple[RawScan, ...]:
        """All codes in reading order; of reads that contradict each other the stronger."""
        kept = [
            replace(claim.scan, proved=self._proved(claim))
            for claim in self._claims
            if not _invented(claim)
            and not any(_beats(rival, claim) for rival in self._rivals(claim))
        ]
        return tuple(sorted(kept, key=_place_on_page))

    def _rivals(self, claim: _Claim) -> list[_Claim]:
        return [
            other
            for other in self._claims
            if other is not claim
            and other.scan.data != claim.scan.data
            and _at_odds(other.scan.position, claim.scan.position)
        ]

    def _proved(self, claim: _Claim) -> bool:
        if corrected(claim.scan):
            return True
        rivals = (rival for rival in self._rivals(claim) if rival.whole)
        strongest = max((rival.weight for rival in rivals), default=0)
        enough = claim.weight >= 2 and not _invented(claim)
        return claim.whole and enough and claim.weight > 2 * strongest


def _invented(claim: _Claim) -> bool:
    return claim.scan.symbology_id[:2] in _WEAK and claim.looks <= _INVENTIVE


def _beats(rival: _Claim, claim: _Claim) -> bool:
    """A piece of a longer code loses to a whole one; then fewer looks lose, then the shorter."""
    mine = (claim.whole, claim.weight, len(claim.scan.data))
    return (rival.whole, rival.weight, len(rival.scan.data)) > mine


def same_place(one: RawScan, other: RawScan) -> bool:
    """Whether two reads of the same content are of the same print."""
    if not one.position or not other.position:
        return True
    a, b = np.asarray(one.position), np.asarray(other.position)
    long, wide, way = _measure(a if np.ptp(a, axis=0).max() > np.ptp(b, axis=0).max() else b)
    apart = b.mean(axis=0) - a.mean(axis=0)
    along, beside = abs(float(apart @ way)), abs(float(apart @ np.array([-way[1], way[0]])))
    return along < 0.5 * long + 4 and beside < max(0.6 * wide, 0.35 * long)


def centre_within(corners: Position, frame: Position) -> bool:
    """Whether the middle of ``corners`` lies in ``frame``, or that of ``frame`` in them."""
    if not corners or not frame:
        return True
    a, b = np.asarray(corners), np.asarray(frame)
    return _inside(a.mean(axis=0), b) or _inside(b.mean(axis=0), a)


def _at_odds(one: Position, other: Position) -> bool:
    return bool(one) and bool(other) and centre_within(one, other)


def _inside(point: _Points, corners: _Points) -> bool:
    long, wide, way = _measure(corners)
    apart = point - corners.mean(axis=0)
    along, beside = abs(float(apart @ way)), abs(float(apart @ np.array([-way[1], way[0]])))
    # Of a bar code often only a thin line is marked, and that aslant.
    return along < 0.55 * long + 4 and beside < max(0.55 * wide, 0.3 * long)


def _measure(corners: _Points) -> tuple[float, float, _Points]:
    """Length and width of a four-cornered frame, and the direction of its length."""
    if len(corners) != 4:
        return float(np.ptp(corners, axis=0).max()), 0.0, np.array([1.0, 0.0])
    level = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    upright = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    long, wide = float(np.hypot(*level)), float(np.hypot(*upright))
    if long < wide:
        long, wide, level = wide, long, upright
    return long, wide, level / max(long, 1e-6)


def _place_on_page(scan: RawScan) -> tuple[float, float]:
    xs = [x for x, _ in scan.position] or [0.0]
    ys = [y for _, y in scan.position] or [0.0]
    return (min(ys), min(xs))
