"""Acceptance sampling by attributes: tables, plan, draw, switching and what a plan can tell."""

from inspector_app.domain.sampling.choose import choose_plan
from inspector_app.domain.sampling.draw import (
    Draw,
    DrawnCarton,
    Replacement,
    UnitReplacement,
    draw_sample,
    next_reserve,
    next_unit,
    open_for_batch,
    repeat,
    replace_carton,
    replace_unit,
)
from inspector_app.domain.sampling.oc import PlanStrength, plan_strength
from inspector_app.domain.sampling.plan import (
    CheckPlan,
    ClassPlan,
    Plan,
    class_plan,
    plan_for,
)
from inspector_app.domain.sampling.switching import (
    LotOutcome,
    Step,
    SwitchState,
    accepted_one_step_tighter,
    advance,
    steps,
)
from inspector_app.domain.sampling.tables import SamplingTables, Severity, SinglePlan

__all__ = [
    "CheckPlan",
    "ClassPlan",
    "Draw",
    "DrawnCarton",
    "LotOutcome",
    "Plan",
    "PlanStrength",
    "Replacement",
    "SamplingTables",
    "Severity",
    "SinglePlan",
    "Step",
    "SwitchState",
    "UnitReplacement",
    "accepted_one_step_tighter",
    "advance",
    "choose_plan",
    "class_plan",
    "draw_sample",
    "next_reserve",
    "next_unit",
    "open_for_batch",
    "plan_for",
    "plan_strength",
    "repeat",
    "replace_carton",
    "replace_unit",
    "steps",
]
