"""Publishing master data and people of the central pages."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.central import users
from inspector_app.central.db import directory, feeds, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError, SyncError
from inspector_app.wire.feeds import FEEDS


async def tenant_of(parts: Parts) -> str:
    """The only tenant of a one-warehouse system; SyncError ``not_found`` before ``init``."""
    async with parts.db.read(None) as tx:
        tenant = await directory.tenant_of(tx, directory.HOME)
    if tenant is None:
        raise SyncError("not_found")
    return tenant


async def publish(parts: Parts, feed: str, items: Mapping[str, bytes | None]) -> int:
    """Put items into a feed (None removes one); how many really changed.

    All of it or nothing is seen by stations. SyncError ``unknown_feed``.
    """
    _check_known(feed)
    tenant = await tenant_of(parts)
    epoch = parts.ids.new()
    return await parts.db.run(tenant, lambda tx: feeds.publish(tx, tenant, feed, items, epoch))


async def replace_all(parts: Parts, feed: str, items: Mapping[str, bytes]) -> int:
    """Make a feed hold exactly these items; how many changed, removals included."""
    _check_known(feed)
    tenant = await tenant_of(parts)
    epoch = parts.ids.new()

    async def work(tx: Transaction) -> int:
        await feeds.hold(tx, tenant, feed, epoch)  # what somebody adds meanwhile goes, too
        present = await feeds.present_items(tx, tenant, feed)
        gone: dict[str, bytes | None] = {item.id: None for item in present if item.id not in items}
        return await feeds.publish(tx, tenant, feed, {**gone, **items}, epoch)

    return await parts.db.run(tenant, work)


def _check_known(feed: str) -> None:
    if feed not in FEEDS:
        raise SyncError("unknown_feed", feed=feed)


async def found_tenant(parts: Parts, tenant: str, name: str) -> bool:
    """Set up the tenant of an empty system; False when one is there already."""
    async with parts.db.write(tenant) as tx:
        if await directory.tenant_of(tx, directory.HOME) is not None:
            return False
        return await stations.add_tenant(tx, tenant, name, parts.clock.now())


async def save_user(
    parts: Parts, user: str, name: str, password: str, role: str = "viewer"
) -> None:
    """Add a user of the pages, or give one who is there a new password; AccessError as
    ``users.add``. The role is given to a new one only."""
    tenant = await tenant_of(parts)
    try:
        await users.add(parts, tenant, user, name, role, password, by="command")
    except AccessError as problem:
        if problem.code != "user_taken":
            raise
        await users.set_password(parts, tenant, user, password, by="command")


async def renew_epochs(parts: Parts) -> None:
    """After this database was restored from a backup: stations take snapshots again."""
    tenant = await tenant_of(parts)
    async with parts.db.write(tenant) as tx:
        await feeds.new_epoch(tx, tenant, parts.ids.new())
