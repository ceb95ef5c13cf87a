"""The whole main job, headless: what the demo says is what lies on the disk and centrally."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from inspector_app.bootstrap.demo import DemoResult, run_demo
from inspector_app.bootstrap.demo_data import demo_scenario
from inspector_app.bootstrap.station import open_station
from inspector_app.cli.main import main
from inspector_app.domain.errors import StorageError
from inspector_app.services import checking, history
from inspector_app.services.records import SummaryFilter
from inspector_app.settings import DataFolder
from inspector_app.wire.inspection import decode_record

OVERALL = {"accepted": "accept", "rejected": "reject", "hold": "hold"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out"


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, dict[str, object]]]:
    return []


@pytest.fixture(scope="module")
def result(out: Path, steps: list[tuple[str, dict[str, object]]]) -> DemoResult:
    return run_demo(out, lambda step, facts: steps.append((step, facts)))


def test_every_plot_ends_as_the_rules_say(result: DemoResult) -> None:
    for plot, played in zip(demo_scenario(), result.played, strict=True):
        closed = played.inspection.state.closed
        assert closed is not None
        assert closed.overall == OVERALL[plot.expected], plot.id


def test_the_scan_was_read_from_the_picture(
    result: DemoResult, steps: list[tuple[str, dict[str, object]]]
) -> None:
    scans = [facts for step, facts in steps if step == "scanned"]
    assert [scan["file"] for scan in scans] == [plot.scan_file for plot in demo_scenario()]
    assert all(scan["stage"] and scan["text"] for scan in scans)


def test_everything_reached_the_central_system_and_is_whole(result: DemoResult, out: Path) -> None:
    assert result.sent.outcome == "done"
    assert result.sent.sent.events == sum(1 + bool(each.decision) for each in result.played)
    with open_station(DataFolder(out / "station")) as opened:
        assert all(line.ok for line in checking.check(opened.station))
        queue = opened.database.send_queue()
        assert queue.delivered() == queue.head()
        assert set(opened.database.send_overview().photo_counts()) == {"verified"}


def test_the_report_carries_lot_verdict_and_link(result: DemoResult, out: Path) -> None:
    played = result.played[0]
    lot = played.inspection.state.lot.lot_number
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(result.documents[f"{lot} report zh"]).pages
    )
    assert lot in text
    assert "合格" in text
    assert "〓" not in text, "a glyph is missing"
    with open_station(DataFolder(out / "station")) as opened:
        [row] = [r for r in history.page(opened.station, SummaryFilter()) if r.lot_number == lot]
        event = history.dossier(opened.station, row.id).events[0]
    assert event.link.hex()[:16] in text.replace("\n", "")
    assert decode_record(event.payload).lot.number == lot


def test_all_documents_are_there(result: DemoResult) -> None:
    assert len(result.documents) >= 8
    for name, path in result.documents.items():
        assert path.read_bytes().startswith(b"%PDF"), name


def test_the_command_line_reads_what_the_demo_left(
    result: DemoResult, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(out / "station")]
    assert main([*folder, "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == len(result.played)
    lot = rows[0]["lot_number"]
    assert main([*folder, "show", lot, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["verdict"]["overall"] == rows[0]["overall"]
    report = out / "again.pdf"
    assert main([*folder, "report", lot, "--out", str(report), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == report.stat().st_size
    assert main([*folder, "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == "whole"
    assert main([*folder, "queue", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["waiting_events"] == 0
    assert main([*folder, "show", "nothing", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "inspection_unknown"


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(StorageError, match="folder_not_empty"):
        run_demo(tmp_path, lambda step, facts: None)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
