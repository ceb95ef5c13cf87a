"""Small parts of the walk's head: who records, the offer to stop, what is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import PersonView, StopOffer
from inspector_app.ui.views.walk_words import class_word
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.notices import ConfirmBar
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.people import paint_disc
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

_SIDE = 36
_STEP = 42


class Discs(QWidget):
    """Everybody on the lot; who records now is ringed and comes first."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._people: tuple[PersonView, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def show_people(self, people: tuple[PersonView, ...]) -> None:
        self._people = tuple(sorted(people, key=lambda person: not person.acting))[:4]
        acting = next((person for person in people if person.acting), None)
        if acting is not None:
            told = self._ui.t("walk.acting", person=self._ui.pick(acting.names))
            self.setAccessibleName(told)
            self.setToolTip(told)
        self.setVisible(len(people) > 1)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_STEP * max(1, len(self._people)) + 4, _SIDE + 8)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            names = ", ".join(self._ui.pick(person.names) for person in self._people)
            QToolTip.showText(event.globalPos(), names, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._ui.theme.palette
        for at, person in enumerate(self._people):
            box = QRectF(4 + at * _STEP, (self.height() - _SIDE) / 2, _SIDE, _SIDE)
            paint_disc(painter, self._ui, box, self._ui.pick(person.names), person.id)
            if person.acting:
                ring = box.adjusted(-2, -2, 2, 2)
                rounded(painter, ring, ring.height() / 2, None, palette.accent.solid, width=2)
        painter.end()


class StopBar(ConfirmBar):
    """ "Stop and hold" offered in place; ``H`` confirms, Esc carries on (the page's keys)."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, tone="bad", icon="stop")
        self._walk_ui = ui
        self._words = Text("", "strong", wrap=True)
        self.extra.addWidget(self._words)  # above the buttons: the middle column is narrow
        self.cancel.set_hint("Esc", bind=False)
        self.confirm.set_hint("H", bind=False)
        ui.say(self.cancel.setText, "walk.stop.go_on")
        ui.say(self.confirm.setText, "walk.key.hold")

    def show_offer(self, offer: StopOffer | None) -> None:
        """Ask, or go away."""
        if offer is None:
            give_focus_back(self)
            self.hide()
            return
        ui = self._walk_ui
        name = class_word(ui, offer.cls) if offer.cls else ui.pick(offer.names)
        question = ui.t(f"walk.stop.{offer.reason}", name=name, count=offer.counted)
        self._words.setText(question)
        early = offer.reason == "re_reached"
        ui.say(self.confirm.setText, "walk.key.stop_early" if early else "walk.key.hold")
        self.ask("", ui.t("walk.key.stop_early" if early else "walk.key.hold"))
        self.setAccessibleName(question)
        give_focus_back(self)  # Enter goes on with the walk; holding a lot takes its own key


class HeldBar(Card):
    """The lot is stopped and held."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="hold")
        self._ui = ui
        column = QVBoxLayout()
        self._text = Text("", "strong", tone="hold", wrap=True)
        self._more = Text("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._text)
        column.addWidget(self._more)
        self.body.addLayout(column)
        ui.say(self._more.setText, "walk.held_text")
        self.hide()

    def show_held(self, reason: str) -> None:
        """``reason`` is a code; empty when nothing is held."""
        self.setVisible(bool(reason))
        if reason:
            key = f"walk.hold.{reason}"
            word = self._ui.t(key) if self._ui.texts.translator.has(key) else reason
            self._text.setText(self._ui.t("walk.held", reason=word))
