"""Cloned devices, restored backups, full disks, ended servers: each has a way back."""

from __future__ import annotations

import errno
import shutil
import socket
import sqlite3
from dataclasses import replace
from io import FileIO
from pathlib import Path

import pytest

from inspector_app.bootstrap import central_serving, embedded_central, server
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import master
from inspector_app.central.blobs import FolderBlobs
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import StorageError
from inspector_app.sync.engine import SyncReport
from inspector_app.sync.push import Pusher
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import StationMaker, engine_of


def run(station: MemoryStation) -> SyncReport:
    return engine_of(station).run_once(force=True)


def code(report: SyncReport) -> str:
    return report.problem.code if report.problem else ""


def test_a_cloned_device_is_stopped_and_keeps_its_work(
    station: MemoryStation, tmp_path: Path
) -> None:
    station.seal(inspection(1))
    run(station)
    clone = station.copy()
    station.seal(inspection(2))
    clone.seal(inspection(3))
    run(station)
    report = run(clone)
    assert (report.outcome, code(report)) == ("stopped", "chain_fork")
    assert clone.queue.unsent_events(9)[0].payload == inspection(3)
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


def test_a_forked_station_is_told_so_until_a_person_acts(station: MemoryStation) -> None:
    """Both devices have sent the same first event; the clone speaks without asking first."""
    from inspector_app.sync.transport import Transport, open_client

    station.seal(inspection(1))
    clone = station.copy()
    clone.queue.events.clear()
    clone.seal(inspection(9))
    run(station)
    known = clone.queue.enrolment()
    assert known is not None
    from inspector_app.bootstrap.clock import SystemClock
    from inspector_app.sync.answers import RefusedError

    with open_client(known.url) as client:
        transport = Transport(client, known, clone.keys, SystemClock())
        pusher = Pusher(clone.queue, clone.files, transport, lambda: None)
        with pytest.raises(RefusedError) as caught:
            pusher._send_events()
    assert (caught.value.code, caught.value.status) == ("chain_fork", 409)
    station.seal(inspection(2))
    report = run(station)
    assert (report.outcome, code(report)) == ("stopped", "station_forked")


def test_an_old_backup_of_the_station_is_noticed(station: MemoryStation) -> None:
    station.seal(inspection(1))
    run(station)
    backup = station.copy()
    station.seal(inspection(2))
    run(station)
    report = run(backup)
    assert (report.outcome, code(report)) == ("stopped", "chain_fork")


def test_a_restored_central_system_gets_everything_again(
    central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
) -> None:
    folder = tmp_path / "central"
    for number in range(3):
        photo = f"photo {number}".encode()
        station.seal(inspection(number, [photo]), [photo])
    run(station)
    backup = tmp_path / "backup"
    backup.mkdir()
    stored.back_up(folder, backup / "rows")
    shutil.copytree(folder / "keys", backup / "keys")
    stored.copy_photos(stored.photo_store(folder), backup / "photos")
    for number in range(3, 6):
        photo = f"photo {number}".encode()
        station.seal(inspection(number, [photo]), [photo])
    run(station)
    epoch = station.sink.cursors["products"].epoch
    port = int(central.url.rpartition(":")[2])
    central.stop()
    shutil.rmtree(folder / "keys")
    shutil.copytree(backup / "keys", folder / "keys")
    stored.copy_photos(backup / "photos", stored.photo_store(folder))
    stored.put_back(folder, backup / "rows")

    restored = embedded_central.start_embedded(folder, port=port)
    try:
        restored.call(master.renew_epochs)
        assert len(stored.journal(folder, station)) == 3
        report = run(station)
    finally:
        restored.stop()

    assert report.outcome == "done", report.problem
    assert report.sent.rewound_to == 3
    assert stored.journal(folder, station) == stored.expected(station)
    assert set(stored.photos_on_disk(folder)) == set(station.queue.photos)
    assert station.sink.cursors["products"].epoch != epoch
    assert {photo.state for photo in station.queue.photos.values()} == {"verified"}
    assert {state for state, _ in station.queue.states.values()} == {"accepted"}
    kept = station.queue.receipts
    assert len(kept) == 6
    given = stored.rows(folder, "SELECT number, signature FROM receipts ORDER BY number")
    assert [(number, kept[number].signature) for number in sorted(kept)] == given
    assert len(station.queue.earlier_receipts) == 3


