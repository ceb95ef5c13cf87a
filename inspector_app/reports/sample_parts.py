"""What a report says of the sample beside the classes: checks, cartons, a stop, quantities."""

from __future__ import annotations

from collections.abc import Iterable

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.balance import Decided, Overall, balance_of
from inspector_app.domain.inspection.counting import check_results, stopped_early
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import carton_number, unit_position
from inspector_app.domain.master import Names
from inspector_app.domain.sampling import CheckPlan, ClassPlan
from inspector_app.reports import model
from inspector_app.wire.inspection import CartonPart, DispositionRecord


def own_plans(
    standard: Standard, state: State, cartons: CartonPart | None
) -> tuple[model.OwnPlan, ...]:
    """The carton plan and every check with a sample of its own, with what was found."""
    plan = state.plan
    if plan is None:
        return ()
    found: list[model.OwnPlan] = []
    if plan.carton is not None:
        counted = cartons.bad if cartons else 0
        accepted = cartons.accepted if cartons else None
        found.append(_own(plan.carton, None, "", counted, accepted))
    results = {each.stage_id: each for each in check_results(standard, state)}
    for check in plan.checks:
        result = results[check.stage_id]
        complete = result.examined >= result.n or not result.accepted
        accepted = result.accepted if complete else None
        names = standard.stage(check.stage_id).names
        found.append(_own(check, names, check.sample, result.counted, accepted))
    return tuple(found)


def _own(
    plan: ClassPlan | CheckPlan,
    names: Names | None,
    sample: str,
    counted: int,
    accepted: bool | None,
) -> model.OwnPlan:
    return model.OwnPlan(
        names=names, n=plan.n, ac=plan.ac, re=plan.re, sample=sample, aql=plan.aql,
        code_letter=plan.code_letter, letter=plan.letter, found=counted, accepted=accepted,
        note=model.Phrase(key=f"plan.note.{plan.note}") if plan.note else None,
    )  # fmt: skip


def not_looked_at(standard: Standard, state: State) -> int | None:
    """Units left after an early stop; None when inspection was not stopped."""
    if state.stopped is None or not stopped_early(standard, state):
        return None
    return sum(each.units for each in state.stopped.left)


def unit_words(state: State, subject: str) -> str:
    """Carton and position of a drawn unit (``7 / 12``), the number of a carton, any other subject
    as it is."""
    carton = carton_number(subject)
    if carton is not None:
        return str(carton)
    position = unit_position(subject)
    if position is None or state.draw is None:
        return subject
    return f"{state.draw.carton_at(position)} / {position}"


def quantities(
    standard: Standard,
    state: State,
    overall: Overall,
    dispositions: Iterable[DispositionRecord],
) -> model.QuantityPart:
    """Where the received units are, by the verdict and what was decided since."""
    decided = [Decided(decision=each.disposition, quantity=each.quantity) for each in dispositions]
    found = balance_of(standard, state, overall, decided)
    return model.QuantityPart(
        received=found.received, saleable=found.saleable, opened=found.opened,
        retained=found.retained, refused=found.refused, held=found.held, short=found.short,
    )  # fmt: skip
