"""The plan of an opened lot, by the standard it is inspected by."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.acts import LotOpened
from inspector_app.domain.sampling import Plan, SamplingTables, choose_plan


def plan_of_lot(
    tables: SamplingTables,
    standard: Standard,
    lot: LotOpened,
    *,
    severity: str | Mapping[str, str] = "normal",
) -> Plan:
    """The plan of a lot; all that decides it stands in the lot's first act and the standard.

    PlanError as ``choose_plan``.
    """
    return choose_plan(
        tables,
        lot.size,
        standard.sampling,
        severity=severity,
        carton_count=lot.cartons,
        channels=(lot.channel, lot.product.channel),
        stages=standard.stages,
    )
