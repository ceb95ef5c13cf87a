"""Thumbnails of what was photographed, and dashed places for what still must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.painting import focus_ring, rounded, words

TILE = 112
_CAPTION = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSlot:
    """One place of the strip.

    ``key`` is the photo's id, or the shot's name where none was taken yet (``image`` None).
    ``image`` is made off the GUI thread (QImage is safe there). ``text`` names the shot;
    ``optional`` shots are not dashed in amber.
    """

    key: str
    text: str
    image: QImage | None = None
    taken: bool = False
    optional: bool = False


class _Tile(QAbstractButton):
    def __init__(self, ui: Ui, slot: PhotoSlot | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui = ui
        self.slot = slot
        self._picture = _cover(slot.image) if slot is not None and slot.image is not None else None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if slot is None:
            ui.say(self.setAccessibleName, "photos.add")
        else:
            key = "photos.photo" if slot.taken else "photos.missing"
            ui.say(self.setAccessibleName, key, shot=slot.text)
            self.setToolTip(slot.text)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(TILE + 8, TILE + _CAPTION + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(4, 4, TILE, TILE)
        slot = self.slot
        if slot is None:
            tone, icon, caption = palette.accent, "plus", self._ui.t("photos.add")
        elif slot.taken:
            tone, icon, caption = palette.neutral, "photo", slot.text
        else:
            tone = palette.neutral if slot.optional else palette.warn
            icon, caption = "camera", slot.text
        if self._picture is not None:
            self._paint_picture(painter, box)
        else:
            dashed = slot is None or not slot.taken
            fill = palette.hover if self.underMouse() else tone.soft
            rounded(painter, box, 10, fill, tone.solid, width=1.5, dashed=dashed)
            middle = box.center()
            place = QRectF(middle.x() - 16, middle.y() - 16, 32, 32)
            self._ui.icons.paint(painter, icon, tone.ink, place)
        if self.hasFocus():
            focus_ring(painter, box, 10, palette.focus)
        missing = slot is not None and not slot.taken and not slot.optional
        ink = palette.warn.ink if missing else palette.text_muted
        words(painter, QRectF(2, TILE + 8, TILE + 4, _CAPTION - 4), caption, sized(13), ink)
        painter.end()

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        assert self._picture is not None
        path = QPainterPath()
        path.addRoundedRect(box, 10, 10)
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))
        painter.restore()
        rounded(painter, box, 10, None, self._ui.theme.palette.border)


def _cover(image: QImage) -> QPixmap:
    """The middle of ``image``, filling a tile at twice its size."""
    side = TILE * 2
    scaled = image.scaled(
        side,
        side,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (scaled.width() - side) // 2, (scaled.height() - side) // 2
    return QPixmap.fromImage(scaled.copy(left, top, side, side))


class PhotoStrip(QWidget):
    """Photos and wanted shots. ``photoChosen(key)`` opens one, ``shotWanted(key)`` takes a
    missing one, ``addWanted`` takes a free one."""

    photoChosen = Signal(str)
    shotWanted = Signal(str)
    addWanted = Signal()

    def __init__(self, ui: Ui, *, can_add: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._can_add = can_add
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        holder = QWidget(self)
        self._flow = FlowLayout(holder)
        outer.addWidget(holder)
        self._tiles: list[_Tile] = []
        self._slots: tuple[PhotoSlot, ...] | None = None
        self.set_slots(())

    def set_slots(self, slots: Sequence[PhotoSlot]) -> None:
        """Show these places, then the add tile."""
        if tuple(slots) == self._slots:
            return
        self._slots = tuple(slots)
        for tile in self._tiles:
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        shown: list[PhotoSlot | None] = list(slots)
        if self._can_add:
            shown.append(None)
        self._tiles = [self._tile(slot) for slot in shown]
        self.updateGeometry()

    def _tile(self, slot: PhotoSlot | None) -> _Tile:
        tile = _Tile(self._ui, slot, self)
        tile.clicked.connect(lambda: self._choose(slot))
        self._flow.addWidget(tile)
        tile.setVisible(True)
        return tile

    def _choose(self, slot: PhotoSlot | None) -> None:
        if slot is None:
            self.addWanted.emit()
        elif slot.taken:
            self.photoChosen.emit(slot.key)
        else:
            self.shotWanted.emit(slot.key)
