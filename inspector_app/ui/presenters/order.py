"""One inbound order with its lines. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.domain.master import Names, Product
from inspector_app.services import today
from inspector_app.services.lines_elsewhere import NOTHING_ELSEWHERE, LineElsewhere
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Summary
from inspector_app.services.today import LineProgress, OrderProgress
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.today import OrderCard, order_card
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line as a row; ``open_lot`` is the only lot still open, when there is exactly one."""

    line_id: str
    product: Product
    units: int
    cartons: int
    received: int
    lots: tuple[Summary, ...]
    finished: bool
    elsewhere: LineElsewhere = NOTHING_ELSEWHERE

    @property
    def open_lot(self) -> Summary | None:
        found = [lot for lot in self.lots if lot.state != "closed"]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """What the page shows; ``order`` is None until it was read."""

    order: OrderCard | None = None
    supplier: Names | None = None
    deliveries: int = 0
    rows: tuple[LineRow, ...] = ()

    @property
    def all_received(self) -> bool:
        """Whether nothing announced is still to come."""
        return bool(self.rows) and all(row.received >= row.cartons for row in self.rows)


class OrderPresenter:
    """``on_change(state)``; ``on_go(page, arguments)`` leads to the dock, a lot or a walk."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner, finder: Finder) -> None:
        self._tools = tools
        self._tasks = tasks
        self.finder = finder
        self._order_id = ""
        self._state = OrderState()
        self.on_change: Callable[[OrderState], None] = lambda state: None
        self.on_go: Callable[[str, dict[str, object]], None] = lambda page, arguments: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> OrderState:
        return self._state

    @property
    def order_id(self) -> str:
        return self._order_id

    @property
    def tools(self) -> Tools:
        return self._tools

    def begin(self, order_id: str) -> None:
        """Show this order; another one's rows are not left standing meanwhile."""
        if order_id != self._order_id:
            self._order_id = order_id
            self._change(OrderState())
        station = self._tools.station
        self._tasks.read(
            lambda: today.order(station, order_id),
            self._show,
            lambda problem: self.on_refused(problem),
        )

    def seconds_left(self) -> int:
        """Until the order is due; 0 while it is not read."""
        order = self._state.order
        if order is None:
            return 0
        return int((order.due_at - self._tools.station.clock.now()).total_seconds())

    def receive(self) -> None:
        """To the dock."""
        self.on_go("dock", {"order_id": self._order_id})

    def inspect(self, row: LineRow) -> None:
        """Go on with the line's open lot, or begin one."""
        lot = row.open_lot
        if lot is not None:
            self.finder.resume(lot)
        else:
            self.on_go("lot", {"order_id": self._order_id, "line_id": row.line_id})

    def open_lot(self, lot: Summary) -> None:
        """A lot's tag was pressed."""
        self.finder.resume(lot)

    def _show(self, found: OrderProgress) -> None:
        if found.order.id != self._order_id:
            return
        self._change(
            OrderState(
                order=order_card(found),
                supplier=found.supplier_names,
                deliveries=found.deliveries,
                rows=tuple(_row(each) for each in found.lines),
            )
        )

    def _change(self, state: OrderState) -> None:
        self._state = state
        self.on_change(state)


def _row(progress: LineProgress) -> LineRow:
    return LineRow(
        line_id=progress.line.id, product=progress.product, units=progress.line.units,
        cartons=progress.line.cartons, received=progress.received_cartons, lots=progress.lots,
        finished=progress.finished, elsewhere=progress.elsewhere,
    )  # fmt: skip
