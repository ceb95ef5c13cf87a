"""Items of the master-data feeds: JSON of the domain's own values, and published documents."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.wire.severity import SamplingState


class PublishedDocument(Struct, frozen=True, kw_only=True):
    """An immutable published version of a standard or of the shelf-life rules.

    ``digest`` is the SHA-256 of ``text``'s UTF-8 bytes; ``parts`` are documents it refers to
    (such as the defect catalogue) by name.
    """

    id: str
    version: int
    digest: str
    text: str
    parts: dict[str, str] = {}


class OrderProgress(Struct, frozen=True, kw_only=True):
    """What other stations have opened and accepted of one order line, in sale units."""

    order_id: str
    line_id: str
    opened: int
    accepted: int


FEED_TYPES: Final[dict[str, type[Any]]] = {
    "products": Product,
    "suppliers": Supplier,
    "orders": InboundOrder,
    "standards": PublishedDocument,
    "users": Person,
    "shelf_life_rules": PublishedDocument,
    "order_progress": OrderProgress,
    "sampling_states": SamplingState,
}
FEEDS: Final = tuple(FEED_TYPES)
_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, kind in FEED_TYPES.items()}


def encode_item(item: Any) -> bytes:
    """One item as JSON; equal items give equal bytes."""
    return msgspec.json.encode(item, order="deterministic")


def decode_item(feed: str, body: bytes) -> Any:
    """The value of ``FEED_TYPES[feed]``; SyncError ``bad_feed_item``."""
    try:
        return _DECODERS[feed].decode(body)
    except (KeyError, msgspec.DecodeError) as problem:
        raise SyncError("bad_feed_item", feed=feed) from problem
