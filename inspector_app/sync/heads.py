"""Which feeds moved, from one answer instead of a question to each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from inspector_app.services.ports import FeedCursor, FeedName
from inspector_app.sync.transport import Transport
from inspector_app.wire.envelope import FeedHead, StationView

FEEDS: Final[tuple[FeedName, ...]] = get_args(FeedName)


def feed_heads(transport: Transport, view: StationView | None) -> Mapping[str, FeedHead]:
    """How far the feeds are now.

    ``view`` is the station's view if nothing was sent since it was asked for. Otherwise, and where
    it leaves feeds out because conclusions are still being drawn, the central system is asked once
    more, and waits for what follows from what it has. Empty for one that tells no heads.
    """
    if view is None or (view.feeds and not view.feeds.keys() >= set(FEEDS)):
        path = f"/v1/stations/{transport.enrolment.station_id}?settle=true"
        view = transport.ask(StationView, "GET", path)
    return view.feeds


def may_have_moved(cursor: FeedCursor | None, head: FeedHead | None) -> bool:
    """Whether a feed is to be asked; only the very place it was taken to says that it is not.

    A number below ours or another epoch are for the feed itself to answer.
    """
    if cursor is None or head is None:
        return True
    return (cursor.epoch, cursor.after) != (head.epoch, head.head)
