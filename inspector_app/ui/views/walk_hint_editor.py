"""Leads the suggestions through the fields of the batch editor, and the keys between them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from inspector_app.domain.shelf_life.dates import Stated, parse_label_date, plain
from inspector_app.domain.shelf_life.last_day import Wording
from inspector_app.services.label_suggestions import BatchField, FieldHint
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.hint_review import HintReview, Taken, Typing
from inspector_app.ui.views.walk_hint_card import HintCard
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _stated(value: str) -> Stated:
    return plain(parse_label_date(value))


class EditorHints(QObject):
    """``filled`` when a suggestion was taken; ``done`` when none is left to decide on.

    ``take_life(life)`` and ``take_wording(wording)`` choose a printed life and how the last day is
    introduced in the editor.
    """

    filled = Signal()
    done = Signal()

    def __init__(
        self,
        ui: Ui,
        card: HintCard,
        number: PlainLineEdit,
        produced: DateField8,
        expires: DateField8,
        take_life: Callable[[str], None],
        take_wording: Callable[[Wording], None],
    ) -> None:
        super().__init__(card)
        self._ui, self._card = ui, card
        self._number, self._take_life = number, take_life
        self._take_wording = take_wording
        self._life = ""
        self._dates: dict[BatchField, DateField8] = {"produced": produced, "expires": expires}
        self._widgets: dict[QWidget, BatchField] = {
            number: "number", produced: "produced", expires: "expires",
        }  # fmt: skip
        self._filling = False
        self.review = HintReview()
        card.confirmed.connect(self.confirm)
        card.picked.connect(self.pick)
        card.passedOver.connect(self._pass_over)
        card.typed.connect(self._typed)
        number.textEdited.connect(lambda _: self.by_hand("number"))
        produced.digitsChanged.connect(lambda _: self.by_hand("produced"))
        expires.digitsChanged.connect(lambda _: self.by_hand("expires"))
        for widget in self._widgets:
            widget.installEventFilter(self)

    # -- showing

    def begin(self) -> None:
        """Another batch is edited."""
        self._life = ""
        self.review.begin()

    def show_hints(self, hints: tuple[FieldHint, ...], *, may_lead: bool) -> None:
        """Suggestions as they are now. With ``may_lead`` they take the keyboard: nothing has been
        typed yet."""
        changed = self.review.offer(hints, self._filled())
        self.refresh()
        if may_lead and changed and self.review.open_fields:
            self.lead()

    def lead(self) -> None:
        """Give the keyboard to the card."""
        self._card.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Draw card and fields again."""
        for name, field in self._dates.items():
            hint = self._shown_in(name)
            value = hint.proposed.value if hint is not None and hint.proposed is not None else ""
            field.suggest(_stated(value) if value else None)
        hint = self._shown_in("number")
        proposed = hint.proposed if hint is not None else None
        self._number.setPlaceholderText(proposed.value if proposed is not None else "")
        current = self.review.current
        self._card.show_review(self.review, self._value(current.field) if current else "")

    def _shown_in(self, name: BatchField) -> FieldHint | None:
        """The hint whose value stands unconfirmed in a field."""
        hint = self.review.hint(name)
        return hint if hint is not None and self.review.state(name) == "open" else None

    def _value(self, name: BatchField) -> str:
        if name == "number":
            return self._number.text().strip()
        if name == "life":
            return self._life
        stated = self._dates[name].stated
        return stated.isoformat() if stated is not None else ""

    def _filled(self) -> list[BatchField]:
        filled: list[BatchField] = ["number"] if self._number.text().strip() else []
        return filled + [name for name, field in self._dates.items() if field.digits]

    # -- what the person does

    def confirm(self) -> None:
        """Enter on the card: take it, and show the next."""
        self._after(self.review.confirm())

    def pick(self, number: int) -> None:
        """A choice by chip, digit or command code."""
        self._after(self.review.pick(number))

    def _pass_over(self) -> None:
        if self.review.pass_over() is not None:
            self._after(None)

    def _after(self, taken: Taken | None) -> None:
        if taken is not None:
            self._fill(taken)
        self.refresh()
        if taken is not None:
            self.filled.emit()
        if self.review.open_fields:
            self.lead()
        else:
            self.done.emit()

    def _fill(self, taken: Taken) -> None:
        self._filling = True
        value = taken.suggestion.value
        if taken.field == "number":
            self._number.setText(value)
        elif taken.field == "life":
            self._life = value
            self._take_life(value)
        else:
            self._dates[taken.field].set_date(_stated(value))
            if taken.field == "expires":
                self._take_wording(taken.suggestion.wording)
        self._filling = False

    def _typed(self, text: str) -> None:
        """Keys on the card: a digit may choose, everything else begins to type."""
        if text.isdigit():
            meant = self.review.digit(text)
            if isinstance(meant, Typing):
                self._type(meant)
            elif meant is not None:
                self._after(meant)
            return
        hint = self.review.current
        if hint is not None and hint.field == "number":
            self.review.by_hand("number")
            self._type(Typing(field="number", digits=text, undo=True))

    def _type(self, meant: Typing) -> None:
        if meant.field == "life":
            return  # a life is chosen among chips, not typed
        self._filling = True
        if meant.field == "number":
            self._number.setText(("" if meant.undo else self._number.text()) + meant.digits)
            self._number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            field = self._dates[meant.field]
            field.clear()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            for digit in meant.digits:
                field.feed(digit)
        self._filling = False
        self.refresh()
        self.filled.emit()

    def by_hand(self, name: BatchField) -> None:
        """The person has entered a field: its suggestion is over."""
        if not self._filling:
            self.review.by_hand(name)
            self.refresh()

    # -- the fields' own keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that comes into hand shows its picture; Enter there confirms what it shows."""
        name = self._widgets.get(watched) if isinstance(watched, QWidget) else None
        if name is None:
            return False
        if event.type() == QEvent.Type.FocusIn and self.review.hint(name) is not None:
            self.review.look_at(name)
            self.refresh()
            return False
        if not isinstance(event, QKeyEvent) or event.key() not in _ENTER:
            return False
        hint = self._shown_in(name)
        if hint is None or hint.proposed is None or self._value(name):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.review.look_at(name)
            self.confirm()
            return True
        return False

    def holds_back(self) -> bool:
        """Whether fields look filled that nobody has confirmed; leads there."""
        if not self.review.unconfirmed:
            return False
        self.review.look_at(self.review.unconfirmed[0])
        self.refresh()
        self.lead()
        return True
