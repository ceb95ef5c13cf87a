"""Severity of each supplier's product: looked at, and ruled on by a supervisor. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.rights import may
from inspector_app.domain.sampling.severity_history import HistoryStep, Standing
from inspector_app.domain.sampling.switching import RulingKind
from inspector_app.services import severity
from inspector_app.services.ports import TaskRunner
from inspector_app.services.severity import GoodsSeverity
from inspector_app.services.severity_rulings import rule
from inspector_app.ui.session import Session
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.tools import Tools

Show: TypeAlias = Literal["all", "waiting", "off_normal"]
SHOWS: tuple[Show, ...] = ("all", "waiting", "off_normal")
REASONS: dict[RulingKind, tuple[str, ...]] = {
    "reduce": ("steady", "trusted"),
    "restore": ("irregular", "complaint", "change"),
    "resume": ("corrected", "replaced"),
}
"""What a supervisor can say, in the order of the digits."""
LOOKS: dict[str, tuple[Tone, str]] = {
    "normal": ("neutral", "circle"),
    "tightened": ("warn", "up"),
    "reduced": ("good", "down"),
    "discontinued": ("bad", "stop"),
}
"""Tone and icon of each severity; the word stands beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A ruling somebody thinks about, with the reason chosen so far."""

    cls: str
    kind: RulingKind
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityState:
    """``chosen`` is the (supplier, product) in hand; ``asked`` the ruling that is prepared."""

    loaded: bool = False
    goods: tuple[GoodsSeverity, ...] = ()
    show: Show = "all"
    chosen: tuple[str, str] = ("", "")
    asked: Asked | None = None
    saving: bool = False
    supervisor: bool = False

    @property
    def shown(self) -> tuple[GoodsSeverity, ...]:
        return tuple(each for each in self.goods if _fits(each, self.show))

    def count(self, show: Show) -> int:
        """How many a filter would show."""
        return sum(_fits(each, show) for each in self.goods)

    @property
    def current(self) -> GoodsSeverity | None:
        """The goods in hand; the first shown where those are filtered out."""
        shown = self.shown
        for each in shown:
            if (each.supplier_id, each.product_id) == self.chosen:
                return each
        return shown[0] if shown else None

    @property
    def steps(self) -> tuple[HistoryStep, ...]:
        """Steps of the goods in hand, the newest first."""
        current = self.current
        return tuple(reversed(current.steps)) if current else ()


def _fits(goods: GoodsSeverity, show: Show) -> bool:
    if show == "waiting":
        return goods.waiting > 0
    return show == "all" or goods.off_normal


def ruling_of(standing: Standing) -> RulingKind | None:
    """What a supervisor may rule on the class now."""
    if standing.severity == "discontinued":
        return "resume"
    if standing.severity == "reduced":
        return "restore"
    return "reduce" if standing.reduction_due else None


class SeverityPresenter:
    """``on_change(state)``; ``on_refused(error)``; ``on_ruled()`` once a ruling is sealed."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self.state = SeverityState()
        self.on_change: Callable[[SeverityState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_ruled: Callable[[], None] = lambda: None

    def refresh(self) -> None:
        """Read what was sealed since; the page keeps what it shows until then."""
        station, who = self._station, self._session.person
        self._tasks.read(
            lambda: severity.overview(station, who), self._read, lambda p: self.on_refused(p)
        )

    def _read(self, goods: tuple[GoodsSeverity, ...]) -> None:
        supervisor = may(self._session.person, "severity")
        self._change(
            replace(self.state, loaded=True, goods=goods, supervisor=supervisor, saving=False)
        )

    def show(self, show: Show) -> None:
        """Only some of the goods."""
        self._change(replace(self.state, show=show, asked=None))

    def choose(self, supplier_id: str, product_id: str) -> None:
        """Look at other goods."""
        if (supplier_id, product_id) != self.state.chosen:
            self._change(replace(self.state, chosen=(supplier_id, product_id), asked=None))

    def ask(self, cls: str) -> None:
        """Prepare the ruling that is due for the class; nothing where none is."""
        current = self.state.current
        if current is None or not self.state.supervisor:
            return
        standing = next((each for each in current.standings if each.cls == cls), None)
        kind = ruling_of(standing) if standing else None
        if kind is not None:
            self._change(replace(self.state, asked=Asked(cls=cls, kind=kind)))

    def give_reason(self, reason: str) -> None:
        """The reason of the prepared ruling."""
        if self.state.asked is not None:
            self._change(replace(self.state, asked=replace(self.state.asked, reason=reason)))

    def cancel(self) -> None:
        """Leave things as they are."""
        self._change(replace(self.state, asked=None))

    def confirm(self) -> None:
        """Seal the prepared ruling."""
        state, asked, current = self.state, self.state.asked, self.state.current
        if asked is None or not asked.reason or current is None or state.saving:
            return
        chosen = (current.supplier_id, current.product_id)
        self._change(replace(state, saving=True, chosen=chosen))
        station, who = self._station, self._session.person
        self._tasks.write(
            lambda: rule(station, who, *chosen, asked.cls, asked.kind, asked.reason),
            lambda standing: self._ruled(), self._failed,
        )  # fmt: skip

    def _ruled(self) -> None:
        self._change(replace(self.state, asked=None))
        self.on_ruled()
        self.refresh()

    def _failed(self, problem: Exception) -> None:
        self._change(replace(self.state, saving=False))
        self.on_refused(problem)
        self.refresh()

    def _change(self, state: SeverityState) -> None:
        self.state = state
        self.on_change(state)
