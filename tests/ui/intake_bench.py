"""A window with the intake pages on the demo warehouse, for page tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from inspector_app.domain.scan import RawScan
from inspector_app.services import intake, people
from inspector_app.ui.context import Notice, ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.pages_intake import register_intake
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from tests.fakes.clock import FakeClock
from tests.fakes.demo_station import make_demo_station
from tests.fakes.tools import make_tools


class NotedPage(Page):
    """Remembers what it was shown with."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self.seen: list[dict[str, Any]] = []

    def arrive(self, **arguments: Any) -> None:
        self.seen.append(arguments)


class IntakeBench:
    """``window`` with somebody signed in; ``scan`` goes through the window as a scanner's does."""

    def __init__(self, ui: Ui, folder: Path, **tools: Any) -> None:
        self.ui = ui
        self.clock = FakeClock()
        self.opened = make_demo_station(folder, self.clock)
        self.station = self.opened.station
        self.tools, self.asked = make_tools(self.opened, folder, **tools)
        self.session = Session()
        self.window = MainWindow(ui, NotedPage(ui), "Bench 1")
        self.finder = register_intake(self.window, ui, self.tools, self.session)
        self.others: dict[str, NotedPage] = {}
        for name in ("walk", "dossier", "settings"):
            self.others[name] = NotedPage(ui)
            self.window.register(PageEntry(name=name, factory=lambda name=name: self.others[name]))
        self.people = {one.id: one for one in people.people(self.station)}
        self.notices: list[Notice] = []
        ui.notices.posted.connect(self.notices.append)
        self.session.begin(self.people["U-01"])
        self.window.resize(1280, 800)
        self.window.show()
        self.window.sign_in(self.people["U-01"])

    @property
    def page(self) -> Any:
        return self.window.current

    def scan(self, text: str) -> None:
        mark, rest = (text[:3], text[3:]) if text.startswith("]") else ("", text)
        raw = RawScan(data=rest.encode(), source="wedge", symbology_id=mark)
        self.window.take_scan(ScanEvent(raw=raw, result=intake.read_scan(self.station, raw)))

    def focus(self, widget: QWidget) -> None:
        self.window.activateWindow()
        widget.setFocus()


@pytest.fixture
def bench(ui: Ui, qtbot: Any, tmp_path: Path) -> Iterator[IntakeBench]:
    made = IntakeBench(ui, tmp_path)
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.activateWindow()
    for page in made.others.values():
        qtbot.addWidget(page)
    yield made
    made.opened.close()
