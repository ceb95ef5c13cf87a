"""One standard with its versions, and one draft."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.master import Names
from inspector_app.services.standards import VersionLine
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards import DraftLine, StandardLine
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.standards_words import fault_words, picked, word
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.notices import ConfirmBar
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

STATE_LOOKS: dict[str, tuple[Tone, str]] = {
    "in_force": ("good", "pass"),
    "superseded": ("neutral", "history"),
    "retired": ("neutral", "stop"),
    "unsound": ("bad", "fail"),
}


class StandardDetail(QScrollArea):
    """``lookWanted``, ``editWanted``, ``retireWanted`` with a VersionLine; ``exportWanted`` with
    the kind of file as well."""

    lookWanted = Signal(object)
    editWanted = Signal(object)
    retireWanted = Signal(object)
    exportWanted = Signal(object, str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: object = None
        _, holder = scrolling(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.m)
        column.addLayout(self._list)
        column.addStretch(1)

    def show_standard(self, line: StandardLine, people: Mapping[str, Names]) -> None:
        """Show its versions, the newest first."""
        shown = (line, self._ui.texts.language)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._list)
        for version in line.versions:
            card = self._card(version, people)
            self._list.addWidget(card)
            card.setVisible(True)

    def _card(self, version: VersionLine, people: Mapping[str, Names]) -> Card:
        ui, t = self._ui, self._ui.t
        card = Card(padding=SPACE.l)
        card.body.setSpacing(SPACE.s)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        head.addWidget(Text(t("standards.version", version=version.version), "title"))
        tone, icon = STATE_LOOKS[version.state]
        head.addWidget(Tag(ui, t(f"standards.state.{version.state}"), tone=tone, icon=icon))
        head.addStretch(1)
        card.body.addLayout(head)
        if version.names:
            card.body.addWidget(Text(picked(ui, version.names), "strong", wrap=True))
        for told in self._facts(version, people):
            card.body.addWidget(Text(told, "muted", wrap=True))
        if version.problem is not None:
            told = fault_words(ui, version.problem.error, version.problem.place)
            card.body.addWidget(Text(told, "body", tone="bad", wrap=True))
        card.body.addWidget(self._acts(version))
        return card

    def _facts(self, version: VersionLine, people: Mapping[str, Names]) -> list[str]:
        ui, t, told = self._ui, self._ui.t, []
        standard = version.standard
        if standard is not None:
            comma = t("standards.comma")
            told.append(
                t(
                    "standards.fits",
                    categories=comma.join(word(ui, "category", c) for c in standard.categories),
                    origins=comma.join(word(ui, "origin", o) for o in standard.origins),
                )
            )
            count = sum(1 for _ in standard.walk())
            told.append(t("standards.version_count", stages=len(standard.stages), items=count))
        if version.published_at is None:
            told.append(t("standards.version_shipped"))
        else:
            who = picked(ui, people.get(version.published_by, {}), version.published_by or "—")
            at = version.published_at.astimezone().strftime("%Y-%m-%d %H:%M")
            told.append(t("standards.version_line", who=who, at=at))
        return told

    def _acts(self, version: VersionLine) -> QWidget:
        ui, holder = self._ui, QWidget()
        flow = FlowLayout(holder, SPACE.xs)
        acts: list[tuple[str, str, SignalInstance]] = []
        if version.standard is not None:
            acts += [("look", "search", self.lookWanted), ("edit", "edit", self.editWanted)]
        for key, icon, signal in acts:
            button = Button(ui, ui.t(f"standards.{key}"), icon=icon)
            button.clicked.connect(partial(signal.emit, version))
            flow.addWidget(button)
        if version.standard is not None:
            for kind in ("yaml", "xlsx"):
                quiet = GhostButton(ui, ui.t(f"standards.export_{kind}"), icon="save")
                quiet.clicked.connect(partial(self.exportWanted.emit, version, kind))
                flow.addWidget(quiet)
        if version.state in ("in_force", "superseded"):
            away = GhostButton(ui, ui.t("standards.retire"), icon="stop", tone="bad")
            away.clicked.connect(partial(self.retireWanted.emit, version))
            flow.addWidget(away)
        return holder


class DraftCard(Card):
    """A draft: what it is, and deleting it. ``dropWanted(draft id)``."""

    dropWanted = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.l)
        self._ui = ui
        self._id = ""
        self._tag = Tag(ui, tone="warn", icon="edit")
        self._name = Text("", "title", wrap=True)
        self._told = Text("", "muted", wrap=True)
        self._based = Text("", "muted", wrap=True)
        self._faults = Text("", "body", wrap=True)
        self.body.addWidget(self._tag)
        for part in (self._name, self._based, self._told, self._faults):
            self.body.addWidget(part)
        self._confirm = ConfirmBar(ui, tone="bad", icon="trash")
        self._confirm.confirmed.connect(lambda: self.dropWanted.emit(self._id))
        self.body.addWidget(self._confirm)
        self._drop = GhostButton(ui, icon="trash", tone="bad")
        ui.say(self._drop.setText, "standards.draft_drop")
        self._drop.clicked.connect(self._ask)
        self.body.addWidget(self._drop, 0, Qt.AlignmentFlag.AlignLeft)

    def show_draft(self, draft: DraftLine, told: str) -> None:
        """Show what is known of it."""
        t = self._ui.t
        if draft.id != self._id:
            self._confirm.hide()
        self._id = draft.id
        self._tag.set_text(t("standards.draft"))
        self._name.setText(picked(self._ui, draft.names, t("standards.draft_unreadable")))
        name, _, number = draft.based_on.rpartition("@")
        self._based.setText(
            t("standards.draft_told", id=name, version=number)
            if number
            else t("standards.draft_new")
        )
        self._told.setText(told)
        self._faults.setText(
            t("standards.faults", count=draft.faults) if draft.faults else t("standards.sound")
        )
        self._faults.set_tone("bad" if draft.faults else "good")

    def _ask(self) -> None:
        t = self._ui.t
        self._confirm.ask(t("standards.draft_drop_ask"), t("standards.draft_drop"))
