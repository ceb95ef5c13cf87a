"""Originals of a delivery in the sealed record of each of its lots."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.delivery import LineCount
from inspector_app.domain.errors import PhotoError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import checking, closing, deliveries, dock_photos, intake, photos
from inspector_app.services.evidence.chain import sent_digests
from inspector_app.services.evidence.gather import originals_of
from inspector_app.services.intake import LotRequest
from inspector_app.services.station import Station
from inspector_app.wire.inspection import InspectionRecord, decode_record
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import PIN, picture

DOCK, DENT, SIGNED = picture((9, 8, 7)), picture((7, 8, 9)), picture((1, 2, 3))


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def lot_of_a_delivery(station: Station) -> Inspection:
    for data in (DOCK, DENT):
        photos.keep(station, INSPECTOR, data)
    count = LineCount(
        line_id="O-1/1", product_id="P-1", expected=125, received=125, damaged=1,
        photos=(sha(DENT), sha(DOCK)),
    )  # fmt: skip
    delivery = deliveries.receive(
        station, INSPECTOR, "O-1", vehicle="粤A12345", counts=[count], driver="张师傅",
        signature=SIGNED, photos=[sha(DOCK)],
    )  # fmt: skip
    request = LotRequest(
        order_id="O-1", line_id="O-1/1", size=24, cartons=1, units_per_carton=24,
        delivery_id=delivery.id,
    )  # fmt: skip
    return intake.open_lot(station, INSPECTOR, request)


def sealed(station: Station, lot: Inspection) -> InspectionRecord:
    closing.close(station, INSPECTOR, lot, pin=PIN)
    with station.records.reading() as work:
        event = work.journal.event(work.journal.head().seq)
    assert event is not None
    return decode_record(event.payload)


def test_the_record_names_each_with_size_and_place(opened: OpenStation) -> None:
    lot = lot_of_a_delivery(opened.station)
    record = sealed(opened.station, lot)
    named = [(part.sha256, part.size, part.place) for part in record.dock_photos]
    assert named == [
        (sha(DOCK), len(DOCK), "dock"),
        (sha(DENT), len(DENT), "line:O-1/1"),
        (sha(SIGNED), len(SIGNED), "signature"),
    ]
    assert {part.media_type for part in record.dock_photos} == {"image/jpeg"}
    assert set(sent_digests(record)) == set(originals_of([record]))
    pending = opened.database.send_queue()
    pending.mark_delivered(1, None)
    waiting = {photo.sha256 for photo in pending.pending_photos(9)}
    assert waiting == {sha(DOCK), sha(DENT), sha(SIGNED)}


def test_a_lot_without_a_delivery_names_none(station: Station, fresh: Inspection) -> None:
    assert sealed(station, fresh).dock_photos == ()


def test_a_delivery_of_an_early_version_stays_as_it_was(opened: OpenStation) -> None:
    lot = lot_of_a_delivery(opened.station)
    with opened.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER photos_refuses_delete")
        connection.exec_driver_sql("DELETE FROM photos")
    record = sealed(opened.station, lot)
    assert record.dock_photos == ()
    assert set(originals_of([record])) == {sha(DOCK), sha(DENT), sha(SIGNED)}
    assert sent_digests(record) == ()


def test_dock_photos_are_hashed_once_and_by_their_delivery(opened: OpenStation) -> None:
    lot_of_a_delivery(opened.station)
    with opened.station.records.reading() as work:
        assert work.photo_hashes.unhashed(0, 99) == []
        at_dock = work.photo_hashes.unhashed_at_dock(datetime(2000, 1, 1, tzinfo=UTC), 99)
    assert {place.sha256 for place in at_dock} == {sha(DOCK), sha(DENT)}


def test_too_many_pictures_would_not_fit_the_records(station: Station) -> None:
    kept = [
        photos.keep(station, INSPECTOR, picture((9, 9, 9), side=8 + at))
        for at in range(dock_photos.MAX_DOCK_PHOTOS + 1)
    ]
    count = LineCount(line_id="O-1/1", product_id="P-1", expected=125, received=125)
    with pytest.raises(PhotoError) as caught:
        deliveries.receive(
            station, INSPECTOR, "O-1", vehicle="粤A12345", counts=[count], photos=kept
        )
    assert caught.value.code == "too_many_dock_photos"


def test_a_lost_or_changed_dock_photo_is_told_by_check(station: Station) -> None:
    lot_of_a_delivery(station)
    station.files.path(sha(DENT)).unlink()
    lines = {line.name: line for line in checking.check(station)}
    assert not lines["photos"].ok
    assert lines["photos"].detail == f"{sha(DENT)}: missing"
    assert "cleared" not in lines
