"""A number pad for PINs, counts and dates, by touch or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.focus import give_focus_back


def takes_digits(event: QEvent, *, finish: bool = False) -> bool:
    """Claim digits (and Enter, with ``finish``) for the focused widget, so that a page's
    shortcuts 1/2/3 do not take them. True when ``event`` was such a claim."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    enter = finish and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    digit = bool(event.text()) and event.text() in "0123456789"
    if digit or enter:
        event.accept()
        return True
    return False


class _Key(Button):
    def __init__(self, ui: Ui, text: str = "", icon: str = "") -> None:
        super().__init__(ui, text, kind="secondary" if text else "ghost", icon=icon, large=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(88)


class KeyPad(QWidget):
    """Collects digits.

    ``length`` > 0 ends the entry: ``completed(digits)`` fires when the last digit arrives.
    Otherwise the tick key (and Enter) fires it. ``textChanged(digits)`` follows every press;
    ``digitPressed(digit)``, ``deleted`` and ``cleared`` serve a field that keeps its own text.
    """

    textChanged = Signal(str)
    completed = Signal(str)
    digitPressed = Signal(str)
    deleted = Signal()
    cleared = Signal()

    def __init__(
        self, ui: Ui, *, length: int = 0, limit: int = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._length = length
        self._limit = length or limit
        self._text = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.xs)
        self.keys: dict[str, Button] = {}
        for at, digit in enumerate("123456789"):
            self._add_digit(ui, grid, digit, at // 3, at % 3)
        self._add_digit(ui, grid, "0", 3, 1)
        wipe = _Key(ui, icon="backspace")
        ui.say(wipe.setAccessibleName, "ui.delete_last")
        ui.say(wipe.setToolTip, "ui.delete_last")
        wipe.clicked.connect(self.delete)
        grid.addWidget(wipe, 3, 0)
        self._finish = _Key(ui, icon="check")
        self._finish.set_kind("primary")
        ui.say(self._finish.setAccessibleName, "ui.done")
        self._finish.clicked.connect(self.finish)
        grid.addWidget(self._finish, 3, 2)
        self._finish.setVisible(length == 0)  # not before: a window of its own would flash up
        self.keys["delete"], self.keys["done"] = wipe, self._finish

    def _add_digit(self, ui: Ui, grid: QGridLayout, digit: str, row: int, column: int) -> None:
        key = _Key(ui, digit)
        ui.say(key.setAccessibleName, "ui.key.digit", digit=digit)
        key.clicked.connect(lambda: self.press(digit))
        grid.addWidget(key, row, column)
        self.keys[digit] = key

    def setEnabled(self, enabled: bool) -> None:
        """As Qt's; a resting pad leaves the keyboard to its page."""
        if not enabled:
            give_focus_back(self)
        super().setEnabled(enabled)

    @property
    def text(self) -> str:
        return self._text

    def press(self, digit: str) -> None:
        """Take one digit."""
        self.digitPressed.emit(digit)
        if len(self._text) >= self._limit:
            return
        self._set(self._text + digit)
        if self._length and len(self._text) == self._length:
            self.completed.emit(self._text)

    def delete(self) -> None:
        """Take the last digit back."""
        self.deleted.emit()
        self._set(self._text[:-1])

    def clear(self) -> None:
        """Begin again."""
        self.cleared.emit()
        self._set("")

    def finish(self) -> None:
        """End an entry of free length."""
        if self._text:
            self.completed.emit(self._text)

    def _set(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.textChanged.emit(text)

    def event(self, event: QEvent) -> bool:
        if takes_digits(event, finish=not self._length):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "0123456789":
            self.press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.delete()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._length:
            self.finish()
        else:
            super().keyPressEvent(event)
