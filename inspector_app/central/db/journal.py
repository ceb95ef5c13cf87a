"""The journals of all stations, as received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import zstandard
from sqlalchemy import func, insert, select, tuple_

from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import events
from inspector_app.wire.envelope import EventVerdict
from inspector_app.wire.link import MAX_PAYLOAD


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """A row of ``events``; ``payload`` is uncompressed here."""

    tenant: str
    station: str
    seq: int
    received_at: int
    kind: str
    link: bytes
    prev: bytes
    signature: bytes
    payload: bytes
    payload_sha256: str
    payload_size: int
    schema: str
    state: EventVerdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """What is needed to recognise an event that comes again."""

    link: bytes
    state: EventVerdict
    why: str


async def known(
    tx: Transaction, tenant: str, station: str, seqs: Sequence[int]
) -> dict[int, KnownEvent]:
    """The stored links of those places in the journal."""
    if not seqs:
        return {}
    wanted = select(events.c.seq, events.c.link, events.c.state, events.c.why).where(
        events.c.tenant == tenant, events.c.station == station, events.c.seq.in_(seqs)
    )
    return {
        row.seq: KnownEvent(link=row.link, state=row.state, why=row.why)
        for row in await tx.execute(wanted)
    }


async def add(tx: Transaction, rows: Sequence[StoredEvent]) -> None:
    """Append; the caller holds the station's lock and has checked the chain."""
    if rows:
        await tx.execute(insert(events), [_packed(row) for row in rows])


def _packed(event: StoredEvent) -> dict[str, Any]:
    row = asdict(event)
    row["payload"] = zstandard.ZstdCompressor(level=6).compress(event.payload)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The exact bytes a station sealed, and where they stand in its chain."""

    seq: int
    kind: str
    payload: bytes
    link: bytes
    previous: bytes
    signature: bytes


async def sealed(tx: Transaction, tenant: str, station: str, seq: int) -> Sealed | None:
    """One stored event as it was sealed."""
    wanted = select(
        events.c.kind, events.c.payload, events.c.link, events.c.prev, events.c.signature
    ).where(events.c.tenant == tenant, events.c.station == station, events.c.seq == seq)
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        return None
    unpacker = zstandard.ZstdDecompressor()
    payload = unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD)
    return Sealed(
        seq=seq, kind=row.kind, payload=payload, link=row.link, previous=row.prev,
        signature=row.signature,
    )  # fmt: skip


async def payloads(
    tx: Transaction, tenant: str, places: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], bytes]:
    """The exact bytes sealed at these places (station, seq)."""
    e = events.c
    wanted = select(e.station, e.seq, e.payload).where(
        e.tenant == tenant, tuple_(e.station, e.seq).in_(places)
    )
    unpacker = zstandard.ZstdDecompressor()
    return {
        (row.station, row.seq): unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD)
        for row in await tx.execute(wanted)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An event that waits for a person or an upgrade."""

    station: str
    seq: int
    kind: str
    schema: str
    why: str
    received_at: int


async def quarantined(tx: Transaction, tenant: str, limit: int) -> list[Quarantined]:
    """The latest events that could not be judged."""
    wanted = (
        select(*(events.c[name] for name in Quarantined.__slots__))
        .where(events.c.tenant == tenant, events.c.state == "quarantined")
        .order_by(events.c.received_at.desc())
        .limit(limit)
    )
    return [Quarantined(**row._mapping) for row in await tx.execute(wanted)]


async def counts(tx: Transaction, tenant: str) -> dict[tuple[str, str], int]:
    """Number of events by (station, state)."""
    wanted = (
        select(events.c.station, events.c.state, func.count())
        .where(events.c.tenant == tenant)
        .group_by(events.c.station, events.c.state)
    )
    return {(row[0], row[1]): row[2] for row in await tx.execute(wanted)}
