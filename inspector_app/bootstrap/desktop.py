"""The desktop window: paint first, then open the station off the GUI thread."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.folders import make_private, prove_writable
from inspector_app.bootstrap.journal_log import log_to
from inspector_app.bootstrap.resources import catalogue, resource_root
from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.domain.master import Person
from inspector_app.i18n import Language
from inspector_app.scanning.wedge import ScannerProfile, WedgeBuffer
from inspector_app.settings import DataFolder, Settings, load, save
from inspector_app.ui.context import ScanEvent
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.presenters.sign_in import SignInPresenter
from inspector_app.ui.refusal import show_refusal
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.views.sign_in import SignInPage

if TYPE_CHECKING:
    from inspector_app.bootstrap.running import RunningStation
    from inspector_app.domain.gs1 import ScanResult
    from inspector_app.domain.scan import RawScan
    from inspector_app.services.station import Station
    from inspector_app.ui.tools import Tools

OPEN_SECONDS = 120
_log = logging.getLogger(__name__)


@dataclass
class LateStation:
    """The station while it is being opened: worker threads wait for it, the GUI never does."""

    folder: DataFolder
    demo: bool
    _ready: threading.Event = field(default_factory=threading.Event)
    _running: RunningStation | None = None
    _problem: Exception | None = None

    def open(self) -> RunningStation:
        """Open it, once, on a worker thread; its refusal also reaches everybody who waits."""
        from inspector_app.bootstrap.running import start_running

        try:
            self._running = start_running(self.folder, demo=self.demo)
        except Exception as problem:
            self._problem = problem
            raise
        finally:
            self._ready.set()
        return self._running

    def station(self) -> Station:
        """The opened station; StorageError when it could not be opened."""
        return self.running().station

    def running(self) -> RunningStation:
        """The station at work; StorageError when it could not be opened."""
        if not self._ready.wait(OPEN_SECONDS):
            raise StorageError("database_busy")
        if self._running is None:
            raise self._problem or StorageError("database_busy")
        return self._running

    @property
    def opening(self) -> bool:
        """Whether ``station`` would have to wait."""
        return not self._ready.is_set()

    def close(self) -> None:
        """Stop the sender and give the database back."""
        if self._running is not None:
            self._running.close()


class LateSignIn:
    """The sign-in door over a station that may still be opening."""

    def __init__(self, late: LateStation) -> None:
        self._late = late

    def people(self) -> Sequence[Person]:
        """Everybody who may sign in here, at once where a station was before."""
        if self._late.opening:
            from inspector_app.store.first_people import first_people

            found = first_people(self._late.folder.database)
            if found:
                return found
        station = self._late.station()
        from inspector_app.services.people import people

        return people(station)

    def sign_in(self, person_id: str, pin: str) -> Person:
        """AccessError ``wrong_pin``, ``too_many_tries``."""
        from inspector_app.services.people import sign_in_pin

        return sign_in_pin(self._late.station(), person_id, pin)

    def sign_in_badge(self, token: str) -> Person:
        """AccessError ``unknown_badge``."""
        from inspector_app.services.people import sign_in_badge

        return sign_in_badge(self._late.station(), token)

    def load_demo(self) -> None:
        """Put the demo warehouse into the empty station, with a central system of its own."""
        self._late.running().load_demo()


def run_desktop(folder: DataFolder, *, demo: bool = False, language: str | None = None) -> int:
    """Open the window on a data folder; returns the exit code.

    One window per folder: a second one says so and ends with 1.
    """
    settings = load(folder.root)
    if language:
        settings = settings.having(language=language)
    desktop = Desktop(
        sys.argv[:1],
        resources=resource_root(),
        catalogue=catalogue(),
        language=cast(Language, settings.text("language")),
        scheme="dark" if settings.text("theme") == "dark" else "light",
    )
    log_to(folder.logs)
    problem = _hold(desktop, folder)
    if problem is not None:
        return show_refusal(desktop, problem)
    late = LateStation(folder, demo)
    try:
        return _Window(desktop, late, settings).run()
    finally:
        late.close()


def _hold(desktop: Desktop, folder: DataFolder) -> InspectorError | None:
    try:
        make_private(folder.root)
        prove_writable(folder.root)
    except StorageError as problem:
        return problem
    if not desktop.hold_folder(folder.window_lock):
        return StorageError("window_already_open", path=str(folder.root))
    return None


class _Window:
    """The window and what it needs until the station is open, and after."""

    def __init__(self, desktop: Desktop, late: LateStation, settings: Settings) -> None:
        self.desktop = desktop
        self.late = late
        self.settings = settings
        self.session = Session()
        ui = desktop.ui
        name = settings.text("station_name") or settings.text("station_mark")
        self.presenter = SignInPresenter(LateSignIn(late), ui.tasks)
        self.window = MainWindow(ui, SignInPage(ui, self.presenter, name), name)
        self.presenter.on_signed_in = self._signed_in
        self.window.locked.connect(lambda _: self.session.end())
        self.window.idle.set_minutes(settings.number("idle_minutes"))
        ui.texts.languageChanged.connect(self._keep_language)
        ui.theme.changed.connect(self._keep_theme)
        self._waiting: Person | None = None
        self._registered = False

    def run(self) -> int:
        self._listen()
        self.window.start()
        self.window.show()
        return self.desktop.run(self._after_paint, self.window)

    def _after_paint(self) -> None:
        self.desktop.ui.tasks.read(self.late.open, self._opened, self._refused)

    def _listen(self) -> None:
        clock, buffer = SystemClock(), WedgeBuffer(scanner_profile(self.settings))
        kept = [self.settings]

        def read(raw: RawScan) -> ScanResult:
            return interpreter(kept[0].text("scanner_separator") or None)(raw)

        def follow(settings: Settings, name: str) -> None:
            if name.startswith("scanner_"):
                kept[0] = settings
                buffer.use(scanner_profile(settings))

        self._take = self.desktop.listen(self.window, buffer, clock.monotonic_ns, read)
        self.window.settingKept.connect(follow)

    def _opened(self, running: RunningStation) -> None:
        from inspector_app.bootstrap.key_change import settle_key_in_background
        from inspector_app.ui.pages import register_all

        register_all(self.window, self.desktop.ui, running.tools, self.session)
        self._attach_devices(running.tools)
        self._watch_room(running.tools)
        self._registered = True
        self.desktop.ui.tasks.read(_warm)
        self.desktop.ui.tasks.read(lambda: _read_severity(running))
        if self.settings.flag("key_ring"):
            settle_key_in_background(running.opened.folder)
        self.desktop.sounds.mute(muted=not self.settings.flag("sounds"))
        self.desktop.load_sounds()
        if self._waiting is not None:
            self._signed_in(self._waiting)

    def _attach_devices(self, tools: Tools) -> None:
        """Camera and serial scanner: what they read goes the way of every scan."""
        from inspector_app.ui.camera_corner import CameraCorner
        from inspector_app.ui.crop_corner import CropCorner
        from inspector_app.ui.scanner_line import ScannerLine

        read = interpreter(None)  # only a scanner gun sends something in place of GS

        def take(raw: RawScan) -> None:
            self.window.take_scan(ScanEvent(raw=raw, result=read(raw)))

        camera = CameraCorner(self.window, self.desktop.ui, tools, take)
        CropCorner(self.window, self.desktop.ui, tools, take, camera)
        ScannerLine(self.window, self.settings, self._take, self.desktop.ui)

    def _watch_room(self, tools: Tools) -> None:
        """Room on the disk, and whether the network is metered."""
        from inspector_app.ui.room_watch import RoomWatch, watch_network

        RoomWatch(self.window, self.desktop.ui, tools)
        watch_network(self.window, tools)

    def _refused(self, problem: Exception) -> None:
        self.desktop.ui.refuse(problem)

    def _signed_in(self, person: Person) -> None:
        if not self._registered:
            self._waiting = person
            return
        self.session.begin(person)
        _log.info("signed_in person=%s role=%s", person.id, person.role)
        self.window.sign_in(person)

    def _keep_language(self) -> None:
        self._keep(language=self.desktop.ui.texts.language)

    def _keep_theme(self) -> None:
        self._keep(theme=self.desktop.ui.theme.scheme)

    def _keep(self, **changes: str) -> None:
        folder = self.late.folder.root
        self.desktop.ui.tasks.write(lambda: save(folder, load(folder).having(**changes)))


def _read_severity(running: RunningStation) -> None:
    """After an upgrade: what earlier lots tell switching; nothing to do at later starts."""
    from inspector_app.services.severity import read_all

    read_all(running.station)


def _warm() -> None:
    """Load on a worker thread what the first page, the first picture and the first scan would
    otherwise load while a person waits."""
    import cv2  # noqa: F401

    from inspector_app.bootstrap.decoding import decoder
    from inspector_app.bootstrap.tables import gs_tables
    from inspector_app.ui.warm import warm_views

    warm_views()
    gs_tables()
    decoder()


def scanner_profile(settings: Settings) -> ScannerProfile:
    """How the settings say that the keyboard scanner is set up."""
    return ScannerProfile(
        prefix=settings.text("scanner_prefix"), suffix=settings.text("scanner_suffix"),
        separator=settings.text("scanner_separator"), gap=settings.number("scanner_gap_ms"),
        layout=settings.text("scanner_layout"), undo_caps=settings.text("scanner_caps") == "undo",
    )  # fmt: skip


def interpreter(separator: str | None) -> Callable[[RawScan], ScanResult]:
    """Reads scans by today's date and the tables; the tables load at the first scan."""
    clock = SystemClock()

    def interpret(raw: RawScan) -> ScanResult:
        from inspector_app.bootstrap.tables import gs_tables
        from inspector_app.domain.gs1 import parse_scan

        return parse_scan(raw, clock.today(), gs_tables(), separator=separator)

    return interpret
