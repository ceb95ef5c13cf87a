"""When an item is asked: conditions on earlier answers and facts of the goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_form import Asked
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_controls import Typing, WordsControl
from inspector_app.ui.views.standards_lists import EntryRows, bin_button
from inspector_app.ui.views.standards_words import picked, word
from inspector_app.ui.widgets.chip_set import ChipSet
from inspector_app.ui.widgets.chips import Choice
from inspector_app.ui.widgets.drop_down import DropDown
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

FACT_WORDS = {
    "product.origin": "origin", "product.category": "category", "product.children": "children",
    "lot.channel": "channel", "batch.produced": "produced",
}  # fmt: skip
PERIOD = ("since", "before")


class ConditionsControl(EntryRows):
    """When the item is asked: each condition must hold."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "standards.add_condition")
        self._asked: tuple[Asked, ...] = ()
        self._lines: list[_ConditionLine] = []

    def set_asked(self, asked: Sequence[Asked]) -> None:
        """What a condition may rest on here."""
        self._asked = tuple(asked)

    def retranslate(self) -> None:
        self.show_value(self._values)

    def show_value(self, value: Any) -> None:
        self._values = [each if isinstance(each, Mapping) else {} for each in value or ()]
        if len(self._lines) != len(self._values):
            clear(self.list)
            self._lines = []
            for at in range(len(self._values)):
                line = _ConditionLine(self._ui)
                line.edited.connect(partial(self._replace, at))
                line.gone.connect(partial(self._take_away, at))
                self.list.addWidget(line)
                line.setVisible(True)
                self._lines.append(line)
        for line, held in zip(self._lines, self._values, strict=True):
            line.show_condition(held, self._asked)
        self.add.setEnabled(bool(self._asked))

    def settle(self) -> None:
        for line in self._lines:
            line.settle()

    def _add(self) -> None:
        taken = {str(each.get("item", "")) for each in self._values}
        free = next((each for each in self._asked if each.name not in taken), self._asked[0])
        values = [value for value, _ in free.values[:1]]
        new = {"item": free.name} if free.dated else {"item": free.name, "values": values}
        self._change([*self._values, new])


class _ConditionLine(Card):
    """One condition: what it rests on, and the values that ask for the item."""

    edited = Signal(object)
    gone = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.s)
        self.setProperty("sunken", "true")
        self._ui = ui
        self._asked: dict[str, Asked] = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE.s)
        self._item = DropDown(ui)
        ui.say(self._item.setAccessibleName, "standards.condition.item")
        self._item.picked.connect(self._turn)
        row.addWidget(self._item, 1)
        away = bin_button(ui)
        away.clicked.connect(self.gone)
        row.addWidget(away)
        self.body.setSpacing(SPACE.xs)
        self.body.addLayout(row)
        self._values = ChipSet(ui)
        self._values.chosenChanged.connect(lambda _: self._tell())
        self.body.addWidget(self._values)
        self._free = WordsControl()
        ui.say(self._free.setAccessibleName, "standards.condition.words")
        self._free.edited.connect(lambda _: self._tell())
        self.body.addWidget(self._free)
        self._period = _Period(ui)
        self._period.edited.connect(self._tell)
        self.body.addWidget(self._period)

    def show_condition(self, held: Mapping[str, Any], asked: Sequence[Asked]) -> None:
        self._asked = {each.name: each for each in asked}
        name = str(held.get("item", ""))
        entries = [(each.name, self._name(each)) for each in asked]
        self._item.set_entries(entries, name)
        values = [str(each) for each in held.get("values") or ()]
        known = self._asked.get(name)
        free, dated = known is not None and known.free, known is not None and known.dated
        self._values.setVisible(not free and not dated)
        self._free.setVisible(free)
        self._free.show_value(values)
        self._period.setVisible(dated)
        self._period.show_period(held)
        offered = dict(known.values) if known is not None else {}
        for value in values:
            offered.setdefault(value, {})
        self._values.set_choices(
            [
                Choice(value=value, text=self._value(name, value, names))
                for value, names in offered.items()
            ]
        )
        self._values.choose(values)

    def _name(self, asked: Asked) -> str:
        if asked.name in FACT_WORDS:
            return self._ui.t(f"standards.fact.{FACT_WORDS[asked.name]}")
        return picked(self._ui, asked.names, asked.name)

    def _value(self, name: str, value: str, names: Mapping[str, str]) -> str:
        vocabulary = FACT_WORDS.get(name, "answer")
        return picked(self._ui, names, word(self._ui, vocabulary, value))

    def _turn(self, name: str) -> None:
        known = self._asked.get(name)
        values = [value for value, _ in known.values[:1]] if known is not None else []
        dated = known is not None and known.dated
        self.edited.emit({"item": name} if dated else {"item": name, "values": values})

    def settle(self) -> None:
        self._free.settle()
        self._period.settle()

    def _tell(self) -> None:
        name = self._item.value
        known = self._asked.get(name)
        if known is not None and known.dated:
            self.edited.emit({"item": name, **self._period.period()})
            return
        free = known is not None and known.free
        values = self._free.words() if free else list(self._values.chosen)
        self.edited.emit({"item": name, "values": values})


class _Period(QWidget):
    """From a day, and before a day; each may be left open."""

    edited = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        self._fields: dict[str, PlainLineEdit] = {}
        self._typing: dict[str, Typing] = {}
        for name in PERIOD:
            label = Text("", "muted")
            ui.say(label.setText, f"standards.condition.{name}")
            field = PlainLineEdit("YYYY-MM-DD")
            ui.say(field.setAccessibleName, f"standards.condition.{name}")
            self._fields[name] = field
            self._typing[name] = Typing(field)
            self._typing[name].told.connect(self.edited)
            row.addWidget(label)
            row.addWidget(field, 1)

    def show_period(self, held: Mapping[str, Any]) -> None:
        for name, field in self._fields.items():
            text = str(held.get(name) or "")
            if field.text().strip() != text and not field.hasFocus():
                self._typing[name].quietly(field, text)

    def period(self) -> dict[str, str]:
        """The days that were typed."""
        typed = {name: field.text().strip() for name, field in self._fields.items()}
        return {name: text for name, text in typed.items() if text}

    def settle(self) -> None:
        for typing in self._typing.values():
            typing.settle()
