"""Goods and reference together: side by side, in turns, or under a slider; one zoom for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.domain.comparison import Box
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words
from inspector_app.ui.widgets.picture_place import ZOOM_STEP, PicturePlace, part_at

View: TypeAlias = Literal["side", "blink", "slide"]
BLINK_MS = 500
"""Half a second for each picture: two changes a second, below the three of WCAG 2.3.1."""

_SLIDE_STEP = 0.04
_CLOSE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A place of the shared frame with its number; ``box`` in shares."""

    box: Box
    text: str
    tone: Tone
    strong: bool = False


class CompareCanvas(QWidget):
    """``placePressed(number)`` when a marked place was pressed.

    Both pictures have the same size and lie on each other; ``set_pair`` with ``aligned=False``
    shows them side by side only.
    """

    placePressed = Signal(int)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._goods, self._reference = QImage(), QImage()
        self._view: View = "side"
        self._marks: tuple[Marked, ...] = ()
        self._place = PicturePlace()
        self._divider = 0.5
        self._pressed: QPointF | None = None
        self._moved = self._sliding = False
        self._held = False
        self._reference_shown = False
        self._waiting = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 220)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(760, 480)

    # -- what is shown

    def set_pair(self, goods: QImage, reference: QImage) -> None:
        """Two pictures of one frame; the whole of them is shown."""
        self._goods, self._reference = goods, reference
        self.fit()

    def set_waiting(self, text: str) -> None:
        """Words in the middle while there is nothing to show."""
        self._waiting = text
        self.update()

    def set_marks(self, marks: Sequence[Marked]) -> None:
        self._marks = tuple(marks)
        self.update()

    @property
    def view(self) -> View:
        return self._view

    def set_view(self, view: View) -> None:
        """Side by side, in turns, or the slider."""
        self._view = view
        self._reference_shown = False
        if view == "blink":
            self._timer.start(BLINK_MS)
        else:
            self._timer.stop()
        self._place.keep_inside(self._size(), self._panes()[0])
        self.update()

    def hold(self, *, down: bool) -> None:
        """While held, the reference lies over the goods."""
        self._held = down
        self.update()

    def rest(self) -> None:
        """The page is left: nothing blinks behind it, and no key is held."""
        self._timer.stop()
        self._held = False

    def slide(self, by: int) -> None:
        """Move the slider one step."""
        self._divider = min(max(self._divider + by * _SLIDE_STEP, 0.0), 1.0)
        self.update()

    # -- zoom, in step

    @property
    def zoom(self) -> float:
        """1 is fitted."""
        return self._place.zoom

    def fit(self) -> None:
        """The whole picture."""
        self._place.fit()
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Closer or further, keeping the point under ``at``."""
        pane = self._pane_at(at) if at is not None else self._panes()[0]
        self._place.zoom_by(factor, self._size(), pane, at)
        self.update()

    def look_at(self, box: Box) -> None:
        """Bring a place close enough to judge, with some of its surroundings."""
        part = QRectF(box.left, box.top, box.width, box.height)
        self._place.look_at(part, self._size(), self._panes()[0], closest=_CLOSE)
        self.update()

    def _size(self) -> QSize:
        return self._reference.size() if not self._reference.isNull() else self._goods.size()

    def _panes(self) -> list[QRectF]:
        """Where pictures are drawn: goods left, reference right; or one for both."""
        whole = QRectF(self.rect())
        if self._view != "side":
            return [whole]
        half = (whole.width() - 8) / 2
        return [
            QRectF(0, 0, half, whole.height()),
            QRectF(half + 8, 0, half, whole.height()),
        ]

    def _pane_at(self, point: QPointF) -> QRectF:
        panes = self._panes()
        return next((pane for pane in panes if pane.contains(point)), panes[0])

    def _box(self, pane: QRectF) -> QRectF:
        """Where the picture lies in a pane, zoomed and shifted."""
        return self._place.box(self._size(), pane)

    # -- hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        up = event.angleDelta().y() > 0
        self.zoom_by(ZOOM_STEP if up else 1 / ZOOM_STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._moved = event.position(), False
        self._sliding = self._view == "slide" and self._near_divider(event.position())

    def _near_divider(self, point: QPointF) -> bool:
        return abs(point.x() - self._divider * self.width()) < 32

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            over = self._view == "slide" and self._near_divider(event.position())
            shape = Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        by = event.position() - self._pressed
        if self._sliding:
            self._moved = True
            self._divider = min(max(event.position().x() / max(1, self.width()), 0.0), 1.0)
            self.update()
        elif self._moved or by.manhattanLength() > 6:
            self._moved = True
            self._pressed = event.position()
            self._place.move(by, self._size(), self._panes()[0])
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._moved:
            box = self._box(self._pane_at(event.position()))
            for number, mark in enumerate(self._marks):
                if _placed(box, mark.box).adjusted(-10, -10, 10, 10).contains(event.position()):
                    self.placePressed.emit(number)
                    break
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.zoom > 1:
            self.fit()
        else:
            self.zoom_by(3, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _turn(self) -> None:
        self._reference_shown = not self._reference_shown
        self.update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        panes = self._panes()
        if self._view == "side":
            self._paint_pane(painter, panes[0], self._goods, "compare.goods")
            self._paint_pane(painter, panes[1], self._reference, "compare.reference")
        elif self._view == "blink" or self._held:
            shown = self._held or self._reference_shown
            image = self._reference if shown else self._goods
            key = "compare.reference" if shown else "compare.goods"
            self._paint_pane(painter, panes[0], image, key, tone="accent" if shown else "neutral")
        else:
            self._paint_slide(painter, panes[0])
        painter.end()

    def _paint_pane(
        self, painter: QPainter, pane: QRectF, image: QImage, key: str, tone: Tone = "neutral"
    ) -> None:
        if self._held and self._view == "side":
            image = self._reference
        self._paint_picture(painter, pane, image)
        self._caption(painter, pane, key, tone)

    def _paint_picture(
        self, painter: QPainter, pane: QRectF, image: QImage, clip: QRectF | None = None
    ) -> None:
        palette = self._ui.theme.palette
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(pane, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(path)
        if clip is not None:
            painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        painter.fillRect(pane, QColor(palette.sunken))
        if image.isNull():
            if self._waiting:
                words(painter, pane, self._waiting, sized(16), palette.text_muted)
        else:
            box = self._box(pane)
            painter.drawImage(box, image)
            for mark in self._marks:
                self._paint_mark(painter, box, mark)
        painter.restore()

    def _paint_slide(self, painter: QPainter, pane: QRectF) -> None:
        at = pane.left() + self._divider * pane.width()
        left = QRectF(pane.left(), pane.top(), at - pane.left(), pane.height())
        right = QRectF(at, pane.top(), pane.right() - at, pane.height())
        self._paint_picture(painter, pane, self._goods, left)
        self._paint_picture(painter, pane, self._reference, right)
        palette = self._ui.theme.palette
        tone = self._ui.theme.tone("accent")
        painter.setPen(QPen(QColor(palette.surface), 5))
        painter.drawLine(QPointF(at, pane.top()), QPointF(at, pane.bottom()))
        painter.setPen(QPen(QColor(tone.solid), 3))
        painter.drawLine(QPointF(at, pane.top()), QPointF(at, pane.bottom()))
        handle = QRectF(at - 24, pane.center().y() - 24, 48, 48)
        rounded(painter, handle, 24, tone.solid, palette.surface, width=3)
        for icon, x in (("back", handle.left() + 6), ("forward", handle.right() - 24)):
            place = QRectF(x, handle.center().y() - 9, 18, 18)
            self._ui.icons.paint(painter, icon, tone.on_solid, place)
        self._caption(painter, pane, "compare.goods", "neutral")
        self._caption(painter, pane, "compare.reference", "neutral", right=True)

    def _caption(
        self, painter: QPainter, pane: QRectF, key: str, tone: Tone, *, right: bool = False
    ) -> None:
        palette = self._ui.theme.palette
        text, face = self._ui.t(key), sized(14, bold=True)
        width = text_width(text, face) + 24
        left = pane.right() - width - 12 if right else pane.left() + 12
        box = QRectF(left, pane.top() + 12, width, 30)
        look = self._ui.theme.tone(tone)
        accent = tone == "accent"
        rounded(painter, box, 15, look.solid if accent else palette.surface, palette.border)
        words(painter, box, text, face, look.on_solid if accent else palette.text)

    def _paint_mark(self, painter: QPainter, box: QRectF, mark: Marked) -> None:
        tone = self._ui.theme.tone(mark.tone)
        place = _placed(box, mark.box)
        rounded(painter, place, 6, None, tone.solid, width=4 if mark.strong else 2)
        if not mark.text:
            return
        face = sized(14, bold=True)
        label = QRectF(place.left() - 2, place.top() - 28, text_width(mark.text, face) + 16, 26)
        if label.top() < 48:
            label.moveTop(place.bottom() + 4)
        rounded(painter, label, 13, tone.solid)
        words(painter, label, mark.text, face, tone.on_solid)


def _placed(box: QRectF, share: Box) -> QRectF:
    return part_at(box, share.left, share.top, share.width, share.height)
