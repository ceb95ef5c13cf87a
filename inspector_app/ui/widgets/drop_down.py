"""One of many in one line, where chips would fill the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from inspector_app.ui.context import Ui


class DropDown(QComboBox):
    """``picked(value)`` when a person chose; the wheel scrolls the page unless it has the focus."""

    picked = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(12)
        self.activated.connect(lambda _: self.picked.emit(self.value))
        ui.theme.changed.connect(self.update)

    @property
    def value(self) -> str:
        """What is shown."""
        return str(self.currentData() or "")

    def set_entries(self, entries: Sequence[tuple[str, str]], value: str) -> None:
        """List ``entries`` as value and words, and show ``value``; one that is not among them is
        listed as it is written, so that nothing is lost by looking."""
        known = dict(entries)
        known.setdefault(value, value)
        if [(self.itemData(at), self.itemText(at)) for at in range(self.count())] != list(
            known.items()
        ):
            self.clear()
            for each, words in known.items():
                self.addItem(words, each)
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        palette = self._ui.theme.palette
        painter = QPainter(self)
        place = QRectF(self.width() - 34, self.height() / 2 - 10, 20, 20)
        ink = palette.text_muted if self.isEnabled() else palette.border_strong
        self._ui.icons.paint(painter, "down", ink, place)
        painter.end()
