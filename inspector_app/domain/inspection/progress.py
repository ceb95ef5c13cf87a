"""Where one is in a walk and what is missing.

Everything a screen shows as "missing", and everything that makes a verdict *hold – incomplete*,
comes from ``gaps``: one list, so that the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import (
    SPECIAL_LEVELS,
    UNIT_SCOPES,
    Item,
    Stage,
    Standard,
)
from inspector_app.domain.errors import Param
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.conditions import applies
from inspector_app.domain.inspection.counting import check_subjects, stopped_early
from inspector_app.domain.inspection.measured_goods import measurements
from inspector_app.domain.inspection.papers import PaperNeed, paper_needs
from inspector_app.domain.inspection.state import Answer, State
from inspector_app.domain.inspection.subjects import unit_position

GapCode: TypeAlias = Literal[
    "no_plan", "no_batch", "batch_number_missing", "batch_dates_missing", "item_unanswered",
    "fail_without_finding", "photo_missing", "shot_missing", "cartons_not_seen",
    "carton_not_checked", "units_not_examined", "document_missing", "item_not_checked",
    "batch_not_opened",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One missing piece of evidence. ``key`` is stable, so that it can be waived by name."""

    code: GapCode
    key: str
    stage_id: str
    item_id: str = ""
    subject: str = ""
    carton: int | None = None
    count: int = 0
    defect: str = ""
    shot: str = ""
    document: str = ""

    @property
    def params(self) -> dict[str, Param]:
        return {
            "item": self.item_id, "carton": self.carton or 0, "count": self.count,
            "defect": self.defect, "shot": self.shot, "subject": self.subject,
            "document": self.document,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """``done`` of ``total`` steps; ``failed`` counts failed answers and findings of the stage."""

    stage: Stage
    done: int
    total: int
    failed: int
    gaps: tuple[Gap, ...]

    @property
    def finished(self) -> bool:
        return not self.gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress of all stages in the standard's order."""

    stages: tuple[StageProgress, ...]

    @property
    def current(self) -> StageProgress | None:
        """The first unfinished stage; None when nothing is missing."""
        return next((stage for stage in self.stages if not stage.finished), None)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for stage in self.stages for gap in stage.gaps)

    def stage(self, stage_id: str) -> StageProgress:
        """Progress of one stage; KeyError when the standard has none of that id."""
        for progress in self.stages:
            if progress.stage.id == stage_id:
                return progress
        raise KeyError(stage_id)


CANNOT_CHECK = "cannot_check"
"""The reason for "not applicable" that says nobody looked: what was asked is still missing."""

WAIVABLE: frozenset[GapCode] = frozenset(
    {
        "photo_missing", "shot_missing", "batch_number_missing", "item_unanswered",
        "cartons_not_seen", "carton_not_checked", "document_missing", "item_not_checked",
        "batch_not_opened",
    }
)  # fmt: skip
"""What a supervisor may let pass. Units nobody looked at, dates nobody read and questions of a
gate cannot be waived: the lot then closes as *hold – incomplete*."""


def is_waivable(standard: Standard, state: State, gap: Gap) -> bool:
    """Whether a supervisor may let this gap pass with a reason.

    A paper whose absence parks the lot may be waived, though its page is a gate; one the law wants
    may not.
    """
    if gap.code not in WAIVABLE:
        return False
    absences = {need.rule.absence for need in papers(standard, state) if need.key == gap.key}
    if absences:
        return absences == {"park"}
    unsaid = gap.code in ("item_unanswered", "item_not_checked")
    return not (unsaid and standard.stage(gap.stage_id).gate)


def batch_subject(batch: Batch) -> str:
    """The subject under which a batch-scope item is answered."""
    return f"batch:{batch.id}"


def page_questions(stage: Stage, state: State) -> tuple[tuple[Item, str], ...]:
    """The (item, subject) pairs a page of this stage asks; empty for carton and unit stages.

    A check with its own sample asks unit by unit, behind what it asks once.
    """
    if stage.kind in ("cartons", "units"):
        return ()
    questions: list[tuple[Item, str]] = []
    of_units: list[Item] = []
    for item in stage.items:
        if item.scope == "batch":
            asked = (batch for batch in state.batches if applies(item, state, batch))
            questions.extend((item, batch_subject(batch)) for batch in asked)
        elif stage.sample in SPECIAL_LEVELS and item.scope in UNIT_SCOPES:
            of_units += [item] if applies(item, state) else []
        elif applies(item, state):
            questions.append((item, ""))
    if of_units:
        questions += [(item, unit) for unit in check_subjects(state, stage.id) for item in of_units]
    return tuple(questions)


def papers(standard: Standard, state: State) -> tuple[PaperNeed, ...]:
    """Every paper the lot needs and how it stands."""
    if not state.lot.documents:
        return ()
    asked = {item.id for stage in standard.stages for item, _ in page_questions(stage, state)}
    return paper_needs(state, asked)


def paper_stage(standard: Standard) -> Stage:
    """Where papers are looked at: the documents' page, else that of shelf life, else the last."""
    for kind in ("documents", "shelf_life"):
        for stage in standard.stages:
            if stage.kind == kind:
                return stage
    return standard.stages[-1]


