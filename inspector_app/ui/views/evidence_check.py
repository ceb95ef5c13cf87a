"""Checking evidence: one file, one answer, and every thing that was looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.evidence.lines import CheckLine
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.evidence_check import (
    LOOKS,
    CheckedState,
    EvidencePresenter,
    about_words,
    line_icon,
    line_words,
    shown_lines,
    trust_words,
)
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.tools import EvidenceAnswer
from inspector_app.ui.views.case_parts import IconLine, IconTile
from inspector_app.ui.views.evidence_files import open_evidence
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

NAME_WIDTH = 210


class AnswerCard(Card):
    """The answer in colour, sign and word, and which record it is about."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._word = Text("", "headline", wrap=True)
        self._line = Text("", "body", wrap=True)
        self._facts = Text("", "muted", wrap=True)
        for label in (self._word, self._line, self._facts):
            column.addWidget(label)
        row.addLayout(column, 1)
        self.body.addLayout(row)

    @property
    def word(self) -> str:
        """The answer as it is read."""
        return self._word.text()

    def show_answer(self, answer: EvidenceAnswer) -> None:
        """Draw the answer."""
        speak, result = self._ui.texts.translator, answer.found.result
        tone, icon = LOOKS[result]
        self.set_tone(tone)
        self._tile.set_look(icon, tone)
        self._word.setText(speak(f"evidence.short.{result}"))
        self._word.set_tone(tone)
        self._line.setText(speak(f"evidence.page.told.{result}"))
        facts = (*about_words(speak, answer.found), trust_words(speak, answer))
        self._facts.setText("\n".join(facts))


class LineRow(QWidget):
    """One thing that was looked at: its name, and what was found."""

    def __init__(self, ui: Ui, line: CheckLine) -> None:
        super().__init__()
        name, found = line_words(ui.texts.translator, line)
        icon, tone = line_icon(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        left = IconLine(ui, icon, name, tone)
        left.setFixedWidth(NAME_WIDTH)
        row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        label = Text(found, "body", wrap=True)
        if not line.ok:
            label.set_tone("bad")
        row.addWidget(label, 1)


class EvidencePage(Page):
    """O, Enter or a dropped file begins; the answer stays until another file is chosen."""

    def __init__(self, ui: Ui, presenter: EvidencePresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        # Not stacked: an empty page must not be as tall as the longest answer.
        self.empty = EmptyState(ui, icon="signature")
        self.body.addWidget(self.empty, 1)
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.l)
        self.answer = AnswerCard(ui)
        column.addWidget(self.answer)
        self.lines = Card()
        ui.say(self.lines.set_title, "evidence.page.lines")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.m)
        self.lines.body.addLayout(self._rows)
        column.addWidget(self.lines)
        column.addStretch(1)
        self.body.addWidget(self._shown, 1)
        self.choose = self.bar.set_primary(PrimaryButton(ui, icon="folder", hint="Return"))
        ui.say(self.choose.setText, "evidence.page.choose")
        self.choose.clicked.connect(self._ask)
        QShortcut(QKeySequence("O"), self, self._ask)
        self.setAcceptDrops(True)
        presenter.on_change = self.show_state
        self.retranslate()

    def arrive(self, **arguments: Any) -> None:
        """``file``: check that one at once."""
        file = str(arguments.get("file", ""))
        if file:
            self._presenter.check(Path(file))

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def leave(self) -> None:
        self._presenter.forget()

    def show_state(self, state: CheckedState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        self.header.set_title(t("evidence.page.title"), state.file or t("evidence.page.subtitle"))
        self.choose.setEnabled(state.phase != "checking")
        self._shown.setVisible(state.answer is not None)
        self.empty.setVisible(state.answer is None)
        if state.answer is not None:
            self._show_answer(state.answer)
            return
        if state.phase == "refused" and state.problem is not None:
            self.empty.set_texts(t("evidence.page.refused"), self.ui.sentence(state.problem))
        elif state.phase == "checking":
            self.empty.set_texts(t("evidence.page.checking"))
        else:
            self.empty.set_texts(t("evidence.page.ask"), t("evidence.page.ask_text"))

    def _show_answer(self, answer: EvidenceAnswer) -> None:
        self.answer.show_answer(answer)
        clear(self._rows)
        lines = shown_lines(answer.found)
        for at, line in enumerate(lines):
            if at:
                self._rows.addWidget(Rule())
            self._rows.addWidget(LineRow(self.ui, line))
        left = len(answer.found.lines) - len(lines)
        if left:
            self._rows.addWidget(Text(self.ui.t("evidence.page.more", count=left), "muted"))

    def _ask(self) -> None:
        if self.choose.isEnabled():
            open_evidence(self.ui, self, self._presenter.check)

    # -- a file dropped on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event)
        if file is not None:
            event.acceptProposedAction()
            self._presenter.check(file)


def _dropped(event: QDropEvent) -> Path | None:
    """The one local file that is dragged."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
