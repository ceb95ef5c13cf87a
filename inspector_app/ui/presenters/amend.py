"""Correcting a sealed record or declaring it void. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Item
from inspector_app.domain.errors import AccessError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.acts import (
    Answered,
    Batch,
    BatchRecorded,
    FindingRecorded,
    Outcome,
    Undone,
)
from inspector_app.domain.inspection.amending import Correction
from inspector_app.domain.inspection.progress import page_questions
from inspector_app.domain.master import Person
from inspector_app.domain.rights import may
from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.domain.verdict import Verdict
from inspector_app.services import amendments, inspections
from inspector_app.services.amendments import REASONS, VOID_REASONS
from inspector_app.services.ports import TaskRunner
from inspector_app.services.station import Station
from inspector_app.ui.presenters.case_file import CaseFile, read_case
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Mode: TypeAlias = Literal["correct", "void"]
Bar: TypeAlias = Literal["", "not_allowed", "own", "open", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A standing finding; ``n`` is the act to be undone, ``withdrawn`` when it shall be."""

    n: int
    finding: FindingRecorded
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answered question; ``now`` is the outcome after the correction."""

    item: Item
    subject: str
    before: Outcome
    now: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch as recorded and as corrected."""

    before: Batch
    now: Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendState:
    """What the page shows. ``after`` is the verdict the corrected record would have."""

    case: CaseFile | None = None
    person: Person | None = None
    bar: Bar = ""
    mode: Mode = "correct"
    findings: tuple[FindingRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    batches: tuple[BatchRow, ...] = ()
    after: Verdict | None = None
    reason: str = ""
    note: str = ""
    saving: bool = False
    tries: int = 0
    problem: Exception | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Chips of the mode."""
        return REASONS if self.mode == "correct" else VOID_REASONS

    @property
    def changed(self) -> int:
        """How many corrections were chosen."""
        return (
            sum(row.withdrawn for row in self.findings)
            + sum(row.before != row.now for row in self.answers)
            + sum(row.before != row.now for row in self.batches)
        )

    @property
    def ready(self) -> bool:
        """Whether it can be signed."""
        chosen = self.mode == "void" or bool(self.changed)
        noted = self.reason != "other" or bool(self.note.strip())
        return chosen and bool(self.reason) and noted and not self.bar and not self.saving


class AmendPresenter:
    """``on_change(state)``, ``on_done(inspection_id)``, ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self._id = ""
        self._look = 0
        self.state = AmendState()
        self.on_change: Callable[[AmendState], None] = lambda state: None
        self.on_done: Callable[[str], None] = lambda inspection_id: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    def open(self, inspection_id: str) -> None:
        """Show a sealed record, nothing chosen."""
        self._id = inspection_id
        self._change(AmendState())
        station, who = self._station, self._session.person

        def show(case: CaseFile) -> None:
            if case.summary.id == self._id:
                self._change(_begin(case, who))

        self._tasks.read(lambda: read_case(station, inspection_id), show, self.on_refused)

    def turn_to(self, mode: str) -> None:
        """Correct, or declare void."""
        chosen: Mode = "void" if mode == "void" else "correct"
        self._change(replace(self.state, mode=chosen, reason="", problem=None))

    def withdraw(self, n: int) -> None:
        """Withdraw a finding, or let it stand after all."""
        rows = tuple(
            replace(row, withdrawn=not row.withdrawn) if row.n == n else row
            for row in self.state.findings
        )
        self._corrected(replace(self.state, findings=rows))

    def answer(self, item_id: str, subject: str, outcome: str) -> None:
        """Another outcome for a question."""
        chosen: Outcome = "pass" if outcome == "pass" else "fail"
        rows = tuple(
            replace(row, now=chosen) if (row.item.id, row.subject) == (item_id, subject) else row
            for row in self.state.answers
        )
        self._corrected(replace(self.state, answers=rows))

    def edit_batch(
        self, batch_id: str, *, number: str, produced: Stated | None, expires: Stated | None
    ) -> None:
        """A batch read anew."""
        rows = tuple(
            replace(row, now=replace(row.now, number=number, produced=produced, expires=expires))
            if row.before.id == batch_id
            else row
            for row in self.state.batches
        )
        self._corrected(replace(self.state, batches=rows))

    def choose_reason(self, reason: str) -> None:
        """Why."""
        self._change(replace(self.state, reason=reason))

    def write_note(self, note: str) -> None:
        """What happened, in words."""
        self._change(replace(self.state, note=note))

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

    def corrections(self) -> tuple[Correction, ...]:
        """What was chosen, as acts."""
        state = self.state
        found: list[Correction] = [Undone(act=row.n) for row in state.findings if row.withdrawn]
        found += [BatchRecorded(batch=row.now) for row in state.batches if row.now != row.before]
        found += [
            Answered(item_id=row.item.id, outcome=row.now, subject=row.subject)
            for row in state.answers
            if row.now != row.before
        ]
        return tuple(found)

    def _corrected(self, state: AmendState) -> None:
        """Show the verdict it would have; the newest look counts."""
        self._look += 1
        self._change(replace(state, after=None, problem=None))
        look, case, chosen = self._look, state.case, self.corrections()
        if case is None or not chosen or state.bar:
            return
        station, who = self._station, self._session.person

        def preview() -> Verdict:
            found = inspections.load(station, case.summary.id)
            _check_dates(self._station, chosen)
            return amendments.preview(station, who, found, chosen)

        def show(verdict: Verdict) -> None:
            if look == self._look:
                self._change(replace(self.state, after=verdict))

        def fail(problem: Exception) -> None:
            if look == self._look:
                self._change(replace(self.state, problem=problem))

        self._tasks.read(preview, show, fail)

    def _sign(self, *, pin: str = "", badge: str = "") -> None:
        state = self.state
        if not state.ready or state.case is None:
            return
        station, who, inspection_id = self._station, self._session.person, state.case.summary.id
        chosen = self.corrections()

        def work() -> None:
            found = inspections.load(station, inspection_id)
            if state.mode == "void":
                amendments.void(
                    station, who, found, reason=state.reason, note=state.note, pin=pin, badge=badge
                )
                return
            _check_dates(station, chosen)
            amendments.amend(
                station, who, found, chosen, reason=state.reason, note=state.note, pin=pin,
                badge=badge,
            )  # fmt: skip

        self._change(replace(state, saving=True, problem=None))
        self._tasks.write(work, lambda _: self._done(inspection_id), self._failed)

    def _done(self, inspection_id: str) -> None:
        self._change(AmendState())
        self.on_done(inspection_id)

    def _failed(self, problem: Exception) -> None:
        own = isinstance(problem, AccessError)
        shown = problem if own else None
        self._change(replace(self.state, saving=False, problem=shown, tries=self.state.tries + 1))
        if not own:
            self.on_refused(problem)

    def _change(self, state: AmendState) -> None:
        self.state = state
        self.on_change(state)


def _check_dates(station: Station, chosen: tuple[Correction, ...]) -> None:
    for act in chosen:
        if isinstance(act, BatchRecorded):
            amendments.correct_batch(station, act.batch)


def bar_of(case: CaseFile, who: Person) -> Bar:
    """Why this person cannot correct this record; empty when nothing bars."""
    if case.summary.state != "closed":
        return "open"
    if case.summary.voided:
        return "void"
    if not may(who, "amend"):
        return "not_allowed"
    return "own" if who.id in case.state.people else ""


def _begin(case: CaseFile, who: Person) -> AmendState:
    state = case.state
    standing = {finding.id for finding in state.findings}
    findings = tuple(
        FindingRow(n=entry.n, finding=entry.act)
        for entry in case.entries
        if isinstance(entry.act, FindingRecorded) and entry.act.id in standing
        and entry.n not in case.undone
    )  # fmt: skip
    answers = tuple(
        AnswerRow(item=item, subject=subject, before=answer.outcome, now=answer.outcome)
        for stage in case.standard.stages
        for item, subject in page_questions(stage, state)
        if item.kind in ("pass_fail", "photo")
        and (answer := state.answers.get((item.id, subject))) is not None
        and answer.outcome != "na"
    )
    batches = tuple(BatchRow(before=batch, now=batch) for batch in state.batches)
    failed_first = tuple(sorted(answers, key=lambda row: row.before != "fail"))
    return AmendState(
        case=case, person=who, bar=bar_of(case, who), findings=findings, answers=failed_first,
        batches=batches,
    )  # fmt: skip
