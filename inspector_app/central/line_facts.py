"""What is known of an order line: how much it announces, and whose it is."""

from __future__ import annotations

from typing import Final

import msgspec

from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.domain.master import InboundOrder
from inspector_app.domain.order_shares import LineShares

_ORDER: Final = msgspec.json.Decoder(InboundOrder)
_SHARES: Final = msgspec.json.Decoder(LineShares)


async def line_units(tx: Transaction, tenant: str, order_id: str, line_id: str) -> int | None:
    """What the order announced of a line; None where the order is not known."""
    body = await feeds.body(tx, tenant, "orders", order_id)
    if body is None:
        return None
    found = [line.units for line in _ORDER.decode(body).lines if line.id == line_id]
    return found[0] if found else None


async def shares_of(tx: Transaction, tenant: str, line: str) -> LineShares | None:
    """Who inspects a line."""
    body = await feeds.body(tx, tenant, "line_shares", line)
    return None if body is None else _SHARES.decode(body)
