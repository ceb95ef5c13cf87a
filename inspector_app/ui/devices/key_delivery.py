"""Giving a key that was held back to whom it was meant for, as Qt would have done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """What is left of a key press when its event is gone."""

    key: int
    modifiers: Qt.KeyboardModifier
    text: str


def deliver(key: HeldKey) -> None:
    """An open list gets it; else the focused widget may claim it, else a shortcut has it, else
    the widget."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        _send(popup.focusWidget() or popup, key)
        return
    target = QApplication.focusWidget() or QApplication.activeWindow()
    if target is None:
        return
    claim = QKeyEvent(QEvent.Type.ShortcutOverride, key.key, key.modifiers, key.text)
    claim.ignore()
    QCoreApplication.sendEvent(target, claim)
    if not claim.isAccepted() and _press_shortcut(key):
        return
    _send(target, key)


def _send(target: QWidget, key: HeldKey) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(target, QKeyEvent(kind, key.key, key.modifiers, key.text))


def _press_shortcut(key: HeldKey) -> bool:
    """Press what in the active window has ``key`` as its shortcut; False when nothing has."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is None:
        return False
    focus = QApplication.focusWidget()
    if key.key in ENTER and isinstance(focus, QAbstractButton) and focus.isVisible():
        focus.click()
        return True
    modifiers = key.modifiers & ~PLAIN
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
