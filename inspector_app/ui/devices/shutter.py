"""A key or a foot pedal (which is a keyboard of one key) as the camera's shutter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow

from inspector_app.ui.window_filter import WindowFilter

DEFAULT_KEY = "F9"


class ShutterKey(WindowFilter):
    """``pressed`` on the configured key, wherever the focus is. Inactive until ``listen(True)``,
    so that the key keeps its other meaning where no camera looks."""

    pressed = Signal()

    def __init__(self, key: str = DEFAULT_KEY, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = QKeySequence(key)
        self._listening = False
        self.watch()

    def set_key(self, key: str) -> bool:
        """Use another key, such as ``F9`` or ``PgDown``; False when there is no such key."""
        wanted = QKeySequence(key)
        if wanted.isEmpty() or wanted.toString() == "":
            return False
        self._wanted = wanted
        return True

    def listen(self, listening: bool) -> None:
        """Whether the key is the shutter now."""
        self._listening = listening

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._listening or not isinstance(watched, QWindow):
            return False
        if not isinstance(event, QKeyEvent) or not self._matches(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.pressed.emit()
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)

    def _matches(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) == self._wanted
