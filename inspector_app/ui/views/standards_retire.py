"""Retiring a version, and a file that was refused."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.standards import Problem
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards import Refused, StandardsState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_sign import SignPad
from inspector_app.ui.views.standards_words import fault_words, picked
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.fields import RemarkEdit
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

MOST_PROBLEMS = 60


class RetirePanel(Card):
    """First why (``reasonGiven(str)``), then the signature (``pinGiven(str)``); ``cancelled``."""

    reasonGiven = Signal(str)
    pinGiven = Signal(str)
    cancelled = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.l)
        self._ui = ui
        self._open: object = None
        self._signing = False
        self._heading = Text("", "title", wrap=True)
        self._told = Text("", "body", wrap=True)
        self._after = Text("", "strong", wrap=True)
        for part in (self._heading, self._told, self._after):
            self.body.addWidget(part)
        self._why = QWidget()
        column = QVBoxLayout(self._why)
        column.setContentsMargins(0, 0, 0, 0)
        label = Text("", "muted")
        ui.say(label.setText, "standards.retire_reason")
        column.addWidget(label)
        self.reason = RemarkEdit()
        ui.say(self.reason.setAccessibleName, "standards.retire_reason")
        self.reason.setFixedHeight(110)
        self.reason.textChanged.connect(self._typed)
        column.addWidget(self.reason)
        self.body.addWidget(self._why)
        self._sign = SignPad(ui)
        self._sign.pinGiven.connect(self.pinGiven)
        self.body.addWidget(self._sign)
        row = QHBoxLayout()
        back = Button(ui, hint="Esc", bind=False)
        ui.say(back.setText, "ui.cancel")
        back.clicked.connect(self.cancelled)
        row.addWidget(back)
        row.addStretch(1)
        self._next = Button(ui, icon="forward", tone="bad")
        ui.say(self._next.setText, "standards.retire_go_on")
        self._next.clicked.connect(lambda: self.reasonGiven.emit(self.reason.toPlainText()))
        row.addWidget(self._next)
        self.body.addStretch(1)
        self.body.addLayout(row)

    def show_state(self, state: StandardsState) -> None:
        """Show the version that goes, and how far its retirement is."""
        gone, t = state.retiring, self._ui.t
        if gone is None:
            return
        name = picked(self._ui, gone.names, gone.id)
        self._heading.setText(t("standards.retire_title", name=name, version=gone.version))
        self._told.setText(t("standards.retire_told"))
        after = state.after_retiring
        self._after.setText(
            t("standards.retire_next", version=after.version)
            if after is not None
            else t("standards.retire_last")
        )
        self._after.set_tone("neutral" if after is not None else "bad")
        if (gone.id, gone.version) != self._open:
            self._open = (gone.id, gone.version)
            self.reason.setPlainText("")
        self._why.setVisible(not state.signing)
        self._next.setVisible(not state.signing)
        self._sign.setVisible(state.signing)
        if state.signing and not self._signing:
            self._sign.begin()
        elif not state.signing:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._signing = state.signing
        self._sign.show_state(busy=state.busy, problem=state.problem)
        self._typed()

    def _typed(self) -> None:
        self._next.setEnabled(bool(self.reason.toPlainText().strip()))


class RefusedPanel(Card):
    """Why a file was refused, each problem with its line, or its sheet and cell. ``closed``."""

    closed = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.l)
        self._ui = ui
        self._heading = Text("", "title", wrap=True)
        told = Text("", "body", wrap=True)
        ui.say(told.setText, "standards.refused_text")
        self.body.addWidget(self._heading)
        self.body.addWidget(told)
        area, holder = scrolling()
        self._list = QVBoxLayout(holder)
        self._list.setSpacing(SPACE.m)
        self.body.addWidget(area, 1)
        close = Button(ui, hint="Esc", bind=False)
        ui.say(close.setText, "ui.close")
        close.clicked.connect(self.closed)
        self.body.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)

    def show_refused(self, refused: Refused) -> None:
        """The problems in the order of the file."""
        ui = self._ui
        self._heading.setText(ui.t("standards.refused_title", file=refused.file))
        clear(self._list)
        for problem in refused.problems[:MOST_PROBLEMS]:
            self._list.addWidget(Text(where(ui, problem), "strong", wrap=True))
            told = fault_words(ui, problem.error, problem.place or where(ui, problem))
            self._list.addWidget(Text(told, "body", tone="bad", wrap=True))
        left = len(refused.problems) - MOST_PROBLEMS
        if left > 0:
            self._list.addWidget(Text(ui.t("standards.more_problems", count=left), "muted"))
        self._list.addStretch(1)


def where(ui: Ui, problem: Problem) -> str:
    """The place of a problem in its file."""
    if problem.sheet:
        return ui.t(
            "standards.in_sheet", sheet=problem.sheet, row=problem.row,
            column=column_letters(problem.column),
        )  # fmt: skip
    if problem.line:
        return ui.t("standards.in_line", line=problem.line, column=max(1, problem.column))
    return problem.place or ui.t("standards.in_file")


def column_letters(column: int) -> str:
    """A column of a workbook as its letters: 1 → A, 28 → AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters or "A"
