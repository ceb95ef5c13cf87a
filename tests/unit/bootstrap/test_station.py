"""Opening a data folder: private, with its own key, and refused with a code when it cannot be."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from inspector_app.bootstrap.station import open_station
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import Enrolment, SealedEvent
from inspector_app.settings import DataFolder
from inspector_app.wire.link import FIRST_PREVIOUS, link
from tests.conftest import ExpectedLog
from tests.fakes.station import make_station
from tests.fakes.unprivileged import run_bound


def seal(folder: Path) -> None:
    """One event in the journal, signed as doors sign."""
    with make_station(folder) as opened:
        bound = link(UUID(opened.station.station_id).bytes, 1, FIRST_PREVIOUS, b"{}")
        event = SealedEvent(
            seq=1, kind="created", previous=FIRST_PREVIOUS, link=bound,
            signature=opened.key.sign(bound), payload=b"{}",
        )  # fmt: skip
        with opened.station.records.writing() as work:
            work.journal.append(event, "i-1", [])


def enrol(folder: Path) -> None:
    with make_station(folder) as opened:
        known = Enrolment(
            tenant="t", station_id=opened.station.station_id, url="http://127.0.0.1:1",
            server_key=bytes(32), public_key=opened.key.public_key(),
        )  # fmt: skip
        opened.database.send_queue().save_enrolment(known)


def refused(folder: Path) -> str:
    with pytest.raises(StorageError) as caught:
        open_station(DataFolder(folder))
    return caught.value.code


@pytest.mark.parametrize("before", [seal, enrol])
def test_a_lost_key_is_not_made_anew(tmp_path: Path, before) -> None:
    before(tmp_path)
    (tmp_path / "station.key").unlink()
    assert refused(tmp_path) == "key_missing"
    assert not (tmp_path / "station.key").exists()


@pytest.mark.parametrize("before", [seal, enrol])
def test_the_key_of_another_station_is_refused(tmp_path: Path, before) -> None:
    before(tmp_path / "one")
    make_station(tmp_path / "two").close()
    (tmp_path / "two" / "station.key").replace(tmp_path / "one" / "station.key")
    assert refused(tmp_path / "one") == "key_of_another_station"


def test_a_station_that_signed_nothing_may_lose_its_key(tmp_path: Path) -> None:
    make_station(tmp_path).close()
    (tmp_path / "station.key").unlink()
    make_station(tmp_path).close()
    assert (tmp_path / "station.key").exists()


def test_an_enrolment_of_an_early_version_has_no_key_to_compare(tmp_path: Path) -> None:
    enrol(tmp_path)
    with make_station(tmp_path) as opened:
        queue = opened.database.send_queue()
        known = queue.enrolment()
        assert known is not None
        queue.save_enrolment(replace(known, public_key=b""))
    with make_station(tmp_path) as opened:
        assert len(opened.key.public_key()) == 32


@pytest.mark.skipif(os.name == "nt", reason="rights by mode are POSIX")
def test_folder_database_and_copies_are_the_owners_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with open_station(folder) as opened:
        opened.database.copy_to(tmp_path / "copy.sqlite3")
        with opened.station.records.writing() as work:
            work.notes.put("a", "b")
        found = {path.name: path.stat().st_mode & 0o777 for path in folder.root.glob("station.*")}
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert set(found) >= {"station.sqlite3", "station.sqlite3-wal", "station.key"}
    assert set(found.values()) == {0o600}
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o777 == 0o600


def test_settings_that_are_not_usable_are_in_the_log(
    tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log(r"settings_ignored entries=\['colour', 'idle_minutes'\]")
    entries = {"idle_minutes": 0, "colour": "red", "theme": "dark"}
    (tmp_path / "settings.json").write_text(json.dumps(entries), "utf-8")
    with open_station(DataFolder(tmp_path)) as opened:
        assert opened.settings.text("theme") == "dark"


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only there")
@pytest.mark.parametrize("command", [["list"], ["sync"], ["queue"], ["check"]])
def test_a_read_only_folder_is_a_refusal_of_every_command(
    tmp_path: Path, command: list[str]
) -> None:
    folder = tmp_path / "data"
    make_station(folder).close()
    folder.chmod(0o500)
    try:
        done = run_bound(["-m", "inspector_app", *command, "--json", "--data", folder])
    finally:
        folder.chmod(0o700)
    assert done.returncode == 1, done.stderr
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["params"]) == ("read_only_folder", {"folder": str(folder)})
    assert str(folder) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only there")
def test_a_place_that_is_read_only_takes_no_new_folder(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    place.chmod(0o500)
    try:
        for command in (["central", "init", place / "x"], ["demo", "--out", place / "x"]):
            done = run_bound(["-m", "inspector_app", *command, "--json"])
            assert json.loads(done.stdout)["error"]["code"] == "read_only_folder"
            assert "Traceback" not in done.stderr
    finally:
        place.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only there")
def test_a_read_only_folder_opens_a_window_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o500)
    program = (
        "import sys; from pathlib import Path\n"
        "import inspector_app.bootstrap.desktop as desktop\n"
        "from inspector_app.settings import DataFolder\n"
        "def tell(_, problem): print(problem.code, problem.params['folder']); return 1\n"
        "desktop.show_refusal = tell\n"
        "sys.exit(desktop.run_desktop(DataFolder(Path(sys.argv[1]))))\n"
    )
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    try:
        done = run_bound(["-c", program, folder])
    finally:
        folder.chmod(0o700)
    assert (done.returncode, done.stdout.split()) == (1, ["read_only_folder", str(folder)])
