"""What is known of an order line: how much it announces."""

from __future__ import annotations

from typing import Final

import msgspec

from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.domain.master import InboundOrder

_ORDER: Final = msgspec.json.Decoder(InboundOrder)


async def line_units(tx: Transaction, tenant: str, order_id: str, line_id: str) -> int | None:
    """What the order announced of a line; None where the order is not known."""
    body = await feeds.body(tx, tenant, "orders", order_id)
    if body is None:
        return None
    found = [line.units for line in _ORDER.decode(body).lines if line.id == line_id]
    return found[0] if found else None
