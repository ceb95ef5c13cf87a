"""Token buckets and counts of one process, by a clock of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from inspector_app.central.limits import Buckets, Limits, LimitSettings
from inspector_app.domain.errors import AccessError, SyncError


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(station: str, address: str = "10.0.0.1", created: int = 1) -> Request:
    field = f'inspector=("@method");created={created};keyid="t:{station}";alg="ed25519"'
    headers = [(b"signature-input", field.encode())]
    return Request({"type": "http", "headers": headers, "client": (address, 1)})


def refusal(act: object, *given: object) -> str:
    try:
        act(*given)  # type: ignore[operator]
    except (SyncError, AccessError) as problem:
        return problem.code
    return ""


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    watch = Watch()
    buckets = Buckets(rate=2, burst=5, seconds=watch)
    assert [buckets.take("a") for _ in range(5)] == [0] * 5
    assert buckets.take("a") == 0.5
    assert buckets.take("b") == 0
    watch.now += 0.5
    assert buckets.take("a") == 0
    assert buckets.wait("a") == 0.5


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_nobody_gets_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    watch = Watch()
    buckets = Buckets(rate=3, burst=4, seconds=watch)
    taken = 0
    for pause in pauses:
        watch.now += pause
        taken += buckets.take("a") == 0
    assert taken <= 4 + 3 * watch.now + 1e-6


def test_a_station_over_its_limit_is_refused_before_its_signature_from_its_address_only() -> None:
    watch = Watch()
    limits = Limits(LimitSettings(station_rate=1, station_burst=2), watch)
    for number in range(2):
        limits.check_station_early(asked("one", created=number))
        limits.count_station(asked("one", created=number), "one")
    assert refusal(limits.check_station_early, asked("one")) == ""
    assert refusal(limits.count_station, asked("one"), "one") == "too_many_requests"
    assert refusal(limits.check_station_early, asked("one", created=9)) == "too_many_requests"
    assert refusal(limits.check_station_early, asked("one", "10.9.9.9")) == ""
    assert refusal(limits.check_station_early, asked("two")) == ""
    watch.now += 1
    assert refusal(limits.check_station_early, asked("one")) == ""
    assert refusal(limits.count_station, asked("one"), "one") == ""


def test_a_name_taken_in_vain_costs_its_owner_nothing() -> None:
    limits = Limits(LimitSettings(station_rate=1, station_burst=2), Watch())
    for _ in range(100):  # never proved, so never counted
        limits.check_station_early(asked("one", "10.9.9.9"))
    assert refusal(limits.count_station, asked("one"), "one") == ""


def test_requests_at_once_are_counted_out_again() -> None:
    limits = Limits(LimitSettings(station_at_once=2), Watch())
    limits.begin("one")
    limits.begin("one")
    assert refusal(limits.begin, "one") == "too_many_at_once"
    assert refusal(limits.begin, "two") == ""
    limits.end("one")
    assert refusal(limits.begin, "one") == ""
    for station in ("one", "one", "two"):
        limits.end(station)
    with pytest.raises(KeyError):
        limits.end("one")


def test_addresses_codes_and_passwords_have_limits_of_their_own() -> None:
    settings = LimitSettings(address_burst=1, enrol_burst=1, sign_in_burst=1, sign_in_rate=0.1)
    limits = Limits(settings, Watch())
    assert [refusal(limits.count_address, "a") for _ in range(2)] == ["", "too_many_requests"]
    assert [refusal(limits.count_enrolment, "a") for _ in range(2)] == ["", "too_many_requests"]
    limits.count_sign_in("a")
    with pytest.raises(AccessError) as problem:
        limits.count_sign_in("a")
    assert (problem.value.code, problem.value.params) == ("slow_down", {"seconds": 10})
    limits.count_sign_in("b")
    limits.forgive_sign_in("b")
    limits.count_sign_in("b")


def test_callers_that_are_not_heard_of_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.central.limits._KEPT", 2)
    buckets = Buckets(rate=1, burst=1, seconds=Watch())
    for caller in ("a", "b", "c"):
        buckets.take(caller)
    assert (buckets.wait("a"), buckets.wait("c")) == (0, 1)
