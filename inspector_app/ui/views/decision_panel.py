"""The right side of the decision page: choosing, barred, or done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.services.records import Decision
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.decision import (
    DECISIONS,
    RELEASES,
    DecisionPresenter,
    DecisionState,
)
from inspector_app.ui.presenters.wording import GOODS, at_words, why_words
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import CountStepper, RemarkEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.text import Text

TONES: dict[str, tuple[Tone, str]] = {
    "accept": ("good", "pass"), "concession": ("good", "people"), "sort": ("hold", "filter"),
    "rework": ("hold", "retry"), "return": ("bad", "supplier"), "scrap": ("bad", "trash"),
    "split": ("hold", "split"),
}  # fmt: skip


def scrolling(content: QWidget) -> QScrollArea:
    """``content`` in a column that scrolls where it is higher than its room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


class ChoosePanel(QScrollArea):
    """Decision and reason by chips; quantity and remark only where somebody wants them."""

    def __init__(self, ui: Ui, presenter: DecisionPresenter) -> None:
        super().__init__()
        self._ui, self._presenter = ui, presenter
        self._shown = ("", 0)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.s)
        title = Text("", "title")
        ui.say(title.setText, "desk.decide.title")
        column.addWidget(title)
        self._part = Text("", "strong", tone="hold", wrap=True)
        column.addWidget(self._part)
        self.decisions = ReasonChips(ui)
        self.decisions.reasonChosen.connect(presenter.choose)
        column.addWidget(self.decisions)
        self._means = Text("", "muted", wrap=True)
        column.addWidget(self._means)
        self._after = QWidget()
        after = QHBoxLayout(self._after)
        after.setContentsMargins(0, 0, 0, 0)
        after.addWidget(_label(ui, "desk.decide.tag_after"))
        after.addStretch(1)
        self._tag = Tag(ui)
        after.addWidget(self._tag)
        column.addWidget(self._after)
        self._why = _label(ui, "desk.decide.why")
        column.addWidget(self._why)
        self.reasons = ReasonChips(ui)
        self.reasons.reasonChosen.connect(presenter.choose_reason)
        column.addWidget(self.reasons)
        self._amount_label = _label(ui, "desk.decide.quantity")
        column.addWidget(self._amount_label)
        self.quantity = CountStepper(ui, minimum=1)
        self.quantity.countChanged.connect(presenter.set_quantity)
        column.addWidget(self.quantity)
        column.addWidget(_label(ui, "desk.decide.note"))
        self.note = RemarkEdit()
        self.note.setFixedHeight(96)
        ui.say(self.note.setPlaceholderText, "desk.decide.note_hint")
        ui.say(self.note.setAccessibleName, "desk.decide.note")
        self.note.textChanged.connect(lambda: presenter.write_note(self.note.toPlainText()))
        column.addWidget(self.note)
        column.addStretch(1)
        self.setWidget(content)

    def show_state(self, state: DecisionState) -> None:
        """Draw the choice as it stands."""
        t = self._ui.t
        self.setEnabled(not state.saving)
        self.decisions.set_choices(
            [
                Choice(value=each, text=t(f"desk.is.{each}"), icon=TONES[each][1],
                       hint=str(at + 1), tone=TONES[each][0])
                for at, each in enumerate(DECISIONS)
            ]
        )  # fmt: skip
        self.decisions.choose(state.disposition or "")
        chosen = state.disposition
        self._means.setText(t(f"desk.means.{chosen}") if chosen else "")
        self._means.setVisible(chosen is not None)
        for part in (self._after, self._why, self.reasons, self._amount_label, self.quantity):
            part.setVisible(chosen is not None)
        self.reasons.set_choices(
            [Choice(value=each, text=t(f"desk.reason.{each}")) for each in state.reasons]
        )
        self.reasons.choose(state.reason)
        if state.case is not None:
            self._show_left(state.case)
        word = GOODS.get(state.tag)
        if word is not None:
            self._tag.set_look(word.tone, word.icon)
            self._tag.set_text(t(word.key))

    def _show_left(self, case: CaseFile) -> None:
        """How much of the lot is still to be decided; begins anew after each part."""
        left, decided = case.left, case.summary.size - case.left
        told = self._ui.t("desk.decide.part", decided=f"{decided:,}", left=f"{left:,}")
        self._part.setText(told)
        self._part.setVisible(decided > 0)
        if (case.summary.id, left) != self._shown:
            self._shown = (case.summary.id, left)
            self.quantity.set_limits(1, max(1, left))
            self.quantity.set_value(left)
            self.note.clear()


