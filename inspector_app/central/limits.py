"""How much one station and one address may ask of this process.

Token buckets in memory: each replica counts for itself, so behind a balancer the limit of a whole
system is that of one replica times their number. A station that is over its limit is refused before
its signature is looked at, as long as it calls from the address it was over from: nobody else can
spend its share by using its name.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from inspector_app.domain.errors import AccessError, SyncError

_KEPT: Final = 20_000
"""Callers remembered at once; the one not heard of for longest is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """Rates are requests a second, bursts what may come at once after a quiet time.

    An address may stand for a whole warehouse behind one router, so it has room for many stations.
    ``body_pause`` is how many seconds a body may bring nothing; ``body_rate`` how many bytes a
    second it has to bring in the long run.
    """

    station_rate: float = 400.0
    station_burst: float = 2000.0
    station_at_once: int = 16
    address_rate: float = 2000.0
    address_burst: float = 10_000.0
    sign_in_rate: float = 0.2
    sign_in_burst: float = 20.0
    enrol_rate: float = 0.5
    enrol_burst: float = 30.0
    body_pause: float = 30.0
    body_rate: float = 512.0


class Buckets:
    """One bucket a caller; a full bucket is the same as none."""

    def __init__(self, rate: float, burst: float, seconds: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._seconds = seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> float:
        """0 when one more request is allowed, and it is counted; else the seconds to wait."""
        left = self._now(caller)
        allowed = left >= 1
        self._put(caller, left - 1 if allowed else left)
        return 0.0 if allowed else (1 - left) / self._rate

    def give_back(self, caller: str) -> None:
        """What was taken last did not count."""
        self._put(caller, min(self._burst, self._now(caller) + 1))

    def wait(self, caller: str) -> float:
        """As ``take`` would answer, with nothing counted."""
        return max(0.0, (1 - self._now(caller)) / self._rate)

    def _now(self, caller: str) -> float:
        left, at = self._left.get(caller, (self._burst, 0.0))
        return min(self._burst, left + max(0.0, self._seconds() - at) * self._rate)

    def _put(self, caller: str, left: float) -> None:
        self._left[caller] = (left, self._seconds())
        self._left.move_to_end(caller)
        if len(self._left) > _KEPT:
            self._left.popitem(last=False)


class Limits:
    """The counts of one process; only the server's own thread uses them."""

    def __init__(self, settings: LimitSettings, seconds: Callable[[], float]) -> None:
        self.settings = settings
        self._addresses = Buckets(settings.address_rate, settings.address_burst, seconds)
        self._stations = Buckets(settings.station_rate, settings.station_burst, seconds)
        self._sign_ins = Buckets(settings.sign_in_rate, settings.sign_in_burst, seconds)
        self._enrolments = Buckets(settings.enrol_rate, settings.enrol_burst, seconds)
        self._over: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._at_once: dict[str, int] = {}

    def count_address(self, address: str) -> None:
        """SyncError ``too_many_requests`` with ``seconds``."""
        _refuse(self._addresses.take(address))

    def count_enrolment(self, address: str) -> None:
        """SyncError ``too_many_requests``: codes are not to be guessed."""
        _refuse(self._enrolments.take(address))

    def count_sign_in(self, address: str) -> None:
        """AccessError ``slow_down`` after many wrong passwords from one address.

        Counted before the password is looked at: guesses sent all at once are as many.
        """
        wait = self._sign_ins.take(address)
        if wait > 0:
            raise AccessError("slow_down", seconds=math.ceil(wait))

    def forgive_sign_in(self, address: str) -> None:
        """A right password costs nothing."""
        self._sign_ins.give_back(address)

    def check_station_early(self, request: Request) -> None:
        """Refuse a station that is known to be over its limit before its signature is checked."""
        seen = (address_of(request), request.headers.get("signature-input", "")[:300])
        station = self._over.get(_without_time(seen))
        if station is None:
            return
        wait = self._stations.wait(station)
        if wait > 0:
            _refuse(wait)
        del self._over[_without_time(seen)]

    def count_station(self, request: Request, station: str) -> None:
        """One request of a proved station; SyncError ``too_many_requests``."""
        wait = self._stations.take(station)
        if wait > 0:
            claimed = request.headers.get("signature-input", "")[:300]
            self._over[_without_time((address_of(request), claimed))] = station
            if len(self._over) > _KEPT:
                self._over.popitem(last=False)
        _refuse(wait)

    def begin(self, station: str) -> None:
        """One more request of a station is worked on; SyncError ``too_many_at_once``."""
        running = self._at_once.get(station, 0)
        if running >= self.settings.station_at_once:
            raise SyncError("too_many_at_once", limit=self.settings.station_at_once, seconds=1)
        self._at_once[station] = running + 1

    def end(self, station: str) -> None:
        """What ``begin`` has counted is over."""
        if self._at_once[station] == 1:
            del self._at_once[station]
        else:
            self._at_once[station] -= 1


def address_of(request: Request) -> str:
    """Who calls; the server has put the address a trusted proxy names in its place."""
    return request.client.host if request.client else ""


def _without_time(seen: tuple[str, str]) -> tuple[str, str]:
    """The key id alone: the rest of the field changes with each request."""
    address, field = seen
    _, _, rest = field.partition('keyid="')
    return address, rest.partition('"')[0]


def _refuse(wait: float) -> None:
    if wait > 0:
        raise SyncError("too_many_requests", seconds=math.ceil(wait))
