"""What an input method still makes of a scan's first keys after the scan has been taken.

It answers over a bus of its own, on a busy station more than a second later; no moment is late
enough to put a field back once and for all. So the field is deaf to it until a person presses a
key there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

DEAF_MS = 3_000
"""Then the field listens again even without a key: screen keyboards write without pressing one."""


class LateCommits(QObject):
    """Swallows what an input method writes into one field, from ``begin`` to ``end``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._until = QTimer(self, singleShot=True, interval=DEAF_MS)
        self._until.timeout.connect(self.end)

    def begin(self, field: QWidget) -> None:
        """A scan has been taken out of this field."""
        self.end()
        self._field = field
        field.installEventFilter(self)
        field.destroyed.connect(self._forget)
        self._until.start()

    def end(self) -> None:
        """What comes from now on is a person's."""
        self._until.stop()
        field = self._field
        if field is not None:
            self._forget()
            field.destroyed.disconnect(self._forget)
            field.removeEventFilter(self)

    def _forget(self) -> None:
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field or not isinstance(event, QInputMethodEvent):
            return False
        if not event.commitString() and not event.preeditString():
            return False  # it takes its own signs out of the field
        QApplication.sendEvent(watched, QInputMethodEvent())
        return True
