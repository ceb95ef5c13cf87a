"""The units of a kit with their own dates: a list, and a short form to add one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.inspection.acts import InnerUnit
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.batch_wording import WordingChips
from inspector_app.ui.views.walk_words import day_word, life_word
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

UNITS = ("D", "M", "Y")
_LONGEST = 60


class InnerUnits(QWidget):
    """``changed`` when a unit was added or taken away. ``units`` are those on the list."""

    changed = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.units: tuple[InnerUnit, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.xs)
        column.addLayout(self._rows)
        self.add = GhostButton(ui, icon="plus")
        ui.say(self.add.setText, "inner.add")
        self.add.clicked.connect(self._open)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._form = QWidget()
        self._build_form()
        column.addWidget(self._form)
        self._form.setVisible(False)
        ui.texts.languageChanged.connect(self._show)

    def _build_form(self) -> None:
        ui = self._ui
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE.xs)
        self.name = PlainLineEdit()
        self.name.setMaxLength(_LONGEST)
        self.produced = DateField8(ui, months=True)
        self.expires = DateField8(ui, months=True)
        self.wording = WordingChips(ui)
        self.life = NumberEdit(maximum=9999)
        self.unit = ReasonChips(ui)
        ui.texts.languageChanged.connect(self._offer_units)
        self._offer_units()
        for key, field in (
            ("inner.name", self.name), ("walk.batch.produced", self.produced),
            ("walk.batch.expires", self.expires), ("wording.label", self.wording),
            ("walk.batch.life", self.life),
        ):  # fmt: skip
            label = Text("", "muted", wrap=True)
            ui.say(label.setText, key)
            ui.say(field.setAccessibleName, key)
            form.addWidget(label)
            form.addWidget(field)
        form.addWidget(self.unit)
        self._problem = Text("", "body", tone="bad", wrap=True)
        form.addWidget(self._problem)
        row = QHBoxLayout()
        self.take = Button(ui, icon="check")
        ui.say(self.take.setText, "inner.take")
        self.take.clicked.connect(self._take)
        drop = GhostButton(ui, icon="cross")
        ui.say(drop.setText, "inner.cancel")
        drop.clicked.connect(lambda: self._form.setVisible(False))
        row.addWidget(self.take)
        row.addWidget(drop)
        row.addStretch(1)
        form.addLayout(row)
        EnterMovesOn(self.name, self.produced)
        EnterMovesOn(self.life, self.take)
        self.produced.dateEntered.connect(
            lambda _: self.expires.setFocus(Qt.FocusReason.OtherFocusReason)
        )

    def _offer_units(self) -> None:
        t = self._ui.t
        kept = self.unit.value or "M"
        self.unit.set_choices(
            [Choice(value=each, text=t(f"lot.batch.unit.{each}")) for each in UNITS]
        )
        self.unit.choose(kept)

    @property
    def typing(self) -> bool:
        """Whether a unit stands in the form that was not taken onto the list."""
        dated = self.produced.digits or self.expires.digits
        return self._form.isVisibleTo(self) and bool(dated)

    def show_units(self, units: tuple[InnerUnit, ...]) -> None:
        """Show the units of a batch; a form left open is closed."""
        self.units = units
        self._form.setVisible(False)
        self._show()

    def _show(self) -> None:
        clear(self._rows)
        for at, unit in enumerate(self.units):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            told = self._ui.t(
                "inner.row", name=unit.name, produced=day_word(self._ui, unit.produced),
                expires=day_word(self._ui, unit.expires), life=life_word(self._ui, unit.life),
            )  # fmt: skip
            row.addWidget(Text(told, "body", wrap=True), 1)
            drop = GhostButton(self._ui, icon="trash", tone="bad")
            drop.setAccessibleName(self._ui.t("inner.drop", name=unit.name))
            drop.clicked.connect(lambda _=False, number=at: self._drop(number))
            row.addWidget(drop)
            self._rows.addWidget(holder)
            holder.setVisible(True)

    def _open(self) -> None:
        self.name.setText(self._ui.t("inner.nth", n=len(self.units) + 1))
        self.produced.set_date(None)
        self.expires.set_date(None)
        self.wording.choose("until")
        self.life.set_number(0)
        self._problem.setVisible(False)
        self._form.setVisible(True)
        self.produced.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        self.produced.take_month()
        self.expires.take_month()
        life = f"{self.life.number}{self.unit.value or 'M'}" if self.life.number else ""
        unit = InnerUnit(
            name=self.name.text().strip() or self._ui.t("inner.nth", n=len(self.units) + 1),
            produced=self.produced.stated, expires=self.expires.stated, life=life,
            wording=self.wording.wording,
        )  # fmt: skip
        if unit.expires is None and not (unit.produced and unit.life):
            self._problem.setText(self._ui.t("inner.dates_missing"))
            self._problem.setVisible(True)
            return
        self.units = (*self.units, unit)
        self._form.setVisible(False)
        self._show()
        self.changed.emit()

    def _drop(self, at: int) -> None:
        self.units = tuple(unit for number, unit in enumerate(self.units) if number != at)
        self._show()
        self.changed.emit()
