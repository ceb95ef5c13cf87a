"""The supervisor's desk: cards of what waits, urgent ones on top."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.desk import HEAPS, DeskCard, DeskPresenter, DeskState, Show
from inspector_app.ui.presenters.wording import (
    age_tone,
    age_words,
    product_name,
    result_word,
    why_words,
)
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.views.photo_flag_watch import show_count
from inspector_app.ui.views.severity_count import show_severity
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.card_grid import CardGrid
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.text import Text

REREAD_MS = 15_000
SHOWS: tuple[Show, ...] = ("all", "undecided", "stopped", "parked")
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class DeskPage(Page):
    """Filter chips with counts, then sections of cards; Enter opens the most pressing one."""

    def __init__(self, ui: Ui, presenter: DeskPresenter) -> None:
        super().__init__(ui)
        self._presenter = presenter
        self._filter = ReasonChips(ui)
        self._filter.reasonChosen.connect(self._show_only)
        self.body.addWidget(self._filter)
        self._sections = {name: _Section(ui, name) for name in ("urgent", *HEAPS)}
        for section in self._sections.values():
            self.body.addWidget(section)
        self._empty = EmptyState(ui, icon="pass")
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(0)
        self._first = self.bar.set_primary(PrimaryButton(ui, icon="forward", hint="Return"))
        self._first.clicked.connect(self._open_first)
        refresh = self.bar.add(GhostButton(ui, icon="retry"), left=True)
        ui.say(refresh.setText, "desk.refresh")
        refresh.clicked.connect(presenter.refresh)
        self._flags = self.bar.add(Button(ui, icon="photo", hint="F"), left=True)
        self._flags.clicked.connect(lambda: self.navigate.emit("photo_flags", {}))
        self._flags.hide()
        self._severity = self.bar.add(Button(ui, icon="list", hint="S"), left=True)
        self._severity.clicked.connect(lambda: self.navigate.emit("severity", {}))
        QShortcut(QKeySequence("F5"), self, presenter.refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(REREAD_MS)
        self._timer.timeout.connect(presenter.refresh)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def arrive(self, **arguments: Any) -> None:
        self._presenter.refresh()
        show_count(self.ui, self._flags, self._presenter.read_flags)
        show_severity(self.ui, self._severity, self._presenter.read_severity)
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: DeskState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        oldest = max((card.age for card in state.cards), default=None)
        told = t("desk.subtitle_none")
        if oldest is not None:
            age = age_words(self.ui.texts.translator, oldest)
            told = t("desk.subtitle", count=len(state.cards), age=age)
        self.header.set_title(t("desk.title"), told if state.loaded else "")
        self._filter.set_choices(
            [
                Choice(value=show, text=t(f"desk.filter.{show}", count=state.count(show)),
                       hint=str(at + 1))
                for at, show in enumerate(SHOWS)
            ]
        )  # fmt: skip
        self._filter.choose(state.show)
        self._sections["urgent"].show_cards(state.urgent, self._presenter, self._open)
        for heap in HEAPS:
            self._sections[heap].show_cards(state.heap(heap), self._presenter, self._open)
        self._show_empty(state)
        first = state.first
        self._first.setEnabled(first is not None)
        name = first.lot.lot_number if first else ""
        self._first.setText(t("desk.open_first", lot=name) if first else t("desk.open_none"))

    def _show_empty(self, state: DeskState) -> None:
        t = self.ui.t
        self._filter.setVisible(bool(state.cards))
        self._empty.setVisible(state.loaded and not state.shown)
        if state.cards:
            text = t("desk.empty.filter_text", count=len(state.cards))
            self._empty.set_texts(t("desk.empty.filter_title"), text)
        else:
            self._empty.set_texts(t("desk.empty.title"), t("desk.empty.text"))

    def _show_only(self, show: str) -> None:
        self._presenter.show(next(each for each in SHOWS if each == show))

    def _open_first(self) -> None:
        first = self._presenter.state.first
        if first is not None:
            self._open(first.lot.id)

    def _open(self, inspection_id: str) -> None:
        self.navigate.emit("decision", {"inspection_id": inspection_id})


class _Section(QWidget):
    """A heading, what it means, and its cards; hidden while there are none."""

    def __init__(self, ui: Ui, name: str) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        title, text = Text("", "title"), Text("", "muted")
        ui.say(title.setText, f"desk.heap.{name}")
        ui.say(text.setText, f"desk.heap.{name}_text")
        row.addWidget(title)
        row.addWidget(text)
        row.addStretch(1)
        column.addLayout(row)
        self._grid = CardGrid(column=400, most=3)
        column.addWidget(self._grid)
        self.hide()

    def show_cards(
        self, cards: tuple[DeskCard, ...], presenter: DeskPresenter, chosen: Any
    ) -> None:
        """Keep the widgets of lots that are still there."""
        present = {view.card.lot.id: view for view in self._grid.cards if isinstance(view, LotCard)}
        views = []
        for card in cards:
            view = present.get(card.lot.id)
            if view is None:
                view = LotCard(self._ui, card, presenter)
                view.lotChosen.connect(chosen)
            view.set_card(card)
            views.append(view)
        if [view.card.lot.id for view in views] != list(present):
            self._grid.set_cards(views)
        self.setVisible(bool(cards))


class LotCard(QAbstractButton):
    """One lot: picture, product, result, how long it waits. ``lotChosen(inspection_id)``."""

    lotChosen = Signal(str)

    def __init__(self, ui: Ui, card: DeskCard, presenter: DeskPresenter) -> None:
        super().__init__()
        self._ui = ui
        self.card = card
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._picture = ProductPicture(ui, 84, self)
        self._picture.move(SPACE.l, 20)
        self._picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        product = card.product
        if product is not None:
            self._picture.show_picture(product.id, lambda: presenter.tools.product_picture(product))
        self.clicked.connect(lambda: self.lotChosen.emit(self.card.lot.id))
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)
        self._tell()

    def set_card(self, card: DeskCard) -> None:
        """Show the lot as it stands now."""
        self.card = card
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(440, 148)

    def minimumSizeHint(self) -> QSize:
        return QSize(380, 148)

    def _tell(self) -> None:
        lot, speak = self.card.lot, self._ui.texts.translator
        self.setAccessibleName(f"{product_name(lot, speak)} {lot.lot_number} {self._waited()}")
        self.update()

    def _waited(self) -> str:
        return self._ui.t("desk.waited", age=age_words(self._ui.texts.translator, self.card.age))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, lot = self._ui.theme.palette, self.card.lot
        speak, t = self._ui.texts.translator, self._ui.t
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = palette.pressed if self.isDown() else palette.hover if self.underMouse() else None
        rounded(painter, box, RADIUS_LARGE, fill or palette.surface, palette.border)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(2, 2, -2, -2), RADIUS_LARGE - 2, palette.focus)
        left = SPACE.l + 84 + SPACE.l
        room = QRectF(left, 0, box.right() - SPACE.l - left, 26)
        name = product_name(lot, speak)
        room.moveTop(16)
        words(painter, room, name, sized(17, bold=True), palette.text, _LEFT)
        units = f"{lot.size:,}"
        room.moveTop(42)
        line = t("desk.line", lot=lot.lot_number, units=units)
        words(painter, room, line, sized(15), palette.text_muted, _LEFT)
        self._paint_wait(painter, left, 78, room.right())
        self._paint_tags(painter, left, 116)
        painter.end()

    def _paint_wait(self, painter: QPainter, left: float, middle: float, right: float) -> None:
        """How long it waits, in the tone of that; then who, and how much was found."""
        told, face = self._waited(), sized(15, bold=True)
        ink = self._ui.theme.tone(age_tone(self.card.age)).ink
        self._ui.icons.paint(painter, "pending", ink, QRectF(left, middle - 9, 18, 18))
        place = QRectF(left + 24, middle - 13, text_width(told, face) + 2, 26)
        words(painter, place, told, face, ink, _LEFT)
        rest = QRectF(place.right() + SPACE.m, middle - 13, right - place.right() - SPACE.m, 26)
        words(painter, rest, self._rest(), sized(14), self._ui.theme.palette.text_muted, _LEFT)

    def _rest(self) -> str:
        card = self.card
        if card.own and card.heap == "undecided":
            return self._ui.t("desk.own")
        told = self._ui.texts.translator.pick(card.who)
        if card.lot.findings:
            told += " · " + self._ui.t("desk.findings", count=card.lot.findings)
        return told

    def _paint_tags(self, painter: QPainter, left: float, middle: float) -> None:
        card, speak = self.card, self._ui.texts.translator
        word = result_word(card.lot)
        text = self._ui.t(word.key)
        if card.heap == "parked" and card.lot.park_reason:
            text = why_words(speak, card.lot.park_reason)
        at = self._tag(painter, left, middle, text, word.tone, word.icon)
        if card.lot.urgent:
            told = self._ui.t("desk.urgent")
            self._tag(painter, at + SPACE.s, middle, told, "bad", "urgent")

    def _tag(
        self, painter: QPainter, left: float, middle: float, text: str, tone: Tone, icon: str
    ) -> float:
        colours = self._ui.theme.tone(tone)
        face = sized(14, bold=True)
        box = QRectF(left, middle - 15, text_width(text, face) + 42, 30)
        rounded(painter, box, 8, colours.soft, colours.line)
        self._ui.icons.paint(painter, icon, colours.ink, QRectF(left + 9, middle - 9, 18, 18))
        words(painter, box.adjusted(32, 0, -6, 0), text, face, colours.ink, _LEFT)
        return box.right()
