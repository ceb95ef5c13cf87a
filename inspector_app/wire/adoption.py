"""The payload ``adopted/1``: a sealed event of an earlier identity, carried on unchanged.

A station that was forked, revoked or restored from a backup enrols as a new one. What the central
system had not acknowledged travels inside events of the new journal: place, link, signature and
bytes as they were sealed, so that the old station's key still proves them. Bytes that would not
fit a message are named by their digest and sent like a photo.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta, Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.envelope import EventLine, Hex32, Seq
from inspector_app.wire.link import MAX_PAYLOAD, link_of_digest

SCHEMA: Final = "adopted/1"
KIND: Final = "adopted"
MEDIA_SUFFIX: Final = "bin"
LARGEST_CARRIED: Final = 180 * 1024
"""Bytes that still fit a message as base64; larger ones are sent as a blob."""


class CarriedBlob(Struct, frozen=True, kw_only=True):
    """Bytes that are sent apart."""

    sha256: Hex32
    size: Annotated[int, Meta(ge=1, le=MAX_PAYLOAD)]


class AdoptedEvent(Struct, frozen=True, kw_only=True, rename={"payload": "bytes"}):
    """``seq``, ``previous``, ``link`` and ``signature`` stand in the chain of ``old_station``.

    Either ``bytes`` (the sealed payload) or ``blob`` (its digest) is given. ``why`` is how the
    station came to a new identity.
    """

    schema: Literal["adopted/1"] = "adopted/1"
    old_station: Annotated[str, Meta(min_length=36, max_length=36)]
    seq: Seq
    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    previous: Hex32
    link: Hex32
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
    payload: bytes = b""
    blob: CarriedBlob | None = None
    station_id: str = ""
    why: Annotated[str, Meta(max_length=40)] = ""

    def payload_sha256(self) -> bytes:
        """The 32 bytes the link binds."""
        if self.blob is not None:
            return bytes.fromhex(self.blob.sha256)
        return hashlib.sha256(self.payload).digest()

    def line(self, payload: bytes) -> EventLine:
        """The event as the old station would have sent it."""
        return EventLine(
            seq=self.seq, kind=self.kind, prev=self.previous, link=self.link,
            signature=self.signature, payload=payload,
        )  # fmt: skip


_DECODER: Final = msgspec.json.Decoder(AdoptedEvent)


def wrap(old_station: str, line: EventLine, *, station_id: str = "", why: str = "") -> AdoptedEvent:
    """The event for carrying on; large bytes are named by their digest."""
    large = len(line.payload) > LARGEST_CARRIED
    return AdoptedEvent(
        old_station=old_station, seq=line.seq, kind=line.kind, previous=line.prev,
        link=line.link, signature=line.signature, station_id=station_id, why=why,
        payload=b"" if large else line.payload,
        blob=CarriedBlob(
            sha256=hashlib.sha256(line.payload).hexdigest(), size=len(line.payload)
        ) if large else None,
    )  # fmt: skip


def encode_adopted(event: AdoptedEvent) -> bytes:
    """The bytes to seal."""
    return msgspec.json.encode(event)


def decode_adopted(payload: bytes) -> AdoptedEvent:
    """The carried event; EvidenceError ``bad_payload`` for anything else."""
    try:
        found = _DECODER.decode(payload)
        UUID(found.old_station)
    except ValueError as problem:
        raise EvidenceError("bad_payload") from problem
    return found


def is_proved(event: AdoptedEvent, public_key: bytes) -> bool:
    """Whether the old station's key signed exactly these bytes at this place of its chain."""
    expected = link_of_digest(
        UUID(event.old_station).bytes, event.seq, bytes.fromhex(event.previous),
        event.payload_sha256(),
    )  # fmt: skip
    if expected.hex() != event.link:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(event.signature, expected)
    except InvalidSignature:
        return False
    return True
