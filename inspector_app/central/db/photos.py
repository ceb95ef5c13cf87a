"""Which photos are durable, and the receipts given for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, and_, insert, literal_column, select, update

from inspector_app.central.db.dialect import insert_missing, insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.tables import blobs, inspection_photos, inspections, receipts
from inspector_app.wire.envelope import SignedReceipt

_LOST: Final = -1
"""In the place of the time a photo was verified: it was here once."""


async def sizes(tx: Transaction, tenant: str, digests: Sequence[str]) -> dict[str, int]:
    """Size by SHA-256 of those photos that are here."""
    found: dict[str, int] = {}
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        wanted = select(blobs.c.sha256, blobs.c.size).where(
            blobs.c.tenant == tenant, blobs.c.sha256.in_(part), blobs.c.verified_at > 0
        )
        found.update({row.sha256: row.size for row in await tx.execute(wanted)})
    return found


async def expect(tx: Transaction, tenant: str, digests: Sequence[str]) -> None:
    """A record names these photos: until the commit none of them can arrive unseen."""
    rows = [{"tenant": tenant, "sha256": sha256, "size": 0, "verified_at": 0} for sha256 in digests]
    await insert_missing(tx, blobs, rows)
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        await tx.execute(
            select(blobs.c.sha256)
            .where(blobs.c.tenant == tenant, blobs.c.sha256.in_(part))
            .order_by(blobs.c.sha256)  # one order for all, or two records lock each other out
            .with_for_update()
        )


async def add(tx: Transaction, tenant: str, arrived: Mapping[str, int], now: datetime) -> None:
    """The photos' bytes were hashed on the disk just now; sizes by digest."""
    at = to_ms(now)
    rows = [
        {"tenant": tenant, "sha256": sha256, "size": arrived[sha256], "verified_at": at}
        for sha256 in sorted(arrived)  # the order of ``expect``
    ]
    await insert_or_replace(tx, blobs, rows)


async def hold(tx: Transaction, tenant: str, sha256: str) -> bool:
    """Whether the photo is recorded as here; until the commit nobody records it anew."""
    b = blobs.c
    wanted = select(b.verified_at).where(b.tenant == tenant, b.sha256 == sha256).with_for_update()
    return bool(((await tx.execute(wanted)).scalar() or 0) > 0)


async def forget(tx: Transaction, tenant: str, sha256: str) -> None:
    """The bytes on the disk are not what they should be: whoever sent them is asked again."""
    await tx.execute(
        update(blobs)
        .where(blobs.c.tenant == tenant, blobs.c.sha256 == sha256)
        .values(size=0, verified_at=_LOST)
    )


async def lost(
    tx: Transaction, tenant: str, of: Sequence[str], start: str, limit: int
) -> list[str]:
    """Photos that were here, are lost, and are named by records of these stations: from one on,
    then from the first again. Some may be lost for good; they must not hide the others."""
    b, p, i = blobs.c, inspection_photos.c, inspections.c
    named = (
        select(p.sha256)
        .join(
            inspections,
            and_(i.tenant == p.tenant, i.inspection == p.inspection, i.revision == p.revision,
                 i.payload_sha256 == p.payload_sha256),
        )
        .where(p.tenant == b.tenant, p.sha256 == b.sha256, i.station.in_(of))
    )  # fmt: skip
    all_lost = _lost_ones(tenant).where(named.exists())
    wanted = all_lost.where(b.sha256 >= start).order_by(b.sha256).limit(limit)
    found = [str(row[0]) for row in await tx.execute(wanted)]
    if len(found) < limit:
        rest = all_lost.where(b.sha256 < start).order_by(b.sha256).limit(limit - len(found))
        found += [str(row[0]) for row in await tx.execute(rest)]
    return found


async def all_lost(tx: Transaction, tenant: str, after: str, limit: int) -> list[str]:
    """Photos of the tenant that were here and are lost, after this one."""
    wanted = _lost_ones(tenant).where(blobs.c.sha256 > after).order_by(blobs.c.sha256).limit(limit)
    return [str(row[0]) for row in await tx.execute(wanted)]


def _lost_ones(tenant: str) -> Select[tuple[str]]:
    # Written out, not bound: the partial index holds only these.
    gone = blobs.c.verified_at < literal_column("0")
    return select(blobs.c.sha256).where(blobs.c.tenant == tenant, gone)


async def add_receipts(
    tx: Transaction, tenant: str, station: str, signed: Sequence[SignedReceipt]
) -> None:
    """Keep completion receipts for the station to fetch."""
    rows = [
        {
            "tenant": tenant,
            "station": station,
            "number": receipt.number,
            "kind": receipt.kind,
            "body": receipt.body,
            "signature": receipt.signature,
        }
        for receipt in signed
    ]
    await tx.execute(insert(receipts), rows)


async def receipts_after(
    tx: Transaction, tenant: str, station: str, after: int, limit: int
) -> list[SignedReceipt]:
    """Receipts of a station with a number above ``after``."""
    r = receipts.c
    wanted = (
        select(r.number, r.kind, r.body, r.signature)
        .where(r.tenant == tenant, r.station == station, r.number > after)
        .order_by(r.number)
        .limit(limit)
    )
    return [SignedReceipt(**row._mapping) for row in await tx.execute(wanted)]
