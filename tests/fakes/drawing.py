"""A central system without its web server: events are taken in and conclusions drawn by hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.central import deriving, journal
from inspector_app.central.db import stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.stations import Station
from inspector_app.central.parts import Parts
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import FIRST_PREVIOUS, link

DAWN = datetime(2026, 11, 22, 4, tzinfo=UTC)


class StillClock:
    """Time passes only when told to."""

    def __init__(self) -> None:
        self.time = DAWN

    def now(self) -> datetime:
        return self.time

    def today(self) -> object:
        return self.time.date()

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)

    def advance(self, **passed: float) -> None:
        self.time += timedelta(**passed)


@dataclass
class Dock:
    """A station that seals payloads; ``lines`` are not taken in yet."""

    number: int
    seq: int = 0
    previous: bytes = FIRST_PREVIOUS
    lines: list[EventLine] = field(default_factory=list)

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(int=0x0192F3A07B1C7DEF8A01 << 48 | self.number)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.number.to_bytes(32, "big"))

    def seal(self, kind: str, payload: bytes) -> EventLine:
        """One more event of the journal."""
        self.seq += 1
        bound = link(self.id.bytes, self.seq, self.previous, payload)
        line = EventLine(
            seq=self.seq, kind=kind, prev=self.previous.hex(), link=bound.hex(),
            signature=self._key.sign(bound), payload=payload,
        )  # fmt: skip
        self.previous = bound
        self.lines.append(line)
        return line

    def station(self, tenant: str) -> Station:
        """As the central system knows it before its first event."""
        return Station(
            tenant=tenant, station=str(self.id), name=f"月台 {self.number}",
            public_key=self._key.public_key().public_bytes_raw(), state="active", head=0,
            head_link=FIRST_PREVIOUS, receipts=0, enrolled_at=DAWN, seen_at=DAWN,
        )  # fmt: skip


async def enrol(parts: Parts, tenant: str, docks: Sequence[Dock]) -> None:
    """Make the docks known."""

    async def work(tx: Transaction) -> None:
        for dock in docks:
            assert await stations.add(tx, dock.station(tenant))

    await parts.db.run(tenant, work)


async def take(parts: Parts, tenant: str, dock: Dock, lines: Sequence[EventLine]) -> None:
    """Take events of a dock in; nothing is concluded yet."""
    who, now = dock.station(tenant), parts.clock.now()
    taken = await parts.db.run(
        tenant, lambda tx: journal.accept(tx, parts.key, who, list(lines), now)
    )
    assert taken.refusal is None


async def draw(parts: Parts) -> deriving.Done:
    """Draw all conclusions that can be drawn now."""
    return await deriving.derive_everything(parts, _at_once)


async def _at_once(*, storm: bool) -> None:
    """Nobody else sends."""