class BarredPanel(QWidget):
    """Why nothing is decided here, and what to do."""

    takeUp = Signal()
    signWanted = Signal()
    releaseWanted = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        column.setSpacing(SPACE.m)
        self._tile = IconTile(ui, "people", "hold")
        column.addWidget(self._tile)
        self._title, self._text = Text("", "title", wrap=True), Text("", "body", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self._release_why = _label(ui, "desk.decide.release_why")
        self.reasons = ReasonChips(ui)
        self.release = Button(ui, icon="unlock", tone="good")
        self.reasons.reasonChosen.connect(lambda _: self.release.setEnabled(True))
        ui.say(self.release.setText, "desk.decide.release")
        self.release.clicked.connect(lambda: self.releaseWanted.emit(self.reasons.value))
        column.addWidget(self._release_why)
        column.addWidget(self.reasons)
        column.addWidget(self.release)
        self._sign = Button(ui, icon="signature")
        ui.say(self._sign.setText, "desk.decide.summary")
        self._sign.clicked.connect(self.signWanted)
        self._go_on = Button(ui, icon="play")
        ui.say(self._go_on.setText, "desk.decide.take_up")
        self._go_on.clicked.connect(self.takeUp)
        column.addWidget(self._sign)
        column.addWidget(self._go_on)
        column.addStretch(1)

    def show_state(self, state: DecisionState) -> None:
        """Draw why."""
        t = self._ui.t
        icons = {
            "own_hold": "people", "not_allowed": "lock", "held": "stop", "held_own": "people",
            "parked": "pause", "open": "walk", "nothing": "pass",
        }  # fmt: skip
        tone: Tone = "good" if state.bar == "nothing" else "hold"
        self._tile.set_look(icons[state.bar], tone)
        why = ""
        if state.case is not None:
            why = why_words(self._ui.texts.translator, state.case.summary.park_reason)
        self._title.setText(t(f"desk.bar.{state.bar}"))
        self._text.setText(t(f"desk.bar.{state.bar}_text", why=why))
        self._sign.setVisible(state.bar in ("held", "held_own"))
        self._show_release(state)
        self._go_on.setVisible(state.bar in ("parked", "open"))

    def _show_release(self, state: DecisionState) -> None:
        """For supervisors only; the reason is a chip, as everywhere."""
        offered = state.bar == "held" and state.may_release
        for part in (self._release_why, self.reasons, self.release):
            part.setVisible(offered)
        self.reasons.set_choices(
            [Choice(value=code, text=self._ui.t(f"desk.reason.{code}")) for code in RELEASES]
        )
        self.release.setEnabled(bool(self.reasons.value) and not state.saving)


class DonePanel(QWidget):
    """What was decided, the tag that now belongs on the goods, and its papers."""

    tagWanted = Signal()
    reportWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        column.setSpacing(SPACE.m)
        self._tile = IconTile(ui, "check", "good")
        column.addWidget(self._tile)
        self._title, self._line = Text("", "title", wrap=True), Text("", "body", wrap=True)
        self._who, self._note = Text("", "muted", wrap=True), Text("", "body", wrap=True)
        for label in (self._title, self._line, self._who, self._note):
            column.addWidget(label)
        column.addWidget(_label(ui, "desk.decide.tag_after"))
        self._tag = Tag(ui, strong=True, large=True)
        column.addWidget(self._tag)
        column.addSpacing(SPACE.s)
        tag, report = Button(ui, icon="tag", hint="1"), Button(ui, icon="document", hint="2")
        ui.say(tag.setText, "desk.decide.print_tag")
        ui.say(report.setText, "desk.decide.report")
        tag.clicked.connect(self.tagWanted)
        report.clicked.connect(self.reportWanted)
        column.addWidget(tag)
        column.addWidget(report)
        column.addStretch(1)

    def show_state(self, state: DecisionState) -> None:
        """Draw the decision."""
        done, case, t = state.done, state.case, self._ui.t
        if done is None or case is None:
            return
        speak = self._ui.texts.translator
        whole = case.summary.disposition
        tone, icon = TONES[whole]
        self._tile.set_look(icon, tone)
        self._title.setText(t("desk.decide.done", decision=t(f"desk.is.{whole}")))
        self._line.setText("\n".join(self._part(each) for each in case.decisions))
        self._who.setText(
            t("desk.decide.done_line", who=speak.pick(case.who(done.person_id)),
              at=at_words(done.at), seq=done.seq)
        )  # fmt: skip
        self._note.setText(done.note)
        self._note.setVisible(bool(done.note))
        word = GOODS[state.tag]
        self._tag.set_look(word.tone, word.icon)
        self._tag.set_text(t(word.key))

    def _part(self, decision: Decision) -> str:
        """One decision's quantity and reason; a split lot has several."""
        t, why = self._ui.t, self._ui.t(f"desk.reason.{decision.reason}")
        told = t("desk.decide.done_amount", units=f"{decision.quantity:,}", why=why)
        return f"{t(f'desk.is.{decision.disposition}')} · {told}"


def _label(ui: Ui, key: str) -> Text:
    label = Text("", "strong")
    ui.say(label.setText, key)
    return label
