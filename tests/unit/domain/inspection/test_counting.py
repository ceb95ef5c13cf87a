"""Checks with a sample of their own, and the rejection number that ends the looking."""

from __future__ import annotations

import pytest

from inspector_app.domain.checklist.standard import SamplingRule
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import (
    Answered,
    CartonPassed,
    FindingRecorded,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.balance import balance_of
from inspector_app.domain.inspection.counting import (
    Reached,
    check_results,
    check_subjects,
    opened_positions,
    reached,
    stopped_early,
)
from inspector_app.domain.inspection.progress import gaps, next_carton, page_questions
from inspector_app.domain.inspection.rules import carton_touched, check_not_stopped
from inspector_app.domain.inspection.sampling_acts import Left, SamplingStopped, UnitReplaced
from inspector_app.domain.inspection.subjects import (
    carton_number,
    carton_subject,
    unit_position,
    unit_subject,
)
from inspector_app.domain.verdict import decide
from tests.fakes.goods import STANDARD, Walk, lot
from tests.fakes.sampled_goods import CHECK, CHECKED, bad_units, checked_walk, fail_unit, found


def test_subjects_name_units_and_cartons_and_nothing_else() -> None:
    assert unit_position(unit_subject(12)) == 12
    assert carton_number(carton_subject(7)) == 7
    for other in ("", "batch:b1", "unit:", "unit:x", "unit:１", "carton:3"):
        assert unit_position(other) is None
    assert carton_number("unit:3") is None


def test_a_check_asks_its_own_units_only_and_unit_by_unit() -> None:
    walk = checked_walk()
    units = check_subjects(walk.state, "content")
    assert len(units) == 5
    draw = walk.state.draw
    assert len({draw.carton_at(unit_position(each) or 0) for each in units}) == 5
    asked = [(item.id, subject) for item, subject in page_questions(CHECK, walk.state)]
    assert asked[0] == ("scale", "")
    assert asked[1:5] == [
        ("gross", units[0]), ("seal", units[0]), ("gross", units[1]), ("seal", units[1]),
    ]  # fmt: skip
    assert len(asked) == 11


def test_before_the_plan_a_check_asks_no_unit() -> None:
    walk = Walk()
    assert [item.id for item, _ in page_questions(CHECK, walk.state)] == ["scale"]
    assert check_subjects(walk.state, "content") == ()
    assert check_subjects(checked_walk().state, "label") == ()
    assert check_results(CHECKED, walk.state) == ()
    assert opened_positions(CHECKED, walk.state) == frozenset()
    assert reached(CHECKED, walk.state) is None


def test_a_check_counts_apart_from_the_unit_sample() -> None:
    walk = checked_walk()
    unit = check_subjects(walk.state, "content")[1]
    fail_unit(walk, unit)
    fail_unit(walk, unit, item="seal")
    (check,) = check_results(CHECKED, walk.state)
    assert (check.counted, check.examined, check.n, check.ac, check.accepted) == (1, 1, 5, 0, False)
    verdict = decide(CHECKED, walk.state, {})
    assert all(result.counted == 0 for result in verdict.classes)
    assert verdict.checks == (check,)
    assert verdict.overall == "reject"
    told = {each.code: each.values() for each in verdict.reasons}
    assert told["check_rejected"] == {"stage": "content", "counted": 1, "re": 1}
    carton = walk.state.draw.carton_at(unit_position(unit) or 0)
    assert walk.state.bad_units(carton) == 0
    finding = walk.state.findings[0]
    assert (finding.carton, finding.positions, finding.check) == (
        carton, (unit_position(unit),), "content",
    )  # fmt: skip
    assert carton_touched(walk.state, carton)


def test_a_passing_check_rejects_nothing() -> None:
    walk = checked_walk()
    for unit in check_subjects(walk.state, "content"):
        walk.do(Answered(item_id="gross", outcome="pass", subject=unit, value="30"))
        walk.do(Answered(item_id="seal", outcome="pass", subject=unit))
    (check,) = check_results(CHECKED, walk.state)
    assert (check.counted, check.examined, check.accepted) == (0, 5, True)
    assert all(each.code != "check_rejected" for each in decide(CHECKED, walk.state, {}).reasons)


def test_a_finding_on_one_unit_of_an_ordinary_stage_counts_in_the_unit_sample() -> None:
    walk = checked_walk()
    finding = found(walk, "loose_cap", item_id="mark", subject="unit:3")
    assert (finding.positions, finding.check) == ((3,), "")
    other = found(walk, "dent", item_id="mark", subject="unit:3")
    assert (other.on, other.positions, other.carton) == ("carton", (), finding.carton)
    loose = found(walk, "loose_cap", subject="unit:4")
    assert loose.check == ""


def test_a_unit_has_no_findings_of_its_own_before_the_plan() -> None:
    with pytest.raises(WalkError, match="no_plan"):
        found(Walk(), "loose_cap", item_id="gross", subject="unit:3")


def test_a_class_at_its_rejection_number_is_told() -> None:
    walk = checked_walk()
    bad_units(walk, "loose_cap", 7)
    assert reached(CHECKED, walk.state) is None
    bad_units(walk, "loose_cap", 1)
    assert reached(CHECKED, walk.state) == Reached(cls="major", counted=8, re=8)


def test_a_check_at_its_rejection_number_is_told() -> None:
    walk = checked_walk()
    fail_unit(walk, check_subjects(walk.state, "content")[0])
    assert reached(CHECKED, walk.state) == Reached(cls="check:content", counted=1, re=1)


def test_a_critical_unit_holds_and_is_no_early_stop() -> None:
    walk = checked_walk()
    bad_units(walk, "leak", 1)
    assert reached(CHECKED, walk.state) is None


def stop(walk: Walk) -> None:
    state = walk.state
    left = tuple(
        Left(carton=carton, units=units - state.examined(carton))
        for carton, units in state.drawn.items()
    )
    walk.do(SamplingStopped(cls="major", counted=8, re=8, left=left))


def test_after_a_stop_units_left_are_no_gap_and_never_good() -> None:
    walk = checked_walk()
    bad_units(walk, "loose_cap", 8)
    before = {gap.code for gap in gaps(CHECKED, walk.state)}
    assert {"units_not_examined", "carton_not_checked", "item_unanswered"} <= before
    stop(walk)
    after = gaps(CHECKED, walk.state)
    assert not {"units_not_examined", "carton_not_checked"} & {gap.code for gap in after}
    assert not [gap for gap in after if gap.subject.startswith("unit:")]
    assert [gap for gap in after if gap.item_id == "scale"]
    assert next_carton(CHECKED, walk.state) is None
    assert stopped_early(CHECKED, walk.state)
    verdict = decide(CHECKED, walk.state, {})
    assert verdict.overall == "reject"
    told = {each.code: each.values() for each in verdict.reasons}
    assert told["sampling_stopped"] == {"count": 117}
    assert decide(CHECKED, walk.state, {}).unseen
    assert sum(walk.state.examined(carton) for carton in walk.state.drawn) == 8
    with pytest.raises(WalkError, match="sampling_stopped"):
        check_not_stopped(CHECKED, walk.state)


def test_a_stop_whose_reason_is_gone_ends_nothing() -> None:
    walk = checked_walk()
    stop(walk)
    assert not stopped_early(CHECKED, walk.state)
    check_not_stopped(CHECKED, walk.state)
    assert "units_not_examined" in {gap.code for gap in gaps(CHECKED, walk.state)}
    assert all(each.code != "sampling_stopped" for each in decide(CHECKED, walk.state, {}).reasons)


def test_a_replaced_unit_changes_the_suggested_places_and_touches_the_carton() -> None:
    walk = checked_walk()
    carton = next(iter(walk.state.drawn))
    places = walk.state.draw.carton(carton).unit_places
    free = next(n for n in range(1, 25) if n not in places)
    walk.do(UnitReplaced(carton=carton, place=places[0], by=free, reason="unit_missing"))
    assert free in walk.state.draw.carton(carton).unit_places
    assert walk.state.units_replaced[0].reason == "unit_missing"
    assert carton_touched(walk.state, carton)


def test_a_lot_without_checks_counts_as_before() -> None:
    walk = Walk(lot()).plan()
    for carton, units in walk.state.drawn.items():
        walk.do(CartonPassed(carton=carton), UnitsPassed(carton=carton, count=units))
    assert check_results(STANDARD, walk.state) == ()
    assert balance_of(STANDARD, walk.state, "accept").saleable == 3000


def test_a_cosmetic_class_of_findings_does_not_enter_the_count() -> None:
    walk = checked_walk()
    walk.do(
        FindingRecorded(id="x", defect="q", cls="quantity", effect="unit", on="unit",
                        carton=1, positions=(1,))
    )  # fmt: skip
    assert SamplingRule() == CHECKED.sampling
    assert reached(CHECKED, walk.state) is None


def test_a_unit_counts_once_by_its_worst_class() -> None:
    walk = checked_walk()
    carton = next(iter(walk.state.drawn))
    first = walk.state.draw.carton(carton).first_position
    for defect in ("scratch", "loose_cap", "scratch"):
        walk.do(found(walk, defect, carton=carton, positions=(first,)))
    counted = {each.cls: each.counted for each in decide(CHECKED, walk.state, {}).classes}
    assert counted == {"critical": 0, "major": 1, "minor": 0}


def test_answers_about_the_lot_are_no_units_of_a_check() -> None:
    walk = checked_walk()
    walk.do(Answered(item_id="scale", outcome="pass"))
    assert check_results(CHECKED, walk.state)[0].examined == 0
    carton = next(iter(walk.state.drawn))
    assert not carton_touched(walk.state, carton)


def test_a_stop_whose_reason_is_taken_back_leads_on_to_the_next_carton() -> None:
    walk = checked_walk()
    bad_units(walk, "loose_cap", 8)
    last = walk.inspection.revision
    stop(walk)
    walk.do(Undone(act=last))
    assert not stopped_early(CHECKED, walk.state)
    assert next_carton(CHECKED, walk.state) == next(iter(walk.state.drawn))
