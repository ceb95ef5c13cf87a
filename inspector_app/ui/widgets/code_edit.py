"""A field for a code typed by hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from inspector_app.ui.widgets.fields import PlainLineEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CodeEdit(PlainLineEdit):
    """``codeEntered(text)`` on Enter. While it holds text, Enter is its own; empty, Enter goes
    on to the page's primary action, and Esc too."""

    codeEntered = Signal(str)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self.text().strip()
            and (event.key() in _ENTER or event.key() == Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.text().strip():
            self.enter()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Take what is typed, as by Enter."""
        text = self.text().strip()
        if text:
            self.codeEntered.emit(text)
