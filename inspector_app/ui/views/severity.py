"""Severity of each supplier's product: where each class stands, why, and by which steps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.services.sentences import class_words
from inspector_app.services.severity import GoodsSeverity
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.severity import (
    LOOKS,
    REASONS,
    SHOWS,
    SeverityPresenter,
    SeverityState,
    ruling_of,
)
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.severity_parts import ClassCard, StepsCard
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.data_list import DataList, ListRow
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

LIST_WIDTH = 320
_STRICT = ("reduced", "normal", "tightened", "discontinued")


class SeverityPage(Page):
    """Digits prepare the ruling of a class and then choose its reason, Enter seals it, Esc leaves
    it; arrow keys walk the goods. Whoever may not rule reads."""

    def __init__(self, ui: Ui, presenter: SeverityPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._filter = ReasonChips(ui)
        self._filter.reasonChosen.connect(self._show_only)
        self.body.addWidget(self._filter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_work())
        self._empty = EmptyState(ui, icon="history")
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self._build_bar()
        QShortcut(QKeySequence("F5"), self, presenter.refresh)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_ruled = lambda: ui.notices.accepted(ui.t("severity.done"))
        self.retranslate()

    # -- building

    def _build_work(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        self.list = DataList(self.ui)
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.rowChosen.connect(lambda goods: self._presenter.choose(*goods))
        row.addWidget(self.list)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._build_detail())
        row.addWidget(area, 1)
        self._area = area
        return holder

    def _build_detail(self) -> QWidget:
        ui, holder = self.ui, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(SPACE.xs)
        self._product, self._supplier = Text("", "title", wrap=True), Text("", "muted", wrap=True)
        names.addWidget(self._product)
        names.addWidget(self._supplier)
        head.addLayout(names, 1)
        self._stale = Tag(ui, tone="warn", icon="attention")
        head.addWidget(self._stale, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._ask = Card(tone="warn")
        self._why = Text("", "muted")
        ui.say(self._why.setText, "severity.ask.reason")
        self.reasons = ReasonChips(ui)
        self.reasons.reasonChosen.connect(self._presenter.give_reason)
        self._ask.body.addWidget(self._why)
        self._ask.body.addWidget(self.reasons)
        column.addWidget(self._ask)
        self._classes = QHBoxLayout()
        self._classes.setSpacing(SPACE.m)
        column.addLayout(self._classes)
        self.cards: dict[str, ClassCard] = {}
        self.steps = StepsCard(ui)
        column.addWidget(self.steps)
        column.addStretch(1)
        return holder

    def _build_bar(self) -> None:
        ui, presenter = self.ui, self._presenter
        self._main = self.bar.set_primary(PrimaryButton(ui, icon="signature", hint="Return"))
        self._main.clicked.connect(self._primary)
        self._cancel = self.bar.add(GhostButton(ui, icon="cross", hint="Esc"))
        ui.say(self._cancel.setText, "severity.cancel")
        self._cancel.clicked.connect(presenter.cancel)
        refresh = self.bar.add(GhostButton(ui, icon="retry"), left=True)
        ui.say(refresh.setText, "severity.refresh")
        refresh.clicked.connect(presenter.refresh)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        """``supplier_id`` and ``product_id`` where certain goods are meant."""
        supplier, product = arguments.get("supplier_id", ""), arguments.get("product_id", "")
        if product:
            self._presenter.show("all")
            self._presenter.choose(str(supplier), str(product))
        self._presenter.refresh()

    def leave(self) -> None:
        self._presenter.cancel()

    def retranslate(self) -> None:
        t = self.ui.t
        self.header.set_title(t("severity.title"), t("severity.subtitle"))
        self.show_state(self._presenter.state)

    def show_state(self, state: SeverityState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        self._filter.setVisible(bool(state.goods))
        self._filter.set_choices(
            [
                Choice(value=show, text=t(f"severity.filter.{show}", count=state.count(show)))
                for show in SHOWS
            ]
        )
        self._filter.choose(state.show)
        current = state.current
        self._stack.setCurrentIndex(0 if current else 1)
        self._stack.setVisible(state.loaded)
        kind = "none_shown" if state.goods else "none"
        self._empty.set_texts(t(f"severity.{kind}"), t(f"severity.{kind}_text"))
        self._show_bar(state)
        if current is not None:
            self._show_list(state, current)
            self._show_goods(state, current)

    def _show_list(self, state: SeverityState, current: GoodsSeverity) -> None:
        rows = [((each.supplier_id, each.product_id), self._row(each)) for each in state.shown]
        self.list.set_rows(rows)
        place = next(at for at, each in enumerate(state.shown) if each is current)
        self.list.setCurrentIndex(self.list.rows.index(place, 0))

    def _row(self, goods: GoodsSeverity) -> ListRow:
        strictest = max((each.severity for each in goods.standings), key=_STRICT.index)
        reduced = any(each.severity == "reduced" for each in goods.standings)
        shown = "reduced" if strictest == "normal" and reduced else strictest
        tone, icon = LOOKS[shown]
        due = [self.ui.t("severity.due")] if goods.waiting else []
        told = (*due, self.ui.t(f"severity.word.{shown}"), self.ui.pick(goods.supplier))
        return ListRow(
            title=self.ui.pick(goods.product), subtitle=" · ".join(told), lead=icon,
            lead_tone=tone, opens=False,
        )  # fmt: skip

    def _show_goods(self, state: SeverityState, current: GoodsSeverity) -> None:
        ui, t = self.ui, self.ui.t
        self._product.setText(ui.pick(current.product))
        known = t("severity.shared" if current.shared else "severity.own_only")
        self._supplier.setText(f"{ui.pick(current.supplier)} · {current.sku}\n{known}")
        self._stale.setVisible(current.stale > 0)
        self._stale.set_text(t("severity.stale_count", count=current.stale))
        self._show_classes(state, current)
        asked = state.asked
        self._ask.setVisible(asked is not None)
        if asked is not None:
            cls = class_words(ui.texts.translator, asked.cls)
            self._ask.set_title(t(f"severity.ask.{asked.kind}", cls=cls))
            self.reasons.set_choices(
                [
                    Choice(value=reason, text=t(f"severity.reason.{reason}"), hint=str(at))
                    for at, reason in enumerate(REASONS[asked.kind], start=1)
                ]
            )
            self.reasons.choose(asked.reason)
        self.steps.show_steps(state.steps)

    def _show_classes(self, state: SeverityState, current: GoodsSeverity) -> None:
        wanted = [each.cls for each in current.standings]
        for cls in [cls for cls in self.cards if cls not in wanted]:
            self.cards.pop(cls).deleteLater()
        at = 0
        for standing in current.standings:
            card = self.cards.get(standing.cls)
            if card is None:
                card = self.cards[standing.cls] = ClassCard(self.ui, standing.cls)
                card.rulingWanted.connect(self._presenter.ask)
                self._classes.addWidget(card, 1)
            kind = ruling_of(standing) if state.supervisor else None
            free = kind is not None and state.asked is None
            at += free
            card.show_standing(standing, kind, str(at) if free else "")

    def _show_bar(self, state: SeverityState) -> None:
        t, asked = self.ui.t, state.asked
        self._cancel.setVisible(asked is not None)
        if asked is not None:
            self._main.set_icon("signature")
            self._main.setEnabled(bool(asked.reason) and not state.saving)
            self._main.setText(t("severity.confirm" if asked.reason else "severity.choose"))
            return
        self._main.set_icon("back")
        self._main.setEnabled(True)
        self._main.setText(t("severity.back"))

    # -- acts

    def _show_only(self, show: str) -> None:
        self._presenter.show(next(each for each in SHOWS if each == show))

    def _primary(self) -> None:
        if self._presenter.state.asked is not None:
            self._presenter.confirm()
        else:
            self.backWanted.emit()
