"""Which act the state allows, and the reason when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from inspector_app.domain.checklist.standard import Item, Limits
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import (
    Act,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Closed,
    Entry,
    FindingRecorded,
    GapWaived,
    Held,
    Parked,
    PhotoTaken,
    Released,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import ProductCode
from inspector_app.domain.warehouse_labels import LabelledGoods, label_for
from tests.fakes.goods import BATCH, NOON, PRODUCT, STANDARD, Walk, names

WEIGHT = STANDARD.item("weight")
KIND = STANDARD.item("kind")


def refusal(caught: pytest.ExceptionInfo[InspectorError]) -> tuple[str, dict[str, Any]]:
    return caught.value.code, dict(caught.value.params)


def place(walk: Walk, defect: str, **changes: Any) -> FindingRecorded:
    values: dict[str, Any] = {
        "finding_id": "f", "count": 1, "carton": None, "positions": (), "item_id": "",
        "subject": "", "reason": "",
    }  # fmt: skip
    return rules.place_finding(STANDARD, walk.state, defect=defect, **{**values, **changes})


def first_carton(walk: Walk) -> int:
    return int(next(iter(walk.state.drawn)))


def test_an_open_lot_takes_acts_a_parked_or_closed_one_does_not() -> None:
    walk = Walk()
    rules.check_open(walk.state)
    walk.do(Parked(reason="documents"))
    with pytest.raises(InspectorError) as parked:
        rules.check_open(walk.state)
    lot = walk.state.lot.lot_number
    assert refusal(parked) == ("inspection_parked", {"lot": lot, "reason": "documents"})
    walk.do(Closed(overall="hold", incomplete=True, signed_by="pin", sealed_seq=1, link="00"))
    with pytest.raises(InspectorError) as closed:
        rules.check_open(walk.state)
    assert refusal(closed) == ("inspection_closed", {"lot": lot})


def test_stop_and_hold_opens_no_more_cartons_until_it_is_lifted() -> None:
    walk = Walk()
    rules.check_not_held(walk.state)
    walk.do(Held(reason="wrong_goods"))
    with pytest.raises(InspectorError, match="lot_held"):
        rules.check_not_held(walk.state)
    rules.check_not_held(walk.do(Released(reason="checked")).state)


def test_only_items_of_the_standard_are_asked() -> None:
    assert rules.find_item(STANDARD, "weight") is WEIGHT
    with pytest.raises(InspectorError) as unknown:
        rules.find_item(STANDARD, "smell")
    assert refusal(unknown) == ("item_not_in_standard", {"item": "smell"})


def test_units_are_looked_at_in_drawn_cartons_only() -> None:
    walk = Walk()
    with pytest.raises(InspectorError, match="no_plan"):
        rules.check_drawn(walk.state, 1)
    walk.plan()
    carton = first_carton(walk)
    other = next(number for number in range(1, 126) if number not in walk.state.drawn)
    assert rules.check_drawn(walk.state, carton) == walk.state.drawn[carton]
    with pytest.raises(InspectorError) as refused:
        rules.check_drawn(walk.state, other)
    assert refusal(refused) == ("carton_not_drawn", {"carton": other})


@pytest.mark.parametrize("carton", [0, -1, 126, 10**9])
def test_a_carton_the_lot_has_not_is_refused(carton: int) -> None:
    with pytest.raises(InspectorError) as refused:
        rules.check_carton(Walk().state, carton)
    assert refusal(refused) == ("no_such_carton", {"carton": carton, "cartons": 125})


COUNT = Item(id="pieces", names=names("pieces"), kind="count", limits=Limits(low="10", unit=""))
NO_LIMITS = Item(id="depth", names=names("depth"), kind="number")
AT_MOST = Item(id="gap", names=names("gap"), kind="number", limits=Limits(high="0.5", unit="mm"))


@pytest.mark.parametrize(
    ("item", "value", "outcome"),
    [
        (KIND, "plain", "pass"),
        (KIND, "bad", "fail"),
        (WEIGHT, "29.5", "pass"),
        (WEIGHT, "30.5", "pass"),
        (WEIGHT, "29.4999999999999999999", "fail"),
        (WEIGHT, "30.6", "fail"),
        (COUNT, "10", "pass"),
        (COUNT, "9", "fail"),
        (NO_LIMITS, "-1000000", "pass"),
        (AT_MOST, "-3", "pass"),
        (AT_MOST, "0.51", "fail"),
        (STANDARD.item("remark"), "瓶口有划痕", "pass"),
    ],
)
def test_a_value_is_judged_exactly_by_its_limits(item: Item, value: str, outcome: str) -> None:
    assert rules.judge_value(item, value) == outcome


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        (KIND, "purple", "value_not_offered"),
        (WEIGHT, "abc", "value_unreadable"),
        (WEIGHT, "", "value_unreadable"),
        (WEIGHT, "NaN", "value_unreadable"),
        (WEIGHT, "Infinity", "value_unreadable"),
        (COUNT, "10.5", "value_unreadable"),
    ],
)
def test_a_value_that_is_none_is_no_answer(item: Item, value: str, code: str) -> None:
    with pytest.raises(InspectorError) as refused:
        rules.judge_value(item, value)
    assert refusal(refused) == (code, {"item": item.id, "value": value})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cartons": (1, 126)}, "no_such_carton"),
        ({"id": "b2"}, "batch_twice"),
        ({"quantity": 0}, "quantity_not_positive"),
        ({"quantity": 3001}, "batch_exceeds_lot"),
    ],
)
def test_a_batch_that_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    walk = Walk().do(BatchRecorded(batch=BATCH))
    with pytest.raises(InspectorError, match=code):
        rules.check_batch(replace(BATCH, **changes), walk.state)


@pytest.mark.parametrize(
    "changes",
    [{"cartons": (1, 125)}, {"quantity": 3000}, {"number": ""}, {"id": "b2", "number": "H2602"}],
)
def test_a_batch_may_be_corrected_and_joined_by_others(changes: dict[str, Any]) -> None:
    walk = Walk().do(BatchRecorded(batch=BATCH))
    batch = replace(BATCH, **changes)
    assert rules.check_batch(batch, walk.state) is batch


def test_several_batches_may_lack_a_number() -> None:
    walk = Walk().do(BatchRecorded(batch=replace(BATCH, number="")))
    assert rules.check_batch(replace(BATCH, id="b2", number=""), walk.state).id == "b2"


def test_a_finding_takes_class_and_effect_of_the_catalogue() -> None:
    walk = Walk().plan()
    torn = place(walk, "torn", carton=125, count=2, reason="压伤")
    assert (torn.cls, torn.effect, torn.on) == ("major", "isolate_carton", "carton")
    assert (torn.carton, torn.count, torn.positions, torn.reason) == (125, 2, (), "压伤")


def test_a_finding_about_the_lot_names_no_carton() -> None:
    assert place(Walk(), "wrong_shade", carton=500).carton is None


def test_units_take_the_next_free_places_of_their_cartons_draw() -> None:
    walk = Walk().plan()
    carton = first_carton(walk)
    drawn = walk.state.draw.carton(carton)
    first = place(walk, "scratch", carton=carton, count=2)
    assert first.positions == (drawn.first_position, drawn.first_position + 1)
    walk.do(first)
    second = place(walk, "leak", carton=carton)
    assert second.positions == (drawn.first_position + 2,)
    chosen = (drawn.first_position + 1, drawn.first_position + 3)
    assert place(walk, "scratch", carton=carton, count=2, positions=chosen).positions == chosen


def test_no_more_bad_units_than_were_drawn_beside_the_good_ones() -> None:
    walk = Walk().plan()
    carton = first_carton(walk)
    drawn = walk.state.drawn[carton]
    walk.do(UnitsPassed(carton=carton, count=drawn - 1))
    assert len(place(walk, "scratch", carton=carton).positions) == 1
    with pytest.raises(InspectorError) as refused:
        place(walk, "scratch", carton=carton, count=2)
    told = {"carton": carton, "drawn": drawn, "count": 2}
    assert refusal(refused) == ("more_units_than_drawn", told)


def test_good_and_bad_units_together_are_no_more_than_drawn() -> None:
    walk = Walk().plan()
    carton = first_carton(walk)
    drawn = walk.state.drawn[carton]
    walk.do(place(walk, "scratch", carton=carton))
    rules.check_units(walk.state, carton, drawn - 1)
    rules.check_units(walk.state, carton, 0)
    for count in (drawn, -1):
        with pytest.raises(InspectorError, match="more_units_than_drawn"):
            rules.check_units(walk.state, carton, count)


def test_a_unit_without_a_carton_is_one_looked_at_for_a_question() -> None:
    assert place(Walk().plan(), "scratch", item_id="weight").carton is None


def test_a_unit_of_a_carton_that_was_not_drawn_has_no_place_in_the_sample() -> None:
    walk = Walk().plan()
    other = next(number for number in range(1, 126) if number not in walk.state.drawn)
    assert place(walk, "scratch", carton=other).positions == ()
    with pytest.raises(InspectorError, match="position_not_drawn"):
        place(walk, "scratch", carton=other, positions=(1,))


@pytest.mark.parametrize(
    ("defect", "changes", "code"),
    [
        ("dragon", {}, "defect_not_in_standard"),
        ("scratch", {"count": 0, "carton": 1}, "count_out_of_range"),
        ("scratch", {"count": rules.MAX_FINDING_COUNT + 1, "carton": 1}, "count_out_of_range"),
        ("torn", {"carton": 126}, "no_such_carton"),
        ("torn", {"item_id": "weight"}, "carton_needed"),
        ("scratch", {}, "carton_needed"),
        ("torn", {"carton": 1, "positions": (1,)}, "position_not_drawn"),
        ("wrong_shade", {"positions": (1,)}, "position_not_drawn"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(
    defect: str, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(InspectorError, match=code):
        place(Walk().plan(), defect, **changes)


def test_places_given_by_hand_are_those_of_the_carton_and_as_many_as_units() -> None:
    walk = Walk().plan()
    carton = first_carton(walk)
    drawn = walk.state.draw.carton(carton)
    here, beyond = drawn.first_position, drawn.first_position + drawn.units
    for count, positions in ((1, (beyond,)), (1, (here, here + 1)), (2, (here, here))):
        with pytest.raises(InspectorError, match="position_not_drawn"):
            place(walk, "scratch", carton=carton, count=count, positions=positions)


def gesture(walk: Walk, *acts: Act, person: str = "U-1") -> None:
    """Acts of one press: stored with one reading of the clock."""
    for act in acts:
        inspection: Inspection = walk.inspection
        entry = Entry(
            n=inspection.revision + 1, at=NOON + timedelta(hours=1), monotonic_ns=10**9,
            person_id=person, act=act,
        )  # fmt: skip
        walk.inspection = inspection.then(entry)


def test_a_gesture_is_undone_as_a_whole_and_the_newest_first() -> None:
    walk = Walk().plan().do(CartonsSeen(count=125))
    carton = first_carton(walk)
    gesture(walk, CartonPassed(carton=carton), UnitsPassed(carton=carton, count=1))
    newest = rules.last_undoable(walk.inspection, "U-1")
    assert [entry.act.kind for entry in newest] == ["carton_passed", "units_passed"]
    walk.do(*(Undone(act=entry.n) for entry in newest))
    assert [e.act.kind for e in rules.last_undoable(walk.inspection, "U-1")] == ["cartons_seen"]


def test_nobody_undoes_what_another_person_did() -> None:
    walk = Walk().do(CartonsSeen(count=125))
    gesture(walk, Answered(item_id="kind", outcome="pass", value="plain"), person="U-2")
    assert [e.act.kind for e in rules.last_undoable(walk.inspection, "U-1")] == ["cartons_seen"]
    with pytest.raises(InspectorError, match="nothing_to_undo"):
        rules.last_undoable(walk.inspection, "U-3")


def test_nothing_is_undone_back_over_the_draw() -> None:
    walk = Walk().do(CartonsSeen(count=125)).plan()
    with pytest.raises(InspectorError, match="nothing_to_undo"):
        rules.last_undoable(walk.inspection, "U-1")


def test_acts_that_cannot_be_undone_are_stepped_over() -> None:
    walk = Walk().do(CartonsSeen(count=125), GapWaived(gap="batch", reason="known"))
    assert [e.act.kind for e in rules.last_undoable(walk.inspection, "U-1")] == ["cartons_seen"]


def photo(**where: Any) -> PhotoTaken:
    return PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1, **where
    )


@pytest.mark.parametrize("touch", ["passed", "units", "finding", "photo", ""])
def test_a_replacement_is_undone_only_while_the_reserve_is_untouched(touch: str) -> None:
    walk = Walk().plan()
    carton, reserve = first_carton(walk), walk.state.draw.reserves[0]
    walk.do(CartonReplaced(carton=carton, by=reserve, reason="unreachable"))
    assert not rules.carton_touched(walk.state, reserve)
    # A colleague works on the reserve: what is undone is the person's own newest gesture.
    work: dict[str, tuple[Act, ...]] = {
        "passed": (CartonPassed(carton=reserve),),
        "units": (UnitsPassed(carton=reserve, count=1),),
        "finding": (place(walk, "torn", carton=reserve),),
        "photo": (photo(carton=reserve),),
        "": (),
    }
    gesture(walk, *work[touch], person="U-2")
    assert rules.carton_touched(walk.state, reserve) == bool(touch)
    if touch:
        with pytest.raises(InspectorError) as refused:
            rules.last_undoable(walk.inspection, "U-1")
        assert refusal(refused) == ("carton_begun", {"carton": reserve})
    else:
        assert len(rules.last_undoable(walk.inspection, "U-1")) == 1


def test_an_item_is_answered_about_batches_there_are() -> None:
    walk = Walk().do(BatchRecorded(batch=BATCH))
    rules.check_subject(STANDARD, walk.state, "dates", "batch:b1")
    rules.check_subject(STANDARD, walk.state, "mark", "")
    for item, subject in (("dates", ""), ("dates", "batch:b9"), ("mark", "batch:b1")):
        with pytest.raises(InspectorError) as refused:
            rules.check_subject(STANDARD, walk.state, item, subject)
        assert refusal(refused) == ("unknown_subject", {"item": item, "subject": subject})


def test_a_question_the_page_does_not_show_now_may_still_be_answered_about_the_lot() -> None:
    stages = tuple(
        replace(stage, items=(*stage.items, Item(id="seal", names=names("seal"))))
        if stage.kind == "units"
        else stage
        for stage in STANDARD.stages
    )
    standard = replace(STANDARD, stages=stages)
    rules.check_subject(standard, Walk().state, "seal", "")
    with pytest.raises(InspectorError, match="item_not_in_standard"):
        rules.check_subject(standard, Walk().state, "smell", "")


LABEL = label_for(LabelledGoods(product_id=PRODUCT.id, line_id="O-1/1")).text


@pytest.mark.parametrize("value", ["06901234567892", "6901234567892", LABEL])
def test_the_products_own_codes_pass(value: str) -> None:
    assert rules.judge_scan(PRODUCT, value) == "pass"


def test_a_code_of_letters_is_compared_as_it_is_printed() -> None:
    product = replace(PRODUCT, codes=(ProductCode(code="X-12/A"),))
    assert rules.judge_scan(product, "X-12/A") == "pass"
    with pytest.raises(InspectorError, match="scan_is_other_goods"):
        rules.judge_scan(product, "x-12/a")


@pytest.mark.parametrize("value", ["6901234567908", "INS:W:P-2", "INS:W:", "", "澄光"])
def test_another_code_is_never_a_silent_pass(value: str) -> None:
    with pytest.raises(InspectorError) as refused:
        rules.judge_scan(PRODUCT, value)
    assert refusal(refused) == ("scan_is_other_goods", {"read": value})


def test_not_applicable_needs_a_reason_where_the_question_is_required() -> None:
    silent = Answered(item_id="weight", outcome="na")
    with pytest.raises(InspectorError, match="reason_needed"):
        rules.check_answer(WEIGHT, silent)
    told = replace(silent, reason="无秤")
    assert rules.check_answer(WEIGHT, told) is told
    assert rules.check_answer(STANDARD.item("remark"), silent) is silent
