"""Under a photo: that its original was cleared, and the way to have it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.services.photo_life import Originals
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.product_picture import read_picture
from inspector_app.ui.widgets.text import Text

LARGEST = 4_000
"""Pixels of the longer side: an original in full would need hundreds of megabytes."""


class OriginalLine(QWidget):
    """``on_image(sha256, image)`` once the original is here again."""

    def __init__(self, ui: Ui, on_image: Callable[[str, QImage], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._on_image = ui, on_image
        self._originals: Originals | None = None
        self._sha256 = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        self._words = Text("", "body", self, wrap=True)
        row.addWidget(self._words, 1)
        self.fetch = Button(ui, icon="sync", hint="O", bind=False, parent=self)
        ui.say(self.fetch.setText, "room.fetch")
        self.fetch.clicked.connect(self.bring)
        row.addWidget(self.fetch, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def offer(self, originals: Originals) -> None:
        """Where originals lie and come back from."""
        self._originals = originals

    def show_photo(self, sha256: str) -> None:
        """Another photo is shown; nothing is said of one whose original is here."""
        self._sha256 = sha256
        self.hide()
        originals = self._originals
        if originals is not None:
            self._ui.tasks.read(
                lambda: bool(originals.at_central([sha256])),
                lambda gone: self._tell(sha256, gone=gone),
                lambda problem: None,
            )

    def bring(self) -> None:
        """Fetch the original of the photo that is shown; a repeated press changes nothing."""
        originals, sha256 = self._originals, self._sha256
        if originals is None or not self.isVisible() or not self.fetch.isEnabled():
            return
        self.fetch.setEnabled(False)
        self._words.setText(self._ui.t("room.fetching"))

        def work() -> QImage:
            path: Path = originals.bring(sha256)
            return read_picture(path, LARGEST)

        self._ui.tasks.read(
            work,
            lambda image: self._here(sha256, image),
            lambda problem: self._not_here(sha256, problem),
        )

    def _tell(self, sha256: str, *, gone: bool) -> None:
        if gone and sha256 == self._sha256:
            self._say("room.at_central", offered=True)

    def _here(self, sha256: str, image: QImage) -> None:
        if sha256 == self._sha256:
            self._say("room.fetched", offered=False)
            self._on_image(sha256, image)

    def _not_here(self, sha256: str, problem: Exception) -> None:
        if sha256 == self._sha256:
            self._say("room.at_central", offered=True)
            self._words.setText(self._ui.sentence(problem))
            self._words.set_tone("warn")

    def _say(self, key: str, *, offered: bool) -> None:
        self._words.set_tone("neutral" if offered else "good")
        self._words.setText(self._ui.t(key))
        self.fetch.setEnabled(True)
        self.fetch.setVisible(offered)
        self.show()
