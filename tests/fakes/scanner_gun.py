"""A keyboard scanner: real key events into a window's own event path, at any speed or fault."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

GS = "\x1d"
X_CAPS = 2
"""What X11 puts into ``nativeModifiers`` while Caps Lock is lit."""


@dataclass
class Gun:
    """``scan(text)`` types a code and ``end``. ``turn`` changes each character on its way (another
    layout), ``gs`` is typed for GS, ``caps_lock`` is lit on the computer; ``pause_ms`` lie before a
    code. ``now`` is virtual time in ns; with ``real`` set, keys really leave ``gap_ms`` between
    them and carry the time stamps of a device that keeps them, however busy the computer is.

    The keys take Qt's own way through the window: ShortcutOverride, KeyPress, KeyRelease, as the
    platform sends them.
    """

    gap_ms: float = 5
    end: str = "\r"
    gs: str = GS
    prefix: str = ""
    turn: Callable[[str], str] = str
    caps_lock: bool = False
    real: bool = False
    pause_ms: float = 400
    now: int = 1_000_000_000
    window: QWindow | None = field(default=None)
    _stamp_ms: float = 0.0

    def clock(self) -> int:
        return self.now

    def at(self, event: QKeyEvent) -> int:
        """The moment of a key, in virtual time."""
        return self.now

    def scan(self, text: str) -> None:
        sent = (self.prefix + text).replace(GS, self.gs) if self.gs != GS else self.prefix + text
        self.now += round(self.pause_ms * 1e6)
        if self.real:
            QTest.qWait(round(self.pause_ms))
            self._stamp_ms = time.monotonic_ns() / 1e6
        for sign in self.turn(sent) + self.end:
            self.key(sign)

    def key(self, sign: str) -> None:
        """One character as the key it is typed with."""
        self.now += round(self.gap_ms * 1e6)
        if self.real:
            QTest.qWait(round(self.gap_ms))
            self._stamp_ms += self.gap_ms
        none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        if sign in "\r\n\t":
            key = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab}[sign]
            self.press(key, none, sign)
        elif sign < " ":
            self.press(Qt.Key(ord(sign) + 0x40), Qt.KeyboardModifier.ControlModifier, sign)
        else:
            capital = sign.isalpha() and sign.isupper()
            text = sign.swapcase() if self.caps_lock and sign.isalpha() else sign
            upper = ord(sign.upper()[0])
            key = Qt.Key(upper) if upper < 0x7F else Qt.Key.Key_unknown
            self.press(key, shift if capital else none, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        window = self.window or QApplication.focusWindow()
        assert window is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            native = X_CAPS if self.caps_lock else 0
            event = QKeyEvent(kind, int(key), modifiers, 0, 0, native, text)
            event.setTimestamp(round(self._stamp_ms))
            if kind == QEvent.Type.KeyPress:
                claim = QKeyEvent(
                    QEvent.Type.ShortcutOverride, int(key), modifiers, 0, 0, native, text
                )
                claim.ignore()
                QCoreApplication.sendEvent(window, claim)
            QCoreApplication.sendEvent(window, event)
