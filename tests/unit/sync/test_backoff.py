from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.ports import RetryState
from inspector_app.sync.backoff import FIRST, LONGEST, delay, is_due

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waits_are_bounded_on_both_sides(attempts: int, jitter: float) -> None:
    assert FIRST / 2 <= delay(attempts, jitter) <= LONGEST


@given(st.floats(0, 1))
def test_waits_grow_with_failures(jitter: float) -> None:
    waits = [delay(attempts, jitter) for attempts in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] > 50 * waits[0]


def test_jitter_spreads_stations_over_half_the_wait() -> None:
    assert delay(5, 0.0) * 2 == delay(5, 1.0)


def test_the_servers_wish_is_respected_but_not_without_end() -> None:
    assert delay(1, 0.5, timedelta(seconds=40)) == timedelta(seconds=40)
    assert delay(1, 0.5, timedelta(days=3)) == LONGEST


@pytest.mark.parametrize(
    ("ahead", "due"),
    [
        (None, True),
        (timedelta(0), True),
        (timedelta(minutes=5), False),
        (timedelta(days=365), True),
    ],
)
def test_an_implausible_time_does_not_hold_for_ever(ahead: timedelta | None, due: bool) -> None:
    state = RetryState(not_before=None if ahead is None else NOW + ahead)
    assert is_due(state, NOW) is due
