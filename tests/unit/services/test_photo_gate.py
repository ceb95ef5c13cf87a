"""When photos may go: metered networks, working hours, and a person who cannot wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspector_app.services.photo_gate import SLOWEST, PhotoGate
from inspector_app.settings import Settings, defaults
from inspector_app.settings.schema import Value
from tests.fakes.clock import FakeClock


def gate(hour: int = 12, **changes: Value) -> PhotoGate:
    settings: Settings = defaults().having(**changes)
    clock = FakeClock(datetime(2026, 11, 22, hour, 30, tzinfo=UTC))
    return PhotoGate(lambda: settings, clock, UTC)


def test_by_default_photos_go_at_any_time_as_fast_as_they_can() -> None:
    found = gate()
    assert (found.held(), found.rate()) == ("", 0)


def test_a_metered_network_holds_them_unless_told_otherwise() -> None:
    held, sent = gate(), gate(metered_network="send")
    for each in (held, sent):
        each.set_metered(metered=True)
    assert (held.held(), sent.held()) == ("metered", "")
    held.set_metered(metered=False)
    assert held.held() == ""


def test_a_person_lets_them_go_once() -> None:
    found = gate()
    found.set_metered(metered=True)
    found.let_go()
    assert found.held() == ""
    found.sent()
    assert found.held() == "metered"


HOURS = (0, 5, 6, 7, 8, 12, 17, 18, 22, 23)


@pytest.mark.parametrize(
    ("start", "end", "held_at"),
    [(8, 18, {8, 12, 17}), (22, 6, {22, 23, 0, 5}), (0, 24, set(HOURS))],
)
def test_working_hours_hold_them_also_over_midnight(
    start: int, end: int, held_at: set[int]
) -> None:
    hours = {"photos_when": "off_hours", "work_from": start, "work_to": end}
    assert {hour for hour in HOURS if gate(hour, **hours).held()} == held_at


def test_a_limit_is_never_so_low_that_nothing_arrives() -> None:
    assert gate(photo_rate_kbs=200).rate() == 200_000
    assert gate(photo_rate_kbs=1).rate() == SLOWEST * 1000
