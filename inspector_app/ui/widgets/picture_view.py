"""One photograph to look at closely: fits, zooms, moves, shows marked places."""

from __future__ import annotations

from collections.abc import Sequence
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
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words
from inspector_app.ui.widgets.picture_place import ZOOM_STEP, PicturePlace, part_at, share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place of the picture; the box in shares (0…1) of its width and height."""

    left: float
    top: float
    width: float
    height: float
    text: str = ""
    tone: Tone = "warn"


class PictureView(QWidget):
    """Wheel or +/− zoom at the pointer, dragging moves, double click and 0 fit again.

    ``pointed(x, y)`` tells where a short press was, in shares of the picture.
    """

    pointed = Signal(float, float)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._image = QImage()
        self._marks: tuple[Mark, ...] = ()
        self._place = PicturePlace()
        self._pressed: QPointF | None = None
        self._moved = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def set_image(self, image: QImage, name: str = "") -> None:
        """Show ``image`` (loaded off the GUI thread), fitted; ``name`` for screen readers."""
        self._image = image
        self.setAccessibleName(name)
        self.fit()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple(marks)
        self.update()

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
        self._place.zoom_by(factor, self._image.size(), QRectF(self.rect()), at)
        self.update()

    def picture_box(self) -> QRectF:
        """Where the picture is drawn, in widget pixels."""
        return self._place.box(self._image.size(), QRectF(self.rect()))

    def _move(self, by: QPointF) -> None:
        self._place.move(by, self._image.size(), QRectF(self.rect()))
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        up = event.angleDelta().y() > 0
        self.zoom_by(ZOOM_STEP if up else 1 / ZOOM_STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._moved or by.manhattanLength() > 6:
            self._moved = True
            self._pressed = event.position()
            self._move(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        box = self.picture_box()
        if self._pressed is not None and not self._moved and box.contains(event.position()):
            self.pointed.emit(*share_of(box, event.position()))
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

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(clip)
        palette = self._ui.theme.palette
        painter.fillRect(self.rect(), QColor(palette.sunken))
        if self._image.isNull():
            place = QRectF(self.rect()).center() - QPointF(24, 24)
            box = QRectF(place.x(), place.y(), 48, 48)
            self._ui.icons.paint(painter, "photo", palette.text_faint, box)
        else:
            box = self.picture_box()
            painter.drawImage(box, self._image)
            for mark in self._marks:
                self._paint_mark(painter, box, mark)
        painter.end()

    def _paint_mark(self, painter: QPainter, box: QRectF, mark: Mark) -> None:
        tone = self._ui.theme.tone(mark.tone)
        place = part_at(box, mark.left, mark.top, mark.width, mark.height)
        rounded(painter, place, 6, None, tone.solid, width=3)
        if mark.text:
            face = sized(14, bold=True)
            label = QRectF(place.left(), place.top() - 30, text_width(mark.text, face) + 18, 26)
            if label.top() < 2:
                label.moveTop(place.bottom() + 4)
            rounded(painter, label, 6, tone.solid)
            words(painter, label, mark.text, face, tone.on_solid)
