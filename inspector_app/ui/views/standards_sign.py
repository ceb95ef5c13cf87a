"""Signing for what cannot be taken back: the own PIN on a pad, or the own badge by a scan."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.people import PinDots
from inspector_app.ui.widgets.text import Text

PAD_WIDTH = 320


class SignPad(QWidget):
    """``pinGiven(str)``; the badge comes as a scan of the page."""

    pinGiven = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._told = Text("", "muted", wrap=True)
        self._told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        ui.say(self._told.setText, "standards.sign_told")
        column.addWidget(self._told)
        self._dots = PinDots(ui, 0)
        column.addWidget(self._dots)
        self._wrong = Text("", "body", tone="bad", wrap=True)
        self._wrong.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._wrong)
        self.pad = KeyPad(ui)
        self.pad.setFixedWidth(PAD_WIDTH)
        self.pad.textChanged.connect(lambda text: self._dots.show_entry(len(text)))
        self.pad.completed.connect(self.pinGiven)
        column.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def begin(self) -> None:
        """An empty pad with the keyboard in it."""
        self.pad.clear()
        self.pad.setEnabled(True)
        self._wrong.setText("")
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, *, busy: bool, problem: Exception | None) -> None:
        """Whether it is being checked, or why it was not taken."""
        if busy:
            self._wrong.setText("")
            return
        if problem is not None:
            self.pad.clear()
            self._dots.show_entry(0, wrong=True)
            self._wrong.setText(self._sentence(problem))
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sentence(self, problem: Exception) -> str:
        if isinstance(problem, InspectorError):
            key = f"sign_in.problem.{problem.code}"
            if self._ui.texts.translator.has(key):
                self._ui.seen.note(problem)
                return self._ui.t(key)
        return self._ui.sentence(problem)
