"""Tells every station what the others did with the same lines, suppliers and records.

Called while conclusions are drawn, one tenant at a time and in one order. Everything is worked out
anew from the records that stand, so that a revision, a voiding or a record that comes again counts
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from inspector_app.central import badges, disputing, progress
from inspector_app.central.db import feeds, lots
from inspector_app.central.db.lots import LineLot
from inspector_app.central.dispute_desk import Arrived, Desk
from inspector_app.central.line_book import LineBook
from inspector_app.central.record_choice import Revision
from inspector_app.central.record_facts import RecordFacts
from inspector_app.domain.lot_outcome import outcome
from inspector_app.wire.feeds import encode_item

OPEN_LOTS: Final = "open_lots"
FEEDS: Final = ("order_progress", "supplier_history", OPEN_LOTS, "disputes")


@dataclass
class Touched:
    """What has to be told anew."""

    book: LineBook
    lines: dict[str, LineLot] = field(default_factory=dict)
    suppliers: dict[str, None] = field(default_factory=dict)

    def note(self, lot: LineLot) -> None:
        """A lot's line and supplier."""
        if lot.line:
            self.lines[lot.line] = lot
        if lot.supplier_id:
            self.suppliers[lot.supplier_id] = None


async def events_arrived(
    desk: Desk, facts: RecordFacts, events: Sequence[Arrived], epoch: str
) -> None:
    """Work out what follows from new events about records and from spent badges."""
    tx, tenant = desk.tx, desk.tenant
    touched = Touched(book=LineBook(desk))
    found = await refresh(desk, facts, touched)
    for lot in found:
        # One after the other: each sees those before it as they are now, those behind as they were.
        touched.book.put(lot)
        await disputing.rivals_arrived(desk, facts.revisions[lot.inspection])
        await disputing.openings_arrived(desk, touched.book, lot)
    await badges.events_arrived(desk, events)
    await tell(desk, touched, epoch)
    free = await lots.let_go(tx, tenant, [lot.inspection for lot in found])
    if free:
        await feeds.publish(tx, tenant, OPEN_LOTS, dict.fromkeys(free), epoch)


async def refresh(desk: Desk, facts: RecordFacts, touched: Touched) -> list[LineLot]:
    """The lots of these records as they stand now, kept but not yet in the book; without those of
    which nothing readable is there."""
    found = []
    for record in facts.records:
        standing = await facts.standing(desk, record)
        if standing is not None:
            found.append(_lot_of(facts, record, standing))
    await touched.book.learn(found)
    await lots.keep(desk.tx, desk.tenant, found)
    for lot in found:
        touched.note(lot)
    return found


def _lot_of(facts: RecordFacts, record: str, standing: Revision) -> LineLot:
    since = _same_verdict_since(facts.revisions[record], standing)
    told = [
        (each.disposition, each.quantity)
        for each in facts.decided.get(record, ())
        if each.station != standing.row.station or each.seq > since
    ]
    return _lot(standing, told, voided=record in facts.void)


def _same_verdict_since(found: Sequence[Revision], standing: Revision) -> int:
    """The journal place from which the standing verdict holds: what was decided about another
    verdict counts no more."""
    since = standing.row.seq
    for each in sorted(found, key=lambda one: -one.row.revision):
        if each.row.station != standing.row.station or each.row.revision > standing.row.revision:
            continue
        if each.row.verdict != standing.row.verdict:
            break
        since = each.row.seq
    return since


def _lot(standing: Revision, told: Iterable[tuple[str, int]], *, voided: bool) -> LineLot:
    row, content = standing.row, standing.content
    units = outcome(row.lot_size, row.verdict, told)
    return LineLot(
        inspection=row.inspection, revision=row.revision, payload_sha256=row.payload_sha256,
        station=row.station, seq=row.seq, order_id=content.order.id,
        order_number=row.order_number, line_id=content.order.line_id, product_id=row.product_id,
        product_names=dict(content.product.names), supplier_id=content.supplier.id,
        supplier_names=dict(content.supplier.names), lot_number=row.lot_number,
        size=row.lot_size, overall=row.verdict, closed_at=content.record.sealed_at,
        received_at=row.received_at, accepted=units.accepted, rejected=units.rejected,
        waiting=units.waiting, batches=tuple(each for each in content.lot.batch_numbers if each),
        reinspection_of=content.lot.reinspection_of, voided=voided,
        reason=content.lot.outside_reason,
    )  # fmt: skip


async def tell(desk: Desk, touched: Touched, epoch: str) -> None:
    """Publish disputes, progress of the lines and histories of the suppliers as they are now."""
    tx, tenant, book = desk.tx, desk.tenant, touched.book
    await book.learn(touched.lines.values())
    items: dict[str, bytes | None] = {}
    for line, lot in touched.lines.items():
        items[line] = encode_item(await progress.of_line(desk, book, line, lot))
    if items:
        await feeds.publish(tx, tenant, "order_progress", items, epoch)
    histories: dict[str, bytes | None] = {}
    for supplier in touched.suppliers:
        histories[supplier[:120]] = encode_item(await progress.of_supplier(tx, tenant, supplier))
    if histories:
        await feeds.publish(tx, tenant, "supplier_history", histories, epoch)
    if desk.changed:
        changed: dict[str, bytes | None] = {
            each.id: encode_item(each) for each in desk.changed.values()
        }
        await feeds.publish(tx, tenant, "disputes", changed, epoch)
