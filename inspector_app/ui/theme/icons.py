"""Line icons from SVG files, drawn in any colour and kept."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_log = logging.getLogger(__name__)


class Icons:
    """The icons of one folder; ``currentColor`` in a file stands for the wanted colour."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def names(self) -> list[str]:
        """Every icon there is."""
        return sorted(file.stem for file in self._folder.glob("*.svg"))

    def pixmap(self, name: str, colour: str, size: int = 24, ratio: float = 2.0) -> QPixmap:
        """``name`` in ``colour`` (``#rrggbb``), ``size`` logical pixels square."""
        key = (name, colour, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return found

    def icon(self, name: str, colour: str, size: int = 24) -> QIcon:
        """The same as a QIcon."""
        return QIcon(self.pixmap(name, colour, size))

    def paint(self, painter: QPainter, name: str, colour: str, box: QRectF) -> None:
        """Draw ``name`` into ``box`` at the painter's own resolution."""
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        size = round(min(box.width(), box.height()))
        left = box.center().x() - size / 2
        top = box.center().y() - size / 2
        picture = self.pixmap(name, colour, size, max(1.0, ratio))
        painter.drawPixmap(QRectF(left, top, size, size), picture, QRectF(picture.rect()))

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        pixels = max(1, round(size * ratio))
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        source = self._source(name).replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(source.encode()))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _source(self, name: str) -> str:
        found = self._sources.get(name)
        if found is None:
            file = self._folder / f"{name}.svg"
            if file.is_file():
                found = file.read_text("utf-8")
            else:
                _log.warning("icon_missing name=%s", name)
                found = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
            self._sources[name] = found
        return found
