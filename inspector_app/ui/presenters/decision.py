"""Deciding about one held or rejected lot. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.master import Person
from inspector_app.domain.rights import may
from inspector_app.services import dispositions, inspections
from inspector_app.services.dispositions import REASONS, TAG_AFTER
from inspector_app.services.photo_flags import PhotoFlag, flags_of
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Decision, Disposition
from inspector_app.ui.presenters.case_file import CaseFile, read_case
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

DECISIONS: tuple[Disposition, ...] = get_args(Disposition)
RELEASES: tuple[str, ...] = ("finding_not_confirmed", "supplier_proof", "evidence_complete")
"""Why a stopped inspection may go on; the words are those of decisions."""

Bar: TypeAlias = Literal[
    "", "not_allowed", "own_hold", "held", "held_own", "parked", "open", "nothing"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionState:
    """``bar`` says why nothing can be decided here; empty when one may.

    ``quantity`` None is all that is left. ``done`` is the last decision once every unit of the
    lot has one.
    """

    case: CaseFile | None = None
    bar: Bar = ""
    disposition: Disposition | None = None
    reason: str = ""
    quantity: int | None = None
    note: str = ""
    saving: bool = False
    done: Decision | None = None
    next_id: str = ""
    left: int = 0
    may_release: bool = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """Chips of the chosen decision."""
        return REASONS[self.disposition] if self.disposition else ()

    @property
    def ready(self) -> bool:
        """Whether the decision can be given."""
        return bool(self.disposition and self.reason) and not self.bar and not self.saving

    @property
    def tag(self) -> str:
        """The word on the goods, after the decision when one is chosen or made."""
        if self.disposition is not None and self.done is None:
            return TAG_AFTER[self.disposition]
        return self.case.summary.tag if self.case else ""


class DecisionPresenter:
    """``on_change(state)``; ``on_refused(error)``; ``on_go(page, arguments)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = DecisionState()
        self._wanted = ""
        self.on_change: Callable[[DecisionState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_go: Callable[[str, dict[str, str]], None] = lambda page, arguments: None

    @property
    def state(self) -> DecisionState:
        return self._state

    @property
    def tools(self) -> Tools:
        """For pictures and papers."""
        return self._tools

    def read_flags(self) -> Sequence[PhotoFlag]:
        """Flagged photos of the lot; off the GUI thread."""
        return flags_of(self._tools.station, self._session.person, self._wanted)

    def load(self, inspection_id: str) -> None:
        """Show a lot; the choice made for another one is forgotten."""
        self._wanted = inspection_id
        self._change(DecisionState())
        station, who = self._tools.station, self._session.person
        self._tasks.read(
            lambda: read_case(station, inspection_id),
            lambda case: self._show(case, who) if self._wanted == case.summary.id else None,
            lambda problem: self.on_refused(problem),
        )

    def choose(self, disposition: str) -> None:
        """One of the six decisions; a reason of another one is dropped."""
        chosen = next(each for each in DECISIONS if each == disposition)
        reason = self._state.reason if self._state.reason in REASONS[chosen] else ""
        self._change(replace(self._state, disposition=chosen, reason=reason))

    def choose_reason(self, reason: str) -> None:
        """Why; a chip of the chosen decision."""
        if reason in self._state.reasons:
            self._change(replace(self._state, reason=reason))

    def set_quantity(self, quantity: int) -> None:
        """How many units the decision is about."""
        self._state = replace(self._state, quantity=quantity)

    def write_note(self, note: str) -> None:
        """A remark; never asked for."""
        self._state = replace(self._state, note=note.strip())

    def decide(self) -> None:
        """Seal the decision; the screen moves on when it is on the disk."""
        state = self._state
        if not state.ready or state.case is None or state.disposition is None:
            return
        station, who, disposition = self._tools.station, self._session.person, state.disposition
        inspection_id = state.case.summary.id

        def work() -> tuple[CaseFile, tuple[str, int]]:
            dispositions.decide(
                station, who, inspection_id, disposition, reason=state.reason, note=state.note,
                quantity=state.quantity,
            )  # fmt: skip
            return read_case(station, inspection_id), self._others(who, inspection_id)

        self._change(replace(state, saving=True))
        self._tasks.write(work, lambda made: self._decided(*made), self._fail)

    def release(self, reason: str) -> None:
        """Lift "stop and hold": the inspectors may go on."""
        case = self._state.case
        if case is None or self._state.saving:
            return
        station, who, inspection_id = self._tools.station, self._session.person, case.summary.id

        def work() -> CaseFile:
            inspection = inspections.load(station, inspection_id)
            inspections.release(station, who, inspection, reason)
            return read_case(station, inspection_id)

        self._change(replace(self._state, saving=True))
        self._tasks.write(work, lambda found: self._show(found, who), self._fail)

    def take_up(self) -> None:
        """Go on with a parked or stopped lot oneself."""
        case = self._state.case
        if case is None:
            return
        station, who, inspection_id = self._tools.station, self._session.person, case.summary.id

        def work() -> None:
            inspection = inspections.load(station, inspection_id)
            if inspection.state.parked is not None:  # a colleague may have been quicker
                inspections.resume(station, who, inspection)

        there = {"inspection_id": inspection_id}
        self._tasks.write(
            work, lambda _: self.on_go("walk", there), lambda problem: self.on_refused(problem)
        )

    def _show(self, case: CaseFile, who: Person) -> None:
        last = _whole(case)
        bar = "" if last else bar_of(case, who)
        may_release = may(who, "release_hold") and who.id not in case.state.people
        self._change(DecisionState(case=case, bar=bar, done=last, may_release=may_release))
        if last is not None:
            self._tasks.read(
                lambda: self._others(who, case.summary.id),
                lambda others: self._change(
                    replace(self._state, next_id=others[0], left=others[1])
                ),
                lambda problem: None,
            )

    def _others(self, who: Person, inspection_id: str) -> tuple[str, int]:
        """The next lot this person may decide about, and how many there are."""
        waiting = [
            row.id
            for row in dispositions.desk(self._tools.station, who).undecided
            if row.id != inspection_id and who.id not in (row.opened_by, row.closed_by)
        ]
        return (waiting[0] if waiting else "", len(waiting))

    def _decided(self, case: CaseFile, others: tuple[str, int]) -> None:
        """Done, or the next part of a lot that is being split."""
        done = _whole(case)
        self._change(DecisionState(case=case, done=done, next_id=others[0], left=others[1]))

    def _fail(self, problem: Exception) -> None:
        self._change(replace(self._state, saving=False))
        self.on_refused(problem)
        if isinstance(problem, InspectorError) and problem.code == "already_decided":
            self.load(self._wanted)

    def _change(self, state: DecisionState) -> None:
        self._state = state
        self.on_change(state)


def _whole(case: CaseFile) -> Decision | None:
    """The last decision of a lot whose every unit has one."""
    return case.decisions[-1] if case.decisions and case.summary.disposition else None


def bar_of(case: CaseFile, who: Person) -> Bar:
    """Why this person cannot decide about this lot now; empty when nothing bars."""
    summary = case.summary
    if summary.state == "parked":
        return "parked"
    if summary.state == "held":
        own = may(who, "release_hold") and who.id in case.state.people
        return "held_own" if own else "held"
    if summary.state == "open":
        return "open"
    if summary.overall == "accept":
        return "nothing"
    if not may(who, "dispose"):
        return "not_allowed"
    if who.id in case.state.people or who.id == summary.closed_by:
        return "own_hold"
    return ""
