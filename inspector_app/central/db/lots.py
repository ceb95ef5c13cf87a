"""Lots by the order line they belong to, and claims on lots that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select

from inspector_app.central.db.dialect import insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.tables import claims, line_lots
from inspector_app.wire.elsewhere import OpenLot, line_item

_L: Final = line_lots.c
_C: Final = claims.c


class LineLot(Struct, frozen=True, kw_only=True):
    """A closed lot as its newest record that counts tells; the three quantities sum to ``size``.

    ``reason`` is what the inspector said of opening it though another station had the line.
    """

    inspection: str
    revision: int
    payload_sha256: str
    station: str
    seq: int
    order_id: str
    order_number: str
    line_id: str
    product_id: str
    product_names: dict[str, str]
    supplier_id: str
    supplier_names: dict[str, str]
    lot_number: str
    size: int
    overall: str
    closed_at: datetime
    received_at: int
    accepted: int
    rejected: int
    waiting: int
    batches: tuple[str, ...] = ()
    reinspection_of: str = ""
    voided: bool = False
    reason: str = ""

    @property
    def line(self) -> str:
        """The order line as feeds name it; ``""`` for a lot of no known line."""
        return line_item(self.order_id, self.line_id) if self.order_id and self.line_id else ""


_LOT: Final = msgspec.json.Decoder(LineLot)
_OPEN: Final = msgspec.json.Decoder(OpenLot)


async def keep(tx: Transaction, tenant: str, lots: Sequence[LineLot]) -> None:
    """Write lots as they stand now."""
    rows = [
        {
            "tenant": tenant, "inspection": lot.inspection, "line": lot.line,
            "supplier": lot.supplier_id[:120], "received_at": lot.received_at,
            "body": msgspec.json.encode(lot),
        }
        for lot in lots
    ]  # fmt: skip
    await insert_or_replace(tx, line_lots, rows)


async def one(tx: Transaction, tenant: str, inspection: str) -> LineLot | None:
    """The lot of one inspection."""
    wanted = select(_L.body).where(_L.tenant == tenant, _L.inspection == inspection)
    body = (await tx.execute(wanted)).scalar()
    return None if body is None else _LOT.decode(body)


async def of_lines(tx: Transaction, tenant: str, lines: Sequence[str]) -> dict[str, list[LineLot]]:
    """All lots of these order lines."""
    wanted = select(_L.line, _L.body).where(_L.tenant == tenant, _L.line.in_(lines))
    found: dict[str, list[LineLot]] = {}
    for row in await tx.execute(wanted):
        found.setdefault(row.line, []).append(_LOT.decode(row.body))
    return found


async def of_supplier(tx: Transaction, tenant: str, supplier: str, limit: int) -> list[LineLot]:
    """A supplier's latest lots, the newest first."""
    wanted = (
        select(_L.body)
        .where(_L.tenant == tenant, _L.supplier == supplier[:120])
        .order_by(_L.received_at.desc(), _L.inspection)
        .limit(limit)
    )
    return [_LOT.decode(body) for body in (await tx.execute(wanted)).scalars()]


async def claim(tx: Transaction, tenant: str, lots: Sequence[OpenLot]) -> None:
    """Write claims, in place of earlier ones on the same lots."""
    rows = [
        {
            "tenant": tenant, "inspection": lot.inspection, "station": lot.station,
            "line": line_item(lot.order_id, lot.line_id), "expires_at": to_ms(lot.expires_at),
            "body": msgspec.json.encode(lot),
        }
        for lot in lots
    ]  # fmt: skip
    await insert_or_replace(tx, claims, rows)


async def claims_of(tx: Transaction, tenant: str, station: str) -> dict[str, OpenLot]:
    """What a station has claimed, by inspection."""
    wanted = select(_C.body).where(_C.tenant == tenant, _C.station == station)
    found = [_OPEN.decode(body) for body in (await tx.execute(wanted)).scalars()]
    return {each.inspection: each for each in found}


async def held_by_others(
    tx: Transaction, tenant: str, station: str, inspections: Sequence[str]
) -> frozenset[str]:
    """Which of these lots another station has claimed: nobody speaks for another's lot."""
    wanted = select(_C.inspection).where(
        _C.tenant == tenant, _C.inspection.in_(inspections), _C.station != station
    )
    return frozenset((await tx.execute(wanted)).scalars())


async def claims_on(tx: Transaction, tenant: str, lines: Sequence[str]) -> list[OpenLot]:
    """All claims on these order lines, the oldest first."""
    wanted = select(_C.body).where(_C.tenant == tenant, _C.line.in_(lines))
    found = [_OPEN.decode(body) for body in (await tx.execute(wanted)).scalars()]
    return sorted(found, key=lambda each: (each.opened_at, each.inspection))


async def ended(tx: Transaction, tenant: str, now: datetime, limit: int) -> list[str]:
    """Inspections whose claim nobody renewed."""
    wanted = select(_C.inspection).where(_C.tenant == tenant, _C.expires_at <= to_ms(now))
    return list((await tx.execute(wanted.order_by(_C.inspection).limit(limit))).scalars())


async def let_go(tx: Transaction, tenant: str, inspections: Sequence[str]) -> list[str]:
    """Give lots free; those of them that were claimed."""
    wanted = select(_C.inspection).where(_C.tenant == tenant, _C.inspection.in_(inspections))
    found = list((await tx.execute(wanted)).scalars())
    if found:
        await tx.execute(delete(claims).where(_C.tenant == tenant, _C.inspection.in_(found)))
    return found
