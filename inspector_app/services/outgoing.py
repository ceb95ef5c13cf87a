"""What waits to be sent, told by the lot it belongs to instead of numbers and digests."""

from __future__ import annotations

import msgspec

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import Summary
from inspector_app.services.station import Station
from inspector_app.wire.adoption import KIND, decode_adopted


class _Lot(msgspec.Struct):
    number: str = ""


class _About(msgspec.Struct):
    """What of a payload names its lot: an inspection's ``lot``, a disposition's number."""

    lot: _Lot = msgspec.field(default_factory=_Lot)
    lot_number: str = ""


_DECODER = msgspec.json.Decoder(_About)


def lot_of_event(event: SealedEvent) -> str:
    """The lot number a sealed event is about; empty when it names none."""
    payload = event.payload
    try:
        if event.kind == KIND:
            payload = decode_adopted(payload).payload
        about = _DECODER.decode(payload)
    except (msgspec.DecodeError, EvidenceError):
        return ""
    return about.lot.number or about.lot_number


def lots_of_events(station: Station, numbers: list[int]) -> dict[int, Summary]:
    """The inspections the journal's entries are about, by entry number."""
    found = {}
    with station.records.reading() as work:
        for seq in numbers:
            event = work.journal.event(seq)
            lot = work.inspections.by_lot_number(lot_of_event(event)) if event else None
            if lot is not None:
                found[seq] = lot
    return found


def lots_of_photos(station: Station, digests: list[str]) -> dict[str, Summary]:
    """The inspections the photos belong to, by digest; dock photos belong to none."""
    found = {}
    with station.records.reading() as work:
        for digest in digests:
            for row in work.photos.known(digest):
                lot = work.inspections.summary(row.record_id)
                if lot is not None:
                    found[digest] = lot
                    break
    return found
