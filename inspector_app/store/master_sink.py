"""Feeds of the central system, applied to the master tables with their cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName
from inspector_app.store import master_tables
from inspector_app.store.tables import feeds
from inspector_app.wire.feeds import decode_item

_NAMED_BY_THEIR_ID: Final[frozenset[FeedName]] = frozenset(
    {"products", "suppliers", "orders", "users"}
)

_REMOVED_AT_ONCE: Final = 1000


class StationMasterSink:
    """The ``MasterSink`` port over SQLite."""

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        read: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._write = write
        self._read = read

    def cursor(self, feed: FeedName) -> FeedCursor | None:
        """How far this feed was taken; None before the first snapshot."""
        wanted = select(feeds.c.epoch, feeds.c.after).where(feeds.c.feed == feed)
        with self._read() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else FeedCursor(epoch=row.epoch, after=row.after)

    def apply(self, feed: FeedName, changes: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """Write the changes and the cursor in one transaction; on failure neither.

        Raises SyncError ``bad_feed_item``.
        """
        newest = {change.id: change.body for change in changes}
        items = {
            item: _value(feed, item, body) for item, body in newest.items() if body is not None
        }
        gone = [item for item, body in newest.items() if body is None]
        with self._write() as connection:
            master_tables.remove(connection, feed, gone)
            master_tables.put(connection, feed, items)
            _save_cursor(connection, feed, cursor)

    def replace(self, feed: FeedName, items: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """A snapshot: what is not among ``items`` is gone. One transaction with the cursor."""
        wanted = {
            change.id: _value(feed, change.id, change.body)
            for change in items
            if change.body is not None
        }
        with self._write() as connection:
            gone = master_tables.known_items(connection, feed) - set(wanted)
            master_tables.put(connection, feed, wanted)
            still = master_tables.known_items(connection, feed)
            master_tables.remove(connection, feed, sorted(gone & still))
            _save_cursor(connection, feed, cursor)

    def put(self, feed: FeedName, items: Sequence[FeedChange]) -> None:
        """A page of a snapshot; the cursor stays, so that a snapshot broken off begins anew."""
        wanted = {
            change.id: _value(feed, change.id, change.body)
            for change in items
            if change.body is not None
        }
        with self._write() as connection:
            master_tables.put(connection, feed, wanted)

    def keep_only(self, feed: FeedName, ids: Set[str], cursor: FeedCursor) -> None:
        """What is not among ``ids`` is gone; the cursor is kept with the last of it."""
        with self._read() as connection:
            gone = sorted(master_tables.known_items(connection, feed) - ids)
        for start in range(0, len(gone), _REMOVED_AT_ONCE):
            with self._write() as connection:
                master_tables.remove(connection, feed, gone[start : start + _REMOVED_AT_ONCE])
        with self._write() as connection:
            _save_cursor(connection, feed, cursor)


def _value(feed: FeedName, item: str, body: bytes) -> Any:
    """The item's value; one under another id than its own could not be found or removed again."""
    value = decode_item(feed, body)
    if feed in _NAMED_BY_THEIR_ID and value.id != item:
        raise SyncError("bad_feed_item", feed=feed)
    return value


def _save_cursor(connection: Connection, feed: FeedName, cursor: FeedCursor) -> None:
    changes = {"epoch": cursor.epoch, "after": cursor.after}
    statement = insert(feeds).values(feed=feed, **changes)
    connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=changes))
