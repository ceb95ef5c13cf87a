"""Claims: which lots are open where. Advice only: they end by themselves and refuse nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from inspector_app.central.db import feeds, lots
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.stations import Station
from inspector_app.wire.elsewhere import ClaimsAnswer, LotClaim, OpenLot, line_item
from inspector_app.wire.feeds import encode_item

FEED: Final = "open_lots"
LIFE: Final = timedelta(hours=12)
"""A shift and a bit: what nobody renewed in that time is no longer open."""
_RENEW: Final = timedelta(hours=6)
_AT_ONCE: Final = 500


async def take(
    tx: Transaction, who: Station, claimed: Sequence[LotClaim], now: datetime, epoch: str
) -> ClaimsAnswer:
    """Note that these lots, and no others, are open at a station; who else has such lots open."""
    tenant = who.tenant
    before = await lots.claims_of(tx, tenant, who.station)
    named = [each.inspection for each in claimed]
    foreign = await lots.held_by_others(tx, tenant, who.station, named)
    still_open = [
        each
        for each in claimed
        if each.inspection not in foreign and await lots.one(tx, tenant, each.inspection) is None
    ]  # a late word about a lot whose record is here already
    new = [
        lot
        for each in still_open
        if (lot := _renewed(who, each, before.get(each.inspection), now)) is not None
    ]
    wanted = {each.inspection for each in still_open}
    gone = [inspection for inspection in before if inspection not in wanted]
    gone += await lots.ended(tx, tenant, now, _AT_ONCE)
    await lots.let_go(tx, tenant, gone)
    await lots.claim(tx, tenant, new)
    items: dict[str, bytes | None] = dict.fromkeys(gone)
    items |= {lot.inspection: encode_item(lot) for lot in new}
    if items:
        await feeds.publish(tx, tenant, FEED, items, epoch)
    return ClaimsAnswer(others=await _others(tx, who, still_open, now))


def _renewed(who: Station, each: LotClaim, before: OpenLot | None, now: datetime) -> OpenLot | None:
    """The claim to write; None where one like it holds long enough."""
    wanted = OpenLot(
        inspection=each.inspection, lot_number=each.lot_number, station=who.station,
        station_name=who.name, order_id=each.order_id, line_id=each.line_id,
        product_id=each.product_id, size=each.size, opened_at=each.opened_at,
        expires_at=before.expires_at if before else now + LIFE, person=dict(each.person),
        batches=each.batches,
    )  # fmt: skip
    if before is not None and wanted == before and before.expires_at - now > _RENEW:
        return None
    return structs.replace(wanted, expires_at=now + LIFE)


async def _others(
    tx: Transaction, who: Station, claimed: Sequence[LotClaim], now: datetime
) -> tuple[OpenLot, ...]:
    lines = sorted({line_item(each.order_id, each.line_id) for each in claimed})
    found = await lots.claims_on(tx, who.tenant, lines) if lines else []
    return tuple(each for each in found if each.station != who.station and each.expires_at > now)


async def forget_ended(tx: Transaction, tenant: str, now: datetime, epoch: str) -> int:
    """Take claims out that nobody renewed; how many. For regular maintenance."""
    gone = await lots.ended(tx, tenant, now, _AT_ONCE)
    if gone:
        await lots.let_go(tx, tenant, gone)
        await feeds.publish(tx, tenant, FEED, dict.fromkeys(gone), epoch)
    return len(gone)
