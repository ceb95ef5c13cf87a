"""Pieces cut out of a picture: a place, a code, a line of text. Safe off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF, QTransform

from inspector_app.domain.comparison import Box
from inspector_app.ui.widgets.picture_place import outline_at, part_at

TALLEST, WIDEST = 160, 1_400
AROUND, ABOVE = 0.7, 0.3
BEFORE, LONG = 5.5, 9.0
"""How much of the surroundings is shown, in heights of the line. A value is shown with what stands
before it: a date is judged by its words."""
_LARGEST_ZOOM = 3.0


def cut_place(image: QImage, place: Box) -> QImage:
    """A place with a fifth of its size around it; null when it lies nowhere."""
    area = part_at(_whole(image), place.left, place.top, place.width, place.height)
    across, down = 0.2 * area.width() + 10, 0.2 * area.height() + 10
    return _copied(image, area.adjusted(-across, -down, across, down))


def cut_around(image: QImage, corners: Sequence[tuple[float, float]]) -> QImage:
    """A code, its corners in shares, with some margin; null when it lies nowhere."""
    if not corners or image.isNull():
        return QImage()
    around = outline_at(_whole(image), corners, least=0, margin=(0, 0)).boundingRect()
    pad = max(around.width() * 0.16, around.height() * 0.25, 12.0)
    around.adjust(-pad, -pad, pad, pad)
    least = around.width() * 0.36 - around.height()
    if least > 0:  # the corners of linear codes can lie on one line
        around.adjust(0, -least / 2, 0, least / 2)
    return _copied(image, around)


def cut_line(image: QImage, corners: Sequence[tuple[float, float]], *, led: bool) -> QImage:
    """A line of text, turned upright, with a little around it, and with the words before it when
    ``led``. Corners in pixels, from the text's beginning at the top on with the clock; null where
    there is nothing to cut.
    """
    points = [QPointF(x, y) for x, y in corners]
    width = hypot(points[1].x() - points[0].x(), points[1].y() - points[0].y())
    height = hypot(points[3].x() - points[0].x(), points[3].y() - points[0].y())
    if width < 2 or height < 2:
        return QImage()
    before = max(AROUND, min(BEFORE, LONG - width / height)) if led else AROUND
    long = width + (before + AROUND) * height
    zoom = min(TALLEST / (height * (1 + 2 * ABOVE)), WIDEST / long, _LARGEST_ZOOM)
    left, right, top = (share * height * zoom for share in (before, AROUND, ABOVE))
    inner = QRectF(left, top, width * zoom, height * zoom)
    turn = QTransform()
    if not QTransform.quadToQuad(QPolygonF(points), _polygon(inner), turn):
        return QImage()
    return _turned(image, turn, QSize(round(inner.right() + right), round(inner.bottom() + top)))


def _turned(image: QImage, turn: QTransform, size: QSize) -> QImage:
    piece = QImage(size, QImage.Format.Format_RGB32)
    piece.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(piece)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(turn)
    painter.drawImage(QPointF(0, 0), image)
    painter.end()
    return piece


def _copied(image: QImage, area: QRectF) -> QImage:
    part = area.intersected(_whole(image)).toAlignedRect()
    return image.copy(part) if not part.isEmpty() else QImage()


def _whole(image: QImage) -> QRectF:
    return QRectF(image.rect())


def _polygon(box: QRectF) -> QPolygonF:
    return QPolygonF([box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()])
