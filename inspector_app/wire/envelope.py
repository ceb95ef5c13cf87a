"""Messages between station and central system, version 1, as JSON.

Digests and links are lower hex; signatures, keys and payloads are base64. A payload travels as
base64 and not as nested JSON: any sealed bytes, even damaged ones, can be delivered and judged
later, and their exact bytes survive.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from inspector_app.wire.link import MAX_SEQ

PROTOCOL_MIN: Final = 1
PROTOCOL_MAX: Final = 1
SCHEMAS: Final = (
    "inspection/1",
    "disposition/1",
    "void/1",
    "reference/1",
    "severity/1",
    "rules/1",
    "standard/1",
    "badge/1",
    "adopted/1",
    "key/1",
)
"""Payload schemas this version can read; others are stored and quarantined."""

MAX_LINES: Final = 50
MAX_BATCH: Final = 1024 * 1024
"""Uncompressed bytes of one events request."""
MAX_PLAN: Final = 200
MAX_PHOTO: Final = 40 * 1024 * 1024
PART_SIZE: Final = 64 * 1024
"""A part of a photo on a line that keeps breaking: half of one is lost at each break."""
MAX_PART: Final = 1024 * 1024
OCTETS: Final = "application/octet-stream"
NDJSON: Final = "application/x-ndjson"
PROBLEM_JSON: Final = "application/problem+json"

EVENT_KINDS: Final = frozenset(
    {
        "created",
        "amended",
        "disposed",
        "voided",
        "badge",
        "handover",
        "standard_published",
        "rules_published",
        "reference_added",
        "severity_approved",
        "key_rotated",
        "adopted",
    }
)

Hex32: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Seq: TypeAlias = Annotated[int, Meta(ge=1, le=MAX_SEQ)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_SEQ)]
StationState: TypeAlias = Literal["active", "forked", "revoked"]
EventVerdict: TypeAlias = Literal["accepted", "quarantined"]


class EventLine(Struct, frozen=True, kw_only=True):
    """One journal entry, one line of an events request."""

    seq: Seq
    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    prev: Hex32
    link: Hex32
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
    payload: bytes


class EventResult(Struct, frozen=True, kw_only=True):
    """How one event was judged; ``why`` is a code when it was quarantined."""

    seq: int
    state: EventVerdict
    why: str = ""


class SignedReceipt(Struct, frozen=True, kw_only=True):
    """``signature`` is Ed25519 by the central key over ``wire.receipts.message(body)``."""

    number: int
    kind: str
    body: bytes
    signature: bytes


class EventsAnswer(Struct, frozen=True, kw_only=True):
    """What the central system now holds of the station's journal."""

    head: Count
    head_link: Hex32
    results: tuple[EventResult, ...]
    receipt: SignedReceipt


class ReceiptsAnswer(Struct, frozen=True, kw_only=True):
    """Completion receipts after the asked number, oldest first."""

    receipts: tuple[SignedReceipt, ...]
    has_more: bool


class ProtocolRange(Struct, frozen=True, kw_only=True):
    """Versions of this protocol that are spoken."""

    min: int
    max: int


PROTOCOL: Final = ProtocolRange(min=PROTOCOL_MIN, max=PROTOCOL_MAX)


class FeedHead(Struct, frozen=True, kw_only=True):
    """How far a feed is: whoever has taken it to ``head`` within ``epoch`` has all of it."""

    epoch: Annotated[str, Meta(max_length=80)]
    head: Count


class StationView(Struct, frozen=True, kw_only=True):
    """A station as the central system knows it, and how far everything is that it may ask for.

    Early central systems tell neither ``receipts`` nor ``feeds``.
    """

    tenant: str
    station: str
    name: str
    state: StationState
    head: Count
    head_link: Hex32
    server_time: datetime
    protocol: ProtocolRange
    schemas: tuple[str, ...]
    earlier: dict[str, Count] = {}
    """Heads of the stations that were asked for: earlier identities of the one that asks."""
    receipts: Count | None = None
    """Number of the station's last completion receipt."""
    feeds: dict[str, FeedHead] = {}
    """By name. A feed that is not among them is to be asked itself."""
    wanted: tuple[Hex32, ...] = ()
    """Photos of the station's records that were durable and are lost: send them again."""


class BlobRef(Struct, frozen=True, kw_only=True):
    """A photo by its content."""

    sha256: Hex32
    size: Annotated[int, Meta(ge=1, le=MAX_PHOTO)]


class BlobPlan(Struct, frozen=True, kw_only=True):
    """Photos a station would like to send."""

    blobs: Annotated[tuple[BlobRef, ...], Meta(max_length=MAX_PLAN)]


class BlobAnswer(Struct, frozen=True, kw_only=True):
    """``have``: nothing to do; ``api``: PUT it here; ``put``: PUT it to ``url``, then verify."""

    sha256: Hex32
    action: Literal["have", "put", "api"]
    url: str = ""
    headers: dict[str, str] = {}


class BlobPlanAnswer(Struct, frozen=True, kw_only=True):
    """One answer for each asked photo, in the same order."""

    blobs: tuple[BlobAnswer, ...]


class BlobStored(Struct, frozen=True, kw_only=True):
    """The photo is durable and its bytes on the disk have the digest of its name."""

    sha256: Hex32
    size: int


class UploadState(Struct, frozen=True, kw_only=True):
    """How much of a photo sent in parts has arrived; ``complete``: it is durable and proved."""

    offset: Count
    complete: bool


class FeedItem(Struct, frozen=True, kw_only=True):
    """An item of master data as it is now."""

    id: str
    seq: Count
    body: msgspec.Raw


class Tombstone(Struct, frozen=True, kw_only=True):
    """An item that is no more."""

    id: str
    seq: Count


class FeedChanges(Struct, frozen=True, kw_only=True):
    """What changed after the asked number; ask again with ``next`` while ``has_more``."""

    epoch: str
    items: tuple[FeedItem, ...]
    tombstones: tuple[Tombstone, ...]
    next: Count
    has_more: bool


class FeedSnapshot(Struct, frozen=True, kw_only=True):
    """A feed, or a page of it; changes continue after ``next`` of the first page."""

    epoch: str
    items: tuple[FeedItem, ...]
    next: Count
    has_more: bool = False


class EnrolRequest(Struct, frozen=True, kw_only=True):
    """``proof`` is Ed25519 by the station's key over ``wire.enrolment.proof_message(...)``."""

    code: str
    station: str
    public_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]
    name: Annotated[str, Meta(max_length=80)] = ""


class EnrolAnswer(Struct, frozen=True, kw_only=True):
    """The station is known from now on; its requests carry ``tenant:station`` as key id.

    ``authority`` is the certificate (PEM) of the only authority to be trusted; early central
    systems tell it with ``GET /v1/ca`` alone.
    """

    tenant: str
    station: str
    server_key: bytes
    protocol: ProtocolRange
    authority: Annotated[str, Meta(max_length=16_384)] = ""


class ProblemDetails(Struct, frozen=True, kw_only=True):
    """A refusal by RFC 9457; ``code`` and ``params`` select and fill the sentence."""

    type: str
    title: str
    status: int
    code: str
    params: dict[str, str | int | float] = {}
