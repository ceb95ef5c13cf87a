"""Controls of the form that hold several entries: options and defects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_controls import Control, Typing
from inspector_app.ui.views.walk_words import CLASS_LOOKS, class_word
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.chips import Chip, Choice
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

MOST_LINES = 12
"""Defects listed one by one; the rest is counted, and seen in the catalogue."""


class EntryRows(Control):
    """Entries above each other and a button that adds one."""

    def __init__(self, ui: Ui, add: str) -> None:
        super().__init__()
        self._ui = ui
        self._values: list[Any] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self.list = QVBoxLayout()
        self.list.setSpacing(SPACE.s)
        column.addLayout(self.list)
        self.add = Button(ui, icon="plus")
        ui.say(self.add.setText, add)
        self.add.clicked.connect(self._add)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self) -> None:
        raise NotImplementedError

    def _take_away(self, at: int) -> None:
        self._change([value for number, value in enumerate(self._values) if number != at])

    def _change(self, values: list[Any]) -> None:
        self.edited.emit(values)

    def _replace(self, at: int, value: Any) -> None:
        if at < len(self._values):
            changed = list(self._values)
            changed[at] = value
            self._values = changed
            self._change(changed)


def bin_button(ui: Ui) -> GhostButton:
    """Takes one entry away."""
    button = GhostButton(ui, icon="trash")
    ui.say(button.setAccessibleName, "standards.take_away")
    ui.say(button.setToolTip, "standards.take_away")
    return button


class ChoicesControl(EntryRows):
    """The options of a choice: value, both names, and whether it fails the item."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "standards.add_choice")
        self._lines: list[_ChoiceLine] = []

    def show_value(self, value: Any) -> None:
        self._values = [each if isinstance(each, Mapping) else {} for each in value or ()]
        if len(self._lines) != len(self._values):
            clear(self.list)
            self._lines = []
            for at in range(len(self._values)):
                line = _ChoiceLine(self._ui)
                line.edited.connect(partial(self._replace, at))
                line.gone.connect(partial(self._take_away, at))
                self.list.addWidget(line)
                line.setVisible(True)
                self._lines.append(line)
        for line, held in zip(self._lines, self._values, strict=True):
            line.show_choice(held)

    def settle(self) -> None:
        for line in self._lines:
            line.settle()

    def _add(self) -> None:
        taken = {str(each.get("value", "")) for each in self._values}
        number = len(self._values) + 1
        while f"option_{number}" in taken:
            number += 1
        self._change([*self._values, {"value": f"option_{number}", "names": {"zh": "", "en": ""}}])
        if self._lines:
            self._lines[-1].take_focus()


class _ChoiceLine(Card):
    """One option."""

    edited = Signal(object)
    gone = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.s)
        self.setProperty("sunken", "true")
        self._held: Mapping[str, Any] = {}
        self._fields: dict[str, QLineEdit] = {}
        self._typing: dict[str, Typing] = {}
        for name in ("value", "zh", "en"):
            field = PlainLineEdit() if name == "value" else QLineEdit()
            ui.say(field.setPlaceholderText, f"standards.choice.{name}")
            ui.say(field.setAccessibleName, f"standards.choice.{name}")
            self._fields[name] = field
            self._typing[name] = Typing(field)
            self._typing[name].told.connect(self._tell)
        self._fails = Chip(ui, Choice(value="fails", text="", tone="bad"))
        ui.say(self._fails.set_text, "standards.choice.fails")
        self._fails.clicked.connect(self._tell)
        away = bin_button(ui)
        away.clicked.connect(self.gone)
        names, marks = QHBoxLayout(), QHBoxLayout()
        for row in (names, marks):
            row.setSpacing(SPACE.s)
            self.body.addLayout(row)
        self.body.setSpacing(SPACE.xs)
        names.addWidget(self._fields["zh"], 1)
        names.addWidget(self._fields["en"], 1)
        marks.addWidget(self._fields["value"], 1)
        marks.addWidget(self._fails)
        marks.addStretch(1)
        marks.addWidget(away)

    def take_focus(self) -> None:
        self._fields["zh"].setFocus(Qt.FocusReason.TabFocusReason)

    def settle(self) -> None:
        for typing in self._typing.values():
            typing.settle()

    def show_choice(self, held: Mapping[str, Any]) -> None:
        self._held = held
        held_names = held.get("names")
        names = held_names if isinstance(held_names, Mapping) else {}
        shown = {"value": held.get("value", ""), **{k: names.get(k, "") for k in ("zh", "en")}}
        for name, text in shown.items():
            field = self._fields[name]
            if field.text().strip() != str(text) and not field.hasFocus():
                self._typing[name].quietly(field, str(text))
        self._fails.setChecked(held.get("fails") is True)

    def _tell(self) -> None:
        text = {name: field.text().strip() for name, field in self._fields.items()}
        told = {
            **self._held, "value": text["value"], "names": {"zh": text["zh"], "en": text["en"]},
        }  # fmt: skip
        told.pop("fails", None)
        if self._fails.isChecked():
            told["fails"] = True
        self.edited.emit(told)


class DefectsControl(Control):
    """The defects a failed item raises; ``choiceWanted`` opens the catalogue."""

    choiceWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._catalogue: Mapping[str, Defect] = {}
        self._codes: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.choose = Button(ui, icon="search")
        ui.say(self.choose.setText, "standards.choose_defects")
        self.choose.clicked.connect(self.choiceWanted)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)

    def set_catalogue(self, catalogue: Mapping[str, Defect]) -> None:
        """The defects this standard may name."""
        self._catalogue = catalogue

    def retranslate(self) -> None:
        self.show_value(self._codes)

    def show_value(self, value: Any) -> None:
        self._codes = [str(each) for each in value or ()]
        clear(self._list)
        for code in self._codes[:MOST_LINES]:
            line = self._line(code)
            self._list.addWidget(line)
            line.setVisible(True)
        left = len(self._codes) - MOST_LINES
        if left > 0:
            more = Text(self._ui.t("standards.more_defects", count=left), "muted")
            self._list.addWidget(more)
            more.setVisible(True)

    def _line(self, code: str) -> QWidget:
        ui, defect = self._ui, self._catalogue.get(code)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        label = Text(code, "strong")
        label.setFixedWidth(72)
        row.addWidget(label)
        if defect is None:
            row.addWidget(Text(ui.t("standards.unknown_defect"), "body", tone="bad"), 1)
        else:
            row.addWidget(Text(ui.pick(defect.names), "body", wrap=True), 1)
            row.addWidget(class_tag(ui, defect.cls))
        away = bin_button(ui)
        rest = [each for each in self._codes if each != code]
        away.clicked.connect(lambda: self.edited.emit(rest))
        row.addWidget(away)
        return line

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())


def class_tag(ui: Ui, cls: str) -> Tag:
    """The class of a defect."""
    tone, icon = CLASS_LOOKS[cls]
    return Tag(ui, class_word(ui, cls), tone=tone, icon=icon)
