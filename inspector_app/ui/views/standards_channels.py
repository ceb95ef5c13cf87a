"""Sampling rules of single channels: what a channel's plan changes in the ordinary one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from inspector_app.domain.checklist.sampling_document import Level
from inspector_app.domain.checklist.sampling_rule import SamplingMode
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_form import AQLS
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_controls import (
    Control,
    LineControl,
    NamesControl,
    WordsControl,
)
from inspector_app.ui.views.standards_lists import EntryRows
from inspector_app.ui.views.standards_words import word
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.drop_down import DropDown
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

PICKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "mode": ("mode", get_args(SamplingMode)),
    "level": ("level", get_args(Level)),
    "aql_major": ("aql", AQLS),
    "aql_minor": ("aql", AQLS),
}
NUMBERS = ("n", "ac_major", "ac_minor")


class ChannelRulesControl(EntryRows):
    """Rules of channels above each other."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "standards.add_channel")
        self._cards: list[_RuleCard] = []

    def show_value(self, value: Any) -> None:
        self._values = [each if isinstance(each, Mapping) else {} for each in value or ()]
        if len(self._cards) != len(self._values):
            clear(self.list)
            self._cards = []
            for at in range(len(self._values)):
                card = _RuleCard(self._ui)
                card.edited.connect(partial(self._replace, at))
                card.gone.connect(partial(self._take_away, at))
                self.list.addWidget(card)
                card.setVisible(True)
                self._cards.append(card)
        for card, held in zip(self._cards, self._values, strict=True):
            card.show_rule(held)

    def retranslate(self) -> None:
        self.show_value(self._values)

    def settle(self) -> None:
        for card in self._cards:
            card.settle()

    def _add(self) -> None:
        self._change([*self._values, {"channels": [], "names": {}}])


class _RuleCard(Card):
    """One rule; a list on "as ordinary" leaves its word out."""

    edited = Signal(object)
    gone = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m)
        self.setProperty("sunken", "true")
        self._ui = ui
        self._held: Mapping[str, Any] = {}
        self._channels = WordsControl()
        self._channels.edited.connect(lambda _: self._tell())
        self._names = NamesControl(ui)
        self._names.edited.connect(lambda _: self._tell())
        self.body.addWidget(labelled(ui, "standards.channel_names", self._channels))
        self.body.addWidget(labelled(ui, "standards.channel_plan", self._names))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.m)
        self._picks: dict[str, DropDown] = {}
        for at, name in enumerate(PICKS):
            box = self._picks[name] = DropDown(ui)
            box.picked.connect(lambda _: self._tell())
            grid.addWidget(labelled(ui, f"standards.field.sampling.{name}", box), at // 2, at % 2)
        self.body.addLayout(grid)
        self._fixed = QWidget()
        row = QGridLayout(self._fixed)
        row.setContentsMargins(0, 0, 0, 0)
        self._numbers: dict[str, LineControl] = {}
        for at, name in enumerate(NUMBERS):
            number = self._numbers[name] = LineControl(numbers=True)
            number.edited.connect(lambda _: self._tell())
            row.addWidget(labelled(ui, f"standards.field.sampling.fixed.{name}", number), 0, at)
        self.body.addWidget(self._fixed)
        away = GhostButton(ui, icon="trash", tone="bad")
        ui.say(away.setText, "standards.take_away")
        away.clicked.connect(self.gone)
        self.body.addWidget(away, 0, Qt.AlignmentFlag.AlignLeft)

    def show_rule(self, held: Mapping[str, Any]) -> None:
        self._held = held
        self._channels.show_value(list(held.get("channels") or ()))
        self._names.show_value(held.get("names"))
        same = ("", self._ui.t("standards.as_ordinary"))
        for name, (vocabulary, options) in PICKS.items():
            entries = [same, *((each, word(self._ui, vocabulary, each)) for each in options)]
            self._picks[name].set_entries(entries, str(held.get(name) or ""))
        given = held.get("fixed")
        fixed = given if isinstance(given, Mapping) else {}
        self._fixed.setVisible(held.get("mode") == "fixed")
        for name, number in self._numbers.items():
            number.show_value(fixed.get(name))

    def settle(self) -> None:
        for control in (self._channels, self._names, *self._numbers.values()):
            control.settle()

    def _tell(self) -> None:
        told = {**self._held, "channels": self._channels.words(), "names": self._names.written()}
        for name, box in self._picks.items():
            told[name] = box.value
        told["fixed"] = {
            name: int(number.field.text())
            for name, number in self._numbers.items()
            if number.field.text().strip().isdecimal()
        }
        if told["mode"] != "fixed":
            told["fixed"] = None
        self.edited.emit({key: value for key, value in told.items() if value not in ("", None, {})})


def labelled(ui: Ui, key: str, control: Control | DropDown) -> QWidget:
    """A control under its word."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE.xs)
    label = Text("", "muted")
    ui.say(label.setText, key)
    ui.say(control.setAccessibleName, key)
    column.addWidget(label)
    column.addWidget(control)
    return holder
