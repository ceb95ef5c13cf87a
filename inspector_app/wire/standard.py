"""The payload ``standard/1`` of the event ``standard_published``: a version of a standard.

The same kind of event tells that a version was retired: ``state`` says which.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import check_payload_size
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

SCHEMA: Final = "standard/1"


class StandardRecord(Struct, frozen=True, kw_only=True):
    """The whole payload. ``reason`` is set when ``state`` is ``retired``."""

    schema: Literal["standard/1"] = "standard/1"
    state: Literal["in_force", "retired"]
    document: PublishedDocument
    at: datetime
    station_id: str
    person: PersonPart
    reason: str = ""


_DECODER: Final = msgspec.json.Decoder(StandardRecord)


def encode_standard(record: StandardRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large``."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_standard(payload: bytes) -> StandardRecord:
    """The record; EvidenceError ``bad_payload`` when it is not a ``standard/1``."""
    try:
        return _DECODER.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem
