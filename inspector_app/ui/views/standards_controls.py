"""The controls of the form of a standard: each shows a value and tells a new one.

Text is told a moment after the last key and when the field is left, so that the check and the
saved draft follow the typing without a button.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_form import Field
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_words import option_word
from inspector_app.ui.widgets.chip_set import ChipSet
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.drop_down import DropDown
from inspector_app.ui.widgets.fields import PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.text import Text

WAIT_MS = 350
FEW = 5
"""So many values are chips; more are a list that drops down."""

LEAST_LINES, MOST_LINES = 2, 6
AREA_EDGES = 32
"""Frame and padding of an area above and below its lines."""


class Control(QWidget):
    """``edited(value)``; ``show_value`` never disturbs a field somebody is typing in."""

    edited = Signal(object)

    def show_value(self, value: Any) -> None:
        """Show what the draft holds."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say the words again."""

    def settle(self) -> None:
        """Tell at once what was typed."""

    def mark(self, *, wrong: bool) -> None:
        """Draw the frame of a wrong entry."""


class Typing(QObject):
    """Watches one text field: ``told`` a moment after the last key, and when it is left."""

    told = Signal()

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.told)
        self._quiet = False
        field.textChanged.connect(self._typed)
        field.installEventFilter(self)

    def quietly(self, field: QLineEdit | QPlainTextEdit, text: str) -> None:
        """Put ``text`` in without telling."""
        self._quiet = True
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.setCursorPosition(0)
        else:
            field.setPlainText(text)
        self._quiet = False

    def settle(self) -> None:
        """Tell now what waits to be told."""
        if self._timer.isActive():
            self._timer.stop()
            self.told.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.settle()
        return False

    def _typed(self) -> None:
        if not self._quiet:
            self._timer.start()


