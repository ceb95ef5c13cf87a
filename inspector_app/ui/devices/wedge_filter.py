"""Takes a keyboard scanner's keys before they become text, shortcuts or an Enter.

Qt shows one key to an application's event filter up to four times; only what a ``QWindow`` gets
is looked at. Printable keys are held for a moment (about 45 ms after the last one): a scan is
then taken whole, a person's keys go on to where they were meant, shortcuts included. So a code
that begins with 1 never presses "1 = pass", and nothing leaks into a field. Remark fields are
the exception: there keys pass at once, and the text is put back when a scan came through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit

from inspector_app.domain.scanner_check import KeyStroke
from inspector_app.ui.devices.key_delivery import ENTER, PLAIN, HeldKey, deliver
from inspector_app.ui.devices.key_facts import GS_PLACE, caps_lock_on, place_of
from inspector_app.ui.window_filter import WindowFilter

if TYPE_CHECKING:
    from inspector_app.domain.scan import RawScan
    from inspector_app.services.ports import KeyBuffer
    from inspector_app.ui.devices.ime_ear import InputMethodEar

HOLD_MS = 45
LATE_MS = 20
"""A timer this late means that the program was busy, and keys may be waiting behind it."""
MOST_POSTPONED = 4
STRAY_END_MS = 80
"""An Enter this soon after a scan is the scanner's second end mark (CR and LF), not a person's."""
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock,
)  # fmt: skip
_EDITING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
_MS = 1_000_000
_STX, _GS = "\x02", "\x1d"
# By key, not by text: not every platform gives Ctrl+] its control character.
_CONTROL = {int(Qt.Key.Key_B): _STX, int(Qt.Key.Key_C): "\x03", int(Qt.Key.Key_BracketRight): _GS}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A remark field before the first key of a burst."""

    field: QPlainTextEdit | QTextEdit
    text: str
    place: int


