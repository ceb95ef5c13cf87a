"""Rows of the settings page: a name, what it does, and its control."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.device_fields import FIELD
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import CountStepper, PlainLineEdit
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class SettingRow(QWidget):
    """Name and hint left, control right; ``tell`` puts a sentence under the name."""

    def __init__(self, ui: Ui, name: str, control: QWidget) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        words = QVBoxLayout()
        words.setSpacing(0)
        label, hint = Text("", "strong", wrap=True), Text("", "caption", wrap=True)
        ui.say(label.setText, f"settings.{name}")
        ui.say(hint.setText, f"settings_page.hint.{name}")
        ui.say(control.setAccessibleName, f"settings.{name}")
        self._problem = Text("", "caption", tone="bad", wrap=True)
        self._problem.hide()
        words.addStretch(1)
        for part in (label, hint, self._problem):
            words.addWidget(part)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def tell(self, key: str) -> None:
        """A sentence that says what is wrong; empty when nothing is."""
        if key:
            self._problem.setText(self._ui.t(key))
        self._problem.setVisible(bool(key))


class TextField(QWidget):
    """One line; ``entered(text)`` when it is left or on Enter.

    ``free`` lets the input method in: names are Chinese, codes never are.
    """

    entered = Signal(str)

    def __init__(self, *, free: bool = False, width: int = FIELD) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.edit: QLineEdit = QLineEdit() if free else PlainLineEdit()
        self.edit.setFixedWidth(width)
        self.edit.editingFinished.connect(lambda: self.entered.emit(self.edit.text()))
        row.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def show_text(self, text: str) -> None:
        """Show what is kept, unless somebody is typing."""
        if not self.edit.hasFocus() and self.edit.text() != text:
            self.edit.setText(text)

    def mark(self, *, wrong: bool) -> None:
        """Draw the frame of a wrong entry."""
        self.edit.setProperty("tone", "bad" if wrong else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)


class ChoiceField(QWidget):
    """Chips in one line; ``chosen(value)``. ``keys`` maps values to texts."""

    chosen = Signal(str)

    def __init__(self, ui: Ui, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._ui, self._keys = ui, tuple(keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.chips = ReasonChips(ui)
        self.chips.reasonChosen.connect(self.chosen)
        row.addWidget(self.chips)
        self.retranslate()
        ui.texts.languageChanged.connect(self.retranslate)

    def retranslate(self) -> None:
        """Set the words again, and the width that keeps them in one line."""
        self.chips.set_choices(
            [Choice(value=value, text=self._ui.t(key)) for value, key in self._keys]
        )
        layout = self.chips.layout()
        assert layout is not None
        items = [layout.itemAt(at) for at in range(layout.count())]
        width = sum(item.sizeHint().width() + SPACE.xs for item in items if item is not None)
        self.chips.setFixedWidth(width)

    def show_value(self, value: str) -> None:
        """Show what is kept."""
        self.chips.choose(value)


class NumberField(QWidget):
    """A stepper; ``entered(number)`` with every step."""

    entered = Signal(int)

    def __init__(self, ui: Ui, low: int, high: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.stepper = CountStepper(ui, minimum=low, maximum=high)
        self.stepper.countChanged.connect(self.entered)
        row.addWidget(self.stepper)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.stepper.setAccessibleName(name)

    def show_number(self, number: int) -> None:
        """Show what is kept."""
        if self.stepper.value != number:
            self.stepper.set_value(number)


class GroupCard(Card):
    """A heading and its rows."""

    def __init__(self, ui: Ui, key: str) -> None:
        super().__init__()
        ui.say(self.title.setText, key)
        self.title.set_role("title")
        self.title.setVisible(True)
        self.body.setSpacing(SPACE.l)
