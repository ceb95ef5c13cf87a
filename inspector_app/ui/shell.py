"""The window's frame: rail, strip, pages, notices, the lock, and the way of every scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.master import Person, Role
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.page import Page
from inspector_app.ui.task_runner import QtTaskRunner
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.notices import NoticeBar
from inspector_app.ui.widgets.rail import NavigationRail, RailEntry
from inspector_app.ui.widgets.status import (
    CameraBadge,
    Narrow,
    SaveBadge,
    ScannerBadge,
    ScannerState,
    SyncBadge,
)
from inspector_app.ui.widgets.text import ElidedText
from inspector_app.ui.widgets.toggles import LanguageToggle, ThemeToggle
from inspector_app.ui.window_filter import WindowFilter

NAMES_WIDTH = 190  # station and person give way to states in a narrow window
_ACTIVITY = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
    QEvent.Type.TabletPress,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """How a page is reached. ``icon`` and ``text`` (a key) put it on the rail; without an icon it
    is reached only from other pages. ``roles`` empty: everybody. ``factory`` runs at first show.
    ``under`` names the rail entry that is lit while this page is shown."""

    name: str
    factory: Callable[[], Page]
    icon: str = ""
    text: str = ""
    roles: frozenset[Role] = frozenset()
    under: str = ""


def _width(label: ElidedText) -> int:
    return label.fontMetrics().horizontalAdvance(label.text())


class IdleWatch(WindowFilter):
    """``idle`` fires after ``minutes`` without key, touch, click or scan (``touch()``)."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.watch()

    def set_minutes(self, minutes: float) -> None:
        """0 turns the lock off."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(round(minutes * 60_000))

    def touch(self) -> None:
        """Somebody is here."""
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self.touch()
        return False


class Strip(QFrame):
    """The top line: station and person left, states and toggles right."""

    lockWanted = Signal()

    def __init__(self, ui: Ui, station: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Strip")
        self.setFixedHeight(64)
        self._ui = ui
        self._person: Person | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.xl, 0, SPACE.m, 0)
        row.setSpacing(SPACE.xs)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._station = ElidedText(station, "strong", self)
        self._who = ElidedText("", "caption", self)
        column.addStretch(1)
        column.addWidget(self._station)
        column.addWidget(self._who)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.save, self.sync = SaveBadge(ui, self), SyncBadge(ui, self)
        self.scanner, self.camera = ScannerBadge(ui, self), CameraBadge(ui, self)
        self._badges = (self.save, self.sync, self.scanner, self.camera)
        for badge in self._badges:
            row.addWidget(badge)
            badge.lookChanged.connect(self._fit)
        lock = GhostButton(ui, icon="lock", parent=self)
        self._tools = (LanguageToggle(ui, self), ThemeToggle(ui, self), lock)
        row.addWidget(self._tools[0])
        row.addWidget(self._tools[1])
        ui.say(lock.setText, "shell.lock")
        ui.say(lock.setToolTip, "shell.lock_hint")
        lock.clicked.connect(self.lockWanted)
        row.addWidget(lock)
        ui.texts.languageChanged.connect(self._tell)

    def set_station(self, name: str) -> None:
        self._station.setText(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where it is narrow, calm badges lose their words first, then all of them."""
        names = min(NAMES_WIDTH, max(_width(self._station), _width(self._who)))
        tools = sum(tool.sizeHint().width() + SPACE.xs for tool in self._tools)
        room = self.width() - names - tools - SPACE.xl - SPACE.m - SPACE.l
        steps: tuple[Narrow, ...] = ("none", "calm", "all")
        for narrow in steps:
            if sum(badge.width_when(narrow) + SPACE.xs for badge in self._badges) <= room:
                break
        for badge in self._badges:
            badge.set_narrow(narrow)

    def set_person(self, person: Person | None) -> None:
        self._person = person
        self._tell()

    def _tell(self) -> None:
        person = self._person
        if person is None:
            self._who.setText("")
        else:
            role = self._ui.t(f"sign_in.role.{person.role}")
            self._who.setText(f"{self._ui.pick(person.names)} · {role}")
        self._fit()


