"""Inspections found again: search, filters, pages newest first. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias

from inspector_app.domain.master import Names
from inspector_app.domain.rights import may
from inspector_app.services import history
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import PageKey, Summary, SummaryFilter, WorkState
from inspector_app.ui.presenters.case_file import names_of_people
from inspector_app.ui.presenters.delivery_state import Delivered, read_delivered
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

PAGE = 50
Kind: TypeAlias = Literal["all", "accept", "reject", "hold", "open", "held", "parked"]
Span: TypeAlias = Literal["all", "today", "week", "month"]
KINDS: tuple[Kind, ...] = ("all", "accept", "reject", "hold", "open", "held", "parked")
SPANS: tuple[Span, ...] = ("all", "today", "week", "month")
DAYS: dict[Span, int] = {"today": 0, "week": 6, "month": 29}
_STATES: dict[Kind, tuple[WorkState, ...]] = {
    "accept": ("closed",), "reject": ("closed",), "hold": ("closed",), "open": ("open",),
    "held": ("held",), "parked": ("parked",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryState:
    """``rows`` are the pages fetched so far, ``more`` whether older ones may follow.

    ``turn`` counts the questions asked, so that a view tells a new list from a longer one.
    """

    text: str = ""
    kind: Kind = "all"
    span: Span = "all"
    rows: tuple[Summary, ...] = ()
    more: bool = False
    turn: int = 0
    loaded: bool = False

    @property
    def filtered(self) -> bool:
        return bool(self.text) or self.kind != "all" or self.span != "all"


@dataclass(frozen=True, slots=True)
class _Read:
    rows: tuple[Summary, ...]
    people: Mapping[str, Names]
    delivered: Delivered


class HistoryPresenter:
    """``on_change(state)``; ``on_refused(error)``. Only the newest question is answered."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = HistoryState()
        self._people: Mapping[str, Names] = {}
        self._delivered = Delivered()
        self.on_change: Callable[[HistoryState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> HistoryState:
        return self._state

    @property
    def may_check_evidence(self) -> bool:
        """Whether this person checks files others bring."""
        return may(self._session.person, "see_holds")

    @property
    def delivered(self) -> Delivered:
        """How far sending got, as of the last reading."""
        return self._delivered

    def who(self, summary: Summary) -> Names:
        """Who signed it, else who opened it."""
        person = summary.closed_by or summary.opened_by
        return self._people.get(person) or {"zh": person}

    def refresh(self) -> None:
        """Ask again with the present filters."""
        self._ask(self._state)

    def search(self, text: str) -> None:
        """Product, supplier, lot, batch, order or SKU; two Chinese characters are enough."""
        self._ask(replace(self._state, text=text.strip()))

    def show(self, kind: str) -> None:
        """Only this result or state of work."""
        self._ask(replace(self._state, kind=next(each for each in KINDS if each == kind)))

    def since(self, span: str) -> None:
        """Only lots opened within this span."""
        self._ask(replace(self._state, span=next(each for each in SPANS if each == span)))

    def clear(self) -> None:
        """No filter at all."""
        self._ask(replace(self._state, text="", kind="all", span="all"))

    def more(self) -> None:
        """The next page, unless one is on its way."""
        state = self._state
        if not state.more or not state.rows:
            return
        last = state.rows[-1]
        self._state = replace(state, more=False)
        after, turn = PageKey(opened_at=last.opened_at, id=last.id), state.turn
        self._tasks.read(
            lambda: self._read(state, after),
            lambda found: self._add(turn, found),
            lambda problem: self.on_refused(problem),
        )

    def _ask(self, wanted: HistoryState) -> None:
        turn = self._state.turn + 1
        self._state = replace(wanted, turn=turn, more=False)
        asked = self._state
        self._tasks.read(
            lambda: self._read(asked, None),
            lambda found: self._begin(turn, found),
            lambda problem: self.on_refused(problem),
        )

    def _read(self, state: HistoryState, after: PageKey | None) -> _Read:
        station = self._tools.station
        rows = history.page(station, self._filter(state), after, PAGE)
        return _Read(
            rows=tuple(rows), people=names_of_people(station), delivered=read_delivered(self._tools)
        )

    def _filter(self, state: HistoryState) -> SummaryFilter:
        verdicts = ("accept", "reject", "hold")
        return SummaryFilter(
            text=state.text, states=_STATES.get(state.kind, ()),
            overall=state.kind if state.kind in verdicts else "",
            since=self._since(state.span),
        )  # fmt: skip

    def _since(self, span: Span) -> datetime | None:
        """The first moment of the span by the station's business day."""
        if span == "all":
            return None
        first = self._tools.station.clock.today() - timedelta(days=DAYS[span])
        return datetime.combine(first, time.min).astimezone()

    def _begin(self, turn: int, found: _Read) -> None:
        if turn == self._state.turn:
            self._people, self._delivered = found.people, found.delivered
            more = len(found.rows) == PAGE
            self._change(replace(self._state, rows=found.rows, more=more, loaded=True))

    def _add(self, turn: int, found: _Read) -> None:
        if turn == self._state.turn:
            self._delivered = found.delivered
            rows = (*self._state.rows, *found.rows)
            self._change(replace(self._state, rows=rows, more=len(found.rows) == PAGE))

    def _change(self, state: HistoryState) -> None:
        self._state = state
        self.on_change(state)
