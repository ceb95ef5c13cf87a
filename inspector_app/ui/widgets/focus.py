"""Where the keyboard goes when what had it goes away, and keys that press at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


def give_focus_back(widget: QWidget) -> None:
    """Before ``widget`` is hidden or disabled: lead the focus to the page around it.

    Qt would pass it to the next button of the Tab order, and Enter would then press that one
    instead of the page's primary action.
    """
    focus = QApplication.focusWidget()
    if focus is None or not (focus is widget or widget.isAncestorOf(focus)):
        return
    around = widget.parentWidget()
    while around is not None:
        if around.focusPolicy().value & Qt.FocusPolicy.ClickFocus.value and around.isVisible():
            around.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
            return
        around = around.parentWidget()
    focus.clearFocus()


def pressed_by_key(button: QAbstractButton, event: QEvent) -> bool:
    """Press at once when ``event`` is the button's own shortcut; call it from ``event()``.

    Qt shows such a press for 100 ms before it tells, and a second one meanwhile is lost: "1 1 1"
    by quick fingers would answer one question.
    """
    if not isinstance(event, QShortcutEvent) or event.isAmbiguous():
        return False
    button.click()
    return True
