"""Rows of the central system's own journal."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import insert, select, update

from inspector_app.central.db.dialect import insert_missing
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import central_acts, central_heads

_A = central_acts.c
_H = central_heads.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAct:
    """One entry, as sealed."""

    tenant: str
    seq: int
    at: int
    kind: str
    record: str
    prev: bytes
    link: bytes
    signature: bytes
    payload: bytes


async def lock_head(tx: Transaction, tenant: str) -> tuple[int, bytes]:
    """Number and link of the last entry; nobody else appends until the commit."""
    await insert_missing(tx, central_heads, [{"tenant": tenant, "head": 0, "head_link": bytes(32)}])
    wanted = select(_H.head, _H.head_link).where(_H.tenant == tenant).with_for_update()
    row = (await tx.execute(wanted)).one()
    return row.head, row.head_link


async def head(tx: Transaction, tenant: str) -> tuple[int, bytes]:
    """Number and link of the last entry; 0 and zero bytes while there is none."""
    wanted = select(_H.head, _H.head_link).where(_H.tenant == tenant)
    row = (await tx.execute(wanted)).one_or_none()
    return (0, bytes(32)) if row is None else (row.head, row.head_link)


async def add(tx: Transaction, act: StoredAct) -> None:
    """Append; the caller holds the head."""
    await tx.execute(insert(central_acts), [asdict(act)])
    await tx.execute(
        update(central_heads)
        .where(_H.tenant == act.tenant)
        .values(head=act.seq, head_link=act.link)
    )


async def page(tx: Transaction, tenant: str, after: int, limit: int) -> list[StoredAct]:
    """Entries beyond a number, in order."""
    wanted = (
        select(central_acts)
        .where(_A.tenant == tenant, _A.seq > after)
        .order_by(_A.seq)
        .limit(limit)
    )
    return [StoredAct(**row._mapping) for row in await tx.execute(wanted)]


async def newest(tx: Transaction, tenant: str, limit: int) -> list[StoredAct]:
    """The latest entries, the newest first."""
    wanted = select(central_acts).where(_A.tenant == tenant).order_by(_A.seq.desc()).limit(limit)
    return [StoredAct(**row._mapping) for row in await tx.execute(wanted)]


async def of_record(tx: Transaction, tenant: str, record: str) -> list[StoredAct]:
    """What was done about one inspection, oldest first."""
    wanted = select(central_acts).where(_A.tenant == tenant, _A.record == record)
    return [StoredAct(**row._mapping) for row in await tx.execute(wanted.order_by(_A.seq))]
