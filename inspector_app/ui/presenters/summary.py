"""The end of a walk: the verdict as it stands, what is missing, the signature. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.balance import Balance, balance_of
from inspector_app.domain.inspection.progress import Gap, is_waivable, papers, progress
from inspector_app.domain.inspection.sampling_acts import UnitUse
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.master import Names, Person
from inspector_app.domain.rights import may
from inspector_app.domain.verdict import Verdict
from inspector_app.i18n import Language
from inspector_app.services import closing, inspections, sampling
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters import walk_place
from inspector_app.ui.presenters.act_queue import ActQueue, Step
from inspector_app.ui.presenters.lot_badges import LotBadgesPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Mode: TypeAlias = Literal["loading", "open", "parked", "done"]
WAIVE_REASONS = ("supplier_confirmed", "covered_by_other", "not_applicable_here", "retaken_later")
"""Why a supervisor lets a missing piece of evidence pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One gap, or one that was waived (``reason``); ``waivable`` when a supervisor may."""

    gap: Gap
    reason: str = ""
    waivable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The whole page. ``problem`` is why the signature was refused; ``waiving`` is the gap that
    asks for a reason."""

    mode: Mode
    person: Person | None = None
    signer: Names | None = None
    inspection_id: str = ""
    standard: Standard | None = None
    state: State | None = None
    verdict: Verdict | None = None
    missing: tuple[Missing, ...] = ()
    may_waive: bool = False
    waiving: Gap | None = None
    signing: bool = False
    problem: Exception | None = None
    tries: int = 0
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    inspection: Inspection
    standard: Standard
    verdict: Verdict
    signer: Names | None


