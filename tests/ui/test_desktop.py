"""What bootstrap starts: one ``Ui``, one window a folder, scans to pages, faults told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.scan import RawScan
from inspector_app.i18n import Catalogue
from inspector_app.scanning.wedge import WedgeBuffer
from inspector_app.ui.context import Cue, ScanEvent
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.page import Page
from inspector_app.ui.shell import MainWindow

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def desktop(qapp, catalogue: Catalogue):
    made = Desktop([], resources=RESOURCES, catalogue=catalogue)
    yield made
    qInstallMessageHandler(None)
    qapp.setStyleSheet("")


def test_scans_of_any_source_reach_the_page(desktop: Desktop, qtbot) -> None:
    seen: list[str] = []

    class Door(Page):
        def on_scan(self, event: ScanEvent) -> bool:
            seen.append(event.result.text)
            return True

    door = Door(desktop.ui)
    window = MainWindow(desktop.ui, door)
    qtbot.addWidget(window)
    take = desktop.listen(
        window,
        WedgeBuffer(),
        lambda: 0,
        lambda raw: ScanResult(kind="text", raw=raw, text=raw.text.upper()),
    )
    take(RawScan(data=b"asn-1", source="picture"))
    assert seen == ["ASN-1"]


def test_one_window_a_folder(desktop: Desktop, catalogue: Catalogue, tmp_path: Path) -> None:
    assert desktop.hold_folder(tmp_path / "window.lock")
    other = Desktop([], resources=RESOURCES, catalogue=catalogue)
    assert not other.hold_folder(tmp_path / "window.lock")


def test_running_finishes_acts_and_tells_faults(desktop: Desktop, expected_log, capsys) -> None:
    expected_log("unexpected_fault")
    told: list[str] = []
    done: list[int] = []
    desktop.ui.notices.posted.connect(lambda notice: told.append(notice.text))

    def after_paint() -> None:
        desktop.tasks.write(lambda: 7, done.append)
        QTimer.singleShot(0, desktop.application.quit)
        sys.excepthook(ValueError, ValueError("x"), None)

    assert desktop.run(after_paint) == 0
    assert done == [7]
    assert "ValueError" in told[0]


def test_sounds_come_late_without_anybody_noticing(desktop: Desktop) -> None:
    heard: list[Cue] = []

    class Loud:
        def play(self, cue: Cue) -> None:
            heard.append(cue)

    desktop.ui.notices.accepted("早")
    desktop.sounds.use(Loud())
    desktop.ui.notices.wrong("错")
    assert heard == ["wrong"]
