"""What the dock counted: shortage and overage are quantities, slipped fingers are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.delivery import (
    MAX_CARTONS,
    Delivery,
    LineCount,
    check_cartons,
    check_count,
)
from inspector_app.domain.errors import IntakeError


def count(
    line: str = "O-1/1", *, expected: int = 10, received: int = 10, damaged: int = 0,
    refused: int = 0,
) -> LineCount:  # fmt: skip
    return LineCount(
        line_id=line, product_id="P-1", expected=expected, received=received, damaged=damaged,
        refused=refused,
    )  # fmt: skip


cartons = st.integers(0, 200)


@given(cartons, cartons, cartons)
def test_short_and_over_explain_the_announced_number_and_never_meet(
    expected: int, received: int, refused: int
) -> None:
    one = count(expected=expected, received=received, refused=refused)
    assert one.received + one.refused + one.short - one.over == expected
    assert one.short == 0 or one.over == 0


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (count(), False),
        (count(damaged=1), True),
        (count(received=9, refused=1), True),
        (count(received=9), True),
        (count(received=11), True),
    ],
)
def test_only_what_differs_goes_onto_the_exception_note(one: LineCount, told: bool) -> None:
    delivery = Delivery(
        id="d-1", number="D261122-A1-001", order_id="O-1", vehicle="沪A12345",
        received_at=datetime(2026, 11, 22, 4, 0, tzinfo=UTC), received_by="U-1",
        counts=(one, count("O-1/2")),
    )  # fmt: skip
    assert delivery.exceptions == ((one,) if told else ())
    assert delivery.count("O-1/2").line_id == "O-1/2"


def test_a_line_that_did_not_come_is_not_in_the_delivery() -> None:
    delivery = Delivery(
        id="d-1", number="D261122-A1-001", order_id="O-1", vehicle="", received_by="U-1",
        received_at=datetime(2026, 11, 22, 4, 0, tzinfo=UTC), counts=(),
    )  # fmt: skip
    with pytest.raises(IntakeError) as refused:
        delivery.count("O-1/7")
    assert (refused.value.code, refused.value.params) == ("line_not_in_delivery", {"line": "O-1/7"})


def test_zero_cartons_and_the_most_a_vehicle_carries_are_counts() -> None:
    assert [check_cartons(value, what="received") for value in (0, MAX_CARTONS)] == [0, MAX_CARTONS]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (count(received=-1), "quantity_negative"),
        (count(damaged=-1), "quantity_negative"),
        (count(refused=MAX_CARTONS + 1), "quantity_absurd"),
        (count(received=3, damaged=4), "damaged_exceeds_received"),
    ],
)
def test_a_count_that_cannot_be_is_refused(one: LineCount, code: str) -> None:
    with pytest.raises(IntakeError) as refused:
        check_count(one)
    assert refused.value.code == code


def test_all_received_cartons_may_be_damaged() -> None:
    assert check_count(count(received=4, damaged=4)).damaged == 4
