"""Leads a station that may not send any more back to sending. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from inspector_app.domain.errors import SyncError
from inspector_app.domain.rights import may, require
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools, WayBack
from inspector_app.wire.enrolment import parse_ticket

Step: TypeAlias = Literal["reading", "told", "asking", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBackState:
    """``carried`` is how many records went along, once it is done; ``wrong`` names a field."""

    step: Step = "reading"
    way: WayBack = field(default_factory=WayBack)
    may_enrol: bool = False
    carried: int = 0
    wrong: Literal["", "url", "code"] = ""

    @property
    def reason(self) -> SyncError | None:
        """Why sending stopped, for the sentence."""
        return SyncError(self.way.code) if self.way.code else None


class WayBackPresenter:
    """``on_change(state)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = WayBackState()
        self.on_change: Callable[[WayBackState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> WayBackState:
        return self._state

    def load(self) -> None:
        """Look what is to be done."""
        session = self._session
        enrols = session.signed_in and may(session.person, "enrol")

        def show(way: WayBack) -> None:
            self._change(WayBackState(step="told", way=way, may_enrol=enrols))

        self._change(WayBackState())
        self._tasks.read(lambda: self._tools.sync.status().way_back, show, self._fail)

    def enrol(self, url: str, code: str) -> None:
        """Go on with the administrator's one-time code, which may carry the address.

        Asks over the network, so it is no act on the writer thread.
        """
        if self._state.step != "told":
            return
        try:
            ticket = parse_ticket(code)
        except SyncError as problem:
            self._change(replace(self._state, wrong="code"))
            self.on_refused(problem)
            return
        address = ticket.url or url.strip()
        if not address:
            self._change(replace(self._state, wrong="url"))
            return
        if "://" not in address:
            address = f"https://{address}"
        desk, person, anew = self._tools.sync, self._session.person, self._state.way.kind == "anew"

        def work() -> int:
            require(person, "enrol")
            if anew:
                return desk.enrol_anew(address, code)
            desk.enrol(address, code)
            return self._state.way.events

        self._change(replace(self._state, step="asking", wrong=""))
        self._tasks.read(work, self._done, self._refused)

    def try_again(self) -> None:
        """Perhaps the reason is gone: send as before."""
        self._tasks.write(self._tools.sync.resume, lambda _: self.load(), self._fail)

    def _done(self, carried: int) -> None:
        self._change(replace(self._state, step="done", carried=carried))

    def _refused(self, problem: Exception) -> None:
        self._change(replace(self._state, step="told"))
        self.on_refused(problem)

    def _fail(self, problem: Exception) -> None:
        self.on_refused(problem)

    def _change(self, state: WayBackState) -> None:
        self._state = state
        self.on_change(state)
