"""The supervisor's desk: what waits for a decision, the pressing ones first. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, TypeAlias

from inspector_app.domain.master import Names, Product
from inspector_app.services import dispositions
from inspector_app.services.photo_flags import PhotoFlag, unreviewed
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Summary
from inspector_app.services.severity import waiting_count
from inspector_app.ui.presenters.case_file import names_of_people
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Heap: TypeAlias = Literal["undecided", "stopped", "parked"]
Show: TypeAlias = Literal["all", "undecided", "stopped", "parked"]
HEAPS: tuple[Heap, ...] = ("undecided", "stopped", "parked")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """One lot that waits. ``own``: the signed-in person inspected or signed it."""

    lot: Summary
    heap: Heap
    age: timedelta
    who: Names
    product: Product | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """What the page shows; ``cards`` of all heaps, urgent first, then by age."""

    loaded: bool = False
    cards: tuple[DeskCard, ...] = ()
    show: Show = "all"

    def count(self, show: Show) -> int:
        """How many cards a filter shows."""
        return len(self.cards) if show == "all" else sum(c.heap == show for c in self.cards)

    @property
    def urgent(self) -> tuple[DeskCard, ...]:
        return tuple(card for card in self.shown if card.lot.urgent)

    @property
    def shown(self) -> tuple[DeskCard, ...]:
        return tuple(card for card in self.cards if self.show in ("all", card.heap))

    def heap(self, heap: Heap) -> tuple[DeskCard, ...]:
        """The calm ones of a heap; urgent ones are shown on top."""
        return tuple(card for card in self.shown if card.heap == heap and not card.lot.urgent)

    @property
    def first(self) -> DeskCard | None:
        """What Enter opens: decidable ones before those that wait for others."""
        shown = [card for card in self.shown if not card.own] or list(self.shown)
        order = {"undecided": 0, "stopped": 1, "parked": 2}
        return min(
            shown, key=lambda card: (order[card.heap], not card.lot.urgent, -card.age), default=None
        )


class DeskPresenter:
    """``on_change(state)`` after every change; ``on_refused(error)`` when reading failed."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = DeskState()
        self.on_change: Callable[[DeskState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> DeskState:
        return self._state

    @property
    def tools(self) -> Tools:
        """For the pictures of the cards."""
        return self._tools

    def read_flags(self) -> Sequence[PhotoFlag]:
        """Photos of any lot that wait for a look; off the GUI thread."""
        return unreviewed(self._tools.station, self._session.person)

    def read_severity(self) -> int:
        """Classes of goods that wait for a ruling on severity; off the GUI thread."""
        return waiting_count(self._tools.station)

    def refresh(self) -> None:
        """Read again; the page keeps what it shows until the answer is here."""
        self._tasks.read(
            self._read,
            lambda cards: self._change(replace(self._state, loaded=True, cards=cards)),
            lambda problem: self.on_refused(problem),
        )

    def show(self, show: Show) -> None:
        """Only one heap, or all."""
        self._change(replace(self._state, show=show))

    def _read(self) -> tuple[DeskCard, ...]:
        station, who = self._tools.station, self._session.person
        found = dispositions.desk(station, who)
        heaps: Mapping[Heap, tuple[Summary, ...]] = {
            "undecided": found.undecided, "stopped": found.stopped, "parked": found.parked,
        }  # fmt: skip
        now, names = station.clock.now(), names_of_people(station)
        rows = [(heap, lot) for heap in HEAPS for lot in heaps[heap]]
        with station.records.reading() as work:
            products = {lot.product_id: work.master.product(lot.product_id) for _, lot in rows}
        cards = [
            DeskCard(
                lot=lot, heap=heap, age=dispositions.age_of(lot, now),
                who=names.get(lot.closed_by or lot.opened_by) or {"zh": lot.opened_by},
                product=products[lot.product_id],
                own=who.id in (lot.opened_by, lot.closed_by),
            )
            for heap, lot in rows
        ]  # fmt: skip
        return tuple(sorted(cards, key=lambda card: (not card.lot.urgent, -card.age)))

    def _change(self, state: DeskState) -> None:
        self._state = state
        self.on_change(state)
