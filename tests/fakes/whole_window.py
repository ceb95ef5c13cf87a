"""The window with every page of the product over a real store, and its scanner filter."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.bootstrap.desktop import interpreter
from inspector_app.domain.scan import RawScan
from inspector_app.domain.scanner_check import Reading
from inspector_app.scanning.wedge import WedgeBuffer
from inspector_app.services import intake, standards
from inspector_app.ui.camera_corner import CameraCorner
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.devices.key_facts import PressedAt
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.pages import register_all
from inspector_app.ui.presenters.sign_in import SignInPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.views.sign_in import SignInPage
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import open_lot, signed_lot
from tests.fakes.desk_window import SignIn
from tests.fakes.goods import SUPERVISOR
from tests.fakes.scanner_gun import Gun
from tests.fakes.station import make_station
from tests.fakes.tools import make_tools

Arguments = Mapping[str, Any]


class WholeWindow:
    """``places`` are all registered pages with what they are shown with; ``scans`` what the filter
    gave, ``readings`` what the self-test page heard instead."""

    def __init__(self, ui: Ui, folder: Path, gun: Gun) -> None:
        self.ui, self.gun = ui, gun
        self.opened = make_station(folder / "station", FakeClock())
        self.station = self.opened.station
        self.tools, _ = make_tools(self.opened, folder)
        self.session = Session()
        presenter = SignInPresenter(SignIn(self), ui.tasks)  # type: ignore[arg-type]
        self.window = MainWindow(ui, SignInPage(ui, presenter, "", pin_length=4), "A1")
        self.scans: list[str] = []
        self.readings: list[str] = []
        self._keys = self._listen()
        register_all(self.window, ui, self.tools, self.session)
        CameraCorner(self.window, ui, self.tools, self._take)
        signed = signed_lot(self.opened)
        walked = open_lot(self.opened, SUPERVISOR, line="O-1/2")
        found = intake.find_line(self.station, RawScan(data=b"6901234567892", source="wedge"))
        order = {"order_id": "O-1"}
        lot, inspection = {**order, "line_id": "O-1/1"}, {"inspection_id": walked.id}
        self.places: dict[str, Arguments] = {name: {} for name in self.window._entries}
        self.places |= {
            "order": order, "dock": order, "lot": lot, "choose": {"found": found, **order},
            "walk": inspection, "summary": inspection, "decision": {"inspection_id": signed.id},
            "dossier": {"inspection_id": signed.id}, "lot_papers": inspection,
            "amend": {"inspection_id": signed.id}, "urgent": inspection,
            "standard": {"draft_id": self._draft()},
            "standard_try": {"standard": self.station.standards.published()[0]},
        }  # fmt: skip

    def _draft(self) -> str:
        newest = self.station.standards.published()[0]
        text = standards.new_version(self.station, newest.id, newest.version)
        return standards.save_draft(self.station, SUPERVISOR, text).id

    def _listen(self) -> WedgeFilter:
        real: Callable[[QKeyEvent], int] = PressedAt(time.monotonic_ns)
        keys = WedgeFilter(
            WedgeBuffer(),
            time.monotonic_ns if self.gun.real else self.gun.clock,
            self.window,
            pressed_at=real if self.gun.real else self.gun.at,
        )
        keys.scanned.connect(self._take)
        keys.install()
        self.window.scanner_keys = keys
        self._read = interpreter(None)
        return keys

    def _take(self, raw: RawScan) -> None:
        self.scans.append(raw.text)
        self.window.take_scan(ScanEvent(raw=raw, result=self._read(raw)))

    def _heard(self, reading: Reading) -> None:
        self.readings.append(reading.text)

    def open(self) -> None:
        """Show it with a supervisor signed in."""
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window, 10_000)
        self.session.begin(SUPERVISOR)
        self.window.sign_in(SUPERVISOR, "today")
        self.settle()

    def go(self, name: str) -> None:
        """Show a page, also out of one that would rather stay."""
        self.window._current = name if self.window.current_name == name else ""
        assert self.window.show_page(name, **self.places[name])
        if name == "scanner_test":
            page: Any = self.window.current
            page._bursts.heard.disconnect()
            page._bursts.heard.connect(self._heard)
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()

    def rest(self) -> None:
        """Until nothing is held back any more."""
        self.gun.now += 1_000_000_000
        QTest.qWait(120)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.opened.close()
