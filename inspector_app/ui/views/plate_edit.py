"""A vehicle's plate: the province by one press, the rest by keys no input method touches."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import PlainLineEdit

# The first character of plates of the mainland, in the order of the administrative divisions.
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


class PlateEdit(QWidget):
    """``plateChanged(str)``. A plate without a province (another country's) is taken too."""

    plateChanged = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._province = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        row = QHBoxLayout()
        row.setSpacing(SPACE.xs)
        self._pick = Button(ui, icon="down")
        ui.say(self._pick.setAccessibleName, "dock.province")
        self._pick.clicked.connect(self._toggle)
        row.addWidget(self._pick)
        self.edit = PlainLineEdit()
        self.edit.setMaxLength(12)
        ui.say(self.edit.setPlaceholderText, "dock.plate_hint")
        ui.say(self.edit.setAccessibleName, "dock.plate")
        self.edit.textEdited.connect(self._typed)
        row.addWidget(self.edit, 1)
        column.addLayout(row)
        self._chips = ReasonChips(ui, [Choice(value=each, text=each) for each in PROVINCES])
        self._chips.reasonChosen.connect(self._choose)
        self._chips.setVisible(False)
        column.addWidget(self._chips)
        self._ui = ui
        self._name()
        ui.texts.languageChanged.connect(self._name)

    @property
    def plate(self) -> str:
        """What is typed, province first."""
        text = self.edit.text().strip().upper()
        return f"{self._province}{text}" if text else ""

    def set_plate(self, plate: str) -> None:
        """Show ``plate`` without a signal; an empty one keeps the province for the next vehicle."""
        if plate == self.plate:
            return
        if plate[:1] and plate[0] in PROVINCES:
            self._province, plate = plate[0], plate[1:]
        elif plate:
            self._province = ""
        self.edit.setText(plate)
        self._name()

    def suggest_province(self, province: str) -> None:
        """Begin with the province of an earlier vehicle, unless one was picked."""
        if not self._province and province and province in PROVINCES:
            self._province = province
            self._name()

    def _name(self) -> None:
        self._pick.setText(self._province or self._ui.t("dock.province"))
        self._chips.choose(self._province)

    def _toggle(self) -> None:
        self._chips.setVisible(not self._chips.isVisible())

    def _choose(self, province: str) -> None:
        self._province = province
        self._chips.setVisible(False)
        self._name()
        self.edit.setFocus()
        self.plateChanged.emit(self.plate)

    def _typed(self, text: str) -> None:
        if text[:1] and text[0] in PROVINCES:  # pasted or written whole
            self._province = text[0]
            self.edit.setText(text[1:])
            self._name()
        self.plateChanged.emit(self.plate)
