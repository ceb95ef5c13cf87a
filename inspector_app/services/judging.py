"""Plan, draw, shelf life and verdict of a lot, the same for the walk and for a stranger's check.

A station calls these when a lot is planned and closed; ``services.evidence`` calls them again on
the sealed record. Nothing here reads a clock, a table or a file: whatever judges is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.state import State
from inspector_app.domain.sampling import Draw, Plan, SamplingTables, choose_plan, draw_sample
from inspector_app.domain.shelf_life import Assessment, ShelfLifeRules
from inspector_app.domain.verdict import Verdict, decide
from inspector_app.services import shelf_life
from inspector_app.wire import inspection as message

EDITION: Final = 2
"""Of the way of judging, sealed with each record. It grows when the same acts may come out
otherwise than before, so that what was sealed in good faith is never called broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A lot judged on the day ``on``: shelf life by batch id, and the verdict."""

    on: date
    shelf_life: Mapping[str, Assessment]
    verdict: Verdict


def plan_of(
    tables: SamplingTables,
    standard: Standard,
    state: State,
    *,
    severity: str | Mapping[str, str] = "normal",
) -> Plan:
    """The plan of the lot as it stands, by the standard's rule; PlanError for impossible lots."""
    lot = state.lot
    return choose_plan(
        tables, lot.size, standard.sampling, severity=severity, carton_count=lot.cartons,
        channels=(lot.channel, lot.product.channel), stages=standard.stages,
    )  # fmt: skip


def draw_of(plan: Plan, state: State, seed: bytes) -> Draw | None:
    """The sample drawn from the lot's numbered cartons; None for an exempt lot."""
    if plan.mode == "exempt":
        return None
    units = [state.units_in(carton) for carton in range(1, state.lot.cartons + 1)]
    batches = {carton: batch.id for batch in state.batches for carton in batch.cartons}
    return draw_sample(seed, units, plan.sample_size, plan.cartons_to_open, batches)


def judge(standard: Standard, state: State, rules: ShelfLifeRules, on: date) -> Judged:
    """Everything that is computed when a lot is closed on the business date ``on``."""
    assessed = shelf_life.assess_batches(state, rules, on)
    return Judged(on=on, shelf_life=assessed, verdict=decide(standard, state, assessed))


def verdict_part(verdict: Verdict) -> message.VerdictPart:
    """The verdict as it is sealed."""
    return message.VerdictPart(
        overall=verdict.overall, incomplete=verdict.incomplete, tag=verdict.tag,
        classes=tuple(
            message.ClassPart(
                cls=r.cls, n=r.n, ac=r.ac, re=r.re, counted=r.counted, beyond=r.beyond,
                accepted=r.accepted,
            )
            for r in verdict.classes
        ),
        reasons=tuple(
            message.ReasonPart(code=reason.code, params=dict(reason.values()))
            for reason in verdict.reasons
        ),
        failed_gates=tuple(gate.stage_id for gate in verdict.gates if not gate.passed),
        gaps=tuple(gap.key for gap in verdict.gaps),
        isolated_cartons=verdict.isolated,
        cartons=_cartons(verdict),
        checks=tuple(
            message.CheckPart(
                stage_id=r.stage_id, sample=r.sample, n=r.n, ac=r.ac, re=r.re, counted=r.counted,
                examined=r.examined, accepted=r.accepted,
            )
            for r in verdict.checks
        ),
    )  # fmt: skip


def _cartons(verdict: Verdict) -> message.CartonPart | None:
    found = verdict.cartons
    if found is None:
        return None
    return message.CartonPart(n=found.n, ac=found.ac, bad=found.bad, accepted=found.accepted)
