"""The picture of a product, read off the GUI thread; a quiet place-holder until it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import RADIUS
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.picture_place import fitted


def read_picture(file: Path | None, side: int) -> QImage:
    """The picture at most ``side`` pixels wide and high; null when there is none to be read.

    Safe off the GUI thread.
    """
    if file is None:
        return QImage()
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class ProductPicture(QWidget):
    """A square of ``side`` pixels; ``show_picture(key, find)`` asks ``find`` for the file.

    ``key`` tells pictures apart: the same key again reads nothing.
    """

    def __init__(self, ui: Ui, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._side = side
        self._key = ""
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def show_picture(self, key: str, find: Callable[[], Path | None]) -> None:
        """Show what ``find`` names; nothing but the place-holder when that is None."""
        if key == self._key:
            return
        self._key = key
        self._picture = None
        self.update()
        side = self._side * 2
        self._ui.tasks.read(
            lambda: read_picture(find(), side), lambda image: self._take(key, image), self._missing
        )

    def _take(self, key: str, image: QImage) -> None:
        if key == self._key and not image.isNull():
            self._picture = QPixmap.fromImage(image)
            self.update()

    def _missing(self, problem: Exception) -> None:
        """A picture that cannot be read is no reason to disturb anybody."""

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._picture is None:
            rounded(painter, box, RADIUS, palette.sunken, palette.border)
            size = min(40.0, box.width() * 0.5)
            place = QRectF(0, 0, size, size)
            place.moveCenter(box.center())
            self._ui.icons.paint(painter, "unit", palette.text_faint, place)
        else:
            self._paint_picture(painter, box)
            rounded(painter, box, RADIUS, None, palette.border)
        painter.end()

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        assert self._picture is not None
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS, RADIUS)
        painter.setClipPath(path)
        place = fitted(self._picture.size(), box, cover=True)
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.setClipping(False)
