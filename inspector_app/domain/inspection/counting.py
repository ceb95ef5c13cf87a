"""What counts against which acceptance number, from the findings alone.

A unit counts once, by its worst class; each class counts only draw positions up to its own n; a
check with its own sample counts its units apart (domain data, "Sampling").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.checklist.standard import Sample, Standard
from inspector_app.domain.inspection.acts import Outcome
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import unit_position, unit_subject
from inspector_app.domain.sampling import CheckPlan, ClassPlan
from inspector_app.domain.sampling.plan import CRITICAL
from inspector_app.domain.sampling.spread import spread_positions

SEVERITY = {"critical": 0, "major": 1, "minor": 2}
CHECK_MARK = "check:"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check with its own sample. ``counted`` nonconforming of ``examined`` of ``n`` units."""

    stage_id: str
    sample: Sample
    n: int
    ac: int
    re: int
    counted: int
    examined: int
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """``cls``, or ``check:<stage id>``, has ``counted`` nonconforming units: its ``re`` or more."""

    cls: str
    counted: int
    re: int


def worst_by_position(state: State) -> dict[int, str]:
    """The worst class found at each draw position of the unit sample.

    Only findings whose effect is ``unit`` count there: others judge the lot or their carton.
    """
    worst: dict[int, str] = {}
    for finding in state.findings:
        if finding.on != "unit" or finding.effect != "unit" or finding.check:
            continue
        if finding.cls not in SEVERITY:
            continue
        for position in finding.positions:
            before = worst.get(position)
            if before is None or SEVERITY[finding.cls] < SEVERITY[before]:
                worst[position] = finding.cls
    return worst


def count_of(plan: ClassPlan, worst: Mapping[int, str]) -> tuple[int, int]:
    """Nonconforming units of the class within its own n, and those beyond."""
    positions = [position for position, cls in worst.items() if cls == plan.cls]
    counted = sum(1 for position in positions if position <= plan.n)
    return counted, len(positions) - counted


def check_of(state: State, stage_id: str) -> CheckPlan | None:
    """The plan of a check with its own sample, None for other stages or before the plan."""
    if state.plan is None:
        return None
    return next((check for check in state.plan.checks if check.stage_id == stage_id), None)


def check_subjects(state: State, stage_id: str) -> tuple[str, ...]:
    """The units a check asks about, spread over the opened cartons; none for other stages."""
    check = check_of(state, stage_id)
    if check is None or state.draw is None:
        return ()
    return tuple(unit_subject(each) for each in spread_positions(state.draw, check.n))


def check_results(standard: Standard, state: State) -> tuple[CheckResult, ...]:
    """Each check with its own sample, in the order of the plan."""
    if state.plan is None:
        return ()
    return tuple(_check_result(standard, state, check) for check in state.plan.checks)


def _check_result(standard: Standard, state: State, check: CheckPlan) -> CheckResult:
    answers = _unit_answers(standard, state, check)
    bad = sum("fail" in outcomes for outcomes in answers.values())
    return CheckResult(
        stage_id=check.stage_id,
        sample=check.sample,
        n=check.n,
        ac=check.ac,
        re=check.re,
        counted=bad,
        examined=len(answers),
        accepted=bad <= check.ac,
    )


def _unit_answers(standard: Standard, state: State, check: CheckPlan) -> dict[int, set[Outcome]]:
    """The outcomes of a check by draw position."""
    items = {item.id for item in standard.stage(check.stage_id).items}
    found: dict[int, set[Outcome]] = {}
    for (item_id, subject), answer in state.answers.items():
        position = unit_position(subject)
        if item_id in items and position is not None:
            found.setdefault(position, set()).add(answer.outcome)
    return found


def opened_positions(standard: Standard, state: State) -> frozenset[int]:
    """Draw positions of the units that were opened or spoilt by a check."""
    if state.plan is None:
        return frozenset()
    return frozenset(
        position
        for check in state.plan.checks
        if check.opens
        for position, outcomes in _unit_answers(standard, state, check).items()
        if outcomes != {"na"}
    )


def reached(standard: Standard, state: State) -> Reached | None:
    """The first class or check at its rejection number; critical, which stops and holds, aside."""
    if state.plan is None:
        return None
    worst = worst_by_position(state)
    for plan in state.plan.classes:
        counted, _ = count_of(plan, worst)
        if plan.cls != CRITICAL and counted >= plan.re:
            return Reached(cls=plan.cls, counted=counted, re=plan.re)
    for check in check_results(standard, state):
        if check.counted >= check.re:
            return Reached(cls=f"{CHECK_MARK}{check.stage_id}", counted=check.counted, re=check.re)
    return None


def stopped_early(standard: Standard, state: State) -> bool:
    """Whether looking was ended at a rejection number that still stands."""
    return state.stopped is not None and reached(standard, state) is not None
