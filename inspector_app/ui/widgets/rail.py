"""The navigation rail at the left: icon over word, the present page lit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import BRAND, SPACE
from inspector_app.ui.widgets.painting import focus_ring, mixed, rounded, words

WIDTH = 104


@dataclass(frozen=True, slots=True, kw_only=True)
class RailEntry:
    """``text`` is a key of the translations; ``count`` a small number such as open walks."""

    name: str
    icon: str
    text: str


class _Entry(QAbstractButton):
    def __init__(self, ui: Ui, entry: RailEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui = ui
        self.entry = entry
        self.count = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.say(self.setText, entry.text)
        ui.say(self.setAccessibleName, entry.text)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(8, 3, -8, -3)
        lit = self.isChecked()
        if lit or self.underMouse():
            fill = palette.rail_active if lit else mixed(palette.rail, palette.rail_active, 0.55)
            rounded(painter, box, 12, fill)
        if lit:
            bar = QRectF(0, box.top() + 14, 4, box.height() - 28)
            rounded(painter, bar, 2, BRAND.glow)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(3, 3, -3, -3), 9, BRAND.glow)
        ink = palette.rail_active_text if lit else palette.rail_text
        icon = QRectF(box.center().x() - 13, box.top() + 9, 26, 26)
        self._ui.icons.paint(painter, self.entry.icon, ink, icon)
        room = QRectF(box.left(), box.bottom() - 29, box.width(), 22)
        words(painter, room, self.text(), sized(14, bold=lit), ink)
        if self.count:
            badge = QRectF(icon.right() + 1, icon.top() - 4, 24, 20)
            rounded(painter, badge, 10, BRAND.mark)
            told = str(self.count) if self.count < 100 else "99+"
            words(painter, badge, told, sized(12, bold=True), BRAND.text)
        painter.end()


class NavigationRail(QFrame):
    """``entryChosen(name)``; ``light(name)`` shows where one is."""

    entryChosen = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self.setObjectName("Rail")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.m, 0, SPACE.m)
        column.setSpacing(0)
        column.addWidget(_Mark(ui, self))
        column.addSpacing(SPACE.m)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column.addLayout(self._column)
        column.addStretch(1)
        self._made: dict[str, _Entry] = {}
        self._lit = ""

    def names(self) -> list[str]:
        """The entries shown, from above."""
        return list(self._made)

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        if [entry.name for entry in entries] == list(self._made):
            return
        counts = {name: made.count for name, made in self._made.items()}
        for made in self._made.values():
            self._column.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._made = {}
        for entry in entries:
            button = _Entry(self._ui, entry, self)
            button.count = counts.get(entry.name, 0)
            button.clicked.connect(lambda _=False, name=entry.name: self._choose(name))
            self._column.addWidget(button)
            button.setVisible(True)
            self._made[entry.name] = button
        self.light(self._lit)

    def set_count(self, name: str, count: int) -> None:
        """A small number at an entry; 0 takes it away."""
        if name in self._made:
            self._made[name].count = count
            self._made[name].update()

    def light(self, name: str) -> None:
        """Show ``name`` as the present page."""
        self._lit = name
        for key, made in self._made.items():
            made.setChecked(key == name)

    def press(self, at: int) -> None:
        """Choose the entry at a place, for Ctrl+1…9."""
        names = list(self._made)
        if at < len(names):
            self._choose(names[at])

    def _choose(self, name: str) -> None:
        self.light(self._lit)  # the shell lights the page it really shows
        self.entryChosen.emit(name)


class _Mark(QWidget):
    """The product's mark."""

    def __init__(self, ui: Ui, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui = ui
        self.setFixedHeight(52)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.width() / 2 - 22, 4, 44, 44)
        rounded(painter, box, 12, BRAND.mark)
        self._ui.icons.paint(painter, "medal", BRAND.text, box.adjusted(9, 9, -9, -9))
        painter.end()
