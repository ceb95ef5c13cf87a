"""Back to sending, in three steps: what happened, the code, and what went along."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.way_back import WayBackPresenter, WayBackState
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class WayBackPage(Page):
    """1 goes to the code, 2 sends as before, 3 leaves it for later; Enter goes on."""

    def __init__(self, ui: Ui, presenter: WayBackPresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self.body.addWidget(self._story(ui))
        self._form = self._code_card(ui)
        self.body.addWidget(self._form)
        self.body.addStretch(1)
        self._later = self.bar.add(Button(ui, icon="back", hint="3"))
        self._later.clicked.connect(self.backWanted)
        self._again = self.bar.add(Button(ui, icon="sync", hint="2"))
        self._again.clicked.connect(presenter.try_again)
        self._go = self.bar.set_primary(PrimaryButton(ui, icon="cloud", hint="Return"))
        self._go.clicked.connect(self._primary)
        QShortcut(QKeySequence("1"), self, self._focus_code)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def _story(self, ui: Ui) -> Card:
        self._card = Card()
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui, "attention", "bad", 72)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.s)
        self._word, self._line = Text("", "headline"), Text("", "body", wrap=True)
        self._goes, self._safe = Text("", "strong", wrap=True), Text("", "muted", wrap=True)
        for each in (self._word, self._line, self._goes, self._safe):
            column.addWidget(each)
        row.addLayout(column, 1)
        self._card.body.addLayout(row)
        return self._card

    def _code_card(self, ui: Ui) -> QWidget:
        card = Card()
        card.body.setSpacing(SPACE.s)
        title, hint = Text("", "title"), Text("", "muted", wrap=True)
        ui.say(title.setText, "way_back.code_title")
        ui.say(hint.setText, "way_back.code_hint")
        card.body.addWidget(title)
        card.body.addWidget(hint)
        self.code, self.url = PlainLineEdit(), PlainLineEdit()
        for edit, key in ((self.code, "code"), (self.url, "url")):
            label = Text("", "strong")
            ui.say(label.setText, f"settings_page.central.{key}")
            ui.say(edit.setPlaceholderText, f"settings_page.central.{key}_hint")
            ui.say(edit.setAccessibleName, f"settings_page.central.{key}")
            edit.returnPressed.connect(self._primary)
            card.body.addWidget(label)
            card.body.addWidget(edit)
        return card

    def arrive(self, **arguments: Any) -> None:
        self.code.clear()
        self.url.clear()
        self._presenter.load()

    def on_scan(self, event: ScanEvent) -> bool:
        """A scanned enrolment code, with or without the address."""
        text = event.raw.text
        if not self._form.isVisible() or not text:
            return False
        self.code.setText(text)
        return True

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: WayBackState) -> None:
        """Draw what the presenter says."""
        t, way = self.ui.t, state.way
        self.header.set_title(t("way_back.title"), t("way_back.subtitle"))
        done, kind = state.step == "done", way.kind
        tone: Tone = "good" if done or kind == "none" else "accent" if kind == "restored" else "bad"
        self._card.set_tone("neutral" if tone == "good" else tone)
        self._tile.set_look("cloud" if tone == "good" else "attention", tone)
        self._word.setText(t("way_back.done") if done else t(f"way_back.{kind}"))
        self._word.set_tone(tone)
        reason = state.reason
        told = self.ui.sentence(reason) if reason is not None and kind == "again" else ""
        self._line.setText(t("way_back.done_text") if done else told or t(self._story_key(state)))
        counts = {"events": state.carried if done else way.events, "photos": way.photos}
        self._goes.setText(t("way_back.goes", **counts))
        self._goes.setVisible(kind != "none")
        self._safe.setText(t("way_back.safe"))
        self._safe.setVisible(not done and kind != "none")
        self._show_acts(state)

    @staticmethod
    def _story_key(state: WayBackState) -> str:
        way = state.way
        if way.kind == "anew":
            revoked = way.code == "station_revoked"
            return "way_back.anew_revoked" if revoked else "way_back.anew_text"
        return f"way_back.{way.kind}_text"

    def _show_acts(self, state: WayBackState) -> None:
        t, open_ = self.ui.t, state.step != "done" and state.way.kind != "none"
        self._form.setVisible(open_ and state.may_enrol)
        self._later.setText(t("way_back.later" if open_ else "way_back.back"))
        self._again.setText(t("way_back.try_again"))
        self._again.setVisible(open_ and state.way.kind == "anew")
        key = "asking" if state.step == "asking" else f"go_{state.way.kind}"
        self._go.setText(t(f"way_back.{key}"))
        self._go.setVisible(open_ and state.may_enrol)
        self._go.setEnabled(state.step == "told")
        if open_ and not state.may_enrol:
            self._safe.setText(t("way_back.ask_admin"))
        self.url.set_tone("bad" if state.wrong == "url" else "neutral")
        self.code.set_tone("bad" if state.wrong == "code" else "neutral")
        if open_ and not self.url.text() and not self.url.hasFocus():
            self.url.setText(state.way.url)

    def _focus_code(self) -> None:
        if self._form.isVisible():
            self.code.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _primary(self) -> None:
        if not self._go.isVisible():
            return
        if not self.code.text().strip():
            self._focus_code()
            return
        self._presenter.enrol(self.url.text(), self.code.text())
