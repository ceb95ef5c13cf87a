"""Severity on the wire: a supervisor's ruling (``severity/1``) and the feed ``sampling_states``."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.sampling.severity_history import HistoryStep, Standing
from inspector_app.domain.sampling.switching import RulingKind, SwitchSeverity
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import check_payload_size
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

SCHEMA: Final = "severity/1"
STEPS_IN_FEED: Final = 30
"""Steps that travel with a state, so that a station can show why."""

Code = Annotated[str, Meta(min_length=1, max_length=80)]
Told = Annotated[str, Meta(max_length=400)]


class SeverityRecord(Struct, frozen=True, kw_only=True):
    """The payload of ``severity_approved``: what was ruled, and where the class stood.

    ``state``, ``score`` and ``lots`` are what the supervisor saw; a history derived anew decides
    whether the ruling had an effect. ``names`` are product and supplier as they were called.
    """

    schema: Literal["severity/1"] = "severity/1"
    supplier_id: Code
    product_id: Code
    cls: Code
    ruling: RulingKind
    reason: Told
    state: SwitchSeverity
    score: int
    lots: tuple[Told, ...]
    at: datetime
    station_id: str
    person: PersonPart
    product_names: dict[str, Told] = {}
    supplier_names: dict[str, Told] = {}
    sku: Told = ""


class SamplingState(Struct, frozen=True, kw_only=True):
    """An item of the feed: where a supplier's product stands by all stations' sealed records.

    ``seen`` says up to which entry of each station's journal its lots are in it: a station adds
    its own later ones. ``steps`` are the latest, ``stale`` how many plans of all were made from a
    state that was not the one due.
    """

    supplier_id: Code
    product_id: Code
    standings: tuple[Standing, ...]
    seen: dict[str, int]
    steps: tuple[HistoryStep, ...] = ()
    stale: int = 0


_RECORD: Final = msgspec.json.Decoder(SeverityRecord)


def encode_severity(record: SeverityRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large``."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_severity(payload: bytes) -> SeverityRecord:
    """The record; EvidenceError ``bad_payload`` when it is not a ``severity/1``."""
    try:
        return _RECORD.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem


def state_id(supplier_id: str, product_id: str) -> str:
    """The feed's id of a supplier and product: both can be long, so a digest of them."""
    return hashlib.sha256(f"{supplier_id}\0{product_id}".encode()).hexdigest()[:40]