def progress(standard: Standard, state: State) -> Progress:
    """Progress of every stage."""
    return Progress(
        stages=tuple(_stage_progress(standard, stage, state) for stage in standard.stages)
    )


def current_stage(standard: Standard, state: State) -> Stage | None:
    """As ``progress(…).current``, looking no further than that stage: for every single tap."""
    for stage in standard.stages:
        if any(gap.key not in state.waivers for gap in _stage_gaps(standard, stage, state)):
            return stage
    return None


def gaps(standard: Standard, state: State) -> tuple[Gap, ...]:
    """Everything missing that no supervisor waived."""
    return tuple(gap for gap in progress(standard, state).gaps if gap.key not in state.waivers)


def _stage_progress(standard: Standard, stage: Stage, state: State) -> StageProgress:
    found = tuple(
        gap for gap in _stage_gaps(standard, stage, state) if gap.key not in state.waivers
    )
    done, total = _steps(stage, state)
    questions = {(item.id, subject) for item, subject in page_questions(stage, state)}
    failed = sum(
        1 for key, answer in state.answers.items() if key in questions and answer.outcome == "fail"
    )
    if stage.kind == "cartons":
        failed += sum(1 for finding in state.findings if finding.on == "carton")
    elif stage.kind == "units":
        failed += sum(1 for finding in state.findings if finding.on == "unit")
    return StageProgress(stage=stage, done=done, total=total, failed=failed, gaps=found)


def _steps(stage: Stage, state: State) -> tuple[int, int]:
    drawn = state.drawn
    if stage.kind == "cartons":
        checked = sum(1 for carton in drawn if carton_checked(state, carton))
        return checked + (state.cartons_seen is not None), len(drawn) + 1
    if stage.kind == "units":
        return sum(state.examined(carton) for carton in drawn), sum(drawn.values())
    questions = page_questions(stage, state)
    done = sum(1 for item, subject in questions if (item.id, subject) in state.answers)
    if stage.kind == "shelf_life":
        dated = sum(1 for batch in state.batches if has_dates(batch, state))
        return done + dated, len(questions) + max(1, len(state.batches))
    return done, len(questions)


def has_dates(batch: Batch, state: State) -> bool:
    """Whether the batch's last good day can be known: a printed day, or production and life.

    The units of a kit are recorded with their dates, and one of them governs it.
    """
    if batch.inner or (state.lot.product.shelf_life is None and not batch.life):
        return True
    return batch.expires is not None or (batch.produced is not None and bool(batch.life))


def carton_checked(state: State, carton: int) -> bool:
    """Whether a drawn carton was passed or has a finding of its own."""
    if carton in state.cartons_passed:
        return True
    return any(finding.on == "carton" for finding in state.carton_findings(carton))


def next_carton(standard: Standard, state: State) -> int | None:
    """The next drawn carton with something left to do, in drawing order; none after a stop that
    still stands."""
    if stopped_early(standard, state):
        return None
    for carton, units in state.drawn.items():
        if not carton_checked(state, carton) or state.examined(carton) < units:
            return carton
    return None


def _stage_gaps(standard: Standard, stage: Stage, state: State) -> Iterator[Gap]:
    stopped = stopped_early(standard, state)
    for item, subject in page_questions(stage, state):
        unseen = unit_position(subject) is not None and (item.id, subject) not in state.answers
        if not (stopped and unseen):
            yield from _item_gaps(stage, item, subject, state)
    for item, subject in () if stopped else measurements(stage, state):
        yield from _item_gaps(stage, item, subject, state)
    if stage.kind == "shelf_life":
        yield from _batch_gaps(stage, state)
    if state.plan is None and _worked_in(standard, "cartons").id == stage.id:
        yield Gap(code="no_plan", key="plan", stage_id=stage.id)
    if stage.kind == "cartons":
        yield from _carton_gaps(stage, state, stopped=stopped)
    if not stopped and _worked_in(standard, "units").id == stage.id:
        yield from _unit_gaps(stage, state)
    yield from _shot_gaps(standard, stage, state)
    yield from _paper_gaps(standard, stage, state)


def _paper_gaps(standard: Standard, stage: Stage, state: State) -> Iterator[Gap]:
    """Papers no open question asks for; the others are missing as answers."""
    if not state.lot.documents or paper_stage(standard).id != stage.id:
        return
    for need in papers(standard, state):
        if not need.asked and need.status in ("missing", "waived"):
            yield Gap(
                code="document_missing", key=need.key, stage_id=stage.id, subject=need.subject,
                document=need.rule.id,
            )  # fmt: skip


