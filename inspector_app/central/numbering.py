"""Numbers that the house gives to what stations publish apart from each other.

A version is identified by the digest of its content. Each station gives the next number it knows;
whose number another version has already, or a later one is known, gets the next one here, in the
order of arrival. So what is newest is the same everywhere, and nothing is overwritten or left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.wire.feeds import PublishedDocument, decode_item, encode_item

_ITEM: Final = "{id}@{number}"


async def publish_document(
    tx: Transaction, tenant: str, feed: str, document: PublishedDocument, link: str
) -> bool:
    """Put a sound version, or that it is retired, into the feed; False when nothing changes.

    The same content keeps the number it has. ``link`` (hex) of the event names the feed's epoch
    when it is the first item.
    """
    epoch = str(uuid.UUID(bytes=bytes.fromhex(link)[:16]))
    await feeds.hold(tx, tenant, feed, epoch)  # numbers are given by one at a time
    known = await feeds.with_prefix(tx, tenant, feed, f"{document.id}@")
    same = _of_content(feed, known.values(), document.digest)
    if same is None:
        published = _numbered(document, known)
    elif document.state == "retired" and same.state == "in_force":
        published = msgspec.structs.replace(same, state="retired")
    else:
        return False
    item = _ITEM.format(id=published.id, number=published.version)
    await feeds.publish(tx, tenant, feed, {item: encode_item(published)}, epoch)
    return True


async def document_of(
    tx: Transaction, tenant: str, feed: str, name: tuple[str, int], digest: str
) -> bytes | None:
    """The published version that a record names, by its digest; where a record names none, or one
    that is not here, what has that number."""
    standard_id, number = name
    found = await feeds.body(tx, tenant, feed, _ITEM.format(id=standard_id, number=number))
    if not digest or (found and decode_item(feed, found).digest == digest):
        return found
    known = await feeds.with_prefix(tx, tenant, feed, f"{standard_id}@")
    same = _of_content(feed, known.values(), digest)
    return found if same is None else encode_item(same)


def _of_content(feed: str, bodies: Iterable[bytes | None], digest: str) -> PublishedDocument | None:
    read = (decode_item(feed, body) for body in bodies if body is not None)
    return next((each for each in read if each.digest == digest), None)


def _numbered(document: PublishedDocument, known: Mapping[str, bytes | None]) -> PublishedDocument:
    """With a number of its own, later than all that are known; a retired version that nobody else
    knows keeps its number where that is free."""
    numbers = {
        int(item.rpartition("@")[2]) for item in known if item.rpartition("@")[2].isdecimal()
    }
    newest = max(numbers, default=0)
    keeps = document.state == "retired" and document.version not in numbers
    if keeps or document.version > newest:
        return document
    return msgspec.structs.replace(
        document, version=newest + 1, written=document.written or document.version
    )
