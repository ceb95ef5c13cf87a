"""Tells every station how lots ended, so that goods that come back elsewhere are known again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from inspector_app.central.db import feeds, inspections, journal, stations, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.state import Inspection as Folded
from inspector_app.wire.feeds import EarlierVerdict, encode_item
from inspector_app.wire.inspection import InspectionRecord, decode_record, replay

FEED = "earlier_verdicts"


async def publish_verdicts(tx: Transaction, tenant: str, changed: Iterable[str], link: str) -> None:
    """Put how these inspections stand now into the feed; a void one is taken out of it.

    ``link`` (hex) of the event names the feed's epoch when it is the first item.
    """
    items = {}
    for inspection in dict.fromkeys(changed):
        found = await _stands(tx, tenant, inspection)
        items[inspection] = encode_item(found) if found is not None else None
    if items:
        epoch = str(uuid.UUID(bytes=bytes.fromhex(link)[:16]))
        await feeds.publish(tx, tenant, FEED, items, epoch)


async def _stands(tx: Transaction, tenant: str, inspection: str) -> EarlierVerdict | None:
    """The newest revision with the decision on it; None when void, unknown or not readable."""
    kept = await inspections.revisions(tx, tenant, inspection)
    if not kept or await voidings.of_inspection(tx, tenant, inspection):
        return None
    newest = kept[0]
    sealed = await journal.sealed(tx, tenant, newest.station, newest.seq)
    try:
        record = decode_record(sealed.payload) if sealed is not None else None
        folded = replay(record) if record is not None else None
    except (EvidenceError, ValueError):
        return None
    if record is None or folded is None:
        return None
    station = await stations.find(tx, tenant, newest.station)
    decided = await inspections.dispositions_of(tx, tenant, inspection)
    later = [each.disposition for each in decided if each.seq > newest.seq]
    name = station.name if station is not None else ""
    return _item(newest, record, folded, name, later[-1] if later else "")


def _item(
    newest: Inspection, record: InspectionRecord, folded: Folded, name: str, disposition: str
) -> EarlierVerdict:
    return EarlierVerdict(
        inspection=newest.inspection, station=newest.station, station_name=name,
        lot_number=record.lot.number, product_id=record.product.id,
        supplier_id=record.supplier.id, overall=record.verdict.overall,
        closed_at=record.record.sealed_at, revision=record.record.revision,
        incomplete=record.verdict.incomplete, disposition=disposition,
        batches=tuple(number for number in record.lot.batch_numbers if number),
        pallets=folded.state.lot.pallets,
    )  # fmt: skip