class MainWindow(QMainWindow):
    """The one window.

    Bootstrap registers pages, sets ``default_scan`` and calls ``sign_in(person)`` when the
    presenter says so. Signals: ``locked(person)``, ``pageShown(name)``, ``closing``,
    ``cameraWanted`` (a page wants the panel that reads codes), ``cropWanted`` (a page has a picture
    to point at), ``scanCame`` (from a scanner gun, before anybody takes it),
    ``settingKept(Settings, name)``; ``scanner``/``camera``/``sync``/``save`` badges are attributes
    of ``strip``.
    """

    locked = Signal(object)
    pageShown = Signal(str)
    closing = Signal()
    cameraWanted = Signal()
    cropWanted = Signal(object)
    scanCame = Signal()
    settingKept = Signal(object, str)

    def __init__(self, ui: Ui, sign_in_page: Page, station: str = "") -> None:
        super().__init__()
        self._ui = ui
        self._entries: dict[str, PageEntry] = {}
        self._pages: dict[str, Page] = {}
        self._trail: list[str] = []
        self._of: dict[str, dict[str, Any]] = {}  # what each page was last shown for
        self._current = ""
        self._person: Person | None = None
        self._unlocked = False
        self._scanner_state: ScannerState = "ready"
        self.default_scan: Callable[[ScanEvent], bool] | None = None
        self.scanner_keys: WedgeFilter | None = None  # the page that tests scanners borrows it
        self._sign_in_page = sign_in_page
        self.strip = Strip(ui, station)
        self.rail = NavigationRail(ui)
        self.stack = QStackedWidget()
        self._build(ui)
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self.lock)
        self.strip.lockWanted.connect(self.lock)
        self.rail.entryChosen.connect(self._from_rail)
        ui.say(self.setWindowTitle, "shell.title")
        self._watch_tasks()
        for at in range(9):
            QShortcut(QKeySequence(f"Ctrl+{at + 1}"), self, lambda n=at: self.rail.press(n))
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock)

    def _build(self, ui: Ui) -> None:
        self._frame = QWidget()
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.stack, 1)
        row.addLayout(column, 1)
        self._outer = QStackedWidget()
        self._outer.addWidget(self._sign_in_page)
        self._outer.addWidget(self._frame)
        self.setCentralWidget(self._outer)
        self.notice_bar = NoticeBar(ui, self._frame)
        ui.notices.posted.connect(self._place_notice)
        self.setMinimumSize(1024, 720)
        self.resize(1280, 800)

    def _watch_tasks(self) -> None:
        tasks = self._ui.tasks
        if isinstance(tasks, QtTaskRunner):
            tasks.busyChanged.connect(
                lambda busy: self.strip.save.set_state("saving" if busy else "saved")
            )
            tasks.unhandled.connect(self._ui.refuse)

    # -- pages

    def register(self, entry: PageEntry) -> None:
        """Make a page known; the order of registering is the order on the rail."""
        self._entries[entry.name] = entry
        self._refresh_rail()

    @property
    def current(self) -> Page | None:
        """The page shown in the frame, also while locked."""
        return self._pages.get(self._current)

    @property
    def current_name(self) -> str:
        return self._current

    def page(self, name: str) -> Page:
        """The page, made now when it was not shown before."""
        found = self._pages.get(name)
        if found is None:
            found = self._pages[name] = self._entries[name].factory()
            found.navigate.connect(lambda other, arguments: self.show_page(other, **arguments))
            found.backWanted.connect(self.back)
            found.cameraWanted.connect(self.cameraWanted)
            found.cropWanted.connect(self.cropWanted)
            self.stack.addWidget(found)
        return found

    def show_page(self, name: str, **arguments: Any) -> bool:
        """Leave the present page for ``name``; False when it asks to stay."""
        before = self.current
        if before is not None and self._current != name and not before.may_leave():
            return False
        if before is not None and self._current != name:
            before.leave()
            self._trail.append(self._current)
            del self._trail[:-20]
        self._current = name
        self._of[name] = {key: of for key, of in arguments.items() if key.endswith("_id")}
        page = self.page(name)
        self._ui.notices.clear()
        self.stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        page.arrive(**arguments)  # may move the focus to a field
        self.rail.light(self._entries[name].under or name)
        self.pageShown.emit(name)
        return True

    def back(self) -> None:
        """The page before, of the same order or inspection, or the first of the rail. What else it
        was shown with, as a scan, was meant for that one time."""
        target = self._trail[-1] if self._trail else next(iter(self._allowed()), "")
        if not target or target == self._current:
            return
        depth = len(self._trail)
        if self.show_page(target, **self._of.get(target, {})):
            del self._trail[max(0, depth - 1) :]

    def _from_rail(self, name: str) -> None:
        if self.show_page(name):
            self._trail.clear()

    def _allowed(self) -> list[str]:
        role = self._person.role if self._person is not None else None
        return [
            name
            for name, entry in self._entries.items()
            if entry.icon and (not entry.roles or role in entry.roles)
        ]

    def _refresh_rail(self) -> None:
        entries = (self._entries[name] for name in self._allowed())
        self.rail.set_entries(
            [RailEntry(name=each.name, icon=each.icon, text=each.text) for each in entries]
        )

    # -- people

    @property
    def person(self) -> Person | None:
        """Who is signed in; None while locked."""
        return self._person if self._unlocked else None

    def start(self) -> None:
        """Show the sign-in page."""
        self._outer.setCurrentWidget(self._sign_in_page)
        self._sign_in_page.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._sign_in_page.arrive()

    def sign_in(self, person: Person, first_page: str = "today", **arguments: Any) -> None:
        """Let ``person`` in. The same person after a lock returns to the same place; another
        one begins at ``first_page``."""
        same = self._person is not None and self._person.id == person.id and self.current
        self._person = person
        self._unlocked = True
        self.strip.set_person(person)
        self._refresh_rail()
        self._sign_in_page.leave()
        self._outer.setCurrentWidget(self._frame)
        if self.current is not None:
            self.current.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if not same:
            self._trail.clear()
            self.show_page(first_page, **arguments)
        self.idle.touch()

    def lock(self) -> None:
        """Hide everything behind the sign-in page; the page shown stays as it is."""
        if not self._unlocked:
            return
        self._unlocked = False
        self._ui.notices.clear()
        self._outer.setCurrentWidget(self._sign_in_page)
        self._sign_in_page.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._sign_in_page.arrive(locked_by=self._person)
        self.locked.emit(self._person)

    # -- scans

    def take_scan(self, event: ScanEvent) -> None:
        """To the sign-in page while locked; else to the page, then to the default handler."""
        self.idle.touch()
        if event.raw.source in ("wedge", "serial"):
            self.scanCame.emit()
            self.strip.scanner.set_state("reading")
            QTimer.singleShot(400, self.strip.scanner, self._scanner_rests)
        if not self._unlocked:
            self._sign_in_page.on_scan(event)
            return
        page = self.current
        if page is not None and page.on_scan(event):
            return
        if self.default_scan is not None and self.default_scan(event):
            return
        self._ui.notices.attention(
            self._ui.t("shell.scan_unused"), event.result.text[:80].replace("\x1d", "␝")
        )

    def scanner_there(self, *, there: bool) -> None:
        """Whether the scanner on the serial line answers; one used as keyboard never tells."""
        self._scanner_state = "ready" if there else "off"
        self._scanner_rests()

    def _scanner_rests(self) -> None:
        self.strip.scanner.set_state(self._scanner_state)

    # -- the window

    def _place_notice(self) -> None:
        # Over the whole page header: the notice takes its place instead of cutting it.
        width = self.stack.width() - 2 * SPACE.xl
        height = max(72, self.notice_bar.heightForWidth(width), self.notice_bar.sizeHint().height())
        left = self.rail.width() + SPACE.xl
        self.notice_bar.setGeometry(left, self.strip.height() + SPACE.s, width, height)
        self.notice_bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notice()

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.current
        if self._unlocked and page is not None and not page.may_leave():
            event.ignore()
            return
        self.closing.emit()
        event.accept()

    def keyboard_focus(self) -> QWidget | None:
        """Where typed keys go, for the scanner's filter."""
        found = QApplication.focusWidget()
        return found if found is not None and found.window() is self else None

    def show_full(self) -> None:
        """Maximised, as a station uses it."""
        self.setWindowState(Qt.WindowState.WindowMaximized)
        self.show()
