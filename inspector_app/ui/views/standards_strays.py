"""Faults no field shows, such as members of an imported file that the form does not know."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_faults import Fault
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_words import fault_words
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class StrayFaults(Card):
    """Each with a button that takes away what it is about, where that mends it:
    ``removeWanted(path)``."""

    removeWanted = Signal(tuple)

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m, tone="bad")
        self._ui = ui
        self._shown: object = None
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        self.body.addLayout(self._list)
        self.hide()

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Show these, or nothing."""
        shown = (tuple(faults), self._ui.texts.language)
        self.setVisible(bool(faults))
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._list)
        for fault in faults:
            line = self._line(fault)
            self._list.addWidget(line)
            line.setVisible(True)

    def _line(self, fault: Fault) -> QWidget:
        ui = self._ui
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        place = fault.field or ui.t("standards.line")
        row.addWidget(Text(fault_words(ui, fault.error, place), "body", tone="bad", wrap=True), 1)
        path = fault.removable
        if path:
            button = Button(ui, ui.t("standards.take_away_named", name=str(path[-1])), icon="trash")
            button.clicked.connect(lambda: self.removeWanted.emit(path))
            row.addWidget(button)
        return line
