"""What feeds need not tell any more: verdicts of long ago, claims nobody renewed, old removals."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from inspector_app.central import claims
from inspector_app.central.db import directory, feeds
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.verdicts import FEED
from inspector_app.services.ports import IdSource
from inspector_app.wire.feeds import EarlierVerdict

KEPT: Final = timedelta(days=180)
"""How long stations know how a lot ended; the record itself stays."""
TOMBSTONES: Final = timedelta(days=90)
"""How long a removal is told; a station that was away longer takes a snapshot."""
_NUMBERED: Final = frozenset({"products", "standards", "shelf_life_rules", "references"})
"""Feeds whose removed items are remembered: a record may name the goods, and no number is given
twice."""
_PART: Final = 1_000
_VERDICT: Final = msgspec.json.Decoder(EarlierVerdict)


async def tidy(
    db: Database, ids: IdSource, now: datetime, tombstones: timedelta = TOMBSTONES
) -> int:
    """Take what is over out of every tenant's feeds, and forget removals that are older than
    ``tombstones``; how many items went."""
    async with db.read(None) as tx:
        tenants = await directory.tenants(tx)
    gone = 0
    for tenant in tenants:
        gone += await _tidy(db, ids, tenant, now)
        gone += await _forget_removals(db, tenant, now, to_ms(now - tombstones))
    return gone


async def _tidy(db: Database, ids: IdSource, tenant: str, now: datetime) -> int:
    gone = await db.run(tenant, lambda tx: claims.forget_ended(tx, tenant, now, ids.new()))
    after: int | None = 0
    while after is not None:
        work = partial(_forget, ids=ids, tenant=tenant, now=now, after=after)
        found, after = await db.run(tenant, work)
        gone += found
    return gone


async def _forget_removals(db: Database, tenant: str, now: datetime, before: int) -> int:
    """Removals carry no time: what a mark of that time has below it is at least as old."""
    await db.run(tenant, lambda tx: feeds.mark(tx, tenant, to_ms(now)))
    async with db.read(tenant) as tx:
        old = await feeds.marked(tx, tenant, before)
    gone = 0
    for feed in sorted(old.keys() - _NUMBERED):
        work = partial(feeds.drop_tombstones, tenant=tenant, feed=feed, upto=old[feed], limit=_PART)
        found = _PART
        while found == _PART:
            found = await db.run(tenant, work)
            gone += found
    await db.run(tenant, lambda tx: feeds.forget_marks(tx, tenant, before))
    return gone


async def _forget(
    tx: Transaction, ids: IdSource, tenant: str, now: datetime, after: int
) -> tuple[int, int | None]:
    """One part of the feed, the longest unchanged first: how many went, and where it goes on."""
    await feeds.hold(tx, tenant, FEED, ids.new())
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
