"""Registers the pages beside the walk: desk, history, sync, printing, settings."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from inspector_app.domain.master import Role
from inspector_app.domain.rights import may
from inspector_app.services import dispositions
from inspector_app.settings import Settings
from inspector_app.ui.context import Ui
from inspector_app.ui.desktop import LateSounds
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools

DESK_LOOK_MS = 20_000
LEADERS: frozenset[Role] = frozenset({"supervisor", "administrator"})


def register_desk(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make these pages known; the sync badge leads to its page, the desk's count stays true."""
    pages = _Pages(window, ui, tools, session)
    entries = (
        PageEntry(
            name="desk", factory=pages.desk, icon="supervisor", text="shell.nav.supervisor",
            roles=LEADERS,
        ),
        PageEntry(name="decision", factory=pages.decision, under="desk"),
        PageEntry(
            name="history", factory=pages.history, icon="history", text="shell.nav.history"
        ),
        PageEntry(name="dossier", factory=pages.dossier, under="history"),
        PageEntry(name="sync", factory=pages.sync, icon="sync", text="shell.nav.sync"),
        PageEntry(name="way_back", factory=pages.way_back, under="sync"),
        PageEntry(name="print", factory=pages.papers, icon="print", text="print.nav"),
        PageEntry(
            name="settings", factory=pages.settings, icon="settings", text="shell.nav.settings",
            roles=LEADERS,
        ),
        PageEntry(name="scanner_test", factory=pages.scanner_test, under="settings"),
    )  # fmt: skip
    for entry in entries:
        window.register(entry)
    window.strip.sync.chosen.connect(lambda: window.show_page("sync"))
    window.strip.scanner.chosen.connect(lambda: window.show_page("scanner_test"))
    _watch_desk(window, ui, tools, session)


def _watch_desk(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Keep the number at the desk's entry true for those who may see it."""

    def count() -> int:
        if not session.signed_in or not may(session.person, "see_holds"):
            return 0
        return len(dispositions.desk(tools.station, session.person).undecided)

    def look() -> None:
        ui.tasks.read(count, lambda n: window.rail.set_count("desk", n), lambda problem: None)

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(DESK_LOOK_MS)
    window.pageShown.connect(lambda _: look())


def camera_names() -> list[str]:
    """The cameras that are plugged in; QtMultimedia is slow to come, so only when asked."""
    from inspector_app.ui.devices.camera import CameraSource

    return CameraSource.names()


class _Pages:
    """Makes each page when it is first shown; views are imported there, for a quick start."""

    def __init__(self, window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
        self._window, self._ui, self._tools, self._session = window, ui, tools, session

    def desk(self) -> Page:
        from inspector_app.ui.presenters.desk import DeskPresenter
        from inspector_app.ui.views.desk import DeskPage

        return DeskPage(self._ui, DeskPresenter(self._tools, self._session, self._ui.tasks))

    def decision(self) -> Page:
        from inspector_app.ui.presenters.decision import DecisionPresenter
        from inspector_app.ui.views.decision import DecisionPage

        presenter = DecisionPresenter(self._tools, self._session, self._ui.tasks)
        return DecisionPage(self._ui, presenter)

    def history(self) -> Page:
        from inspector_app.ui.presenters.history import HistoryPresenter
        from inspector_app.ui.views.history import HistoryPage

        return HistoryPage(self._ui, HistoryPresenter(self._tools, self._session, self._ui.tasks))

    def dossier(self) -> Page:
        from inspector_app.ui.presenters.dossier import DossierPresenter
        from inspector_app.ui.views.dossier import DossierPage

        return DossierPage(self._ui, DossierPresenter(self._tools, self._session, self._ui.tasks))

    def papers(self) -> Page:
        from inspector_app.ui.presenters.papers import PapersPresenter
        from inspector_app.ui.views.papers import PapersPage

        return PapersPage(self._ui, PapersPresenter(self._tools, self._session, self._ui.tasks))

    def settings(self) -> Page:
        from inspector_app.ui.devices.serial_scanner import serial_ports
        from inspector_app.ui.presenters.settings_page import SettingsPresenter
        from inspector_app.ui.views.settings_page import SettingsPage

        presenter = SettingsPresenter(self._tools, self._session, self._ui.tasks)
        page = SettingsPage(self._ui, presenter, camera_names, serial_ports)
        page.settingKept.connect(self._follow)
        return page

    def scanner_test(self) -> Page:
        from inspector_app.ui.devices.serial_scanner import serial_ports
        from inspector_app.ui.presenters.scanner_test import ScannerTestPresenter
        from inspector_app.ui.views.scanner_test import ScannerTestPage

        tools = self._tools
        page = ScannerTestPage(
            self._ui, ScannerTestPresenter(tools, self._session, self._ui.tasks), self._window,
            tools.scanner_code, serial_ports, lambda: tools.camera_desk.facts().there,
        )  # fmt: skip
        page.settingKept.connect(self._follow)
        return page

    def _follow(self, settings: Settings, name: str) -> None:
        """What the window can take over without a new start; the rest it tells its devices."""
        self._window.settingKept.emit(settings, name)
        if name == "idle_minutes":
            self._window.idle.set_minutes(settings.number(name))
        elif name in ("station_name", "station_mark"):
            shown = settings.text("station_name") or settings.text("station_mark")
            self._window.strip.set_station(shown)
        elif name == "sounds" and isinstance(self._ui.sounds, LateSounds):
            self._ui.sounds.mute(muted=not settings.flag("sounds"))

    def sync(self) -> Page:
        from inspector_app.ui.presenters.sync import SyncPresenter
        from inspector_app.ui.views.sync import SyncPage

        return SyncPage(self._ui, SyncPresenter(self._tools, self._session, self._ui.tasks))

    def way_back(self) -> Page:
        from inspector_app.ui.presenters.way_back import WayBackPresenter
        from inspector_app.ui.views.way_back import WayBackPage

        return WayBackPage(self._ui, WayBackPresenter(self._tools, self._session, self._ui.tasks))
