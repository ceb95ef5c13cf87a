"""Reference pictures a station's supervisor published, on to every station.

The house numbers a product's versions in the order of arrival: what is newest is the same
everywhere. Two stations that publish apart from each other make two versions, and the later to
arrive is in force; nothing is overwritten. A version is retired once, by any station.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from itertools import count

import msgspec

from inspector_app.central.db import feeds, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.domain.errors import EvidenceError, InspectorError
from inspector_app.domain.reference import RETIRE_REASONS, check_claims, check_pictures
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.reference import PublishedReference, ReferenceRecord, decode_reference

FEED = "references"
_DECODER = msgspec.json.Decoder(PublishedReference)


async def publish_reference(tx: Transaction, tenant: str, payload: bytes, link: str) -> bool:
    """Put a sealed version, or that one is retired, into the feed; False when nothing changes.

    What is no sound reference stays in the journal and goes to no station. ``link`` (hex) of the
    event names the feed's epoch when it is the first item.
    """
    record = _sound(payload)
    if record is None:
        return False
    epoch = str(uuid.UUID(bytes=bytes.fromhex(link)[:16]))
    await feeds.hold(tx, tenant, FEED, epoch)  # numbers are given by one at a time
    made_at = record.made_at or record.station_id
    known = [each async for each in _versions(tx, tenant, record.product_id)]
    same = next((e for e in known if (e.station, e.version) == (made_at, record.version)), None)
    if record.state == "retired":
        if same is None or same.retired:
            return False
        item = msgspec.structs.replace(
            same, retired=record.reason, retired_at=record.at, retired_by=record.person.person_id
        )
    elif same is not None:
        return False
    else:
        item = await _new(tx, tenant, record, len(known) + 1)
    body = encode_item(item)
    await feeds.publish(tx, tenant, FEED, {_item_id(item.product_id, item.number): body}, epoch)
    return True


def _sound(payload: bytes) -> ReferenceRecord | None:
    try:
        record = decode_reference(payload)
        check_pictures(record.pictures)
        check_claims(record.claims)
    except (EvidenceError, InspectorError):
        return None
    named = len(record.product_id) <= 80 and record.version >= 1
    reasoned = record.state == "in_force" or record.reason in RETIRE_REASONS
    return record if named and reasoned and record.person.role == "supervisor" else None


async def _new(
    tx: Transaction, tenant: str, record: ReferenceRecord, number: int
) -> PublishedReference:
    station = await stations.find(tx, tenant, record.station_id)
    return PublishedReference(
        product_id=record.product_id, number=number, station=record.station_id,
        station_name=station.name if station is not None else "", version=record.version,
        kind=record.kind, pictures=record.pictures, claims=record.claims, at=record.at,
        person_id=record.person.person_id, names=record.person.names,
        lot_number=record.lot_number, inspection_id=record.inspection_id, note=record.note,
    )  # fmt: skip


async def _versions(
    tx: Transaction, tenant: str, product_id: str
) -> AsyncIterator[PublishedReference]:
    """All versions of a product by number; numbers have no gaps."""
    for number in count(1):
        body = await feeds.body(tx, tenant, FEED, _item_id(product_id, number))
        if body is None:
            return
        yield _DECODER.decode(body)


def _item_id(product_id: str, number: int) -> str:
    return f"{product_id}|{number}"
