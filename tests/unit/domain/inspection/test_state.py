"""An inspection is the fold of its acts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.inspection.acts import (
    Act,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Closed,
    Compared,
    FindingRecorded,
    GapWaived,
    Held,
    Joined,
    PagePassed,
    Parked,
    PhotoFlagged,
    PhotoTaken,
    Released,
    Resumed,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.state import Inspection
from tests.fakes.goods import BATCH, COLLEAGUE, NOON, SUPERVISOR, Walk, lot


def finding(**changes: object) -> FindingRecorded:
    values: dict[str, object] = {
        "id": "f1", "defect": "scratch", "cls": "minor", "effect": "unit", "on": "unit",
        "carton": 1, "positions": (1,),
    }  # fmt: skip
    return FindingRecorded(**{**values, **changes})  # type: ignore[arg-type]


def test_the_first_act_opens_the_lot() -> None:
    state = Walk().state
    assert state.lot.lot_number == "L261122-A1-001"
    assert state.people == ("U-1",)
    with pytest.raises(ValueError, match="lot_opened"):
        Inspection.replay("x", [])
    with pytest.raises(ValueError, match="first"):
        Walk().do(lot())


def test_answers_pages_and_batches_stand_until_corrected() -> None:
    walk = Walk().do(
        BatchRecorded(batch=BATCH),
        Answered(item_id="mark", outcome="fail"),
        PagePassed(stage_id="identity", answers=(("mark", ""), ("dates", "batch:b1"))),
    )
    assert walk.state.answers[("mark", "")].outcome == "pass"
    assert walk.state.answers[("dates", "batch:b1")].n == 4
    assert walk.state.batch("b1").number == "H2601"
    walk.do(BatchRecorded(batch=replace(BATCH, number="H2602")))
    assert [batch.number for batch in walk.state.batches] == ["H2602"]
    with pytest.raises(KeyError):
        walk.state.batch("none")


def test_cartons_units_and_findings_are_counted_per_carton() -> None:
    walk = Walk().plan()
    first = next(iter(walk.state.drawn))
    position = walk.state.draw.carton(first).first_position
    walk.do(
        CartonsSeen(count=125),
        CartonPassed(carton=first, scanned="x"),
        finding(carton=first, positions=(position,)),
        UnitsPassed(carton=first, count=walk.state.drawn[first] - 1, seconds=40),
    )
    state = walk.state
    assert state.bad_units(first) == 1
    assert state.examined(first) == state.drawn[first]
    assert state.tallies[first].person_id == "U-1"
    assert state.cartons_seen == 125
    assert state.examined(2) == state.bad_units(2) == 0 or 2 in state.drawn


def test_before_the_draw_nothing_is_drawn() -> None:
    assert Walk().state.drawn == {}


def test_the_last_carton_holds_the_rest() -> None:
    state = Walk(lot(size=100, cartons=5, units_per_carton=24)).state
    assert [state.units_in(carton) for carton in (1, 5)] == [24, 4]


def test_a_replaced_carton_gives_its_positions_away() -> None:
    walk = Walk().plan()
    carton, reserve = next(iter(walk.state.drawn)), walk.state.draw.reserves[0]
    units = walk.state.drawn[carton]
    walk.do(CartonReplaced(carton=carton, by=reserve, reason="unreachable"))
    assert carton not in walk.state.drawn
    assert walk.state.drawn[reserve] == units
    assert walk.state.replaced[0].reason == "unreachable"


def test_parking_holding_joining_waiving_and_closing_show_in_the_state() -> None:
    walk = Walk().do(Parked(reason="documents"))
    assert walk.state.parked == "documents"
    assert walk.state.parked_at is not None
    walk.do(
        Resumed(),
        Joined(person_id="U-5"),
        Joined(person_id="U-5"),
        Held(reason="wrong_goods"),
        GapWaived(gap="batch", reason="known"),
        Closed(overall="hold", incomplete=True, signed_by="pin", sealed_seq=1, link="00"),
    )
    state = walk.state
    assert (state.parked, state.people) == (None, ("U-1", "U-5"))
    assert state.held is not None
    assert state.waivers == {"batch": "known"}
    assert state.closed is not None


def test_whoever_acts_has_taken_part() -> None:
    walk = Walk()
    walk.person = COLLEAGUE
    walk.do(CartonsSeen(count=125))
    assert walk.state.people == ("U-1", "U-2")


def test_what_was_compared_flagged_and_lifted_is_part_of_the_record() -> None:
    compared = Compared(
        sha256="a" * 64, version=2, reference_seq=7, reference_sha256="b" * 64, offered=3
    )
    flagged = PhotoFlagged(
        sha256="a" * 64, earlier_sha256="c" * 64, earlier_record_id="i-0",
        earlier_number="L261101-A1-004", earlier_at=NOON, distance=4, turn="as_taken",
    )  # fmt: skip
    walk = Walk().do(compared, flagged, Held(reason="wrong_goods"))
    assert (walk.state.compared, walk.state.flagged) == ((compared,), (flagged,))
    walk.person = SUPERVISOR
    walk.do(Released(reason="checked"))
    assert walk.state.held is None
    assert walk.state.people == ("U-1",), "who lifts a hold has not inspected the lot"


def test_an_act_of_another_program_is_not_folded_silently() -> None:
    with pytest.raises(TypeError, match="no fold for str"):
        Walk().do("passed")  # type: ignore[arg-type]


def test_undo_takes_one_act_back_and_keeps_it_on_record() -> None:
    walk = Walk().do(CartonsSeen(count=125), Answered(item_id="mark", outcome="pass"))
    walk.do(Undone(act=2))
    assert walk.state.cartons_seen is None
    assert ("mark", "") in walk.state.answers
    assert walk.inspection.undone() == {2}
    assert walk.inspection.revision == 4


ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(Answered, item_id=st.sampled_from("abc"), outcome=st.sampled_from(["pass", "fail"])),
    st.builds(CartonsSeen, count=st.just(125)),
    st.builds(CartonPassed, carton=st.integers(1, 5)),
    st.builds(UnitsPassed, carton=st.integers(1, 5), count=st.integers(0, 5)),
    st.just(finding()),
    st.builds(
        PhotoTaken, sha256=st.sampled_from(["a" * 64, "b" * 64]), suffix=st.just("jpg"),
        media_type=st.just("image/jpeg"), size=st.just(1), width=st.just(1), height=st.just(1),
    ),
    st.builds(Parked, reason=st.just("break")),
    st.just(Resumed()),
)  # fmt: skip


@given(st.lists(ACTS, max_size=25), st.data())
def test_step_by_step_and_replay_give_the_same_state(acts: list[Act], data: st.DataObject) -> None:
    walk = Walk().do(*acts)
    if acts:
        walk.do(Undone(act=data.draw(st.integers(2, len(acts) + 1))))
    again = Inspection.replay(walk.inspection.id, walk.inspection.entries)
    assert again.state == walk.inspection.state
