"""Shelf-life rules a station's supervisor published, on to every station."""

from __future__ import annotations

from inspector_app.central.db.engine import Transaction
from inspector_app.central.numbering import publish_document
from inspector_app.wire.feeds import PublishedDocument

FEED = "shelf_life_rules"


async def publish_rules(
    tx: Transaction, tenant: str, document: PublishedDocument, link: str
) -> bool:
    """Put the version into the feed; False when nothing changes."""
    return await publish_document(tx, tenant, FEED, document, link)
