"""Enrolment with the central system by a one-time code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.errors import SyncError
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.settings_page import SettingsState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.views.settings_rows import GroupCard
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.text import Text
from inspector_app.wire.enrolment import parse_ticket


class CentralCard(GroupCard):
    """How the station is known; for administrators address and code. ``enrolWanted(url, code)``."""

    enrolWanted = Signal(str, str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "settings_page.group.central")
        self._ui = ui
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui, "cloud", "good")
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._word, self._line = Text("", "strong"), Text("", "muted", wrap=True)
        words.addWidget(self._word)
        words.addWidget(self._line)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE.s)
        self.url, self.code = PlainLineEdit(), PlainLineEdit()
        for edit, key in ((self.url, "url"), (self.code, "code")):
            label = Text("", "strong")
            ui.say(label.setText, f"settings_page.central.{key}")
            ui.say(edit.setPlaceholderText, f"settings_page.central.{key}_hint")
            ui.say(edit.setAccessibleName, f"settings_page.central.{key}")
            form.addWidget(label)
            form.addWidget(edit)
        foot = QHBoxLayout()
        self._problem = Text("", "body", tone="bad", wrap=True)
        foot.addWidget(self._problem, 1)
        self.button = PrimaryButton(ui, icon="cloud", large=False)
        self.button.clicked.connect(self._ask)
        self.code.returnPressed.connect(self._ask)
        foot.addWidget(self.button)
        form.addLayout(foot)
        self.body.addWidget(self._form)

    def take_focus(self) -> None:
        """Begin with the address, or with the code when the address is there."""
        edit = self.code if self.url.text() else self.url
        edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_code(self, text: str) -> bool:
        """A scanned enrolment code, with or without its address; False when it is none."""
        try:
            ticket = parse_ticket(text)
        except SyncError:
            return False
        if not self._form.isVisible():
            return False
        self.code.setText(ticket.code.text())
        if ticket.url:
            self.url.setText(ticket.url)
        return True

    def clear(self) -> None:
        """Forget the code: it works only once."""
        self.code.clear()

    def show_state(self, state: SettingsState) -> None:
        """Draw how the station is known."""
        t = self._ui.t
        key = "enrolled" if state.enrolled else "alone"
        self._tile.set_look("cloud" if state.enrolled else "offline", "good" if state.enrolled
                            else "neutral")  # fmt: skip
        self._word.setText(t(f"settings_page.central.{key}"))
        self._line.setText(t(f"settings_page.central.{key}_text", url=state.status.url))
        self._form.setVisible(state.may_enrol)
        if not state.may_enrol and not state.enrolled:
            self._line.setText(t("settings_page.central.ask_admin"))
        busy = "settings_page.central.asking" if state.enrolling else "settings_page.central.enrol"
        self.button.setText(t(busy))
        self.button.setEnabled(not state.enrolling)
        wrong = state.wrong if state.wrong in ("central_url", "code") else ""
        self._problem.setText(t(f"settings_page.wrong.{wrong}") if wrong else "")
        self.url.set_tone("bad" if wrong == "central_url" else "neutral")
        self.code.set_tone("bad" if wrong == "code" else "neutral")
        if not self.url.text() and not self.url.hasFocus():
            self.url.setText(state.status.url or state.settings.text("central_url"))

    def _ask(self) -> None:
        self.enrolWanted.emit(self.url.text(), self.code.text())
