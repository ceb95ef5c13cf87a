"""The verdict of a lot: per class and overall, with every reason.

Rules (domain data, "Sampling" and "The intake process", step 5): each class counts only draw
positions up to its own n; a unit counts once, by its worst class; carton findings never count
against a unit plan; findings whose effect is ``lot`` decide the lot; a critical finding stops and
holds and never returns goods by itself; with missing evidence a lot closes only as *hold –
incomplete*, unless what is there already decides against it: it is rejected, or was stopped. A
paper that names another batch or has run out holds the lot, and so do batches of which nobody
knows where they lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.acts import FindingRecorded
from inspector_app.domain.inspection.agreement import batch_disagreements
from inspector_app.domain.inspection.balance import overdrawn
from inspector_app.domain.inspection.counting import (
    CheckResult,
    check_results,
    count_of,
    stopped_early,
    worst_by_position,
)
from inspector_app.domain.inspection.progress import (
    CANNOT_CHECK,
    Gap,
    gaps,
    has_dates,
    page_questions,
    papers,
    unknown_extents,
)
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import carton_number
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.sampling import ClassPlan
from inspector_app.domain.shelf_life import Assessment

Overall: TypeAlias = Literal["accept", "reject", "hold"]
Tag: TypeAlias = Literal["to_inspect", "passed", "failed", "quarantined"]
STOPS = frozenset({"critical_finding", "stopped_and_held"})
"""Reasons that stop and hold whatever else was found: nothing is returned by itself."""
BARRING = frozenset({"critical", "major", "hold"})
"""Classes of a finding by which a failed gate needs no further reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """One defect class against its plan.

    ``counted`` nonconforming units at positions up to n; ``beyond`` those found at later
    positions, reported but not counted.
    """

    cls: str
    n: int
    ac: int
    re: int
    counted: int
    beyond: int
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonResult:
    """Cartons against the carton plan: the first ``n`` of the carton order of the draw.

    ``bad`` counts those with a critical or major finding of their own.
    """

    n: int
    ac: int
    bad: int
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """One gate stage of the standard."""

    stage_id: str
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``incomplete`` goes with ``hold`` only. ``isolated`` are cartons set aside."""

    overall: Overall
    incomplete: bool
    classes: tuple[ClassResult, ...]
    gates: tuple[GateResult, ...]
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    isolated: tuple[int, ...]
    cartons: CartonResult | None = None
    checks: tuple[CheckResult, ...] = ()

    @property
    def unseen(self) -> bool:
        """Drawn units were not looked at: a class below its rejection number is not proved good."""
        told = {gap.code for gap in self.gaps} | {reason.code for reason in self.reasons}
        return not told.isdisjoint({"units_not_examined", "sampling_stopped"})

    @property
    def tag(self) -> Tag:
        """The word on the goods."""
        tags: dict[Overall, Tag] = {
            "accept": "passed",
            "reject": "failed",
            "hold": "quarantined",
        }
        return tags[self.overall]


def decide(standard: Standard, state: State, shelf_life: Mapping[str, Assessment]) -> Verdict:
    """Judge a lot as it stands. ``shelf_life`` maps batch ids to their assessment."""
    classes = class_results(state)
    missing = gaps(standard, state)
    holds, rejects, notes = _lot_reasons(state, classes, shelf_life)
    gates = _gates(standard, state, shelf_life)
    isolated = tuple(
        sorted({f.carton for f in state.findings if f.effect == "isolate_carton" and f.carton})
    )
    cartons = carton_result(state)
    if cartons is not None and not cartons.accepted:
        rejects.append(reason("carton_plan_rejected", counted=cartons.bad, ac=cartons.ac))
    checks = check_results(standard, state)
    _judge_sample(standard, state, checks, holds, rejects, notes)
    if isolated and len(isolated) >= state.lot.cartons:
        holds.append(reason("all_cartons_isolated"))
    unfounded = _unfounded_failures(standard, state)
    holds.extend(reason("item_failed", item=item) for item, _ in unfounded)
    holds.extend(_paper_reasons(standard, state))
    holds.extend(_unexplained_gates(standard, state, unfounded))
    holds.extend(
        reason("batch_extent_unknown", batch=batch.number) for batch in unknown_extents(state)
    )
    notes.extend(_history_notes(state))
    notes.extend(_not_applicable(standard, state))
    notes.extend(reason("gap_waived", gap=gap, why=why) for gap, why in state.waivers.items())
    overall: Overall = "accept"
    incomplete = False
    if any(each.code in STOPS for each in holds):
        overall = "hold"
    elif rejects:
        overall = "reject"
    elif holds or missing:
        overall, incomplete = "hold", bool(missing)
        if missing:
            holds.append(reason("evidence_missing", count=len(missing)))
    reasons = [*holds, *rejects, *notes]
    if overall == "accept":
        reasons.insert(0, reason("all_passed"))
    return Verdict(
        overall=overall,
        incomplete=incomplete,
        classes=classes,
        gates=gates,
        reasons=tuple(reasons),
        gaps=missing,
        isolated=isolated,
        cartons=cartons,
        checks=checks,
    )


def class_results(state: State) -> tuple[ClassResult, ...]:
    """Each class of the plan against the drawn units; empty before there is a plan."""
    if state.plan is None:
        return ()
    worst = worst_by_position(state)
    return tuple(_class_result(plan, worst) for plan in state.plan.classes)


def carton_result(state: State) -> CartonResult | None:
    """The carton plan's result; None where the standard has no carton plan or nothing is drawn.

    All cartons are seen, but a plan judges its own random sample: the opened cartons in drawing
    order, then the reserves, are one random order of all cartons; its first n count.
    """
    if state.plan is None or state.plan.carton is None or state.draw is None:
        return None
    plan = state.plan.carton
    order = [*(carton.carton for carton in state.draw.cartons), *state.draw.reserves]
    sample = set(order[: plan.n])
    bad = {
        finding.carton
        for finding in state.findings
        if finding.on == "carton" and finding.cls in ("critical", "major")
    }
    counted = len(bad & sample)
    return CartonResult(
        n=min(plan.n, len(order)), ac=plan.ac, bad=counted, accepted=counted <= plan.ac
    )


def _judge_sample(
    standard: Standard,
    state: State,
    checks: tuple[CheckResult, ...],
    holds: list[Reason],
    rejects: list[Reason],
    notes: list[Reason],
) -> None:
    """Checks with their own sample, an early stop, and units that were taken away."""
    rejects.extend(
        reason("check_rejected", stage=check.stage_id, counted=check.counted, re=check.re)
        for check in checks
        if not check.accepted
    )
    if state.stopped is not None and stopped_early(standard, state):
        notes.append(reason("sampling_stopped", count=sum(e.units for e in state.stopped.left)))
    if too_many := overdrawn(standard, state):
        holds.append(reason("quantities_disagree", count=too_many))


def _unfounded_failures(standard: Standard, state: State) -> list[tuple[str, str]]:
    """Questions answered "fail", and cartons measured so, without a record of what is wrong."""
    founded = {(finding.item_id, finding.subject) for finding in state.findings}
    asked = {
        (item.id, subject)
        for stage in standard.stages
        for item, subject in page_questions(stage, state)
    }
    return [
        key
        for key, answer in state.answers.items()
        if answer.outcome == "fail" and key not in founded
        and (key in asked or carton_number(key[1]) is not None)
    ]  # fmt: skip


def _unexplained_gates(
    standard: Standard, state: State, unfounded: list[tuple[str, str]]
) -> list[Reason]:
    """Gates that failed by a question whose finding alone would not stop the lot."""
    told = {(f.item_id, f.subject) for f in state.findings if f.cls in BARRING}
    told.update(unfounded)
    failed = {
        key[0]
        for key, answer in state.answers.items()
        if answer.outcome == "fail" and key not in told
    }
    return [
        reason("gate_failed", stage=stage.id)
        for stage in standard.stages
        if stage.gate and any(item.id in failed for item in stage.items)
    ]


def _not_applicable(standard: Standard, state: State) -> list[Reason]:
    """Demanded questions that were answered "not applicable", each once for each reason."""
    found = {
        (item.id, answer.reason): None
        for stage in standard.stages
        for item, subject in page_questions(stage, state)
        if (answer := state.answers.get((item.id, subject))) is not None
        and answer.outcome == "na" and item.required and answer.reason != CANNOT_CHECK
    }  # fmt: skip
    return [reason("not_applicable", item=item, why=why) for item, why in found]


def _paper_reasons(standard: Standard, state: State) -> list[Reason]:
    """Papers on file that are of another batch, or past their last day."""
    found = []
    for need in papers(standard, state):
        paper, batch = need.record, need.batch
        if need.status == "batch_differs":
            assert paper is not None, "the two that were compared"
            assert batch is not None, "the two that were compared"
            found.append(
                reason(
                    "document_batch_differs", document=need.rule.id, paper=paper.batch_number,
                    goods=batch.number,
                )
            )  # fmt: skip
        elif need.status == "expired":
            assert paper is not None, "it has a last day"
            assert paper.valid_until is not None, "it has passed"
            until = paper.valid_until.isoformat()
            found.append(reason("document_expired", document=need.rule.id, until=until))
    return found


def _history_notes(state: State) -> list[Reason]:
    """What went before: the first result of a re-inspection, goods that came back, units let go."""
    notes = []
    for each in state.earlier:
        again = each.inspection_id == state.lot.reinspection_of
        code = "reinspected" if again else "came_back"
        if again or each.overall != "accept":
            notes.append(reason(code, lot=each.lot_number, overall=each.overall))
    if state.released:
        notes.append(reason("urgently_released", count=state.released_units))
    return notes


def _class_result(plan: ClassPlan, worst: Mapping[int, str]) -> ClassResult:
    counted, beyond = count_of(plan, worst)
    return ClassResult(
        cls=plan.cls,
        n=plan.n,
        ac=plan.ac,
        re=plan.re,
        counted=counted,
        beyond=beyond,
        accepted=counted <= plan.ac,
    )


def _lot_reasons(
    state: State, classes: tuple[ClassResult, ...], shelf_life: Mapping[str, Assessment]
) -> tuple[list[Reason], list[Reason], list[Reason]]:
    holds: list[Reason] = []
    rejects: list[Reason] = []
    notes: list[Reason] = []
    if state.held is not None:
        holds.append(reason("stopped_and_held", reason=state.held.reason))
    for finding in state.findings:
        _judge_finding(finding, holds, rejects, notes)
    for result in classes:
        if not result.accepted and result.cls != "critical":
            rejects.append(
                reason("class_rejected", cls=result.cls, counted=result.counted, re=result.re)
            )
        if result.beyond:
            holds.append(reason("beyond_sample", cls=result.cls, count=result.beyond))
    for batch in state.batches:
        holds.extend(
            reason(
                "sources_disagree",
                batch=batch.number,
                field=differing.field,
                first=differing.first_value,
                second=differing.second_value,
            )
            for differing in batch_disagreements(batch, state)
        )
        if batch.id not in shelf_life and has_dates(batch, state):
            holds.append(reason("dates_not_judged", batch=batch.number))
        if batch.id in shelf_life:
            _judge_shelf_life(batch.number, shelf_life[batch.id], holds, rejects, notes)
    return holds, rejects, notes


def _judge_finding(
    finding: FindingRecorded, holds: list[Reason], rejects: list[Reason], notes: list[Reason]
) -> None:
    defect, count = finding.defect, finding.count
    if finding.cls == "critical":
        holds.append(reason("critical_finding", defect=defect, count=count))
    elif finding.cls == "hold":
        holds.append(reason("hold_finding", defect=defect, count=count))
    elif finding.effect == "lot":
        target = notes if finding.cls == "minor" else rejects
        target.append(reason("lot_finding", defect=defect, count=count))
    elif finding.effect == "isolate_carton" and finding.carton is not None:
        notes.append(reason("carton_isolated", defect=defect, carton=finding.carton))
    elif finding.effect == "quantity":
        notes.append(reason("quantity_differs", defect=defect, count=count))
    elif finding.effect == "carton" and finding.carton is not None:
        notes.append(reason("carton_finding", defect=defect, carton=finding.carton))
    elif not (finding.on == "unit" and finding.effect == "unit" and finding.positions):
        target = notes if finding.cls == "minor" else holds
        target.append(reason("finding_outside_sample", defect=defect, count=count))


def _judge_shelf_life(
    batch: str,
    assessment: Assessment,
    holds: list[Reason],
    rejects: list[Reason],
    notes: list[Reason],
) -> None:
    state = assessment.state
    holds.extend(
        reason(f"dates_{found.code}", batch=batch, **found.values())
        for found in assessment.findings
    )
    if assessment.action == "reject":
        rejects.append(reason("shelf_life_rejected", batch=batch, state=state))
    elif assessment.action == "approval":
        holds.append(reason("shelf_life_needs_approval", batch=batch, state=state))
    elif assessment.action == "warn":
        notes.append(reason("shelf_life_warning", batch=batch, state=state))


def _gates(
    standard: Standard, state: State, shelf_life: Mapping[str, Assessment]
) -> tuple[GateResult, ...]:
    failed = {item for (item, _), answer in state.answers.items() if answer.outcome == "fail"}
    results = []
    for stage in standard.stages:
        if not stage.gate:
            continue
        passed = not any(item.id in failed for item in stage.items)
        if stage.kind == "shelf_life":
            passed = passed and all(a.action != "reject" for a in shelf_life.values())
        if stage.kind == "documents":
            passed = passed and all(
                need.standing or need.record is None for need in papers(standard, state)
            )
        results.append(GateResult(stage_id=stage.id, passed=passed))
    return tuple(results)


def gate_open(standard: Standard, state: State, shelf_life: Mapping[str, Assessment]) -> str | None:
    """The first failed gate, where "stop and hold" is offered; None when all hold."""
    if state.held is not None:
        return None
    for gate in _gates(standard, state, shelf_life):
        if not gate.passed:
            return gate.stage_id
    return None
