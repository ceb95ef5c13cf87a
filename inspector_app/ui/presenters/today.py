"""The first page: inbound orders by urgency, and the work left open. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.errors import Param
from inspector_app.domain.master import Names
from inspector_app.domain.rights import may
from inspector_app.services import people, today
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Summary
from inspector_app.services.today import OrderProgress
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

DueTone: TypeAlias = Literal["neutral", "warn", "bad", "good"]
SOON = 3600
"""An order due within the hour is marked; practice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWords:
    """How long until an order is due: a text key with its parameters, and the tone."""

    key: str
    params: Mapping[str, Param]
    tone: DueTone


def due_words(seconds: int, *, finished: bool = False) -> DueWords:
    """The countdown in words; negative seconds are late."""
    if finished:
        return DueWords(key="today.due.finished", params={}, tone="good")
    late, left = seconds < 0, abs(seconds)
    days, hours, minutes = left // 86_400, left // 3600 % 24, left // 60 % 60
    params: dict[str, Param]
    if days:
        size, params = "days", {"days": days, "hours": hours}
    elif left >= SOON:
        size, params = "hours", {"hours": hours, "minutes": f"{minutes:02d}"}
    else:
        size, params = "minutes", {"minutes": minutes, "seconds": f"{left % 60:02d}"}
    tone: DueTone = "bad" if late else "warn" if left < SOON else "neutral"
    return DueWords(key=f"today.due.{'late' if late else 'left'}_{size}", params=params, tone=tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """One inbound order as a card. Cartons are summed over its lines."""

    order_id: str
    number: str
    supplier: Names
    urgent: bool
    due_at: datetime
    note: str
    channel: str
    lines: int
    lines_finished: int
    units: int
    cartons: int
    received: int
    finished: bool
    search: str = ""
    elsewhere_lots: int = 0
    elsewhere_accepted: int = 0

    @property
    def share(self) -> float:
        """How far the order is: received cartons count half, finished lines the other half."""
        received = min(1.0, self.received / self.cartons) if self.cartons else 0.0
        return (received + self.lines_finished / self.lines) / 2 if self.lines else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """One lot that waits for somebody. ``since`` is when it was parked, else last touched."""

    lot: Summary
    names: Names
    who: Names
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayState:
    """What the page shows; ``orders`` fit ``wanted`` (a search text)."""

    loaded: bool = False
    orders: tuple[OrderCard, ...] = ()
    work: tuple[WorkCard, ...] = ()
    wanted: str = ""
    all_orders: tuple[OrderCard, ...] = ()
    demo_offered: bool = False
    may_enrol: bool = False
    loading_demo: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    orders: tuple[OrderCard, ...]
    work: tuple[WorkCard, ...]
    demo_offered: bool


class TodayPresenter:
    """``on_change(state)`` after every change; ``on_refused(error)`` when something failed."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner, finder: Finder) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self.finder = finder
        self._state = TodayState()
        self.on_change: Callable[[TodayState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> TodayState:
        return self._state

    def refresh(self) -> None:
        """Read again; the page keeps what it shows until the answer is here."""
        self._tasks.read(self._read, self._show, lambda problem: self.on_refused(problem))

    def seconds_left(self, card: OrderCard) -> int:
        """Until the order is due, by the station's clock; negative when late."""
        return int((card.due_at - self._tools.station.clock.now()).total_seconds())

    def minutes_since(self, since: datetime) -> int:
        """Whole minutes since then, never negative."""
        passed = (self._tools.station.clock.now() - since).total_seconds()
        return max(0, int(passed // 60))

    def search(self, text: str) -> None:
        """Show only orders whose number, supplier or goods contain ``text``."""
        self._change(replace(self._state, wanted=text.strip().casefold()))

    def most_pressing(self) -> OrderCard | None:
        """The order Enter opens."""
        return next((card for card in self._state.orders if not card.finished), None)

    def resume(self, lot: Summary) -> None:
        """Go on with an open lot."""
        self.finder.resume(lot)

    def load_demo(self) -> None:
        """Fill an empty station with the demo warehouse."""
        if self._state.loading_demo:
            return
        self._change(replace(self._state, loading_demo=True))
        self._tasks.write(self._tools.load_demo, lambda _: self._demo_loaded(), self._demo_failed)

    def _demo_loaded(self) -> None:
        self._change(replace(self._state, loading_demo=False))
        self.refresh()

    def _demo_failed(self, problem: Exception) -> None:
        self._change(replace(self._state, loading_demo=False))
        self.on_refused(problem)

    def _read(self) -> _Read:
        station = self._tools.station
        names = {person.id: person.names for person in people.people(station)}
        orders = tuple(order_card(each) for each in today.orders(station))
        work = tuple(_work_card(lot, names) for lot in today.open_work(station))
        offered = not orders and self._tools.demo_offered()
        return _Read(orders=orders, work=work, demo_offered=offered)

    def _show(self, found: _Read) -> None:
        session = self._session
        self._change(
            replace(
                self._state,
                loaded=True,
                all_orders=found.orders,
                work=found.work,
                demo_offered=found.demo_offered,
                may_enrol=session.signed_in and may(session.person, "enrol"),
            )
        )

    def _change(self, state: TodayState) -> None:
        fitting = tuple(card for card in state.all_orders if state.wanted in card.search)
        self._state = replace(state, orders=fitting)
        self.on_change(self._state)


def order_card(progress: OrderProgress) -> OrderCard:
    """The card of one order."""
    order, lines = progress.order, progress.lines
    words = [order.number, order.note, *progress.supplier_names.values()]
    for each in lines:
        words += [each.product.sku, *each.product.names.values(), each.line.lot_number]
    return OrderCard(
        order_id=order.id, number=order.number, supplier=progress.supplier_names,
        urgent=order.priority == "urgent", due_at=order.due_at, note=order.note,
        channel=order.channel, lines=len(lines), lines_finished=progress.lines_finished,
        units=sum(each.line.units for each in lines),
        cartons=sum(each.line.cartons for each in lines),
        received=sum(each.received_cartons for each in lines),
        finished=bool(lines) and progress.finished, search=" ".join(words).casefold(),
        elsewhere_lots=sum(len(e.elsewhere.lots) + len(e.elsewhere.open_lots) for e in lines),
        elsewhere_accepted=sum(each.elsewhere.accepted for each in lines),
    )  # fmt: skip


def _work_card(lot: Summary, names: Mapping[str, Names]) -> WorkCard:
    return WorkCard(
        lot=lot,
        names={"zh": lot.product_zh, "en": lot.product_en},
        who=names.get(lot.opened_by, {"zh": lot.opened_by}),
        since=lot.parked_at or lot.updated_at,
    )
