"""How far every feed is, told at once, so that a station asks only for those that moved.

A head is never below what reading the feed at that moment would give. Conclusions are drawn after
events are durable, and whoever reads them waits a little for those that are under way; so their
feeds are left out while some are, or told after that wait.
"""

from __future__ import annotations

from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.deriving import DERIVED_FEEDS, unsettled
from inspector_app.wire.envelope import FeedHead
from inspector_app.wire.feeds import FEEDS


async def told(tx: Transaction, tenant: str, *, whole: bool) -> dict[str, FeedHead]:
    """Heads by feed; without ``whole`` those are left out that reading would wait for.

    What waits is looked at before the heads: what arrives between belongs to the next question.
    """
    waiting = not whole and await unsettled(tx, tenant)
    found = await feeds.states(tx, tenant)
    heads = {}
    for feed in FEEDS:
        if waiting and feed in DERIVED_FEEDS:
            continue
        state = found.get(feed, feeds.UNPUBLISHED)
        heads[feed] = FeedHead(epoch=state.epoch, head=state.counter)
    return heads
