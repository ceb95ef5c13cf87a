"""A standard with a check of a special level, and a walk on it, for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.standard import Item, Limits, Stage
from inspector_app.domain.inspection.acts import Answered, FindingRecorded, PlanDrawn
from inspector_app.domain.inspection.rules import place_finding
from inspector_app.domain.sampling import choose_plan, draw_sample
from tests.fakes.goods import STANDARD, Walk, lot, names

CHECK = Stage(
    id="content", kind="checklist", names=names("content"), sample="S-1", opens=True,
    items=(
        Item(id="scale", names=names("scale")),
        Item(id="gross", names=names("gross"), kind="number", scope="unit",
             limits=Limits(low="29.5", high="30.5", unit="g"), defects=("loose_cap",)),
        Item(id="seal", names=names("seal"), scope="opened", defects=("loose_cap", "leak")),
    ),
)  # fmt: skip
CHECKED = replace(STANDARD, stages=(*STANDARD.stages, CHECK))


def checked_walk(**changes: Any) -> Walk:
    """A planned walk on ``CHECKED``: 3,000 units, major 125/7, minor 125/10, the check 5/0."""
    walk = Walk(lot(**changes))
    state = walk.state
    plan = choose_plan(
        sampling_tables(), state.lot.size, CHECKED.sampling, carton_count=state.lot.cartons,
        stages=CHECKED.stages,
    )  # fmt: skip
    contents = [state.units_in(carton) for carton in range(1, state.lot.cartons + 1)]
    draw = draw_sample(bytes(32), contents, plan.sample_size, plan.cartons_to_open)
    return walk.do(PlanDrawn(plan=plan, draw=draw))


def found(walk: Walk, defect: str, **words: Any) -> FindingRecorded:
    """A finding placed by the rules, as the door would record it."""
    given: dict[str, Any] = {
        "finding_id": f"f{walk.inspection.revision}", "defect": defect, "count": 1,
        "carton": None, "positions": (), "item_id": "", "subject": "", "reason": "",
    }  # fmt: skip
    return place_finding(CHECKED, walk.state, **{**given, **words})


def fail_unit(walk: Walk, subject: str, item: str = "gross", defect: str = "loose_cap") -> None:
    """A unit of the check fails, with its finding."""
    finding = found(walk, defect, item_id=item, subject=subject)
    walk.do(Answered(item_id=item, outcome="fail", subject=subject, value="1"), finding)


def bad_units(walk: Walk, defect: str, count: int) -> None:
    """So many nonconforming units of the sample, in the order drawn."""
    for carton, units in walk.state.drawn.items():
        here = min(count, units)
        if here:
            walk.do(found(walk, defect, carton=carton, count=here))
        count -= here
