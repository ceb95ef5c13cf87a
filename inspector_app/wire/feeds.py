"""Items of the master-data feeds: JSON of the domain's own values, and published documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.domain.order_shares import LineShares
from inspector_app.wire.central_act import CentralAct
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    OpenLot,
    OrderProgress,
    SupplierHistory,
)
from inspector_app.wire.reference import PublishedReference
from inspector_app.wire.severity import SamplingState
from inspector_app.wire.unreadable import UNREADABLE


class PublishedDocument(Struct, frozen=True, kw_only=True):
    """An immutable published version of a standard or of the shelf-life rules.

    ``digest`` is the SHA-256 of ``text``'s UTF-8 bytes; ``parts`` are documents it refers to
    (such as the defect catalogue) by name. The content never changes; ``state`` does when the
    version is retired: it is no longer chosen, but stays readable for the walks that use it.
    ``version`` is the house's number; ``written`` is the one that stands in the text, where the
    house gave another (two stations published the same number apart from each other), else 0.
    """

    id: str
    version: int
    digest: str
    text: str
    parts: dict[str, str] = {}
    state: Literal["in_force", "retired"] = "in_force"
    published_at: datetime | None = None
    published_by: str = ""
    written: int = 0

    @property
    def text_version(self) -> int:
        """The number that stands in the text."""
        return self.written or self.version

    def named(self, version: int) -> PublishedDocument:
        """The same content under a number that a record names it by."""
        text = self.text_version
        return msgspec.structs.replace(
            self, version=version, written=0 if text == version else text
        )


class EarlierVerdict(Struct, frozen=True, kw_only=True):
    """How a lot ended at some station: by what its goods are known again, and what was decided.

    ``revision`` is the record's newest; a voided record is not told.
    """

    inspection: str
    station: str
    station_name: str
    lot_number: str
    product_id: str
    supplier_id: str
    overall: str
    closed_at: datetime
    revision: int = 1
    incomplete: bool = False
    disposition: str = ""
    batches: tuple[str, ...] = ()
    pallets: tuple[str, ...] = ()


FEED_TYPES: Final[dict[str, type[Any]]] = {
    "products": Product,
    "suppliers": Supplier,
    "orders": InboundOrder,
    "standards": PublishedDocument,
    "users": Person,
    "shelf_life_rules": PublishedDocument,
    "order_progress": OrderProgress,
    "sampling_states": SamplingState,
    "earlier_verdicts": EarlierVerdict,
    "line_shares": LineShares,
    "open_lots": OpenLot,
    "supplier_history": SupplierHistory,
    "complaints": Complaint,
    "disputes": Dispute,
    "references": PublishedReference,
    "acts": CentralAct,
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
    except (KeyError, *UNREADABLE) as problem:
        raise SyncError("bad_feed_item", feed=feed) from problem
