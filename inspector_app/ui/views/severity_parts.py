"""Parts of the severity page: a class with where it stands, and the table of steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.sampling.severity_history import (
    HistoryStep,
    SeverityBasis,
    Standing,
)
from inspector_app.domain.sampling.switching import RulingKind
from inspector_app.services.sentences import class_words
from inspector_app.services.severity_words import cause_words, progress_words, step_remark
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.severity import LOOKS
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.widgets.buttons import SecondaryButton
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

_TOP = Qt.AlignmentFlag.AlignTop


class ClassCard(Card):
    """One class: its severity, why, how far it is from the next switch. ``rulingWanted(cls)``."""

    rulingWanted = Signal(str)

    def __init__(self, ui: Ui, cls: str) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout()
        self._title = Text("", "strong")
        row.addWidget(self._title, 1)
        self._tag = Tag(ui, strong=True)
        row.addWidget(self._tag)
        self.body.addLayout(row)
        self._why = Text("", "body", wrap=True)
        self._progress = Text("", "muted", wrap=True)
        self.body.addWidget(self._why)
        self.body.addWidget(self._progress)
        self.body.addStretch(1)
        self.act = SecondaryButton(ui, icon="supervisor")
        self.act.clicked.connect(lambda: self.rulingWanted.emit(cls))
        self.body.addWidget(self.act)

    def show_standing(self, standing: Standing, kind: RulingKind | None, hint: str) -> None:
        """``kind`` is what a supervisor may rule on; ``hint`` its digit, empty while another
        ruling is prepared."""
        ui, speak = self._ui, self._ui.texts.translator
        cls = class_words(speak, standing.cls)
        self._title.setText(ui.t("severity.class_title", cls=cls))
        tone, icon = LOOKS[standing.severity]
        self._tag.set_text(ui.t(f"severity.word.{standing.severity}"))
        self._tag.set_look(tone, icon)
        self._why.setText(cause_words(speak, standing.cause, standing.made_by))
        self._progress.setText(progress_words(speak, standing))
        self.act.setVisible(kind is not None)
        if kind is not None:
            self.act.setText(ui.t(f"severity.act.{kind}"))
            self.act.set_hint(hint)
            self.act.setEnabled(bool(hint))


class StepsCard(Card):
    """Every step, the newest first: what was used, the result, the score; and below, where the
    severity changed or something is to be said, what came next and why."""

    HEADS = ("what", "used", "result", "score")

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "severity.steps.title")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setVerticalSpacing(SPACE.xs)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self._shown: tuple[object, ...] = ()

    def show_steps(self, steps: Sequence[HistoryStep]) -> None:
        """Draw the table again where anything changed."""
        wanted = (tuple(steps), self._ui.texts.language)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._grid)
        for at, name in enumerate(self.HEADS):
            self._grid.addWidget(Text(self._ui.t(f"severity.steps.{name}"), "caption"), 0, at)
        line = 1
        for step in steps:
            self._grid.addWidget(Rule(), line, 0, 1, len(self.HEADS))
            self._draw(line + 1, step)
            line += 3
        self.setVisible(bool(steps))

    def _draw(self, line: int, step: HistoryStep) -> None:
        ui, t, speak = self._ui, self._ui.t, self._ui.texts.translator
        what = QWidget()
        column = QVBoxLayout(what)
        column.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
        column.setSpacing(0)
        name = step.lot_number or t(f"severity.act.{step.ruling}")
        column.addWidget(Text(name, "strong"))
        about = f"{class_words(speak, step.cls)} · {at_words(step.at, year=True)}"
        column.addWidget(Text(about, "caption"))
        cells: list[QWidget | None] = [
            what,
            _severity_tag(ui, step.used) if step.used else None,
            self._result(step),
            Text("—" if step.score is None else str(step.score), "body"),
        ]
        for at, cell in enumerate(cells):
            if cell is not None:
                self._grid.addWidget(cell, line, at, Qt.AlignmentFlag.AlignVCenter)
        remark = step_remark(speak, step)
        if remark:
            self._grid.addWidget(self._told(step, remark), line + 1, 0, 1, len(self.HEADS))

    def _told(self, step: HistoryStep, remark: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, SPACE.s)
        row.setSpacing(SPACE.s)
        if step.cause:
            row.addWidget(Text("→", "strong", tone="accent"), 0, _TOP)
            row.addWidget(_severity_tag(self._ui, step.next, strong=True), 0, _TOP)
        tone: Tone = "warn" if step.stale or step.why_not else "neutral"
        row.addWidget(Text(remark, "muted", tone=tone, wrap=True), 1)
        return holder

    def _result(self, step: HistoryStep) -> QWidget | None:
        if step.accepted is None:
            return Tag(
                self._ui, self._ui.t("severity.for_ruling"), tone="accent", icon="supervisor"
            )
        key, tone, icon = (
            ("accepted", "good", "pass") if step.accepted else ("not_accepted", "bad", "fail")
        )
        return Tag(self._ui, self._ui.t(f"severity.steps.{key}"), tone=tone, icon=icon)  # type: ignore[arg-type]  # two tones


def _severity_tag(ui: Ui, severity: str, *, strong: bool = False) -> Tag:
    tone, icon = LOOKS[severity]
    return Tag(ui, ui.t(f"severity.word.{severity}"), tone=tone, icon=icon, strong=strong)


class SeverityCard(Card):
    """For a plan: under which severity each class is inspected, and why."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "severity.card.title")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self._known = Text("", "muted")
        self.body.addWidget(self._known)

    def show_basis(self, basis: Sequence[SeverityBasis]) -> None:
        """What the plan rests on; hidden where it rests on no history."""
        ui, speak = self._ui, self._ui.texts.translator
        clear(self._grid)
        self.setVisible(bool(basis))
        for line, each in enumerate(basis):
            name = Text(class_words(speak, each.cls), "strong")
            self._grid.addWidget(name, line, 0)
            tag = _severity_tag(ui, each.severity, strong=each.severity != "normal")
            self._grid.addWidget(tag, line, 1)
            why = cause_words(speak, each.cause, each.made_by)
            if each.score is not None:
                why += " " + ui.t("severity.score", score=each.score)
            self._grid.addWidget(Text(why, "body", wrap=True), line, 2)
        last = basis[-1].last_lot if basis else ""
        key = "severity.card.known_up_to" if last else "severity.card.first"
        self._known.setText(ui.t(key, lot=last))
