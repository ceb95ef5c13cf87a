"""Choosing the reference picture of an item: what is there, small, one press each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.pictures import Picture, Pictures
from inspector_app.ui.views.standards_controls import Control
from inspector_app.ui.widgets.drop_down import DropDown

HEIGHT = 120


class PictureControl(Control):
    """A list that drops down, and the picture beside it."""

    def __init__(self, ui: Ui, pictures: Pictures, find: Callable[[str], Path | None]) -> None:
        super().__init__()
        self._ui, self._pictures, self._find = ui, pictures, find
        self._names: tuple[str, ...] = ()
        self._value = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        column = QVBoxLayout()
        self.box = DropDown(ui)
        self.box.picked.connect(self.edited.emit)
        column.addWidget(self.box)
        column.addStretch(1)
        row.addLayout(column, 1)
        self._picture = Picture(ui, HEIGHT)
        self._picture.setFixedWidth(HEIGHT * 4 // 3)
        row.addWidget(self._picture)
        self.setFocusProxy(self.box)
        pictures.arrived.connect(self._arrived)

    def set_names(self, names: Sequence[str]) -> None:
        """The pictures one may choose."""
        self._names = tuple(names)
        self.retranslate()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.box.setAccessibleName(name)

    def retranslate(self) -> None:
        none = self._ui.t("standards.no_picture")
        entries = [("", none), *((name, _title(name)) for name in self._names)]
        self.box.set_entries(entries, self._value)

    def show_value(self, value: Any) -> None:
        self._value = str(value or "")
        self.retranslate()
        self._show()

    def _arrived(self, key: str) -> None:
        if key == self._value:
            self._show()

    def _show(self) -> None:
        self._picture.setVisible(bool(self._value))
        if self._value:
            name = self._value
            self._picture.set_image(self._pictures.get(name, lambda: self._find(name)))


def _title(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
