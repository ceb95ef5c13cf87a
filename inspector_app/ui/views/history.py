"""History: a search field, two rows of chips, and every inspection newest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from inspector_app.services.records import Summary
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.history import KINDS, SPANS, HistoryPresenter, HistoryState
from inspector_app.ui.presenters.wording import (
    GOODS,
    at_words,
    product_name,
    result_word,
    supplier_name,
)
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.data_list import ListRow, RowTag
from inspector_app.ui.widgets.growing_list import GrowingList
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.search_edit import SearchEdit


class HistoryPage(Page):
    """Arrow keys and Enter, or a touch, open a record."""

    def __init__(self, ui: Ui, presenter: HistoryPresenter) -> None:
        super().__init__(ui, scroll=False)
        self._presenter = presenter
        self._turn = -1
        self._shown = 0
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self.search = SearchEdit()
        ui.say(self.search.setPlaceholderText, "history.search")
        ui.say(self.search.setAccessibleName, "history.search")
        self.search.searchWanted.connect(presenter.search)
        row.addWidget(self.search, 1)
        self._spans = ReasonChips(ui)
        self._spans.reasonChosen.connect(presenter.since)
        row.addWidget(self._spans)
        self.body.addLayout(row)
        self._kinds = ReasonChips(ui)
        self._kinds.reasonChosen.connect(presenter.show)
        self.body.addWidget(self._kinds)
        self.body.setSpacing(SPACE.s)
        self._stack = QStackedWidget()
        self.list = GrowingList(ui, self._row)
        self.list.rowChosen.connect(self._open)
        self.list.moreWanted.connect(presenter.more)
        self._empty = EmptyState(ui, icon="search")
        self._empty.actionChosen.connect(self._clear)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        refresh = GhostButton(ui, icon="retry")
        ui.say(refresh.setText, "history.refresh")
        refresh.clicked.connect(presenter.refresh)
        self._check = GhostButton(ui, icon="signature")
        ui.say(self._check.setText, "evidence.page.open")
        self._check.clicked.connect(lambda: self.navigate.emit("evidence", {}))
        self.header.side.addWidget(self._check)
        self.header.side.addWidget(refresh)
        QShortcut(QKeySequence("F5"), self, presenter.refresh)
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.setFocus)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def arrive(self, **arguments: Any) -> None:
        self._check.setVisible(self._presenter.may_check_evidence)
        self._presenter.refresh()

    def retranslate(self) -> None:
        t = self.ui.t
        self._spans.set_choices(
            [Choice(value=span, text=t(f"history.span.{span}")) for span in SPANS]
        )
        self._kinds.set_choices(
            [
                Choice(value=kind, text=t(f"history.kind.{kind}"), hint=str(at + 1))
                for at, kind in enumerate(KINDS)
            ]
        )
        self._spans.setFixedWidth(self._line_width())  # one line: the field takes the rest
        self.show_state(self._presenter.state)

    def _line_width(self) -> int:
        layout = self._spans.layout()
        assert layout is not None
        items = [layout.itemAt(at) for at in range(layout.count())]
        return sum(item.sizeHint().width() + SPACE.xs for item in items if item is not None)

    def show_state(self, state: HistoryState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        self._spans.choose(state.span)
        self._kinds.choose(state.kind)
        count = f"{len(state.rows)}+" if state.more else str(len(state.rows))
        self.header.set_title(
            t("history.title"), t("history.count", count=count) if state.loaded else ""
        )
        if state.turn != self._turn:
            self._turn = state.turn
            self.list.restart(state.rows, more=state.more)
        else:
            self.list.extend(state.rows[self._shown :], more=state.more)
        self._shown = len(state.rows)
        nothing = state.loaded and not state.rows
        self._stack.setCurrentWidget(self._empty if nothing else self.list)
        if state.filtered:
            self._empty.set_texts(
                t("history.nothing.title"), t("history.nothing.text"), t("history.nothing.clear")
            )
        else:
            self._empty.set_texts(t("history.empty.title"), t("history.empty.text"))

    def _row(self, item: Any) -> ListRow:
        assert isinstance(item, Summary)
        t, speak = self.ui.t, self.ui.texts.translator
        result = result_word(item)
        tags = []
        if item.urgent and item.state != "closed":
            tags.append(RowTag(text=t("desk.urgent"), tone="bad", icon="urgent"))
        sent = self._presenter.delivered.of(item)
        if sent is not None:
            tags.append(RowTag(text=t(sent.key), tone=sent.tone, icon=sent.icon))
        if item.disposition:
            goods = GOODS[item.tag]
            word = t(f"desk.is.{item.disposition}")
            tags.append(RowTag(text=word, tone=goods.tone, icon="supervisor"))
        tags.append(RowTag(text=t(result.key), tone=result.tone, icon=result.icon))
        who = speak.pick(self._presenter.who(item))
        parts = (item.lot_number, item.batch_numbers, item.order_number, supplier_name(item, speak))
        when = at_words(item.closed_at or item.updated_at)
        return ListRow(
            title=f"{product_name(item, speak)}",
            subtitle=" · ".join((f"{who} {when}", *(part for part in parts if part))),
            lead=result.icon, lead_tone=result.tone, tags=tuple(tags),
        )  # fmt: skip

    def _open(self, item: Any) -> None:
        assert isinstance(item, Summary)
        self.navigate.emit("dossier", {"inspection_id": item.id})

    def _clear(self) -> None:
        self.search.reset()
        self._presenter.clear()
