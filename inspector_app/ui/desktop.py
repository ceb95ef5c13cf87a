"""The application object and what every window shares; ``bootstrap`` calls this, and names no Qt.

Order for a quick start: ``Desktop(...)``, the window, ``show()``, ``run(after_paint)``;
``after_paint`` then loads sounds, camera and whatever else is slow.
"""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLockFile, QLoggingCategory, QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.i18n import Catalogue, Language
from inspector_app.ui.context import Cue, Notices, ScanEvent, Silence, Sounds, Texts, Ui
from inspector_app.ui.devices.ime_ear import InputMethodEar
from inspector_app.ui.devices.key_facts import PressedAt
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.task_runner import QtTaskRunner
from inspector_app.ui.theme.fonts import load_fonts
from inspector_app.ui.theme.icons import Icons
from inspector_app.ui.theme.theme import Theme
from inspector_app.ui.theme.tokens import Scheme

if TYPE_CHECKING:
    from inspector_app.domain.gs1 import ScanResult
    from inspector_app.domain.scan import RawScan
    from inspector_app.services.ports import KeyBuffer

_log = logging.getLogger(__name__)
_PAINT_WITHIN_MS = 1_000
# How long a worker thread may run Python while the window waits for its turn: reports, sending
# and the like run in the same interpreter, and Python's 5 ms add up with every thread.
_TURN_SECONDS = 0.0005
# Said on every machine without a sound server, and nothing a person could act on.
_SILENCED = "qt.multimedia.symbolsresolver=false"


class _FirstPaint(QObject):
    """Calls ``then`` once, when ``window`` was painted; also when it stays hidden for a while."""

    def __init__(self, window: QWidget | None, then: Callable[[], None]) -> None:
        super().__init__(window or QApplication.instance())
        self._then: Callable[[], None] | None = then
        if window is None:
            QTimer.singleShot(0, self._call)
        else:
            window.installEventFilter(self)
            QTimer.singleShot(_PAINT_WITHIN_MS, self._call)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._call)  # the picture of this turn of the loop is out then
        return False

    def _call(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
            self.deleteLater()


class LateSounds:
    """Silent until the real sounds are loaded, which takes a moment no window waits for."""

    def __init__(self) -> None:
        self._sounds: Sounds = Silence()
        self._muted = False

    def use(self, sounds: Sounds) -> None:
        """Play through ``sounds`` from now on."""
        self._sounds = sounds

    def mute(self, *, muted: bool) -> None:
        """Somebody wants it quiet, or no longer."""
        self._muted = muted

    def play(self, cue: Cue) -> None:
        """Sound ``cue``, when there is anything to sound it and nobody wants it quiet."""
        if not self._muted:
            self._sounds.play(cue)


class Desktop:
    """``ui`` for the pages, ``tasks`` with its signals, ``sounds`` to be filled after paint.

    ``resources`` holds ``fonts/``, ``icons/`` and ``sounds/``.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        resources: Path,
        catalogue: Catalogue,
        language: Language = "zh",
        scheme: Scheme = "light",
    ) -> None:
        # Qt's messages go where Qt sends them, never to a handler in Python: Qt writes some while
        # the system's loader holds its lock (QtMultimedia does), another thread may then run
        # Python and load a library of its own, and each waits for the other for ever.
        QLoggingCategory.setFilterRules(_SILENCED)
        application = QApplication.instance() or QApplication(list(arguments))
        assert isinstance(application, QApplication)
        self.application = application
        application.setApplicationName("inspector-app")
        application.setDesktopFileName("inspector-app")
        icon = resources / "icons" / "app" / "app.svg"
        if icon.is_file():
            application.setWindowIcon(QIcon(str(icon)))
        self._resources = resources
        load_fonts(resources / "fonts")
        theme = Theme(scheme)
        theme.apply(application)
        self.tasks = QtTaskRunner()
        self.sounds = LateSounds()
        self.ui = Ui(
            texts=Texts(catalogue, language),
            theme=theme,
            icons=Icons(resources / "icons"),
            tasks=self.tasks,
            sounds=self.sounds,
            notices=Notices(self.sounds),
        )
        self._kept: list[QObject] = []
        self._lock: QLockFile | None = None

    def hold_folder(self, file: Path) -> bool:
        """Take the lock of one window per data folder; False when another window has it.

        A lock left by a crashed program is recognised and taken over.
        """
        lock = QLockFile(str(file))
        lock.setStaleLockTime(0)
        if not lock.tryLock(100):
            return False
        self._lock = lock
        return True

    def listen(
        self,
        window: MainWindow,
        buffer: KeyBuffer,
        monotonic_ns: Callable[[], int],
        interpret: Callable[[RawScan], ScanResult],
    ) -> Callable[[RawScan], None]:
        """Lead a keyboard scanner's codes to the window's pages.

        Returns the door for every other source (serial, camera, picture, typed); call it on the
        GUI thread.
        """

        def take(raw: RawScan) -> None:
            window.take_scan(ScanEvent(raw=raw, result=interpret(raw)))

        ear = InputMethodEar(buffer, window)
        ear.scanned.connect(take)
        ear.install()
        keys = WedgeFilter(
            buffer, monotonic_ns, window, pressed_at=PressedAt(monotonic_ns), ear=ear
        )
        keys.scanned.connect(take)
        keys.install()
        window.scanner_keys = keys
        return take

    def load_sounds(self, volume: float = 0.8) -> None:
        """Load the loudspeaker's cues; after first paint, for QtMultimedia is slow to come."""
        from inspector_app.ui.devices.sounds import LoudSounds

        loud = LoudSounds(self._resources / "sounds", volume)
        self._kept.append(loud)
        self.sounds.use(loud)

    def run(
        self, after_paint: Callable[[], None] | None = None, window: QWidget | None = None
    ) -> int:
        """Work until the last window is closed; acts under way are finished before it returns.

        ``after_paint`` is called when ``window`` is on the screen, or at once without one.
        """
        sys.excepthook = self._fault
        sys.setswitchinterval(_TURN_SECONDS)
        waker = self._end_on_signals()
        if after_paint is not None:
            _FirstPaint(window, after_paint)
        code = self.application.exec()
        waker.stop()
        if not self.tasks.close():
            _log.error("tasks_unfinished count=%s", self.tasks.pending)
        sys.excepthook = sys.__excepthook__
        if self._lock is not None:
            self._lock.unlock()
        return code

    def _end_on_signals(self) -> QTimer:
        """End in order when the system or a terminal asks; Python only sees a signal while it
        runs, so a timer gives it the chance."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.application.quit())
        waker = QTimer()
        waker.timeout.connect(lambda: None)
        waker.start(400)
        return waker

    def _fault(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        """A fault in a slot does not end Qt's loop: it is logged and told, and work goes on."""
        if isinstance(fault, KeyboardInterrupt):
            self.application.quit()
            return
        _log.error("unexpected_fault", exc_info=(kind, fault, trace))
        if isinstance(fault, Exception):
            self.ui.refuse(fault)
