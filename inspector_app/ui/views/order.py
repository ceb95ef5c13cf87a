"""One inbound order: receive it at the dock, inspect its lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.domain.trust import InHand
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.order import OrderPresenter, OrderState
from inspector_app.ui.presenters.today import due_words
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.line_row import LineRowView
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

TICK_MS = 1_000


class OrderPage(Page):
    """Enter receives; 1 … 9 inspect the line of that number; a scan finds its line here first."""

    def __init__(self, ui: Ui, presenter: OrderPresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self._rows: list[LineRowView] = []
        self._urgent = Tag(ui, tone="bad", icon="urgent")
        ui.say(self._urgent.set_text, "today.urgent")
        self._due = Tag(ui)
        self.header.side.addWidget(self._urgent)
        self.header.side.addWidget(self._due)
        self._facts = Card(padding=SPACE.m)
        row = QHBoxLayout()
        self._progress = Text("", "strong")
        self._note = Text("", "muted", wrap=True)
        row.addWidget(self._progress)
        row.addSpacing(SPACE.l)
        row.addWidget(self._note, 1)
        self._facts.body.addLayout(row)
        self.body.addWidget(self._facts)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE.s)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.receive = self.bar.set_primary(PrimaryButton(ui, icon="dock", hint="Return"))
        self.receive.clicked.connect(presenter.receive)
        refresh = self.bar.add(GhostButton(ui, icon="retry"), left=True)
        ui.say(refresh.setText, "today.refresh")
        refresh.clicked.connect(self._refresh)
        QShortcut(QKeySequence("F5"), self, self._refresh)
        QShortcut(QKeySequence("Esc"), self, self.backWanted.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._show_due)
        presenter.on_change = self.show_state
        presenter.on_go = self.navigate.emit
        presenter.on_refused = ui.refuse
        self.show_state(presenter.state)

    def arrive(self, **arguments: Any) -> None:
        self._presenter.begin(str(arguments.get("order_id", self._presenter.order_id)))
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def in_hand(self) -> InHand:
        return InHand(order_id=self._presenter.order_id)

    def on_scan(self, event: ScanEvent) -> bool:
        self._presenter.finder.find(event.result, self._presenter.order_id)
        return True

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: OrderState) -> None:
        """Draw what the presenter says."""
        t, order = self.ui.t, state.order
        self._facts.setVisible(order is not None)
        self._urgent.setVisible(order is not None and order.urgent)
        self._due.setVisible(order is not None)
        self.receive.setEnabled(order is not None)
        key = "order.receive_more" if state.deliveries else "order.receive"
        self.receive.setText(t(key))
        if order is None:
            self.header.set_title(t("order.title"))
            return
        self.header.set_title(order.number, self.ui.pick(order.supplier))
        self._progress.setText(
            t(
                "order.progress", received=order.received, cartons=order.cartons,
                finished=order.lines_finished, lines=order.lines,
            )
        )  # fmt: skip
        self._note.setText(order.note)
        self._show_due()
        self._show_rows(state)

    def _show_due(self) -> None:
        order = self._presenter.state.order
        if order is None:
            return
        due = due_words(self._presenter.seconds_left(), finished=order.finished)
        icons = {"bad": "attention", "good": "pass"}
        self._due.set_look(due.tone, icons.get(due.tone, "pending"))
        self._due.set_text(self.ui.t(due.key, **due.params))

    def _show_rows(self, state: OrderState) -> None:
        while len(self._rows) > len(state.rows):
            row = self._rows.pop()
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(state.rows):
            at = len(self._rows) + 1
            view = LineRowView(
                self.ui, str(at) if at < 10 else "", self._presenter.tools.product_picture
            )
            view.inspectWanted.connect(self._presenter.inspect)
            view.lotChosen.connect(self._presenter.open_lot)
            self._lines.addWidget(view)
            view.setVisible(True)
            self._rows.append(view)
        for view, row_state in zip(self._rows, state.rows, strict=True):
            view.show_row(row_state)

    def _refresh(self) -> None:
        self._presenter.begin(self._presenter.order_id)
