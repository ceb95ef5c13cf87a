"""Records that were declared void."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass

from sqlalchemy import select

from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import voidings


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiding:
    """One voiding as a station sealed it."""

    tenant: str
    station: str
    seq: int
    inspection: str
    revision: int
    reason: str
    note: str
    person_zh: str
    person_en: str
    voided_at: str


async def add(tx: Transaction, found: Voiding) -> None:
    """Keep a voiding; its inspection may come later or from another station."""
    await insert_new(tx, voidings, [asdict(found)])


async def of_inspection(tx: Transaction, tenant: str, inspection: str) -> list[Voiding]:
    """All voidings of one inspection in the order they claim."""
    v = voidings.c
    wanted = (
        select(voidings)
        .where(v.tenant == tenant, v.inspection == inspection)
        .order_by(v.voided_at, v.station, v.seq)
    )
    return [Voiding(**row._mapping) for row in await tx.execute(wanted)]


async def among(tx: Transaction, tenant: str, inspections: Sequence[str]) -> Set[str]:
    """Which of these inspections are void."""
    v = voidings.c
    wanted = select(v.inspection).where(v.tenant == tenant, v.inspection.in_(inspections))
    return frozenset((await tx.execute(wanted)).scalars())
