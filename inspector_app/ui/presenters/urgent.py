"""Urgent release of part of a lot that is still being inspected. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inspector_app.domain.errors import AccessError, InspectorError, WalkError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import may
from inspector_app.services import inspections, releases
from inspector_app.services.ports import TaskRunner
from inspector_app.services.releases import REASONS
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

DEADLINES = {"4h": timedelta(hours=4), "8h": timedelta(hours=8), "24h": timedelta(days=1),
             "72h": timedelta(days=3)}  # fmt: skip
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def read_cartons(text: str) -> tuple[int, ...] | None:
    """``1-4, 9`` as carton numbers, sorted; None while it cannot be read."""
    found: set[int] = set()
    for part in re.split(r"[,，、;；\s]+", text.strip()):
        if not part:
            continue
        match = _RANGE.fullmatch(part.replace("～", "-").replace("~", "-").replace("—", "-"))
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= first + 9_999:
            return None
        found |= set(range(first, last + 1))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentState:
    """What the page shows. ``bars`` are codes of what stands against a release."""

    inspection: Inspection | None = None
    person: Person | None = None
    bars: tuple[str, ...] = ()
    may_release: bool = False
    own: bool = False
    text: str = ""
    cartons: tuple[int, ...] | None = ()
    quantity: int = 0
    deadline: str = "8h"
    reason: str = ""
    now: datetime | None = None
    saving: bool = False
    tries: int = 0
    problem: Exception | None = None

    @property
    def held_units(self) -> int:
        """Units in the cartons named."""
        if self.inspection is None or not self.cartons:
            return 0
        state = self.inspection.state
        return sum(state.units_in(c) for c in self.cartons if 1 <= c <= state.lot.cartons)

    @property
    def closed_to(self) -> bool:
        """Whether nothing can be released here."""
        return bool(self.bars) or not self.may_release or self.own

    @property
    def ready(self) -> bool:
        """Whether it can be signed."""
        return bool(
            self.cartons and 0 < self.quantity <= self.held_units and self.reason
            and not self.closed_to and not self.saving
        )  # fmt: skip


class UrgentPresenter:
    """``on_change(state)``, ``on_done(inspection_id)``, ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self._id = ""
        self.state = UrgentState()
        self.on_change: Callable[[UrgentState], None] = lambda state: None
        self.on_done: Callable[[str], None] = lambda inspection_id: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    def open(self, inspection_id: str) -> None:
        """Show what of a lot may go."""
        self._id = inspection_id
        self._change(UrgentState())
        station = self._station

        def read() -> tuple[Inspection, tuple[str, ...]]:
            found = inspections.load(station, inspection_id)
            if found.state.closed is not None:
                raise WalkError("inspection_closed", lot=found.state.lot.lot_number)
            return found, releases.barred(station, found)

        self._tasks.read(read, lambda found: self._arrived(*found), self.on_refused)

    def _arrived(self, found: Inspection, bars: tuple[str, ...]) -> None:
        who = self._session.person
        if found.id == self._id:
            self._change(
                replace(
                    self.state, inspection=found, bars=bars, person=who,
                    may_release=may(who, "release_urgently"), own=who.id in found.state.people,
                    now=self._station.clock.now(),
                )
            )  # fmt: skip

    def name_cartons(self, text: str) -> None:
        """Which cartons; the quantity follows them."""
        state = replace(self.state, text=text, cartons=read_cartons(text), problem=None)
        self._change(replace(state, quantity=state.held_units))

    def set_quantity(self, quantity: int) -> None:
        """Fewer units than the cartons hold."""
        self._change(replace(self.state, quantity=quantity))

    def choose_deadline(self, deadline: str) -> None:
        """Until when the inspection must be closed."""
        if deadline in DEADLINES:
            self._change(replace(self.state, deadline=deadline))

    def choose_reason(self, reason: str) -> None:
        """Why it is urgent."""
        if reason in REASONS:
            self._change(replace(self.state, reason=reason))

    def sign_pin(self, pin: str) -> None:
        """Sign with the signed-in person's own PIN."""
        self._sign(pin=pin)

    def scan(self, result: ScanResult) -> bool:
        """A badge signs."""
        code = result.station_code
        if code is None or code.kind != "badge" or not self.state.ready:
            return False
        self._sign(badge=code.value)
        return True

    def _sign(self, *, pin: str = "", badge: str = "") -> None:
        state, station, who = self.state, self._station, self._session.person
        if not state.ready or state.inspection is None or not state.cartons:
            return
        found, cartons = state.inspection, state.cartons

        def work() -> Inspection:
            return releases.release_urgently(
                station, who, found, quantity=state.quantity, cartons=cartons,
                deadline=station.clock.now() + DEADLINES[state.deadline], reason=state.reason,
                pin=pin, badge=badge,
            )  # fmt: skip

        self._change(replace(state, saving=True, problem=None))
        self._tasks.write(work, lambda made: self.on_done(made.id), self._failed)

    def _failed(self, problem: Exception) -> None:
        own = isinstance(problem, AccessError) or (
            isinstance(problem, InspectorError) and problem.code.startswith("carton_")
        )
        shown = problem if own else None
        self._change(replace(self.state, saving=False, tries=self.state.tries + 1, problem=shown))
        if not own:
            self.on_refused(problem)

    def _change(self, state: UrgentState) -> None:
        self.state = state
        self.on_change(state)
