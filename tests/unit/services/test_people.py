"""Wrong tries slow down, over restarts and over a clock set back."""

from __future__ import annotations

import pytest

from inspector_app.domain.errors import AccessError
from inspector_app.services import people
from inspector_app.services.station import Station
from tests.fakes.clock import FakeClock
from tests.fakes.station import PIN


def wrong(station: Station) -> AccessError:
    with pytest.raises(AccessError) as refusal:
        people.sign_in_pin(station, "U-1", "9999")
    return refusal.value


def test_a_pin_or_a_badge_signs_in(station: Station) -> None:
    assert people.sign_in_pin(station, "U-1", PIN).id == "U-1"
    assert people.sign_in_badge(station, "B9").role == "supervisor"
    assert [person.id for person in people.people(station)] == ["U-1", "U-2", "U-9"]


def test_unknown_people_and_badges_are_refused(station: Station) -> None:
    with pytest.raises(AccessError, match="unknown_badge"):
        people.sign_in_badge(station, "nobody")
    with pytest.raises(AccessError, match="unknown_person"):
        people.sign_in_pin(station, "U-404", PIN)


def test_the_fourth_try_waits_even_with_the_right_pin(station: Station, clock: FakeClock) -> None:
    assert [wrong(station).code for _ in range(3)] == ["wrong_pin"] * 3
    with pytest.raises(AccessError) as refusal:
        people.sign_in_pin(station, "U-1", PIN)
    assert refusal.value.code == "too_many_tries"
    assert 0 < int(refusal.value.params["seconds"]) <= 6
    clock.advance(6)
    assert people.sign_in_pin(station, "U-1", PIN).id == "U-1"


def test_waits_double_and_end_at_five_minutes() -> None:
    assert [people.wait_seconds(n) for n in (0, 2, 3, 4, 5)] == [0, 0, 5, 10, 20]
    assert people.wait_seconds(50) == 300


def test_a_clock_set_back_locks_nobody_out(station: Station, clock: FakeClock) -> None:
    for _ in range(3):
        wrong(station)
    clock.advance(-86_400)
    assert people.sign_in_pin(station, "U-1", PIN).id == "U-1"


def test_success_forgets_the_wrong_tries(station: Station) -> None:
    wrong(station)
    wrong(station)
    people.sign_in_pin(station, "U-1", PIN)
    assert wrong(station).params["seconds"] == 0


def test_the_place_is_kept_per_person(station: Station) -> None:
    people.leave_off(station, "U-1", "walk:1")
    with station.records.reading() as work:
        assert people.place_of(work, "U-1") == "walk:1"
        assert people.place_of(work, "U-2") == ""
