"""Pictures off the GUI thread, kept while the window lives."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import RADIUS_LARGE
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.picture_place import fitted

KEPT = 200


class KeptPictures(QObject):
    """Pictures under keys, made off the GUI thread once and kept while there is room for
    ``room``; ``arrived(key)`` tells of each."""

    arrived = Signal(object)

    def __init__(self, ui: Ui, room: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ui, self._room = ui, room
        self._kept: OrderedDict[Hashable, QImage | None] = OrderedDict()
        self._asked: set[Hashable] = set()

    def kept(self, key: Hashable, make: Callable[[], QImage | None]) -> QImage | None:
        """The picture when it is here, else None; starts making it at the first call."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            self._ui.tasks.read(
                make, lambda image: self._keep(key, image), lambda error: self._keep(key, None)
            )
        return self._kept.get(key)

    def _keep(self, key: Hashable, image: QImage | None) -> None:
        self._kept[key] = image
        while len(self._kept) > self._room:
            old, _ = self._kept.popitem(last=False)
            self._asked.discard(old)
        self.arrived.emit(key)


class Pictures(KeptPictures):
    """``get(key, find)`` gives the picture when it is here, else None and ``arrived(key)`` later.

    ``find`` runs off the GUI thread and returns a file, or None when there is none.
    """

    def __init__(self, ui: Ui, parent: QObject | None = None) -> None:
        super().__init__(ui, KEPT, parent)

    def get(self, key: str, find: Callable[[], Path | None]) -> QImage | None:
        """The picture under ``key``; starts reading it at the first call."""
        return self.kept(key, lambda: _read(find))


def _read(find: Callable[[], Path | None]) -> QImage | None:
    file = find()
    if file is None:
        return None
    image = QImage(str(file))
    return None if image.isNull() else image


class Picture(QWidget):
    """A picture fitted into a rounded box; a quiet icon where there is none."""

    def __init__(self, ui: Ui, height: int, *, icon: str = "photo", cover: bool = False) -> None:
        super().__init__()
        self._ui = ui
        self._image: QImage | None = None
        self._icon = icon
        self._cover = cover
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def set_image(self, image: QImage | None) -> None:
        """Show ``image``."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS_LARGE, palette.sunken)
        if self._image is None:
            place = QRectF(box.center().x() - 20, box.center().y() - 20, 40, 40)
            self._ui.icons.paint(painter, self._icon, palette.text_faint, place)
            painter.end()
            return
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(path)
        place = fitted(self._image.size(), box, cover=self._cover)
        painter.drawImage(place, self._image)
        painter.end()
