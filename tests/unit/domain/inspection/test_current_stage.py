"""The quick look for the current stage says what the full progress says, at every act."""

from __future__ import annotations

from inspector_app.domain.inspection.acts import (
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    GapWaived,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import current_stage, progress
from tests.fakes.goods import BATCH, STANDARD, Walk


def agreed(walk: Walk) -> str:
    """The current stage by both ways; ``""`` when nothing is missing."""
    full, quick = progress(STANDARD, walk.state).current, current_stage(STANDARD, walk.state)
    assert quick == (full.stage if full else None)
    return quick.id if quick else ""


def test_the_current_stage_is_the_first_with_a_gap_at_every_act() -> None:
    walk = Walk()
    seen = [agreed(walk)]
    first = (
        Answered(item_id="mark", outcome="pass"), Answered(item_id="kind", outcome="pass"),
        BatchRecorded(batch=BATCH),
        Answered(item_id="dates", outcome="pass", subject="batch:b1"),
    )  # fmt: skip
    seen += [agreed(walk.do(act)) for act in first]
    seen.append(agreed(walk.plan()))
    seen.append(agreed(walk.do(CartonsSeen(count=125))))
    for carton, units in walk.state.drawn.items():
        walk.do(CartonPassed(carton=carton), UnitsPassed(carton=carton, count=units))
        seen.append(agreed(walk))
    seen.append(agreed(walk.do(Answered(item_id="weight", outcome="pass", value="30"))))
    missing = progress(STANDARD, walk.state).gaps
    seen += [agreed(walk.do(GapWaived(gap=gap.key, reason="supplier_proof"))) for gap in missing]
    assert seen[0] == "identity"
    assert seen[-1] == ""
    assert len(set(seen)) >= 2
