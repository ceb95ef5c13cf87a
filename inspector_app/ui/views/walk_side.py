"""Beside the question: what the goods look like, what is missing, and the photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.progress import Gap
from inspector_app.domain.inspection.state import State
from inspector_app.domain.master import Product
from inspector_app.services.ports import FrameSource, PhotoViews
from inspector_app.services.standard_words import choice_words
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import SlotView, WalkView
from inspector_app.ui.presenters.wording import gap_words
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.pictures import Picture, Pictures
from inspector_app.ui.views.walk_words import shot_word, two_lines
from inspector_app.ui.widgets.frame_relay import FrameRelay
from inspector_app.ui.widgets.painting import focus_ring, rounded
from inspector_app.ui.widgets.photo_strip import PhotoSlot, PhotoStrip
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

if TYPE_CHECKING:
    from inspector_app.ui.widgets.camera_view import CameraView

WIDE = 308
NARROW = 276
SHOWN_GAPS = 5


class SideFacts(QFrame):
    """``gapChosen(Gap)``, ``shotWanted(slot key)``, ``photoWanted``, ``photoChosen(sha256)``."""

    gapChosen = Signal(object)
    shotWanted = Signal(str)
    photoWanted = Signal()
    photoChosen = Signal(str)

    def __init__(
        self,
        ui: Ui,
        pictures: Pictures,
        views: PhotoViews,
        product_picture: Callable[[Product], Path | None],
    ) -> None:
        super().__init__()
        self._ui = ui
        self._pictures = pictures
        self._views = views
        self._find = product_picture
        self._slots: tuple[SlotView, ...] = ()
        self._product: Product | None = None
        self._told: list[tuple[str, Gap]] | None = None
        self.setObjectName("Side")
        self._build()
        pictures.arrived.connect(self._arrived)
        self._watched: FrameSource | None = None
        self._relay = FrameRelay(self)
        self._relay.arrived.connect(self._show_live)

    def _build(self) -> None:
        ui = self._ui
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.m)
        column.setSpacing(SPACE.s)
        self._camera: CameraView | None = None
        self._column = column
        self._picture = Picture(ui, 120, icon="unit")
        column.addWidget(self._picture)
        self._name = Text("", "strong", wrap=True)
        self._facts = Text("", "muted", wrap=True)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        column.addSpacing(SPACE.s)
        photos = Text("", "strong")
        ui.say(photos.setText, "walk.side.photos")
        column.addWidget(photos)
        self._strip = PhotoStrip(ui)
        self._strip.shotWanted.connect(self.shotWanted)
        self._strip.addWanted.connect(self.photoWanted)
        self._strip.photoChosen.connect(self.photoChosen)
        column.addWidget(self._strip)
        column.addSpacing(SPACE.s)
        self._missing_title = Text("", "strong")
        column.addWidget(self._missing_title)
        self._missing = QVBoxLayout()
        self._missing.setSpacing(0)
        column.addLayout(self._missing)
        column.addStretch(1)
        area.setWidget(holder)
        outer.addWidget(area)
        self.set_wide(True)

    def set_wide(self, wide: bool) -> None:
        """Narrow windows give the room to the question."""
        self.setFixedWidth(WIDE if wide else NARROW)

    # -- showing

    def show_view(self, view: WalkView, standard: Standard, state: State) -> None:
        """Show the lot and the place."""
        lot = view.lot
        if lot is None:
            return
        self._product = lot.product
        self._name.setText(self._ui.pick(lot.product.names))
        self._facts.setText(self._facts_text(view, state))
        self._facts.setToolTip(choice_words(self._ui.texts.translator, state.lot, standard))
        self._show_picture()
        self._show_missing(view.missing, standard, state)
        self._slots = view.slots
        self._show_slots()

    def _facts_text(self, view: WalkView, state: State) -> str:
        lot, t = view.lot, self._ui.t
        assert lot is not None
        lines = [
            t("walk.side.sku", sku=lot.product.sku, spec=lot.product.spec),
            self._ui.pick(lot.supplier_names),
        ]
        if state.draw is not None:
            drawn = state.drawn
            lines.append(t("walk.side.plan", n=sum(drawn.values()), cartons=len(drawn)))
        return "\n".join(lines)

    def _show_picture(self) -> None:
        product = self._product
        if product is not None:
            key = f"product:{product.id}"
            self._picture.set_image(self._pictures.get(key, lambda: self._find(product)))

    def _show_missing(self, gaps: tuple[Gap, ...], standard: Standard, state: State) -> None:
        lines = missing_lines(self._ui, gaps, standard, state)
        if lines == self._told:
            return
        self._told = lines
        clear(self._missing)
        key = "walk.side.missing" if gaps else "walk.side.nothing_missing"
        self._missing_title.setText(self._ui.t(key))
        self._missing_title.set_tone("warn" if gaps else "good")
        for told, gap in lines:
            line = GapLine(self._ui, told)
            line.clicked.connect(partial(self.gapChosen.emit, gap))
            self._missing.addWidget(line)
            line.setVisible(True)

    def _show_slots(self) -> None:
        self._strip.set_slots(
            [
                PhotoSlot(
                    key=slot.key,
                    text=shot_word(self._ui, slot.shot),
                    image=self._thumbnail(slot.sha256) if slot.taken else None,
                    taken=slot.taken,
                )
                for slot in self._slots
            ]
        )

    def _thumbnail(self, sha256: str) -> QImage | None:
        return self._pictures.get(f"thumb:{sha256}", lambda: self._views.thumbnail(sha256))

    def _arrived(self, key: str) -> None:
        if key.startswith("product:"):
            self._show_picture()
        elif key.startswith("thumb:") and any(
            key == f"thumb:{slot.sha256}" for slot in self._slots
        ):
            self._show_slots()

    # -- the live picture

    def watch(self, camera: FrameSource | None) -> None:
        """Show what the camera sees; None shows the goods instead."""
        if camera is not None and self._camera is None:
            # QtMultimedia is slow to load, and most stations without a camera never need it.
            from inspector_app.ui.widgets.camera_view import CameraView

            self._camera = CameraView(self._ui)
            self._camera.setMinimumSize(200, 150)
            self._camera.setFixedHeight(168)
            self._column.insertWidget(0, self._camera)
        if self._camera is not None:
            self._camera.setVisible(camera is not None)
        self._picture.setFixedHeight(96 if camera is not None else 120)
        if camera is not None and self._camera is not None:
            self._camera.show_message("walk.side.starting")
            camera.start(self._relay.offer)
        self._watched = camera

    def rest(self) -> None:
        """Give the camera back, also when it was pulled out meanwhile."""
        if self._watched is not None:
            self._watched.stop()
            self._watched = None

    def set_caption(self, text: str) -> None:
        """What stands for the camera, where it is none."""
        if self._camera is not None:
            self._camera.set_caption(text)

    def flash(self) -> None:
        """A picture was taken."""
        if self._camera is not None:
            self._camera.flash()

    def _show_live(self, image: QImage) -> None:
        if self._camera is not None and self._watched is not None:
            self._camera.show_image(image)


COUNTED = {
    "item_unanswered": "walk.side.unanswered",
    "carton_not_checked": "walk.side.unchecked",
    "units_not_examined": "walk.side.unexamined",
}
"""What the page shows anyway is only counted here; a press leads to the first."""


def missing_lines(
    ui: Ui, gaps: tuple[Gap, ...], standard: Standard, state: State
) -> list[tuple[str, Gap]]:
    """A line a missing thing; what comes in numbers is one line."""
    lines: list[tuple[str, Gap]] = []
    for code, key in COUNTED.items():
        same = [gap for gap in gaps if gap.code == code]
        if same:
            count = sum(gap.count or 1 for gap in same)
            lines.append((ui.t(key, count=count), same[0]))
    single = [gap for gap in gaps if gap.code not in COUNTED]
    speak = ui.texts.translator
    lines += [(gap_words(speak, standard, state, gap), gap) for gap in single[:SHOWN_GAPS]]
    if len(single) > SHOWN_GAPS:
        more = ui.t("walk.side.more", count=len(single) - SHOWN_GAPS)
        lines.append((more, single[SHOWN_GAPS]))
    return lines


class GapLine(QAbstractButton):
    """One missing thing in up to two lines; a press leads there."""

    def __init__(self, ui: Ui, text: str) -> None:
        super().__init__()
        self._ui = ui
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 2, 0, -2)
        fill = palette.hover if self.underMouse() or self.isDown() else palette.sunken
        rounded(painter, box, 8, fill)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(3, 3, -3, -3), 6, palette.focus)
        place = QRectF(box.right() - 26, box.center().y() - 9, 18, 18)
        self._ui.icons.paint(painter, "forward", palette.text_faint, place)
        room = QRectF(box.left() + 10, box.top() + 2, place.left() - box.left() - 14, 44)
        two_lines(painter, room, self.text(), sized(14), palette.text)
        painter.end()
