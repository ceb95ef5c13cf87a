"""A few views of one thing, side by side as one bar: exactly one is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS, TARGET, Tone
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words


class _Segment(QAbstractButton):
    def __init__(self, ui: Ui, value: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self.value = ui, value
        self.count = 0
        self.tone: Tone = "neutral"
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), sized(15, bold=True)) + 24
        return QSize(round(width + (30 if self.count else 0)), TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        on = self.isChecked()
        if on:
            rounded(painter, box, RADIUS - 2, palette.raised, palette.border_strong)
        elif self.underMouse():
            rounded(painter, box, RADIUS - 2, palette.hover)
        if self.hasFocus():
            focus_ring(painter, box, RADIUS - 2, palette.focus)
        face = sized(15, bold=on)
        ink = palette.text if on else palette.text_muted
        width = text_width(self.text(), face) + 2
        badge_face = sized(13, bold=True)
        badge = max(24.0, text_width(str(self.count), badge_face) + 12) if self.count else 0.0
        left = box.center().x() - (width + (badge + 6 if badge else 0)) / 2
        words(painter, QRectF(left, box.top(), width, box.height()), self.text(), face, ink)
        if badge:
            tone = self._ui.theme.tone(self.tone)
            place = QRectF(left + width + 6, box.center().y() - 12, badge, 24)
            rounded(painter, place, 12, tone.soft, tone.line)
            words(painter, place, str(self.count), badge_face, tone.ink)
        painter.end()


class Segments(QWidget):
    """``chosen(value)`` when a person turned to another one."""

    chosen = Signal(str)

    def __init__(
        self, ui: Ui, keys: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._made: dict[str, _Segment] = {}
        for value, key in keys:
            segment = _Segment(ui, value, self)
            ui.say(segment.setText, key)
            ui.say(segment.setAccessibleName, key)
            segment.clicked.connect(lambda _=False, each=value: self.chosen.emit(each))
            self._group.addButton(segment)
            row.addWidget(segment, 1)
            self._made[value] = segment
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def choose(self, value: str) -> None:
        """Show which one is on, without a signal."""
        self._made[value].setChecked(True)

    def set_count(self, value: str, count: int, tone: Tone = "neutral") -> None:
        """A small number behind the word; 0 takes it away."""
        segment = self._made[value]
        segment.count, segment.tone = count, tone
        segment.updateGeometry()
        segment.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS, palette.sunken, palette.border)
        painter.end()
