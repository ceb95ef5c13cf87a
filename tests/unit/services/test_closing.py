"""Closing seals verdict, chain link, journal and outbox in one commit; dispositions follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, InspectorError, IntakeError, WalkError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import (
    calendar_doubt,
    checking,
    closing,
    dispositions,
    history,
    inspections,
    intake,
    photos,
)
from inspector_app.services.records import SummaryFilter
from inspector_app.services.station import Station
from inspector_app.wire.inspection import decode_record, replay
from inspector_app.wire.link import link
from tests.fakes.clock import FakeClock
from tests.fakes.goods import COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, picture
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def walked(station: Station, planned: Inspection) -> Inspection:
    return walk_goods(station, walk_pages(station, planned))


def test_a_whole_inspection_is_sealed_signed_and_queued(
    opened: OpenStation, walked: Inspection
) -> None:
    station = opened.station
    closed = closing.close(station, INSPECTOR, walked, pin=PIN)
    dossier = history.dossier(station, closed.id)
    event = dossier.events[0]
    assert event.link == link(UUID(station.station_id).bytes, 1, bytes(32), event.payload)
    opened.key.check(event.signature, event.link)
    record = decode_record(event.payload)
    assert record.verdict.overall == "accept"
    assert replay(record).state == walked.state, "the record folds to what was sealed"
    assert {photo.sha256 for photo in record.photos} == {p.sha256 for p in walked.state.photos}
    assert [each.seq for each in opened.database.send_queue().unsent_events(10)] == [1]
    assert dossier.summary.tag == "passed"
    assert all(line.ok for line in checking.check(station))


def test_nothing_more_is_recorded_after_sealing(station: Station, walked: Inspection) -> None:
    closed = closing.close(station, INSPECTOR, walked, pin=PIN)
    for act in (
        lambda: inspections.see_cartons(station, INSPECTOR, closed),
        lambda: photos.attach(station, INSPECTOR, closed, picture()),
        lambda: closing.close(station, INSPECTOR, closed, pin=PIN),
        lambda: inspections.undo(station, INSPECTOR, closed),
    ):
        with pytest.raises(WalkError, match="inspection_closed"):
            act()


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ({"pin": "0000"}, "wrong_pin"),
        ({"badge": "B2"}, "signature_of_another"),
        ({"badge": "B404"}, "unknown_badge"),
        ({}, "signature_missing_pin"),
    ],
)
def test_a_wrong_signature_seals_nothing(
    station: Station, walked: Inspection, signature: dict[str, str], code: str
) -> None:
    with pytest.raises(AccessError, match=code):
        closing.close(station, INSPECTOR, walked, **signature)
    with station.records.reading() as work:
        assert work.journal.head().seq == 0
    assert inspections.load(station, walked.id) == walked


def test_missing_evidence_closes_as_hold_incomplete(station: Station, planned: Inspection) -> None:
    closed = closing.close(station, INSPECTOR, planned, badge="B1")
    assert closed.state.closed is not None
    assert (closed.state.closed.overall, closed.state.closed.incomplete) == ("hold", True)
    [row] = dispositions.desk(station, SUPERVISOR).undecided
    assert (row.tag, row.incomplete) == ("quarantined", True)


def test_the_chain_grows_and_refuses_a_gap(station: Station, planned: Inspection) -> None:
    closing.close(station, INSPECTOR, planned, pin=PIN)
    with station.records.reading() as work:
        event = work.journal.event(1)
    assert event is not None
    with pytest.raises(InspectorError, match="chain_broken"), station.records.writing() as work:
        work.journal.append(replace(event, seq=3), "x", ())


def test_a_supervisor_decides_with_four_eyes_and_once(
    station: Station, planned: Inspection
) -> None:
    closing.close(station, INSPECTOR, planned, pin=PIN)
    with pytest.raises(AccessError, match="not_allowed"):
        dispositions.decide(station, COLLEAGUE, planned.id, "sort", reason="defect_sortable")
    with pytest.raises(WalkError, match="reason_needed"):
        dispositions.decide(station, SUPERVISOR, planned.id, "sort", reason="why not")
    with pytest.raises(IntakeError, match="quantity_not_in_lot"):
        dispositions.decide(
            station, SUPERVISOR, planned.id, "sort", reason="defect_sortable", quantity=3001
        )
    decision = dispositions.decide(
        station, SUPERVISOR, planned.id, "sort", reason="defect_sortable"
    )
    assert decision.seq == 2
    assert dispositions.decisions_of(station, planned.id) == (decision,)
    with pytest.raises(WalkError, match="already_decided"):
        dispositions.decide(station, SUPERVISOR, planned.id, "sort", reason="defect_sortable")
    [row] = history.page(station, SummaryFilter())
    assert (row.disposition, row.tag) == ("sort", "quarantined")


def test_a_split_decision_stays_on_the_desk_until_every_unit_is_decided(
    station: Station, planned: Inspection
) -> None:
    closing.close(station, INSPECTOR, planned, pin=PIN)
    dispositions.decide(
        station, SUPERVISOR, planned.id, "concession", reason="minor_only", quantity=1000
    )
    [row] = dispositions.desk(station, SUPERVISOR).undecided
    assert (row.disposition, row.tag) == ("", "quarantined")
    with pytest.raises(IntakeError, match="quantity_not_in_lot"):
        dispositions.decide(
            station, SUPERVISOR, planned.id, "return", reason="not_conforming", quantity=2001
        )
    rest = dispositions.decide(station, SUPERVISOR, planned.id, "return", reason="not_conforming")
    assert rest.quantity == 2000
    assert dispositions.desk(station, SUPERVISOR).undecided == ()
    [row] = history.page(station, SummaryFilter())
    assert (row.disposition, row.tag) == ("split", "quarantined")


def test_who_took_part_cannot_approve_the_own_hold(station: Station, planned: Inspection) -> None:
    joined = inspections.join(station, SUPERVISOR, planned)
    closing.close(station, INSPECTOR, joined, pin=PIN)
    with pytest.raises(AccessError, match="own_hold"):
        dispositions.decide(station, SUPERVISOR, planned.id, "sort", reason="defect_sortable")


def test_an_open_lot_cannot_be_decided_about(station: Station, planned: Inspection) -> None:
    with pytest.raises(WalkError, match="not_closed"):
        dispositions.decide(station, SUPERVISOR, planned.id, "sort", reason="defect_sortable")


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365)])
def test_a_clock_a_year_off_waits_for_a_supervisor(
    station: Station, clock: FakeClock, planned: Inspection, jump: timedelta
) -> None:
    first = closing.close(station, INSPECTOR, planned, pin=PIN)
    assert calendar_doubt.doubt(station) is None
    clock.advance(jump.total_seconds())
    found = calendar_doubt.doubt(station)
    assert found is not None
    second = intake.open_lot(station, INSPECTOR, REQUEST)
    with pytest.raises(AccessError, match="clock_doubtful"):
        closing.close(station, INSPECTOR, second, pin=PIN)
    assert inspections.load(station, second.id) == second, "the work is kept"
    with pytest.raises(AccessError, match="not_allowed"):
        calendar_doubt.confirm(station, INSPECTOR)
    with pytest.raises(AccessError, match="clock_doubtful"):
        dispositions.decide(station, SUPERVISOR, first.id, "sort", reason="defect_sortable")
    assert calendar_doubt.doubt(station) is not None, "no event wipes the doubt away"
    calendar_doubt.confirm(station, SUPERVISOR)
    assert calendar_doubt.doubt(station) is None
    closed = closing.close(station, INSPECTOR, second, pin=PIN)
    record = decode_record(history.dossier(station, closed.id).events[0].payload).record
    assert record.doubted_against == found.believed.isoformat()
    assert record.date_confirmed_by == SUPERVISOR.id
    assert first.id != closed.id


def test_a_server_time_that_differs_by_more_than_a_day_is_doubted(station: Station) -> None:
    with station.records.writing() as work:
        calendar_doubt.note_offset(work, 3600.0)
    assert calendar_doubt.doubt(station) is None
    with station.records.writing() as work:
        calendar_doubt.note_offset(work, 90_000.0)
    assert calendar_doubt.doubt(station) is not None


def test_photos_are_found_damaged_or_missing(opened: OpenStation, walked: Inspection) -> None:
    digest = walked.state.photos[0].sha256
    opened.files.path(digest).write_bytes(b"changed")
    [line] = [line for line in checking.check(opened.station) if line.name == "photos"]
    assert not line.ok
    assert digest in line.detail
