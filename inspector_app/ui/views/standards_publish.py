"""Publishing a draft: what it changes, what follows from it, and the signature."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_model import EditorState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_notes import ChangeList
from inspector_app.ui.views.standards_sign import SignPad
from inspector_app.ui.views.standards_words import picked
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

FOLLOWS = ("immutable", "new_lots", "open_walks", "sent")


class PublishPanel(QWidget):
    """``pinGiven(str)``, ``cancelled``."""

    pinGiven = Signal(str)
    cancelled = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_told(), 1)
        sign = Card(padding=SPACE.l)
        ui.say(sign.set_title, "standards.sign_title")
        self._sign = SignPad(ui)
        self._sign.pinGiven.connect(self.pinGiven)
        sign.body.addWidget(self._sign)
        back = Button(ui, hint="Esc", bind=False)
        ui.say(back.setText, "ui.cancel")
        back.clicked.connect(self.cancelled)
        sign.body.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(sign)

    def _build_told(self) -> QScrollArea:
        ui = self._ui
        area, holder = scrolling()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        self._card = Card(padding=SPACE.l)
        self._title = Text("", "title", wrap=True)
        self._card.body.addWidget(self._title)
        self._tags = QHBoxLayout()
        self._counts: dict[str, Tag] = {}
        for kind, tone, icon in (
            ("added", "good", "plus"), ("changed", "warn", "edit"),
            ("moved", "accent", "sync"), ("removed", "bad", "minus"),
        ):  # fmt: skip
            tag = Tag(ui, tone=tone, icon=icon)  # type: ignore[arg-type]  # tones of the tuple
            self._counts[kind] = tag
            self._tags.addWidget(tag)
        self._tags.addStretch(1)
        self._card.body.addLayout(self._tags)
        self._follows: dict[str, Text] = {}
        for key in FOLLOWS:
            told = Text("", "body", wrap=True)
            self._follows[key] = told
            self._card.body.addWidget(told)
        column.addWidget(self._card)
        self._changes = ChangeList(ui)
        self._changes.setMinimumHeight(240)
        column.addWidget(self._changes, 1)
        return area

    def show_state(self, state: EditorState) -> None:
        """Show what is to be published; the pad begins anew when the panel opens."""
        t = self._ui.t
        version = state.next_version
        self._title.setText(
            t("standards.publish_title", name=picked(self._ui, state.names), version=version)
        )
        for kind, tag in self._counts.items():
            count = sum(change.kind == kind for change in state.changes)
            tag.set_text(t(f"standards.count.{kind}", count=count))
            tag.setVisible(count > 0)
        for key, told in self._follows.items():
            told.setText("· " + t(f"standards.follows.{key}", version=version))
        self._changes.show_changes(state.document, state.changes, compared=state.before is not None)
        if state.publishing and not self._shown:
            self._sign.begin()
        self._shown = state.publishing
        self._sign.show_state(busy=state.busy, problem=state.problem)
