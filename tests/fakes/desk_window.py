"""The real window with the desk's pages over a real store; work is done in the call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.domain.gs1 import parse_scan
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.services import people
from inspector_app.ui.context import Notice, ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.pages_after import register_after
from inspector_app.ui.pages_desk import register_desk
from inspector_app.ui.presenters.sign_in import SignInPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.views.sign_in import SignInPage
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import Chip
from inspector_app.ui.widgets.text import Text
from tests.fakes.clock import FakeClock
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tools import FakeSyncDesk, make_tools

KEYS = {
    "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Right": Qt.Key.Key_Right,
    **{str(digit): Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10)},
}  # fmt: skip


PRESSED_MS = 130
"""Qt shows a button pressed by its key for 100 ms before it acts."""


class Elsewhere(Page):
    """Stands for other engineers' pages; remembers with what it was shown."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self.arrived: list[dict[str, Any]] = []

    def arrive(self, **arguments: Any) -> None:
        self.arrived.append(arguments)


class SignIn:
    """The door of the sign-in page over the same store."""

    def __init__(self, desk: DeskWindow) -> None:
        self._desk = desk

    def people(self) -> Any:
        return people.people(self._desk.station)

    def sign_in(self, person_id: str, pin: str) -> Person:
        return people.sign_in_pin(self._desk.station, person_id, pin)

    def sign_in_badge(self, token: str) -> Person:
        return people.sign_in_badge(self._desk.station, token)

    def load_demo(self) -> None:
        raise AssertionError("somebody works here already")


class DeskWindow:
    """``go(page, …)`` shows a page; keys go where the keyboard is."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        self.clock = FakeClock()
        self.opened = make_station(folder / "station", self.clock)
        self.station = self.opened.station
        self.ui = ui
        self.notices: list[Notice] = []
        ui.notices.posted.connect(self.notices.append)
        self.tools, self.asked = make_tools(self.opened, folder)
        desk = self.tools.sync
        assert isinstance(desk, FakeSyncDesk)
        self.sync = desk
        self.session = Session()
        self.presenter = SignInPresenter(SignIn(self), ui.tasks)
        self.window = MainWindow(ui, SignInPage(ui, self.presenter, "", pin_length=4), "A1")
        self.presenter.on_signed_in = self._signed_in
        self.window.locked.connect(lambda _: self.session.end())
        self.elsewhere = {name: Elsewhere(ui) for name in ("today", "walk", "summary")}
        for name, page in self.elsewhere.items():
            shown = {"icon": "today", "text": "shell.nav.today"} if name == "today" else {}
            self.window.register(PageEntry(name=name, factory=lambda page=page: page, **shown))
        register_desk(self.window, ui, self.tools, self.session)
        register_after(self.window, ui, self.tools, self.session)
        self.window.resize(1280, 800)

    def open(self, who: Person = SUPERVISOR, page: str = "desk", **arguments: Any) -> None:
        """Show the window with somebody signed in."""
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window, 5_000)
        self.session.begin(who)
        self.window.sign_in(who, page, **arguments)
        self.settle()

    def close(self) -> None:
        """Away with every widget: left ones make each later change of style slower."""
        self.window.close()
        for page in self.elsewhere.values():
            page.deleteLater()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.opened.close()

    def _signed_in(self, person: Person) -> None:
        self.session.begin(person)
        self.window.sign_in(person)

    @property
    def page(self) -> Any:
        return self.window.current

    def go(self, page: str, **arguments: Any) -> None:
        self.window.show_page(page, **arguments)
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def key(self, key: str) -> None:
        QTest.keyClick(self.window.windowHandle(), KEYS[key])
        QTest.qWait(PRESSED_MS)
        self.settle()

    def press(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def press_button(self, text: str) -> None:
        """The visible button with these words."""
        self.press(self._one(Button, text))

    def press_chip(self, text: str) -> None:
        """The visible chip with these words."""
        self.press(self._one(Chip, text))

    def _one(self, kind: Any, text: str) -> Any:
        found = [w for w in self.window.findChildren(kind) if w.isVisible() and w.text() == text]
        assert len(found) == 1, (text, [w.text() for w in self.window.findChildren(kind)])
        return found[0]

    def said(self) -> str:
        """Every visible text."""
        page = self.window.current
        assert page is not None
        return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisible())

    def scan(self, text: str, *, source: Any = "wedge") -> None:
        raw = RawScan(data=text.encode(), source=source)
        result = parse_scan(raw, self.clock.today(), self.station.gs1)
        self.window.take_scan(ScanEvent(raw=raw, result=result))
        self.settle()
