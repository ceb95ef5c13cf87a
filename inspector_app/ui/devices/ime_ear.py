"""Scans while a Chinese input method is composing in a field where a person writes freely.

There the input method eats the scanner's keys before Qt has them. This ear listens below it: the
first keys still reach it, from the fourth quick one on none does, and after the scan the field is
as it was. It works where the platform shows its own events (X11, Windows), and only while such a
field has the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractNativeEventFilter, QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from inspector_app.ui.devices.late_commits import LateCommits
from inspector_app.ui.devices.raw_keys import MODIFIERS, Decoder, RawKey, windows_key, xcb_key

if TYPE_CHECKING:
    from inspector_app.domain.scan import RawScan
    from inspector_app.services.ports import KeyBuffer

QUIET_MS = 60
LATE_MS = 250
"""So long after a scan an input method may still commit what its first keys gave."""
LATE_TIMER_MS = 20
STRAY_END_MS = 80
_MS = 1_000_000
_ENDS = "\r\n\t"
_FOR_EVER = 2**62
_READERS: dict[str, Callable[[int], RawKey | None]] = {"xcb": xcb_key, "windows": windows_key}


def is_written_in(widget: QWidget | None) -> bool:
    """Whether an input method may write into it."""
    if not isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return False
    return bool(widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled))


@dataclass(frozen=True, slots=True)
class _Before:
    """A field before the first key of a burst."""

    field: QWidget
    text: str
    place: int

    @staticmethod
    def of(field: QWidget) -> _Before | None:
        if isinstance(field, QLineEdit):
            return _Before(field, field.text(), field.cursorPosition())
        if isinstance(field, QPlainTextEdit | QTextEdit):
            return _Before(field, field.toPlainText(), field.textCursor().position())
        return None

    def put_back(self) -> None:
        field, place = self.field, min(self.place, len(self.text))
        if isinstance(field, QLineEdit) and field.text() != self.text:
            field.setText(self.text)
            field.setCursorPosition(place)
        elif isinstance(field, QPlainTextEdit | QTextEdit) and field.toPlainText() != self.text:
            field.setPlainText(self.text)
            cursor = field.textCursor()
            cursor.setPosition(place)
            field.setTextCursor(cursor)


class _NativeFilter(QAbstractNativeEventFilter):
    def __init__(self, take: Callable[[int], bool]) -> None:
        super().__init__()
        self._take = take

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:
        return self._take(int(message)), 0


class InputMethodEar(QObject):
    """``scanned(RawScan)``. While ``listening`` the buffer is fed here and nowhere else."""

    scanned = Signal(object)

    def __init__(self, buffer: KeyBuffer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._read = _READERS.get(QGuiApplication.platformName())
        self._decoder = Decoder()
        self._filter = _NativeFilter(self._native)
        self._before: _Before | None = None
        self._first_ms = self._last_ms = self._ended_ms = 0
        self._caught: tuple[int, int] | None = None
        self._scan: tuple[int, int] | None = None
        self._late_commits = LateCommits(self)
        self._swallowed: set[int] = set()
        self._since_turn = QElapsedTimer()
        self._silence_ms, self._postponed = 0, False
        self.listening = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._rest)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self._settle)

    def install(self) -> None:
        """Follow the focus from now on; nothing where the platform does not show its events."""
        application = QApplication.instance()
        if self._read is not None and isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
            self._follow(None, application.focusWidget())

    def is_leftover(self, event: QKeyEvent) -> bool:
        """Whether a key that comes back from the input method belongs to a caught scan."""
        spans = (span for span in (self._caught, self._scan) if span is not None)
        return any(first <= event.timestamp() <= last for first, last in spans)

    def _follow(self, _: QWidget | None, widget: QWidget | None) -> None:
        wanted = is_written_in(widget)
        application = QApplication.instance()
        if wanted == self.listening or application is None:
            return
        self.listening = wanted
        self._buffer.flush(_FOR_EVER)  # the two ways of keys have two clocks
        self._settle()
        self._late_commits.end()
        if wanted:
            self._decoder = Decoder()
            application.installNativeEventFilter(self._filter)
        else:
            application.removeNativeEventFilter(self._filter)

    def _native(self, address: int) -> bool:
        key = self._read(address) if self._read is not None else None
        return key is not None and self.take(key)

    def take(self, key: RawKey) -> bool:
        """One key; True when nobody else shall have it."""
        text = self._decoder.read(key, scanning=self._buffer.state == "scanning")
        if not key.pressed:
            # A release goes the way of its press: a lone Shift is a command to an input method.
            known = key.place in self._swallowed
            self._swallowed.discard(key.place)
            return known
        if not self._is_scanners(text, key):
            return False
        self._swallowed.add(key.place)
        return True

    def _is_scanners(self, text: str, key: RawKey) -> bool:
        if key.place in MODIFIERS:
            return self._catching
        if not text:
            self._settle()  # Backspace and the like: a person is at work
            self._late_commits.end()
            return False
        stray = text in _ENDS and self._buffer.state == "idle"
        if stray and 0 <= key.ms - self._ended_ms <= STRAY_END_MS:
            return True
        return self._feed(text, key.ms)

    @property
    def _catching(self) -> bool:
        return self._caught is not None and not self._late.isActive()

    def _feed(self, text: str, ms: int) -> bool:
        """To the buffer; True for a key of a scan that has shown itself as one."""
        if self._buffer.state == "idle":
            self._settle()
            self._late_commits.end()
            field = QApplication.focusWidget()
            self._before = _Before.of(field) if field is not None else None
            self._first_ms = ms
        self._last_ms = ms
        self._since_turn.start()
        self._silence_ms, self._postponed = 0, False
        scans = self._buffer.feed(text, ms * _MS, alt=self._decoder.alt)
        if scans:
            self._ended_ms = ms if text in _ENDS else 0
            self._finish(scans)
            return True
        if self._buffer.state != "scanning":
            self._caught = None
            return False
        if self._caught is None:
            QGuiApplication.inputMethod().reset()
        self._caught = (self._first_ms, ms)
        self._quiet.start()
        return True

    def _rest(self) -> None:
        """The keys stopped: the scan has no end mark, or its end was lost."""
        late = self._since_turn.restart() - QUIET_MS
        self._silence_ms += QUIET_MS + (late if late <= LATE_TIMER_MS else 0)
        if late > LATE_TIMER_MS and not self._postponed:
            self._postponed = True  # the program was busy: keys may stand in line behind this timer
            self._quiet.start()
            return
        scans = self._buffer.flush((self._last_ms + self._silence_ms) * _MS)
        if scans:
            self._finish(scans)
        elif self._buffer.state == "idle":
            self._settle()
        else:
            self._quiet.start()

    def _finish(self, scans: Sequence[RawScan]) -> None:
        self._caught = self._scan = (self._first_ms, self._last_ms)
        self._quiet.stop()
        QGuiApplication.inputMethod().reset()
        if self._before is not None:
            self._before.put_back()
            self._late_commits.begin(self._before.field)
        self._late.start()
        for scan in scans:
            QTimer.singleShot(0, self, partial(self.scanned.emit, scan))

    def _settle(self) -> None:
        """Nothing of the scan can come any more, or a person goes on: put the field back once
        more, and leave it alone from then on."""
        if self._late.isActive() or self._catching:
            self._late.stop()
            if self._before is not None:
                self._before.put_back()
        self._before = self._caught = None
