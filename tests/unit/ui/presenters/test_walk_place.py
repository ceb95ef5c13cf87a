"""Where a walk leads: gaps first, the board carton by carton, nothing lost on the way."""

from __future__ import annotations

from inspector_app.domain.inspection.acts import (
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    FindingRecorded,
    PhotoTaken,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import progress
from inspector_app.ui.presenters import walk_place
from inspector_app.ui.presenters.walk_place import Place
from inspector_app.ui.presenters.walk_undo import place_of_act
from tests.fakes.goods import BATCH, STANDARD, Walk


def mark(outcome: str = "pass") -> Answered:
    return Answered(item_id="mark", outcome=outcome)  # type: ignore[arg-type]


def photo(shot: str = "carton_mark", item: str = "mark") -> PhotoTaken:
    return PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1,
        shot=shot, item_id=item,
    )  # fmt: skip


KIND = Answered(item_id="kind", outcome="pass", value="plain")
AT_MARK = Place(stage_id="identity", item_id="mark")
AT_KIND = Place(stage_id="identity", item_id="kind")


def test_a_walk_begins_at_the_first_gap() -> None:
    assert walk_place.first_place(STANDARD, Walk().state) == AT_MARK
    assert walk_place.first_place(STANDARD, Walk().do(mark(), photo()).state) == AT_KIND


def test_an_answer_leads_on_and_a_missing_photo_leads_back() -> None:
    state = Walk().do(mark()).state
    assert walk_place.onward(STANDARD, state, AT_MARK) == AT_KIND
    state = Walk().do(mark(), KIND).state
    assert walk_place.onward(STANDARD, state, AT_KIND) == AT_MARK
    assert walk_place.onward(STANDARD, state, AT_MARK) == AT_MARK


def test_what_is_left_here_is_passed_by_next() -> None:
    state = Walk().do(mark(), KIND).state
    found = walk_place.leading(STANDARD, state, AT_MARK)
    assert found is not None
    assert found.stage_id == "shelf_life"


def test_a_finished_page_leads_to_the_next_stage() -> None:
    state = Walk().do(mark(), photo(), KIND, BatchRecorded(batch=BATCH)).state
    found = walk_place.onward(STANDARD, state, AT_KIND)
    assert found == Place(stage_id="shelf_life", item_id="dates", subject="batch:b1")


def test_the_board_begins_outside_and_goes_by_the_draw() -> None:
    walk = Walk().plan()
    assert walk_place.in_stage(STANDARD, walk.state, "cartons") == Place(stage_id="cartons")
    walk.do(CartonsSeen(count=125))
    first, second = list(walk.state.drawn)[:2]
    at = walk_place.onward(STANDARD, walk.state, Place(stage_id="cartons"))
    assert at.carton == first
    walk.do(CartonPassed(carton=first))
    assert walk_place.onward(STANDARD, walk.state, at) == at
    walk.do(UnitsPassed(carton=first, count=walk.state.drawn[first]))
    assert walk_place.onward(STANDARD, walk.state, at).carton == second


def test_gaps_are_found_again() -> None:
    walk = (
        Walk()
        .plan()
        .do(
            FindingRecorded(
                id="f1", defect="torn", cls="major", effect="isolate_carton", on="carton", carton=9
            )
        )
    )
    gaps = {gap.code: gap for gap in progress(STANDARD, walk.state).gaps}
    assert walk_place.of_gap(STANDARD, walk.state, gaps["item_unanswered"]).item_id
    assert walk_place.of_gap(STANDARD, walk.state, gaps["units_not_examined"]).carton
    shot = walk_place.of_gap(STANDARD, walk.state, gaps["shot_missing"])
    assert shot == Place(stage_id="cartons", carton=9)


def test_neighbours_cross_the_edge_of_a_stage() -> None:
    state = Walk().do(BatchRecorded(batch=BATCH)).state
    forward = walk_place.neighbour(STANDARD, state, AT_KIND, 1)
    assert forward.stage_id == "shelf_life"
    assert walk_place.neighbour(STANDARD, state, forward, -1) == AT_KIND
    assert walk_place.neighbour(STANDARD, state, AT_MARK, -1) == AT_MARK


def test_a_place_is_kept_as_text() -> None:
    for place in (AT_MARK, Place(stage_id="cartons", carton=47), Place(stage_id="units")):
        assert walk_place.parse_place(place.text) == place
    assert walk_place.parse_place("") is None
    assert walk_place.parse_place("lot:3") is None


def test_places_that_are_gone_are_known() -> None:
    state = Walk().state
    assert walk_place.valid(STANDARD, state, AT_MARK)
    assert not walk_place.valid(STANDARD, state, Place(stage_id="gone"))
    gone = Place(stage_id="shelf_life", item_id="dates", subject="batch:x")
    assert not walk_place.valid(STANDARD, state, gone)
    assert not walk_place.valid(STANDARD, state, Place(stage_id="cartons", carton=126))


def test_an_undone_act_leads_to_its_place() -> None:
    now = Place(stage_id="label", item_id="weight")
    assert place_of_act(STANDARD, mark(), now) == AT_MARK
    assert place_of_act(STANDARD, CartonPassed(carton=5), now).carton == 5
    units = Place(stage_id="units")
    done = UnitsPassed(carton=5, count=10)
    assert place_of_act(STANDARD, done, units) == Place(stage_id="units", carton=5)
    assert place_of_act(STANDARD, photo(), now) == AT_MARK
    assert place_of_act(STANDARD, BatchRecorded(batch=BATCH), now).stage_id == "shelf_life"
