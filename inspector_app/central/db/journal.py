"""The journals of all stations, as received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import zstandard
from sqlalchemy import func, insert, select, tuple_, update

from inspector_app.central.db import carried
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import events
from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.adoption import KIND, decode_adopted
from inspector_app.wire.envelope import EventLine, EventVerdict
from inspector_app.wire.link import MAX_PAYLOAD

_LEVEL: Final = 3
"""Level 6 saves another 4 % of a record's size for two and a half times the work."""


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
    signature: bytes
    state: EventVerdict
    why: str


async def known(
    tx: Transaction, tenant: str, station: str, seqs: Sequence[int]
) -> dict[int, KnownEvent]:
    """What is stored at those places in the journal."""
    if not seqs:
        return {}
    wanted = select(
        events.c.seq, events.c.link, events.c.signature, events.c.state, events.c.why
    ).where(events.c.tenant == tenant, events.c.station == station, events.c.seq.in_(seqs))
    return {
        row.seq: KnownEvent(link=row.link, signature=row.signature, state=row.state, why=row.why)
        for row in await tx.execute(wanted)
    }


async def add(tx: Transaction, rows: Sequence[StoredEvent]) -> None:
    """Append; the caller holds the station's lock and has checked the chain."""
    if rows:
        await tx.execute(insert(events), [_packed(row) for row in rows])


def _packed(event: StoredEvent) -> dict[str, Any]:
    # Not ``asdict``, which copies every value: this is the path all records take.
    row = {name: getattr(event, name) for name in StoredEvent.__slots__}
    row["payload"] = zstandard.ZstdCompressor(level=_LEVEL).compress(event.payload)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The exact bytes a station sealed, and where they stand in its chain.

    What was carried over stands in the chain of ``station``'s earlier identity.
    """

    station: str
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
    found = Sealed(
        station=station, seq=seq, kind=row.kind, payload=payload, link=row.link,
        previous=row.prev, signature=row.signature,
    )  # fmt: skip
    return await carried_by(tx, tenant, found) if row.kind == KIND else found


async def sealed_among(
    tx: Transaction, tenant: str, places: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Sealed]:
    """The stored events at these places (station, seq) as they were sealed."""
    by_station: dict[str, list[int]] = {}
    for station, seq in places:
        by_station.setdefault(station, []).append(seq)
    e = events.c
    unpacker = zstandard.ZstdDecompressor()
    found: dict[tuple[str, int], Sealed] = {}
    for station, seqs in by_station.items():
        wanted = select(e.seq, e.kind, e.payload, e.link, e.prev, e.signature).where(
            e.tenant == tenant, e.station == station, e.seq.in_(seqs)
        )
        for row in (await tx.execute(wanted)).all():
            one = Sealed(
                station=station, seq=row.seq, kind=row.kind, link=row.link, previous=row.prev,
                payload=unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD),
                signature=row.signature,
            )  # fmt: skip
            place = station, row.seq
            found[place] = await carried_by(tx, tenant, one) if row.kind == KIND else one
    return found


async def carried_by(tx: Transaction, tenant: str, carrier: Sealed) -> Sealed:
    """What an event carries, as it was sealed; the event itself where that is not known."""
    try:
        inner = decode_adopted(carrier.payload)
    except EvidenceError:
        return carrier
    payload: bytes | None = inner.payload
    if inner.blob is not None:
        payload = await carried.bytes_of(tx, tenant, inner.blob.sha256)
    if payload is None:
        return carrier
    return Sealed(
        station=inner.old_station, seq=inner.seq, kind=inner.kind, payload=payload,
        link=bytes.fromhex(inner.link), previous=bytes.fromhex(inner.previous),
        signature=inner.signature,
    )  # fmt: skip


async def payloads(
    tx: Transaction, tenant: str, places: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], bytes]:
    """The exact bytes sealed at these places (station, seq)."""
    e = events.c
    wanted = select(e.station, e.seq, e.kind, e.payload).where(
        e.tenant == tenant, tuple_(e.station, e.seq).in_(places)
    )
    unpacker = zstandard.ZstdDecompressor()
    found = {}
    for row in (await tx.execute(wanted)).all():
        payload = unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD)
        if row.kind == KIND:
            bare = Sealed(
                station=row.station, seq=row.seq, kind=row.kind, payload=payload, link=b"",
                previous=b"", signature=b"",
            )  # fmt: skip
            payload = (await carried_by(tx, tenant, bare)).payload
        found[row.station, row.seq] = payload
    return found


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


async def to_judge_again(
    tx: Transaction, tenant: str, after: tuple[int, str, int], limit: int
) -> list[tuple[int, str, int]]:
    """Places (received_at, station, seq) of quarantined events beyond ``after``, in order."""
    e = events.c
    place = tuple_(e.received_at, e.station, e.seq)
    wanted = (
        select(e.received_at, e.station, e.seq)
        .where(e.tenant == tenant, e.state == "quarantined", place > after)
        .order_by(e.received_at, e.station, e.seq)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await tx.execute(wanted)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A quarantined event as it arrived, and why it could not be judged."""

    line: EventLine
    why: str


async def doubted(tx: Transaction, tenant: str, station: str, seq: int) -> Doubted | None:
    """One event that is still quarantined."""
    e = events.c
    wanted = select(events).where(
        e.tenant == tenant, e.station == station, e.seq == seq, e.state == "quarantined"
    )
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        return None
    payload = zstandard.ZstdDecompressor().decompress(row.payload, max_output_size=MAX_PAYLOAD)
    line = EventLine(
        seq=seq, kind=row.kind, prev=row.prev.hex(), link=row.link.hex(),
        signature=row.signature, payload=payload,
    )  # fmt: skip
    return Doubted(line=line, why=row.why)


async def settle(
    tx: Transaction, tenant: str, station: str, seq: int, *, schema: str, state: EventVerdict,
    why: str,
) -> None:  # fmt: skip
    """How the event is judged now; its bytes stay what they are."""
    e = events.c
    await tx.execute(
        update(events)
        .where(e.tenant == tenant, e.station == station, e.seq == seq)
        .values(schema=schema, state=state, why=why)
    )


async def counts(tx: Transaction, tenant: str) -> dict[tuple[str, str], int]:
    """Number of events by (station, state)."""
    wanted = (
        select(events.c.station, events.c.state, func.count())
        .where(events.c.tenant == tenant)
        .group_by(events.c.station, events.c.state)
    )
    return {(row[0], row[1]): row[2] for row in await tx.execute(wanted)}
