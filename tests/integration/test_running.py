"""A station behind a window: leftovers swept, the demo enrolled and found again."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.demo import load_warehouse
from inspector_app.bootstrap.embedded_central import start_embedded
from inspector_app.bootstrap.running import RunningStation, start_running
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import Enrolment
from inspector_app.settings import DataFolder
from tests.conftest import ExpectedLog


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def enrolment(running: RunningStation) -> Enrolment:
    known = running.opened.database.send_queue().enrolment()
    assert known is not None
    return known


def reachable(running: RunningStation) -> bool:
    from inspector_app.bootstrap.sending import sync_engine

    running.sender.stop()
    report = sync_engine(running.opened, "test").run_once(force=True)
    assert report.outcome == "done", report.problem
    return running.central is not None and enrolment(running).url == running.central.url


def test_what_a_crash_left_of_a_photo_is_taken_away(folder: DataFolder) -> None:
    left = folder.photos / "aa" / ".aa11.jpg.1-2-3.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    start_running(folder, demo=False).close()
    assert not left.exists()


def test_the_demo_is_found_again_at_its_port(folder: DataFolder) -> None:
    first = start_running(folder, demo=True)
    url = enrolment(first).url
    first.close()
    again = start_running(folder, demo=True)
    try:
        assert reachable(again)
        assert enrolment(again).url == url
    finally:
        again.close()


def test_a_taken_port_moves_the_demo_and_the_station_follows(folder: DataFolder) -> None:
    first = start_running(folder, demo=True)
    url = enrolment(first).url
    first.close()
    with socket.create_server(("127.0.0.1", int(url.rpartition(":")[2]))):
        again = start_running(folder, demo=False)
        try:
            assert reachable(again)
            assert enrolment(again).url != url
        finally:
            again.close()


@pytest.mark.parametrize("central_made", [False, True])
def test_an_interrupted_demo_is_enrolled_at_the_next_start(
    folder: DataFolder, central_made: bool
) -> None:
    """The first start ended after the warehouse was loaded, before or after the central system
    was made, and before the station was enrolled."""
    with open_station(folder) as opened:
        load_warehouse(opened)
    if central_made:
        start_embedded(folder.root / "demo-central").stop()
    running = start_running(folder, demo=True)
    try:
        assert reachable(running)
        with running.station.records.reading() as work:
            assert work.master.orders()
    finally:
        running.close()


def test_without_its_central_system_the_station_works_and_the_log_says_so(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    expected_log("demo_central_not_started code=data_folder_newer")
    start_running(folder, demo=True).close()

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("data_folder_newer", folder="x", found="9")

    monkeypatch.setattr(embedded_central, "start_embedded", refuse)
    running = start_running(folder, demo=True)
    try:
        assert running.central is None
        assert running.tools.demo_offered() is False
    finally:
        running.close()


def test_a_station_enrolled_elsewhere_leaves_the_demo_alone(folder: DataFolder) -> None:
    first = start_running(folder, demo=True)
    first.close()
    with open_station(folder) as opened:
        queue = opened.database.send_queue()
        known = queue.enrolment()
        assert known is not None
        queue.save_enrolment(replace(known, url="http://127.0.0.1:9", server_key=bytes(32)))
    again = start_running(folder, demo=False)
    try:
        assert again.central is None
        assert enrolment(again).url == "http://127.0.0.1:9"
    finally:
        again.close()
