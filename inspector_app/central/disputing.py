"""Finds what two stations did to one thing without seeing each other, and puts it up for decision.

Both sides stay on record. A dispute closes by itself only when there is nothing left to decide:
one of the records was declared void, or the count is within the line again.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from inspector_app.central.db import inspections
from inspector_app.central.db.lots import LineLot
from inspector_app.central.db.moments import from_ms
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.line_book import LineBook
from inspector_app.central.record_choice import Revision, rivals
from inspector_app.domain.disputes import OpenedLot, dispute_id, is_double
from inspector_app.wire.elsewhere import Dispute, Party


async def rivals_arrived(desk: Desk, found: Sequence[Revision]) -> None:
    """Two stations corrected one revision: a person chooses."""
    for number, claimants in rivals(found).items():
        first = claimants[0].row
        # Those that arrived at one moment did not see each other.
        await inspections.contradict(desk.tx, [each.row for each in claimants])
        await desk.raise_anew(
            Dispute(
                id=dispute_id("rival_revisions", first.inspection, str(number)),
                kind="rival_revisions", raised_at=desk.now,
                parties=tuple(_rival(desk, each) for each in claimants),
                order_id=claimants[0].content.order.id, order_number=first.order_number,
                line_id=claimants[0].content.order.line_id, product_id=first.product_id,
                product_names=dict(claimants[0].content.product.names),
            )
        )  # fmt: skip


def _rival(desk: Desk, each: Revision) -> Party:
    row = each.row
    return Party(
        choice=row.payload_sha256, inspection=row.inspection, station=row.station,
        station_name=desk.names.get(row.station, ""), lot_number=row.lot_number,
        overall=row.verdict, size=row.lot_size, at=each.content.record.sealed_at,
        revision=row.revision, payload_sha256=row.payload_sha256,
        batches=each.content.lot.batch_numbers[:20], words=row.signer_zh,
    )  # fmt: skip


async def openings_arrived(desk: Desk, book: LineBook, lot: LineLot) -> None:
    """The same goods were opened at two stations: neither is released until a person decides."""
    if not lot.line:
        return
    split = book.split_among(lot.line)
    if lot.voided:
        await _without(desk, lot)
        return
    for other in book.lots(lot.line):
        if is_double(_opened(lot), _opened(other), split):
            pair = sorted((other, lot), key=lambda each: (each.received_at, each.inspection))
            await desk.raise_anew(_double(desk, pair))


def _opened(lot: LineLot) -> OpenedLot:
    return OpenedLot(
        inspection=lot.inspection, station=lot.station, order_id=lot.order_id,
        line_id=lot.line_id, product_id=lot.product_id, batches=lot.batches,
        reinspection_of=lot.reinspection_of, voided=lot.voided,
    )  # fmt: skip


def _double(desk: Desk, pair: Sequence[LineLot]) -> Dispute:
    first = pair[0]
    return Dispute(
        id=dispute_id("double_opening", *(lot.inspection for lot in pair)),
        kind="double_opening", raised_at=desk.now,
        parties=tuple(party_of(desk, lot) for lot in pair), order_id=first.order_id,
        order_number=first.order_number, line_id=first.line_id, product_id=first.product_id,
        product_names=first.product_names,
    )  # fmt: skip


def party_of(desk: Desk, lot: LineLot) -> Party:
    """A lot as one side of a dispute."""
    return Party(
        choice=lot.inspection, inspection=lot.inspection, station=lot.station,
        station_name=desk.names.get(lot.station, ""), lot_number=lot.lot_number,
        overall=lot.overall, size=lot.size, at=from_ms(lot.received_at), revision=lot.revision,
        payload_sha256=lot.payload_sha256, batches=lot.batches[:20], reason=lot.reason,
    )  # fmt: skip


async def _without(desk: Desk, lot: LineLot) -> None:
    """A voided record is a party of nothing: where one other is left, that one stands."""
    for told in await desk.about([lot.inspection]):
        others = [each for each in told.parties if each.inspection != lot.inspection]
        if told.kind == "double_opening" and not told.ruling and others:
            await desk.close(told, ruling="keep", choice=others[0].choice)


async def count_arrived(
    desk: Desk, any_lot: LineLot, counted: Sequence[LineLot], beyond: int
) -> None:
    """More was opened than the line announces: kept, flagged, and its badges held."""
    wanted = dispute_id("over_count", any_lot.line)
    if beyond:
        await desk.raise_anew(
            Dispute(
                id=wanted, kind="over_count", raised_at=desk.now, amount=beyond,
                parties=tuple(party_of(desk, lot) for lot in counted[-20:]),
                order_id=any_lot.order_id, order_number=any_lot.order_number,
                line_id=any_lot.line_id, product_id=any_lot.product_id,
                product_names=any_lot.product_names,
            )
        )  # fmt: skip
        return
    before = await desk.one(wanted, [any_lot.line])
    if before is not None and before.amount:
        await desk.put(structs.replace(before, amount=0, ruling="confirm", decided_at=desk.now))
