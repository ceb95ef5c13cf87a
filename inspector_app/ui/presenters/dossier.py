"""One inspection to read: answers by stage, photos, time line, place in the chain. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Item, Stage
from inspector_app.domain.inspection.progress import page_questions
from inspector_app.domain.inspection.state import Answer, State, Tally
from inspector_app.domain.rights import may
from inspector_app.services.photo_flags import PhotoFlag, flags_of
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.case_file import CaseFile, read_case
from inspector_app.ui.presenters.delivery_state import Delivered, read_delivered
from inspector_app.ui.presenters.evidence_check import EvidenceExport
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Part: TypeAlias = Literal["overview", "checks", "evidence", "timeline", "chain"]
PARTS: tuple[Part, ...] = ("overview", "checks", "evidence", "timeline", "chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One question and its standing answer; ``photos`` counts the pictures beside it."""

    item: Item
    subject: str
    answer: Answer | None
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRows:
    """A stage: questions of a page, or the cartons of a carton or unit stage."""

    stage: Stage
    rows: tuple[CheckRow, ...]
    tallies: tuple[Tally, ...] = ()
    cartons_seen: int | None = None
    cartons_passed: int = 0
    drawn: int = 0
    findings: int = 0
    gate_failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierState:
    """What the page shows."""

    case: CaseFile | None = None
    part: Part = "overview"
    delivered: Delivered = field(default_factory=Delivered)


class DossierPresenter:
    """``on_change(state)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self.export = EvidenceExport(tools, session, tasks)
        self._wanted = ""
        self._state = DossierState()
        self.on_change: Callable[[DossierState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> DossierState:
        return self._state

    @property
    def tools(self) -> Tools:
        """For pictures and papers."""
        return self._tools

    @property
    def may_make_reference(self) -> bool:
        """Whether this person makes reference pictures."""
        return may(self._session.person, "reference")

    @property
    def may_amend(self) -> bool:
        """Whether this person corrects sealed records."""
        return may(self._session.person, "amend")

    def read_flags(self) -> Sequence[PhotoFlag]:
        """Flagged photos of the inspection; off the GUI thread."""
        return flags_of(self._tools.station, self._session.person, self._wanted)

    def load(self, inspection_id: str) -> None:
        """Show an inspection; another one begins at its first part."""
        same = inspection_id == self._wanted
        self._wanted = inspection_id
        if not same:
            self._change(DossierState())
        station, tools = self._tools.station, self._tools
        self._tasks.read(
            lambda: (read_case(station, inspection_id), read_delivered(tools)),
            lambda found: self._show(inspection_id, *found),
            lambda problem: self.on_refused(problem),
        )

    def turn_to(self, part: str) -> None:
        """Another part of the same record."""
        chosen = next(each for each in PARTS if each == part)
        self._change(replace(self._state, part=chosen))

    def _show(self, inspection_id: str, case: CaseFile, delivered: Delivered) -> None:
        if inspection_id == self._wanted:
            self._change(replace(self._state, case=case, delivered=delivered))

    def _change(self, state: DossierState) -> None:
        self._state = state
        self.on_change(state)


def stage_rows(case: CaseFile) -> tuple[StageRows, ...]:
    """Every stage of the standard with what was recorded there."""
    return tuple(_stage(case, stage) for stage in case.standard.stages)


def _stage(case: CaseFile, stage: Stage) -> StageRows:
    state = case.state
    rows = tuple(
        CheckRow(
            item=item, subject=subject, answer=state.answers.get((item.id, subject)),
            photos=_photos(state, item.id, subject),
        )
        for item, subject in page_questions(stage, state)
    )  # fmt: skip
    gate_failed = stage.id in case.failed_gates
    if stage.kind == "cartons":
        return StageRows(
            stage=stage, rows=rows, cartons_seen=state.cartons_seen,
            cartons_passed=len(state.cartons_passed), drawn=len(state.drawn),
            findings=sum(f.on == "carton" for f in state.findings), gate_failed=gate_failed,
        )  # fmt: skip
    if stage.kind == "units":
        tallies = tuple(state.tallies[carton] for carton in state.drawn if carton in state.tallies)
        return StageRows(
            stage=stage, rows=rows, tallies=tallies, drawn=len(state.drawn),
            findings=sum(f.on == "unit" for f in state.findings), gate_failed=gate_failed,
        )  # fmt: skip
    return StageRows(stage=stage, rows=rows, gate_failed=gate_failed)


def _photos(state: State, item_id: str, subject: str) -> int:
    return sum(p.item_id == item_id and p.subject == subject for p in state.photos)
