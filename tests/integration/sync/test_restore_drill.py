"""The central system is lost and comes back from a backup: stations send again what it lacked."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
from pathlib import Path

import pytest

from inspector_app.bootstrap import central_backup, central_doctor, embedded_central, server
from inspector_app.bootstrap.central_places import places, write_places
from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.folders import make_private
from inspector_app.central.configuration import Layout
from inspector_app.central.keys import ServerKey
from inspector_app.central.operation import archive
from inspector_app.central.operation.archive import ChunkWriter
from inspector_app.cli.main import main
from inspector_app.domain.errors import AccessError, InspectorError, StorageError
from inspector_app.sync.engine import SyncReport
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers, StationMaker, engine_of

PASSPHRASE = "correct horse battery"


def sent(station: MemoryStation) -> SyncReport:
    report = engine_of(station).run_once(force=True)
    assert report.outcome == "done", report.problem
    return report


def fill(station: MemoryStation, first: int, count: int) -> None:
    """Seal inspections with photos, each photo its own."""
    for number in range(first, first + count):
        photos = [f"{station.station_id} {number} {place}".encode() for place in range(2)]
        station.seal(inspection(number, photos), photos)


def a_new_home(folder: Path, backend: Servers | None) -> None:
    """Where nothing is: an empty folder, or one that names an empty database and bucket."""
    if backend is None:
        return
    make_private(folder)
    database = backend.postgres.database()
    write_places(
        Layout(folder), backend.postgres.api_address(database),
        backend.postgres.owner_address(database), backend.seaweed.place(),
    )  # fmt: skip


def test_nothing_is_lost_or_doubled_by_a_restore(
    central: EmbeddedCentral,
    central_folder: Path,
    make_station: StationMaker,
    backend: Servers | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stations = [make_station(1), make_station(2)]
    spare = central.enrolment_code()
    for station in stations:
        fill(station, 0, 4)
        sent(station)
    start = time.monotonic()
    made = central_backup.make_backup(
        central_folder, tmp_path / "backup", with_photos=True, passphrase=PASSPHRASE
    )
    backup_seconds = time.monotonic() - start
    assert (made.photos.recorded, made.photos.here, made.photos.missing) == (16, 16, 0)
    for station in stations:
        fill(station, 4, 3)
        sent(station)
    port = int(central.url.rpartition(":")[2])
    central.stop()
    shutil.rmtree(central_folder)

    home = tmp_path / "home"
    a_new_home(home, backend)
    start = time.monotonic()
    restored = central_backup.put_back(home, tmp_path / "backup", passphrase=PASSPHRASE)
    restore_seconds = time.monotonic() - start
    assert restored.keys_put_back
    assert restored.events == 8
    assert (restored.photos.here, restored.photos.put_back, restored.photos.missing) == (16, 16, [])
    assert central_doctor.worst(central_doctor.examine(home, everything=True)) != "bad"

    back = embedded_central.start_embedded(home, port=port)
    try:
        start = time.monotonic()
        again = [sent(station) for station in stations]
        catch_up_seconds = time.monotonic() - start
        refused = back.call(lambda parts: _enrolment_refused(parts, spare))
    finally:
        back.stop()

    assert [report.sent.rewound_to for report in again] == [4, 4]
    assert refused == "enrolment_refused"
    events = photos = lost = doubled = 0
    present = stored.photos_on_disk(home)
    for station in stations:
        rows = stored.journal(home, station)
        wanted = stored.expected(station)
        events += len(wanted)
        photos += len(station.queue.photos)
        lost += len(set(wanted) - set(rows)) + len(set(station.queue.photos) - set(present))
        doubled += len(rows) - len(set(rows))
        assert rows == wanted
        assert {one.state for one in station.queue.photos.values()} == {"verified"}
    assert all(name == digest for name, digest in present.items())
    with capsys.disabled():
        print(
            f"\nrestore drill on {'servers' if backend else 'folder'}: events {events}, photos "
            f"{photos}, lost {lost}, doubled {doubled}; backup {backup_seconds:.1f} s, restore "
            f"{restore_seconds:.1f} s, catching up {catch_up_seconds:.1f} s"
        )
    assert (lost, doubled) == (0, 0)


async def _enrolment_refused(parts: object, code: str) -> str:
    """Codes that nobody had used when the backup was taken are void."""
    import uuid

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from inspector_app.central import stations
    from inspector_app.wire.enrolment import parse_code, proof_message
    from inspector_app.wire.envelope import EnrolRequest

    key = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
    station = uuid.UUID("0192f3a0-7b1c-7def-8a01-0000000000ff")
    public = key.public_key().public_bytes_raw()
    proof = key.sign(proof_message(parse_code(code), station.bytes, public))
    asked = EnrolRequest(code=code, station=str(station), name="", public_key=public, proof=proof)
    try:
        await stations.enrol(parts, asked)  # type: ignore[arg-type]  # Parts
    except InspectorError as problem:
        return problem.code
    return ""


def test_photos_the_backup_does_not_hold_are_named_and_sent_again(
    central: EmbeddedCentral, central_folder: Path, make_station: StationMaker,
    backend: Servers | None, tmp_path: Path,
) -> None:  # fmt: skip
    """Keys were kept apart, photos not at all."""
    station = make_station()
    fill(station, 0, 2)
    sent(station)
    made = central_backup.make_backup(central_folder, tmp_path / "backup")
    assert not made.keys
    assert not made.photos.copied
    port = int(central.url.rpartition(":")[2])
    central.stop()
    home = tmp_path / "home"
    a_new_home(home, backend)
    with pytest.raises(StorageError) as caught:
        central_backup.put_back(home, tmp_path / "backup")
    assert caught.value.code == "central_backup_keys_missing"
    shutil.copytree(central_folder / "keys", home / "keys")
    restored = central_backup.put_back(home, tmp_path / "backup")
    assert sorted(restored.photos.missing) == sorted(station.queue.photos)
    listed = (home / central_backup.MISSING).read_text("utf-8").split()
    assert listed == restored.photos.missing
    assert stored.rows(home, "SELECT DISTINCT state FROM inspections") == [("received",)]

    back = embedded_central.start_embedded(home, port=port)
    try:
        sent(station)
    finally:
        back.stop()
    assert set(stored.photos_on_disk(home)) == set(station.queue.photos)
    assert stored.rows(home, "SELECT DISTINCT state FROM inspections") == [("complete",)]


@pytest.fixture(scope="module")
def made(initialised: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a fresh system, its keys sealed."""
    folder = tmp_path_factory.mktemp("backups") / "one"
    central_backup.make_backup(initialised, folder, passphrase=PASSPHRASE)
    return folder


