"""The payload ``reference/1`` of the event ``reference_added``: a version of a product's reference.

The same kind of event tells that a version was retired: ``state`` says which.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.reference import Claims, ReferenceKind, ReferencePicture
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import check_payload_size

SCHEMA: Final = "reference/1"


class ReferenceRecord(Struct, frozen=True, kw_only=True):
    """The whole payload. ``reason`` is set when ``state`` is ``retired``."""

    schema: Literal["reference/1"] = "reference/1"
    state: Literal["in_force", "retired"]
    product_id: str
    sku: str
    version: int
    kind: ReferenceKind
    pictures: tuple[ReferencePicture, ...]
    claims: Claims
    at: datetime
    station_id: str
    person: PersonPart
    lot_number: str = ""
    inspection_id: str = ""
    note: str = ""
    reason: str = ""


_DECODER: Final = msgspec.json.Decoder(ReferenceRecord)


def encode_reference(record: ReferenceRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large``."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_reference(payload: bytes) -> ReferenceRecord:
    """The record; EvidenceError ``bad_payload`` when it is not a ``reference/1``."""
    try:
        return _DECODER.decode(payload)
    except msgspec.DecodeError as problem:
        raise EvidenceError("bad_payload") from problem
