"""What a walked lot tells the switching: per class, whole samples, original lots only."""

from __future__ import annotations

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.inspection.acts import FindingRecorded, PlanDrawn, UnitsPassed
from inspector_app.domain.sampling import choose_plan, draw_sample
from inspector_app.domain.sampling.severity_history import ClassOutcome, SeverityBasis
from inspector_app.domain.severity_outcome import (
    basis_of,
    counts_in_switching,
    outcomes_of,
    planned_at,
)
from tests.fakes.goods import NOON, STANDARD, Walk, lot

TABLES = sampling_tables()


def found(walk: Walk, count: int) -> Walk:
    """``count`` units with a major defect at the first draw positions."""
    positions = tuple(range(1, count + 1))
    carton = next(iter(walk.state.drawn))
    finding = FindingRecorded(
        id="f-1",
        defect="loose_cap",
        cls="major",
        effect="unit",
        on="unit",
        count=count,
        carton=carton,
        positions=positions,
    )
    return walk.do(finding)


def whole(walk: Walk) -> Walk:
    """Every drawn unit looked at."""
    for carton, units in walk.state.drawn.items():
        walk.do(UnitsPassed(carton=carton, count=units - walk.state.bad_units(carton)))
    return walk


def told(walk: Walk) -> dict[str, ClassOutcome]:
    return {each.cls: each for each in outcomes_of(TABLES, walk.inspection)}


def test_a_good_lot_is_accepted_in_each_class_that_has_an_aql() -> None:
    walk = whole(Walk().plan())
    assert told(walk) == {
        "major": ClassOutcome(
            cls="major", used="normal", accepted=True, ac=7, accepted_one_step_tighter=True
        ),
        "minor": ClassOutcome(
            cls="minor", used="normal", accepted=True, ac=10, accepted_one_step_tighter=True
        ),
    }
    assert planned_at(walk.inspection) > NOON


@pytest.mark.parametrize(
    ("count", "accepted", "tighter"), [(5, True, True), (6, True, False), (8, False, False)]
)
def test_a_class_is_judged_by_its_own_plan_and_one_step_tighter(
    count: int, accepted: bool, tighter: bool
) -> None:
    outcome = told(whole(found(Walk().plan(), count)))["major"]
    assert (outcome.accepted, outcome.accepted_one_step_tighter) == (accepted, tighter)


def test_an_unfinished_sample_can_only_reject() -> None:
    assert told(Walk().plan()) == {}
    assert list(told(found(Walk().plan(), 8))) == ["major"]


def test_lots_without_a_plan_and_reinspections_do_not_count() -> None:
    fresh = Walk()
    assert told(fresh) == {}
    assert basis_of(fresh.inspection) == ()
    assert planned_at(fresh.inspection) == fresh.state.opened_at
    assert not counts_in_switching(fresh.inspection)
    again = whole(Walk(lot(reinspection_of="i-0")).plan())
    assert told(again) == {}
    assert not counts_in_switching(again.inspection)


def test_the_severity_of_each_class_is_the_one_its_plan_rests_on() -> None:
    plan = choose_plan(
        TABLES, 3000, STANDARD.sampling, severity={"major": "tightened"}, carton_count=125
    )
    draw = draw_sample(bytes(32), [24] * 125, plan.sample_size, plan.cartons_to_open)
    basis = (
        SeverityBasis(cls="major", severity="tightened", cause="two_of_five_not_accepted"),
        SeverityBasis(cls="minor", severity="normal", cause="start"),
    )
    walk = whole(Walk().do(PlanDrawn(plan=plan, draw=draw, basis=basis)))
    assert basis_of(walk.inspection) == basis
    outcomes = told(walk)
    assert {cls: each.used for cls, each in outcomes.items()} == {
        "major": "tightened",
        "minor": "normal",
    }
    assert not outcomes["major"].accepted_one_step_tighter
    old = whole(Walk().do(PlanDrawn(plan=plan, draw=draw)))
    assert {each.used for each in told(old).values()} == {"tightened"}


def test_plans_that_are_not_by_the_tables_do_not_count() -> None:
    rule = STANDARD.sampling
    plan = choose_plan(TABLES, 3000, rule.__class__(mode="full"), carton_count=125)
    draw = draw_sample(bytes(32), [24] * 125, plan.sample_size, plan.cartons_to_open)
    assert told(whole(Walk().do(PlanDrawn(plan=plan, draw=draw)))) == {}
