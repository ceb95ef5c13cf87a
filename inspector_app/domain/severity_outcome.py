"""What a sealed inspection tells the switching of its supplier's product, class by class."""

from __future__ import annotations

from datetime import datetime

from inspector_app.domain.inspection.acts import Entry, PlanDrawn
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.sampling.plan import ClassPlan
from inspector_app.domain.sampling.severity_history import ClassOutcome, SeverityBasis
from inspector_app.domain.sampling.switching import accepted_one_step_tighter
from inspector_app.domain.sampling.tables import SamplingTables, Severity
from inspector_app.domain.verdict import class_results


def counts_in_switching(inspection: Inspection) -> bool:
    """Whether the lot is an original one with a plan; re-inspections do not count (clause 9)."""
    state = inspection.state
    return state.plan is not None and not state.lot.reinspection_of


def planned_at(inspection: Inspection) -> datetime:
    """When the plan was made; the lot's opening where there is none."""
    found = _drawn(inspection)
    return found[0].at if found else inspection.state.opened_at


def basis_of(inspection: Inspection) -> tuple[SeverityBasis, ...]:
    """What the severity of the plan rests on; empty without a plan, or without a history."""
    found = _drawn(inspection)
    return found[1].basis if found else ()


def outcomes_of(tables: SamplingTables, inspection: Inspection) -> tuple[ClassOutcome, ...]:
    """The result of each class whose plan came from the tables.

    A class is not accepted as soon as it has more nonconforming units than Ac; it is accepted
    only when the whole sample was looked at. A sample left unfinished tells nothing else.
    """
    found = _drawn(inspection)
    if found is None or not counts_in_switching(inspection):
        return ()
    _, act = found
    state = inspection.state
    used = {basis.cls: basis.severity for basis in act.basis}
    whole = _examined_whole(state)
    results = {result.cls: result for result in class_results(state)}
    return tuple(
        _outcome(tables, plan, used.get(plan.cls, act.plan.severity), results[plan.cls].counted)
        for plan in act.plan.classes
        if plan.letter and (whole or results[plan.cls].counted > plan.ac)
    )


def _outcome(tables: SamplingTables, plan: ClassPlan, used: Severity, counted: int) -> ClassOutcome:
    accepted = counted <= plan.ac
    tighter = (
        accepted
        and used == "normal"
        and plan.ac >= 2
        and accepted_one_step_tighter(tables, plan, counted)
    )
    return ClassOutcome(
        cls=plan.cls, used=used, accepted=accepted, ac=plan.ac, accepted_one_step_tighter=tighter
    )


def _examined_whole(state: State) -> bool:
    return all(state.examined(carton) >= units for carton, units in state.drawn.items())


def _drawn(inspection: Inspection) -> tuple[Entry, PlanDrawn] | None:
    gone = inspection.undone()
    for entry in reversed(inspection.entries):
        if isinstance(entry.act, PlanDrawn) and entry.n not in gone:
            return entry, entry.act
    return None
