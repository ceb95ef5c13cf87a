"""The page ``/metrics``: what this process counted, and what waits in the database."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from starlette.requests import Request

from inspector_app.central.configuration import Operation
from inspector_app.central.db.backlog import Backlog, backlog
from inspector_app.central.db.moments import to_ms
from inspector_app.central.metrics import family
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError, StorageError

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_COUNTED_FOR_NS: Final = 15_000_000_000
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")


def check_may_read(rules: Operation, request: Request) -> None:
    """Who has the token may; without one, who calls directly from an address named for it.

    A proxy on this machine calls from a loopback address for the whole world, so what it passes
    on needs the token. AccessError ``metrics_refused``.
    """
    given = request.headers.get("authorization", "")
    if rules.metrics_token and hmac.compare_digest(
        given.encode(), f"Bearer {rules.metrics_token}".encode()
    ):
        return
    direct = not any(name in request.headers for name in _FORWARDED)
    if direct and request.client is not None and _is_in(request.client.host, rules.metrics_from):
        return
    raise AccessError("metrics_refused")


def _is_in(host: str, networks: tuple[str, ...]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in ipaddress.ip_network(one, strict=False) for one in networks)


class Scrape:
    """Counts of the database are kept for a quarter of a minute, whoever asks how often."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept: tuple[int, Backlog] | None = None

    async def text(self) -> str:
        """The whole page. While the database is away its counts are left out."""
        found = await self._backlog()
        lines = [*self._parts.watch.metrics.lines(), *self._process(up=found is not None)]
        if found is not None:
            lines += _waiting(found, to_ms(self._parts.clock.now()))
        return "\n".join(lines) + "\n"

    async def _backlog(self) -> Backlog | None:
        now = self._parts.clock.monotonic_ns()
        if self._kept is not None and 0 <= now - self._kept[0] < _COUNTED_FOR_NS:
            return self._kept[1]
        try:
            found = await backlog(self._parts.db)
        except StorageError:
            return None
        self._kept = (now, found)
        return found

    def _process(self, *, up: bool) -> Iterator[str]:
        db = self._parts.db
        busy, most = db.connections_used()
        plain: tuple[tuple[str, str, str, float], ...] = (
            ("inspector_database_up", "gauge", "1 while the database answers.", int(up)),
            ("inspector_database_connections_used", "gauge", "Connections at work.", busy),
            ("inspector_database_connections_most", "gauge", "Connections there may be.", most),
            ("inspector_database_retries_total", "counter",
             "Transactions done again after a lost race (40001, 40P01).", db.retries),
            ("inspector_stopping", "gauge", "1 while the server lets running requests end.",
             int(self._parts.watch.stopping)),
            ("inspector_process_resident_bytes", "gauge", "Memory of this process.", resident()),
        )  # fmt: skip
        for name, kind, text, value in plain:
            yield from family(name, kind, text, [((), value)])


def _waiting(found: Backlog, now: int) -> Iterator[str]:
    age = (now - found.oldest) / 1000 if found.oldest else 0.0
    lag = (now - found.oldest_underived) / 1000 if found.oldest_underived else 0.0
    plain: tuple[tuple[str, str, float], ...] = (
        ("inspector_inspections_waiting", "Inspections that lack photos.", found.waiting),
        ("inspector_oldest_waiting_seconds", "Since the first of them arrived.", max(age, 0.0)),
        ("inspector_photos_missing", "Photos named by a record and not here.", found.missing),
        ("inspector_events_quarantined", "Events that wait for a person or an upgrade.",
         found.quarantined),
        ("inspector_events_underived", "Events whose figures are still to be counted.",
         found.underived),
        ("inspector_oldest_underived_seconds", "Since the first of them arrived.", max(lag, 0.0)),
        ("inspector_events_given_up", "Events that figures could not be counted from.",
         found.given_up),
    )  # fmt: skip
    for name, text, value in plain:
        yield from family(name, "gauge", text, [((), value)])
    yield from family(
        "inspector_stations", "gauge", "Stations by state.",
        (((("state", state),), count) for state, count in sorted(found.stations.items())),
    )  # fmt: skip
    yield from family(
        "inspector_feed_changes_total", "counter", "The number of the last change of a feed.",
        (((("feed", feed),), count) for feed, count in sorted(found.feeds.items())),
    )  # fmt: skip


def resident() -> int:
    """Bytes of memory this process holds; 0 where the system does not tell."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError):
        return 0
