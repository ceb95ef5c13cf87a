"""Photos of a case: thumbnails read off the GUI thread, and one picture over the whole page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.services.ports import PhotoViews
from inspector_app.services.records import PhotoRow
from inspector_app.ui.context import Ui
from inspector_app.ui.views.cover import Cover
from inspector_app.ui.views.original_line import OriginalLine
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.photo_strip import PhotoSlot
from inspector_app.ui.widgets.picture_view import Mark, PictureView
from inspector_app.ui.widgets.product_picture import read_picture
from inspector_app.ui.widgets.text import Text

THUMBNAIL = 256
LARGEST = 2_000


def read_thumbnails(views: PhotoViews, digests: Sequence[str]) -> dict[str, QImage]:
    """Small pictures by digest; those that cannot be made are left out. Off the GUI thread."""
    found = {}
    for digest in dict.fromkeys(digests):
        try:
            image = read_picture(views.thumbnail(digest), THUMBNAIL)
        except InspectorError:
            continue
        if not image.isNull():
            found[digest] = image
    return found


def slots_of(
    rows: Sequence[PhotoRow], images: Mapping[str, QImage], caption: Callable[[PhotoRow], str]
) -> list[PhotoSlot]:
    """Places of a strip, one per photo."""
    return [
        PhotoSlot(
            key=row.photo.sha256, text=caption(row), image=images.get(row.photo.sha256), taken=True
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One photo of the viewer: what it shows, its facts under it, and places marked in it."""

    sha256: str
    title: str
    facts: str
    marks: tuple[Mark, ...] = ()


class PhotoViewer(Cover):
    """One photo over its page; the arrow keys turn, + − 0 zoom, Esc closes. ``offer_reading``
    adds a button for the code in the photo: ``readWanted(sha256)``; ``original.offer`` lets a
    cleared original be fetched (O)."""

    readWanted = Signal(str)

    def __init__(self, ui: Ui, views: PhotoViews, page: QWidget) -> None:
        super().__init__(ui, page)
        self._ui, self._views = ui, views
        self._photos: tuple[Shown, ...] = ()
        self._at = 0
        self.picture = PictureView(ui, self)
        self.body.addWidget(self.picture, 1)
        self._taken = Text("", "muted", self, wrap=True)
        self.body.addWidget(self._taken)
        self.original = OriginalLine(ui, self._take_original, self)
        self.body.addWidget(self.original)
        self._hash = Text("", "caption", self)
        self._hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self._hash)
        self.read = Button(ui, icon="barcode", hint="B", bind=False, parent=self)
        ui.say(self.read.setText, "code_crop.read")
        self.read.clicked.connect(self._read)
        self.read.hide()
        self.tools.addWidget(self.read)
        self._before, self._after = Button(ui, icon="back"), Button(ui, icon="forward")
        closer, further, fit = Button(ui, icon="plus"), Button(ui, icon="minus"), Button(ui)
        ui.say(fit.setText, "photo_view.fit")
        for button, key, act in (
            (further, "photo_view.further", lambda: self.picture.zoom_by(1 / 1.5)),
            (fit, "photo_view.fit", lambda: self.picture.fit()),
            (closer, "photo_view.closer", lambda: self.picture.zoom_by(1.5)),
            (self._before, "photo_view.before", lambda: self.turn(-1)),
            (self._after, "photo_view.after", lambda: self.turn(1)),
        ):
            ui.say(button.setToolTip, key)
            ui.say(button.setAccessibleName, key)
            button.clicked.connect(act)
            self.tools.addWidget(button)

    def open_photo(self, photos: Sequence[Shown], sha256: str) -> None:
        """Show that one of ``photos``."""
        self._photos = tuple(photos)
        self._at = next((at for at, each in enumerate(photos) if each.sha256 == sha256), 0)
        self.open_cover(self.picture)
        self._show()

    def offer_reading(self) -> None:
        """Where a code of the goods means something."""
        self.read.setVisible(True)

    def _read(self) -> None:
        if self._photos and self.read.isVisible():
            self.readWanted.emit(self._photos[self._at].sha256)

    def turn(self, by: int) -> None:
        """The next or the one before."""
        if 0 <= self._at + by < len(self._photos):
            self._at += by
            self._show()

    def _show(self) -> None:
        if not self._photos:
            return
        photo = self._photos[self._at]
        self.title.setText(photo.title)
        place = self._ui.t("photo_view.place", at=self._at + 1, count=len(self._photos))
        self.facts.setText(place)
        self._taken.setText(photo.facts)
        self._hash.setText(self._ui.t("photo_view.hash", sha256=photo.sha256))
        self._before.setEnabled(self._at > 0)
        self._after.setEnabled(self._at + 1 < len(self._photos))
        self.picture.set_image(QImage(), photo.title)
        self.original.show_photo(photo.sha256)
        views = self._views
        self._ui.tasks.read(
            lambda: read_picture(views.view(photo.sha256), LARGEST),
            lambda image: self._take(photo, image),
            self._ui.refuse,
        )

    def _take(self, photo: Shown, image: QImage) -> None:
        if self._photos and self._photos[self._at] is photo:
            self.picture.set_image(image, photo.title)
            self.picture.set_marks(photo.marks)

    def _take_original(self, sha256: str, image: QImage) -> None:
        photo = self._photos[self._at]
        if photo.sha256 == sha256 and not image.isNull():
            self._take(photo, image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B:
            self._read()
            return
        if event.key() == Qt.Key.Key_O:
            self.original.bring()
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        for key, by in steps.items():
            if event.key() == key:
                self.turn(by)
                return
        super().keyPressEvent(event)
