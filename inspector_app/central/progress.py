"""How far an order line is over all stations, and how a supplier's latest lots ended."""

from __future__ import annotations

from inspector_app.central import disputing
from inspector_app.central.db import lots
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.lots import LineLot
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.line_book import LineBook
from inspector_app.domain.disputes import LotStanding, lot_standing
from inspector_app.domain.lot_outcome import LotOutcome, held
from inspector_app.domain.order_shares import over
from inspector_app.services.disputes import states_of
from inspector_app.wire.elsewhere import (
    MOST_LOTS,
    LotProgress,
    OrderProgress,
    PastLot,
    SupplierHistory,
)

LATEST = 50
"""A supplier's lots that a history tells of: enough to judge, few enough to read each time."""
_RECENT = 10


def that_count(kept: list[LineLot], standings: dict[str, LotStanding]) -> list[LineLot]:
    """Each goods once: no voided lot, none whose goods another lot of the line stands for (it was
    set aside, or it is repeated by or repeats one)."""
    counted = [lot for lot in kept if not lot.voided and standings[lot.inspection] != "set_aside"]
    repeated = {lot.reinspection_of for lot in counted if lot.reinspection_of}
    return [lot for lot in counted if lot.inspection not in repeated]


async def of_line(desk: Desk, book: LineBook, line: str, any_lot: LineLot) -> OrderProgress:
    """One line's progress; a count beyond the line is put up for decision."""
    kept = book.lots(line)
    told = await desk.about([lot.inspection for lot in kept])
    standings = {
        lot.inspection: lot_standing(lot.inspection, states_of(told, lot.inspection))
        for lot in kept
    }
    counted = that_count(kept, standings)
    units = book.units(any_lot)
    beyond = 0 if units is None else over(units, (lot.size for lot in counted))
    await disputing.count_arrived(desk, any_lot, counted, beyond)
    outcomes = [(lot, _outcome(lot, standings[lot.inspection])) for lot in counted]
    parts = sorted(outcomes, key=lambda pair: pair[0].closed_at, reverse=True)[:MOST_LOTS]
    return OrderProgress(
        order_id=any_lot.order_id, line_id=any_lot.line_id,
        opened=sum(lot.size for lot in counted),
        accepted=sum(each.accepted for _, each in outcomes),
        rejected=sum(each.rejected for _, each in outcomes),
        waiting=sum(each.waiting for _, each in outcomes), over=beyond,
        lots=tuple(_lot(desk, lot, each) for lot, each in parts),
    )  # fmt: skip


def _outcome(lot: LineLot, standing: LotStanding) -> LotOutcome:
    if standing == "held":
        return held(lot.size)
    return LotOutcome(accepted=lot.accepted, rejected=lot.rejected, waiting=lot.waiting)


def _lot(desk: Desk, lot: LineLot, units: LotOutcome) -> LotProgress:
    return LotProgress(
        inspection=lot.inspection, lot_number=lot.lot_number, station=lot.station,
        station_name=desk.names.get(lot.station, ""), size=lot.size, accepted=units.accepted,
        rejected=units.rejected, waiting=units.waiting, overall=lot.overall,
        closed_at=lot.closed_at, batches=lot.batches[:20],
    )  # fmt: skip


async def of_supplier(tx: Transaction, tenant: str, supplier: str) -> SupplierHistory:
    """How a supplier's latest lots ended."""
    kept = await lots.of_supplier(tx, tenant, supplier, LATEST)
    counted = [lot for lot in kept if not lot.voided]
    names = next((lot.supplier_names for lot in kept if lot.supplier_names), {})
    return SupplierHistory(
        supplier_id=supplier, names=names, lots=len(counted),
        accepted=sum(lot.overall == "accept" for lot in counted),
        rejected=sum(lot.overall == "reject" for lot in counted),
        held=sum(lot.overall == "hold" for lot in counted),
        recent=tuple(
            PastLot(
                lot_number=lot.lot_number, product_id=lot.product_id, overall=lot.overall,
                closed_at=lot.closed_at,
            )
            for lot in counted[:_RECENT]
        ),
    )  # fmt: skip
