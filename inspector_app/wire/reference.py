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
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

SCHEMA: Final = "reference/1"


class ReferenceRecord(Struct, frozen=True, kw_only=True):
    """The whole payload. ``reason`` is set when ``state`` is ``retired``; ``made_at`` is then the
    id of the station that sealed the version, ``""`` for the sealing station's own."""

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
    made_at: str = ""


_DECODER: Final = msgspec.json.Decoder(ReferenceRecord)


def encode_reference(record: ReferenceRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large``."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_reference(payload: bytes) -> ReferenceRecord:
    """The record; EvidenceError ``bad_payload`` when it is not a ``reference/1``."""
    try:
        return _DECODER.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem


class PublishedReference(Struct, frozen=True, kw_only=True):
    """An item of the feed ``references``: one version, as every station of the house may use it.

    ``number`` is the house's, given in the order of arrival; ``station`` and ``version`` are what
    its event was sealed under. ``retired`` is a reason, or ``""`` while it is in force.
    """

    product_id: str
    number: int
    station: str
    station_name: str
    version: int
    kind: ReferenceKind
    pictures: tuple[ReferencePicture, ...]
    claims: Claims
    at: datetime
    person_id: str
    names: dict[str, str]
    lot_number: str = ""
    inspection_id: str = ""
    note: str = ""
    retired: str = ""
    retired_at: datetime | None = None
    retired_by: str = ""