class SummaryPresenter:
    """``on_change(view)`` after each change; ``on_leave`` (page, arguments), ``on_signed`` once the
    lot is sealed, ``on_refused`` for what is not about the signature."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self._queue = ActQueue(tasks, self._refused)
        self.badges = LotBadgesPresenter(tools, session, tasks)
        self._found: _Found | None = None
        self._id = ""
        self._waiving: Gap | None = None
        self._problem: Exception | None = None
        self._signing = False
        self._tries = 0
        self.view = SummaryView(mode="loading")
        self.on_change: Callable[[SummaryView], None] = lambda view: None
        self.on_leave: Callable[[str, dict[str, object]], None] = lambda name, arguments: None
        self.on_signed: Callable[[], None] = lambda: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    # -- coming

    def open(self, inspection_id: str) -> None:
        """Show where an inspection stands."""
        if inspection_id != self._id:
            self._found, self._waiving, self._problem = None, None, None
            self._change(SummaryView(mode="loading"))
        self._id = inspection_id
        self._tasks.read(lambda: self._read(inspection_id), self._arrived, self.on_refused)

    def _read(self, inspection_id: str) -> _Found:
        return self._judged(inspections.load(self._station, inspection_id))

    def _judged(self, inspection: Inspection) -> _Found:
        verdict, closed = closing.verdict_of(self._station, inspection), inspection.state.closed
        if closed is not None:  # what was sealed stays, whatever day it is looked at
            verdict = replace(verdict, overall=closed.overall, incomplete=closed.incomplete)
        return _Found(
            inspection=inspection,
            standard=inspections.standard_of(self._station, inspection),
            verdict=verdict,
            signer=self._signer(inspection),
        )

    def _signer(self, inspection: Inspection) -> Names | None:
        if inspection.state.closed is None:
            return None
        with self._station.records.reading() as work:
            person = work.master.person(inspection.entries[-1].person_id)
        return person.names if person is not None else None

    def _arrived(self, found: _Found) -> None:
        if found.inspection.id == self._id:
            self._found = found
            self._show()

    # -- showing

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        state = found.inspection.state
        mode: Mode = "open"
        if state.closed is not None:
            mode = "done"
        elif state.parked is not None:
            mode = "parked"
        person = self._session.person
        self._change(
            SummaryView(
                mode=mode, person=person, signer=found.signer, inspection_id=self._id,
                standard=found.standard,
                state=state, verdict=found.verdict, missing=_missing(found),
                may_waive=mode == "open" and _may_waive(person, state), waiving=self._waiving,
                signing=self._signing, problem=self._problem, tries=self._tries,
                balance=balance_of(found.standard, state, found.verdict.overall),
            )
        )  # fmt: skip

    def _change(self, view: SummaryView) -> None:
        self.view = view
        self.on_change(view)

    # -- missing evidence

    def go_gap(self, gap: Gap) -> None:
        """To where the missing thing is supplied."""
        found = self._found
        if found is not None and self._is_paper(found, gap):
            self.on_leave("lot_papers", {"inspection_id": self._id})
        elif found is not None:
            place = walk_place.of_gap(found.standard, found.inspection.state, gap)
            self.on_leave("walk", {"inspection_id": self._id, "place": place.text})

    def _is_paper(self, found: _Found, gap: Gap) -> bool:
        return any(need.key == gap.key for need in papers(found.standard, found.inspection.state))

    def back_to_walk(self) -> None:
        """Go on with the walk."""
        self.on_leave("walk", {"inspection_id": self._id})

    def ask_waive(self, gap: Gap | None) -> None:
        """A supervisor wants to let ``gap`` pass; None: not after all."""
        self._waiving = gap
        self._show()

    def waive(self, reason: str) -> None:
        """Let the gap pass, with this reason."""
        gap = self._waiving
        if gap is None or self._found is None:
            return

        def turn() -> Step | None:
            found = self._found
            if found is None:
                return None
            before, who, station = found.inspection, self._session.person, self._station
            return Step(
                lambda: self._judged(inspections.waive(station, who, before, gap.key, reason)),
                self._waived,
            )

        self._queue.submit(turn)

    def _waived(self, found: _Found) -> None:
        self._waiving = None
        self._arrived(found)

    # -- quantities

    def take_units(self, use: UnitUse, count: int) -> None:
        """So many units in all were opened (beside the checks) or retained."""

        def turn() -> Step | None:
            found = self._found
            if found is None or found.inspection.state.closed is not None:
                return None
            before, who, station = found.inspection, self._session.person, self._station
            return Step(
                lambda: self._judged(sampling.take_units(station, who, before, use, count)),
                self._arrived,
            )

        self._queue.submit(turn)

    # -- signing

    def sign_pin(self, pin: str) -> None:
        """Sign with the signed-in person's own PIN."""
        self._sign(pin=pin)

    def scan(self, result: ScanResult) -> bool:
        """A badge signs; the command sheet goes back. Other codes are not for this page."""
        code = result.station_code
        if code is None or self.view.mode != "open":
            return False
        if code.kind == "badge":
            self._sign(badge=code.value)
            return True
        if code.kind == "command" and code.value in ("back", "undo"):
            self.back_to_walk()
            return True
        return code.kind == "command"

    def _sign(self, *, pin: str = "", badge: str = "") -> None:
        if self._signing:
            return

        def turn() -> Step | None:
            found = self._found
            if found is None or found.inspection.state.closed is not None:
                return None
            before, who, station = found.inspection, self._session.person, self._station

            def work() -> _Found:
                return self._judged(closing.close(station, who, before, pin=pin, badge=badge))

            return Step(work, self._signed)

        self._signing, self._problem = True, None
        self._show()
        self._queue.submit(turn)

    def _signed(self, found: _Found) -> None:
        self._signing = False
        self._arrived(found)
        self.on_signed()

    def _refused(self, error: Exception, dropped: int) -> None:
        self._signing = False
        self._tries += 1
        if isinstance(error, AccessError):
            self._problem = error
            self._show()
            return
        self._show()
        self.on_refused(error)
        if isinstance(error, WalkError) and error.code == "changed_elsewhere":
            self.open(self._id)

    # -- papers and onward

    def make_tag(self, language: Language) -> Path:
        """The goods tag; off the GUI thread."""
        return self.tools.goods_tag(self._id, language)

    def make_report(self, language: Language) -> Path:
        """The report; off the GUI thread."""
        return self.tools.report_pdf(self._id, language)

    def next_lot(self) -> None:
        """The next line of the same order."""
        state = self.view.state
        if state is not None:
            self.on_leave("order", {"order_id": state.lot.order_id})

    def resume(self) -> None:
        """Back to a parked walk, where it can be taken up."""
        self.back_to_walk()


def _may_waive(person: Person, state: State) -> bool:
    """Four eyes: who works on the lot does not waive what it misses."""
    return may(person, "waive") and person.id not in state.people


def _missing(found: _Found) -> tuple[Missing, ...]:
    """What is missing, in the standard's order; waived gaps at the end with their reason."""
    state: Any = found.inspection.state
    waivers = dict(state.waivers)
    every = progress(found.standard, replace(state, waivers={})).gaps
    rest = [
        Missing(gap=gap, waivable=is_waivable(found.standard, found.inspection.state, gap))
        for gap in every
        if gap.key not in waivers
    ]
    waived = [Missing(gap=gap, reason=waivers[gap.key]) for gap in every if gap.key in waivers]
    return (*rest, *waived)
