"""Correcting a sealed record: what is wrong at the left, why and the signature at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.amend import (
    AmendPresenter,
    AmendState,
    AnswerRow,
    BatchRow,
    FindingRow,
)
from inspector_app.ui.presenters.wording import product_name, subject_words, verdict_word
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_parts import place_words
from inspector_app.ui.views.decision_panel import scrolling
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.people import PinDots
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

SIDE, NARROW_SIDE, NARROW = 400, 340, 1000
SHOWN_ANSWERS = 12
WIDE_BATCH = 640


class BatchFields(Card):
    """Number, production and last day of one batch, to be read anew."""

    def __init__(self, ui: Ui, presenter: AmendPresenter, row: BatchRow) -> None:
        super().__init__(padding=SPACE.m)
        self._presenter, self._id = presenter, row.before.id
        # A narrow page stacks the fields: its width is the page's to say, not theirs.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = line = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        line.setSpacing(SPACE.m)
        self.number = PlainLineEdit()
        self.number.setText(row.now.number)
        self.number.setAccessibleName(ui.t("amend.batch.number"))
        self.produced, self.expires = DateField8(ui, months=True), DateField8(ui, months=True)
        self.produced.set_date(row.now.produced)
        self.expires.set_date(row.now.expires)
        for key, field, stretch in (
            ("number", self.number, 2), ("produced", self.produced, 3),
            ("expires", self.expires, 3),
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(SPACE.xs)
            column.addWidget(Text(ui.t(f"amend.batch.{key}"), "muted"))
            column.addWidget(field)
            column.addStretch(1)
            line.addLayout(column, stretch)
        self.body.addLayout(line)
        self.number.editingFinished.connect(self._read)
        for date_field in (self.produced, self.expires):
            date_field.dateEntered.connect(lambda _: self._read())
            date_field.digitsChanged.connect(lambda digits: None if digits else self._read())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE_BATCH
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(across if wide else down)

    def _read(self) -> None:
        self._presenter.edit_batch(
            self._id, number=self.number.text().strip(), produced=self.produced.stated,
            expires=self.expires.stated,
        )  # fmt: skip


class AmendPage(Page):
    """1 corrects, 2 declares void; a badge or the PIN signs."""

    def __init__(self, ui: Ui, presenter: AmendPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._drawn: object = None
        self._verdict = Tag(ui, large=True)
        self.header.side.addWidget(self._verdict)
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_left(ui), 1)
        row.addWidget(self._build_right(ui))
        self.body.addLayout(row, 1)
        self._sign = self.bar.set_primary(PrimaryButton(ui, icon="signature", hint="Return"))
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
        self._modes = ReasonChips(ui)
        self._modes.reasonChosen.connect(self._presenter.turn_to)
        self._lead = Text("", "muted", wrap=True)
        column.addWidget(self._modes)
        column.addWidget(self._lead)
        self._parts = QWidget()
        parts = QVBoxLayout(self._parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(SPACE.m)
        self._sections: dict[str, tuple[Text, QVBoxLayout]] = {}
        for name in ("findings", "batches", "answers"):
            title, rows = Text("", "strong"), QVBoxLayout()
            ui.say(title.setText, f"amend.section.{name}")
            rows.setSpacing(SPACE.s)
            parts.addWidget(title)
            parts.addLayout(rows)
            self._sections[name] = (title, rows)
        column.addWidget(self._parts)
        column.addStretch(1)
        return scrolling(content)

    def _build_right(self, ui: Ui) -> QFrame:
        self._side = QFrame()
        self._side.setObjectName("Card")
        outer = QVBoxLayout(self._side)
        outer.setContentsMargins(1, 1, 1, 1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.s)
        self._after_title, self._after = _label(ui, "amend.after"), QHBoxLayout()
        self._before_tag, self._arrow, self._after_tag = Tag(ui), Text("→", "strong"), Tag(ui)
        for widget in (self._before_tag, self._arrow, self._after_tag):
            self._after.addWidget(widget)
        self._after.addStretch(1)
        column.addWidget(self._after_title)
        column.addLayout(self._after)
        column.addWidget(_label(ui, "amend.why"))
        self.reasons = ReasonChips(ui)
        self.reasons.reasonChosen.connect(self._presenter.choose_reason)
        column.addWidget(self.reasons)
        self.note = RemarkEdit()
        self.note.setFixedHeight(96)
        ui.say(self.note.setPlaceholderText, "amend.note_hint")
        ui.say(self.note.setAccessibleName, "amend.note")
        self.note.textChanged.connect(lambda: self._presenter.write_note(self.note.toPlainText()))
        column.addWidget(self.note)
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
        self.note.clear()
        self._presenter.open(str(arguments["inspection_id"]))

    def leave(self) -> None:
        self.pad.clear()

    def on_scan(self, event: ScanEvent) -> bool:
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self._drawn = None
        self.show_state(self._presenter.state)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE if self.width() >= NARROW else NARROW_SIDE)

    # -- showing

    def show_state(self, state: AmendState) -> None:
        """Draw what the presenter says."""
        t, case = self.ui.t, state.case
        for part in (self._side, self._parts, self._modes, self.bar, self._lead):
            part.setVisible(case is not None)
        self._verdict.setVisible(case is not None)
        if case is None:
            self.header.set_title(t("amend.title"), t("desk.decide.loading"))
            return
        told = t("desk.line", lot=case.summary.lot_number, units=f"{case.summary.size:,}")
        name = product_name(case.summary, self.ui.texts.translator)
        self.header.set_title(t("amend.title"), f"{name} · {told}")
        word = verdict_word(case.overall, incomplete=case.incomplete)
        self._verdict.set_look(word.tone, word.icon)
        self._verdict.set_text(t("amend.revision", revision=case.state.revision))
        self._modes.set_choices(
            [
                Choice(value="correct", text=t("amend.mode.correct"), hint="F1"),
                Choice(value="void", text=t("amend.mode.void"), hint="F2", tone="bad"),
            ]
        )
        self._modes.choose(state.mode)
        self._lead.setText(t(f"amend.bar.{state.bar}" if state.bar else f"amend.lead.{state.mode}"))
        self._parts.setVisible(state.mode == "correct")
        self._parts.setEnabled(not state.bar and not state.saving)
        self._side.setEnabled(not state.bar and not state.saving)
        self._draw_rows(state)
        self._draw_after(state)
        self._draw_sign(state)

    def _draw_rows(self, state: AmendState) -> None:
        mark = (state.findings, state.answers, tuple(row.before for row in state.batches))
        if mark == self._drawn or state.case is None:
            return
        batches_drawn = self._drawn is not None and self._drawn[2] == mark[2]  # type: ignore[index]  # the mark drawn last
        self._drawn = mark
        self._section("findings", [self._finding(state, row) for row in state.findings])
        shown = [row for row in state.answers if row.before == "fail" or row.now != row.before]
        rest = [row for row in state.answers if row not in shown][:SHOWN_ANSWERS]
        self._section("answers", [self._answer(state, row) for row in (*shown, *rest)])
        if not batches_drawn:
            fields = [BatchFields(self.ui, self._presenter, row) for row in state.batches]
            self._section("batches", list(fields))

    def _section(self, name: str, widgets: list[Any]) -> None:
        title, rows = self._sections[name]
        clear(rows)
        for widget in widgets:
            rows.addWidget(widget)
        title.setVisible(bool(widgets))

    def _finding(self, state: AmendState, row: FindingRow) -> Card:
        assert state.case is not None
        card = Card(padding=SPACE.m, tone="hold" if row.withdrawn else "neutral")
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(
            Text(self.ui.pick(state.case.defect(row.finding).names), "strong", wrap=True)
        )
        words.addWidget(Text(place_words(self.ui, row.finding), "muted", wrap=True))
        line.addLayout(words, 1)
        key = "amend.keep" if row.withdrawn else "amend.withdraw"
        button = Button(self.ui, self.ui.t(key), icon="undo" if row.withdrawn else "minus")
        button.clicked.connect(lambda _=False, n=row.n: self._presenter.withdraw(n))
        line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _answer(self, state: AmendState, row: AnswerRow) -> Card:
        assert state.case is not None
        card = Card(padding=SPACE.m, tone="hold" if row.now != row.before else "neutral")
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(self.ui.pick(row.item.names), "body", wrap=True))
        if row.subject:
            told = subject_words(self.ui.texts.translator, state.case.state, row.subject)
            words.addWidget(Text(told, "muted"))
        line.addLayout(words, 1)
        other = "pass" if row.now == "fail" else "fail"
        line.addWidget(
            Tag(
                self.ui, self.ui.t(f"amend.outcome.{row.now}"),
                tone="good" if row.now == "pass" else "bad", icon=row.now,
            )
        )  # fmt: skip
        button = Button(self.ui, self.ui.t(f"amend.to.{other}"))
        button.clicked.connect(
            lambda _=False, row=row, other=other: self._presenter.answer(
                row.item.id, row.subject, other
            )
        )
        line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _draw_after(self, state: AmendState) -> None:
        case = state.case
        assert case is not None
        shown = state.mode == "correct" and state.changed > 0
        for widget in (self._after_title, self._before_tag, self._arrow, self._after_tag):
            widget.setVisible(shown)
        before = verdict_word(case.overall, incomplete=case.incomplete)
        self._before_tag.set_look(before.tone, before.icon)
        self._before_tag.set_text(self.ui.t(before.key))
        self._after_tag.setVisible(shown and state.after is not None)
        if state.after is not None:
            after = verdict_word(state.after.overall, incomplete=state.after.incomplete)
            self._after_tag.set_look(after.tone, after.icon)
            self._after_tag.set_text(self.ui.t(after.key))

    def _draw_sign(self, state: AmendState) -> None:
        t = self.ui.t
        family = "reason" if state.mode == "correct" else "void_reason"
        self.reasons.set_choices(
            [Choice(value=code, text=t(f"amend.{family}.{code}")) for code in state.reasons]
        )
        self.reasons.choose(state.reason)
        who = self.ui.pick(state.person.names) if state.person is not None else ""
        self._who.setText(t("amend.sign", who=who))
        told = self.ui.sentence(state.problem) if state.problem is not None else ""
        self._problem.setText(told)
        self._problem.setVisible(bool(told))
        if told:
            self.pad.clear()
        self.pad.setEnabled(state.ready)
        self._sign.setText(t(f"amend.do.{state.mode}"))
        self._sign.setEnabled(state.ready)

    def _done(self, inspection_id: str) -> None:
        self.ui.notices.accepted(self.ui.t("amend.done"))
        self.navigate.emit("dossier", {"inspection_id": inspection_id})


def _label(ui: Ui, key: str) -> Text:
    label = Text("", "strong")
    ui.say(label.setText, key)
    return label
