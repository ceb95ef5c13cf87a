"""Tells every station how lots ended, so that goods that come back elsewhere are known again."""

from __future__ import annotations

from inspector_app.central.db import feeds
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.readings import Walk
from inspector_app.central.record_choice import Revision
from inspector_app.central.record_facts import RecordFacts
from inspector_app.wire.feeds import EarlierVerdict, encode_item

FEED = "earlier_verdicts"


async def publish_verdicts(desk: Desk, facts: RecordFacts, epoch: str) -> None:
    """Put how these inspections stand now into the feed; a void one is taken out of it.

    ``epoch`` is the feed's when this is its first item.
    """
    items: dict[str, bytes | None] = {}
    for record in facts.records:
        one = await _that_stands(desk, facts, record)
        if one is None or record in facts.void:
            items[record] = None
            continue
        later = [
            each.disposition
            for each in facts.decided.get(record, ())
            if each.station != one.row.station or each.seq > one.row.seq
        ]
        walk = facts.readings.walk(one.payload)
        items[record] = None if walk is None else encode_item(
            _item(desk, one, walk, later[-1] if later else "")
        )  # fmt: skip
    if items:
        await feeds.publish(desk.tx, desk.tenant, FEED, items, epoch)


async def _that_stands(desk: Desk, facts: RecordFacts, record: str) -> Revision | None:
    """The newest revision; of a record that was corrected twice the one that counts."""
    found = facts.revisions.get(record, ())
    about = await desk.about([record])
    if any(
        each.kind == "rival_revisions" and record in {party.inspection for party in each.parties}
        for each in about
    ):
        return await facts.standing(desk, record)
    return found[-1] if found else None


def _item(desk: Desk, one: Revision, walk: Walk, disposition: str) -> EarlierVerdict:
    record, folded = walk
    return EarlierVerdict(
        inspection=one.row.inspection, station=one.row.station,
        station_name=desk.names.get(one.row.station, ""), lot_number=record.lot.number,
        product_id=record.product.id, supplier_id=record.supplier.id,
        overall=record.verdict.overall, closed_at=record.record.sealed_at,
        revision=record.record.revision, incomplete=record.verdict.incomplete,
        disposition=disposition,
        batches=tuple(number for number in record.lot.batch_numbers if number),
        pallets=folded.state.lot.pallets,
    )  # fmt: skip
