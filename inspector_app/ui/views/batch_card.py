"""One batch: number, two dates by eight digits, life, cartons, and whether it all agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.errors import DateError
from inspector_app.domain.master import OrderLine
from inspector_app.domain.reason import reason
from inspector_app.domain.shelf_life import parse_life
from inspector_app.services.sentences import sentence
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.batch_draft import BatchCheck, BatchDraft
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.batch_wording import WordingChips
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.chips import Chip, Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit, Verdict
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

STATE_LOOKS: dict[str, tuple[Tone, str]] = {
    "fresh": ("good", "pass"),
    "warning": ("warn", "attention"),
    "near_expiry": ("warn", "attention"),
    "sales_lock": ("bad", "stop"),
    "expired": ("bad", "fail"),
    "exempt": ("neutral", "info"),
}
_FIELD = 254


class Labelled(QWidget):
    """A field under its name."""

    def __init__(self, ui: Ui, key: str, field: QWidget, *, width: int = 0) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.xs)
        label = Text("", "muted")
        ui.say(label.setText, key)
        ui.say(field.setAccessibleName, key)
        column.addWidget(label)
        column.addWidget(field)
        column.addStretch(1)
        if width:
            field.setFixedWidth(width)


class BatchCard(Card):
    """``edited(BatchDraft)``, ``dropped(key)``, ``selected(key)``. Only the current one shows its
    fields; the others are one line."""

    edited = Signal(object)
    dropped = Signal(int)
    selected = Signal(int)

    def __init__(self, ui: Ui, draft: BatchDraft) -> None:
        super().__init__()
        self._ui = ui
        self._draft = draft
        self._check = BatchCheck()
        self._filling = False
        self._build_head(ui)
        self._fields = QWidget()
        self._flow = QVBoxLayout(self._fields)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(SPACE.s)
        self._build_number(ui)
        self._build_dates(ui)
        self._build_cartons(ui)
        ui.texts.languageChanged.connect(self._offer_units)
        EnterMovesOn(self.number, self.produced)
        EnterMovesOn(self.produced, self.expires)
        for field in (self.expires, self.life, self.first, self.last):
            EnterMovesOn(field)
        self.body.addWidget(self._fields)
        self._signs = QWidget()
        self._signs_flow = FlowLayout(self._signs, SPACE.s)
        self.body.addWidget(self._signs)
        self._differences = Text("", "body", tone="warn", wrap=True)
        self.body.addWidget(self._differences)

    # -- building

    def _build_head(self, ui: Ui) -> None:
        row = QHBoxLayout()
        self._name = Text("", "strong")
        self._brief = Text("", "muted", wrap=True)
        row.addWidget(self._name)
        row.addWidget(self._brief, 1)
        self._open = GhostButton(ui, icon="edit")
        ui.say(self._open.setText, "lot.batch.edit")
        self._open.clicked.connect(lambda: self.selected.emit(self._draft.key))
        self._drop = GhostButton(ui, icon="trash", tone="bad")
        ui.say(self._drop.setText, "lot.batch.drop")
        self._drop.clicked.connect(lambda: self.dropped.emit(self._draft.key))
        row.addWidget(self._open)
        row.addWidget(self._drop)
        self.body.addLayout(row)

    def _line(self) -> FlowLayout:
        holder = QWidget()
        flow = FlowLayout(holder, SPACE.s)
        self._flow.addWidget(holder)
        return flow

    def _build_number(self, ui: Ui) -> None:
        line = self._line()
        self.number = PlainLineEdit(big=True)
        self.number.setMaxLength(40)
        ui.say(self.number.setPlaceholderText, "lot.batch.number_hint")
        self.number.textEdited.connect(
            lambda text: self._edit(number="".join(text.split()) and text.strip())
        )
        line.addWidget(Labelled(ui, "lot.batch.number", self.number, width=232))
        self._build_life(ui, line)

    def _build_dates(self, ui: Ui) -> None:
        line = self._line()
        self.produced = DateField8(ui, self._judge_produced, months=True)
        self.expires = DateField8(ui, self._judge_expires, months=True)
        self.produced.digitsChanged.connect(lambda _: self._edit(produced=self.produced.stated))
        self.expires.digitsChanged.connect(lambda _: self._edit(expires=self.expires.stated))
        self.produced.dateEntered.connect(
            lambda _: self.expires.setFocus(Qt.FocusReason.OtherFocusReason)
        )
        line.addWidget(Labelled(ui, "lot.batch.produced", self.produced, width=_FIELD))
        line.addWidget(Labelled(ui, "lot.batch.expires", self.expires, width=_FIELD))
        self.wording = WordingChips(ui)
        self.wording.reasonChosen.connect(lambda _: self._edit(wording=self.wording.wording))
        self._worded = Labelled(ui, "wording.label", self.wording)
        self._flow.addWidget(self._worded)

    def _build_life(self, ui: Ui, line: FlowLayout) -> None:
        self.life = NumberEdit(maximum=9999)
        self.life.numberChanged.connect(lambda _: self._edit_life())
        line.addWidget(Labelled(ui, "lot.batch.life", self.life, width=84))
        self._units = ReasonChips(ui)
        self._units.reasonChosen.connect(lambda _: self._edit_life())
        self._offer_units()
        line.addWidget(Labelled(ui, "lot.batch.life_unit", self._units))

    def _offer_units(self) -> None:
        t = self._ui.t
        units = [Choice(value=unit, text=t(f"lot.batch.unit.{unit}")) for unit in ("D", "M", "Y")]
        self._units.set_choices(units)
        widths = [chip.sizeHint().width() + SPACE.xs for chip in self._units.findChildren(Chip)]
        self._units.setFixedWidth(sum(widths[-len(units) :]))

    def _build_cartons(self, ui: Ui) -> None:
        self._cartons = QWidget()
        row = FlowLayout(self._cartons, SPACE.s)
        self.first, self.last = NumberEdit(maximum=99_999), NumberEdit(maximum=99_999)
        self.first.numberChanged.connect(lambda number: self._edit(first_carton=number))
        self.last.numberChanged.connect(lambda number: self._edit(last_carton=number))
        row.addWidget(Labelled(ui, "lot.batch.first_carton", self.first, width=150))
        row.addWidget(Labelled(ui, "lot.batch.last_carton", self.last, width=150))
        hint = Text("", "muted", wrap=True)
        hint.setFixedWidth(220)
        hint.setMinimumHeight(92)
        ui.say(hint.setText, "lot.batch.cartons_hint")
        row.addWidget(hint)
        self._flow.addWidget(self._cartons)

    # -- showing

    def show_draft(
        self, draft: BatchDraft, check: BatchCheck, line: OrderLine, *, at: int, alone: bool,
        current: bool,
    ) -> None:  # fmt: skip
        """Draw the draft; what is being typed is not disturbed."""
        self._draft, self._check = draft, check
        self._filling = True
        if self.number.text().strip() != draft.number:
            self.number.setText(draft.number)
        for field, value in ((self.produced, draft.produced), (self.expires, draft.expires)):
            if value is not None and field.stated != value:
                field.set_date(value)
        self.wording.choose(draft.wording)
        self._worded.setVisible(draft.expires is not None)
        self.first.set_number(draft.first_carton)
        self.last.set_number(draft.last_carton)
        self._show_life(draft)
        self.produced.set_judge(self._judge_produced)
        self.expires.set_judge(self._judge_expires)
        self._filling = False
        if not current:
            give_focus_back(self._fields)
        self._fields.setVisible(current)
        self._cartons.setVisible(not alone)
        self._open.setVisible(not current)
        self._drop.setVisible(not alone)
        self._show_words(draft, line, at=at, alone=alone, current=current)
        self._show_signs(check)

    def _show_life(self, draft: BatchDraft) -> None:
        try:
            life = parse_life(draft.life)
        except DateError:
            return  # being typed
        self.life.set_number(life.amount)
        self._units.choose(life.unit)

    def _show_words(
        self, draft: BatchDraft, line: OrderLine, *, at: int, alone: bool, current: bool
    ) -> None:
        t = self._ui.t
        self._name.setText(t("lot.batch.title") if alone else t("lot.batch.title_n", n=at))
        claims = [line.lot_number] if line.lot_number else []
        claims += [
            t(f"lot.claim.{name}", day=day.isoformat())
            for name, day in (("produced", line.produced), ("expires", line.expires))
            if day is not None
        ]
        brief = t("lot.claim.order", claims=" · ".join(claims)) if claims else ""
        if not current:
            number = draft.number or t("lot.batch.unknown")
            dates = [day.isoformat() for day in (draft.produced, draft.expires) if day]
            brief = " · ".join([number, " → ".join(dates)] if dates else [number])
        self._brief.setText(brief)

    def _show_signs(self, check: BatchCheck) -> None:
        clear(self._signs_flow)
        t = self._ui.t
        signs: list[tuple[str, Tone, str]] = []
        computed = check.computed.isoformat() if check.computed else ""
        if check.agreement == "computed":
            signs.append((t("lot.sign.computed", day=computed), "neutral", "calendar"))
        elif check.agreement == "agrees":
            signs.append((t("lot.sign.agrees", day=computed), "good", "pass"))
        elif check.agreement == "differs":
            told = t("lot.sign.differs", day=computed, days=check.days_apart)
            signs.append((told, "bad", "fail"))
        judged = check.assessment
        if judged is not None:
            tone, icon = STATE_LOOKS[judged.state]
            told = t(f"shelf_life.state.{judged.state}")
            if judged.remaining_days is not None and judged.remaining_days >= 0:
                told = t("lot.sign.state", state=told, days=judged.remaining_days)
            signs.append((told, tone, icon))
        for told, tone, icon in signs:
            tag = Tag(self._ui, told, tone=tone, icon=icon)
            self._signs_flow.addWidget(tag)
            tag.setVisible(True)
        self._signs.setVisible(bool(signs))
        self._show_differences(check)

    def _show_differences(self, check: BatchCheck) -> None:
        speak = self._ui.texts.translator
        lines = [self._ui.sentence(check.problem)] if check.problem is not None else []
        for found in check.disagreements:
            first = speak(f"shelf_life.source.{found.first}")
            second = speak(f"shelf_life.source.{found.second}")
            told = reason(
                found.field, first=first, second=second, first_value=found.first_value,
                second_value=found.second_value,
            )  # fmt: skip
            lines.append(sentence(speak, "shelf_life.disagreement", told))
        self._differences.setText("\n".join(lines))
        self._differences.setVisible(bool(lines))

    # -- editing

    def _edit(self, **changes: object) -> None:
        if not self._filling:
            self.edited.emit(replace(self._draft, **changes))  # type: ignore[arg-type]  # fields

    def _edit_life(self) -> None:
        number, unit = self.life.number, self._units.value or "M"
        life = f"{number}{unit}" if number else ""
        self._edit(life=life, life_from_master=False)

    def _judge_produced(self, day: date) -> Verdict:
        problem = self._check.problem
        if problem is not None and problem.code == "produced_in_future":
            return "bad", self._ui.t("lot.sign.future")
        return "good", ""

    def _judge_expires(self, day: date) -> Verdict:
        check = self._check
        if check.problem is not None and check.problem.code == "expires_before_produced":
            return "bad", self._ui.t("lot.sign.before_produced")
        if check.agreement == "differs":
            return "bad", self._ui.t("lot.sign.differs_short", days=check.days_apart)
        if check.agreement == "agrees":
            return "good", self._ui.t("lot.sign.agrees_short")
        return "neutral", ""
