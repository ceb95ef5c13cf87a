"""Enter ends a field before it means the page's primary action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from inspector_app.ui.widgets.focus import give_focus_back

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterMovesOn(QObject):
    """People end a number with Enter; where the primary action cannot be taken back, that must
    not press it. Enter leads from ``field`` to ``then``, or back to the page: the next Enter
    is the primary action's."""

    def __init__(self, field: QWidget, then: QWidget | None = None) -> None:
        super().__init__(field)
        self._field, self._then = field, then
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in _ENTER:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if self._then is not None:
                self._then.setFocus(Qt.FocusReason.TabFocusReason)
            else:
                give_focus_back(self._field)
            return True
        return False
