"""What stations are told of each other: progress of lines, open lots, suppliers, complaints,
disputes; and what they ask for it: claims on lots, blocks of badge numbers.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from inspector_app.domain import order_shares
from inspector_app.domain.badge_numbers import MAX_BLOCK, BadgeRange, BlockState
from inspector_app.domain.disputes import DisputeKind, Ruling
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.master import Names
from inspector_app.wire.envelope import Count
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import check_payload_size
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

BADGE_SCHEMA: Final = "badge/1"
MOST_LOTS: Final = 60
"""Lots told of one order line; the sums are of all of them."""
MAX_CLAIMS: Final = 100
MAX_CLAIMS_MESSAGE: Final = 60 * 1024
"""Bytes; a central system takes 64 KB."""
MAX_HELD: Final = 100


class LotProgress(Struct, frozen=True, kw_only=True):
    """One lot of an order line, closed at some station; the three sum up to ``size``."""

    inspection: str
    lot_number: str
    station: str
    station_name: str
    size: int
    accepted: int
    rejected: int
    waiting: int
    overall: str
    closed_at: datetime
    batches: tuple[str, ...] = ()


class OrderProgress(Struct, frozen=True, kw_only=True):
    """What all stations have inspected of one order line, in sale units, each lot once.

    ``over`` are units beyond the line's quantity. A station takes its own lots away again.
    """

    order_id: str
    line_id: str
    opened: int
    accepted: int
    rejected: int = 0
    waiting: int = 0
    over: int = 0
    lots: tuple[LotProgress, ...] = ()


class LotClaim(Struct, frozen=True, kw_only=True):
    """A lot a station has opened and not closed."""

    inspection: Annotated[str, Meta(min_length=1, max_length=64)]
    lot_number: Annotated[str, Meta(max_length=120)]
    order_id: Annotated[str, Meta(max_length=120)]
    line_id: Annotated[str, Meta(max_length=120)]
    product_id: Annotated[str, Meta(max_length=120)]
    size: Count
    opened_at: Annotated[datetime, Meta(tz=True)]
    person: dict[str, Annotated[str, Meta(max_length=120)]] = {}
    batches: Annotated[tuple[Annotated[str, Meta(max_length=120)], ...], Meta(max_length=50)] = ()


class ClaimsRequest(Struct, frozen=True, kw_only=True):
    """All lots that are open at a station now: what is not among them is given free."""

    lots: Annotated[tuple[LotClaim, ...], Meta(max_length=MAX_CLAIMS)]


class OpenLot(Struct, frozen=True, kw_only=True):
    """A claim as others see it; it is advice and ends by itself at ``expires_at``."""

    inspection: str
    lot_number: str
    station: str
    station_name: str
    order_id: str
    line_id: str
    product_id: str
    size: int
    opened_at: datetime
    expires_at: datetime
    person: dict[str, str] = {}
    batches: tuple[str, ...] = ()


class ClaimsAnswer(Struct, frozen=True, kw_only=True):
    """Lots that other stations have open on the same order lines."""

    others: tuple[OpenLot, ...]


class PastLot(Struct, frozen=True, kw_only=True):
    """One of a supplier's latest lots."""

    lot_number: str
    product_id: str
    overall: str
    closed_at: datetime


class SupplierHistory(Struct, frozen=True, kw_only=True):
    """How a supplier's latest ``lots`` ended, the newest first in ``recent``."""

    supplier_id: str
    names: Names
    lots: int
    accepted: int
    rejected: int
    held: int
    recent: tuple[PastLot, ...] = ()


class Complaint(Struct, frozen=True, kw_only=True):
    """What a customer or the market complained about; ``closed_at`` when it is settled.

    Empty ``batch_number``: all batches of the product.
    """

    id: str
    product_id: str
    text: str
    received_on: date
    entered_by: str
    entered_at: datetime
    supplier_id: str = ""
    batch_number: str = ""
    source: str = ""
    closed_at: datetime | None = None
    conclusion: str = ""


class Party(Struct, frozen=True, kw_only=True):
    """One record of a dispute; ``choice`` is how a decision names it."""

    choice: str
    inspection: str
    station: str
    station_name: str
    lot_number: str
    overall: str
    size: int
    at: datetime
    revision: int = 1
    payload_sha256: str = ""
    batches: tuple[str, ...] = ()
    reason: str = ""
    words: str = ""


class Dispute(Struct, frozen=True, kw_only=True):
    """Two records about one thing, until a person has decided (``ruling``), and after it.

    ``amount`` are the units over the line's quantity, or the badge numbers twice.
    """

    id: str
    kind: DisputeKind
    raised_at: datetime
    parties: tuple[Party, ...]
    order_id: str = ""
    order_number: str = ""
    line_id: str = ""
    product_id: str = ""
    product_names: Names = {}
    amount: int = 0
    ruling: Ruling | Literal[""] = ""
    choice: str = ""
    merged: str = ""
    note: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


class BlockHeld(Struct, frozen=True, kw_only=True):
    """A block as a station holds it: ``next`` is the first number it has not spent."""

    block: Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{8}$", max_length=8)]
    next: Annotated[int, Meta(ge=1, le=MAX_BLOCK + 1)]


class BlocksRequest(Struct, frozen=True, kw_only=True):
    """What a station holds; with too few numbers left it is given another block."""

    held: Annotated[tuple[BlockHeld, ...], Meta(max_length=MAX_HELD)] = ()


class BlockGiven(Struct, frozen=True, kw_only=True):
    """A block reserved for the asking station; ``next`` as far as the central system knows."""

    block: str
    size: int
    next: int
    state: BlockState


class BlocksAnswer(Struct, frozen=True, kw_only=True):
    """Every block of the station with numbers left, and those taken back; the oldest first."""

    blocks: tuple[BlockGiven, ...]


class BadgeRecord(Struct, frozen=True, kw_only=True):
    """The payload ``badge/1``: numbers of the badge spent on a lot that passed."""

    schema: Literal["badge/1"] = "badge/1"
    record_id: Annotated[str, Meta(min_length=1, max_length=64)]
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]
    target_seq: Count
    lot_number: Annotated[str, Meta(max_length=400)]
    product_id: Annotated[str, Meta(max_length=80)]
    order_id: Annotated[str, Meta(max_length=120)] = ""
    line_id: Annotated[str, Meta(max_length=120)] = ""
    ranges: Annotated[tuple[BadgeRange, ...], Meta(min_length=1, max_length=100)]
    spent_at: datetime
    station_id: str
    person: PersonPart


_BADGE: Final = msgspec.json.Decoder(BadgeRecord)


def encode_badge(record: BadgeRecord) -> bytes:
    """The bytes to seal."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_badge(payload: bytes) -> BadgeRecord:
    """The record; EvidenceError ``bad_payload`` also for a range that cannot be."""
    try:
        found = _BADGE.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem
    if any(not 1 <= each.first <= each.last <= MAX_BLOCK for each in found.ranges):
        raise EvidenceError("bad_payload")
    return found


def line_item(order_id: str, line_id: str) -> str:
    """The id of an order line's item in a feed."""
    return order_shares.line_item(order_id, line_id)
