"""One line of an order: picture, counts, its lots, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.master import Product
from inspector_app.services.records import Summary
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.order import LineRow
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.elsewhere_card import elsewhere_words
from inspector_app.ui.views.order_card import WORK_LOOKS
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

TAG_LOOKS: dict[str, tuple[Tone, str, str]] = {
    "to_inspect": ("warn", "pending", "tag.pending"),
    "passed": ("good", "pass", "tag.passed"),
    "failed": ("bad", "fail", "tag.failed"),
    "quarantined": ("hold", "quarantine", "tag.isolated"),
}


class LineRowView(Card):
    """``inspectWanted(LineRow)`` by its button, ``lotChosen(Summary)`` by a lot's own."""

    inspectWanted = Signal(object)
    lotChosen = Signal(object)

    def __init__(self, ui: Ui, hint: str, find: Callable[[Product], Path | None]) -> None:
        super().__init__(padding=SPACE.m)
        self._ui = ui
        self._find = find
        self._row: LineRow | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._picture = ProductPicture(ui, 76)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._name = Text("", "strong", wrap=True)
        self._facts = Text("", "muted", wrap=True)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        self._elsewhere = Text("", "body", tone="accent", wrap=True)
        column.addWidget(self._elsewhere)
        self._lots = QWidget()
        self._lots_flow = FlowLayout(self._lots, SPACE.s)
        column.addWidget(self._lots)
        column.addStretch(1)
        row.addLayout(column, 1)
        counts = QVBoxLayout()
        counts.setSpacing(2)
        self._received = Text("", "title")
        self._state = Tag(ui)
        self._received.setAlignment(Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self._received, 0, Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self._state, 0, Qt.AlignmentFlag.AlignRight)
        counts.addStretch(1)
        row.addLayout(counts)
        self.inspect = Button(ui, icon="walk", hint=hint)
        self.inspect.setMinimumWidth(164)
        self.inspect.clicked.connect(self._wanted)
        row.addWidget(self.inspect, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)

    def show_row(self, row: LineRow) -> None:
        """Show a line as it stands."""
        self._row = row
        ui, product = self._ui, row.product
        self._picture.show_picture(product.id, lambda: self._find(product))
        self._name.setText(ui.pick(product.names))
        self._facts.setText(
            ui.t("order.line.facts", sku=product.sku, spec=product.spec, units=f"{row.units:,}")
        )
        self._received.setText(
            ui.t("order.line.received", received=row.received, cartons=row.cartons)
        )
        text, tone, icon = self._stand(row)
        self._state.set_text(text)
        self._state.set_look(tone, icon)
        going_on = row.open_lot is not None
        self.inspect.setText(ui.t("order.line.go_on" if going_on else "order.line.inspect"))
        self.inspect.set_icon("play" if going_on else "walk")
        self._elsewhere.setText(elsewhere_words(ui, row.elsewhere))
        self._elsewhere.setVisible(row.elsewhere.anything)
        self._show_lots(row)

    def _stand(self, row: LineRow) -> tuple[str, Tone, str]:
        t = self._ui.t
        if row.finished:
            return t("order.line.finished"), "good", "check"
        if row.received == 0:
            return t("order.line.to_come"), "neutral", "pending"
        if row.received < row.cartons:
            return t("order.line.short", count=row.cartons - row.received), "warn", "attention"
        if row.received > row.cartons:
            return t("order.line.over", count=row.received - row.cartons), "warn", "attention"
        return t("order.line.complete"), "good", "pass"

    def _show_lots(self, row: LineRow) -> None:
        clear(self._lots_flow)
        for lot in row.lots:
            view = _LotTag(self._ui, lot)
            view.chosen.connect(lambda lot=lot: self.lotChosen.emit(lot))
            self._lots_flow.addWidget(view)
            view.setVisible(True)
        self._lots.setVisible(bool(row.lots))

    def _wanted(self) -> None:
        if self._row is not None:
            self.inspectWanted.emit(self._row)


class _LotTag(Card):
    """A lot's number, its tag and, while it is open, why it rests."""

    def __init__(self, ui: Ui, lot: Summary) -> None:
        super().__init__(pressable=True, padding=SPACE.s)
        self.setAccessibleName(lot.lot_number)
        self.setProperty("sunken", "true")
        row = QHBoxLayout()
        row.setSpacing(SPACE.s)
        row.addWidget(Text(lot.lot_number, "caption"))
        tone, icon, key = TAG_LOOKS.get(lot.tag, TAG_LOOKS["to_inspect"])
        row.addWidget(Tag(ui, ui.t(key), tone=tone, icon=icon))
        if lot.state in ("open", "parked", "held"):
            tone, icon = WORK_LOOKS[lot.state]
            row.addWidget(Tag(ui, ui.t(f"order.lot.{lot.state}"), tone=tone, icon=icon))
        self.body.setSpacing(0)
        self.body.addLayout(row)
