"""How fast conclusions follow from records that were taken in: verdicts, severity, progress."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.bootstrap import server
from inspector_app.central import deriving, journal
from inspector_app.central.db import stations, underived
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.stations import Station
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import FIRST_PREVIOUS, link
from tests.benchmarks.central_process import Place, founded
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.benchmarks.sealed_lots import GOODS, walked

Spent: TypeAlias = tuple[float, float]
"""Seconds, and seconds of this process's processor."""
STATIONS = 4
ROWS = 50
"""Events of one station that arrive in one go."""
SUPPLIERS = 20
DAWN = datetime(2026, 11, 20, tzinfo=UTC)


@benchmark("derive.events", unit="1/s")
def derive_events(size: Size) -> Figure:
    """Records a second whose conclusions are drawn, on SQLite; nothing else runs. Four stations
    send their days one after the other, so that each lot comes late for its goods."""
    with founded(on_server=False) as place:
        return _measured(place, size)


@benchmark("derive.events_server", unit="1/s")
def derive_events_server(size: Size) -> Figure:
    """The same on PostgreSQL."""
    with founded(on_server=True) as place:
        return _measured(place, size)


def _measured(place: Place, size: Size) -> Figure:
    each = 40 if size == "smoke" else 1000
    parts, _ = server.open_parts(place.folder)
    journals = [_journal(number, each) for number in range(1, STATIONS + 1)]
    (first, cpu), (second, more) = asyncio.run(_both(parts, journals))
    events = each * STATIONS
    detail = {
        "events": events, "goods": GOODS, "suppliers": SUPPLIERS, "stations": STATIONS,
        "first_half_per_s": round(events / 2 / first),
        "second_half_per_s": round(events / 2 / second),
        "cpu_ms_per_record": round((cpu + more) / events * 1e3, 2),
    }  # fmt: skip
    return Figure(events / (first + second), detail)


async def _both(
    parts: Parts, journals: Sequence[tuple[Station, list[EventLine]]]
) -> tuple[Spent, Spent]:
    """What the first and the second half of all journals take."""
    try:
        tenant = await tenant_of(parts)
        for station, _ in journals:
            await parts.db.run(tenant, partial(_add, _of(station, tenant)))
        half = len(journals[0][1]) // 2
        first = await _drawn(parts, tenant, [(one, lines[:half]) for one, lines in journals])
        second = await _drawn(parts, tenant, [(one, lines[half:]) for one, lines in journals])
        async with parts.db.read(tenant) as tx:
            assert await underived.count(tx, tenant, 1) == 0
            assert await underived.given_up(tx, tenant) == 0
        return first, second
    finally:
        await parts.db.close()


async def _add(station: Station, tx: Transaction) -> None:
    assert await stations.add(tx, station)


def _of(station: Station, tenant: str) -> Station:
    return Station(**{**{name: getattr(station, name) for name in Station.__slots__},
                      "tenant": tenant})  # fmt: skip


async def _drawn(
    parts: Parts, tenant: str, journals: Sequence[tuple[Station, list[EventLine]]]
) -> Spent:
    for station, lines in journals:
        for start in range(0, len(lines), ROWS):
            await _taken(parts, _of(station, tenant), lines[start : start + ROWS])
    begun, cpu = time.perf_counter(), time.process_time()
    await deriving.derive_everything(parts, _at_once)
    return time.perf_counter() - begun, time.process_time() - cpu


async def _taken(parts: Parts, station: Station, lines: Sequence[EventLine]) -> None:
    now = parts.clock.now()
    accepted = await parts.db.run(
        station.tenant, lambda tx: journal.accept(tx, parts.key, station, lines, now)
    )
    assert accepted.refusal is None


async def _at_once(*, storm: bool) -> None:
    """Nobody else sends."""


def _journal(number: int, count: int) -> tuple[Station, list[EventLine]]:
    """A station and what it sealed: a lot each quarter of an hour."""
    key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    who = uuid.UUID(int=0x0192F3A07B1C7DEF8A01 << 48 | number)
    station = Station(
        tenant="", station=str(who), name=f"工位 {number}",
        public_key=key.public_key().public_bytes_raw(), state="active", head=0,
        head_link=FIRST_PREVIOUS, receipts=0, enrolled_at=DAWN, seen_at=DAWN,
    )  # fmt: skip
    previous, lines = FIRST_PREVIOUS, []
    for seq in range(1, count + 1):
        sealed_at = DAWN + timedelta(minutes=15 * seq, seconds=number)
        payload = walked().sealed(who, seq, sealed_at, f"S-{seq % SUPPLIERS + 1}")
        bound = link(who.bytes, seq, previous, payload)
        lines.append(
            EventLine(
                seq=seq, kind="created", prev=previous.hex(), link=bound.hex(),
                signature=key.sign(bound), payload=payload,
            )
        )  # fmt: skip
        previous = bound
    return station, lines
