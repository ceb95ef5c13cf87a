"""What feeds need not tell any more: verdicts of long ago, and claims that nobody renewed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from inspector_app.central import claims
from inspector_app.central.db import directory, feeds
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.verdicts import FEED
from inspector_app.services.ports import IdSource
from inspector_app.wire.feeds import EarlierVerdict

KEPT: Final = timedelta(days=180)
"""How long stations know how a lot ended; the record itself stays."""
_PART: Final = 1_000
_VERDICT: Final = msgspec.json.Decoder(EarlierVerdict)


async def tidy(db: Database, ids: IdSource, now: datetime) -> int:
    """Take what is over out of every tenant's feeds; how many items went."""
    async with db.read(None) as tx:
        tenants = await directory.tenants(tx)
    gone = 0
    for tenant in tenants:
        gone += await _tidy(db, ids, tenant, now)
    return gone


async def _tidy(db: Database, ids: IdSource, tenant: str, now: datetime) -> int:
    gone = await db.run(tenant, lambda tx: claims.forget_ended(tx, tenant, now, ids.new()))
    after: int | None = 0
    while after is not None:
        work = partial(_forget, ids=ids, tenant=tenant, now=now, after=after)
        found, after = await db.run(tenant, work)
        gone += found
    return gone


async def _forget(
    tx: Transaction, ids: IdSource, tenant: str, now: datetime, after: int
) -> tuple[int, int | None]:
    """One part of the feed, the longest unchanged first: how many went, and where it goes on."""
    items = await feeds.changes(tx, tenant, FEED, after, _PART)
    old = [
        item.id
        for item in items
        if item.body is not None and _VERDICT.decode(item.body).closed_at < now - KEPT
    ]
    if old:
        await feeds.publish(tx, tenant, FEED, dict.fromkeys(old), ids.new())
    whole = len(items) == _PART
    return len(old), items[-1].seq if whole else None
