"""Events of earlier identities that stations carried over: where they counted first."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import zstandard
from sqlalchemy import and_, select, update

from inspector_app.central.db.dialect import insert_missing, insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import adopted_payloads, adoptions, events
from inspector_app.wire.link import MAX_PAYLOAD

_A = adoptions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One carrying event: its place in the new chain, and what it carries."""

    tenant: str
    station: str
    seq: int
    old_station: str
    old_seq: int
    payload_sha256: str


async def note(tx: Transaction, adoption: Adoption) -> None:
    """Remember who carried what; again changes nothing."""
    row = {name: getattr(adoption, name) for name in Adoption.__slots__}
    await insert_missing(tx, adoptions, [row])


async def counts_here(tx: Transaction, adoption: Adoption) -> bool:
    """Whether these bytes count at this very place: the first that carried them keeps it."""
    key = {"tenant": adoption.tenant, "payload_sha256": adoption.payload_sha256}
    row = {**key, "station": adoption.station, "seq": adoption.seq}
    if await insert_new(tx, adopted_payloads, [row]) == 1:
        return True
    counted = await counted_at(tx, adoption.tenant, adoption.payload_sha256)
    return counted == (adoption.station, adoption.seq)


async def counted_at(tx: Transaction, tenant: str, payload_sha256: str) -> tuple[str, int] | None:
    """The carrying event under which these bytes count; None where nobody carried them."""
    p = adopted_payloads.c
    wanted = select(p.station, p.seq).where(p.tenant == tenant, p.payload_sha256 == payload_sha256)
    found = (await tx.execute(wanted)).one_or_none()
    return None if found is None else (found.station, found.seq)


async def counted_among(
    tx: Transaction, tenant: str, digests: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """As ``counted_at`` for each of these bytes that somebody carried."""
    p = adopted_payloads.c
    wanted = select(p.payload_sha256, p.station, p.seq).where(
        p.tenant == tenant, p.payload_sha256.in_(digests)
    )
    return {row.payload_sha256: (row.station, row.seq) for row in await tx.execute(wanted)}


async def counted_before(
    tx: Transaction, tenant: str, station: str, seqs: Sequence[int]
) -> Set[int]:
    """Which of a station's own events count already at a place that carried them."""
    p = adopted_payloads.c
    wanted = (
        select(_A.old_seq)
        .join(
            adopted_payloads,
            and_(p.tenant == _A.tenant, p.station == _A.station, p.seq == _A.seq),
        )
        .where(_A.tenant == tenant, _A.old_station == station, _A.old_seq.in_(seqs))
        .where(_A.station != station)
    )
    return frozenset((await tx.execute(wanted)).scalars())


async def is_in_journal(tx: Transaction, tenant: str, station: str, seq: int, link: bytes) -> bool:
    """Whether the old station itself delivered that very event."""
    e = events.c
    wanted = select(e.link).where(e.tenant == tenant, e.station == station, e.seq == seq)
    return (await tx.execute(wanted)).scalar() == link


async def bytes_of(tx: Transaction, tenant: str, payload_sha256: str) -> bytes | None:
    """Bytes that came apart from the event carrying them; None while they have not come."""
    wanted = select(_A.payload).where(
        _A.tenant == tenant, _A.payload_sha256 == payload_sha256, _A.payload.is_not(None)
    )
    found = (await tx.execute(wanted.limit(1))).scalar()
    if found is None:
        return None
    return zstandard.ZstdDecompressor().decompress(found, max_output_size=MAX_PAYLOAD)


async def keep_bytes(tx: Transaction, tenant: str, payload_sha256: str, payload: bytes) -> None:
    """The bytes have come."""
    packed = zstandard.ZstdCompressor(level=6).compress(payload)
    await tx.execute(
        update(adoptions)
        .where(_A.tenant == tenant, _A.payload_sha256 == payload_sha256)
        .values(payload=packed)
    )


async def waiting_for_bytes(tx: Transaction, tenant: str, payload_sha256: str) -> bool:
    """Whether an event that names these bytes came without them."""
    wanted = select(_A.seq).where(
        _A.tenant == tenant, _A.payload_sha256 == payload_sha256, _A.payload.is_(None)
    )
    return (await tx.execute(wanted.limit(1))).scalar() is not None


async def carriers(tx: Transaction, tenant: str, payload_sha256: str) -> Sequence[str]:
    """Stations that carried these bytes: all of them want to know what becomes of them."""
    wanted = select(_A.station).where(_A.tenant == tenant, _A.payload_sha256 == payload_sha256)
    return sorted(set((await tx.execute(wanted)).scalars()))


async def places(tx: Transaction, tenant: str, payload_sha256: str) -> list[tuple[str, int]]:
    """Where these bytes are named: station and number of the carrying events."""
    wanted = select(_A.station, _A.seq).where(
        _A.tenant == tenant, _A.payload_sha256 == payload_sha256
    )
    return [(row.station, row.seq) for row in await tx.execute(wanted.order_by(_A.seq))]
