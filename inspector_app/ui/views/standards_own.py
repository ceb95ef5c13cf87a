"""Defects that only this standard knows, beside those of the shared catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from inspector_app.domain.defects import Defect, DefectClass, Effect, RecordedOn
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_channels import labelled
from inspector_app.ui.views.standards_controls import LineControl, NamesControl
from inspector_app.ui.views.standards_lists import EntryRows
from inspector_app.ui.views.standards_words import word
from inspector_app.ui.views.walk_words import class_word
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.drop_down import DropDown
from inspector_app.ui.widgets.surfaces import Card, clear

PICKS: Mapping[str, tuple[str, ...]] = {
    "recorded_on": get_args(RecordedOn),
    "effect": get_args(Effect),
    "class": get_args(DefectClass),
}
NEW: Mapping[str, Any] = {"recorded_on": "unit", "effect": "unit", "class": "minor"}


class OwnDefectsControl(EntryRows):
    """Own defects above each other."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "standards.add_own")
        self._cards: list[_DefectCard] = []
        self._catalogue: Mapping[str, Defect] = {}

    def set_catalogue(self, catalogue: Mapping[str, Defect]) -> None:
        """The codes that are taken already."""
        self._catalogue = catalogue

    def show_value(self, value: Any) -> None:
        self._values = [each if isinstance(each, Mapping) else {} for each in value or ()]
        if len(self._cards) != len(self._values):
            clear(self.list)
            self._cards = []
            for at in range(len(self._values)):
                card = _DefectCard(self._ui)
                card.edited.connect(partial(self._replace, at))
                card.gone.connect(partial(self._take_away, at))
                self.list.addWidget(card)
                card.setVisible(True)
                self._cards.append(card)
        for card, held in zip(self._cards, self._values, strict=True):
            card.show_defect(held)

    def retranslate(self) -> None:
        self.show_value(self._values)

    def settle(self) -> None:
        for card in self._cards:
            card.settle()

    def _add(self) -> None:
        taken = {*self._catalogue, *(str(each.get("code", "")) for each in self._values)}
        number = 1
        while f"X{number:02}" in taken:
            number += 1
        self._change([*self._values, {"code": f"X{number:02}", "area": {}, "names": {}, **NEW}])


class _DefectCard(Card):
    """One own defect."""

    edited = Signal(object)
    gone = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m)
        self.setProperty("sunken", "true")
        self._ui = ui
        self._held: Mapping[str, Any] = {}
        self._code = LineControl()
        self._names, self._area = NamesControl(ui), NamesControl(ui)
        for control in (self._code, self._names, self._area):
            control.edited.connect(lambda _: self._tell())
        self.body.addWidget(labelled(ui, "standards.field.names", self._names))
        self.body.addWidget(labelled(ui, "standards.own.area", self._area))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.m)
        grid.addWidget(labelled(ui, "standards.own.code", self._code), 0, 0)
        self._picks: dict[str, DropDown] = {}
        for at, name in enumerate(PICKS, 1):
            box = self._picks[name] = DropDown(ui)
            box.picked.connect(lambda _: self._tell())
            grid.addWidget(labelled(ui, f"standards.own.{name}", box), at // 2, at % 2)
        self.body.addLayout(grid)
        away = GhostButton(ui, icon="trash", tone="bad")
        ui.say(away.setText, "standards.take_away")
        away.clicked.connect(self.gone)
        self.body.addWidget(away, 0, Qt.AlignmentFlag.AlignLeft)

    def show_defect(self, held: Mapping[str, Any]) -> None:
        self._held = held
        self._code.show_value(held.get("code"))
        self._names.show_value(held.get("names"))
        self._area.show_value(held.get("area"))
        for name, options in PICKS.items():
            words = [(each, self._word(name, each)) for each in options]
            self._picks[name].set_entries(words, str(held.get(name) or ""))

    def settle(self) -> None:
        for control in (self._code, self._names, self._area):
            control.settle()

    def _word(self, name: str, value: str) -> str:
        return class_word(self._ui, value) if name == "class" else word(self._ui, name, value)

    def _tell(self) -> None:
        self.edited.emit(
            {
                **self._held, "code": self._code.field.text().strip(),
                "names": self._names.written(), "area": self._area.written(),
                **{name: box.value for name, box in self._picks.items()},
            }
        )  # fmt: skip
