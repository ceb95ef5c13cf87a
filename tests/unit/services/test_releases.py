"""Urgent release: named cartons, a deadline, only after identity, papers and shelf life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inspector_app.domain.errors import AccessError, InspectorError, WalkError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, history, inspections, releases
from inspector_app.services.station import Station
from inspector_app.wire.inspection import DispositionRecord
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN
from tests.fakes.whole_walk import walk_pages


@pytest.fixture
def through(station: Station, planned: Inspection) -> Inspection:
    return walk_pages(station, planned)


def release(station: Station, inspection: Inspection, **changes: Any) -> Inspection:
    values: dict[str, Any] = {
        "quantity": 48, "cartons": (2, 1), "deadline": station.clock.now() + timedelta(hours=8),
        "reason": "out_of_stock", "pin": PIN, **changes,
    }  # fmt: skip
    return releases.release_urgently(station, SUPERVISOR, inspection, **values)


def test_before_identity_papers_and_shelf_life_nothing_goes(
    station: Station, planned: Inspection
) -> None:
    assert set(releases.barred(station, planned)) == {"identity", "shelf_life", "documents"}
    with pytest.raises(WalkError, match="urgent_barred"):
        release(station, planned)


def test_a_traceable_quantity_goes_and_is_known_at_once(
    station: Station, through: Inspection
) -> None:
    import msgspec

    assert releases.barred(station, through) == ()
    gone = release(station, through, note="直播备货")
    [act] = gone.state.released
    assert (act.quantity, act.cartons, act.sealed_seq) == (48, (1, 2), 1)
    [event] = history.dossier(station, gone.id).events
    record = msgspec.json.decode(event.payload, type=DispositionRecord)
    assert (event.kind, record.disposition, record.target_seq) == ("disposed", "urgent_release", 0)
    assert (record.cartons, record.deadline) == ((1, 2), act.deadline)
    [row] = releases.due(station)
    assert (row.released, row.release_by) == (48, act.deadline)
    assert SUPERVISOR.id not in gone.state.people
    closed = closing.close(station, INSPECTOR, gone, pin=PIN)
    verdict = closing.verdict_of(station, closed)
    assert "urgently_released" in {reason.code for reason in verdict.reasons}
    assert releases.due(station) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": 0}, "quantity_not_positive"),
        ({"quantity": 49}, "quantity_not_in_cartons"),
        ({"cartons": ()}, "urgent_cartons_missing"),
        ({"cartons": (126,)}, "no_such_carton"),
        ({"deadline": timedelta(0)}, "deadline_not_ahead"),
        ({"deadline": timedelta(days=8)}, "deadline_too_far"),
        ({"reason": "please"}, "reason_needed"),
        ({"note": "x" * 501}, "note_too_long"),
        ({"pin": "9999"}, "wrong_pin"),
    ],
)
def test_what_cannot_be_traced_or_signed_does_not_go(
    station: Station, through: Inspection, changes: dict[str, Any], code: str
) -> None:
    if "deadline" in changes:
        changes = {"deadline": station.clock.now() + changes["deadline"]}
    with pytest.raises(InspectorError, match=code):
        release(station, through, **changes)
    assert inspections.load(station, through.id) == through


def test_a_carton_goes_once_and_an_isolated_one_never(
    station: Station, through: Inspection
) -> None:
    gone = release(station, through)
    with pytest.raises(WalkError, match="carton_already_released"):
        release(station, gone, cartons=(2, 3))
    torn = inspections.record_finding(station, INSPECTOR, gone, "P01", carton=7)
    if torn.state.findings[-1].effect == "isolate_carton":
        with pytest.raises(WalkError, match="carton_isolated"):
            release(station, torn, cartons=(7,))


def test_who_inspects_the_lot_releases_nothing_of_it(station: Station, through: Inspection) -> None:
    joined = inspections.join(station, SUPERVISOR, through)
    with pytest.raises(AccessError, match="own_walk"):
        release(station, joined)
    with pytest.raises(AccessError, match="not_allowed"):
        releases.release_urgently(
            station, INSPECTOR, through, quantity=1, cartons=(1,),
            deadline=station.clock.now(), reason="campaign", pin=PIN,
        )  # fmt: skip
