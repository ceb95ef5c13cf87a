"""A bench to walk an inspection at: the real window and store, a camera that never runs out, and
a counter of acts. Every key, tap, scan and shutter counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import badge_code
from inspector_app.services import inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.ports import Frame
from inspector_app.ui.context import Notice, ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.pages_walk import register_walk
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.task_runner import QtTaskRunner
from tests.fakes.label_reader import FakeLabelReader, KeptInMemory
from tests.fakes.station import make_station, picture
from tests.fakes.tools import make_tools

UNIT_CODE = "6901234567892"


class FakeCamera:
    """Each still is another picture."""

    def __init__(self) -> None:
        self.taken = 0
        self.running = False

    def start(self, on_frame: Callable[[Frame], None]) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def still(self) -> bytes:
        self.taken += 1
        return picture((self.taken * 7 % 250, self.taken * 13 % 250, 80), side=96)


class Elsewhere(Page):
    """Stands for the pages around the walk; remembers with what it was shown."""

    def __init__(self, ui: Ui, name: str) -> None:
        super().__init__(ui)
        self.name = name
        self.arrived: list[dict[str, Any]] = []

    def arrive(self, **arguments: Any) -> None:
        self.arrived.append(arguments)


class Bench:
    """One lot, opened and drawn, shown in the real window."""

    def __init__(
        self, ui: Ui, folder: Path, *, units: int = 3000, cartons: int = 125, camera: bool = True,
        runner: QtTaskRunner | None = None, reader: FakeLabelReader | None = None,
    ) -> None:  # fmt: skip
        self.opened = make_station(folder)
        self.station = self.opened.station
        self.tasks = runner or QtTaskRunner()
        self.notices: list[Notice] = []
        self.ui = replace(ui, tasks=self.tasks)
        self.ui.notices.posted.connect(self.notices.append)
        self.camera = FakeCamera() if camera else None
        self.reader = reader or FakeLabelReader()
        hints = LabelHints(
            self.opened.files, self.station.clock, KeptInMemory(), lambda: self.reader
        )
        self.tools, self.asked = make_tools(
            self.opened, folder, camera=lambda: self.camera, label_hints=hints
        )
        self.session = Session()
        self.person = self._person("U-1")
        self.session.begin(self.person)
        self.acts = 0
        self.inspection_id = self._open_lot(units, cartons).id
        self._build()

    def _person(self, person_id: str) -> Person:
        with self.station.records.reading() as work:
            person = work.master.person(person_id)
        assert person is not None
        return person

    def _open_lot(self, units: int, cartons: int) -> Inspection:
        request = LotRequest(
            order_id="O-1", line_id="O-1/1", size=units, cartons=cartons,
            units_per_carton=-(-units // cartons),
        )  # fmt: skip
        opened = intake.open_lot(self.station, self.person, request)
        batch = Batch(
            id="", number="H2601", produced=date(2026, 6, 1), life="36M", life_from_master=True
        )
        opened = inspections.record_batch(self.station, self.person, opened, batch)
        return inspections.draw_plan(self.station, self.person, opened)

    def _build(self) -> None:
        self.window = MainWindow(self.ui, Elsewhere(self.ui, "sign_in"), "3 号质检台")
        self.elsewhere = {name: Elsewhere(self.ui, name) for name in ("today", "order")}
        for name, page in self.elsewhere.items():
            self.window.register(
                PageEntry(
                    name=name, factory=lambda page=page: page, icon="today",
                    text="shell.nav.today",
                )
            )  # fmt: skip
        register_walk(self.window, self.ui, self.tools, self.session)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window, 5_000)
        self.window.sign_in(self.person, "walk", inspection_id=self.inspection_id)
        self.settle()

    # -- acts

    def key(self, key: str) -> None:
        """One key press, where the keyboard is now."""
        self.acts += 1
        keys = {
            "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "F9": Qt.Key.Key_F9,
            "Down": Qt.Key.Key_Down, "Up": Qt.Key.Key_Up, "Del": Qt.Key.Key_Delete,
        }  # fmt: skip
        target = self.window.windowHandle()
        QTest.keyClick(target, keys.get(key) or Qt.Key(ord(key.upper())))
        self.settle()

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.key(key)

    def scan(self, text: str, symbology: str = "") -> None:
        """One code, as the scanner's filter would hand it on."""
        self.acts += 1
        raw = RawScan(data=text.encode(), source="wedge", symbology_id=symbology)
        self.window.take_scan(ScanEvent(raw=raw, result=intake.read_scan(self.station, raw)))
        self.settle()

    def command(self, word: str) -> None:
        """One code of the command sheet."""
        self.scan(f"INS:C:{word}")

    def badge(self, token: str = "B1") -> None:
        """A badge at the scanner."""
        self.scan(badge_code(token).text)

    def tap(self, text: str, *, at: int = 0) -> None:
        """Press what shows ``text`` (a key of the translations, or the words themselves)."""
        self.acts += 1
        widget = self.find(text)[at]
        self._click(widget)

    def press(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Press a widget at a place."""
        self.acts += 1
        self._click(widget, place)

    def _click(self, widget: QWidget, place: QPoint | None = None) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        self.settle()

    def find(self, text: str) -> list[QWidget]:
        """Visible, enabled buttons that carry the text."""
        wanted = self.ui.t(text) if self.ui.texts.translator.has(text) else text
        found = [
            widget
            for widget in self.page.findChildren(QAbstractButton)
            if widget.isVisible() and widget.isEnabled() and _text(widget) == wanted
        ]
        assert found, f"nothing shows {wanted!r}"
        return found

    def shows(self, text: str) -> bool:
        """Whether something visible carries the text (also as part of it)."""
        wanted = self.ui.t(text) if self.ui.texts.translator.has(text) else text
        return any(
            widget.isVisible() and wanted in _text(widget)
            for widget in self.page.findChildren(QWidget)
        )

    def settle(self) -> None:
        """Until every act is on the disk and shown."""
        for _ in range(4):
            assert self.tasks.drain()
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- looking

    @property
    def page(self) -> Any:
        return self.window.current

    @property
    def page_name(self) -> str:
        return type(self.page).__name__

    @property
    def view(self) -> Any:
        """The view of the walk or summary page."""
        return self.page._presenter.view

    @property
    def place(self) -> Any:
        return self.view.place

    @property
    def state(self) -> State:
        return inspections.load(self.station, self.inspection_id).state

    def close(self) -> None:
        self.tasks.close()
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.opened.close()


def _text(widget: QWidget) -> str:
    text = getattr(widget, "text", "")
    found = text() if callable(text) else text
    return found if isinstance(found, str) else ""
