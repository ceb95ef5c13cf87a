"""How much waits: counted over all tenants, told of none.

Counts go by partial indexes that hold only what waits, so that they stay quick in a large system;
their conditions are therefore written out, not bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, literal_column, select

from inspector_app.central.db import underived
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.db.tables import (
    blobs,
    directory,
    events,
    feeds,
    inspections,
    stations,
)


@dataclass(slots=True)
class Backlog:
    """``oldest`` is when the longest waiting inspection arrived (ms since 1970), 0 if none waits,
    and ``oldest_underived`` the longest waiting event; ``feeds`` the numbers of the last changes.

    ``given_up`` are events nothing could be derived from; they are not among ``underived``.
    """

    waiting: int = 0
    oldest: int = 0
    missing: int = 0
    quarantined: int = 0
    underived: int = 0
    oldest_underived: int = 0
    given_up: int = 0
    stations: Counter[str] = field(default_factory=Counter)
    feeds: Counter[str] = field(default_factory=Counter)


async def tenants_known(tx: Transaction) -> Sequence[str]:
    """Every tenant that has been founded here."""
    found = await tx.execute(select(directory.c.tenant).distinct().order_by(directory.c.tenant))
    return [str(row[0]) for row in found]


async def backlog(db: Database) -> Backlog:
    """What waits now; StorageError as ``Database.read``."""
    found = Backlog()
    async with db.read(None) as tx:
        tenants = await tenants_known(tx)
    for tenant in tenants:
        async with db.read(tenant) as tx:
            await _add(tx, tenant, found)
    return found


async def _add(tx: Transaction, tenant: str, found: Backlog) -> None:
    i, b, e = inspections.c, blobs.c, events.c
    waiting = select(func.count(), func.min(i.received_at)).where(
        i.tenant == tenant, i.state == literal_column("'received'")
    )
    count, oldest = (await tx.execute(waiting)).one()
    found.waiting += count
    if oldest is not None:
        found.oldest = min(found.oldest or oldest, oldest)
    for absent in (b.verified_at == literal_column("0"), b.verified_at < literal_column("0")):
        missing = select(func.count()).where(b.tenant == tenant, absent)
        found.missing += (await tx.execute(missing)).scalar_one()
    apart = select(func.count()).where(
        e.tenant == tenant, e.state == literal_column("'quarantined'")
    )
    found.quarantined += (await tx.execute(apart)).scalar_one()
    behind = await underived.lag(tx, tenant)
    found.underived += behind.waiting
    found.given_up += behind.given_up
    if behind.oldest:
        found.oldest_underived = min(found.oldest_underived or behind.oldest, behind.oldest)
    states = (
        select(stations.c.state, func.count())
        .where(stations.c.tenant == tenant)
        .group_by(stations.c.state)
    )
    found.stations.update({state: count for state, count in await tx.execute(states)})
    counters = select(feeds.c.feed, feeds.c.counter).where(feeds.c.tenant == tenant)
    found.feeds.update({feed: counter for feed, counter in await tx.execute(counters)})
