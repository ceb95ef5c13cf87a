"""Cards side by side, as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from inspector_app.ui.theme.tokens import SPACE


class CardGrid(QWidget):
    """Equal columns of at least ``column`` pixels; ``most`` limits their number (0: no limit)."""

    def __init__(
        self, *, column: int, most: int = 0, gap: int = SPACE.s, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._column, self._most, self._gap = column, most, gap
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> tuple[QWidget, ...]:
        return self._cards

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show these; cards that are no longer among them are deleted."""
        for card in self._cards:
            self._grid.removeWidget(card)
            if card not in cards:
                card.hide()
                card.deleteLater()
        self._cards = tuple(cards)
        self._columns = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def fitting(self) -> int:
        """How many columns the present width allows."""
        columns = max(1, (self.width() + self._gap) // (self._column + self._gap))
        return min(columns, self._most) if self._most else columns

    def _place(self) -> None:
        columns = self.fitting()
        if columns == self._columns:
            return
        for at in range(max(columns, self._columns, self._grid.columnCount())):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        self._columns = columns
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
            card.setVisible(True)
