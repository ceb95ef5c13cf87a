"""What is missing, where, and how far each stage is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.standard import Condition, Item, SamplingRule, Stage, Standard
from inspector_app.domain.inspection.acts import (
    Answered,
    Batch,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    FindingRecorded,
    GapWaived,
    PhotoTaken,
    PlanDrawn,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import (
    Gap,
    applies,
    batch_subject,
    gaps,
    has_dates,
    is_waivable,
    next_carton,
    page_questions,
    progress,
)
from inspector_app.domain.sampling import choose_plan
from tests.fakes.goods import BATCH, PRODUCT, STANDARD, Walk, lot, names


def asked(*items: Item, **changes: Any) -> Standard:
    """A standard of one page with these items."""
    stage = Stage(id="page", kind="label", names=names("page"), items=items)
    return replace(STANDARD, stages=(replace(stage, **changes),))


def item(item_id: str, **changes: Any) -> Item:
    return Item(id=item_id, names=names(item_id), **changes)


def page_walk() -> Walk:
    """A walk whose lot needs no sample, so that only the page can miss something."""
    walk = Walk()
    plan = choose_plan(sampling_tables(), walk.state.lot.size, SamplingRule(mode="exempt"))
    return walk.do(PlanDrawn(plan=plan, draw=None))


def codes(standard: Standard, walk: Walk) -> list[str]:
    return [gap.code for gap in gaps(standard, walk.state)]


def photo(**where: Any) -> PhotoTaken:
    return PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1, **where
    )


def finding(defect: str, **changes: Any) -> FindingRecorded:
    values: dict[str, Any] = {
        "id": defect,
        "defect": defect,
        "cls": "major",
        "effect": "lot",
        "on": "lot",
    }
    return FindingRecorded(**{**values, **changes})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(item="product.origin", values=("domestic", "imported")), True),
        (Condition(item="product.category", values=("food",)), False),
        (Condition(item="product.children", values=("false",)), True),
        (Condition(item="kind", values=("plain",)), True),
        (Condition(item="kind", values=("bad",)), False),
        (Condition(item="mark", values=("fail",)), True),
        (Condition(item="weight", values=("30",)), False),
    ],
)
def test_a_question_is_asked_when_the_goods_or_an_earlier_answer_call_for_it(
    condition: Condition, holds: bool
) -> None:
    walk = Walk().do(
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="mark", outcome="fail"),
    )
    question = item("extra", when=(condition,))
    assert applies(question, walk.state) == holds
    assert applies(item("both", when=(condition, condition)), walk.state) == holds
    assert bool(page_questions(asked(question).stages[0], walk.state)) == holds


def test_goods_for_children_are_asked_about_as_such() -> None:
    walk = Walk(lot(product=replace(PRODUCT, children=True)))
    question = item("child", when=(Condition(item="product.children", values=("true",)),))
    assert applies(question, walk.state)


def test_a_batch_question_is_asked_of_every_batch() -> None:
    standard = asked(item("dates", scope="batch"), item("mark"))
    second = replace(BATCH, id="b2", number="H2602")
    walk = page_walk().do(BatchRecorded(batch=BATCH), BatchRecorded(batch=second))
    pairs = [(each.id, subject) for each, subject in page_questions(standard.stages[0], walk.state)]
    assert pairs == [("dates", "batch:b1"), ("dates", "batch:b2"), ("mark", "")]
    walk.do(Answered(item_id="dates", outcome="pass", subject=batch_subject(second)))
    step = progress(standard, walk.state).stage("page")
    assert (step.done, step.total, step.failed) == (1, 3, 0)
    assert [(gap.item_id, gap.subject) for gap in step.gaps] == [
        ("dates", "batch:b1"),
        ("mark", ""),
    ]


@pytest.mark.parametrize(
    ("photos", "outcome", "missing"),
    [
        ("never", "fail", False),
        ("always", "pass", True),
        ("always", "na", False),
        ("when_failed", "pass", False),
        ("when_failed", "fail", True),
    ],
)
def test_a_photo_is_missing_when_the_answer_calls_for_one(
    photos: str, outcome: str, missing: bool
) -> None:
    standard = asked(item("seal", photos=photos))
    answer: Any = Answered(item_id="seal", outcome=outcome, reason="r")  # type: ignore[arg-type]
    walk = page_walk().do(answer)
    assert ("photo_missing" in codes(standard, walk)) == missing
    assert codes(standard, walk.do(photo(item_id="seal"))) == []


def test_each_named_shot_is_missing_until_it_is_taken() -> None:
    standard = asked(item("seal", photos="always", shots=("front", "back")))
    answer = Answered(item_id="seal", outcome="pass")
    walk = page_walk().do(answer, photo(item_id="seal", shot="front"))
    (gap,) = gaps(standard, walk.state)
    assert (gap.code, gap.shot, gap.key) == ("photo_missing", "back", "photo:seal::back")


def test_a_failed_question_wants_its_defect_named() -> None:
    standard = asked(item("colour", defects=("wrong_shade",)))
    walk = page_walk().do(Answered(item_id="colour", outcome="fail"))
    assert codes(standard, walk) == ["fail_without_finding"]
    walk.do(finding("wrong_shade", item_id="colour", subject="batch:b9"))
    assert codes(standard, walk) == ["fail_without_finding"], "of another subject"
    assert codes(standard, walk.do(finding("wrong_shade", id="f2", item_id="colour"))) == []


def test_a_question_that_need_not_be_answered_is_no_gap() -> None:
    assert codes(asked(item("remark", kind="text", required=False)), page_walk()) == []


SHOTS = {"torn": "damage_in_frame", "loose_cap": "defect_with_scale"}


@pytest.mark.parametrize(
    ("defect", "on", "item_id", "home"),
    [
        ("torn", "carton", "", "cartons"),
        ("loose_cap", "unit", "", "units"),
        ("loose_cap", "unit", "weight", "label"),
        ("loose_cap", "lot", "", "units"),  # of no item: shown last
        ("loose_cap", "unit", "gone", "units"),  # its item is not of this standard
    ],
)
def test_a_defects_pictures_are_missing_once_in_the_stage_that_shows_it(
    defect: str, on: str, item_id: str, home: str
) -> None:
    walk = Walk().do(
        finding(defect, id="f1", on=on, carton=3, item_id=item_id),
        finding(defect, id="f2", on=on, carton=4, item_id=item_id),
    )

    def shots() -> list[Gap]:
        return [gap for gap in gaps(STANDARD, walk.state) if gap.code == "shot_missing"]

    (gap,) = shots()
    assert (gap.stage_id, gap.defect, gap.shot) == (home, defect, SHOTS[defect])
    assert gap.params["defect"] == defect
    walk.do(photo(finding_id="f2", shot=SHOTS[defect]))
    assert shots() == []


def test_a_standard_without_a_carton_stage_shows_a_cartons_pictures_last() -> None:
    standard = replace(STANDARD, stages=tuple(s for s in STANDARD.stages if s.kind != "cartons"))
    walk = Walk().do(finding("torn", on="carton", carton=3))
    (gap,) = (gap for gap in gaps(standard, walk.state) if gap.code == "shot_missing")
    assert gap.stage_id == "units"


def test_findings_and_failed_answers_count_where_they_belong() -> None:
    walk = Walk().plan().do(
        Answered(item_id="mark", outcome="fail"),
        finding("torn", on="carton", carton=3),
        finding("scratch", id="f2", on="unit", carton=3),
        finding("scratch", id="f3", on="unit", carton=4),
    )  # fmt: skip
    failed = {each.stage.id: each.failed for each in progress(STANDARD, walk.state).stages}
    assert failed == {"identity": 1, "shelf_life": 0, "cartons": 1, "label": 0, "units": 2}


def test_steps_of_cartons_and_units_are_those_of_the_draw() -> None:
    walk = Walk()
    before = progress(STANDARD, walk.state)
    assert [(before.stage(one).done, before.stage(one).total) for one in ("cartons", "units")] == [
        (0, 1), (0, 0),
    ]  # fmt: skip
    walk.plan().do(CartonsSeen(count=125))
    carton, units = next(iter(walk.state.drawn.items()))
    walk.do(CartonPassed(carton=carton), UnitsPassed(carton=carton, count=units - 1))
    step = progress(STANDARD, walk.state)
    assert (step.stage("cartons").done, step.stage("cartons").total) == (2, 13)
    assert (step.stage("units").done, step.stage("units").total) == (units - 1, 125)
    left = next(gap for gap in step.gaps if gap.code == "units_not_examined")
    assert (left.carton, left.count, left.params["count"]) == (carton, 1, 1)
    assert next_carton(STANDARD, walk.state) == carton, "one unit of it is left"


def test_a_carton_with_a_finding_of_its_own_is_checked_and_one_with_a_bad_unit_is_not() -> None:
    walk = Walk().plan()
    first, second = list(walk.state.drawn)[:2]
    walk.do(finding("torn", on="carton", carton=first))
    walk.do(finding("scratch", on="unit", carton=second))
    missing = {g.carton for g in gaps(STANDARD, walk.state) if g.code == "carton_not_checked"}
    assert first not in missing
    assert second in missing


def test_when_every_drawn_carton_is_done_there_is_no_next_one() -> None:
    walk = Walk().plan()
    for carton, units in walk.state.drawn.items():
        walk.do(CartonPassed(carton=carton), UnitsPassed(carton=carton, count=units))
    assert next_carton(STANDARD, walk.state) is None


@pytest.mark.parametrize(
    ("batch", "shelf_life", "known"),
    [
        (Batch(id="b"), "36M", False),
        (Batch(id="b", produced=BATCH.produced), "36M", False),
        (Batch(id="b", life="12M"), None, False),
        (Batch(id="b", expires=BATCH.produced), "36M", True),
        (BATCH, "36M", True),
        (Batch(id="b"), None, True),
    ],
)
def test_the_last_good_day_is_known_or_the_goods_have_none(
    batch: Batch, shelf_life: str | None, known: bool
) -> None:
    walk = Walk(lot(product=replace(PRODUCT, shelf_life=shelf_life)))
    assert has_dates(batch, walk.state) == known


def test_a_waived_gap_is_missing_no_more() -> None:
    walk = Walk().do(Answered(item_id="mark", outcome="pass"))
    key = "photo:mark::carton_mark"
    assert key in {gap.key for gap in progress(STANDARD, walk.state).gaps}
    walk.do(GapWaived(gap=key, reason="supplier_proof"))
    assert key not in {gap.key for gap in progress(STANDARD, walk.state).gaps}
    assert key not in {gap.key for gap in gaps(STANDARD, walk.state)}


def test_photos_and_numbers_may_be_waived_and_units_dates_and_gates_may_not() -> None:
    walk = Walk().plan().do(BatchRecorded(batch=Batch(id="b1")))
    missing = {gap.code: gap for gap in gaps(STANDARD, walk.state) if gap.stage_id != "label"}
    allowed = {code for code, gap in missing.items() if is_waivable(STANDARD, walk.state, gap)}
    assert allowed == {
        "photo_missing", "batch_number_missing", "cartons_not_seen", "carton_not_checked",
    }  # fmt: skip
    assert {"units_not_examined", "batch_dates_missing", "item_unanswered"} <= set(missing)
    (weight,) = (gap for gap in gaps(STANDARD, walk.state) if gap.stage_id == "label")
    assert is_waivable(STANDARD, walk.state, weight), "its page is no gate"


def test_a_stage_the_standard_has_not_is_asked_for_in_vain() -> None:
    with pytest.raises(KeyError):
        progress(STANDARD, Walk().state).stage("smell")


def test_an_inspection_with_nothing_missing_has_no_current_stage() -> None:
    walk = page_walk().do(Answered(item_id="mark", outcome="pass"))
    whole = progress(asked(item("mark")), walk.state)
    assert whole.current is None
    assert whole.stage("page").finished


@pytest.mark.parametrize("kind", ["cartons", "units"])
def test_a_sample_is_owed_though_the_standard_has_no_page_for_it(kind: str) -> None:
    stages = tuple(stage for stage in STANDARD.stages if stage.kind != kind)
    without = replace(STANDARD, stages=stages)
    assert "no_plan" in codes(without, Walk())
    walk = Walk().plan()
    owed = {gap.carton: gap.count for gap in gaps(without, walk.state)
            if gap.code == "units_not_examined"}  # fmt: skip
    assert owed == dict(walk.state.drawn)
    shown = {g.stage_id for g in gaps(without, walk.state) if g.code == "units_not_examined"}
    assert shown == {stages[-1].id}
    for carton, units in walk.state.drawn.items():
        walk.do(UnitsPassed(carton=carton, count=units, seconds=1))
    assert "units_not_examined" not in codes(without, walk)


def test_a_unit_that_fails_a_measurement_after_its_carton_was_passed_counts_once() -> None:
    walk = Walk().plan()
    carton, units = next(iter(walk.state.drawn.items()))
    walk.do(UnitsPassed(carton=carton, count=units, seconds=9))
    walk.do(finding("loose_cap", on="unit", effect="unit", carton=carton, positions=(1,)))
    assert walk.state.examined(carton) == units
    assert walk.state.tallies[carton].count == units - 1, "it is not one of the good"
    walk.do(finding("scratch", on="unit", effect="unit", carton=carton, positions=(1,)))
    assert walk.state.examined(carton) == units, "the same unit again"
    walk.do(Undone(act=walk.inspection.entries[-1].n), Undone(act=walk.inspection.entries[-2].n))
    assert walk.state.tallies[carton].count == units, "it was good after all"


def test_a_finding_takes_nothing_from_a_tally_with_units_still_to_look_at() -> None:
    walk = Walk().plan()
    carton, units = next(iter(walk.state.drawn.items()))
    walk.do(UnitsPassed(carton=carton, count=units - 1, seconds=9))
    walk.do(
        finding("loose_cap", on="unit", effect="unit", carton=carton, positions=(1,)),
        finding("loose_cap", on="unit", effect="unit", carton=carton, positions=(2,), check="x"),
    )
    assert (walk.state.tallies[carton].count, walk.state.examined(carton)) == (units - 1, units)
