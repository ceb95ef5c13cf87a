"""One code, several meanings: choose the order, the product by its picture, or the reading."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.master import Product
from inspector_app.services.intake import Found, LineChoice
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.choose import ChoiceCard, ChoosePresenter
from inspector_app.ui.presenters.today import due_words
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.product_card import said_facts
from inspector_app.ui.views.telling import problem_words
from inspector_app.ui.widgets.card_grid import CardGrid
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

_PICTURE = 132


class ChoosePage(Page):
    """Cards with their digit; 1 … 9, touch or Enter on a card chooses."""

    def __init__(self, ui: Ui, presenter: ChoosePresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self._code = Text("", "muted", wrap=True)
        self.body.addWidget(self._code)
        self.grid = CardGrid(column=400, most=3, gap=SPACE.l)
        self.body.addWidget(self.grid)
        self.body.addStretch(1)
        for digit in range(1, 10):
            QShortcut(QKeySequence(str(digit)), self, lambda at=digit - 1: presenter.choose(at))
        QShortcut(QKeySequence("Esc"), self, self.backWanted.emit)

    def arrive(self, **arguments: Any) -> None:
        found = arguments.get("found")
        if isinstance(found, Found):
            self._presenter.begin(found, str(arguments.get("order_id", "")))
        self._show()

    def retranslate(self) -> None:
        self._show()

    def _show(self) -> None:
        t, presenter = self.ui.t, self._presenter
        self.header.set_title(t(f"choose.{presenter.kind}.title"))
        scan = presenter.scan
        text = scan.text.replace("\x1d", "␝") if scan is not None else ""
        self._code.setText(t(f"choose.{presenter.kind}.text", code=text))
        self.grid.set_cards(
            [self._card(at, card) for at, card in enumerate(presenter.cards, start=1)]
        )

    def _card(self, at: int, card: ChoiceCard) -> Card:
        view = Card(pressable=True)
        view.chosen.connect(lambda: self._presenter.choose(at - 1))
        head = QHBoxLayout()
        head.addWidget(Tag(self.ui, str(at), tone="accent", strong=True))
        view.body.addLayout(head)
        if card.reading is not None:
            self._fill_reading(view, head, card.reading)
        elif card.line is not None:
            self._fill_line(view, head, card.line)
        elif card.product is not None:
            self._fill_product(view, head, card.product)
        view.body.addStretch(1)
        return view

    def _fill_reading(self, view: Card, head: QHBoxLayout, scan: ScanResult) -> None:
        head.addStretch(1)
        for name, value in said_facts(self.ui, scan):
            row = QHBoxLayout()
            row.addWidget(Text(name, "muted"))
            row.addStretch(1)
            row.addWidget(Text(value, "title"))
            view.body.addLayout(row)
        warnings = [problem_words(self.ui, problem) for problem in scan.problems]
        if warnings:
            view.body.addWidget(Text("\n".join(warnings), "muted", wrap=True))
        view.setAccessibleName(" ".join(value for _, value in said_facts(self.ui, scan)))

    def _fill_line(self, view: Card, head: QHBoxLayout, choice: LineChoice) -> None:
        t, order = self.ui.t, choice.order
        head.addWidget(Text(order.number, "title"))
        head.addStretch(1)
        if order.priority == "urgent":
            head.addWidget(Tag(self.ui, t("today.urgent"), tone="bad", icon="urgent"))
        due = due_words(self._presenter.seconds_left(choice))
        head.addWidget(Tag(self.ui, t(due.key, **due.params), tone=due.tone, icon="pending"))
        row = self._with_picture(view, choice.product, 88)
        line = choice.line
        lines = [
            t("choose.line.ordered", cartons=line.cartons, units=f"{line.units:,}"),
            t("choose.line.received", cartons=choice.received_cartons),
        ]
        if line.lot_number:
            lines.append(t("choose.line.batch", number=line.lot_number))
        row.addWidget(Text("\n".join(lines), "body", wrap=True))
        row.addStretch(1)
        view.setAccessibleName(order.number)

    def _fill_product(self, view: Card, head: QHBoxLayout, product: Product) -> None:
        head.addWidget(Text(product.sku, "muted"))
        head.addStretch(1)
        column = self._with_picture(view, product, _PICTURE)
        column.addWidget(Text(product.brand, "muted"))
        column.addWidget(Text(product.spec, "strong", wrap=True))
        notes = [code.note for code in product.codes if code.note and code.level == "unit"]
        if notes:
            column.addWidget(Text(self.ui.t("report.comma").join(notes), "body", wrap=True))
        column.addStretch(1)
        view.setAccessibleName(self.ui.pick(product.names))

    def _with_picture(self, view: Card, product: Product, side: int) -> QVBoxLayout:
        """The product's picture and name; returns the column beside the picture."""
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        picture = ProductPicture(self.ui, side)
        picture.show_picture(product.id, lambda: self._presenter.tools.product_picture(product))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        column.addWidget(Text(self.ui.pick(product.names), "title", wrap=True))
        row.addLayout(column, 1)
        view.body.addLayout(row)
        return column
