"""Takes a keyboard scanner's keys before they become text, shortcuts or an Enter.

Qt shows one key to an application's event filter up to four times; only what a ``QWindow`` gets
is looked at. Printable keys are held for a moment (about 45 ms after the last one): a scan is
then taken whole, a person's keys go on to where they were meant, shortcuts included. So a code
that begins with 1 never presses "1 = pass", and nothing leaks into a field. Remark fields are
the exception: there keys pass at once, and the text is put back when a scan came through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QTextEdit, QWidget

from inspector_app.ui.window_filter import WindowFilter

if TYPE_CHECKING:
    from inspector_app.services.ports import KeyBuffer

HOLD_MS = 45
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock,
)  # fmt: skip
_EDITING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
_STX, _GS = "\x02", "\x1d"
# By key, not by text: not every platform gives Ctrl+] its control character.
_CONTROL = {int(Qt.Key.Key_B): _STX, int(Qt.Key.Key_C): "\x03", int(Qt.Key.Key_BracketRight): _GS}


@dataclass(frozen=True, slots=True)
class _Key:
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A remark field before the first key of a burst."""

    field: QPlainTextEdit | QTextEdit
    text: str
    place: int


class WedgeFilter(WindowFilter):
    """``scanned(RawScan)`` for each whole scan. ``install()`` once; ``pause(True)`` lets all keys
    through."""

    scanned = Signal(object)

    def __init__(
        self, buffer: KeyBuffer, monotonic_ns: Callable[[], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._now = monotonic_ns
        self._held: list[_Key] = []
        self._kept: _Kept | None = None
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(self._rest)

    def install(self) -> None:
        """Begin to listen to the windows of the application."""
        self.watch()

    def pause(self, paused: bool) -> None:
        """Let keys through untouched, for a set-up page that tests the scanner's raw keys."""
        self._paused = paused

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._paused or not isinstance(watched, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._claim(event)
        if event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        return False

    def _claim(self, event: QKeyEvent) -> bool:
        """Keep a shortcut from firing on a key that may belong to a scan."""
        busy = bool(self._held) or self._buffer.state != "idle"
        enter = event.key() in _ENTER or (busy and event.key() == Qt.Key.Key_Tab)
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
        if self._buffer.state == "scanning":
            if event.key() == Qt.Key.Key_F8:
                return _GS
            if len(control) == 1 and control < " " and event.key() not in (*_EDITING, *_ENDS):
                return control
        plain = not event.modifiers() & ~_PLAIN
        return text if text and text.isprintable() and plain else ""

    def _collect(self, event: QKeyEvent, text: str, ends: bool) -> bool:
        key = _Key(event.key(), event.modifiers(), event.text())
        passing = _in_remark()
        if passing:
            self._keep()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        scans = self._buffer.feed(text, self._now(), alt=alt)
        if scans:
            self._take_back()
            for scan in scans:
                self.scanned.emit(scan)
            return True
        if ends:
            self._release()
            if passing:
                return False
            _deliver(key)
            return True
        self._timer.start()
        if passing:
            return False
        self._held.append(key)
        return True

    def _press_enter(self, event: QKeyEvent) -> bool:
        """The pad's Enter means the same as Return, also for shortcuts. Pressed here, for Qt's
        own way animates a button 100 ms before it acts."""
        if event.key() not in _ENTER or _in_remark():
            return False
        _deliver(_Key(Qt.Key.Key_Return, event.modifiers() & ~_PLAIN, "\r"))
        return True

    def _rest(self) -> None:
        """No key for a moment."""
        scans = self._buffer.flush(self._now())
        if scans:
            self._take_back()
            for scan in scans:
                self.scanned.emit(scan)
        elif self._buffer.state == "idle":
            self._release()
        else:
            self._timer.start()

    def _release(self) -> None:
        """What was held was a person's: let it go where it was meant."""
        self._timer.stop()
        held, self._held = self._held, []
        self._kept = None
        for key in held:
            _deliver(key)

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
    return event.modifiers() & ~_PLAIN == Qt.KeyboardModifier.ControlModifier


def _in_remark() -> bool:
    return isinstance(QApplication.focusWidget(), QPlainTextEdit | QTextEdit)


def _deliver(key: _Key) -> None:
    """As Qt would: the focused widget may claim it, else a shortcut has it, else the widget."""
    target = QApplication.focusWidget() or QApplication.activeWindow()
    if target is None:
        return
    claim = QKeyEvent(QEvent.Type.ShortcutOverride, key.key, key.modifiers, key.text)
    claim.ignore()
    QCoreApplication.sendEvent(target, claim)
    if not claim.isAccepted() and _press_shortcut(key):
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(target, QKeyEvent(kind, key.key, key.modifiers, key.text))


def _press_shortcut(key: _Key) -> bool:
    """Press what in the active window has ``key`` as its shortcut; False when nothing has."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is None:
        return False
    focus = QApplication.focusWidget()
    if key.key in _ENTER and isinstance(focus, QAbstractButton) and focus.isVisible():
        focus.click()
        return True
    modifiers = key.modifiers & ~_PLAIN
    wanted = QKeySequence(Qt.KeyboardModifier(modifiers).value | key.key)
    return (
        _click_button(window, wanted)
        or _activate_shortcut(window, wanted)
        or _trigger_action(window, wanted)
    )


def _click_button(window: QWidget, wanted: QKeySequence) -> bool:
    for button in window.findChildren(QAbstractButton):
        if button.shortcut() == wanted and button.isVisible() and button.isEnabled():
            button.click()
            return True
    return False


def _activate_shortcut(window: QWidget, wanted: QKeySequence) -> bool:
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        shown = not isinstance(owner, QWidget) or owner.isVisible()
        if shortcut.key() == wanted and shortcut.isEnabled() and shown:
            shortcut.activated.emit()
            return True
    return False


def _trigger_action(window: QWidget, wanted: QKeySequence) -> bool:
    for action in window.findChildren(QAction):
        if action.shortcut() == wanted and action.isEnabled():
            action.trigger()
            return True
    return False
