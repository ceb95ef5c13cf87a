"""Raw keys put together into scans, for the page that tests a scanner."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from inspector_app.domain.scanner_check import ENDS, KeyStroke, is_scan, reading_of
from inspector_app.ui.devices.wedge_filter import WedgeFilter

QUIET_MS = 180
"""Longer than the slowest scanner waits between two keys."""
STALL_MS = 800
"""A pause forgiven in a clear scan of a scanner that is known to send an end mark: the computer
was busy."""
LATE_MS = 20
MOST_POSTPONED = 3
AFTER_END_MS = 60
"""So long a second end mark (LF after CR) is waited for."""


class KeySource(Protocol):
    """Where the raw keys come from: the window's filter, once there is one."""

    @property
    def scanner_keys(self) -> WedgeFilter | None: ...


class KeyBursts(QObject):
    """``heard(Reading)`` for each scan, however slow; fingers' keys go where they were meant.

    ``listen(True)`` takes the keys from the ordinary recognition of scans, ``listen(False)`` gives
    them back.
    """

    heard = Signal(object)

    def __init__(self, source: KeySource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._strokes: list[KeyStroke] = []
        self._sends_ends = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._quiet)
        self._since_key = QElapsedTimer()
        self._postponed = 0

    def listen(self, listening: bool) -> None:
        """Begin or end."""
        self._timer.stop()
        self._strokes, self._sends_ends = [], False
        keys = self._source.scanner_keys
        if keys is not None:
            keys.tap(self._take if listening else None)

    def _take(self, stroke: KeyStroke) -> None:
        if not self._strokes and stroke.text in ENDS:
            self._give_back()  # no scan begins with its end
            return
        if self._ended() and stroke.text not in ENDS:
            self._decide()  # the next scan begins before the wait for a second end mark is over
        self._strokes.append(stroke)
        self._postponed = 0
        self._since_key.start()
        self._timer.start(self._patience())

    def _quiet(self) -> None:
        """No key for a while; after a busy moment keys may stand in line behind the timer."""
        late = self._since_key.elapsed() > self._timer.interval() + LATE_MS
        if late and self._postponed < MOST_POSTPONED:
            self._postponed += 1
            self._since_key.start()
            self._timer.start()
        else:
            self._decide()

    def _patience(self) -> int:
        if self._ended():
            self._sends_ends = True
            return AFTER_END_MS
        return STALL_MS if self._sends_ends and is_scan(self._strokes) else QUIET_MS

    def _ended(self) -> bool:
        strokes = self._strokes
        return bool(strokes) and strokes[-1].text in ENDS and is_scan(strokes)

    def _decide(self) -> None:
        strokes, self._strokes = self._strokes, []
        if not is_scan(strokes):
            self._give_back()
            return
        keys = self._source.scanner_keys
        if keys is not None:
            keys.drop()
        self.heard.emit(reading_of(strokes))

    def _give_back(self) -> None:
        keys = self._source.scanner_keys
        if keys is not None:
            keys.let_go()
