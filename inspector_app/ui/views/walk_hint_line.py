"""Beside a question: what a photo shows of the label element it asks about. Never an answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.label_suggestions import Seen
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_hint_values import ItemHint
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.walk_hint_crops import Crop, Crops
from inspector_app.ui.views.walk_hint_words import item_words
from inspector_app.ui.widgets.text import Text

CROP_WIDTH, CROP_HEIGHT = 168, 48


class HintLine(QWidget):
    """``enlargeWanted(Seen)``."""

    enlargeWanted = Signal(object)

    def __init__(self, ui: Ui, crops: Crops) -> None:
        super().__init__()
        self._ui, self._crops = ui, crops
        self._seen: Seen | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        self._crop = Crop(ui, CROP_HEIGHT)
        self._crop.setFixedWidth(CROP_WIDTH)
        self._crop.pressed.connect(self._enlarge)
        row.addWidget(self._crop, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._text = Text("", "body", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._master = Text("", "strong", tone="warn", wrap=True)
        self._only = Text("", "caption")
        ui.say(self._only.setText, "hints.item.only")
        for text in (self._text, self._master, self._only):
            texts.addWidget(text)
        row.addLayout(texts, 1)
        crops.arrived.connect(self._arrived)
        self.setVisible(False)

    def show_hint(self, item: ItemHint | None) -> None:
        """Show what was read; nothing where nothing is to be said."""
        self.setVisible(item is not None)
        if item is None:
            self._seen = None
            return
        hint = item.hint
        self._text.setText(item_words(self._ui, item))
        self._text.set_role("body" if hint is not None else "caption")
        self._crop.setVisible(hint is not None)
        self._only.setVisible(hint is not None)
        self._master.setVisible(bool(item.master))
        self._master.setText(self._ui.t("hints.item.master", value=item.master))
        self._seen = hint.seen if hint is not None else None
        if self._seen is not None:
            self._crop.set_image(self._crops.get(self._seen))

    def _enlarge(self) -> None:
        if self._seen is not None:
            self.enlargeWanted.emit(self._seen)

    def _arrived(self, seen: object) -> None:
        if self._seen is not None and seen == self._seen:
            self._crop.set_image(self._crops.get(self._seen))
