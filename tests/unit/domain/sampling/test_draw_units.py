"""A unit that cannot be taken is replaced by the next of its carton's own stream."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import Draw, draw_sample, next_unit, repeat, replace_unit

SEED = bytes(range(32))


def drawn() -> Draw:
    return draw_sample(SEED, [24] * 10, 50, 5)


def test_the_next_unit_is_the_one_a_larger_draw_would_have_taken() -> None:
    draw = drawn()
    first = draw.cartons[0]
    larger = draw_sample(SEED, [24] * 10, 55, 5).carton(first.carton)
    (more,) = set(larger.unit_places) - set(first.unit_places)
    assert next_unit(draw, first.carton) == more


def test_a_replaced_unit_is_on_record_and_the_draw_can_still_be_repeated() -> None:
    draw = drawn()
    carton = draw.cartons[0].carton
    place = draw.cartons[0].unit_places[3]
    by = next_unit(draw, carton)
    changed = replace_unit(draw, carton, place)
    assert [(each.carton, each.place, each.by) for each in changed.unit_replacements] == [
        (carton, place, by)
    ]
    assert place not in changed.carton(carton).unit_places
    assert by in changed.carton(carton).unit_places
    assert len(changed.carton(carton).unit_places) == draw.cartons[0].units
    assert changed.cartons[1:] == draw.cartons[1:]
    assert repeat(changed) == draw
    assert msgspec.json.decode(msgspec.json.encode(changed), type=Draw) == changed
    assert next_unit(changed, carton) not in (place, by)


def test_replacements_survive_that_an_earlier_one_is_taken_back() -> None:
    draw = drawn()
    carton = draw.cartons[0].carton
    first, second = draw.cartons[0].unit_places[:2]
    once = replace_unit(draw, carton, first)
    by = next_unit(once, carton)
    alone = replace_unit(draw, carton, second, by)
    assert by in alone.carton(carton).unit_places
    assert next_unit(alone, carton) == next_unit(draw, carton)


def test_every_unit_of_a_carton_can_stand_in_until_none_is_left() -> None:
    draw = draw_sample(SEED, [6], 4, 1)
    for _ in range(2):
        draw = replace_unit(draw, 1, draw.cartons[0].unit_places[0])
    with pytest.raises(PlanError) as refused:
        replace_unit(draw, 1, draw.cartons[0].unit_places[0])
    assert refused.value.code == "no_unit_left"


@pytest.mark.parametrize(
    ("carton", "place", "by", "code"),
    [
        (99, 1, None, "carton_not_drawn"),
        (0, 25, None, "unit_not_drawn"),
        (0, -1, 25, "not_a_reserve_unit"),
        (0, -1, 0, "not_a_reserve_unit"),
        (0, -1, -1, "not_a_reserve_unit"),
    ],
)
def test_refusals_name_their_code(carton: int, place: int, by: int | None, code: str) -> None:
    """Carton 0 stands for the first drawn one, −1 for its first drawn place."""
    draw = drawn()
    own = draw.cartons[0]
    number = own.carton if carton == 0 else carton
    at = own.unit_places[0] if place == -1 else place
    other = own.unit_places[1] if by == -1 else by
    with pytest.raises(PlanError) as refused:
        replace_unit(draw, number, at, other)
    assert refused.value.code == code


def test_a_carton_taken_whole_has_no_places_to_replace() -> None:
    draw = draw_sample(SEED, [5], 5, 1)
    assert draw.cartons[0].unit_places == ()
    with pytest.raises(PlanError, match="no_unit_left"):
        next_unit(draw, 1)


@given(seed=st.binary(min_size=16, max_size=32), content=st.integers(2, 60), data=st.data())
def test_any_row_of_replacements_keeps_the_sample_whole(
    seed: bytes, content: int, data: st.DataObject
) -> None:
    units = data.draw(st.integers(1, content - 1))
    draw = draw_sample(seed, [content], units, 1)
    gone: set[int] = set()
    for _ in range(content - units):
        place = data.draw(st.sampled_from(draw.cartons[0].unit_places))
        gone.add(place)
        draw = replace_unit(draw, 1, place)
        places = draw.cartons[0].unit_places
        assert len(places) == len(set(places)) == units
        assert not gone & set(places)
        assert places[0] >= 1
        assert places[-1] <= content
