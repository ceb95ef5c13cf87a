"""Shelf-life rules a station's supervisor published, on to every station."""

from __future__ import annotations

import uuid

from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.wire.feeds import PublishedDocument, encode_item

FEED = "shelf_life_rules"


async def publish_rules(
    tx: Transaction, tenant: str, document: PublishedDocument, link: str
) -> bool:
    """Put the version into the feed; False when that number is taken.

    Two supervisors who publish the same number apart from each other: the first to arrive is the
    house's, the other stays with its station, whose open lots are judged by it, and in its
    journal here. ``link`` (hex) of the event names the feed's epoch when it is the first item.
    """
    item = f"{document.id}@{document.version}"
    if await feeds.known_ids(tx, tenant, FEED, [item]):
        return False
    epoch = str(uuid.UUID(bytes=bytes.fromhex(link)[:16]))
    await feeds.publish(tx, tenant, FEED, {item: encode_item(document)}, epoch)
    return True
