"""Gives order lines to stations, whole or by quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inspector_app.central import acts
from inspector_app.central.acts import Doer
from inspector_app.central.db import feeds, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.line_facts import line_units
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.order_shares import LineShare, LineShares, check_shares
from inspector_app.wire.elsewhere import line_item
from inspector_app.wire.feeds import encode_item

FEED: Final = "line_shares"


async def assign(
    parts: Parts, tenant: str, order_id: str, line_id: str, shares: Sequence[LineShare], by: Doer
) -> LineShares:
    """Say who inspects a line; no shares: anybody.

    Stations are named by id or by name. IntakeError ``line_unknown``, ``share_twice`` (also a
    station nobody knows), ``share_without_units``, ``shares_exceed_line``.
    """

    async def work(tx: Transaction) -> LineShares:
        units = await line_units(tx, tenant, order_id, line_id)
        if units is None:
            raise IntakeError("line_unknown")
        named = await _named(tx, tenant, shares)
        found = check_shares(LineShares(order_id=order_id, line_id=line_id, shares=named), units)
        item = line_item(order_id, line_id)
        body = encode_item(found) if named else None
        await feeds.publish(tx, tenant, FEED, {item: body}, parts.ids.new())
        told = " ".join(f"{each.station}:{each.units}" for each in named)
        await acts.append(
            tx, parts.key, tenant, "line_shared", parts.clock.now(), by=by,
            params={"order": order_id, "line": line_id, "shares": told},
        )  # fmt: skip
        return found

    return await parts.db.run(tenant, work)


async def _named(
    tx: Transaction, tenant: str, shares: Sequence[LineShare]
) -> tuple[LineShare, ...]:
    everyone = await stations.everyone(tx, tenant)
    by_id = {one.station: one for one in everyone}
    by_name = {one.name: one for one in everyone}
    found = []
    for share in shares:
        station = by_id.get(share.station) or by_name.get(share.station)
        if station is None:
            raise IntakeError("share_twice", station=share.station[:80])
        found.append(replace(share, station=station.station, name=station.name))
    return tuple(found)