class TestRefusals:
    def refused(self, home: Path, backup: Path, **given: object) -> str:
        with pytest.raises((StorageError, AccessError)) as caught:
            central_backup.put_back(home, backup, **given)  # type: ignore[arg-type]
        return caught.value.code

    def test_a_system_in_use_is_not_overwritten(self, made: Path, central_folder: Path) -> None:
        assert self.refused(central_folder, made) == "restore_target_used"
        restored = central_backup.put_back(central_folder, made, replace=True)
        assert restored.rows > 0
        assert stored.rows(central_folder, "SELECT count(*) FROM tenants") == [(1,)]

    def test_a_running_system_is_not_replaced(
        self, made: Path, central: EmbeddedCentral, central_folder: Path
    ) -> None:
        assert central.enrolment_code()
        assert self.refused(central_folder, made, replace=True) == "central_running"

    def test_a_damaged_file_is_found_before_anything_changes(
        self, made: Path, central_folder: Path, tmp_path: Path
    ) -> None:
        before = stored.rows(central_folder, "SELECT count(*) FROM feed_items")
        for name in ("rows/feed_items.zst", "photos.zst", "manifest.json"):
            spoilt = tmp_path / name.replace("/", "-")
            shutil.copytree(made, spoilt)
            path = spoilt / name
            path.write_bytes(path.read_bytes()[:-3])
            assert self.refused(central_folder, spoilt, replace=True) == "central_backup_damaged"
            path.unlink()
            gone = (
                "central_backup_not_found" if name == "manifest.json" else "central_backup_damaged"
            )
            assert self.refused(central_folder, spoilt, replace=True) == gone
        assert stored.rows(central_folder, "SELECT count(*) FROM feed_items") == before

    def test_a_backup_of_a_later_program_is_left_alone(
        self, made: Path, central_folder: Path, tmp_path: Path
    ) -> None:
        later = tmp_path / "later"
        shutil.copytree(made, later)
        manifest = later / "manifest.json"
        text = manifest.read_text("utf-8")
        schema = text.split('"schema": "')[1].split('"')[0]
        manifest.write_text(text.replace(f'"{schema}"', '"9999"'), "utf-8")
        assert self.refused(central_folder, later, replace=True) == "central_backup_newer"

    def test_keys_of_another_system_do_not_fit(self, made: Path, tmp_path: Path) -> None:
        other = tmp_path / "other"
        server.initialise(other, name="另一个仓库")
        assert self.refused(other, made, replace=True) == "central_backup_of_another_system"

    def test_only_the_passphrase_opens_the_keys(
        self, made: Path, backend: Servers | None, tmp_path: Path
    ) -> None:
        home = tmp_path / "home"
        a_new_home(home, backend)
        assert self.refused(home, made, passphrase="wrong wrong wrong") == "wrong_passphrase"
        assert self.refused(home, made) == "central_backup_keys_missing"
        assert not (home / "keys").exists()
        central_backup.put_back(home, made, passphrase=PASSPHRASE)
        if os.name == "posix":
            modes = {path.stat().st_mode & 0o777 for path in (home / "keys").iterdir()}
            assert modes == {0o600}

    def test_a_short_passphrase_seals_nothing(self, initialised: Path, tmp_path: Path) -> None:
        with pytest.raises(AccessError) as caught:
            central_backup.make_backup(initialised, tmp_path / "one", passphrase="short")
        assert caught.value.code == "passphrase_too_short"
        assert list(tmp_path.iterdir()) == []

    def test_a_backup_never_goes_over_another(self, made: Path, initialised: Path) -> None:
        with pytest.raises(StorageError) as caught:
            central_backup.make_backup(initialised, made)
        assert caught.value.code == "central_backup_exists"


