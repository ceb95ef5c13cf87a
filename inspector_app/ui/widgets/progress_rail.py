"""Where one is in the walk, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import ToneColours
from inspector_app.ui.widgets.painting import focus_ring, rounded, words

StageState: TypeAlias = Literal["done", "current", "todo", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RailStage:
    """One stage; ``missing`` counts what still has no answer or photo."""

    key: str
    text: str
    state: StageState = "todo"
    missing: int = 0


class ProgressRail(QWidget):
    """Stages side by side; press one to go there: ``stageChosen(key)``. Arrow keys move."""

    stageChosen = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._stages: tuple[RailStage, ...] = ()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def set_stages(self, stages: Sequence[RailStage]) -> None:
        self._stages = tuple(stages)
        for at, stage in enumerate(self._stages):
            if stage.state == "current":
                self._cursor = at
        self._cursor = min(self._cursor, max(0, len(self._stages) - 1))
        told = "; ".join(f"{stage.text}: {self.note(stage)}" for stage in self._stages)
        self.setAccessibleName(told)
        self.update()

    def note(self, stage: RailStage) -> str:
        """The words under a stage's name."""
        if stage.missing:
            return self._ui.t("rail.missing", count=stage.missing)
        keys = {"done": "rail.done", "current": "rail.current", "todo": "rail.todo"}
        return self._ui.t("tag.failed" if stage.state == "failed" else keys[stage.state])

    def sizeHint(self) -> QSize:
        return QSize(720, 68)

    def minimumSizeHint(self) -> QSize:
        return QSize(96 * max(1, len(self._stages)), 68)

    def cell(self, at: int) -> QRectF:
        """Where stage ``at`` is, in widget pixels."""
        width = (self.width() - 8) / max(1, len(self._stages))
        return QRectF(4 + at * width, 4, width - 6, 60)

    def _at(self, x: float) -> int | None:
        for at in range(len(self._stages)):
            if self.cell(at).left() <= x <= self.cell(at).right():
                return at
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().x())
        if at is not None:
            self._cursor = at
            self.stageChosen.emit(self._stages[at].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right:
            self._cursor = min(self._cursor + 1, len(self._stages) - 1)
        elif event.key() == Qt.Key.Key_Left:
            self._cursor = max(self._cursor - 1, 0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stages:
            self.stageChosen.emit(self._stages[self._cursor].key)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def _look(self, stage: RailStage) -> tuple[ToneColours, str]:
        palette = self._ui.theme.palette
        if stage.state == "failed":
            return palette.bad, "fail"
        if stage.state == "current":
            return palette.accent, "walk"
        if stage.state == "done":
            return (palette.warn, "attention") if stage.missing else (palette.good, "pass")
        return palette.neutral, "circle"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, stage in enumerate(self._stages):
            self._paint_stage(painter, at, stage)
        painter.end()

    def _paint_stage(self, painter: QPainter, at: int, stage: RailStage) -> None:
        palette = self._ui.theme.palette
        tone, icon = self._look(stage)
        box = self.cell(at)
        current = stage.state == "current"
        todo = stage.state == "todo"
        fill = palette.surface if todo else tone.soft
        rounded(
            painter, box, 10, fill, tone.solid if current else tone.line, width=2 if current else 1
        )
        if self.hasFocus() and at == self._cursor:
            focus_ring(painter, box.adjusted(1, 1, -1, -1), 9, palette.focus)
        ink = palette.text_faint if todo else tone.ink
        self._ui.icons.paint(
            painter, icon, ink, QRectF(box.left() + 10, box.center().y() - 11, 22, 22)
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        left = box.left() + 40
        room = QRectF(left, box.top() + 8, box.right() - left - 6, 24)
        words(painter, room, stage.text, sized(15, bold=True), palette.text, flags)
        below = QRectF(left, box.top() + 32, box.right() - left - 6, 20)
        note_ink = palette.warn.ink if stage.missing and not current else ink
        words(painter, below, self.note(stage), sized(13), note_ink, flags)
        if at + 1 < len(self._stages):
            painter.setPen(QPen(QColor(palette.border_strong), 2))
            middle = box.center().y()
            painter.drawLine(QPointF(box.right() + 1, middle), QPointF(box.right() + 5, middle))
