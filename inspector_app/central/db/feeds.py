"""Feeds of master data, with one counter row a feed.

Whoever writes locks the counter row, then looks what is there, and gives numbers; the lock lasts
until the commit. So a reader who has seen number n has seen everything below it, and of two who
write the later one sees what the earlier wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, update

from inspector_app.central.db.dialect import insert_missing, insert_new, insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import feed_items, feed_marks, feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """State of one feed: changes up to ``horizon`` may have lost their tombstones."""

    epoch: str
    counter: int
    horizon: int


UNPUBLISHED: Final = Feed(epoch="empty", counter=0, horizon=0)
"""A feed that nobody has published in yet; it gets an epoch of its own when one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item; ``body`` None is a tombstone."""

    id: str
    seq: int
    body: bytes | None


async def state(tx: Transaction, tenant: str, feed: str) -> Feed | None:
    """None when nothing was ever published in it."""
    f = feeds.c
    wanted = select(f.epoch, f.counter, f.horizon).where(f.tenant == tenant, f.feed == feed)
    row = (await tx.execute(wanted)).one_or_none()
    return None if row is None else Feed(**row._mapping)


async def states(tx: Transaction, tenant: str) -> dict[str, Feed]:
    """All feeds something was ever published in, by name."""
    f = feeds.c
    wanted = select(f.feed, f.epoch, f.counter, f.horizon).where(f.tenant == tenant)
    return {
        row.feed: Feed(epoch=row.epoch, counter=row.counter, horizon=row.horizon)
        for row in await tx.execute(wanted)
    }


async def publish(
    tx: Transaction, tenant: str, feed: str, items: Mapping[str, bytes | None], epoch: str
) -> int:
    """Write what differs from what is there; how many items changed.

    ``epoch`` is used when the feed is new.
    """
    await hold(tx, tenant, feed, epoch)
    present = await _bodies(tx, tenant, feed, list(items))
    missing = object()
    changed = {
        item: body
        for item, body in items.items()
        if present.get(item, missing if body is not None else None) != body
    }
    if not changed:
        return 0
    counter = (
        await tx.execute(
            update(feeds)
            .where(feeds.c.tenant == tenant, feeds.c.feed == feed)
            .values(counter=feeds.c.counter + len(changed))
            .returning(feeds.c.counter)
        )
    ).scalar_one()
    first = counter - len(changed) + 1
    rows = [
        {"tenant": tenant, "feed": feed, "item": item, "seq": seq, "body": body}
        for seq, (item, body) in enumerate(changed.items(), start=first)
    ]
    await insert_or_replace(tx, feed_items, rows)
    return len(changed)


async def hold(tx: Transaction, tenant: str, feed: str, epoch: str) -> Feed:
    """Nobody else publishes in this feed until the commit: what is read from now on is what the
    numbers given follow. ``epoch`` as in ``publish``."""
    f = feeds.c
    wanted = select(f.epoch, f.counter, f.horizon).where(f.tenant == tenant, f.feed == feed)
    row = (await tx.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        await _begin(tx, tenant, feed, epoch)
        row = (await tx.execute(wanted.with_for_update())).one()
    return Feed(**row._mapping)


async def try_hold(tx: Transaction, tenant: str, feed: str, epoch: str) -> bool:
    """As ``hold``, but not waiting for somebody who has it: then False."""
    f = feeds.c
    wanted = select(f.counter).where(f.tenant == tenant, f.feed == feed)
    free = wanted.with_for_update(skip_locked=True)
    if (await tx.execute(free)).one_or_none() is not None:
        return True
    if (await tx.execute(wanted)).one_or_none() is not None:
        return False
    await _begin(tx, tenant, feed, epoch)
    return (await tx.execute(free)).one_or_none() is not None


async def _begin(tx: Transaction, tenant: str, feed: str, epoch: str) -> None:
    row = {"tenant": tenant, "feed": feed, "epoch": epoch, "counter": 0, "horizon": 0}
    await insert_new(tx, feeds, [row])


async def _bodies(
    tx: Transaction, tenant: str, feed: str, ids: Sequence[str]
) -> dict[str, bytes | None]:
    i = feed_items.c
    found: dict[str, bytes | None] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        wanted = select(i.item, i.body).where(i.tenant == tenant, i.feed == feed, i.item.in_(part))
        found.update({row.item: row.body for row in await tx.execute(wanted)})
    return found


async def known_ids(tx: Transaction, tenant: str, feed: str, ids: Sequence[str]) -> Set[str]:
    """Which of these items are or were in the feed."""
    return (await _bodies(tx, tenant, feed, ids)).keys()


async def bodies(tx: Transaction, tenant: str, feed: str, ids: Sequence[str]) -> dict[str, bytes]:
    """Those of these items that are in the feed now, by id."""
    found = await _bodies(tx, tenant, feed, list(dict.fromkeys(ids)))
    return {item: body for item, body in found.items() if body is not None}


async def body(tx: Transaction, tenant: str, feed: str, item: str) -> bytes | None:
    """One item as it is now; None when it was removed or never there."""
    found = await _bodies(tx, tenant, feed, [item])
    return found.get(item)


async def with_prefix(
    tx: Transaction, tenant: str, feed: str, prefix: str
) -> dict[str, bytes | None]:
    """Items whose id begins so, removed ones (None) among them."""
    i = feed_items.c
    wanted = select(i.item, i.body).where(
        i.tenant == tenant, i.feed == feed, i.item.startswith(prefix, autoescape=True)
    )
    rows = (await tx.execute(wanted)).all()
    return {row.item: row.body for row in rows if row.item.startswith(prefix)}


async def changes(tx: Transaction, tenant: str, feed: str, after: int, limit: int) -> list[Item]:
    """Items whose last change has a number above ``after``, in that order."""
    i = feed_items.c
    wanted = (
        select(i.item, i.seq, i.body)
        .where(i.tenant == tenant, i.feed == feed, i.seq > after)
        .order_by(i.seq)
        .limit(limit)
    )
    return [Item(id=row.item, seq=row.seq, body=row.body) for row in await tx.execute(wanted)]


async def present_items(
    tx: Transaction, tenant: str, feed: str, beyond: str = "", limit: int | None = None
) -> list[Item]:
    """What is in the feed now, by id: all of it, or ``limit`` items with ids after ``beyond``."""
    i = feed_items.c
    wanted = (
        select(i.item, i.seq, i.body)
        .where(i.tenant == tenant, i.feed == feed, i.item > beyond, i.body.is_not(None))
        .order_by(i.item)
        .limit(limit)
    )
    return [Item(id=row.item, seq=row.seq, body=row.body) for row in await tx.execute(wanted)]


async def new_epoch(tx: Transaction, tenant: str, epoch: str) -> None:
    """After a restore of this database: every station takes a snapshot again."""
    await tx.execute(update(feeds).where(feeds.c.tenant == tenant).values(epoch=epoch))


async def mark(tx: Transaction, tenant: str, at: int) -> None:
    """Note how far each feed is at this moment (milliseconds since 1970)."""
    rows = [
        {"tenant": tenant, "feed": name, "at": at, "counter": found.counter}
        for name, found in (await states(tx, tenant)).items()
    ]
    await insert_missing(tx, feed_marks, rows)


async def marked(tx: Transaction, tenant: str, before: int) -> dict[str, int]:
    """How far each feed was at the last mark before this moment."""
    m = feed_marks.c
    wanted = (
        select(m.feed, func.max(m.counter).label("counter"))
        .where(m.tenant == tenant, m.at < before)
        .group_by(m.feed)
    )
    return {row.feed: row.counter for row in await tx.execute(wanted)}


async def forget_marks(tx: Transaction, tenant: str, before: int) -> None:
    """Marks that have served."""
    await tx.execute(
        delete(feed_marks).where(feed_marks.c.tenant == tenant, feed_marks.c.at < before)
    )


async def drop_tombstones(tx: Transaction, tenant: str, feed: str, upto: int, limit: int) -> int:
    """Forget so many removed items whose removal has a number up to ``upto``, the oldest first;
    how many. Whoever has not heard of the last of them is told to take a snapshot."""
    await hold(tx, tenant, feed, "")
    i = feed_items.c
    wanted = (
        select(i.item, i.seq)
        .where(i.tenant == tenant, i.feed == feed, i.seq <= upto, i.body.is_(None))
        .order_by(i.seq)
        .limit(limit)
    )
    gone = (await tx.execute(wanted)).all()
    if gone:
        here = (feeds.c.tenant == tenant, feeds.c.feed == feed)
        await tx.execute(update(feeds).where(*here).values(horizon=gone[-1].seq))
        names = [row.item for row in gone]
        await tx.execute(
            delete(feed_items).where(i.tenant == tenant, i.feed == feed, i.item.in_(names))
        )
    return len(gone)
