"""All cartons of a lot at a glance: drawn, done, with a defect, isolated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import ToneColours
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words

CartonState: TypeAlias = Literal["plain", "drawn", "current", "done", "defect", "isolated"]
_STATES: tuple[CartonState, ...] = ("drawn", "current", "done", "defect", "isolated", "plain")
_ICONS: dict[CartonState, str] = {
    "done": "check",
    "defect": "attention",
    "isolated": "quarantine",
    "current": "play",
}
_CELL = 56
_GAP = 6
_LEGEND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonCell:
    """One carton; ``note`` is a short second line such as ``10/10``."""

    number: int
    state: CartonState = "plain"
    note: str = ""


class CartonGrid(QWidget):
    """A cell a carton, in order of number. ``cartonChosen(number)`` by touch or Enter."""

    cartonChosen = Signal(int)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._cells: tuple[CartonCell, ...] = ()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def set_cartons(self, cells: Sequence[CartonCell]) -> None:
        before = len(self._cells)
        self._cells = tuple(cells)
        self._cursor = min(self._cursor, max(0, len(self._cells) - 1))
        if before != len(self._cells):
            self.updateGeometry()
        self.update()

    def columns(self, width: int | None = None) -> int:
        """Cells in a line at ``width`` pixels (the present width)."""
        room = self.width() if width is None else width
        return max(1, (room - 8 + _GAP) // (_CELL + _GAP))

    def heightForWidth(self, width: int) -> int:
        lines = -(-max(1, len(self._cells)) // self.columns(width))
        return lines * (_CELL + _GAP) + 8 + _LEGEND

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(800, self.heightForWidth(800))

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * (_CELL + _GAP), self.heightForWidth(max(self.width(), 4 * (_CELL + _GAP))))

    def cell_box(self, at: int) -> QRectF:
        """Where cell ``at`` (from 0) is drawn."""
        columns = self.columns()
        left = 4 + (at % columns) * (_CELL + _GAP)
        top = 4 + (at // columns) * (_CELL + _GAP)
        return QRectF(left, top, _CELL, _CELL)

    def _at(self, point: QPointF) -> int | None:
        column = int((point.x() - 4) // (_CELL + _GAP))
        line = int((point.y() - 4) // (_CELL + _GAP))
        if point.x() < 4 or point.y() < 4 or column >= self.columns():
            return None
        at = line * self.columns() + column
        return at if at < len(self._cells) and self.cell_box(at).contains(point) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at is not None:
            self._cursor = at
            self.update()
            self.cartonChosen.emit(self._cells[at].number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: self.columns(),
            Qt.Key.Key_Up: -self.columns(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._cursor + step < len(self._cells):
            self._cursor += step
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cells:
            self.cartonChosen.emit(self._cells[self._cursor].number)
        elif step is None:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._told(at) if at is not None else "", self)
            return True
        return super().event(event)

    def _told(self, at: int) -> str:
        cell = self._cells[at]
        name = self._ui.t("grid.carton", number=cell.number)
        return f"{name} · {self._ui.t(f'grid.{cell.state}')} {cell.note}".strip()

    def _look(self, state: CartonState) -> tuple[ToneColours, bool]:
        palette = self._ui.theme.palette
        looks = {
            "plain": palette.neutral,
            "drawn": palette.accent,
            "current": palette.accent,
            "done": palette.good,
            "defect": palette.bad,
            "isolated": palette.hold,
        }
        return looks[state], state == "current"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, cell in enumerate(self._cells):
            box = self.cell_box(at)
            if event.rect().intersects(box.toAlignedRect()):
                self._paint_cell(painter, box, cell)
                if self.hasFocus() and at == self._cursor:
                    focus_ring(painter, box.adjusted(1, 1, -1, -1), 8, self._ui.theme.palette.focus)
        self._paint_legend(painter)
        painter.end()

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: CartonCell) -> None:
        palette = self._ui.theme.palette
        tone, filled = self._look(cell.state)
        if cell.state == "plain":
            rounded(painter, box, 8, None, palette.border)
            words(painter, box, str(cell.number), sized(15), palette.text_faint)
            return
        ink = tone.on_solid if filled else tone.ink
        fill = tone.solid if filled else palette.surface if cell.state == "drawn" else tone.soft
        width = 2 if cell.state in ("drawn", "defect") else 1
        rounded(painter, box, 8, fill, tone.solid if width == 2 else tone.line, width=width)
        icon = _ICONS.get(cell.state, "")
        top = QRectF(box.left(), box.top() + 6, box.width(), 24) if icon or cell.note else box
        words(painter, top, str(cell.number), sized(16, bold=True), ink)
        if icon:
            place = QRectF(box.center().x() - 9, box.bottom() - 25, 18, 18)
            if cell.note:
                place.moveLeft(box.left() + 5)
                place.setSize(place.size() * 0.8)
            self._ui.icons.paint(painter, icon, ink, place)
        if cell.note:
            left = box.left() + (22 if icon else 2)
            room = QRectF(left, box.bottom() - 26, box.right() - left - 2, 18)
            words(painter, room, cell.note, sized(12), ink)

    def _paint_legend(self, painter: QPainter) -> None:
        palette = self._ui.theme.palette
        lines = -(-len(self._cells) // self.columns()) if self._cells else 0
        top = 4 + lines * (_CELL + _GAP) + 10
        left = 4.0
        face = sized(13)
        for state in _STATES:
            count = sum(1 for cell in self._cells if cell.state == state)
            if not count:
                continue
            tone, filled = self._look(state)
            box = QRectF(left, top, 20, 20)
            fill = tone.solid if filled else tone.soft if state not in ("plain", "drawn") else None
            line = palette.border_strong if state == "plain" else tone.solid
            rounded(painter, box, 5, fill, line, width=1 if state == "plain" else 1.5)
            icon = _ICONS.get(state, "")
            if icon:
                ink = tone.on_solid if filled else tone.ink
                self._ui.icons.paint(painter, icon, ink, box.adjusted(3, 3, -3, -3))
            text = f"{self._ui.t(f'grid.{state}')} {count}"
            width = text_width(text, face) + 4
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            words(
                painter,
                QRectF(left + 28, top - 2, width, 24),
                text,
                face,
                palette.text_muted,
                flags,
            )
            left += 28 + width + 20
