"""A whole number typed by keys or by a number pad."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QIntValidator
from PySide6.QtWidgets import QWidget

from inspector_app.ui.widgets.fields import PlainLineEdit


class NumberEdit(PlainLineEdit):
    """``numberChanged(int)`` on each edit; an empty field is 0. ``feed``, ``delete`` and
    ``clear_digits`` let a ``KeyPad`` drive it. Taking the focus selects all, so that the first
    digit replaces what is there."""

    numberChanged = Signal(int)

    def __init__(
        self, *, maximum: int = 999_999, big: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent, big=big)
        self.setValidator(QIntValidator(0, maximum, self))
        self.setMaxLength(len(str(maximum)))
        self.textEdited.connect(lambda _: self.numberChanged.emit(self.number))

    @property
    def number(self) -> int:
        """What is typed, 0 for nothing."""
        return int(self.text()) if self.text().isdecimal() else 0

    def set_number(self, number: int) -> None:
        """Show ``number`` without a signal; 0 shows as empty. What is being typed stays."""
        if number != self.number:
            self.setText(str(number) if number else "")

    def feed(self, digit: str) -> None:
        """Take the next digit."""
        before = self.text()
        self.insert(digit)
        if self.text() != before:
            self.numberChanged.emit(self.number)

    def delete(self) -> None:
        """Take the last digit back."""
        self.backspace()
        self.numberChanged.emit(self.number)

    def clear_digits(self) -> None:
        """Begin again."""
        self.setText("")
        self.numberChanged.emit(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