class WedgeFilter(WindowFilter):
    """``scanned(RawScan)`` for each whole scan; ``install()`` once.

    ``pressed_at`` gives the moment a key was pressed where the window system tells it
    (``PressedAt``); without it a key counts when it is seen. ``ear`` has the keys while a person
    writes with an input method. ``tap`` lends the raw keys to the
    page that tests a scanner.
    """

    scanned = Signal(object)

    def __init__(
        self,
        buffer: KeyBuffer,
        monotonic_ns: Callable[[], int],
        parent: QObject | None = None,
        *,
        pressed_at: Callable[[QKeyEvent], int] | None = None,
        ear: InputMethodEar | None = None,
    ) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._now = monotonic_ns
        self._pressed_at = pressed_at or (lambda event: monotonic_ns())
        self._ear = ear
        self._held: list[HeldKey] = []
        self._kept: _Kept | None = None
        self._scan_ended: int | None = None
        self._tap: Callable[[KeyStroke], None] | None = None
        self._since_key = QElapsedTimer()
        self._postponed = 0
        self._stalled_ns = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(self._rest)

    def install(self) -> None:
        """Begin to listen to the windows of the application."""
        self.watch()

    def tap(self, on_key: Callable[[KeyStroke], None] | None) -> None:
        """Give every key to ``on_key`` and hold it until ``let_go`` or ``drop``; None: no more."""
        self._release()
        self._tap = on_key

    def let_go(self) -> None:
        """The tapped keys were a person's."""
        self._release()

    def drop(self) -> None:
        """The tapped keys were a scanner's."""
        self._take_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if self._ear is not None and self._ear.listening:
            return event.type() == QEvent.Type.KeyPress and self._ear.is_leftover(event)
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._claim(event)
        if event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        return False

    def _claim(self, event: QKeyEvent) -> bool:
        """Keep a shortcut from firing on a key that may belong to a scan."""
        busy = bool(self._held) or self._buffer.state != "idle"
        enter = event.key() in ENTER or (busy and event.key() == Qt.Key.Key_Tab)
        wanted = enter or bool(self._data(event))
        if not wanted or (_in_remark() and not busy):
            return False
        event.accept()
        return True

    def _press(self, event: QKeyEvent) -> bool:
        ends = event.key() in _ENDS
        text = event.text() or "\r" if ends else self._data(event)
        if not text:
            if event.key() not in _MODIFIERS:
                self._release()  # an editing key comes after what was typed before it
            return False
        if event.isAutoRepeat() and not _in_remark():
            return True  # a key held down is neither a scan nor a second press
        if self._tap is not None:
            return self._lend(self._tap, event, text)
        if ends and self._is_stray_end(event):
            return True
        if ends and not self._held and self._buffer.state == "idle":
            return self._press_enter(event)
        return self._collect(event, text, ends)

    def _data(self, event: QKeyEvent) -> str:
        """The text of a key that may belong to a scan, else an empty one.

        GS arrives as Ctrl+] and STX as Ctrl+B. Other control keys count only inside a scan: ETX
        is Ctrl+C, which a person means as "copy"; F8 is some scanners' stand-in for GS.
        """
        text = event.text()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            digit = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
            return chr(event.key()) if digit else ""
        control = _CONTROL.get(event.key(), "") if _with_control(event) else text
        if control in (_GS, _STX):
            return control
        if self._buffer.state == "scanning" or (self._tap is not None and self._held):
            if _is_gs_key(event):
                return _GS
            if len(control) == 1 and control < " " and event.key() not in (*_EDITING, *_ENDS):
                return control
        plain = not event.modifiers() & ~PLAIN
        return text if text and text.isprintable() and plain else ""

    def _lend(self, tap: Callable[[KeyStroke], None], event: QKeyEvent, text: str) -> bool:
        """To the page that tests a scanner: it decides whose keys they were."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        name = "F8" if event.key() == Qt.Key.Key_F8 else "Alt" if alt else ""
        self._held.append(HeldKey(event.key(), event.modifiers(), event.text()))
        tap(
            KeyStroke(
                text=text, at_ns=self._pressed_at(event), name=name, caps_lock=caps_lock_on(event)
            )
        )
        return True

    def _is_stray_end(self, event: QKeyEvent) -> bool:
        ended = self._scan_ended
        if ended is None or self._held or self._buffer.state != "idle":
            return False
        return self._pressed_at(event) - ended <= STRAY_END_MS * _MS

    def _collect(self, event: QKeyEvent, text: str, ends: bool) -> bool:
        key = HeldKey(event.key(), event.modifiers(), event.text())
        passing = _in_remark()
        if passing:
            self._keep()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        at = self._pressed_at(event)
        self._stalled_ns = 0
        scans = self._buffer.feed(text, at, alt=alt, caps_lock=caps_lock_on(event))
        if scans:
            if ends:
                self._scan_ended = at
            self._take_back()
            self._tell(scans)
            return True
        if ends:
            self._release()
            if passing:
                return False
            deliver(key)
            return True
        self._wait()
        if passing:
            return False
        self._held.append(key)
        return True

    def _press_enter(self, event: QKeyEvent) -> bool:
        """The pad's Enter means the same as Return, also for shortcuts. Pressed here, for Qt's
        own way animates a button 100 ms before it acts."""
        if event.key() not in ENTER or _in_remark():
            return False
        deliver(HeldKey(Qt.Key.Key_Return, event.modifiers() & ~PLAIN, "\r"))
        return True

    def _wait(self, *, again: int = 0) -> None:
        self._postponed = again
        self._since_key.start()
        self._timer.start()

    def _rest(self) -> None:
        """No key for a moment. After a stall keys may stand in line behind this timer: they are
        let in first, or they would cut a scan in two."""
        late = self._since_key.elapsed() - HOLD_MS
        if late > LATE_MS:
            self._stalled_ns += late * _MS  # nobody listened: that was no silence
            if self._postponed < MOST_POSTPONED:
                self._wait(again=self._postponed + 1)
                return
        scans = self._buffer.flush(self._now() - self._stalled_ns)
        if scans:
            self._take_back()
            self._tell(scans)
        elif self._buffer.state == "idle":
            self._release()
        else:
            self._wait()

    def _tell(self, scans: Sequence[RawScan]) -> None:
        for scan in scans:
            self.scanned.emit(scan)

    def _release(self) -> None:
        """What was held was a person's: let it go where it was meant."""
        self._timer.stop()
        held, self._held = self._held, []
        self._kept = None
        for key in held:
            deliver(key)

    def _keep(self) -> None:
        field = QApplication.focusWidget()
        if self._kept is None and isinstance(field, QPlainTextEdit | QTextEdit):
            self._kept = _Kept(field, field.toPlainText(), field.textCursor().position())

    def _take_back(self) -> None:
        """The keys were a scan: nobody gets them."""
        self._timer.stop()
        self._held = []
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.field.setPlainText(kept.text)
            cursor = kept.field.textCursor()
            cursor.setPosition(min(kept.place, len(kept.text)))
            kept.field.setTextCursor(cursor)


def _with_control(event: QKeyEvent) -> bool:
    return event.modifiers() & ~PLAIN == Qt.KeyboardModifier.ControlModifier


def _is_gs_key(event: QKeyEvent) -> bool:
    """F8, some scanners' stand-in; or Ctrl and the key that is ``]`` on a scanner's keyboard,
    where the computer's own layout has another sign there."""
    if event.key() == Qt.Key.Key_F8:
        return True
    return _with_control(event) and place_of(event) == GS_PLACE


def _in_remark() -> bool:
    return isinstance(QApplication.focusWidget(), QPlainTextEdit | QTextEdit)
