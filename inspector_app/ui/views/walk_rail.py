"""The stages of the standard in their order: where one is, and what each still misses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import StageView
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.views.walk_words import STAGE_ICONS, two_lines
from inspector_app.ui.widgets.painting import focus_ring, rounded, words

ROW = 68
WIDE = 208
NARROW = 140


class StageRail(QWidget):
    """One row a stage; press one to go there: ``stageChosen(id)``. Arrow keys move."""

    stageChosen = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._stages: tuple[StageView, ...] = ()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_wide(True)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)

    def set_wide(self, wide: bool) -> None:
        """Narrow windows give the room to the question."""
        self.setFixedWidth(WIDE if wide else NARROW)

    def set_stages(self, stages: Sequence[StageView]) -> None:
        self._stages = tuple(stages)
        for at, stage in enumerate(self._stages):
            if stage.current:
                self._cursor = at
        self._tell()

    def _tell(self) -> None:
        told = (f"{self._ui.pick(s.stage.names)}: {self.note(s)}" for s in self._stages)
        self.setAccessibleName("; ".join(told))
        self.update()

    def note(self, stage: StageView) -> str:
        """The words under a stage's name."""
        parts = [self._ui.t("walk.rail.progress", done=stage.done, total=stage.total)]
        if stage.failed:
            parts.clear()
            parts.append(self._ui.t("walk.rail.failed", count=stage.failed))
        if stage.missing and stage.done:
            parts.append(self._ui.t("walk.rail.missing", count=stage.missing))
        elif not stage.missing:
            parts = parts if stage.failed else [self._ui.t("walk.rail.done")]
        return " · ".join(parts)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), ROW * max(1, len(self._stages)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), 60 * max(1, len(self._stages)))

    def _row_height(self) -> float:
        return min(ROW, self.height() / max(1, len(self._stages)))

    def row(self, at: int) -> QRectF:
        """Where stage ``at`` is drawn."""
        height = self._row_height()
        return QRectF(0, at * height, self.width(), height - 6)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() // self._row_height())
        if 0 <= at < len(self._stages):
            self._cursor = at
            self.stageChosen.emit(self._stages[at].stage.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._cursor = min(max(self._cursor + step, 0), len(self._stages) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stages:
            self.stageChosen.emit(self._stages[self._cursor].stage.id)
        else:
            super().keyPressEvent(event)

    def _look(self, stage: StageView) -> tuple[Tone, str]:
        if stage.failed:
            return "bad", "fail"
        if not stage.missing:
            return "good", "pass"
        if stage.current:
            return "accent", STAGE_ICONS.get(stage.stage.kind, "list")
        return ("warn", "attention") if stage.done else ("neutral", "circle")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, stage in enumerate(self._stages):
            self._paint_row(painter, at, stage)
        painter.end()

    def _paint_row(self, painter: QPainter, at: int, stage: StageView) -> None:
        palette = self._ui.theme.palette
        name, icon = self._look(stage)
        tone = palette.tone(name)
        box = self.row(at)
        if stage.current:
            rounded(painter, box, 10, palette.accent.soft, palette.accent.solid, width=2)
        elif stage.done or stage.failed:
            rounded(painter, box, 10, palette.surface, palette.border)
        if self.hasFocus() and at == self._cursor:
            focus_ring(painter, box.adjusted(3, 3, -3, -3), 8, palette.focus)
        quiet = name == "neutral"
        place = QRectF(box.left() + 10, box.center().y() - 11, 22, 22)
        self._ui.icons.paint(painter, icon, palette.text_faint if quiet else tone.ink, place)
        left = box.left() + 40
        room = box.right() - left - 6
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        gate = 20 if stage.stage.gate else 0
        text = self._ui.pick(stage.stage.names)
        face = sized(15, bold=True)
        two = QFontMetricsF(face).horizontalAdvance(text) > room - gate
        ink = palette.text_muted if quiet and not stage.current else palette.text
        if two:
            upper = QRectF(left, box.top() + 3, room - gate, 36)
            two_lines(painter, upper, text, sized(13, bold=True), ink)
        else:
            upper = QRectF(left, box.top() + 7, room, 24)
            words(painter, upper, text, face, ink, flags)
        if stage.stage.gate:
            shield = QRectF(box.right() - 24, box.top() + 10, 16, 16)
            self._ui.icons.paint(painter, "gate", palette.text_faint, shield)
        lower = QRectF(left, box.bottom() - (22 if two else 29), room, 20)
        note = self.note(stage)
        if QFontMetricsF(sized(13)).horizontalAdvance(note) > room:
            note = note.split(" · ")[-1]
        words(painter, lower, note, sized(13), tone.ink, flags)
