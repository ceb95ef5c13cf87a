"""The plan a standard gives for a lot, with the checks that have samples of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspector_app.domain.checklist.sampling_rule import SamplingRule, rule_for
from inspector_app.domain.checklist.standard import SPECIAL_LEVELS, Stage
from inspector_app.domain.reason import reason
from inspector_app.domain.sampling.plan import (
    CRITICAL,
    CheckPlan,
    Counting,
    Plan,
    cartons_to_open,
    class_plan,
    plan_for,
)
from inspector_app.domain.sampling.tables import SamplingTables


def choose_plan(
    tables: SamplingTables,
    lot_size: int,
    rule: SamplingRule,
    *,
    severity: str | Mapping[str, str] = "normal",
    carton_count: int = 0,
    counting: Counting = "items",
    channels: Sequence[str] = (),
    stages: Sequence[Stage] = (),
) -> Plan:
    """The plan a standard's rule gives for a lot of ``lot_size`` units.

    ``severity`` is one for all classes, or one per class since switching runs per class; checks
    of ``stages`` follow the strictest. ``channels`` are the order's and the product's: the first
    with a rule of its own decides.
    Raises PlanError as ``plan_for``.
    """
    chosen, channel = rule_for(rule, *channels)
    plan = plan_for(
        tables,
        lot_size,
        level=chosen.level,
        aqls={"major": chosen.aql_major, "minor": chosen.aql_minor},
        mode=chosen.mode,
        severity=severity,
        carton_count=carton_count,
        carton_aql=chosen.carton_aql,
        counting=counting,
        opening=chosen.opening,
        fixed=chosen.fixed,
    )
    if channel:
        why = reason("plan_of_channel", channel=channel)
        plan = replace(plan, channel=channel, names=chosen.names, reasons=(why, *plan.reasons))
    return _with_checks(tables, plan, chosen, stages)


def _with_checks(
    tables: SamplingTables, plan: Plan, rule: SamplingRule, stages: Sequence[Stage]
) -> Plan:
    """The plan with its checks of special levels; the sample grows where one needs more."""
    if plan.mode == "exempt":
        return plan
    checks = tuple(
        _check_plan(tables, plan, stage, stage.aql or rule.check_aql)
        for stage in stages
        if stage.sample in SPECIAL_LEVELS
    )
    if not checks:
        return plan
    largest = max(check.n for check in checks)
    if largest <= plan.sample_size:
        return replace(plan, checks=checks)
    opened = cartons_to_open(plan.carton_count, plan.lot_size, largest, rule.opening)
    return replace(
        plan,
        checks=checks,
        sample_size=largest,
        cartons_to_open=max(opened, plan.cartons_to_open),
        classes=tuple(
            replace(each, n=largest) if each.cls == CRITICAL else each for each in plan.classes
        ),
        reasons=(*plan.reasons, reason("sample_grown_for_check", n=largest)),
    )


def _check_plan(tables: SamplingTables, plan: Plan, stage: Stage, aql: str) -> CheckPlan:
    letter = tables.code_letter(plan.lot_size, stage.sample)
    cell = class_plan(tables, stage.id, letter, aql, severity=plan.severity)
    return CheckPlan(
        stage_id=stage.id,
        sample=stage.sample,
        aql=cell.aql,
        code_letter=letter,
        letter=cell.letter,
        n=min(cell.n, plan.lot_size),
        ac=cell.ac,
        re=cell.re,
        note=cell.note,
        opens=stage.opens,
    )
