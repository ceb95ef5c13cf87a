"""Urgent release: the cartons at the left, deadline, reason and signature at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.releases import REASONS
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.urgent import DEADLINES, UrgentPresenter, UrgentState
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_parts import IconLine
from inspector_app.ui.views.decision_panel import scrolling
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import CountStepper, PlainLineEdit
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.people import PinDots
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

SIDE, NARROW_SIDE, NARROW = 400, 340, 1000


class UrgentPage(Page):
    """Cartons, quantity, deadline, reason; a badge or the PIN signs."""

    def __init__(self, ui: Ui, presenter: UrgentPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_left(ui), 1)
        row.addWidget(self._build_right(ui))
        self.body.addLayout(row, 1)
        self._sign = self.bar.set_primary(PrimaryButton(ui, icon="signature", hint="Return"))
        ui.say(self._sign.setText, "urgent.do")
        self._sign.clicked.connect(self.pad.finish)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_done = self._done
        self.retranslate()

    def _build_left(self, ui: Ui) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE.xs, SPACE.m)
        column.setSpacing(SPACE.m)
        lead = Text("", "muted", wrap=True)
        ui.say(lead.setText, "urgent.lead")
        column.addWidget(lead)
        self._against = Card(tone="hold")
        ui.say(self._against.set_title, "urgent.against")
        self._bars = QVBoxLayout()
        self._against.body.addLayout(self._bars)
        column.addWidget(self._against)
        self._form = Card()
        form = self._form.body
        form.addWidget(_label(ui, "urgent.cartons"))
        self.cartons = PlainLineEdit()
        ui.say(self.cartons.setPlaceholderText, "urgent.cartons_hint")
        ui.say(self.cartons.setAccessibleName, "urgent.cartons")
        self.cartons.textEdited.connect(self._presenter.name_cartons)
        form.addWidget(self.cartons)
        self._told = Text("", "muted", wrap=True)
        form.addWidget(self._told)
        form.addWidget(_label(ui, "urgent.quantity"))
        self.quantity = CountStepper(ui, minimum=0)
        self.quantity.countChanged.connect(self._presenter.set_quantity)
        form.addWidget(self.quantity)
        self._ask_why(ui, form)
        column.addWidget(self._form)
        self._before = Card()
        ui.say(self._before.set_title, "urgent.before")
        self._gone = QVBoxLayout()
        self._before.body.addLayout(self._gone)
        column.addWidget(self._before)
        column.addStretch(1)
        return scrolling(content)

    def _ask_why(self, ui: Ui, form: QVBoxLayout) -> None:
        form.addWidget(_label(ui, "urgent.deadline"))
        self.deadlines = ReasonChips(ui)
        self.deadlines.reasonChosen.connect(self._presenter.choose_deadline)
        form.addWidget(self.deadlines)
        self._until = Text("", "muted", wrap=True)
        form.addWidget(self._until)
        form.addWidget(_label(ui, "urgent.why"))
        self.reasons = ReasonChips(ui)
        self.reasons.reasonChosen.connect(self._presenter.choose_reason)
        form.addWidget(self.reasons)

    def _build_right(self, ui: Ui) -> QFrame:
        self._side = QFrame()
        self._side.setObjectName("Card")
        outer = QVBoxLayout(self._side)
        outer.setContentsMargins(1, 1, 1, 1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.s)
        self._who, self._dots = Text("", "muted", wrap=True), PinDots(ui, 6)
        self._problem = Text("", "strong", tone="bad", wrap=True)
        self.pad = KeyPad(ui)
        self.pad.textChanged.connect(lambda text: self._dots.show_entry(len(text)))
        self.pad.completed.connect(self._presenter.sign_pin)
        for part in (self._who, self._problem, self._dots, self.pad):
            column.addWidget(part)
        column.addStretch(1)
        outer.addWidget(scrolling(holder))
        return self._side

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``."""
        self.pad.clear()
        self.cartons.clear()
        self._presenter.open(str(arguments["inspection_id"]))

    def leave(self) -> None:
        self.pad.clear()

    def on_scan(self, event: ScanEvent) -> bool:
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE if self.width() >= NARROW else NARROW_SIDE)

    # -- showing

    def show_state(self, state: UrgentState) -> None:
        """Draw what the presenter says."""
        t, found = self.ui.t, state.inspection
        loaded = found is not None
        for part in (self._side, self._form, self.bar):
            part.setVisible(loaded)
        self._against.setVisible(loaded and state.closed_to)
        self._before.setVisible(loaded and bool(found and found.state.released))
        if found is None:
            self.header.set_title(t("urgent.title"), t("desk.decide.loading"))
            return
        lot = found.state.lot
        told = t("desk.line", lot=lot.lot_number, units=f"{lot.size:,}")
        self.header.set_title(t("urgent.title"), f"{self.ui.pick(lot.product.names)} · {told}")
        self._show_bars(state)
        for part in (self._form, self._side):
            part.setEnabled(not state.closed_to and not state.saving)
        self._show_cartons(state)
        self._show_gone(state)
        self._show_sign(state)

    def _show_bars(self, state: UrgentState) -> None:
        clear(self._bars)
        codes = list(state.bars)
        if state.own:
            codes.append("own")
        if not state.may_release:
            codes.append("not_allowed")
        for code in codes:
            self._bars.addWidget(IconLine(self.ui, "attention", self.ui.t(f"urgent.bar.{code}")))

    def _show_cartons(self, state: UrgentState) -> None:
        t = self.ui.t
        if state.cartons is None:
            self._told.setText(t("urgent.unread"))
        else:
            self._told.setText(
                t("urgent.held", cartons=len(state.cartons), units=f"{state.held_units:,}")
            )
        self.quantity.set_limits(0, max(0, state.held_units))
        if self.quantity.value != state.quantity:
            self.quantity.set_value(state.quantity)

    def _show_gone(self, state: UrgentState) -> None:
        clear(self._gone)
        for each in state.inspection.state.released if state.inspection is not None else ():
            numbers = self.ui.t("report.comma").join(str(carton) for carton in each.cartons[:20])
            told = self.ui.t(
                "urgent.gone", units=f"{each.quantity:,}", cartons=numbers,
                until=at_words(each.deadline),
            )  # fmt: skip
            self._gone.addWidget(Text(told, "body", wrap=True))

    def _show_sign(self, state: UrgentState) -> None:
        t = self.ui.t
        self.deadlines.set_choices(
            [Choice(value=code, text=t(f"urgent.in.{code}")) for code in DEADLINES]
        )
        self.deadlines.choose(state.deadline)
        until = state.now + DEADLINES[state.deadline] if state.now is not None else None
        self._until.setText(t("urgent.until", until=at_words(until)) if until is not None else "")
        self.reasons.set_choices(
            [Choice(value=code, text=t(f"urgent.reason.{code}")) for code in REASONS]
        )
        self.reasons.choose(state.reason)
        who = self.ui.pick(state.person.names) if state.person is not None else ""
        self._who.setText(t("urgent.sign", who=who))
        told = self.ui.sentence(state.problem) if state.problem is not None else ""
        self._problem.setText(told)
        self._problem.setVisible(bool(told))
        if told:
            self.pad.clear()
        self.pad.setEnabled(state.ready)
        self._sign.setEnabled(state.ready)

    def _done(self, inspection_id: str) -> None:
        self.ui.notices.accepted(self.ui.t("urgent.done"))
        self.navigate.emit("decision", {"inspection_id": inspection_id})


def _label(ui: Ui, key: str) -> Text:
    label = Text("", "strong")
    ui.say(label.setText, key)
    return label
