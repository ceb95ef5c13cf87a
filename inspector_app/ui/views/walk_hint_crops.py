"""The piece of a photo a text was read from, cut out straight, off the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.domain.scan import Position
from inspector_app.services.label_suggestions import Seen
from inspector_app.services.ports import PhotoViews
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import RADIUS
from inspector_app.ui.views.pictures import KeptPictures
from inspector_app.ui.widgets.painting import focus_ring, rounded
from inspector_app.ui.widgets.picture_cuts import cut_line
from inspector_app.ui.widgets.picture_place import fitted
from inspector_app.ui.widgets.picture_view import Mark
from inspector_app.ui.widgets.product_picture import read_picture

KEPT = 60
LARGEST_VIEW = 2_000


class Crops(KeptPictures):
    """``get(seen)`` gives the piece when it is here, else None and ``arrived(seen)`` later."""

    def __init__(self, ui: Ui, views: PhotoViews, parent: QObject | None = None) -> None:
        super().__init__(ui, KEPT, parent)
        self._views = views

    def get(self, seen: Seen) -> QImage | None:
        """The piece; starts cutting at the first call."""
        views = self._views
        return self.kept(
            seen, lambda: cut(read_picture(views.view(seen.sha256), LARGEST_VIEW), seen)
        )


def cut(photo: QImage, seen: Seen) -> QImage | None:
    """The text of ``seen`` with a little around it, turned upright; None where there is nothing
    to cut. ``photo`` may be smaller than the original."""
    if photo.isNull() or not seen.box or seen.width <= 0:
        return None
    scale = photo.width() / seen.width
    corners = [(x * scale, y * scale) for x, y in _corners(seen.box)]
    piece = cut_line(photo, corners, led=seen.led)
    return None if piece.isNull() else piece


def _corners(box: Position) -> Position:
    """Four corners, from the text's beginning at the top and on with the clock; for anything else
    the upright box around it."""
    if len(box) == 4:
        return box
    xs, ys = [x for x, _ in box], [y for _, y in box]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


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
        painter.drawImage(fitted(image.size(), box), image)
        painter.setClipping(False)
