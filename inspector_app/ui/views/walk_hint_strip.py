"""Above the questions: what photos say of the batches, and what does not fit together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_hint_values import BatchOffer, Difference, WalkHints
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.walk_hint_words import difference_words, hint_words
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

MOST_LINES = 3
ICON_SIDE = 22


class HintStrip(QWidget):
    """``offerChosen``; ``differenceChosen(key)``. Nothing while a panel has the page."""

    offerChosen = Signal()
    differenceChosen = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._offer = _Line(ui, "accent", "photo", "D")
        self._offer.pressed.connect(lambda _: self.offerChosen.emit())
        column.addWidget(self._offer)
        self._differences = [_Line(ui, "warn", "attention", "F") for _ in range(MOST_LINES)]
        for line in self._differences:
            line.pressed.connect(self.differenceChosen)
            column.addWidget(line)
        self._more = Text("", "caption")
        column.addWidget(self._more)
        self._reading = Text("", "caption")
        column.addWidget(self._reading)

    def show_hints(self, hints: WalkHints, *, batches: int, free: bool) -> None:
        """Show them; ``free`` while no panel has the keys."""
        now = (hints, batches, free, self._ui.texts.language)
        if now == self._shown:
            return
        self._shown = now
        t = self._ui.t
        offer = hints.offers[0] if hints.offers and free else None
        self._offer.setVisible(offer is not None)
        if offer is not None:
            self._offer.show_line(_title(self._ui, offer), _values(self._ui, offer))
            self._offer.show_act("", t("hints.offer.check"), "check", keyed=True)
        everything = _groups(hints.differences) if free else []
        groups = everything[:MOST_LINES]
        for at, line in enumerate(self._differences):
            line.setVisible(at < len(groups))
            if at < len(groups):
                self._show_group(line, groups[at], several=batches > 1, keyed=at == 0)
        left = len(everything) - len(groups)
        self._more.setVisible(left > 0)
        self._more.setText(t("hints.difference.more", count=left))
        told = hints.reading > 0 or hints.in_vain
        self._reading.setVisible(told)
        key = "hints.reading" if hints.reading else "hints.in_vain"
        self._reading.setText(t(key, count=hints.reading))
        self.setVisible(offer is not None or bool(groups) or told)

    def _show_group(
        self, line: _Line, group: Sequence[Difference], *, several: bool, keyed: bool
    ) -> None:
        t, first = self._ui.t, group[0]
        text = difference_words(self._ui, first, several=several)
        if len(group) > 1:  # each of them stands in the card of its batch
            text = t("hints.difference.dates", count=len(group))
            if several and first.number:
                text = t("hints.difference.batch", number=first.number, text=text)
        line.show_line("", text)
        if first.defect:
            words = t("hints.difference.record", code=first.defect)
            line.show_act(first.key, words, "note", keyed=keyed)
        elif first.told == "photo":
            line.show_act(first.key, t("hints.difference.edit"), "edit", keyed=False)
        else:
            line.show_act("", "", "", keyed=False)


def _title(ui: Ui, offer: BatchOffer) -> str:
    if offer.number:
        return ui.t("hints.offer.title_batch", number=offer.number)
    return ui.t("hints.offer.title")


def _values(ui: Ui, offer: BatchOffer) -> str:
    return " · ".join(hint_words(ui, hint) for hint in offer.fields)


def _groups(differences: Sequence[Difference]) -> list[list[Difference]]:
    """What is recorded by one finding is one line; recordable ones lead."""
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for each in differences:
        key = (each.defect, each.item_id, each.subject) if each.defect else (each.key,)
        groups.setdefault(key, []).append(each)
    return sorted(groups.values(), key=lambda group: not group[0].defect)


class _Line(Card):
    """A sign, words, and the one thing that can be done. ``pressed(key)``."""

    pressed = Signal(str)

    def __init__(self, ui: Ui, tone: Tone, icon: str, hint: str) -> None:
        super().__init__(tone=tone, padding=SPACE.s)
        self._ui, self._tone, self._icon, self._hint = ui, tone, icon, hint
        self._key = ""
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.s, 0, 0, 0)
        row.setSpacing(SPACE.m)
        self._sign = Text("")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._title = Text("", "caption")
        self._text = Text("", "body", wrap=True)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        row.addLayout(texts, 1)
        self._act = Button(ui)
        self._act.clicked.connect(lambda: self.pressed.emit(self._key))
        row.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        ui.theme.changed.connect(self._paint_sign)
        self._paint_sign()

    def _paint_sign(self) -> None:
        ink = self._ui.theme.tone(self._tone).ink
        self._sign.setPixmap(self._ui.icons.pixmap(self._icon, ink, ICON_SIDE))

    def show_line(self, title: str, text: str) -> None:
        """The words; the title is quiet."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)

    def show_act(self, key: str, words: str, icon: str, *, keyed: bool) -> None:
        """The button; without words there is none."""
        self._key = key
        self._act.setVisible(bool(words))
        self._act.setText(words)
        self._act.set_icon(icon)
        self._act.set_hint(self._hint if keyed and words else "")
