from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.ports import RetryState
from inspector_app.sync.backoff import FIRST, LONGEST, delay, idle, is_due

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


@given(st.integers(1, 10_000), st.floats(0, 1), st.timedeltas(timedelta(0), LONGEST))
def test_the_servers_wish_is_respected(attempts: int, jitter: float, wish: timedelta) -> None:
    assert max(wish, delay(attempts, jitter)) <= delay(attempts, jitter, wish) <= LONGEST


@given(st.floats(0, 1))
def test_the_servers_wish_does_not_hold_without_end(jitter: float) -> None:
    assert delay(1, jitter, timedelta(days=3)) == LONGEST


def test_stations_told_the_same_time_do_not_come_in_the_same_second() -> None:
    told = timedelta(seconds=60)
    assert delay(1, 0.0, told) == told
    assert delay(1, 1.0, told) == told + FIRST / 2
    assert delay(6, 1.0, told) - delay(6, 0.0, told) == 16 * FIRST


@given(st.floats(-1, 2))
def test_a_station_with_nothing_to_do_asks_about_as_often_as_it_is_set(jitter: float) -> None:
    assert timedelta(seconds=27) <= idle(timedelta(seconds=30), jitter) <= timedelta(seconds=33)


def test_stations_switched_on_together_drift_apart() -> None:
    assert idle(timedelta(seconds=30), 1.0) - idle(timedelta(seconds=30), 0.0) == timedelta(
        seconds=6
    )


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
