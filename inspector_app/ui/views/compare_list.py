"""The short list of places to look at: number, crops of both pictures, what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.domain.comparison import Place
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.compare import Fate
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.compare_pictures import Crops
from inspector_app.ui.widgets.painting import focus_ring, rounded, words
from inspector_app.ui.widgets.picture_place import fitted
from inspector_app.ui.widgets.surfaces import clear

FATES: dict[Fate, tuple[Tone, str]] = {
    "open": ("accent", ""), "dismissed": ("neutral", "pass"), "recorded": ("bad", "attention"),
}  # fmt: skip
HEIGHT = 152


class PlaceList(QWidget):
    """``placeChosen(number)``."""

    placeChosen = Signal(int)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._rows: list[PlaceRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.s)

    def set_places(
        self, places: Sequence[Place], fates: Sequence[Fate], at: int, crops: Sequence[Crops]
    ) -> None:
        """Show them; rows are kept while the number of places stays."""
        if len(places) != len(self._rows):
            clear(self._column)
            self._rows = []
            for number in range(len(places)):
                row = PlaceRow(self._ui, number)
                row.clicked.connect(lambda _=False, n=number: self.placeChosen.emit(n))
                self._column.addWidget(row)
                row.setVisible(True)
                self._rows.append(row)
        for number, (row, place) in enumerate(zip(self._rows, places, strict=True)):
            crop = crops[number] if number < len(crops) else None
            row.show_place(place, fates[number], crop, chosen=number == at)


class PlaceRow(QAbstractButton):
    """One place: what kind, both crops, both texts."""

    def __init__(self, ui: Ui, number: int) -> None:
        super().__init__()
        self._ui, self._number = ui, number
        self._fate: Fate = "open"
        self._place: Place | None = None
        self._crops: Crops | None = None
        self._chosen = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def show_place(self, place: Place, fate: Fate, crops: Crops | None, *, chosen: bool) -> None:
        self._place, self._fate, self._crops, self._chosen = place, fate, crops, chosen
        told = f"{self._number + 1}. {self._title()}"
        self.setText(told)
        self.setAccessibleName(f"{told} {self._detail()}")
        self.setToolTip(self._detail())
        self.update()

    def _title(self) -> str:
        assert self._place is not None
        return self._ui.t(f"compare.kind.{self._place.kind}")

    def _detail(self) -> str:
        place = self._place
        if place is not None and place.kind == "text":
            return self._ui.t(
                "compare.texts", goods=place.goods_text, reference=place.reference_text
            )
        return self._ui.t(f"compare.fate.{self._fate}")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._place is None:
            return
        palette = self._ui.theme.palette
        tone, icon = FATES[self._fate]
        look = self._ui.theme.tone(tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        fill = palette.hover if self.underMouse() else palette.surface
        line = self._ui.theme.tone("accent").solid if self._chosen else palette.border
        rounded(painter, box, 10, fill, line, width=2 if self._chosen else 1)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(3, 3, -3, -3), 8, palette.focus)
        badge = QRectF(box.left() + 12, box.top() + 10, 26, 26)
        rounded(painter, badge, 13, look.solid if self._fate == "open" else look.soft)
        if icon:
            self._ui.icons.paint(painter, icon, look.ink, badge.adjusted(4, 4, -4, -4))
        else:
            words(painter, badge, str(self._number + 1), sized(14, bold=True), look.on_solid)
        room = QRectF(badge.right() + 10, badge.top(), box.right() - badge.right() - 22, 26)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words(painter, room, self._title(), sized(15, bold=True), palette.text, left)
        self._paint_crops(painter, box)
        painter.end()

    def _paint_crops(self, painter: QPainter, box: QRectF) -> None:
        palette = self._ui.theme.palette
        width = (box.width() - 24 - 8) / 2
        top, height = box.top() + 42, box.height() - 42 - 10
        for at, image in enumerate(
            (self._crops.goods, self._crops.reference) if self._crops is not None else ()
        ):
            place = QRectF(box.left() + 12 + at * (width + 8), top, width, height)
            path = QPainterPath()
            path.addRoundedRect(place, 6, 6)
            painter.save()
            painter.setClipPath(path)
            rounded(painter, place, 6, palette.sunken)
            _draw_inside(painter, place, image)
            if self._fate != "open":
                painter.setOpacity(0.45)
                rounded(painter, place, 0, palette.surface)
            painter.restore()


def _draw_inside(painter: QPainter, place: QRectF, image: QImage) -> None:
    if image.isNull():
        return
    box = fitted(image.size(), place)
    painter.drawImage(box, image)
