"""The papers of one lot: a list at the left, the chosen paper at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.inspection.papers import PaperNeed
from inspector_app.services.papers import Paper
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.lot_papers import LotPapersPresenter, LotPapersState
from inspector_app.ui.presenters.wording import age_tone, age_words, at_words
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.decision_panel import scrolling
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

LOOKS: dict[str, tuple[Tone, str]] = {
    "present": ("good", "check"), "declared": ("good", "check"), "missing": ("warn", "pending"),
    "refused": ("bad", "fail"), "expired": ("bad", "calendar"),
    "batch_differs": ("bad", "attention"), "not_needed": ("neutral", "minus"),
    "waived": ("hold", "supervisor"),
}  # fmt: skip
TICK_MS = 30_000
SIDE, NARROW_SIDE, NARROW = 400, 340, 1000


class PaperRow(Card):
    """One paper: what, for which batch, how it stands."""

    def __init__(self, ui: Ui, paper: Paper, *, chosen: bool) -> None:
        super().__init__(pressable=True, padding=SPACE.m, tone="accent" if chosen else "neutral")
        need = paper.need
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        words = QVBoxLayout()
        words.setSpacing(2)
        name = ui.pick(need.rule.names)
        words.addWidget(Text(name, "strong", wrap=True))
        words.addWidget(Text(self._line(ui, paper), "muted", wrap=True))
        row.addLayout(words, 1)
        tone, icon = LOOKS[need.status]
        row.addWidget(Tag(ui, ui.t(f"lot_papers.status.{need.status}"), tone=tone, icon=icon))
        self.body.addLayout(row)
        self.setAccessibleName(f"{name} {ui.t(f'lot_papers.status.{need.status}')}")

    def _line(self, ui: Ui, paper: Paper) -> str:
        need = paper.need
        parts = [_per(ui, need)]
        if need.record is not None:
            if need.record.number:
                parts.append(need.record.number)
            if need.record.valid_until is not None:
                parts.append(ui.t("lot_papers.until", day=need.record.valid_until.isoformat()))
        elif paper.on_file is not None:
            parts.append(ui.t("lot_papers.filed_short"))
        elif need.status == "missing":
            parts.append(ui.t(f"lot_papers.absence.{need.rule.absence}"))
        return " · ".join(parts)


def _per(ui: Ui, need: PaperNeed) -> str:
    number = need.batch.number if need.batch is not None else ""
    if need.rule.per == "batch":
        return ui.t("lot_papers.per.batch", number=number or ui.t("desk.batch_unknown"))
    return ui.t(f"lot_papers.per.{need.rule.per}")


class NumberEdit(RemarkEdit):
    """The number of a paper may hold Chinese words, so the input method is let in; one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(0)
        self.setFixedHeight(52)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Enter is the page's, not the field's."""
        enter = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter,
        )  # fmt: skip
        if enter and event.type() == QEvent.Type.ShortcutOverride:
            return False
        return super().event(event)


class LotPapersPage(Page):
    """Up and Down choose a paper, Enter records it, 1 takes it from file, 2 parks the lot."""

    def __init__(self, ui: Ui, presenter: LotPapersPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._shown: tuple[str, int, object] = ("", -1, None)
        self._clock = Tag(ui, large=True)
        self.header.side.addWidget(self._clock)
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_list(), 1)
        row.addWidget(self._build_form(ui))
        self.body.addLayout(row, 1)
        self._record = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="Return"))
        ui.say(self._record.setText, "lot_papers.record")
        self._record.clicked.connect(self._send)
        self._adopt = self.bar.add(Button(ui, icon="folder", hint="F2"))
        ui.say(self._adopt.setText, "lot_papers.adopt")
        self._adopt.clicked.connect(presenter.adopt)
        self._wait = self.bar.add(Button(ui, icon="pause", hint="F3"), left=True)
        ui.say(self._wait.setText, "lot_papers.wait")
        self._wait.clicked.connect(presenter.wait)
        self._photo = self.bar.add(Button(ui, icon="camera"), left=True)
        ui.say(self._photo.setText, "lot_papers.photo")
        self._photo.clicked.connect(self._to_question)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(presenter.tick)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_told = lambda key, params: ui.notices.accepted(ui.t(key, **params))
        self.retranslate()

    def _build_list(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE.xs, SPACE.m)
        column.setSpacing(SPACE.m)
        self._lead = Text("", "muted", wrap=True)
        column.addWidget(self._lead)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.s)
        column.addLayout(self._rows)
        column.addStretch(1)
        return scrolling(content)

    def _build_form(self, ui: Ui) -> QFrame:
        self._side = QFrame()
        self._side.setObjectName("Card")
        outer = QVBoxLayout(self._side)
        outer.setContentsMargins(1, 1, 1, 1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.s)
        self._title, self._for = Text("", "title", wrap=True), Text("", "muted", wrap=True)
        self._filed = Text("", "strong", tone="good", wrap=True)
        self._problem = Text("", "strong", tone="bad", wrap=True)
        for label in (self._title, self._for, self._filed):
            column.addWidget(label)
        self._number_label = _label(ui, "lot_papers.number")
        self.number = NumberEdit()
        ui.say(self.number.setAccessibleName, "lot_papers.number")
        self._batch_label = _label(ui, "lot_papers.batch")
        self.batch = PlainLineEdit()
        ui.say(self.batch.setAccessibleName, "lot_papers.batch")
        self._goods = Text("", "muted", wrap=True)
        self._until_label = _label(ui, "lot_papers.valid_until")
        self.until = DateField8(ui)
        for widget in (
            self._number_label, self.number, self._batch_label, self.batch, self._goods,
            self._until_label, self.until, self._problem,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self.number.textChanged.connect(self._typed)
        self.batch.textEdited.connect(lambda _: self._typed())
        self.until.digitsChanged.connect(lambda *_: self._typed())
        outer.addWidget(scrolling(holder))
        return self._side

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``."""
        self._timer.start()
        self._presenter.open(str(arguments["inspection_id"]))

    def leave(self) -> None:
        self._timer.stop()

    def on_scan(self, event: ScanEvent) -> bool:
        self._typed()  # what the fields show, whatever the scanner typed into them
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self._shown = ("", -1, None)
        self.show_state(self._presenter.state)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE if self.width() >= NARROW else NARROW_SIDE)

    # -- showing

    def show_state(self, state: LotPapersState) -> None:
        """Draw what the presenter says."""
        t, found = self.ui.t, state.inspection
        loaded = found is not None
        self._side.setVisible(loaded and bool(state.papers))
        self.bar.setVisible(loaded)
        if found is None:
            self.header.set_title(t("lot_papers.title"), t("desk.decide.loading"))
            self._clock.hide()
            return
        lot = found.state.lot
        told = t("desk.line", lot=lot.lot_number, units=f"{lot.size:,}")
        self.header.set_title(t("lot_papers.title"), f"{self.ui.pick(lot.product.names)} · {told}")
        self._show_clock(state)
        key = "none" if not state.papers else "some" if state.missing else "all"
        self._lead.setText(t(f"lot_papers.lead.{key}", count=state.missing))
        self._show_rows(state)
        self._show_form(state)
        self._record.setEnabled(state.open and not state.saving and state.paper is not None)
        paper = state.paper
        self._adopt.setVisible(state.open and paper is not None and paper.on_file is not None)
        self._wait.setVisible(state.open and bool(state.missing) and not state.waiting)
        self._photo.setVisible(
            state.open and not state.waiting and paper is not None and bool(paper.need.item_id)
        )

    def _show_clock(self, state: LotPapersState) -> None:
        since = state.inspection.state.parked_at if state.inspection is not None else None
        self._clock.setVisible(state.waiting and since is not None)
        if since is not None and state.now is not None:
            age = state.now - since
            tone = age_tone(age)
            self._clock.set_look("warn" if tone == "neutral" else tone, "pending")
            words = age_words(self.ui.texts.translator, age)
            self._clock.set_text(self.ui.t("lot_papers.clock", age=words))

    def _show_rows(self, state: LotPapersState) -> None:
        mark = (self._presenter.state.papers, state.chosen)
        if mark == self._shown[2]:
            return
        clear(self._rows)
        for place, paper in enumerate(state.papers):
            row = PaperRow(self.ui, paper, chosen=place == state.chosen)
            row.chosen.connect(lambda place=place: self._presenter.choose(place))
            self._rows.addWidget(row)
        self._shown = ("", -1, mark)

    def _show_form(self, state: LotPapersState) -> None:
        paper, t = state.paper, self.ui.t
        if paper is None:
            return
        need, rule = paper.need, paper.need.rule
        self._title.setText(self.ui.pick(rule.names))
        self._for.setText(_per(self.ui, need))
        filed = paper.on_file
        self._filed.setVisible(filed is not None)
        if filed is not None:
            self._filed.setText(
                t("lot_papers.filed", number=filed.number or "—", day=at_words(filed.at, year=True))
            )
        if self.number.toPlainText() != state.draft.number:
            self.number.setPlainText(state.draft.number)
        if self.batch.text() != state.draft.batch_number:
            self.batch.setText(state.draft.batch_number)
        if self.until.entered != state.draft.valid_until:
            self.until.set_date(state.draft.valid_until)
        number = need.batch.number if need.batch is not None else ""
        for part in (self._batch_label, self.batch, self._goods):
            part.setVisible(rule.carries_batch)
        self._goods.setText(t("lot_papers.goods", number=number or t("desk.batch_unknown")))
        for widget in (self._until_label, self.until):
            widget.setVisible(rule.expires)
        for field in (self.number, self.batch, self.until):
            field.setEnabled(state.open)
        told = self.ui.sentence(state.problem) if state.problem is not None else ""
        self._problem.setText(told)
        self._problem.setVisible(bool(told))

    # -- acts

    def _typed(self) -> None:
        draft = self._presenter.state.draft
        self._presenter.edit(
            replace(
                draft, number=self.number.toPlainText().replace("\n", " "),
                batch_number=self.batch.text(), valid_until=self.until.entered,
            )
        )  # fmt: skip

    def _send(self) -> None:
        self._typed()
        self._presenter.record()

    def _to_question(self) -> None:
        place = self._presenter.question()
        if place is not None:
            self.navigate.emit("walk", place)


def _label(ui: Ui, key: str) -> Text:
    label = Text("", "strong")
    ui.say(label.setText, key)
    return label