class GrowingEdit(RemarkEdit):
    """As high as its text, between two lines and six."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        wanted = int(self.document().size().height())  # counted in lines
        height = max(LEAST_LINES, min(MOST_LINES, wanted)) * line + AREA_EDGES
        many = wanted > MOST_LINES
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if many
            else (Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        )
        self.setVerticalScrollBarPolicy(policy)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


def toned(field: QWidget, *, wrong: bool) -> None:
    """The frame of a wrong entry, or the ordinary one."""
    tone = "bad" if wrong else ""
    if (field.property("tone") or "") != tone:
        field.setProperty("tone", tone)
        field.style().unpolish(field)
        field.style().polish(field)


class LineControl(Control):
    """One line. ``free`` lets the input method in: words are Chinese, codes never are."""

    def __init__(self, *, free: bool = False, numbers: bool = False) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._numbers = numbers
        self.field: QLineEdit = QLineEdit() if free else PlainLineEdit()
        self._typing = Typing(self.field)
        self._typing.told.connect(self._tell)
        row.addWidget(self.field)
        self.setFocusProxy(self.field)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def show_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        if self.field.text().strip() != text and not self.field.hasFocus():
            self._typing.quietly(self.field, text)

    def settle(self) -> None:
        self._typing.settle()

    def mark(self, *, wrong: bool) -> None:
        toned(self.field, wrong=wrong)

    def _tell(self) -> None:
        text = self.field.text().strip()
        self.edited.emit(int(text) if self._numbers and text.isdecimal() else text)


class WordsControl(LineControl):
    """Several short words in one line, with commas or blanks between them."""

    def show_value(self, value: Any) -> None:
        words = ", ".join(str(each) for each in value) if isinstance(value, list) else value
        super().show_value(words)

    def words(self) -> list[str]:
        """What is typed, word by word."""
        text = self.field.text()
        for sign in ("，", ",", "、"):
            text = text.replace(sign, " ")
        return text.split()

    def _tell(self) -> None:
        self.edited.emit(self.words())


class NamesControl(Control):
    """Chinese and English side by side; ``long`` gives each an area."""

    def __init__(self, ui: Ui, *, long: bool = False) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._typing: dict[str, Typing] = {}
        self._held: Mapping[str, Any] = {}
        for language in ("zh", "en"):
            column = QVBoxLayout()
            column.setSpacing(SPACE.xs)
            caption = Text("", "caption")
            ui.say(caption.setText, f"standards.language.{language}")
            column.addWidget(caption)
            field = self._field(long=long)
            self.fields[language] = field
            typing = self._typing[language] = Typing(field)
            typing.told.connect(self._tell)
            column.addWidget(field)
            column.addStretch(1)
            row.addLayout(column, 1)
        self.setFocusProxy(self.fields["zh"])

    def _field(self, *, long: bool) -> QLineEdit | QPlainTextEdit:
        if not long:
            return QLineEdit()
        return GrowingEdit()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for language, field in self.fields.items():
            field.setAccessibleName(f"{name} · {self._ui.t(f'standards.language.{language}')}")

    def show_value(self, value: Any) -> None:
        self._held = value if isinstance(value, Mapping) else {}
        for language, field in self.fields.items():
            text = str(self._held.get(language, ""))
            if _text(field) != text and not field.hasFocus():
                self._typing[language].quietly(field, text)

    def settle(self) -> None:
        for typing in self._typing.values():
            typing.settle()

    def mark(self, *, wrong: bool) -> None:
        for field in self.fields.values():
            toned(field, wrong=wrong and not _text(field))

    def written(self) -> dict[str, str]:
        """Both languages as typed; what is empty is left out."""
        typed = {language: _text(field) for language, field in self.fields.items()}
        return {language: text for language, text in typed.items() if text}

    def _tell(self) -> None:
        rest = {key: held for key, held in self._held.items() if key not in self.fields}
        self.edited.emit({**rest, **self.written()})


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    return " ".join(text.split())


class PickControl(Control):
    """One of the field's options: chips where they are few, else a list that drops down."""

    def __init__(self, ui: Ui, field: Field) -> None:
        super().__init__()
        self._ui, self._field = ui, field
        self._value = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.chips: ReasonChips | None = None
        self.box: DropDown | None = None
        if len(field.options) <= FEW:
            self.chips = ReasonChips(ui)
            self.chips.reasonChosen.connect(self.edited.emit)
            row.addWidget(self.chips, 1)
        else:
            self.box = DropDown(ui)
            self.box.picked.connect(self.edited.emit)
            row.addWidget(self.box, 1)
            self.setFocusProxy(self.box)
        self.retranslate()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        if self.box is not None:
            self.box.setAccessibleName(name)

    def retranslate(self) -> None:
        field = self._field
        words = [(value, option_word(self._ui, field, value)) for value in field.options]
        if self.chips is not None:
            self.chips.set_choices([Choice(value=value, text=text) for value, text in words])
            self.chips.choose(self._value)
        elif self.box is not None:
            self.box.set_entries(words, self._value)

    def show_value(self, value: Any) -> None:
        self._value = "" if value is None else str(value)
        if self.chips is not None:
            self.chips.choose(self._value)
        else:
            self.retranslate()


class ManyControl(Control):
    """Several of the field's options, as chips."""

    def __init__(self, ui: Ui, field: Field) -> None:
        super().__init__()
        self._ui, self._field = ui, field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.chips = ChipSet(ui)
        self.chips.chosenChanged.connect(lambda values: self.edited.emit(list(values)))
        row.addWidget(self.chips, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.retranslate()

    def retranslate(self) -> None:
        self.chips.set_choices(
            [
                Choice(value=value, text=option_word(self._ui, self._field, value))
                for value in self._field.options
            ]
        )

    def show_value(self, value: Any) -> None:
        self.chips.choose(str(each) for each in value or ())


class SwitchControl(Control):
    """Yes or no, as two chips."""

    def __init__(self, ui: Ui, field: Field) -> None:
        super().__init__()
        self._ui, self._key = ui, field.key
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.chips = ReasonChips(ui)
        self.chips.reasonChosen.connect(lambda value: self.edited.emit(value == "yes"))
        row.addWidget(self.chips, 1)
        self.retranslate()

    def retranslate(self) -> None:
        t = self._ui.t
        self.chips.set_choices(
            [
                Choice(value="yes", text=t(f"standards.switch.{self._key}.yes")),
                Choice(value="no", text=t(f"standards.switch.{self._key}.no")),
            ]
        )

    def show_value(self, value: Any) -> None:
        self.chips.choose("yes" if value is True else "no")
