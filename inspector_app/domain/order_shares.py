"""Whose an order line is: one station's, or split between stations by quantity.

Two stations that are offline cannot see each other's counts. A line is therefore given to one
station or split ahead; who inspects outside his share is warned and says why. A line nobody was
given is anybody's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.errors import IntakeError

ShareDoubt: TypeAlias = Literal["", "other_station", "over_share", "over_line"]
"""Why a lot needs a reason: the line is another station's, the lot is more than this station's
share, or more than the line has left. The first that holds is told."""

OUTSIDE_REASONS = ("helping_out", "agreed_by_phone", "other_delivery", "goods_here", "recount")
"""Reason chips for a lot outside the share."""

MAX_UNITS = 10_000_000
_LONGEST_ITEM = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShare:
    """One station's part of a line in sale units; 0 is the whole line. ``name`` is for people."""

    station: str
    units: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShares:
    """Who inspects an order line; no shares: anybody."""

    order_id: str
    line_id: str
    shares: tuple[LineShare, ...] = ()

    @property
    def owner(self) -> str:
        """The only station of the line, ``""`` when it is split or anybody's."""
        return self.shares[0].station if len(self.shares) == 1 else ""

    def of(self, station: str) -> LineShare | None:
        """The share of one station."""
        return next((share for share in self.shares if share.station == station), None)


def line_item(order_id: str, line_id: str) -> str:
    """The id of an order line's item in a feed; a digest where the two names are very long."""
    plain = f"{order_id}|{line_id}"
    return plain if len(plain) <= _LONGEST_ITEM else hashlib.sha256(plain.encode()).hexdigest()


def check_shares(shares: LineShares, line_units: int) -> LineShares:
    """``shares`` when they can be held.

    IntakeError ``share_twice`` (a station named twice), ``share_without_units`` (a split part
    without its quantity), ``shares_exceed_line``.
    """
    stations = [share.station for share in shares.shares]
    for station in stations:
        if not station or stations.count(station) > 1:
            raise IntakeError("share_twice", station=station)
    total = sum(share.units for share in shares.shares)
    if any(not 0 <= share.units <= MAX_UNITS for share in shares.shares) or (
        len(stations) > 1 and not all(share.units for share in shares.shares)
    ):
        raise IntakeError("share_without_units")
    if total > line_units:
        raise IntakeError("shares_exceed_line", total=total, units=line_units)
    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLoad:
    """What is opened of a line already, in sale units: here and at other stations."""

    units: int
    here: int
    elsewhere: int


def doubt(
    shares: LineShares | None, station: str, load: LineLoad, size: int, *, tolerated: int = 0
) -> ShareDoubt:
    """What a lot of ``size`` units by ``station`` meets.

    ``tolerated`` are units beyond the line's quantity that the dock has really received. What one
    station counts alone is for its own balance, and not asked about here.
    """
    if shares is not None and shares.shares:
        share = shares.of(station)
        if share is None:
            return "other_station"
        if share.units and load.here + size > share.units + tolerated:
            return "over_share"
    if load.elsewhere and load.here + load.elsewhere + size > load.units + tolerated:
        return "over_line"
    return ""


def over(units: int, sizes: Iterable[int]) -> int:
    """Units opened beyond the line's quantity; 0 when it is kept."""
    return max(0, sum(sizes) - units)
