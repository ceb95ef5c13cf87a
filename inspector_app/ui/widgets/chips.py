"""Chips: one choice of several, each a full-size target with its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QWidget,
)

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE, TARGET, Tone
from inspector_app.ui.widgets.focus import pressed_by_key
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One chip: ``value`` is what the signal carries."""

    value: str
    text: str
    icon: str = ""
    hint: str = ""
    tone: Tone = "accent"


class Chip(QAbstractButton):
    """One choice; chosen shows as filled and with a tick."""

    def __init__(self, ui: Ui, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self.choice = choice
        self.setCheckable(True)
        self.setText(choice.text)
        self.setAccessibleName(choice.text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if choice.hint:
            self.setShortcut(choice.hint)
        ui.theme.changed.connect(self.update)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        if self.choice.hint:
            self.setShortcut(self.choice.hint)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        return pressed_by_key(self, event) or super().event(event)

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), sized(16, bold=True)) + 2 * SPACE.l + 8 + 28
        if self.choice.hint:
            width += 30
        return QSize(round(width), TARGET + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        tone = palette.tone(self.choice.tone)
        on = self.isChecked()
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        if on:
            fill, line, ink = tone.soft, tone.solid, tone.ink
        else:
            fill = palette.hover if self.underMouse() else palette.surface
            line, ink = palette.border_strong, palette.text
        if not self.isEnabled():
            fill, line, ink = palette.sunken, palette.border, palette.text_faint
        rounded(painter, box, box.height() / 2, fill, line, width=2 if on else 1)
        if self.hasFocus():
            focus_ring(painter, box, box.height() / 2, palette.focus)
        left = box.left() + SPACE.l
        icon = "check" if on else self.choice.icon or "circle"
        self._ui.icons.paint(
            painter,
            icon,
            ink if on or self.choice.icon else palette.border_strong,
            QRectF(left, box.center().y() - 10, 20, 20),
        )
        left += 28
        right = box.right() - SPACE.l
        if self.choice.hint:
            right -= 30
            badge = QRectF(right + 8, box.center().y() - 12, 24, 24)
            rounded(painter, badge, 6, palette.sunken, palette.border)
            words(painter, badge, self.choice.hint, sized(13, bold=True), palette.text_muted)
        words(
            painter,
            QRectF(left, box.top(), right - left + 2, box.height()),
            self.text(),
            sized(16, bold=on),
            ink,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        )
        painter.end()


class ReasonChips(QWidget):
    """Single choice among chips that flow over several lines. ``reasonChosen(value)``."""

    reasonChosen = Signal(str)

    def __init__(
        self, ui: Ui, choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._flow = FlowLayout(self)
        self._chips: dict[str, Chip] = {}
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show these chips; the present choice stays when its value is still there."""
        kept = self.value
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for choice in choices:
            chip = Chip(self._ui, choice, self)
            chip.clicked.connect(self._tell)
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips[choice.value] = chip
            chip.setVisible(True)
        if kept in self._chips:
            self._chips[kept].setChecked(True)
        self.updateGeometry()

    @property
    def value(self) -> str:
        """The chosen value, or an empty text."""
        chip = self._group.checkedButton()
        return chip.choice.value if isinstance(chip, Chip) else ""

    def choose(self, value: str) -> None:
        """Choose without a signal; an unknown value clears."""
        if value in self._chips:
            self._chips[value].setChecked(True)
            return
        self._group.setExclusive(False)
        for chip in self._chips.values():
            chip.setChecked(False)
        self._group.setExclusive(True)

    def _tell(self) -> None:
        self.reasonChosen.emit(self.value)


class FlowLayout(QLayout):
    """Lays widgets out in lines, as words in a text."""

    def __init__(self, parent: QWidget | None = None, gap: int = SPACE.xs) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), apply=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, apply=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, area: QRect, *, apply: bool) -> int:
        x, y, line = area.x(), area.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x + size.width() > area.right() + 1 and line > 0:
                x, y, line = area.x(), y + line + self._gap, 0
            if apply:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - area.y()
