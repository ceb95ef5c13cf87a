"""A station's backup and what comes back from it, with the central system filling the gap."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from inspector_app.bootstrap import station_archive
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.station_backup import back_up, restore
from inspector_app.cli.main import main
from inspector_app.domain.errors import StorageError
from inspector_app.services.checking import CheckLine, check
from inspector_app.settings import DataFolder
from inspector_app.ui.window_lock import window_lock
from tests.fakes.sealing_station import code, enrol, open_sealing, seal_record, send
from tests.integration.sync.test_new_identity import records, sealed_bytes

PHOTO = b"\xff\xd8 a photo "


def test_a_restore_drill(central: EmbeddedCentral, tmp_path: Path) -> None:
    """Sent, saved, more sealed and sent, unsent, lost, restored: all is there once."""
    file, lost = tmp_path / "station.backup", DataFolder(tmp_path / "lost")
    with open_sealing(lost.root) as station:
        enrol(station, central)
        for number in (1, 2):
            seal_record(station, number, [PHOTO + bytes([number])])
        assert code(send(station)) == ""
        unsent = seal_record(station, 3, [PHOTO + b"3"])
        old = station.station.station_id
        back_up(lost, file)  # beside the running station
        seal_record(station, 4, [PHOTO + b"4"])
        assert code(send(station)) == ""
    began = time.monotonic()
    done = restore(file, DataFolder(tmp_path / "new"))
    with open_sealing(tmp_path / "new") as again:
        assert (done.place, done.photos, done.carried) == (3, 3, 1)
        assert again.station.station_id not in ("", old)
        assert again.database.send_queue().enrolment() is None
        assert check(again.station)[1] == CheckLine(name="photos", ok=True, detail="3")
        late = seal_record(again, 5, [PHOTO + b"5"])
        assert (late.seq, late.base) == (2, 3)
        enrol(again, central)
        assert code(send(again)) == ""
        took = time.monotonic() - began
        assert again.database.send_overview().photo_counts() == {"verified": 4}
        assert check(again.station)[1] == CheckLine(name="photos", ok=True, detail="4")
    print(f"station restore drill: {took:.2f} s, records 5, lost 0, doubled 0")
    kept = [records(central, number) for number in range(1, 6)]
    assert [len(each) for each in kept] == [1, 1, 1, 1, 1]
    assert all(each[0].state == "complete" for each in kept)
    found = sealed_bytes(central, kept[2][0])
    assert (found.station, found.link) == (old, unsent.link)
    assert took < 60


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    with open_sealing(folder / "station") as station:
        seal_record(station, 1, [PHOTO])
        back_up(DataFolder(folder / "station"), folder / "station.backup")
    return folder


def test_a_backup_holds_no_key(saved: Path) -> None:
    with zipfile.ZipFile(saved / "station.backup") as archive:
        names = archive.namelist()
        held = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "key" in name]
    key = (saved / "station" / "station.key").read_bytes().splitlines()[1]
    assert key not in held


@pytest.mark.skipif(os.name != "posix", reason="rights are the folder's on Windows")
def test_a_backup_and_what_comes_of_it_are_their_owners_alone(saved: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    restore(saved / "station.backup", DataFolder(shared))
    for path in (saved / "station.backup", DataFolder(shared).database):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_manifest_that_would_fill_the_memory_is_refused(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_archive, "_LONGEST", 100)
    with pytest.raises(StorageError) as caught:
        restore(saved / "station.backup", DataFolder(tmp_path / "new"))
    assert caught.value.code == "backup_not_ours"


def test_what_is_there_is_moved_aside_and_not_deleted(saved: Path, tmp_path: Path) -> None:
    with open_sealing(tmp_path) as present:
        seal_record(present, 7)
        held = present.station.station_id
    with pytest.raises(StorageError, match="folder_in_use"):
        restore(saved / "station.backup", DataFolder(tmp_path))
    done = restore(saved / "station.backup", DataFolder(tmp_path), replace=True)
    assert done.replaced is not None
    with open_sealing(done.replaced) as before:
        assert before.station.station_id == held
    with open_sealing(tmp_path) as now:
        assert now.station.station_id == done.station_id


def test_a_copied_database_is_no_backup(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="backup_not_ours"):
        restore(saved / "station" / "station.sqlite3", DataFolder(tmp_path))
    assert not DataFolder(tmp_path).database.exists()


@pytest.mark.parametrize("part", [station_archive.DATABASE, station_archive.PHOTOS])
def test_a_damaged_backup_changes_nothing(saved: Path, tmp_path: Path, part: str) -> None:
    bad = tmp_path / "bad.backup"
    with zipfile.ZipFile(saved / "station.backup") as whole, zipfile.ZipFile(bad, "w") as copy:
        for name in whole.namelist():
            data = whole.read(name)
            copy.writestr(name, data[:-1] + b"?" if name.startswith(part) else data)
    with pytest.raises(StorageError, match="backup_damaged"):
        restore(bad, DataFolder(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_nobody_restores_onto_a_running_station(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "busy")
    folder.root.mkdir()
    with window_lock(folder.window_lock):
        assert (
            main(["restore", str(saved / "station.backup"), "--data", str(folder.root), "--json"])
            == 1
        )
    assert "station_running" in capsys.readouterr().out
    assert not folder.database.exists()


def test_the_commands_back_up_and_restore(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "again.backup"
    assert main(["backup", str(out), "--data", str(saved / "station")]) == 0
    assert main(["restore", str(out), "--data", str(tmp_path / "new"), "--lang", "en"]) == 0
    assert "goes on under a new identity with 1 records" in capsys.readouterr().out