def test_photos_shared_by_backups_are_copied_once(
    central: EmbeddedCentral, central_folder: Path, station: MemoryStation, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    fill(station, 0, 1)
    sent(station)
    central_backup.make_backup(central_folder, tmp_path / "one", copies=shared, with_photos=True)
    first = {path.name: path.stat().st_mtime_ns for path in shared.rglob("*") if path.is_file()}
    assert set(first) == set(station.queue.photos)
    fill(station, 1, 1)
    sent(station)
    central_backup.make_backup(central_folder, tmp_path / "two", copies=shared, with_photos=True)
    second = {path.name: path.stat().st_mtime_ns for path in shared.rglob("*") if path.is_file()}
    assert set(second) == set(station.queue.photos)
    assert {name: second[name] for name in first} == first
    assert not (tmp_path / "two" / "photos").exists()


def test_one_warehouse_grows_onto_servers(
    initialised: Path, backend: Servers | None, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A backup carries no type of either database: from a folder to servers, and back."""
    folder = tmp_path / "one"
    central_backup.make_backup(initialised, folder)
    home = tmp_path / "home"
    if backend is None:
        postgres = request.getfixturevalue("postgres")
        database = postgres.database()
        make_private(home)
        write_places(Layout(home), postgres.api_address(database), postgres.owner_address(database))
    else:
        make_private(home)
    shutil.copytree(initialised / "keys", home / "keys")
    central_backup.put_back(home, folder)
    assert places(Layout(home), {}).api.is_postgres == (backend is None)
    query = "SELECT feed, item, seq, body FROM feed_items WHERE feed <> 'acts' ORDER BY feed, item"
    there = [(*row[:3], bytes(row[3])) for row in stored.rows(home, query)]  # type: ignore[arg-type]
    assert there == [
        (*row[:3], bytes(row[3])) for row in stored.rows(initialised, query)  # type: ignore[arg-type]
    ]  # fmt: skip
    assert len(there) > 0


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    initialised: Path, backend: Servers | None, tmp_path: Path
) -> None:
    """Written as version 0004 did it, with the tables and columns it had."""
    folder = tmp_path / "old"
    tables = {
        "directory": (("entry", "tenant"), [("home", "t-1")]),
        "tenants": (("tenant", "name", "created_at"), [("t-1", "老仓库", 1)]),
        "feeds": (("tenant", "feed", "epoch", "counter", "horizon"),
                  [("t-1", "products", "before", 1, 0)]),
        "feed_items": (("tenant", "feed", "item", "seq", "body"),
                       [("t-1", "products", "P-1", 1, b"{}")]),
    }  # fmt: skip
    copies = []
    for name, (columns, rows) in tables.items():
        with ChunkWriter(folder / "rows" / f"{name}.zst", name, columns) as out:
            out.write(rows)
        copies.append(out.copy())
    with ChunkWriter(folder / "photos.zst", "photos.zst", ()) as out:
        pass
    key = ServerKey.load(Layout(initialised).key).public().hex()
    archive.write_manifest(
        folder,
        archive.Manifest(
            format=archive.FORMAT, taken_at=SystemClock().now(), program="0.1.0", schema="0004",
            back_end="sqlite", central_key=key, keys=False, months=("2026-10",),
            tables=tuple(copies), photo_list=out.copy(), photos=archive.PhotoCount(),
        ),
    )  # fmt: skip
    home = tmp_path / "home"
    a_new_home(home, backend)
    make_private(home)
    shutil.copytree(initialised / "keys", home / "keys")
    assert central_backup.put_back(home, folder).rows == 4
    assert stored.rows(home, "SELECT name FROM tenants") == [("老仓库",)]
    ((epoch,),) = stored.rows(home, "SELECT epoch FROM feeds WHERE feed = 'products'")
    assert epoch != "before"
    running = embedded_central.start_embedded(home)
    try:
        assert running.enrolment_code()
    finally:
        running.stop()


class TestCommands:
    """What the commands print, for people in both languages and for programs."""

    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
        code = main(["central", *words])
        return code, capsys.readouterr().out

    def test_backup_restore_and_doctor(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data, first, second = (str(tmp_path / name) for name in ("data", "first", "second"))
        server.initialise(tmp_path / "data", name="仓库")
        monkeypatch.setenv(central_backup.PASSPHRASE_VARIABLE, PASSPHRASE)
        code, text = self.run(capsys, "backup", first, "--data", data, "--json")
        document = json.loads(text)
        assert code == 0
        assert document["keys"]
        assert document["tables"]["tenants"] == 1
        assert document["photos"] == {
            "recorded": 0, "here": 0, "missing": 0, "bytes": 0, "copied": False, "damaged": [],
        }  # fmt: skip
        monkeypatch.delenv(central_backup.PASSPHRASE_VARIABLE)
        code, text = self.run(capsys, "backup", second, "--data", data, "--photos")
        assert (code, "备份里没有密钥" in text) == (0, True)
        code, text = self.run(capsys, "doctor", "--data", data, "--lang", "en")
        assert (code, "BAD" in text) == (0, False)
        assert "The last backup is 0 days old" in text
        code, text = self.run(capsys, "doctor", "--data", data, "--json")
        assert json.loads(text)["result"] in ("good", "warning")
        home = str(tmp_path / "home")
        code, text = self.run(capsys, "restore", second, "--data", home, "--json")
        assert (code, json.loads(text)["error"]["code"]) == (1, "central_backup_keys_missing")
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
        typing_error = ("--photos", str(tmp_path / "fotos"))
        code, text = self.run(capsys, "restore", first, "--data", home, *typing_error, "--json")
        assert (code, json.loads(text)["error"]["code"]) == (1, "central_photos_not_found")
        assert not (tmp_path / "home" / "central.db").exists()
        code, text = self.run(
            capsys, "restore", first, "--data", home, "--passphrase-stdin", "--lang", "en"
        )
        assert (code, "Restored the backup of" in text) == (0, True)
        code, text = self.run(capsys, "restore", first, "--data", home, "--replace", "--json")
        assert code == 0
        assert json.loads(text)["photos"]["missing"] == []
        (tmp_path / "home" / "keys" / "central.pem").chmod(0o644)
        code, text = self.run(capsys, "doctor", "--data", home)
        assert (code, "异常 密钥文件" in text) == (1, True)
