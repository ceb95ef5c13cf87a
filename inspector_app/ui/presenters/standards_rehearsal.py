"""Trying the walk of a standard: which goods, and the rehearsal that runs. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.domain.checklist.standard import Standard
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Rehearsal, RehearsalGoods, Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalState:
    """What the page shows: choosing goods, preparing, or walking (``running``)."""

    standard: Standard | None = None
    goods: RehearsalGoods | None = None
    preparing: bool = False
    running: Rehearsal | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that the standard knows."""
        standard = self.standard
        if standard is None:
            return ()
        rules = (name for rule in standard.sampling.channels for name in rule.channels)
        asked = (
            value
            for _, item in standard.walk()
            for condition in item.when
            if condition.item == "lot.channel"
            for value in condition.values
        )
        return tuple(dict.fromkeys((*standard.channels, *rules, *asked)))


class RehearsalPresenter:
    """``on_change(state)``, ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self.session = session
        self._tasks = tasks
        self._turn = 0
        self._state = RehearsalState()
        self.on_change: Callable[[RehearsalState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    @property
    def state(self) -> RehearsalState:
        return self._state

    def prepare(self, standard: Standard) -> None:
        """Offer the goods this standard is for."""
        self.end()
        goods = RehearsalGoods(
            category=standard.categories[0], origin=standard.origins[0],
            children=standard.children is True,
            channel=standard.channels[0] if standard.channels else "",
        )  # fmt: skip
        self._change(standard=standard, goods=goods)

    def choose(self, **facts: Any) -> None:
        """Other goods."""
        if self._state.goods is not None:
            self._change(goods=replace(self._state.goods, **facts))

    def begin(self) -> None:
        """Open the made-up lot."""
        state, tools, who = self._state, self.tools, self.session.person
        standard, goods = state.standard, state.goods
        if standard is None or goods is None or state.preparing or state.running is not None:
            return
        self._turn += 1
        turn = self._turn

        def opened(rehearsal: Rehearsal) -> None:
            if turn != self._turn:
                self._tasks.read(rehearsal.close)  # ended while it was being prepared
                return
            self._change(preparing=False, running=rehearsal)

        def failed(problem: Exception) -> None:
            if turn == self._turn:
                self._change(preparing=False)
            self.on_refused(problem)

        self._change(preparing=True)
        self._tasks.read(lambda: tools.rehearse(standard, who, goods), opened, failed)

    def end(self) -> None:
        """Forget the lot; the goods may be chosen anew."""
        running = self._state.running
        self._turn += 1
        self._change(preparing=False, running=None)
        if running is not None:
            self._tasks.write(running.close, None, self.on_refused)

    def _change(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self.on_change(self._state)
