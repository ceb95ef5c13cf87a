"""The papers of one lot: what came, what is on file, what the lot waits for. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from inspector_app.domain.errors import InspectorError, WalkError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.rights import may
from inspector_app.services import inspections, papers
from inspector_app.services.papers import Paper
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.walk_place import Place
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is typed about the chosen paper."""

    number: str = ""
    batch_number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPapersState:
    """What the page shows. ``chosen`` is a place in ``papers``; ``now`` drives the clock."""

    inspection: Inspection | None = None
    papers: tuple[Paper, ...] = ()
    chosen: int = 0
    draft: Draft = Draft()
    now: datetime | None = None
    may_record: bool = False
    saving: bool = False
    problem: Exception | None = None

    @property
    def paper(self) -> Paper | None:
        """The chosen paper."""
        return self.papers[self.chosen] if self.chosen < len(self.papers) else None

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return sum(paper.need.status == "missing" for paper in self.papers)

    @property
    def waiting(self) -> bool:
        """Whether the lot is parked for papers."""
        return self.inspection is not None and self.inspection.state.parked == "documents"

    @property
    def open(self) -> bool:
        """Whether papers may still be recorded."""
        state = self.inspection.state if self.inspection is not None else None
        return (
            state is not None and state.closed is None and state.parked in (None, "documents")
            and self.may_record
        )  # fmt: skip


class LotPapersPresenter:
    """``on_change(state)``, ``on_told(key, params)`` after an act, ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self._id = ""
        self.state = LotPapersState()
        self.on_change: Callable[[LotPapersState], None] = lambda state: None
        self.on_told: Callable[[str, dict[str, str]], None] = lambda key, params: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    def open(self, inspection_id: str) -> None:
        """Show the papers of a lot."""
        if inspection_id != self._id:
            self.state = LotPapersState()
        self._id = inspection_id
        self._tasks.read(lambda: self._read(inspection_id), self._arrived, self.on_refused)

    def _read(self, inspection_id: str) -> tuple[Inspection, tuple[Paper, ...]]:
        found = inspections.load(self._station, inspection_id)
        return found, tuple(papers.needed(self._station, found))

    def _arrived(self, found: tuple[Inspection, tuple[Paper, ...]]) -> None:
        inspection, needed = found
        if inspection.id != self._id:
            return
        first = self.state.inspection is None
        self._change(
            replace(
                self.state, inspection=inspection, papers=needed, now=self._station.clock.now(),
                may_record=may(self._session.person, "record_document"), saving=False,
            )
        )  # fmt: skip
        if first or self.state.paper is None:
            self.choose(_first_missing(needed))

    def choose(self, place: int) -> None:
        """Turn to another paper; what is known of it is filled in."""
        if not 0 <= place < len(self.state.papers):
            return
        need = self.state.papers[place].need
        record = need.record
        draft = Draft()
        if record is not None:
            draft = Draft(
                number=record.number, batch_number=record.batch_number,
                valid_until=record.valid_until,
            )  # fmt: skip
        self._change(replace(self.state, chosen=place, draft=draft, problem=None))

    def edit(self, draft: Draft) -> None:
        """Something was typed; nothing is shown anew, so that the cursor stays."""
        self.state = replace(self.state, draft=draft)

    def scan(self, result: ScanResult) -> bool:
        """A code on the paper: its batch where it has one, else its number.

        A code that names goods is not the paper's: the batch would be compared with itself.
        """
        if not self.state.open or result.station_code is not None or not result.text:
            return False
        draft = self.state.draft
        if result.gtin or result.content_gtin:
            problem = WalkError("paper_scan_of_goods")
            self._change(replace(self.state, problem=problem))
            return True
        if result.lot:
            draft = replace(draft, batch_number=result.lot)
        else:
            draft = replace(draft, number=result.text[: papers.MAX_TEXT])
        self._change(replace(self.state, draft=draft, problem=None))
        return True

    def question(self) -> dict[str, object] | None:
        """Where in the walk the chosen paper is asked for, to take its photo there."""
        paper, found = self.state.paper, self.state.inspection
        if paper is None or found is None:
            return None
        standard = inspections.standard_of(self._station, found)
        for stage, item in standard.walk():
            if item.id == paper.need.item_id:
                place = Place(stage_id=stage.id, item_id=item.id)
                return {"inspection_id": found.id, "place": place.text}
        return None

    def record(self) -> None:
        """The paper was looked at."""
        paper, draft, who = self.state.paper, self.state.draft, self._session.person
        if paper is None or not self.state.open:
            return
        need = paper.need
        self._act(
            lambda found: papers.record(
                self._station, who, found, need.rule.id, subject=need.subject,
                number=draft.number, batch_number=draft.batch_number,
                valid_until=draft.valid_until,
            ),
            "recorded",
        )  # fmt: skip

    def adopt(self) -> None:
        """Take the paper that is on file."""
        paper, who = self.state.paper, self._session.person
        if paper is None or paper.on_file is None or not self.state.open:
            return
        need = paper.need
        self._act(
            lambda found: papers.adopt(self._station, who, found, need.rule.id, need.subject),
            "adopted",
        )

    def wait(self) -> None:
        """Set the lot aside until the papers come."""
        who = self._session.person
        self._act(lambda found: papers.wait(self._station, who, found), "waits")

    def _act(self, door: Callable[[Inspection], Inspection], told: str) -> None:
        before = self.state.inspection
        if before is None or self.state.saving:
            return

        def work() -> tuple[Inspection, tuple[Paper, ...]]:
            found = door(before)
            return found, tuple(papers.needed(self._station, found))

        def done(found: tuple[Inspection, tuple[Paper, ...]]) -> None:
            waited = self.state.waiting
            self._arrived(found)
            self.choose(_first_missing(found[1], self.state.chosen))
            over = waited and not self.state.waiting
            self.on_told("lot_papers.told.complete" if over else f"lot_papers.told.{told}", {})

        self._change(replace(self.state, saving=True, problem=None))
        self._tasks.write(work, done, self._failed)

    def _failed(self, problem: Exception) -> None:
        own = isinstance(problem, InspectorError) and problem.code.startswith("paper_")
        self._change(replace(self.state, saving=False, problem=problem if own else None))
        if not own:
            self.on_refused(problem)
        if isinstance(problem, WalkError) and problem.code == "changed_elsewhere":
            self.open(self._id)

    def tick(self) -> None:
        """The clock moved."""
        if self.state.inspection is not None:
            self._change(replace(self.state, now=self._station.clock.now()))

    def _change(self, state: LotPapersState) -> None:
        self.state = state
        self.on_change(state)


def _first_missing(found: tuple[Paper, ...], otherwise: int = 0) -> int:
    for place, paper in enumerate(found):
        if not paper.need.standing:
            return place
    return otherwise
