"""Received = saleable + opened + retained + refused + held + short, whatever was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.inspection.acts import Answered
from inspector_app.domain.inspection.balance import (
    Balance,
    Decided,
    balance_of,
    most_to_take,
    overdrawn,
)
from inspector_app.domain.inspection.counting import check_subjects, opened_positions
from inspector_app.domain.inspection.sampling_acts import UnitsTaken
from inspector_app.domain.inspection.subjects import unit_position
from inspector_app.domain.verdict import decide
from tests.fakes.goods import Walk
from tests.fakes.sampled_goods import CHECKED, bad_units, checked_walk, fail_unit, found


def balance(walk: Walk, overall: Any = "accept", *decided: Decided) -> Balance:
    made = balance_of(CHECKED, walk.state, overall, decided)
    assert made.accounted == made.received == walk.state.lot.size
    return made


def test_an_untouched_accepted_lot_is_for_sale_and_held_before_that() -> None:
    walk = checked_walk()
    assert balance(walk).saleable == 3000
    assert balance(walk, None) == Balance(received=3000, held=3000)
    assert balance(walk, "reject").held == balance(walk, "hold").held == 3000


def test_a_finding_on_the_lot_takes_no_unit_away() -> None:
    walk = checked_walk()
    walk.do(found(walk, "wrong_shade"))
    assert balance(walk).saleable == 3000


def test_units_a_check_opened_leave_the_saleable_quantity() -> None:
    walk = checked_walk()
    first, second, third = check_subjects(walk.state, "content")[:3]
    walk.do(
        Answered(item_id="gross", outcome="pass", subject=first, value="30"),
        Answered(item_id="seal", outcome="pass", subject=first),
        Answered(item_id="seal", outcome="na", subject=second, reason="not_on_goods"),
    )
    fail_unit(walk, third)
    assert opened_positions(CHECKED, walk.state) == {unit_position(first), unit_position(third)}
    made = balance(walk)
    assert (made.opened, made.refused, made.saleable) == (2, 0, 2998)


def test_bad_units_are_set_aside_and_slightly_bad_ones_are_not() -> None:
    walk = checked_walk()
    bad_units(walk, "loose_cap", 3)
    bad_units(walk, "scratch", 2)
    assert balance(walk).refused == 3
    assert balance(walk).saleable == 2997


def test_an_isolated_carton_is_held_without_what_left_it() -> None:
    walk = checked_walk()
    carton = next(iter(walk.state.drawn))
    walk.do(found(walk, "torn", carton=carton))
    walk.do(found(walk, "loose_cap", carton=carton, count=2))
    walk.do(found(walk, "short", carton=carton, count=4))
    made = balance(walk)
    assert (made.held, made.refused, made.short, made.saleable) == (18, 2, 4, 2976)


def test_more_missing_than_a_carton_holds_is_all_of_it() -> None:
    walk = checked_walk()
    other = next(n for n in range(1, 126) if n not in walk.state.drawn)
    walk.do(found(walk, "short", carton=other, count=500))
    assert (balance(walk).short, balance(walk).saleable) == (24, 2976)


def test_missing_units_without_a_carton_count_for_the_lot() -> None:
    walk = checked_walk()
    finding = found(walk, "short", carton=3, count=10)
    walk.do(replace(finding, carton=None))
    assert (balance(walk).short, balance(walk).saleable) == (10, 2990)


def test_opened_and_retained_units_are_named_and_can_be_corrected() -> None:
    walk = checked_walk()
    walk.do(UnitsTaken(use="retained", count=3), UnitsTaken(use="opened", count=2))
    made = balance(walk)
    assert (made.retained, made.opened, made.saleable) == (3, 2, 2995)
    walk.do(UnitsTaken(use="retained", count=1))
    assert balance(walk).retained == 1
    assert most_to_take(CHECKED, walk.state, "retained") == 2998
    assert most_to_take(CHECKED, walk.state, "opened") == 2999


def test_more_taken_than_is_left_holds_the_lot() -> None:
    walk = checked_walk(size=24, cartons=1)
    walk.do(UnitsTaken(use="opened", count=20), UnitsTaken(use="retained", count=10))
    made = balance(walk)
    assert (made.opened, made.retained, made.saleable, made.overdrawn) == (20, 4, 0, 6)
    assert overdrawn(CHECKED, walk.state) == 6
    told = {each.code: each.values() for each in decide(CHECKED, walk.state, {}).reasons}
    assert told["quantities_disagree"] == {"count": 6}


@pytest.mark.parametrize(
    ("decided", "saleable", "refused", "held"),
    [
        ([Decided(decision="accept")], 3000, 0, 0),
        ([Decided(decision="concession", quantity=1000)], 1000, 0, 2000),
        ([Decided(decision="return")], 0, 3000, 0),
        ([Decided(decision="sort")], 0, 0, 3000),
        ([Decided(decision="urgent_release", quantity=50), Decided(decision="scrap")], 50, 2950, 0),
        ([Decided(decision="return", quantity=9999)], 0, 3000, 0),
    ],
)
def test_decisions_move_held_units(
    decided: list[Decided], saleable: int, refused: int, held: int
) -> None:
    made = balance(checked_walk(), "hold", *decided)
    assert (made.saleable, made.refused, made.held) == (saleable, refused, held)


@given(
    bad=st.integers(0, 30),
    short=st.lists(st.tuples(st.integers(1, 125), st.integers(1, 40)), max_size=8),
    isolated=st.lists(st.integers(1, 125), max_size=6),
    opened=st.integers(0, 4000),
    retained=st.integers(0, 4000),
    tests=st.integers(0, 5),
    overall=st.sampled_from(["accept", "reject", "hold", None]),
    decided=st.lists(
        st.tuples(st.sampled_from(["accept", "return", "sort"]), st.integers(0, 4000)), max_size=3
    ),
)
def test_the_parts_always_make_up_what_was_received(
    bad: int,
    short: list[tuple[int, int]],
    isolated: list[int],
    opened: int,
    retained: int,
    tests: int,
    overall: Any,
    decided: list[tuple[str, int]],
) -> None:
    walk = checked_walk()
    bad_units(walk, "loose_cap", bad)
    for carton, count in short:
        walk.do(found(walk, "short", carton=carton, count=count))
    for carton in isolated:
        walk.do(found(walk, "torn", carton=carton))
    for unit in check_subjects(walk.state, "content")[:tests]:
        walk.do(Answered(item_id="seal", outcome="pass", subject=unit))
    walk.do(UnitsTaken(use="opened", count=opened), UnitsTaken(use="retained", count=retained))
    made = balance(walk, overall, *[Decided(decision=d, quantity=q) for d, q in decided])
    parts = (made.saleable, made.opened, made.retained, made.refused, made.held, made.short)
    assert min(parts) >= 0
