"""Verdict, reasons and what is missing; beside them the signature, then the papers."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.inspection.sampling_acts import UnitUse
from inspector_app.domain.inspection.state import State
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.summary import SummaryPresenter, SummaryView
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.badge_card import BadgeCard
from inspector_app.ui.views.balance_card import BalanceCard
from inspector_app.ui.views.paper_viewer import PaperViewer
from inspector_app.ui.views.pictures import Picture
from inspector_app.ui.views.summary_parts import (
    LOOKS,
    Banner,
    ClassesCard,
    MissingCard,
    ReasonsCard,
    verdict_code,
)
from inspector_app.ui.views.walk_bar import HEIGHT
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.people import PinDots
from inspector_app.ui.widgets.status import GoodsStatus, StatusTag
from inspector_app.ui.widgets.text import Text

PREVIEW_WIDTH = 640
_STATUS: dict[str, GoodsStatus] = {
    "passed": "passed",
    "failed": "failed",
    "quarantined": "isolated",
}


class SummaryPage(Page):
    """Shows ``presenter.view``; signs by PIN or badge."""

    def __init__(self, ui: Ui, presenter: SummaryPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._previewed = ""
        self._here = False
        self._build_left()
        self._build_right()
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._area, 1)
        row.addWidget(self._side)
        self.body.setContentsMargins(SPACE.xl, 0, 0, 0)
        self.body.addLayout(row, 1)
        self._build_bar()
        self._papers = PaperViewer(ui, self)
        self._connect()
        self._show(presenter.view)

    # -- building

    def _build_left(self) -> None:
        ui = self.ui
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.xs, SPACE.m)
        column.setSpacing(SPACE.l)
        self._banner = Banner(ui)
        self._reasons = ReasonsCard(ui)
        self._missing = MissingCard(ui)
        self._classes = ClassesCard(ui)
        self._balance = BalanceCard(ui)
        for widget in (
            self._banner, self._reasons, self._missing, self._classes, self._balance,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._area.setWidget(holder)

    def _build_right(self) -> None:
        self._side = QFrame()
        self._side.setObjectName("Side")
        self._side.setFixedWidth(380)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        self._steps = QStackedWidget()
        self._steps.addWidget(self._sign_widget())
        self._steps.addWidget(self._done_widget())
        column.addWidget(self._steps)

    def _sign_widget(self) -> QWidget:
        ui = self.ui
        area, column = _side_column(SPACE.s)
        title = Text("", "title")
        ui.say(title.setText, "summary.sign.title")
        self._who = Text("", "strong", wrap=True)
        self._how = Text("", "muted", wrap=True)
        self._dots = PinDots(ui, 6)
        self._problem = Text("", "strong", tone="bad", wrap=True)
        self.pad = KeyPad(ui)
        self.pad.textChanged.connect(lambda text: self._dots.show_entry(len(text)))
        self.pad.textChanged.connect(lambda text: self._sign.setEnabled(bool(text)))
        self.pad.completed.connect(self._presenter.sign_pin)
        note = Text("", "caption", wrap=True)
        ui.say(note.setText, "summary.sign.note")
        for widget in (title, self._who, self._how, self._dots, self._problem):
            column.addWidget(widget)
        column.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(note)
        column.addStretch(1)
        return area

    def _done_widget(self) -> QWidget:
        ui = self.ui
        area, column = _side_column(SPACE.m)
        title = Text("", "title")
        ui.say(title.setText, "summary.done.title")
        self._status = StatusTag(ui, "pending", strong=True, large=True)
        self._done_text = Text("", "muted", wrap=True)
        self.badges = BadgeCard(ui, self._presenter.badges)
        self.badges.standing.connect(self._stand)
        caption = Text("", "caption")
        ui.say(caption.setText, "summary.done.preview")
        self._preview = Picture(ui, 360, icon="tag")
        column.addWidget(title)
        column.addWidget(self._status)
        column.addWidget(self._done_text)
        column.addWidget(self.badges)
        column.addWidget(caption)
        column.addWidget(self._preview)
        column.addStretch(1)
        return area

    def _build_bar(self) -> None:
        ui = self.ui
        self.bar.setMinimumHeight(HEIGHT)
        self._back = Button(ui, icon="back")
        ui.say(self._back.setText, "summary.back")
        self._report = Button(ui, icon="document", hint="2")
        ui.say(self._report.setText, "summary.done.report")
        self._next = Button(ui, icon="forward", hint="3")
        ui.say(self._next.setText, "summary.done.next")
        self._tag = PrimaryButton(ui, icon="print", hint="1")
        ui.say(self._tag.setText, "summary.done.tag")
        self._sign = PrimaryButton(ui, icon="signature", hint="Return")
        self.bar.add(self._back, left=True)
        self.bar.set_primary(self._sign)
        self.bar.add(self._next)
        self.bar.add(self._report)
        self.bar.add(self._tag)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.on_change = self._changed
        presenter.on_leave = self._leave_for
        presenter.on_signed = self._signed
        presenter.on_refused = self.ui.refuse
        self._missing.gapChosen.connect(presenter.go_gap)
        self._missing.waiveWanted.connect(presenter.ask_waive)
        self._missing.waiveDropped.connect(lambda: presenter.ask_waive(None))
        self._missing.reasonChosen.connect(presenter.waive)
        self._balance.taken.connect(presenter.take_units)
        self._back.clicked.connect(presenter.back_to_walk)
        self._sign.clicked.connect(self.pad.finish)
        self._tag.clicked.connect(self._show_tag)
        self._report.clicked.connect(self._show_report)
        self._next.clicked.connect(presenter.next_lot)

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``."""
        self._here = True
        self.pad.clear()
        self._presenter.open(str(arguments["inspection_id"]))

    def leave(self) -> None:
        self._here = False
        self.pad.clear()
        self._papers.close_cover()

    def on_scan(self, event: ScanEvent) -> bool:
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self._previewed = ""
        self._show(self._presenter.view)

    def restyle(self) -> None:
        self._show(self._presenter.view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(380 if self.width() >= 1000 else 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 480)

    # -- showing

    def _changed(self, view: SummaryView) -> None:
        if shiboken6.isValid(self):
            self._show(view)

    def _leave_for(self, name: str, arguments: dict[str, object]) -> None:
        if self._here:
            self.navigate.emit(name, arguments)

    def _show(self, view: SummaryView) -> None:
        ui, verdict, state = self.ui, view.verdict, view.state
        loaded = verdict is not None and state is not None and view.standard is not None
        content = self._area.widget()
        if content is not None:
            content.setVisible(loaded)
        self._side.setVisible(loaded)
        self._show_bar(view)
        if verdict is None or state is None or view.standard is None:
            self.header.set_title(ui.t("summary.title"), ui.t("summary.loading"))
            return
        lot = state.lot
        told = ui.t(
            "summary.subtitle", product=ui.pick(lot.product.names), lot=lot.lot_number,
            size=f"{lot.size:,}", cartons=lot.cartons,
        )  # fmt: skip
        self.header.set_title(ui.t("summary.title"), told)
        self._banner.show_verdict(verdict)
        self._reasons.show_verdict(verdict, view.standard)
        self._missing.show_view(view)
        self._classes.show_verdict(verdict, view.standard)
        self._show_balance(view, state)
        done = view.mode == "done"
        self._steps.setCurrentIndex(1 if done else 0)
        if done:
            self._show_done(view)
        else:
            self._show_sign(view)

    def _show_balance(self, view: SummaryView, state: State) -> None:
        if view.balance is None:
            return
        counts: dict[UnitUse, int] = {"opened": 0, "retained": 0}
        counts.update({use: act.count for use, act in state.units_taken.items()})
        self._balance.show_balance(view.balance, counts, editable=view.mode == "open")

    def _show_bar(self, view: SummaryView) -> None:
        done, open_ = view.mode == "done", view.mode == "open"
        self._back.setVisible(not done)
        for button in (self._tag, self._report, self._next):
            button.setVisible(done)
        self._sign.setVisible(open_)
        if view.verdict is not None:
            tone = LOOKS[verdict_code(view.verdict)][0]
            self._sign.set_tone(tone)
            self._sign.setText(self.ui.t(f"summary.sign.{view.verdict.overall}"))

    def _show_sign(self, view: SummaryView) -> None:
        t = self.ui.t
        person = view.person
        name = self.ui.pick(person.names) if person is not None else ""
        self._who.setText(t("summary.sign.who", name=name))
        parked = view.mode == "parked"
        self._how.setText(t("summary.parked") if parked else t("summary.sign.how"))
        self.pad.setVisible(not parked)
        self._dots.setVisible(not parked)
        problem = self.ui.sentence(view.problem) if view.problem is not None else ""
        self._problem.setText(t("summary.sign.checking") if view.signing else problem)
        self._problem.set_tone("accent" if view.signing else "bad")
        self._problem.setVisible(view.signing or bool(problem))
        if view.signing or problem:
            self.pad.clear()
        self._dots.show_entry(len(self.pad.text), wrong=bool(problem))
        self._sign.setEnabled(bool(self.pad.text) and not view.signing)
        if view.mode == "open" and view.waiving is None:
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_done(self, view: SummaryView) -> None:
        state, verdict = view.state, view.verdict
        if state is None or verdict is None or state.closed is None:
            return
        self._status.set_status(_STATUS[verdict.tag])
        name = self.ui.pick(view.signer) if view.signer is not None else "—"
        told = self.ui.t("summary.done.text", name=name, seq=state.closed.sealed_seq)
        if verdict.overall != "accept":
            told += " " + self.ui.t("summary.done.supervisor")
        self._done_text.setText(told)
        wanted = f"{view.inspection_id}:{self.ui.texts.language}"
        if self._previewed != wanted:
            self._previewed = wanted
            self.badges.open(view.inspection_id)
            self._draw_preview()

    def _stand(self, free: bool) -> None:
        """Goods in dispute are isolated, whatever the verdict says."""
        verdict = self._presenter.view.verdict
        if verdict is not None and verdict.tag == "passed" and not free:
            self._status.set_status("isolated")

    def _draw_preview(self) -> None:
        language, presenter = self.ui.texts.language, self._presenter

        def work() -> QImage:
            from inspector_app.ui.devices.printing import page_image

            return page_image(presenter.make_tag(language), 0, PREVIEW_WIDTH)

        def failed(problem: Exception) -> None:
            self._done_text.setText(self.ui.t("summary.done.no_preview"))
            self.ui.refuse(problem)

        self.ui.tasks.read(work, self._preview.set_image, failed)

    # -- acts

    def _signed(self) -> None:
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.ui.notices.accepted(self.ui.t("summary.done.title"))

    def _show_tag(self) -> None:
        language, lot = self.ui.texts.language, self._lot()
        self._papers.open_paper(
            self.ui.t("paper_view.tag", lot=lot), lambda: self._presenter.make_tag(language)
        )

    def _show_report(self) -> None:
        language, lot = self.ui.texts.language, self._lot()
        self._papers.open_paper(
            self.ui.t("paper_view.report", lot=lot), lambda: self._presenter.make_report(language)
        )

    def _lot(self) -> str:
        state = self._presenter.view.state
        return state.lot.lot_number if state is not None else ""


def _side_column(spacing: int) -> tuple[QScrollArea, QVBoxLayout]:
    """A column that scrolls rather than squeezing its words."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    area.setWidget(holder)
    return area, column
