"""Draws: repeatable by a stranger, evenly spread, one carton of each batch, replaceable."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import (
    Draw,
    draw_sample,
    next_reserve,
    open_for_batch,
    repeat,
    replace_carton,
)
from inspector_app.domain.sampling.draw import _Stream

SEED = bytes(range(32))
DOCUMENT = Path(__file__).parents[4] / "docs" / "draw.md"


def stranger_draw(seed: bytes, contents: list[int], n: int, k: int) -> list[list[object]]:
    """Written from ``docs/draw.md`` alone, unit by unit, for cartons without batches."""

    def numbers(label: str):  # type: ignore[no-untyped-def]
        counter = 0
        while True:
            text = b"draw/1\x00" + label.encode("ascii") + b"\x00" + counter.to_bytes(4, "big")
            yield int(hmac.new(seed, text, hashlib.sha256).hexdigest()[:16], 16)
            counter += 1

    def below(stream, bound: int) -> int:  # type: ignore[no-untyped-def]
        while True:
            x = next(stream)
            if x < 2**64 // bound * bound:
                return x % bound

    order = [i + 1 for i, units in enumerate(contents) if units > 0]
    stream = numbers("cartons")
    for i in range(len(order) - 1):
        j = i + below(stream, len(order) - i)
        order[i], order[j] = order[j], order[i]
    opened = min(max(1, min(k, n)), len(order))
    while sum(contents[c - 1] for c in order[:opened]) < n:
        opened += 1
    share = dict.fromkeys(order[:opened], 0)
    turn = 0
    while sum(share.values()) < n:
        carton = order[turn % opened]
        if share[carton] < contents[carton - 1]:
            share[carton] += 1
        turn += 1
    result: list[list[object]] = []
    for carton, units in share.items():
        places = list(range(1, contents[carton - 1] + 1))
        if units in (0, len(places)):
            result.append([carton, units, []])
            continue
        stream = numbers(f"units/{carton}")
        for i in range(units):
            j = i + below(stream, len(places) - i)
            places[i], places[j] = places[j], places[i]
        result.append([carton, units, sorted(places[:units])])
    return result


def told(draw: Draw) -> list[list[object]]:
    return [[each.carton, each.units, list(each.unit_places)] for each in draw.cartons]


def test_125_units_of_125_cartons_open_12() -> None:
    draw = draw_sample(SEED, [24] * 125, 125, 12)
    assert Counter(each.units for each in draw.cartons) == {11: 5, 10: 7}
    assert [each.first_position for each in draw.cartons] == [
        1, 12, 23, 34, 45, 56, 66, 76, 86, 96, 106, 116,
    ]  # fmt: skip
    assert len(draw.reserves) == 113


def test_the_published_vectors_hold() -> None:
    blocks = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    vectors = [json.loads(block) for block in blocks]
    assert len(vectors) >= 3
    for vector in vectors:
        draw = draw_sample(
            bytes.fromhex(vector["seed"]),
            vector["contents"],
            vector["sample_size"],
            vector["open_count"],
            {int(carton): batch for carton, batch in vector.get("batches", {}).items()},
        )
        assert told(draw) == vector["cartons"]
        assert list(draw.reserves)[: len(vector["first_reserves"])] == vector["first_reserves"]


@given(
    seed=st.binary(min_size=16, max_size=40),
    contents=st.lists(st.integers(0, 30), min_size=1, max_size=40),
    share=st.floats(0, 1),
    k=st.integers(0, 50),
)
def test_a_stranger_repeats_the_draw(
    seed: bytes, contents: list[int], share: float, k: int
) -> None:
    n = max(1, int(sum(contents) * share))
    if sum(contents) == 0:
        return
    draw = draw_sample(seed, contents, n, k)
    assert told(draw) == stranger_draw(seed, contents, n, k)
    assert repeat(draw) == draw


@given(
    seed=st.binary(min_size=16, max_size=16),
    contents=st.lists(st.integers(0, 30), min_size=1, max_size=40),
    share=st.floats(0, 1),
    k=st.integers(0, 50),
    names=st.lists(st.sampled_from(["", "L1", "L2", "L3"]), min_size=40, max_size=40),
)
def test_what_every_draw_keeps(
    seed: bytes, contents: list[int], share: float, k: int, names: list[str]
) -> None:
    n = int(sum(contents) * share)
    batches = {i: name for i, name in enumerate(names[: len(contents)], 1) if name}
    draw = draw_sample(seed, contents, n, k, batches)
    opened = [each.carton for each in draw.cartons]
    assert sum(each.units for each in draw.cartons) == n
    assert all(each.units <= contents[each.carton - 1] for each in draw.cartons)
    assert sorted([*opened, *draw.reserves]) == [i for i, u in enumerate(contents, 1) if u]
    shares = [each.units for each in draw.cartons]
    free = [each.units for each in draw.cartons if each.units < contents[each.carton - 1]]
    if free:
        assert max(shares) - min(free) <= 1
    if n:
        present = {name for carton, name in batches.items() if contents[carton - 1]}
        assert {batches.get(carton) for carton in opened} >= present
    position = 1
    for each in draw.cartons:
        assert each.first_position == position
        position += each.units
        if each.unit_places:
            assert len(set(each.unit_places)) == each.units
            assert set(each.unit_places) <= set(range(1, contents[each.carton - 1] + 1))
    assert msgspec.json.decode(msgspec.json.encode(draw), type=Draw) == draw


def test_a_rare_batch_gets_a_carton_of_its_own() -> None:
    for number in range(1, 61):
        draw = draw_sample(SEED, [10] * 60, 20, 5, {number: "RARE"})
        assert number in {each.carton for each in draw.cartons}
        assert len(draw.cartons) == 5


def test_more_batches_than_cartons_to_open_open_more() -> None:
    batches = {i: f"L{i}" for i in range(1, 9)}
    draw = draw_sample(SEED, [10] * 20, 5, 5, batches)
    assert {each.carton for each in draw.cartons} == set(range(1, 9))
    assert sorted(each.units for each in draw.cartons) == [0, 0, 0, 1, 1, 1, 1, 1]


def test_small_cartons_open_more_until_the_sample_fits() -> None:
    assert len(draw_sample(SEED, [1] * 125, 20, 12).cartons) == 20


def test_a_whole_lot_names_no_places_and_leaves_no_reserve() -> None:
    draw = draw_sample(SEED, [24, 24, 7], 55, 3)
    assert sorted((each.carton, each.units) for each in draw.cartons) == [(1, 24), (2, 24), (3, 7)]
    assert all(each.unit_places == () for each in draw.cartons)
    assert draw.reserves == ()


def test_every_carton_is_drawn_about_equally_often() -> None:
    hits: Counter[int] = Counter()
    for number in range(2000):
        draw = draw_sample(number.to_bytes(16, "big"), [5] * 10, 4, 3)
        hits.update(each.carton for each in draw.cartons)
    assert sum(hits.values()) == 6000
    assert all(520 < hits[carton] < 680 for carton in range(1, 11))


def test_positions_lead_to_their_carton() -> None:
    draw = draw_sample(SEED, [24] * 125, 125, 12)
    assert draw.carton_at(1) == draw.cartons[0].carton
    assert draw.carton_at(125) == draw.cartons[-1].carton
    with pytest.raises(PlanError, match="position_unknown"):
        draw.carton_at(126)
    numbers = [each.carton for each in draw.by_number()]
    assert numbers == sorted(numbers)


def test_the_next_reserve_takes_over_positions_and_count() -> None:
    draw = draw_sample(SEED, [24] * 125, 125, 12)
    old = draw.cartons[3]
    reserve = next_reserve(draw, old.carton)
    assert reserve == draw.reserves[0]
    after = replace_carton(draw, old.carton)
    new = after.cartons[3]
    assert (new.carton, new.units, new.first_position) == (reserve, old.units, old.first_position)
    assert len(new.unit_places) == old.units
    assert after.reserves == draw.reserves[1:]
    assert [(each.carton, each.by) for each in after.replacements] == [(old.carton, reserve)]
    assert replace_carton(draw, old.carton, reserve) == after
    assert repeat(after) == draw


def test_a_reserve_too_small_is_passed_over() -> None:
    draw = draw_sample(SEED, [10] * 9 + [1], 18, 2)
    while 10 not in draw.reserves:
        draw = draw_sample(draw.seed_hex.encode()[:32], [10] * 9 + [1], 18, 2)
    small_first = replace(draw, reserves=(10, *(r for r in draw.reserves if r != 10)))
    taken = draw.cartons[0].carton
    assert next_reserve(small_first, taken) == small_first.reserves[1]
    with pytest.raises(PlanError, match="not_a_reserve"):
        replace_carton(small_first, taken, 10)


def test_the_only_carton_of_a_batch_is_replaced_by_one_of_the_same() -> None:
    batches = dict.fromkeys(range(1, 40), "L1") | {40: "L2", 39: "L2"}
    draw = draw_sample(SEED, [10] * 40, 20, 5, batches)
    opened = {each.carton for each in draw.cartons}
    only = ({39, 40} & opened).pop()
    other = ({39, 40} - {only}).pop()
    assert other in draw.reserves
    assert next_reserve(draw, only) == other
    after = replace_carton(draw, only)
    assert next_reserve(after, other) == after.reserves[0]
    many = next(carton for carton in opened if batches[carton] == "L1")
    assert next_reserve(draw, many) == draw.reserves[0]


def test_replacing_is_refused_with_a_code() -> None:
    draw = draw_sample(SEED, [10, 10], 5, 1)
    reserve = draw.reserves[0]
    for carton, by, code in (
        (reserve, None, "carton_not_drawn"),
        (draw.cartons[0].carton, draw.cartons[0].carton, "not_a_reserve"),
    ):
        with pytest.raises(PlanError) as refused:
            replace_carton(draw, carton, by)
        assert refused.value.code == code
    spent = replace_carton(draw, draw.cartons[0].carton)
    with pytest.raises(PlanError, match="no_reserve_left"):
        replace_carton(spent, reserve)


def test_a_batch_found_later_gets_a_carton_without_positions() -> None:
    draw = draw_sample(SEED, [10] * 40, 20, 5)
    candidates = set(draw.reserves[3:6])
    more = open_for_batch(draw, candidates)
    assert more.cartons[-1].carton == draw.reserves[3]
    assert (more.cartons[-1].units, more.cartons[-1].first_position) == (0, 21)
    assert draw.reserves[3] not in more.reserves
    assert open_for_batch(more, candidates) == more
    with pytest.raises(PlanError, match="no_reserve_left"):
        open_for_batch(draw, {99})
    replaced = replace_carton(more, draw.reserves[3])
    assert replaced.cartons[-1].unit_places == ()


@pytest.mark.parametrize(
    ("seed", "contents", "n", "batches", "code"),
    [
        (b"short", [5], 1, {}, "seed_too_short"),
        (SEED, [5, -1], 1, {}, "carton_units_negative"),
        (SEED, [5], 6, {}, "sample_exceeds_cartons"),
        (SEED, [5], -1, {}, "sample_exceeds_cartons"),
        (SEED, [], 1, {}, "sample_exceeds_cartons"),
        (SEED, [5], 1, {2: "L"}, "carton_unknown"),
        (SEED, [5], 1, {0: "L"}, "carton_unknown"),
    ],
)
def test_draws_that_cannot_be_are_refused(
    seed: bytes, contents: list[int], n: int, batches: dict[int, str], code: str
) -> None:
    with pytest.raises(PlanError) as refused:
        draw_sample(seed, contents, n, 1, batches)
    assert refused.value.code == code


def test_another_algorithm_is_not_repeated() -> None:
    draw = replace(draw_sample(SEED, [5], 1, 1), algorithm="draw/0")
    with pytest.raises(PlanError, match="unknown_algorithm"):
        repeat(draw)


def test_numbers_above_the_last_whole_multiple_are_thrown_away() -> None:
    bound = 2**63 + 1  # nearly every second number is thrown away
    stream, thrown = _Stream(SEED, "test"), 0
    kept = []
    for counter in range(40):
        text = b"draw/1\x00test\x00" + counter.to_bytes(4, "big")
        number = int.from_bytes(hmac.digest(SEED, text, "sha256")[:8], "big")
        if number < bound:
            kept.append(number)
        else:
            thrown += 1
    assert thrown > 5
    assert [stream.below(bound) for _ in kept] == kept


def test_no_sample_opens_nothing() -> None:
    draw = draw_sample(SEED, [5, 5], 0, 5, {1: "L"})
    assert draw.cartons == ()
    assert sorted(draw.reserves) == [1, 2]
