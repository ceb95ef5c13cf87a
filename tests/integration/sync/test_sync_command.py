"""``inspector-app sync`` leaves behind what the window's sender leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import Sender, enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.central import master, stations
from inspector_app.central.parts import Parts
from inspector_app.cli.main import main
from inspector_app.domain.errors import SyncError
from inspector_app.services.calendar_doubt import OFFSET
from inspector_app.settings import DataFolder, defaults, save
from inspector_app.sync.engine import SyncReport
from tests.fakes.clock import FakeClock


def last_success(opened: OpenStation) -> datetime | None:
    return Sender(opened, lambda: None).status().last_success


def test_the_command_notes_its_success(
    central: EmbeddedCentral, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = str(tmp_path / "data"), datetime.now(UTC)
    code = central.enrolment_code()
    enrol = ["sync", "--data", folder, "--enrol", code, "--url", central.url, "--json"]
    assert main(enrol) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "done"
    with open_station(DataFolder(tmp_path / "data")) as opened:
        success = last_success(opened)
    assert success is not None
    assert success >= before


def test_new_standards_are_in_force_and_the_offset_is_kept(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    central.load_master(MasterData(standards=shipped_documents()))
    clock = FakeClock(datetime.now(UTC) - timedelta(hours=2))
    with open_station(DataFolder(tmp_path / "data"), clock=clock) as opened:
        enrol_station(opened, central.url, central.enrolment_code())
        assert opened.standards.published() == ()
        report = send_once(opened, "test")
        assert report.outcome == "done", report.problem
        assert len(opened.standards.published()) >= 1
        with opened.station.records.reading() as work:
            kept = work.notes.get(OFFSET)
        assert kept is not None
        assert abs(float(kept) - 7200) < 120


def test_a_failure_is_no_success_and_its_code_is_in_the_log(
    central: EmbeddedCentral, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    with open_station(DataFolder(data)) as opened:
        enrol_station(opened, central.url, central.enrolment_code())
    central.stop()
    assert main(["sync", "--json", "--data", str(data)]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "offline"
    with open_station(DataFolder(data)) as opened:
        assert last_success(opened) is None
    lines = (data / "logs" / "commands.log").read_text("utf-8").splitlines()
    assert [json.loads(line).get("code") for line in lines].count("offline") == 1


def test_the_background_sender_logs_a_repeated_failure_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with open_station(DataFolder(tmp_path / "data")) as opened:
        sender = Sender(opened, lambda: None)
        for _ in range(3):
            sender._reported(SyncReport(outcome="failed", problem=SyncError("offline")))
        sender._reported(SyncReport(outcome="done"))
        sender._reported(SyncReport(outcome="failed", problem=SyncError("offline")))
    assert caplog.messages.count("refused code=offline") == 2


def test_how_often_to_fetch_is_a_setting(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.root.mkdir()
    save(folder.root, defaults().having(sync_seconds=7))
    with open_station(folder) as opened:
        assert Sender(opened, lambda: None)._worker._interval == timedelta(seconds=7)


def test_a_station_bears_its_codes_name_and_the_queue_says_why_it_stopped(
    central: EmbeddedCentral, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")
    with open_station(folder) as opened:
        enrol_station(opened, central.url, central.enrolment_code("三号月台"))
        station = str(opened.station.station_id)

    async def revoke(parts: Parts) -> str:
        return await stations.revoke(parts, await master.tenant_of(parts), station, "boss")

    assert central.call(revoke) == "三号月台"
    assert main(["sync", "--data", str(folder.root)]) == 1
    capsys.readouterr()
    assert main(["queue", "--data", str(folder.root)]) == 0
    said = capsys.readouterr().out
    assert "本工位已被吊销" in said
    assert "恢复上传" in said
