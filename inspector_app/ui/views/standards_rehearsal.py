"""Trying the walk: the real pages of a lot that leaves nothing behind."""

from __future__ import annotations

from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.trust import InHand
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.standards_rehearsal import RehearsalPresenter, RehearsalState
from inspector_app.ui.presenters.summary import SummaryPresenter
from inspector_app.ui.presenters.walk import WalkPresenter
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.tools import Rehearsal
from inspector_app.ui.views.standards_words import word
from inspector_app.ui.views.summary import SummaryPage
from inspector_app.ui.views.walk import WalkPage
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import ElidedText, Text

ENDS = frozenset({"today", "desk", "order", "history", "dossier"})
"""Where the summary leads after signing: here it means that the rehearsal is over."""


class RehearsalPage(Page):
    """Choosing the goods, then the walk and its summary under a band that says what this is."""

    def __init__(self, ui: Ui, presenter: RehearsalPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._inner: dict[str, Page] = {}
        self._shown: Rehearsal | None = None
        self._band = self._build_band()
        around = QHBoxLayout()
        around.addWidget(self._band)
        self.body.addLayout(around)
        self._around = around
        self._stack = QStackedWidget()
        self._goods = GoodsCard(ui)
        self._goods.chosen.connect(lambda name, value: presenter.choose(**{name: value}))
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._goods, 4)
        row.addStretch(1)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        self._stack.addWidget(self._holder)
        self.body.addWidget(self._stack, 1)
        self._begin = self.bar.set_primary(PrimaryButton(ui, icon="play", hint="Return"))
        self._begin.clicked.connect(presenter.begin)
        self._escape = QShortcut(QKeySequence("Esc"), self, self.backWanted.emit)
        presenter.on_change = self._changed
        presenter.on_refused = ui.refuse
        self.retranslate()

    def _build_band(self) -> Card:
        ui = self.ui
        band = Card(tone="hold", padding=SPACE.xs)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.m, 0, 0, 0)
        row.setSpacing(SPACE.s)
        self._told = ElidedText("", "strong")
        row.addWidget(self._told, 1)
        again = GhostButton(ui, icon="retry")
        ui.say(again.setText, "rehearsal.again")
        again.clicked.connect(self._presenter.end)
        end = Button(ui, icon="stop")
        ui.say(end.setText, "rehearsal.end")
        end.clicked.connect(self.backWanted)
        row.addWidget(again)
        row.addWidget(end)
        band.body.addLayout(row)
        return band

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``standard`` is tried."""
        standard = arguments.get("standard")
        if isinstance(standard, Standard):
            self._presenter.prepare(standard)

    def leave(self) -> None:
        self._presenter.end()

    def in_hand(self) -> InHand:
        inner = self._current()
        return inner.in_hand() if inner is not None else InHand()

    def on_scan(self, event: ScanEvent) -> bool:
        inner = self._current()
        return inner.on_scan(event) if inner is not None else True

    def retranslate(self) -> None:
        self._changed(self._presenter.state)

    # -- showing

    def _changed(self, state: RehearsalState) -> None:
        if not shiboken6.isValid(self) or state.standard is None:
            return
        t, name = self.ui.t, self.ui.pick(state.standard.names)
        walking = state.running is not None
        self.header.set_title(t("rehearsal.title"), name)
        self._told.setText(t("rehearsal.told", name=name))
        self.header.setVisible(not walking)
        self._band.setVisible(walking)
        self.bar.setVisible(not walking)
        self._escape.setEnabled(not walking)
        self._begin.setText(t("rehearsal.preparing" if state.preparing else "rehearsal.begin"))
        self._begin.setEnabled(not state.preparing)
        edge = 0 if walking else SPACE.xl
        self.body.setContentsMargins(edge, SPACE.s if walking else 0, edge, 0)
        self.body.setSpacing(0 if walking else SPACE.l)
        side = SPACE.xl if walking else 0
        self._around.setContentsMargins(side, 0, side, 0)
        self._goods.show_state(state)
        if state.running is not self._shown:
            self._turn_to(state.running)

    def _turn_to(self, running: Rehearsal | None) -> None:
        give_focus_back(self._stack)
        for page in self._inner.values():
            page.leave()
            self._stack.removeWidget(page)
            page.deleteLater()
        self._inner = {}
        self._shown = running
        if running is None:
            self._stack.setCurrentWidget(self._holder)
        else:
            self._show_inner("walk", {"inspection_id": running.inspection_id})

    def _current(self) -> Page | None:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def _show_inner(self, name: str, arguments: dict[str, Any]) -> None:
        running = self._shown
        if running is None:
            return
        before = self._current()
        if before is not None:
            before.leave()
        page = self._inner.get(name)
        if page is None:
            page = self._inner[name] = self._make(name, running)
            page.navigate.connect(self._lead)
            page.backWanted.connect(self._back)
            page.cameraWanted.connect(self.cameraWanted)
            page.cropWanted.connect(self.cropWanted)
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        page.arrive(**arguments)

    def _make(self, name: str, running: Rehearsal) -> Page:
        tools, session, tasks = running.tools, self._presenter.session, self.ui.tasks
        if name == "walk":
            return WalkPage(self.ui, WalkPresenter(tools, session, tasks))
        return SummaryPage(self.ui, SummaryPresenter(tools, session, tasks))

    def _lead(self, name: str, arguments: dict[str, Any]) -> None:
        if name in ("walk", "summary"):
            self._show_inner(name, arguments)
        elif name in ENDS:
            self.ui.notices.accepted(self.ui.t("rehearsal.finished"))
            self.backWanted.emit()
        else:
            self.ui.notices.info(self.ui.t("rehearsal.not_here"))

    def _back(self) -> None:
        running = self._shown
        if running is not None and self._current() is self._inner.get("summary"):
            self._show_inner("walk", {"inspection_id": running.inspection_id})
        else:
            self.backWanted.emit()


class GoodsCard(Card):
    """The facts of the made-up goods. ``chosen(fact, value)``."""

    chosen = Signal(str, object)

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.xl)
        self._ui = ui
        self._heading = Text("", "title", wrap=True)
        self._text = Text("", "muted", wrap=True)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._text)
        self._chips: dict[str, ReasonChips] = {}
        self._rows: dict[str, QWidget] = {}
        for fact in ("category", "origin", "children", "channel"):
            row = QWidget()
            column = QVBoxLayout(row)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE.xs)
            label = Text("", "strong")
            ui.say(label.setText, f"rehearsal.{fact}")
            chips = ReasonChips(ui)
            chips.reasonChosen.connect(partial(self._tell, fact))
            column.addWidget(label)
            column.addWidget(chips)
            self.body.addWidget(row)
            self._chips[fact], self._rows[fact] = chips, row

    def _tell(self, fact: str, value: str) -> None:
        told: object = value
        if fact == "children":
            told = value == "yes"
        elif fact == "channel" and value == "-":
            told = ""
        self.chosen.emit(fact, told)

    def show_state(self, state: RehearsalState) -> None:
        """The goods the standard is for, and those chosen."""
        standard, goods, t = state.standard, state.goods, self._ui.t
        if standard is None or goods is None:
            return
        self._heading.setText(t("rehearsal.begin_title", name=self._ui.pick(standard.names)))
        self._text.setText(t("rehearsal.begin_text"))
        values: dict[str, list[tuple[str, str]]] = {
            "category": [(c, word(self._ui, "category", c)) for c in standard.categories],
            "origin": [(o, word(self._ui, "origin", o)) for o in standard.origins],
            "children": [
                (key, t(f"rehearsal.{key}"))
                for key in ("no", "yes")
                if standard.children in (None, key == "yes")
            ],
            "channel": [("-", t("rehearsal.no_channel")), *((c, c) for c in state.channels)],
        }
        chosen = {
            "category": goods.category, "origin": goods.origin,
            "children": "yes" if goods.children else "no", "channel": goods.channel or "-",
        }  # fmt: skip
        for fact, chips in self._chips.items():
            chips.set_choices([Choice(value=v, text=text) for v, text in values[fact]])
            chips.choose(chosen[fact])
            self._rows[fact].setVisible(len(values[fact]) > 1)
