"""Several of a few: chips that are pressed on and off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.chips import Chip, Choice, FlowLayout


class ChipSet(QWidget):
    """``chosenChanged(tuple of values)`` in the order of the chips."""

    chosenChanged = Signal(tuple)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._flow = FlowLayout(self)
        self._chips: dict[str, Chip] = {}

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show these chips; those that stay keep their state."""
        if list(self._chips) == [choice.value for choice in choices]:
            for choice in choices:
                self._chips[choice.value].set_text(choice.text)
            return
        kept = self.chosen
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for choice in choices:
            chip = Chip(self._ui, choice, self)
            chip.clicked.connect(lambda: self.chosenChanged.emit(self.chosen))
            self._flow.addWidget(chip)
            chip.setVisible(True)
            self._chips[choice.value] = chip
        self.choose(kept)
        self.updateGeometry()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values pressed on."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())

    def choose(self, values: Iterable[str]) -> None:
        """Press exactly these on, without a signal."""
        wanted = set(values)
        for value, chip in self._chips.items():
            chip.setChecked(value in wanted)
