"""One suggestion at a time, with its picture, over the fields of the batch editor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.services.label_suggestions import FieldHint, Seen
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.hint_review import HintReview, State
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.views.walk_hint_crops import Crop, Crops
from inspector_app.ui.views.walk_hint_words import doubt_words, field_word, note_words, value_word
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.chips import Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

CROP_HEIGHT = 64
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WIPE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_LOOKS: dict[State, tuple[Tone, str]] = {
    "open": ("accent", "pending"),
    "taken": ("good", "pass"),
    "passed_over": ("neutral", "minus"),
    "by_hand": ("neutral", "edit"),
}


class HintCard(Card):
    """``confirmed``; ``picked(number)``; ``passedOver``; ``typed(text)`` for keys that are meant
    for the field; ``enlargeWanted(Seen)``. It holds the keyboard while it asks:
    ``asking(bool)``."""

    confirmed = Signal()
    picked = Signal(int)
    passedOver = Signal()
    typed = Signal(str)
    enlargeWanted = Signal(object)
    asking = Signal(bool)

    def __init__(self, ui: Ui, crops: Crops) -> None:
        super().__init__(tone="accent", padding=SPACE.m)
        self._ui, self._crops = ui, crops
        self._seen: Seen | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.body.setSpacing(SPACE.s)
        self._build_head()
        self._crop = Crop(ui, CROP_HEIGHT)
        self._crop.pressed.connect(self._enlarge)
        self.body.addWidget(self._crop)
        self._value = Text("", "headline")
        self._printed = Text("", "caption", wrap=True)
        self._note = Text("", "muted", wrap=True)
        self._doubt = Text("", "body", tone="warn", wrap=True)
        for text in (self._value, self._printed, self._note, self._doubt):
            self.body.addWidget(text)
        self._chips = ReasonChips(ui)
        self._chips.reasonChosen.connect(lambda value: self.picked.emit(int(value)))
        self.body.addWidget(self._chips)
        self._build_foot()
        crops.arrived.connect(self._arrived)
        self.setVisible(False)

    def _build_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        self._name = Text("", "strong", wrap=True)
        self._state = Tag(self._ui)
        self._place = Text("", "caption")
        head.addWidget(self._name, 1)
        head.addWidget(self._state)
        head.addWidget(self._place)
        self.body.addLayout(head)

    def _build_foot(self) -> None:
        holder = QWidget()
        foot = FlowLayout(holder, SPACE.s)
        # Shown as keys, not bound: the card itself has the keyboard while it asks.
        self._confirm = Button(self._ui, hint="Return", bind=False, tone="accent")
        self._ui.say(self._confirm.setText, "hints.review.confirm")
        self._confirm.clicked.connect(self.confirmed)
        self._skip = GhostButton(self._ui, hint="Del", bind=False)
        self._ui.say(self._skip.setText, "hints.review.skip")
        self._skip.clicked.connect(self.passedOver)
        foot.addWidget(self._confirm)
        foot.addWidget(self._skip)
        self.body.addWidget(holder)

    # -- showing

    def show_review(self, review: HintReview, chosen: str) -> None:
        """The suggestion under review; ``chosen`` is what its field holds now."""
        hint = review.current
        if hint is None:
            give_focus_back(self)
            self.setVisible(False)
            return
        self.setVisible(True)
        t = self._ui.t
        at, count = review.place
        state = review.state(hint.field)
        self._name.setText(field_word(self._ui, hint.field))
        self._place.setText(t("hints.review.place", at=at, of=count) if count > 1 else "")
        self._show_state(hint, state)
        self._show_value(hint)
        self._show_chips(hint, chosen)
        asks = state == "open"
        self._confirm.setVisible(asks and hint.agreed)
        self._skip.setVisible(asks)

    def _show_state(self, hint: FieldHint, state: State) -> None:
        tone, icon = _LOOKS[state]
        key = "choose" if state == "open" and not hint.agreed else state
        self._state.set_text(self._ui.t(f"hints.review.{key}"))
        self._state.set_look("warn" if key == "choose" else tone, icon)

    def _show_value(self, hint: FieldHint) -> None:
        best = hint.choices[0]
        self._value.setVisible(hint.agreed)
        self._value.setText(value_word(self._ui, hint.field, best.value))
        self._printed.setVisible(bool(best.text) and best.text != best.value)
        self._printed.setText(self._ui.t("hints.review.printed", text=best.text))
        notes = dict.fromkeys(note_words(self._ui, each) for each in hint.choices)
        self._note.setText("\n".join(note for note in notes if note))
        self._note.setVisible(bool(self._note.text()))
        self._doubt.setVisible(not hint.agreed)
        self._doubt.setText(doubt_words(self._ui, best.doubt))
        self._seen = best.seen
        self._crop.set_image(self._crops.get(best.seen))

    def _show_chips(self, hint: FieldHint, chosen: str) -> None:
        self._chips.setVisible(not hint.agreed)
        if hint.agreed:
            self._chips.set_choices([])
            return
        self._chips.set_choices(
            [
                Choice(
                    value=str(at), text=value_word(self._ui, hint.field, each.value), hint=str(at)
                )
                for at, each in enumerate(hint.choices, 1)
            ]
        )
        values = [each.value for each in hint.choices]
        self._chips.choose(str(values.index(chosen) + 1) if chosen in values else "")

    def _arrived(self, seen: object) -> None:
        if self._seen is not None and seen == self._seen:
            self._crop.set_image(self._crops.get(self._seen))

    def _enlarge(self) -> None:
        if self._seen is not None:
            self.enlargeWanted.emit(self._seen)

    # -- keys

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and _is_ours(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_ours(event):
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            return  # each suggestion is confirmed by a press of its own
        if event.key() in _ENTER:
            self.confirmed.emit()
        elif event.key() in _WIPE:
            self.passedOver.emit()
        else:
            self.typed.emit(event.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.asking.emit(True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.asking.emit(False)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            rounded(painter, box, RADIUS_LARGE, None, self._ui.theme.palette.focus, width=2)
            painter.end()


def _is_ours(event: QKeyEvent) -> bool:
    if event.key() in (*_ENTER, *_WIPE):
        return True
    plain = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    text = event.text()
    return not plain and len(text) == 1 and text.isascii() and text.isalnum()
