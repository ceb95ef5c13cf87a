"""Today: scan, go on with open work, or take the most pressing order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.today import TodayPresenter, TodayState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.order_card import OrderCardView, WorkCardView
from inspector_app.ui.views.picture_file import choose_pictures, read_picture_file
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.card_grid import CardGrid
from inspector_app.ui.widgets.code_edit import CodeEdit
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

TICK_MS = 1_000
REREAD_TICKS = 15
LEAST_WORK = 3
WIDE_CARD = 900


class TodayPage(Page):
    """Cards of orders and of open work; the countdown moves every second."""

    def __init__(self, ui: Ui, presenter: TodayPresenter) -> None:
        super().__init__(ui)
        self._presenter = presenter
        self._ticks = 0
        self._all_work = False
        self._late = Tag(ui, tone="bad", icon="attention")
        self.header.side.addWidget(self._late)
        self._scan = ScanCard(ui)
        self._scan.edit.textChanged.connect(presenter.search)
        self._scan.edit.codeEntered.connect(self._enter_code)
        self._scan.picture.clicked.connect(self._choose_picture)
        self._scan.camera.clicked.connect(self.cameraWanted)
        self.body.addWidget(self._scan)
        self._build_work(ui)
        self._orders_title = Text("", "title")
        self.body.addWidget(self._orders_title)
        self._orders = CardGrid(column=500, most=3)
        self.body.addWidget(self._orders)
        self._nothing = Text("", "muted", wrap=True)
        self.body.addWidget(self._nothing)
        self._empty = _NoOrders(ui)
        self._empty.state.actionChosen.connect(presenter.load_demo)
        self._empty.enrol.clicked.connect(lambda: self.navigate.emit("settings", {}))
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(1)
        self._start = self.bar.set_primary(PrimaryButton(ui, icon="forward", hint="Return"))
        self._start.clicked.connect(self._open_most_pressing)
        refresh = self.bar.add(GhostButton(ui, icon="retry"), left=True)
        ui.say(refresh.setText, "today.refresh")
        refresh.clicked.connect(presenter.refresh)
        QShortcut(QKeySequence("F5"), self, presenter.refresh)
        QShortcut(QKeySequence("Ctrl+F"), self, self._scan.edit.setFocus)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.show_state(presenter.state)

    def _build_work(self, ui: Ui) -> None:
        self._work_box = QWidget()
        column = QVBoxLayout(self._work_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        row = QHBoxLayout()
        self._work_title = Text("", "title")
        row.addWidget(self._work_title)
        row.addStretch(1)
        self._more_work = GhostButton(ui)
        self._more_work.clicked.connect(self._toggle_work)
        row.addWidget(self._more_work)
        column.addLayout(row)
        self._work = CardGrid(column=264)
        column.addWidget(self._work)
        self.body.addWidget(self._work_box)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        self._presenter.refresh()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: TodayState) -> None:
        """Draw what the presenter says."""
        self._show_orders(state)
        self._show_work(state)
        t = self.ui.t
        late = sum(
            1 for card in state.all_orders
            if not card.finished and self._presenter.seconds_left(card) < 0
        )  # fmt: skip
        waiting = sum(1 for card in state.all_orders if not card.finished)
        self._late.setVisible(late > 0)
        self._late.set_text(t("today.late_count", count=late))
        self.header.set_title(t("today.title"), t("today.subtitle", count=waiting))
        pressing = self._presenter.most_pressing()
        self._start.setEnabled(pressing is not None)
        self._start.setText(
            t("today.start", number=pressing.number) if pressing else t("today.start_none")
        )
        empty = state.loaded and not state.all_orders
        self._empty.setVisible(empty)
        self._empty.show_offer(state)
        self._scan.setVisible(not empty)
        self._start.setVisible(not empty)

    def _show_orders(self, state: TodayState) -> None:
        shown = [card.order_id for card in state.orders]
        present = {
            view.card.order_id: view
            for view in self._orders.cards
            if isinstance(view, OrderCardView)
        }
        if shown != list(present):
            self._orders.set_cards([self._order_view(state, at, present) for at in shown])
        for view, card in zip(self._orders.cards, state.orders, strict=True):
            assert isinstance(view, OrderCardView)
            view.set_card(card)
        self._show_times()
        self._orders_title.setText(self.ui.t("today.orders", count=len(state.orders)))
        self._orders_title.setVisible(bool(state.all_orders))
        self._nothing.setText(self.ui.t("today.no_match"))
        self._nothing.setVisible(bool(state.all_orders) and not state.orders)

    def _order_view(
        self, state: TodayState, order_id: str, present: dict[str, OrderCardView]
    ) -> OrderCardView:
        found = present.get(order_id)
        if found is None:
            card = next(card for card in state.orders if card.order_id == order_id)
            found = OrderCardView(self.ui, card)
            found.orderChosen.connect(self._open_order)
        return found

    def _show_work(self, state: TodayState) -> None:
        fitting = max(LEAST_WORK, self._work.fitting())
        work = state.work if self._all_work else state.work[:fitting]
        shown = [view.card for view in self._work.cards if isinstance(view, WorkCardView)]
        if shown != list(work):
            views = [WorkCardView(self.ui, card) for card in work]
            for view in views:
                lot = view.card.lot
                view.clicked.connect(lambda _=False, lot=lot: self._presenter.resume(lot))
            self._work.set_cards(views)
            self._show_times()
        self._work_box.setVisible(bool(state.work))
        t = self.ui.t
        self._work_title.setText(t("today.work.title", count=len(state.work)))
        self._more_work.setVisible(len(state.work) > fitting)
        more = "today.work.fewer" if self._all_work else "today.work.all"
        self._more_work.setText(t(more))

    def _show_times(self) -> None:
        for view in self._orders.cards:
            if isinstance(view, OrderCardView):
                view.set_seconds(self._presenter.seconds_left(view.card))
        for view in self._work.cards:
            if isinstance(view, WorkCardView):
                view.set_minutes(self._presenter.minutes_since(view.card.since))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_work(self._presenter.state)

    # -- acts

    def _tick(self) -> None:
        self._ticks += 1
        self._show_times()
        if self._ticks % REREAD_TICKS == 0:  # other people and the central system change things
            self._presenter.refresh()

    def _toggle_work(self) -> None:
        self._all_work = not self._all_work
        self._show_work(self._presenter.state)

    def _open_order(self, order_id: str) -> None:
        self.navigate.emit("order", {"order_id": order_id})

    def _open_most_pressing(self) -> None:
        card = self._presenter.most_pressing()
        if card is not None:
            self._open_order(card.order_id)

    def _enter_code(self, text: str) -> None:
        self._scan.edit.clear()
        self._presenter.finder.find_typed(text)

    def _choose_picture(self) -> None:
        choose_pictures(self.ui, self, self.take_pictures)

    def take_pictures(self, files: list[Path]) -> None:
        """Look for the code in the first of the files."""
        file = files[0]
        self._presenter.finder.find_picture(lambda: read_picture_file(file))


class ScanCard(Card):
    """Says that one may simply scan; a field and a picture for codes the scanner cannot take."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="accent")
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        icon = _Icon(ui)
        row.addWidget(icon)
        column = QVBoxLayout()
        column.setSpacing(0)
        title, text = Text("", "title"), Text("", "muted", wrap=True)
        ui.say(title.setText, "today.scan.title")
        ui.say(text.setText, "today.scan.text")
        column.addWidget(title)
        column.addWidget(text)
        row.addLayout(column, 3)
        self.edit = CodeEdit()
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.setMinimumWidth(180)
        self.edit.setMaximumWidth(340)
        ui.say(self.edit.setPlaceholderText, "today.scan.placeholder")
        ui.say(self.edit.setAccessibleName, "today.scan.placeholder")
        row.addWidget(self.edit, 2)
        self.picture = Button(ui, icon="photo", hint="F2")
        ui.say(self.picture.setText, "today.scan.picture")
        row.addWidget(self.picture)
        self.camera = Button(ui, icon="camera", hint="F3", bind=False)  # the window's key
        ui.say(self.camera.setText, "camera_panel.open")
        row.addWidget(self.camera)
        self.body.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In narrow windows the words and their keys need the room."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE_CARD
        self.picture.set_icon("photo" if wide else "")
        self.camera.set_icon("camera" if wide else "")


class _Icon(QWidget):
    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.setFixedSize(56, 56)
        ui.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = self._ui.theme.tone("accent")
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, 16, tone.solid)
        self._ui.icons.paint(painter, "scanner", tone.on_solid, box.adjusted(12, 12, -12, -12))
        painter.end()


class _NoOrders(QWidget):
    """Nothing to do yet: load the demo, or make the station known to the central system."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.xxl, 0, 0)
        self.state = EmptyState(ui, icon="dock")
        column.addWidget(self.state)
        self.enrol = GhostButton(ui, icon="cloud")
        ui.say(self.enrol.setText, "today.empty.enrol")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.enrol)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def show_offer(self, state: TodayState) -> None:
        t = self._ui.t
        self.enrol.setVisible(state.may_enrol)
        if not state.demo_offered:
            self.state.set_texts(t("today.empty.title"), t("today.empty.text"))
            return
        action = "today.empty.loading" if state.loading_demo else "today.empty.demo"
        self.state.set_texts(t("today.empty.title"), t("today.empty.demo_text"), t(action))
