"""Acceptance sampling by attributes: tables, plan, draw, switching and what a plan can tell."""

from inspector_app.domain.sampling.draw import (
    Draw,
    DrawnCarton,
    Replacement,
    draw_sample,
    next_reserve,
    open_for_batch,
    repeat,
    replace_carton,
)
from inspector_app.domain.sampling.plan import ClassPlan, Plan, choose_plan, class_plan, plan_for
from inspector_app.domain.sampling.tables import SamplingTables, Severity, SinglePlan

__all__ = [
    "ClassPlan",
    "Draw",
    "DrawnCarton",
    "Plan",
    "Replacement",
    "SamplingTables",
    "Severity",
    "SinglePlan",
    "choose_plan",
    "class_plan",
    "draw_sample",
    "next_reserve",
    "open_for_batch",
    "plan_for",
    "repeat",
    "replace_carton",
]