def _item_gaps(stage: Stage, item: Item, subject: str, state: State) -> Iterator[Gap]:
    answer = state.answers.get((item.id, subject))
    base = Gap(
        code="item_unanswered", key=f"item:{item.id}:{subject}", stage_id=stage.id,
        item_id=item.id, subject=subject,
    )  # fmt: skip
    failed = answer is not None and answer.outcome == "fail"
    if answer is None and item.required:
        yield base
    if item.required and _not_checked(answer):
        yield replace(base, code="item_not_checked")
    if failed and item.defects and not _has_finding(item, subject, state):
        yield replace(base, code="fail_without_finding", key=f"finding:{item.id}:{subject}")
    if not _needs_photo(item, answer):
        return
    taken = {p.shot for p in state.photos if p.item_id == item.id and p.subject == subject}
    for shot in item.shots or ("",):
        if not (shot in taken if shot else taken):
            key = f"photo:{item.id}:{subject}:{shot}"
            yield replace(base, code="photo_missing", key=key, shot=shot)


def _not_checked(answer: Answer | None) -> bool:
    return answer is not None and answer.outcome == "na" and answer.reason == CANNOT_CHECK


def _has_finding(item: Item, subject: str, state: State) -> bool:
    return any(
        finding.item_id == item.id and finding.subject == subject for finding in state.findings
    )


def _needs_photo(item: Item, answer: Answer | None) -> bool:
    if item.photos == "always":
        return answer is None or answer.outcome != "na"
    return item.photos == "when_failed" and answer is not None and answer.outcome == "fail"


def _batch_gaps(stage: Stage, state: State) -> Iterator[Gap]:
    if not state.batches:
        yield Gap(code="no_batch", key="batch", stage_id=stage.id)
    for batch in state.batches:
        subject = batch_subject(batch)
        if not batch.number:
            yield Gap(
                code="batch_number_missing", key=f"{subject}:number",
                stage_id=stage.id, subject=subject,
            )  # fmt: skip
        if not has_dates(batch, state):
            yield Gap(
                code="batch_dates_missing", key=f"{subject}:dates",
                stage_id=stage.id, subject=subject,
            )  # fmt: skip


def _carton_gaps(stage: Stage, state: State, *, stopped: bool) -> Iterator[Gap]:
    if state.cartons_seen is None:
        yield Gap(
            code="cartons_not_seen", key="cartons_seen", stage_id=stage.id, count=state.lot.cartons
        )
    for carton in () if stopped else state.drawn:
        if not carton_checked(state, carton):
            yield Gap(
                code="carton_not_checked", key=f"carton:{carton}", stage_id=stage.id, carton=carton
            )
    for batch in () if stopped else unopened_batches(state):
        yield Gap(
            code="batch_not_opened", key=f"{batch_subject(batch)}:opened", stage_id=stage.id,
            subject=batch_subject(batch),
        )  # fmt: skip


def unopened_batches(state: State) -> tuple[Batch, ...]:
    """Batches of a mixed lot of which no drawn carton is one, such as those found after the draw.

    A batch whose cartons nobody named has those of no other batch; where two are so, their
    extent is unknown and ``unknown_extents`` names them.
    """
    if state.draw is None or len(state.batches) < 2:
        return ()
    rest = frozenset(state.drawn) - {c for batch in state.batches for c in batch.cartons}
    lost = unknown_extents(state)
    return tuple(
        batch
        for batch in state.batches
        if batch not in lost and not (state.drawn.keys() & batch.cartons if batch.cartons else rest)
    )


def unknown_extents(state: State) -> tuple[Batch, ...]:
    """Batches that lie in the lot nobody knows where: two or more without carton numbers."""
    found = tuple(batch for batch in state.batches if not batch.cartons)
    return found if len(found) > 1 else ()


def _unit_gaps(stage: Stage, state: State) -> Iterator[Gap]:
    for carton, units in state.drawn.items():
        left = units - state.examined(carton)
        if left > 0:
            yield Gap(
                code="units_not_examined", key=f"units:{carton}", stage_id=stage.id,
                carton=carton, count=left,
            )  # fmt: skip


def _shot_gaps(standard: Standard, stage: Stage, state: State) -> Iterator[Gap]:
    """Pictures a claim needs, once per defect type and not per unit, in the stage that shows them.

    Findings on cartons belong to the carton stage, on units to the unit stage, others to the
    stage of their item.
    """
    seen: set[str] = set()
    for finding in state.findings:
        if finding.defect in seen or _home(standard, finding.on, finding.item_id) != stage.id:
            continue
        seen.add(finding.defect)
        same = {f.id for f in state.findings if f.defect == finding.defect}
        taken = {photo.shot for photo in state.photos if photo.finding_id in same}
        for shot in standard.defect(finding.defect).shots:
            if shot not in taken:
                yield Gap(
                    code="shot_missing", key=f"shot:{finding.defect}:{shot}", stage_id=stage.id,
                    defect=finding.defect, shot=shot,
                )  # fmt: skip


def _home(standard: Standard, on: str, item_id: str) -> str:
    if item_id:
        for stage, item in standard.walk():
            if item.id == item_id:
                return stage.id
    return _worked_in(standard, {"carton": "cartons", "unit": "units"}.get(on, "")).id


def _worked_in(standard: Standard, kind: str) -> Stage:
    """The first stage of that kind, else the last one: a sample is owed even where a standard
    has no page for it, and a lot is never accepted by units nobody looked at."""
    for stage in standard.stages:
        if stage.kind == kind:
            return stage
    return standard.stages[-1]