def test_photos_missing_after_a_restore_come_again_even_when_no_event_is_missing(
    central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
) -> None:
    """The backup was taken between an event and its photos' arrival."""
    folder = tmp_path / "central"
    photos = [b"first", b"second"]
    station.seal(inspection(1, photos), photos)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pusher, "_send_photos", lambda _: None)
        run(station)
    backup = tmp_path / "backup"
    backup.mkdir()
    stored.back_up(folder, backup / "rows")
    run(station)
    assert {photo.state for photo in station.queue.photos.values()} == {"verified"}
    port = int(central.url.rpartition(":")[2])
    central.stop()
    stored.put_back(folder, backup / "rows")
    stored.lose_photos(stored.photo_store(folder))

    restored = embedded_central.start_embedded(folder, port=port)
    try:
        restored.call(master.renew_epochs)
        report = run(station)
    finally:
        restored.stop()

    assert report.outcome == "done", report.problem
    assert report.sent.rewound_to is None
    assert set(stored.photos_on_disk(folder)) == set(station.queue.photos)
    assert {photo.state for photo in station.queue.photos.values()} == {"verified"}
    assert [row[0] for row in stored.rows(folder, "SELECT number FROM receipts")] == [1]


def test_photos_lost_centrally_are_asked_for_again(
    station: MemoryStation, make_station: StationMaker, tmp_path: Path
) -> None:
    photo = b"the same picture"
    station.seal(inspection(1, [photo]), [photo])
    run(station)
    stored.lose_photos(stored.photo_store(tmp_path / "central"))
    other = make_station(2)
    other.seal(inspection(2, [photo]), [photo])
    assert run(other).outcome == "done"
    assert set(stored.photos_on_disk(tmp_path / "central")) == set(other.queue.photos)


def test_a_damaged_or_missing_original_is_marked_and_blocks_nothing(
    station: MemoryStation, tmp_path: Path
) -> None:
    photos = [b"sound", b"damaged", b"missing"]
    station.seal(inspection(1, photos), photos)
    sound, damaged, missing = (station.files.put(data, "jpg") for data in photos)
    station.files.path(damaged).write_bytes(b"damageX")
    station.files.path(missing).unlink()
    assert run(station).outcome == "done"
    states = {sha256: (one.state, one.reason) for sha256, one in station.queue.photos.items()}
    assert states == {
        sound: ("sent", ""),
        damaged: ("corrupt", "photo_damaged"),
        missing: ("corrupt", "photo_missing"),
    }
    assert station.queue.receipts_cursor() == 0


class FullBlobs(FolderBlobs):
    """A disk that fills up in the middle of a photo: a short write, and then none."""

    def _write(self, file: FileIO, data: memoryview) -> int | None:
        if file.tell() > 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super()._write(file, data[: len(data) // 2])


class ShortBlobs(FolderBlobs):
    """A disk that takes half of a photo and says nothing."""

    def _write(self, file: FileIO, data: memoryview) -> int | None:
        super()._write(file, data[: len(data) // 2])
        return len(data)


@pytest.mark.parametrize(
    ("blobs", "expected"), [(FullBlobs, "central_disk_full"), (ShortBlobs, "blob_mismatch")]
)
def test_half_a_photo_is_never_taken_for_a_photo(
    tmp_path: Path, blobs: type[FolderBlobs], expected: str
) -> None:
    folder = tmp_path / "central"
    server.initialise(folder, name="x")
    parts, _ = server.open_parts(folder)
    faulty = EmbeddedCentral(replace(parts, blobs=blobs(folder / "photos")), _loopback())
    faulty.start()
    try:
        station = _enrolled(faulty, tmp_path)
        photo = bytes(200_000)
        station.seal(inspection(1, [photo]), [photo])
        report = run(station)
    finally:
        faulty.stop()
    (record,) = station.queue.photos.values()
    assert record.state == "pending"
    full = expected == "central_disk_full"
    assert code(report) == (expected if full else "")
    assert record.reason == ("" if full else expected)
    assert stored.photos_on_disk(folder) == {}

    sound = embedded_central.start_embedded(folder, port=int(faulty.url.rpartition(":")[2]))
    try:
        assert run(station).outcome == "done"
    finally:
        sound.stop()
    assert set(stored.photos_on_disk(folder)) == set(station.queue.photos)


def test_a_database_that_is_away_is_unavailable_not_an_error(
    central: EmbeddedCentral, station: MemoryStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx2

    async def break_it(parts: Parts) -> None:
        def away(*_: object) -> None:
            raise StorageError("database_unavailable")

        monkeypatch.setattr(parts.db, "read", away)

    central.call(break_it)
    with httpx2.Client(base_url=central.url, trust_env=False) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    station.seal(inspection(1))
    report = run(station)
    assert (report.outcome, code(report)) == ("failed", "database_unavailable")


def test_a_newer_database_is_not_opened(tmp_path: Path) -> None:
    server.initialise(tmp_path, name="x")
    with sqlite3.connect(tmp_path / "central.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError) as caught:
        server.open_parts(tmp_path)
    assert caught.value.code == "data_folder_newer"


def _loopback() -> socket.socket:
    return central_serving.listen("127.0.0.1", 0)


def _enrolled(central: EmbeddedCentral, folder: Path) -> MemoryStation:
    from inspector_app.sync.enrol import enrol

    station = MemoryStation(folder / "station")
    enrol(
        station.queue,
        station.keys,
        url=central.url,
        code=central.enrolment_code(),
        station_id=station.station_id,
        name="",
    )
    return station
