"""The search field: the one line where Chinese is typed, so the input method is welcome."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

WAIT_MS = 250


class SearchEdit(QLineEdit):
    """``searchWanted(text)`` a moment after the last key, and at once on Enter; Esc clears.

    A scan never ends here: the scanner's keys are taken before they reach any field.
    """

    searchWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.search)
        self.textChanged.connect(lambda _: self._timer.start())

    def reset(self) -> None:
        """Empty, without a signal."""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._timer.stop()
        self._told = ""

    def search(self) -> None:
        """Tell what is typed, once."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searchWanted.emit(text)

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self.text()
            and event.key() in keys
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.search()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search()
        else:
            super().keyPressEvent(event)
