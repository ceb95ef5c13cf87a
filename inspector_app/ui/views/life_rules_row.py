"""The editor of one acceptance row."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.domain.shelf_life import AcceptanceRule, Action
from inspector_app.domain.shelf_life.rules import ANY, CATEGORIES, ORIGINS
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.life_rules_words import row_names
from inspector_app.ui.widgets.buttons import GhostButton, SecondaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.side_panel import SidePanel
from inspector_app.ui.widgets.text import Text

BELOW: tuple[Action, ...] = ("warn", "approval", "reject")


class RowSide(SidePanel):
    """``edited(AcceptanceRule)`` at each change, ``copied(AcceptanceRule)``, ``dropped(id)``."""

    edited = Signal(object)
    copied = Signal(object)
    dropped = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self._ui = ui
        self._row: AcceptanceRule | None = None
        self._filling = False
        self._name = Text("", "strong", wrap=True)
        self.body.addWidget(self._name)
        self.category = self._chips("category", (ANY, *CATEGORIES))
        self.origin = self._chips("origin", (ANY, *ORIGINS))
        self.channel = PlainLineEdit()
        self.channel.setMaxLength(40)
        ui.say(self.channel.setPlaceholderText, "life_rules.channel_any")
        self.channel.textEdited.connect(lambda _: self._edit())
        self._add("channel", self.channel)
        self.low, self.high = self._number(), self._number()
        self._add("nominal", self._pair(self.low, "life_rules.to", self.high))
        self.part, self.whole = self._number(9999), self._number(9999)
        self._add("ratio", self._pair(self.part, "life_rules.of", self.whole))
        self.days = self._number()
        self._add("days", self.days)
        self.age = self._number()
        self._add("age", self.age)
        self.below = self._chips("below", BELOW)
        self.body.addStretch(1)
        copy = SecondaryButton(ui, icon="plus")
        ui.say(copy.setText, "life_rules.copy")
        copy.clicked.connect(self._copy)
        drop = GhostButton(ui, icon="trash", tone="bad")
        ui.say(drop.setText, "life_rules.drop")
        drop.clicked.connect(self._drop)
        self.foot.addWidget(copy)
        self.foot.addWidget(drop)
        self.foot.addStretch(1)
        ui.texts.languageChanged.connect(self._retranslate)
        self._retranslate()

    def _chips(self, name: str, values: tuple[str, ...]) -> ReasonChips:
        chips = ReasonChips(self._ui)
        chips.setProperty("values", (name, values))
        chips.reasonChosen.connect(lambda _: self._edit())
        self._add(name, chips)
        return chips

    def _number(self, maximum: int = 36_600) -> NumberEdit:
        field = NumberEdit(maximum=maximum)
        field.numberChanged.connect(lambda _: self._edit())
        return field

    def _pair(self, first: NumberEdit, between: str, second: NumberEdit) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        word = Text("", "body")
        self._ui.say(word.setText, between)
        row.addWidget(first, 1)
        row.addWidget(word)
        row.addWidget(second, 1)
        return holder

    def _add(self, name: str, field: QWidget) -> None:
        label = Text("", "muted", wrap=True)
        self._ui.say(label.setText, f"life_rules.field.{name}")
        self._ui.say(field.setAccessibleName, f"life_rules.field.{name}")
        self.body.addWidget(label)
        self.body.addWidget(field)

    def _retranslate(self) -> None:
        t = self._ui.t
        for chips in (self.category, self.origin, self.below):
            name, values = chips.property("values")
            key = "shelf_life.action" if name == "below" else f"life_rules.{name}"
            chips.set_choices([Choice(value=each, text=t(f"{key}.{each}")) for each in values])
        if self._row is not None:
            self.show_row(self._row)

    def show_row(self, row: AcceptanceRule) -> None:
        """Edit a row; what is being typed is not disturbed."""
        self._row, self._filling = row, True
        self._name.setText(self._ui.pick(row.names))
        self.category.choose(row.category)
        self.origin.choose(row.origin)
        if (self.channel.text().strip() or ANY) != row.channel:
            self.channel.setText("" if row.channel == ANY else row.channel)
        self.low.set_number(row.nominal_days[0])
        self.high.set_number(row.nominal_days[1] or 0)
        if row.min_remaining is None:
            if self.part.number and self.whole.number:
                self.part.set_number(0)
                self.whole.set_number(0)
        else:
            part, whole = row.min_remaining.split("/")
            self.part.set_number(int(part))
            self.whole.set_number(int(whole))
        self.days.set_number(row.min_remaining_days or 0)
        self.age.set_number(row.max_days_since_production or 0)
        self.below.choose(row.below)
        self._filling = False

    def _copy(self) -> None:
        if self._row is not None:
            self.copied.emit(self._row)

    def _drop(self) -> None:
        if self._row is not None:
            self.dropped.emit(self._row.id)

    def _edit(self) -> None:
        if self._filling or self._row is None:
            return
        part, whole = self.part.number, self.whole.number
        row = replace(
            self._row,
            category=self.category.value or ANY,
            origin=self.origin.value or ANY,
            channel=self.channel.text().strip() or ANY,
            nominal_days=(self.low.number, self.high.number or None),
            min_remaining=f"{part}/{whole}" if part and whole else None,
            min_remaining_days=self.days.number or None,
            max_days_since_production=self.age.number or None,
            below=cast(Action, self.below.value or "reject"),
        )
        self.edited.emit(replace(row, names=row_names(self._ui.texts, row)))
