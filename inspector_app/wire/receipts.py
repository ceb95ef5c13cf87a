"""Receipts of the central system: two kinds, never confused."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.envelope import SignedReceipt

RECEIPT_CONTEXT: Final = b"inspector/receipt/1\0"


class HeadReceipt(Struct, frozen=True, kw_only=True, tag="head_receipt", tag_field="kind"):
    """The station's events up to ``head`` are durable. Permits no purge of anything.

    ``station_key`` is the station's public key in hex as it enrolled; ``""`` in early receipts.
    """

    tenant: str
    station: str
    head: int
    link: str
    time: datetime
    station_key: str = ""


class CompletionReceipt(
    Struct, frozen=True, kw_only=True, tag="completion_receipt", tag_field="kind"
):
    """All photos of one inspection revision are durable and verified.

    After the retention time the station may drop its originals of ``photos`` (SHA-256).
    ``station_key`` as in ``HeadReceipt``.
    """

    tenant: str
    station: str
    inspection: str
    revision: int
    payload_sha256: str
    photos: tuple[str, ...]
    time: datetime
    station_key: str = ""


AnyReceipt = HeadReceipt | CompletionReceipt
ReceiptKind = Literal["head_receipt", "completion_receipt"]
_DECODER: Final = msgspec.json.Decoder(AnyReceipt)


def message(body: bytes) -> bytes:
    """What is signed: a receipt's signature can never be taken for an event's or a request's."""
    return RECEIPT_CONTEXT + body


def open_receipt(receipt: SignedReceipt, server_key: bytes) -> AnyReceipt:
    """The content of a receipt whose signature holds; EvidenceError ``bad_receipt``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(server_key)
        key.verify(receipt.signature, message(receipt.body))
        content: AnyReceipt = _DECODER.decode(receipt.body)
    except (InvalidSignature, ValueError) as problem:
        raise EvidenceError("bad_receipt", number=receipt.number) from problem
    return content


def stated_head(body: bytes) -> int:
    """The head a receipt speaks of, its signature unseen; 0 when it is no head receipt."""
    try:
        content: AnyReceipt = _DECODER.decode(body)
    except msgspec.DecodeError:
        return 0
    return content.head if isinstance(content, HeadReceipt) else 0


def stated_station(body: bytes) -> str:
    """The station a receipt was given to, its signature unseen; empty when it is no receipt."""
    try:
        content: AnyReceipt = _DECODER.decode(body)
    except msgspec.DecodeError:
        return ""
    return content.station
