from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.ports import RetryState
from inspector_app.sync.backoff import FIRST, LONGEST, LONGEST_TOLD, delay, idle, is_due

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


@given(st.integers(1, 10_000), st.floats(0, 1), st.timedeltas(timedelta(0), LONGEST_TOLD))
def test_the_servers_wish_is_respected(attempts: int, jitter: float, wish: timedelta) -> None:
    wait = delay(attempts, jitter, wish)
    assert max(wish, delay(attempts, jitter)) <= wait <= max(wish, LONGEST / 2) + LONGEST / 2


def test_more_patience_than_our_own_is_granted_for_a_day_at_most() -> None:
    assert delay(1, 0.0, timedelta(hours=3)) == timedelta(hours=3)
    assert delay(1, 0.0, timedelta(days=3)) == LONGEST_TOLD


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


@pytest.mark.parametrize(
    ("clock_set_back", "due"),
    [
        (timedelta(0), False),
        (timedelta(seconds=30), False),
        (timedelta(minutes=5), True),
        (timedelta(days=365), True),
    ],
)
def test_a_long_wait_holds_unless_the_clock_was_set_back(
    clock_set_back: timedelta, due: bool
) -> None:
    state = RetryState(since=NOW, not_before=NOW + timedelta(hours=20))
    assert is_due(state, NOW - clock_set_back) is due
    assert is_due(state, NOW + timedelta(hours=19)) is False
    assert is_due(state, NOW + timedelta(hours=20)) is True
