"""The piece of a photo a text was read from, cut out straight, off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from math import hypot

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.domain.scan import Position
from inspector_app.services.label_suggestions import Seen
from inspector_app.services.ports import PhotoViews
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import RADIUS
from inspector_app.ui.widgets.painting import focus_ring, rounded
from inspector_app.ui.widgets.picture_view import Mark
from inspector_app.ui.widgets.product_picture import read_picture

KEPT = 60
LARGEST_VIEW = 2_000
TALLEST, WIDEST = 160, 1_400
AROUND, ABOVE = 0.7, 0.3
BEFORE, LONG = 5.5, 9.0
"""How much of the surroundings is shown, in heights of the line. A value is shown with what stands
before it: a date is judged by its words."""


class Crops(QObject):
    """``get(seen)`` gives the piece when it is here, else None and ``arrived(seen)`` later."""

    arrived = Signal(object)

    def __init__(self, ui: Ui, views: PhotoViews, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ui, self._views = ui, views
        self._kept: OrderedDict[Seen, QImage | None] = OrderedDict()
        self._asked: set[Seen] = set()

    def get(self, seen: Seen) -> QImage | None:
        """The piece; starts cutting at the first call."""
        if seen in self._kept:
            self._kept.move_to_end(seen)
            return self._kept[seen]
        if seen not in self._asked:
            self._asked.add(seen)
            views = self._views
            self._ui.tasks.read(
                lambda: cut(read_picture(views.view(seen.sha256), LARGEST_VIEW), seen),
                lambda image: self._keep(seen, image),
                lambda error: self._keep(seen, None),
            )
        return self._kept.get(seen)

    def _keep(self, seen: Seen, image: QImage | None) -> None:
        self._kept[seen] = image
        while len(self._kept) > KEPT:
            old, _ = self._kept.popitem(last=False)
            self._asked.discard(old)
        self.arrived.emit(seen)


def cut(photo: QImage, seen: Seen) -> QImage | None:
    """The text of ``seen`` with a little around it, turned upright; None where there is nothing
    to cut. ``photo`` may be smaller than the original."""
    if photo.isNull() or not seen.box or seen.width <= 0:
        return None
    scale = photo.width() / seen.width
    corners = [QPointF(x * scale, y * scale) for x, y in _corners(seen.box)]
    width = hypot(corners[1].x() - corners[0].x(), corners[1].y() - corners[0].y())
    height = hypot(corners[3].x() - corners[0].x(), corners[3].y() - corners[0].y())
    if width < 2 or height < 2:
        return None
    before = max(AROUND, min(BEFORE, LONG - width / height)) if seen.led else AROUND
    long = width + (before + AROUND) * height
    zoom = min(TALLEST / (height * (1 + 2 * ABOVE)), WIDEST / long, 3.0)
    left, right, top = (share * height * zoom for share in (before, AROUND, ABOVE))
    inner = QRectF(left, top, width * zoom, height * zoom)
    turn = QTransform()
    if not QTransform.quadToQuad(QPolygonF(corners), _polygon(inner), turn):
        return None
    size = QSize(round(inner.right() + right), round(inner.bottom() + top))
    piece = QImage(size, QImage.Format.Format_RGB32)
    piece.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(piece)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(turn)
    painter.drawImage(QPointF(0, 0), photo)
    painter.end()
    return piece


def _corners(box: Position) -> Position:
    """Four corners, from the text's beginning at the top and on with the clock; for anything else
    the upright box around it."""
    if len(box) == 4:
        return box
    xs, ys = [x for x, _ in box], [y for _, y in box]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _polygon(box: QRectF) -> QPolygonF:
    return QPolygonF([box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()])


def mark_of(seen: Seen, text: str) -> Mark:
    """Where the text stands, for the whole photo."""
    xs = [x / seen.width for x, _ in seen.box]
    ys = [y / seen.height for _, y in seen.box]
    return Mark(
        left=min(xs), top=min(ys), width=max(xs) - min(xs), height=max(ys) - min(ys), text=text,
        tone="accent",
    )  # fmt: skip


class Crop(QWidget):
    """One piece, fitted into a rounded box; ``pressed`` asks for the whole photo."""

    pressed = Signal()

    def __init__(self, ui: Ui, height: int) -> None:
        super().__init__()
        self._ui = ui
        self._image: QImage | None = None
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        ui.say(self.setAccessibleName, "hints.review.enlarge")
        ui.say(self.setToolTip, "hints.review.enlarge")
        ui.theme.changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def set_image(self, image: QImage | None) -> None:
        """Show a piece; None leaves a quiet box until it is there."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS, palette.sunken, palette.border)
        if self._image is None:
            place = QRectF(box.center().x() - 12, box.center().y() - 12, 24, 24)
            self._ui.icons.paint(painter, "photo", palette.text_faint, place)
        else:
            self._paint_image(painter, box.adjusted(1, 1, -1, -1), self._image)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(4, 4, -4, -4), RADIUS, palette.focus)
        painter.end()

    def _paint_image(self, painter: QPainter, box: QRectF, image: QImage) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS - 1, RADIUS - 1)
        painter.setClipPath(path)
        size = image.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(
            box.center().x() - size.width() / 2, box.center().y() - size.height() / 2,
            size.width(), size.height(),
        )  # fmt: skip
        painter.drawImage(place, image)
        painter.setClipping(False)
