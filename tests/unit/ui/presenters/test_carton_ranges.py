"""Carton numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import WalkError
from inspector_app.ui.presenters.carton_ranges import parse_ranges, write_ranges


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ()),
        ("7", (7,)),
        ("1-3, 9", (1, 2, 3, 9)),
        ("3，1 - 2；5", (1, 2, 3, 5)),
        ("2至4 3", (2, 3, 4)),
        ("1—2、2", (1, 2)),
    ],
)
def test_ranges_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_ranges(text, 10) == numbers


@pytest.mark.parametrize("text", ["0", "11", "3-2", "a", "1-", "1--2", "-3"])
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(WalkError, match="cartons_unreadable"):
        parse_ranges(text, 10)


@given(st.sets(st.integers(1, 300)))
def test_what_is_written_is_read_back(numbers: set[int]) -> None:
    ordered = tuple(sorted(numbers))
    assert parse_ranges(write_ranges(ordered), 300) == ordered
