"""Tells every station how lots ended, so that goods that come back elsewhere are known again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from inspector_app.central.db import feeds, inspections, journal, stations, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.record_choice import chosen_among
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.state import Inspection as Folded
from inspector_app.wire.feeds import EarlierVerdict, encode_item
from inspector_app.wire.inspection import InspectionRecord, decode_record, replay

FEED = "earlier_verdicts"


async def publish_verdicts(tx: Transaction, tenant: str, changed: Iterable[str], link: str) -> None:
    """Put how these inspections stand now into the feed; a void one is taken out of it.

    ``link`` (hex) of the event names the feed's epoch when it is the first item.
    """
    named = list(dict.fromkeys(changed))
    if not named:
        return
    newest = await inspections.newest_revisions(tx, tenant, named)
    newest |= await chosen_among(tx, tenant, named)
    void = await voidings.among(tx, tenant, named)
    standing = [one for name, one in newest.items() if name not in void]
    payloads = await journal.payloads(tx, tenant, [(one.station, one.seq) for one in standing])
    names = {each.station: each.name for each in await stations.everyone(tx, tenant)}
    decided = await inspections.dispositions_among(tx, tenant, named)
    items: dict[str, bytes | None] = dict.fromkeys(named)
    for one in standing:
        later = [
            each.disposition
            for each in decided.get(one.inspection, ())
            if each.station != one.station or each.seq > one.seq
        ]
        found = _stands(
            one, payloads.get((one.station, one.seq)), names.get(one.station, ""),
            later[-1] if later else "",
        )  # fmt: skip
        items[one.inspection] = encode_item(found) if found is not None else None
    epoch = str(uuid.UUID(bytes=bytes.fromhex(link)[:16]))
    await feeds.publish(tx, tenant, FEED, items, epoch)


def _stands(
    newest: Inspection, payload: bytes | None, name: str, disposition: str
) -> EarlierVerdict | None:
    """The newest revision with the decision on it; None when not readable.

    Acts that contradict each other make a fold fail in many ways.
    """
    try:
        record = decode_record(payload) if payload is not None else None
        folded = replay(record) if record is not None else None
    except (InspectorError, ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None
    if record is None or folded is None:
        return None
    return _item(newest, record, folded, name, disposition)


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
