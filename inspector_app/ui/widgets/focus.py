"""Where the keyboard goes when what had it goes away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


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
