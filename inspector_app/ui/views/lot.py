"""Product and lot: what arrived, which batches, and then the drawn plan with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.master import Product
from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.services.intake import LineChoice
from inspector_app.services.standard_words import choice_words
from inspector_app.ui.context import Notice, ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.lot import LotPresenter, LotState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.batch_card import BatchCard
from inspector_app.ui.views.elsewhere_card import ElsewhereCard, open_lot_words
from inspector_app.ui.views.paper import print_document
from inspector_app.ui.views.plan_cards import PlanCards
from inspector_app.ui.views.product_card import EarlierCard, ProductCard, SaidCard
from inspector_app.ui.views.quantity_card import QuantityCard
from inspector_app.ui.views.scrolling import bring_into_view, scroll_to_top
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.fields import DateField8
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text
from inspector_app.wire.elsewhere import OpenLot

if TYPE_CHECKING:
    from inspector_app.ui.views.label_cover import LabelCover

_SIDES = ((1000, 304), (1400, 348))
_SIDE_WIDE = 440


class LotPage(Page):
    """Left what is known of the goods and the number pad, right what is to be confirmed."""

    def __init__(self, ui: Ui, presenter: LotPresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self._batches: dict[int, BatchCard] = {}
        self._target: NumberEdit | DateField8 | None = None
        self._standard = ""
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_side(ui))
        row.addLayout(self._build_main(ui), 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._urgent = Tag(ui, tone="bad", icon="urgent")
        ui.say(self._urgent.set_text, "today.urgent")
        self.header.side.addWidget(self._urgent)
        self._build_bar(ui)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_other_goods = self._other_goods
        presenter.on_other_batch = self._other_batch
        presenter.on_open_elsewhere = self._open_elsewhere
        self.show_state(presenter.state)

    # -- building

    def _build_side(self, ui: Ui) -> QWidget:
        self._side = QWidget()
        self._side.setFixedWidth(_SIDES[0][1])
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.l)
        self._product = ProductCard(ui, self._presenter.tools.product_picture)
        column.addWidget(self._product)
        self._pad_card = Card()
        ui.say(self._pad_card.set_title, "lot.pad.title")
        self.pad = KeyPad(ui)
        self.pad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pad.digitPressed.connect(self._feed)
        self.pad.deleted.connect(self._delete)
        self.pad.keys["done"].clicked.connect(self._next_field)
        self._pad_card.body.addWidget(self.pad)
        self._pad_card.setVisible(False)
        column.addWidget(self._pad_card)
        self._earlier = EarlierCard(ui)
        self._earlier.lotChosen.connect(
            lambda inspection_id: self.navigate.emit("dossier", {"inspection_id": inspection_id})
        )
        self._earlier.repeatWanted.connect(self._presenter.repeat)
        column.addWidget(self._earlier)
        self._said = SaidCard(ui)
        column.addWidget(self._said)
        column.addStretch(1)
        return self._side

    def _build_main(self, ui: Ui) -> QVBoxLayout:
        main = QVBoxLayout()
        main.setSpacing(SPACE.l)
        self._open_lots = _OpenLots(ui)
        main.addWidget(self._open_lots)
        self.others = ElsewhereCard(ui)
        self.others.reasonGiven.connect(self._presenter.give_reason)
        main.addWidget(self.others)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE.l)
        self.quantity = QuantityCard(ui)
        self.quantity.changed.connect(self._presenter.set_quantities)
        form.addWidget(self.quantity)
        self._batch_column = QVBoxLayout()
        self._batch_column.setSpacing(SPACE.m)
        form.addLayout(self._batch_column)
        foot = QHBoxLayout()
        self.another = Button(ui, icon="plus", hint="F6")
        ui.say(self.another.setText, "lot.batch.another")
        self.another.clicked.connect(self._add_batch)
        foot.addWidget(self.another)
        unknown = Text("", "muted", wrap=True)
        ui.say(unknown.setText, "lot.batch.unknown_hint")
        foot.addWidget(unknown, 1)
        form.addLayout(foot)
        form.addStretch(1)
        main.addWidget(self._form)
        self._plan = PlanCards(ui)
        main.addWidget(self._plan)
        main.addStretch(1)
        return main

    def _build_bar(self, ui: Ui) -> None:
        self.start = self.bar.set_primary(PrimaryButton(ui, icon="play", hint="Return"))
        self.start.clicked.connect(self._go_on)
        self._print_tag = self.bar.add(Button(ui, icon="tag", hint="F4"), left=True)
        ui.say(self._print_tag.setText, "lot.print_tag")
        self._print_tag.clicked.connect(self._print)
        self._receive_first = self.bar.add(Button(ui, icon="dock", hint="F5"), left=True)
        ui.say(self._receive_first.setText, "lot.quantity.receive")
        self._receive_first.clicked.connect(self._receive)
        self.label = self.bar.add(Button(ui, icon="tag", hint="F7"), left=True)
        ui.say(self.label.setText, "warehouse_label.wanted")
        self.label.clicked.connect(self._open_label)
        self._label_cover: LabelCover | None = None
        QShortcut(QKeySequence("Esc"), self, self._escape)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        if self._label_cover is not None:  # a scan may have come that means other goods
            self._label_cover.close_cover()
        scan, choice = arguments.get("scan"), arguments.get("choice")
        self._presenter.begin(
            str(arguments["order_id"]), str(arguments["line_id"]),
            scan if isinstance(scan, ScanResult) else None,
            choice if isinstance(choice, LineChoice) else None,
        )  # fmt: skip

    def in_hand(self) -> InHand:
        choice = self._presenter.state.choice
        if choice is None:
            return ANYTHING
        return InHand(order_id=choice.order.id, product_id=choice.product.id)

    def on_scan(self, event: ScanEvent) -> bool:
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (side for limit, side in _SIDES if self.width() < limit)
        self._side.setFixedWidth(next(fitting, _SIDE_WIDE))

    def show_state(self, state: LotState) -> None:
        """Draw what the presenter says."""
        t, choice = self.ui.t, state.choice
        self._side.setVisible(choice is not None)
        if state.planned and self._form.isVisible():
            give_focus_back(self._form)
            scroll_to_top(self._form)
        self._form.setVisible(choice is not None and not state.planned)
        self._plan.setVisible(state.planned)
        self._print_tag.setVisible(state.planned)
        self._receive_first.setVisible(
            choice is not None and choice.received_cartons == 0 and not state.planned
        )
        self._urgent.setVisible(choice is not None and choice.order.priority == "urgent")
        title = "lot.title_planned" if state.planned else "lot.title"
        number = choice.order.number if choice else ""
        self.header.set_title(t(title), t("lot.subtitle", order=number) if number else "")
        self.start.setEnabled(choice is not None and not state.opening)
        key = "lot.start" if state.planned else "lot.opening" if state.opening else "lot.open"
        self.start.setText(t(key))
        self.start.set_icon("walk" if state.planned else "play")
        self.bar.tell(self.ui.sentence(state.problem) if state.problem else "")
        if choice is None:
            self._open_lots.setVisible(False)
            self.others.setVisible(False)
            return
        self._product.show_product(choice.product)
        self._said.show_scans(state.scans)
        self._earlier.show_lots(state.earlier, state.repeats, still=not state.planned)
        self._open_lots.show_lots(state, self._presenter)
        self.others.show_others(state.others, state.outside_reason, still=not state.planned)
        if state.planned:
            self._show_plan(state)
        else:
            problem = self._presenter.quantity_problem()
            self.quantity.show_quantities(state.quantities, choice, problem)
            self._show_batches(state)

    def _show_batches(self, state: LotState) -> None:
        assert state.choice is not None
        keys = [draft.key for draft in state.batches]
        for key in [key for key in self._batches if key not in keys]:
            card = self._batches.pop(key)
            give_focus_back(card)
            self._batch_column.removeWidget(card)
            card.hide()
            card.deleteLater()
        alone = len(keys) == 1
        for at, draft in enumerate(state.batches, start=1):
            card = self._batches.get(draft.key) or self._new_batch_card(state, draft.key)
            card.show_draft(
                draft, self._presenter.check(draft), state.choice.line, at=at, alone=alone,
                current=draft.key == state.current,
            )  # fmt: skip

    def _new_batch_card(self, state: LotState, key: int) -> BatchCard:
        card = self._batches[key] = BatchCard(self.ui, state.batch(key))
        card.edited.connect(self._presenter.edit_batch)
        card.dropped.connect(self._presenter.drop_batch)
        card.selected.connect(self._presenter.select_batch)
        self._batch_column.addWidget(card)
        card.setVisible(True)
        return card

    def _show_plan(self, state: LotState) -> None:
        inspection, standard = state.inspection, state.standard
        assert inspection is not None
        assert standard is not None
        told = choice_words(self.ui.texts.translator, inspection.state.lot, standard)
        self._plan.show_inspection(inspection, told, standard.stages)
        self._pad_card.setVisible(False)

    # -- the number pad

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        digits = isinstance(now, NumberEdit | DateField8)
        if digits:
            assert isinstance(now, NumberEdit | DateField8)
            self._target = now
        elif now is not self:
            self._target = None
        self._pad_card.setVisible(self._target is not None and not self._presenter.state.planned)

    def _feed(self, digit: str) -> None:
        if self._target is not None:
            self._target.feed(digit)

    def _delete(self) -> None:
        if self._target is not None:
            self._target.delete()

    def _next_field(self) -> None:
        self.focusNextChild()

    # -- acts

    def _go_on(self) -> None:
        state = self._presenter.state
        if state.planned and state.inspection is not None:
            self.navigate.emit("walk", {"inspection_id": state.inspection.id})
        else:
            self._presenter.open()

    def _add_batch(self) -> None:
        self._presenter.add_batch()
        card = self._batches.get(self._presenter.state.current)
        if card is not None:
            card.number.setFocus()
            bring_into_view(card)

    def _receive(self) -> None:
        choice = self._presenter.state.choice
        if choice is not None:
            self.navigate.emit("dock", {"order_id": choice.order.id})

    def _open_label(self) -> None:
        """A label for goods of this line that carry no code."""
        choice = self._presenter.state.choice
        if choice is None:
            return
        if self._label_cover is None:
            from inspector_app.ui.views.label_cover import LabelCover

            self._label_cover = LabelCover(self.ui, self)
        order, line, tools = choice.order.id, choice.line.id, self._presenter.tools
        self._label_cover.open_label(
            self.ui.pick(choice.product.names), partial(tools.warehouse_label, order, line)
        )

    def _print(self) -> None:
        inspection = self._presenter.state.inspection
        if inspection is None:
            return
        language, tools = self.ui.texts.language, self._presenter.tools
        self.ui.tasks.read(
            lambda: tools.goods_tag(inspection.id, language),
            lambda file: print_document(self.ui, file),
            self.ui.refuse,
        )

    def _escape(self) -> None:
        self.backWanted.emit()

    def _other_goods(self, product: Product | None, scan: ScanResult) -> None:
        ui = self.ui
        name = ui.pick(product.names) if product is not None else scan.text
        ui.notices.post(
            Notice(
                tone="wrong", text=ui.t("lot.other_goods", name=name),
                detail=ui.t("lot.other_goods_do"), action=ui.t("lot.other_goods_switch"),
                act=lambda: self._presenter.finder.find(scan), lasting=True,
            )
        )  # fmt: skip

    def _open_elsewhere(self, lots: Sequence[OpenLot]) -> None:
        told = "\n".join(open_lot_words(self.ui, lot) for lot in lots[:3])
        self.ui.notices.attention(self.ui.t("elsewhere.also_open"), told)

    def _other_batch(self, number: str) -> None:
        ui = self.ui
        if not number:
            ui.notices.attention(ui.t("lot.batch.found_added"))
            return
        ui.notices.post(
            Notice(
                tone="attention", text=ui.t("lot.batch.found", number=number),
                action=ui.t("lot.batch.found_add"),
                act=lambda: self._presenter.add_batch(number), lasting=True,
            )
        )  # fmt: skip


class _OpenLots(Card):
    """Lots of this line that are still open: most often one wants to go on with those."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="accent")
        self._ui = ui
        self._rows = QVBoxLayout()
        ui.say(self.set_title, "lot.open_lots")
        self.body.addLayout(self._rows)
        self._shown: tuple[str, ...] = ()

    def show_lots(self, state: LotState, presenter: LotPresenter) -> None:
        lots = [lot for lot in state.choice.lots if lot.state != "closed"] if state.choice else []
        shown = tuple(f"{lot.id}{lot.state}" for lot in lots)
        if shown != self._shown:
            self._shown = shown
            clear(self._rows)
            for lot in lots:
                row = QHBoxLayout()
                row.addWidget(Text(lot.lot_number, "strong"))
                row.addWidget(Text(lot.batch_numbers, "muted"), 1)
                button = Button(self._ui, self._ui.t("lot.resume"), icon="play")
                button.clicked.connect(lambda _=False, lot=lot: presenter.finder.resume(lot))
                row.addWidget(button)
                self._rows.addLayout(row)
        self.setVisible(bool(lots) and not state.planned)
