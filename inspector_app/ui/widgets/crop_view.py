"""A picture in which a person points at a code: tap, draw a box, or move one by keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import BRAND, RADIUS_LARGE, Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words
from inspector_app.ui.widgets.picture_cuts import cut_around
from inspector_app.ui.widgets.picture_place import (
    ZOOM_STEP,
    PicturePlace,
    outline_at,
    part_at,
    share_of,
)

_KEY_STEP = 0.02
_LEAST = 0.06
_DRAG = 8  # pixels a finger trembles
_FIRST_BOX = (0.3, 0.3, 0.7, 0.7)
_TAG = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CropMark:
    """A code of the picture: ``corners`` as shares (0…1), ``number`` on its tag."""

    number: int
    corners: tuple[tuple[float, float], ...]
    tone: Tone = "accent"
    chosen: bool = False


class CropView(QWidget):
    """``codeChosen(number)`` when an outlined code is pressed, ``pointed(x, y)`` when another
    spot is, ``boxed(left, top, right, bottom)`` when a box was drawn; all in shares.

    Keys: arrows move a box, with Shift they change its size, + and − zoom, 0 fits; ``box`` is
    read by whoever handles Enter.
    """

    codeChosen = Signal(int)
    pointed = Signal(float, float)
    boxed = Signal(float, float, float, float)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._image = QImage()
        self._marks: tuple[CropMark, ...] = ()
        self._read_box: tuple[float, float, float, float] | None = None
        self._busy = ""
        self._place = PicturePlace()
        self._pressed: QPointF | None = None
        self._drawn: QRectF | None = None  # in widget pixels, while the finger is down
        self.box: tuple[float, float, float, float] | None = None
        """The box moved by keys and not read yet."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        self.setCursor(Qt.CursorShape.CrossCursor)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    # -- what is shown

    def set_image(self, image: QImage, name: str = "") -> None:
        """Show ``image``, fitted; ``name`` for screen readers."""
        self._image = image
        self._place.fit()
        self.box = None
        self.setAccessibleName(name)
        self.update()

    def set_marks(self, marks: tuple[CropMark, ...]) -> None:
        """Outline these, and no others."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_part(self, box: tuple[float, float, float, float] | None, busy: str) -> None:
        """The part that is or was read; ``busy`` is the word on it meanwhile."""
        if (box, busy) != (self._read_box, self._busy):
            self._read_box, self._busy = box, busy
            if busy:
                self.box = None
            self.update()

    def part_of(self, corners: tuple[tuple[float, float], ...]) -> QImage:
        """The picture around a code, with some margin; null when it lies nowhere."""
        return cut_around(self._image, corners)

    def picture_box(self) -> QRectF:
        """Where the picture is drawn, in widget pixels."""
        return self._place.box(self._image.size(), QRectF(self.rect()))

    # -- pointing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._image.isNull():
            self._pressed, self._drawn = event.position(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        if (event.position() - self._pressed).manhattanLength() > _DRAG or self._drawn:
            drawn = QRectF(self._pressed, event.position()).normalized()
            self._drawn = drawn.intersected(self.picture_box())
            self.box = None
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, drawn = self._pressed, self._drawn
        self._pressed = self._drawn = None
        self.update()
        if pressed is None:
            return
        if drawn is not None:
            if not drawn.isEmpty():
                self.boxed.emit(*self._share(drawn.topLeft()), *self._share(drawn.bottomRight()))
            return
        for mark in self._marks:
            if self._outline(mark).containsPoint(pressed, Qt.FillRule.WindingFill) or self._tag(
                mark
            ).contains(pressed):
                self.codeChosen.emit(mark.number)
                return
        if self.picture_box().contains(pressed):
            self.pointed.emit(*self._share(pressed))

    def wheelEvent(self, event: QWheelEvent) -> None:
        up = event.angleDelta().y() > 0
        self.zoom_by(ZOOM_STEP if up else 1 / ZOOM_STEP, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        for key, (across, down) in steps.items():
            if event.key() == key:
                larger = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.move_box(across * _KEY_STEP, down * _KEY_STEP, size=larger)
                return
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self._place.fit()
            self.update()
        else:
            super().keyPressEvent(event)

    def move_box(self, across: float, down: float, *, size: bool = False) -> None:
        """Move the box of the keys, or change its size about its middle."""
        if self._image.isNull():
            return
        if self.box is None:
            self.box = self._read_box or _FIRST_BOX
        left, top, right, bottom = self.box
        if size:
            grow_x = max(across, (_LEAST - (right - left)) / 2)
            grow_y = max(down, (_LEAST - (bottom - top)) / 2)
            left, right = max(0.0, left - grow_x), min(1.0, right + grow_x)
            top, bottom = max(0.0, top - grow_y), min(1.0, bottom + grow_y)
        else:
            across = min(max(across, -left), 1.0 - right)
            down = min(max(down, -top), 1.0 - bottom)
            left, right, top, bottom = left + across, right + across, top + down, bottom + down
        self.box = (left, top, right, bottom)
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Closer or further, keeping the point under ``at``."""
        self._place.zoom_by(factor, self._image.size(), QRectF(self.rect()), at)
        self.update()

    def _share(self, point: QPointF) -> tuple[float, float]:
        return share_of(self.picture_box(), point)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), QColor(BRAND.bottom))
        if self._image.isNull():
            self._paint_word(painter, QRectF(self.rect()), self._busy)
        else:
            painter.drawImage(self.picture_box(), self._image)
            self._paint_boxes(painter)
            for mark in self._marks:
                self._paint_mark(painter, mark)
        painter.end()

    def _paint_boxes(self, painter: QPainter) -> None:
        accent = self._ui.theme.palette.accent.solid
        shown = self._drawn or self._box_rect(self.box) or self._box_rect(self._read_box)
        if shown is None:
            if self._busy:
                self._paint_word(painter, QRectF(self.rect()), self._busy)
            return
        veil = QPainterPath()
        veil.addRect(QRectF(self.rect()))
        hole = QPainterPath()
        hole.addRoundedRect(shown, 8, 8)
        painter.fillPath(veil.subtracted(hole), QColor(0, 0, 0, 96))
        pen = QPen(QColor(accent), 3)
        if self.box is not None or self._drawn is not None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shown, 8, 8)
        if self._busy:
            self._paint_word(painter, shown, self._busy)

    def _paint_word(self, painter: QPainter, place: QRectF, word: str) -> None:
        if not word:
            return
        face = sized(16, bold=True)
        width = text_width(word, face) + 36
        room = QRectF(place.center().x() - width / 2, place.center().y() - 21, width, 42)
        bounds = QRectF(self.rect())
        room.moveLeft(min(max(room.left(), bounds.left() + 8), bounds.right() - width - 8))
        room.moveTop(min(max(room.top(), bounds.top() + 8), bounds.bottom() - 50))
        rounded(painter, room, 21, BRAND.bottom)
        words(painter, room, word, face, BRAND.text)

    def _box_rect(self, box: tuple[float, float, float, float] | None) -> QRectF | None:
        if box is None:
            return None
        left, top, right, bottom = box
        return part_at(self.picture_box(), left, top, right - left, bottom - top)

    def _paint_mark(self, painter: QPainter, mark: CropMark) -> None:
        tone = self._ui.theme.tone(mark.tone)
        outline = self._outline(mark)
        if outline.isEmpty():
            return
        painter.setPen(QPen(QColor(BRAND.text), 7 if mark.chosen else 5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(outline)
        ground = QColor(tone.solid)
        ground.setAlpha(70 if mark.chosen else 30)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(tone.solid), 5 if mark.chosen else 3))
        painter.drawPolygon(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tag = self._tag(mark)
        rounded(painter, tag.adjusted(-2, -2, 2, 2), 10, BRAND.text)
        rounded(painter, tag, 8, tone.solid)
        words(painter, tag, str(mark.number), sized(16, bold=True), tone.on_solid)

    def _outline(self, mark: CropMark) -> QPolygonF:
        """Around the code, visible also where its corners lie on one line."""
        return outline_at(self.picture_box(), mark.corners, least=24, margin=(8, 14))

    def _tag(self, mark: CropMark) -> QRectF:
        around = self._outline(mark).boundingRect()
        bounds = QRectF(self.rect())
        left = min(max(bounds.left() + 4, around.left()), bounds.right() - _TAG - 4)
        top = around.top() - _TAG - 4
        if top < bounds.top() + 4:
            top = min(around.bottom() + 4, bounds.bottom() - _TAG - 4)
        return QRectF(left, top, _TAG, _TAG)
