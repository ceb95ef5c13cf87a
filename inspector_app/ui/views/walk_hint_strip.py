"""Above the questions: what photos say of the batches, and what does not fit together."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.label_suggestions import Seen
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_hint_values import BatchOffer, Difference, WalkHints
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.walk_hint_crops import Crop, Crops
from inspector_app.ui.views.walk_hint_words import difference_words, hint_words
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

MOST_LINES = 3
CROP_WIDTH, CROP_HEIGHT = 168, 52
ICON_SIDE = 22


class HintStrip(QWidget):
    """``offerChosen``; ``differenceChosen(key)``; ``enlargeWanted(Seen)``."""

    offerChosen = Signal()
    differenceChosen = Signal(str)
    enlargeWanted = Signal(object)

    def __init__(self, ui: Ui, crops: Crops) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._offer = _OfferCard(ui, crops)
        self._offer.taken.connect(self.offerChosen)
        self._offer.enlargeWanted.connect(self.enlargeWanted)
        column.addWidget(self._offer)
        self._differences = [_DifferenceCard(ui) for _ in range(MOST_LINES)]
        for card in self._differences:
            card.chosen_key.connect(self.differenceChosen)
            column.addWidget(card)
        self._reading = Text("", "caption")
        column.addWidget(self._reading)

    def show_hints(self, hints: WalkHints, *, batches: int, free: bool) -> None:
        """Show them; ``free`` while no panel has the keys."""
        now = (hints, batches, free, self._ui.texts.language)
        if now == self._shown:
            return
        self._shown = now
        offer = hints.offers[0] if hints.offers else None
        self._offer.setVisible(offer is not None)
        if offer is not None:
            self._offer.show_offer(offer, free=free)
        shown = hints.differences[:MOST_LINES]
        first = next((at for at, each in enumerate(shown) if each.defect), -1)
        for at, card in enumerate(self._differences):
            card.setVisible(at < len(shown))
            if at < len(shown):
                card.show_difference(shown[at], several=batches > 1, keyed=free and at == first)
        self._reading.setVisible(hints.reading > 0)
        self._reading.setText(self._ui.t("hints.reading", count=hints.reading))
        self.setVisible(offer is not None or bool(shown) or hints.reading > 0)


class _OfferCard(Card):
    """What could be taken over, with the piece of the photo it was read from."""

    taken = Signal()
    enlargeWanted = Signal(object)

    def __init__(self, ui: Ui, crops: Crops) -> None:
        super().__init__(tone="accent", padding=SPACE.m)
        self._ui, self._crops = ui, crops
        self._seen: Seen | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._crop = Crop(ui, CROP_HEIGHT)
        self._crop.setFixedWidth(CROP_WIDTH)
        self._crop.pressed.connect(lambda: self.enlargeWanted.emit(self._seen))
        row.addWidget(self._crop, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._title = Text("", "muted", wrap=True)
        self._values = Text("", "strong", wrap=True)
        texts.addWidget(self._title)
        texts.addWidget(self._values)
        row.addLayout(texts, 1)
        self._take = Button(ui, icon="check", tone="accent")
        ui.say(self._take.setText, "hints.offer.check")
        self._take.clicked.connect(self.taken)
        row.addWidget(self._take, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        crops.arrived.connect(self._arrived)

    def show_offer(self, offer: BatchOffer, *, free: bool) -> None:
        """Show what was read for one batch."""
        t = self._ui.t
        title = t("hints.offer.title")
        if offer.number:
            title = t("hints.offer.title_batch", number=offer.number)
        self._title.setText(title)
        self._values.setText(" · ".join(hint_words(self._ui, hint) for hint in offer.fields))
        self._take.set_hint("D" if free else "")
        self._take.setEnabled(free)
        self._seen = offer.seen
        self._crop.set_image(self._crops.get(offer.seen))

    def _arrived(self, seen: object) -> None:
        if self._seen is not None and seen == self._seen:
            self._crop.set_image(self._crops.get(self._seen))


class _DifferenceCard(Card):
    """One difference with what can be done about it."""

    chosen_key = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="warn", padding=SPACE.m)
        self._ui = ui
        self._key = ""
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._sign = Text("")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._text = Text("", "body", wrap=True)
        row.addWidget(self._text, 1)
        self._act = Button(ui)
        self._act.clicked.connect(lambda: self.chosen_key.emit(self._key))
        row.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        ui.theme.changed.connect(self._paint_sign)
        self._paint_sign()

    def _paint_sign(self) -> None:
        ink = self._ui.theme.palette.warn.ink
        self._sign.setPixmap(self._ui.icons.pixmap("attention", ink, ICON_SIDE))

    def show_difference(self, found: Difference, *, several: bool, keyed: bool) -> None:
        """Show one; the first that can be recorded has the key."""
        t = self._ui.t
        self._key = found.key
        self._text.setText(difference_words(self._ui, found, several=several))
        self._act.setVisible(bool(found.defect) or found.told == "photo")
        words = t("hints.difference.record", code=found.defect)
        self._act.setText(words if found.defect else t("hints.difference.edit"))
        self._act.set_icon("note" if found.defect else "edit")
        self._act.set_hint("F" if keyed else "")
