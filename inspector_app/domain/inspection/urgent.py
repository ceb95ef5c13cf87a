"""Urgent release (紧急放行): a traceable quantity may go before the inspection is complete.

Only after identity, papers and shelf life are through, with nothing against the lot so far, from
named cartons, and with a deadline by which the inspection must be closed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from inspector_app.domain.checklist.standard import StageKind, Standard
from inspector_app.domain.errors import IntakeError, WalkError
from inspector_app.domain.inspection.acts import UrgentlyReleased
from inspector_app.domain.inspection.agreement import batch_disagreements
from inspector_app.domain.inspection.counting import reached
from inspector_app.domain.inspection.progress import papers, progress
from inspector_app.domain.inspection.state import State
from inspector_app.domain.shelf_life import Assessment

BEFORE: tuple[StageKind, ...] = ("identity", "shelf_life", "documents")
"""Stages that must be through before anything may go."""
LONGEST = timedelta(days=7)
"""A deadline later than this is none; practice."""


def bars(standard: Standard, state: State, shelf_life: Mapping[str, Assessment]) -> tuple[str, ...]:
    """Codes of what stands against any urgent release; none when it may be given.

    ``held``, ``identity``, ``shelf_life``, ``documents``, ``finding``.
    """
    found = ["held"] if state.held is not None else []
    failed = {item for (item, _), answer in state.answers.items() if answer.outcome == "fail"}
    for each in progress(standard, state).stages:
        stage = each.stage
        if stage.kind in BEFORE and (each.gaps or any(item.id in failed for item in stage.items)):
            found.append(stage.kind)
    if not state.batches or any(
        batch.id not in shelf_life or shelf_life[batch.id].action in ("reject", "approval")
        for batch in state.batches
    ):
        found.append("shelf_life")
    if any(batch_disagreements(batch, state) for batch in state.batches) or any(
        each.findings for each in shelf_life.values()
    ):
        found.append("shelf_life")
    if not all(need.standing for need in papers(standard, state)):
        found.append("documents")
    if _found_against(standard, state):
        found.append("finding")
    return tuple(dict.fromkeys(found))


def _found_against(standard: Standard, state: State) -> bool:
    """Whether a finding judges the lot, or a class or check has reached its rejection number."""
    if reached(standard, state) is not None:
        return True
    return any(
        finding.cls in ("critical", "hold") or (finding.effect == "lot" and finding.cls == "major")
        for finding in state.findings
    )


def check_release(
    standard: Standard,
    state: State,
    shelf_life: Mapping[str, Assessment],
    *,
    quantity: int,
    cartons: Collection[int],
    deadline: datetime,
    now: datetime,
) -> tuple[int, ...]:
    """The cartons, sorted, when so much may go from them until then.

    Raises WalkError ``urgent_barred`` (with the codes of ``bars``), ``no_such_carton``,
    ``carton_isolated``, ``carton_already_released``, ``urgent_cartons_missing``,
    ``deadline_not_ahead``, ``deadline_too_far``; IntakeError ``quantity_not_positive``,
    ``quantity_not_in_cartons``.
    """
    against = bars(standard, state, shelf_life)
    if against:
        raise WalkError("urgent_barred", why=", ".join(against))
    chosen = tuple(sorted(set(cartons)))
    _check_cartons(state, chosen)
    if quantity <= 0:
        raise IntakeError("quantity_not_positive", what="units", value=quantity)
    there = sum(state.units_in(carton) for carton in chosen)
    if quantity > there:
        raise IntakeError("quantity_not_in_cartons", value=quantity, size=there)
    if deadline <= now:
        raise WalkError("deadline_not_ahead")
    if deadline - now > LONGEST:
        raise WalkError("deadline_too_far", days=LONGEST.days)
    return chosen


def _check_cartons(state: State, chosen: tuple[int, ...]) -> None:
    if not chosen:
        raise WalkError("urgent_cartons_missing")
    gone = {carton for each in state.released for carton in each.cartons}
    isolated = {f.carton for f in state.findings if f.effect == "isolate_carton"}
    for carton in chosen:
        if not 1 <= carton <= state.lot.cartons:
            raise WalkError("no_such_carton", carton=carton, cartons=state.lot.cartons)
        if carton in isolated:
            raise WalkError("carton_isolated", carton=carton)
        if carton in gone:
            raise WalkError("carton_already_released", carton=carton)


def overdue(state: State, now: datetime) -> tuple[UrgentlyReleased, ...]:
    """Releases whose deadline has passed while the inspection is still open."""
    if state.closed is not None:
        return ()
    return tuple(each for each in state.released if each.deadline < now)
