"""Takes people of the central system: their PIN verifiers are opened and kept under this device's
own secret before they reach the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from sqlalchemy import Connection, select, update

from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName, MasterSink
from inspector_app.store.pin_secret import WRAPPED, PinSecret, wrap
from inspector_app.store.tables import people
from inspector_app.wire.pin_verifiers import changed, opened

OpenBox = Callable[[bytes], bytes]


class PeopleSink:
    """The ``MasterSink`` port around another; ``keys`` open what was sealed to this station, the
    present one first."""

    def __init__(
        self, inner: MasterSink, keys: Callable[[], Sequence[OpenBox]], secret: PinSecret
    ) -> None:
        self._inner = inner
        self._keys = keys
        self._secret = secret

    def cursor(self, feed: FeedName) -> FeedCursor | None:
        """As the one inside."""
        return self._inner.cursor(feed)

    def apply(self, feed: FeedName, changes: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """SyncError ``bad_feed_item`` for a verifier sealed to somebody else."""
        self._inner.apply(feed, self._kept(feed, changes), cursor)

    def replace(self, feed: FeedName, items: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """As ``apply``."""
        self._inner.replace(feed, self._kept(feed, items), cursor)

    def put(self, feed: FeedName, items: Sequence[FeedChange]) -> None:
        """As ``apply``."""
        self._inner.put(feed, self._kept(feed, items))

    def keep_only(self, feed: FeedName, ids: Set[str], cursor: FeedCursor) -> None:
        """As the one inside."""
        self._inner.keep_only(feed, ids, cursor)

    def _kept(self, feed: FeedName, changes: Sequence[FeedChange]) -> Sequence[FeedChange]:
        if feed != "users":
            return changes
        return [
            change if change.body is None else replace(change, body=self._body(change.body))
            for change in changes
        ]

    def _body(self, body: bytes) -> bytes:
        return changed(body, lambda text: wrap(self._open(text), self._secret.get(may_make=True)))

    def _open(self, verifier: str) -> str:
        for key in self._keys():
            try:
                return opened(verifier, key)
            except EvidenceError:
                continue
        raise SyncError("bad_feed_item", feed="users")


def wrap_present(connection: Connection, secret: PinSecret) -> int:
    """Keep verifiers that a program before this one had stored as they came; how many.

    What they were is overwritten in the table; the write-ahead log forgets it when it is reused.
    """
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    rows = connection.execute(select(people.c.id, people.c.body)).all()
    count = 0
    for row in rows:
        body = changed(row.body, lambda text: _once(text, secret))
        if body != row.body:
            connection.execute(update(people).where(people.c.id == row.id).values(body=body))
            count += 1
    connection.exec_driver_sql("PRAGMA secure_delete=OFF")
    return count


def _once(verifier: str, secret: PinSecret) -> str:
    return verifier if verifier.startswith(WRAPPED) else wrap(verifier, secret.get(may_make=True))
