"""Where a picture lies on the screen: fitted into a pane, zoomed, moved, and back to shares of it.

Shares (0…1) of a picture's width and height hold for the original, its view and its thumbnail.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPolygonF

CLOSEST = 8.0
ZOOM_STEP = 1.25


class PicturePlace:
    """The zoom and shift of a picture in a pane; never past the picture's edges."""

    def __init__(self) -> None:
        self._zoom, self._shift = 1.0, QPointF()

    @property
    def zoom(self) -> float:
        """1 is fitted, up to ``CLOSEST``."""
        return self._zoom

    def fit(self) -> None:
        """The whole picture."""
        self._zoom, self._shift = 1.0, QPointF()

    def box(self, size: QSize, pane: QRectF) -> QRectF:
        """Where a picture of ``size`` is drawn; empty where there is none."""
        whole = fitted(size, pane)
        width, height = whole.width() * self._zoom, whole.height() * self._zoom
        middle = pane.center() + self._shift
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)

    def zoom_by(self, factor: float, size: QSize, pane: QRectF, at: QPointF | None = None) -> None:
        """Closer or further, keeping the point of the picture under ``at``."""
        point = at or pane.center()
        before = self.box(size, pane)
        if before.isEmpty():
            return
        under = share_of(before, point)
        self._zoom = min(max(self._zoom * factor, 1.0), CLOSEST)
        self.move(point - point_at(self.box(size, pane), *under), size, pane)

    def move(self, by: QPointF, size: QSize, pane: QRectF) -> None:
        """Move by pixels of the screen, as far as there is picture."""
        self._shift += by
        self.keep_inside(size, pane)

    def keep_inside(self, size: QSize, pane: QRectF) -> None:
        """Take back what was moved too far, such as after the pane changed."""
        box = self.box(size, pane)
        spare_x = max(0.0, (box.width() - pane.width()) / 2)
        spare_y = max(0.0, (box.height() - pane.height()) / 2)
        self._shift = QPointF(
            min(max(self._shift.x(), -spare_x), spare_x),
            min(max(self._shift.y(), -spare_y), spare_y),
        )

    def look_at(self, part: QRectF, size: QSize, pane: QRectF, *, closest: float) -> None:
        """Bring ``part`` (in shares) to the middle, with some of what is around it."""
        self.fit()
        whole = self.box(size, pane)
        if whole.isEmpty():
            return
        across = pane.width() / max(1.0, part.width() * whole.width() * 2.6)
        down = pane.height() / max(1.0, part.height() * whole.height() * 2.6)
        self._zoom = min(max(min(across, down), 1.0), closest)
        middle = point_at(self.box(size, pane), part.center().x(), part.center().y())
        self.move(pane.center() - middle, size, pane)


def fitted(size: QSize, pane: QRectF, *, cover: bool = False) -> QRectF:
    """A picture of ``size`` in the middle of a pane: whole, or filling it and cut by it; empty
    where there is none."""
    if size.isEmpty():  # Qt would scale nothing to the whole pane
        return QRectF(pane.center(), QSizeF(0, 0))
    mode = Qt.AspectRatioMode.KeepAspectRatio
    if cover:
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    scaled = size.scaled(pane.size().toSize(), mode)
    place = QRectF(0, 0, scaled.width(), scaled.height())
    place.moveCenter(pane.center())
    return place


def share_of(box: QRectF, point: QPointF) -> tuple[float, float]:
    """A point of the screen in shares of the picture drawn in ``box``; (0, 0) where none is."""
    if box.isEmpty():
        return (0.0, 0.0)
    return ((point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height())


def point_at(box: QRectF, x: float, y: float) -> QPointF:
    """Where the share (x, y) of the picture drawn in ``box`` stands on the screen."""
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def part_at(box: QRectF, left: float, top: float, width: float, height: float) -> QRectF:
    """A part of the picture, in shares, on the screen."""
    return QRectF(point_at(box, left, top), point_at(box, left + width, top + height))


def outline_at(
    box: QRectF,
    corners: Sequence[tuple[float, float]],
    *,
    least: float,
    margin: tuple[float, float],
) -> QPolygonF:
    """Around a code, visible also where its corners lie on one line, as those of linear codes do:
    flatter than ``least`` pixels it becomes a box with ``margin`` pixels across and down."""
    points = [point_at(box, x, y) for x, y in corners]
    if not points:
        return QPolygonF()
    around = QPolygonF(points).boundingRect()
    if around.height() < least or around.width() < least:
        across, down = margin
        return QPolygonF(around.adjusted(-across, -down, across, down))
    return QPolygonF(points)
