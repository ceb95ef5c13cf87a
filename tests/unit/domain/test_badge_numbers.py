"""Numbers of the badge: each once, readable, and known to be wrong when misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.badge_numbers import (
    BadgeBlock,
    BadgeRange,
    block_name,
    is_low,
    left,
    number_text,
    overlap,
    read_number,
    spent,
    take,
)
from inspector_app.domain.errors import IntakeError

NAME = "7K3QD9TV"


def block(name: str = NAME, size: int = 10, first: int = 1) -> BadgeBlock:
    return BadgeBlock(block=name, size=size, next=first)


@given(st.binary(min_size=5, max_size=32), st.integers(1, 50_000))
def test_a_number_reads_back(seed: bytes, place: int) -> None:
    name = block_name(seed)
    assert read_number(f" {number_text(name, place).lower()} ") == (name, place)


def test_a_known_number() -> None:
    assert number_text(NAME, 42) == "7K3QD9TV-00042-R"


@pytest.mark.parametrize(
    "text",
    ["", "7K3QD9TV-00042", "7K3QD9TV-00043-R", "7K3DQ9TV-00042-R", "7K3QD9TV-00042-5",
     "7K3QD9TU-00042-R", number_text(NAME, 0)],
)  # fmt: skip
def test_misread_numbers_are_refused(text: str) -> None:
    with pytest.raises(IntakeError, match="badge_number_wrong"):
        read_number(text)


def test_numbers_are_taken_from_the_oldest_block_on() -> None:
    ranges, after = take((block("A" * 8, 10, 8), block("B" * 8)), 5)
    assert [(r.block[0], r.first, r.last) for r in ranges] == [("A", 8, 10), ("B", 1, 2)]
    assert [(b.next, b.left) for b in after] == [(11, 0), (3, 8)]
    assert left(after) == 8


def test_what_is_not_there_is_not_taken() -> None:
    closed = BadgeBlock(block="C" * 8, size=100, state="closed")
    with pytest.raises(IntakeError, match="badges_used_up") as found:
        take((block(), closed), 11)
    assert found.value.params == {"count": 11, "left": 10}
    with pytest.raises(IntakeError, match="badges_count_wrong"):
        take((block(),), 0)
    ranges, after = take((closed, block()), 1)
    assert [r.block for r in ranges] == [NAME]
    assert after[0] == closed


@given(st.lists(st.integers(1, 40), max_size=30))
def test_no_number_is_taken_twice(counts: list[int]) -> None:
    blocks: tuple[BadgeBlock, ...] = (block("A" * 8, 100), block("B" * 8, 200))
    seen: set[tuple[str, int]] = set()
    for count in counts:
        if count > left(blocks):
            continue
        ranges, blocks = take(blocks, count)
        new = {(r.block, n) for r in ranges for n in range(r.first, r.last + 1)}
        assert len(new) == count
        assert seen.isdisjoint(new)
        seen |= new


def test_a_station_without_numbers_is_low() -> None:
    assert is_low(())
    assert is_low((block(size=10, first=10),))  # one of ten is left
    assert not is_low((block(size=10, first=9),))
    assert is_low((BadgeBlock(block=NAME, size=10, state="closed"),))


def test_what_is_known_to_be_spent_is_never_given_back() -> None:
    ranges = [BadgeRange(block=NAME, first=1, last=6), BadgeRange(block="X" * 8, first=1, last=9)]
    assert spent(block(), ranges).next == 7
    assert spent(block(first=9), ranges).next == 9
    assert spent(block(), []).next == 1


def test_ranges_say_what_they_are() -> None:
    one, many = BadgeRange(block=NAME, first=3, last=3), BadgeRange(block=NAME, first=3, last=5)
    assert one.words() == number_text(NAME, 3)
    assert many.words() == f"{number_text(NAME, 3)} … {number_text(NAME, 5)}"
    assert (one.count, many.count) == (1, 3)
    assert overlap(one, many)
    assert not overlap(one, BadgeRange(block=NAME, first=4, last=5))
    assert not overlap(one, BadgeRange(block="X" * 8, first=3, last=3))
