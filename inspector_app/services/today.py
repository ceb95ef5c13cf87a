"""The first page: what is to come, how urgent it is, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master import InboundOrder, OrderLine, Product
from inspector_app.services.intake import received_cartons
from inspector_app.services.lines_elsewhere import (
    NOTHING_ELSEWHERE,
    LineElsewhere,
    of_order,
)
from inspector_app.services.records import Summary, Work
from inspector_app.services.station import Station
from inspector_app.services.summaries import that_count


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """One order line. ``closed_units`` were inspected to the end, here."""

    line: OrderLine
    product: Product
    received_cartons: int
    lots: tuple[Summary, ...]
    elsewhere: LineElsewhere = NOTHING_ELSEWHERE

    @property
    def closed_units(self) -> int:
        return sum(lot.size for lot in that_count(self.lots) if lot.state == "closed")

    @property
    def finished(self) -> bool:
        """Whether everything received of the line has been inspected, here or elsewhere."""
        open_lots = any(lot.state != "closed" for lot in self.lots)
        closed = self.closed_units + sum(lot.size for lot in self.elsewhere.lots)
        begun = bool(self.lots or self.elsewhere.lots) and not self.elsewhere.open_lots
        return begun and not open_lots and closed >= self.line.units


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderProgress:
    """One inbound order. ``seconds_left`` until it is due; negative when late."""

    order: InboundOrder
    supplier_names: dict[str, str]
    lines: tuple[LineProgress, ...]
    deliveries: int
    seconds_left: int

    @property
    def lines_finished(self) -> int:
        return sum(1 for line in self.lines if line.finished)

    @property
    def finished(self) -> bool:
        return self.lines_finished == len(self.lines)


def orders(station: Station) -> Sequence[OrderProgress]:
    """Inbound orders, unfinished first, urgent first, then by due time."""
    now = station.clock.now()
    with station.records.reading() as work:
        found = [_progress(work, order, now) for order in work.master.orders()]
    return sorted(
        found,
        key=lambda each: (each.finished, each.order.priority != "urgent", each.order.due_at),
    )


def order(station: Station, order_id: str) -> OrderProgress:
    """One inbound order; IntakeError ``order_unknown``."""
    with station.records.reading() as work:
        found = work.master.order(order_id)
        if found is None:
            raise IntakeError("order_unknown", order=order_id)
        return _progress(work, found, station.clock.now())


def _progress(work: Work, order: InboundOrder, now: datetime) -> OrderProgress:
    deliveries = work.deliveries.of_order(order.id)
    supplier = work.master.supplier(order.supplier_id)
    elsewhere = of_order(work, now, order)
    lines = []
    for line in order.lines:
        product = work.master.product(line.product_id)
        if product is None:
            continue  # the product feed lags behind the order feed; the next pull brings it
        lines.append(
            LineProgress(
                line=line,
                product=product,
                received_cartons=received_cartons(deliveries, line.id),
                lots=tuple(work.inspections.of_line(line.id)),
                elsewhere=elsewhere.get(line.id, NOTHING_ELSEWHERE),
            )
        )
    names = dict(supplier.names) if supplier else {"zh": order.supplier_id}
    return OrderProgress(
        order=order, supplier_names=names, lines=tuple(lines), deliveries=len(deliveries),
        seconds_left=int((order.due_at - now).total_seconds()),
    )  # fmt: skip


def open_work(station: Station) -> Sequence[Summary]:
    """Lots that are not closed, the longest untouched first."""
    with station.records.reading() as work:
        return tuple(work.inspections.working())
