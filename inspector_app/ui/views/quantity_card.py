"""How much there is: cartons × units per carton, and what the last carton holds."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.services.intake import LineChoice
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.lot import Quantities
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.batch_card import Labelled
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

_FIELD = 116
_TOLD = 270


class QuantityCard(Card):
    """``changed(Quantities)`` after each edit."""

    changed = Signal(object)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._quantities = Quantities()
        ui.say(self.set_title, "lot.quantity.title")
        holder = QWidget()
        flow = FlowLayout(holder, SPACE.l)
        figures = QWidget()
        row = QHBoxLayout(figures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        self.cartons = NumberEdit(maximum=99_999)
        self.units_per_carton = NumberEdit()
        self.units = NumberEdit()
        fields = (
            ("lot.quantity.cartons", self.cartons, "×"),
            ("lot.quantity.units_per_carton", self.units_per_carton, "="),
            ("lot.quantity.size", self.units, ""),
        )
        for key, field, sign in fields:
            EnterMovesOn(field)
            field.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(Labelled(ui, key, field, width=_FIELD))
            if sign:
                row.addWidget(_Sign(sign))
        self.cartons.numberChanged.connect(
            lambda number: self._change(self._quantities.with_cartons(number))
        )
        self.units_per_carton.numberChanged.connect(
            lambda number: self._change(self._quantities.with_units_per_carton(number))
        )
        self.units.numberChanged.connect(
            lambda number: self._change(replace(self._quantities, size=number))
        )
        flow.addWidget(figures)
        flow.addWidget(self._build_told(ui))
        self.body.addWidget(holder)

    def _build_told(self, ui: Ui) -> QWidget:
        told = QWidget()
        told.setFixedWidth(_TOLD)
        told.setMinimumHeight(100)
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        self._told = Text("", "strong", wrap=True)
        self._source = Text("", "muted", wrap=True)
        for widget in (self._told, self._source):
            column.addWidget(widget)
        column.addStretch(1)
        return told

    def show_quantities(
        self, quantities: Quantities, choice: LineChoice, problem: InspectorError | None
    ) -> None:
        """Show the figures, where they come from, and why they cannot be."""
        self._quantities = quantities
        self.cartons.set_number(quantities.cartons)
        self.units_per_carton.set_number(quantities.units_per_carton)
        self.units.set_number(quantities.size)
        t = self._ui.t
        tail = quantities.tail
        self._told.set_tone("bad" if problem is not None else "neutral")
        if problem is not None:
            self._told.setText(self._ui.sentence(problem))
        elif tail == quantities.units_per_carton or tail is None:
            self._told.setText(t("lot.quantity.no_tail", cartons=quantities.cartons))
        else:
            told = t("lot.quantity.tail", carton=quantities.cartons, units=tail)
            self._told.setText(told)
        received = choice.received_cartons
        key = "lot.quantity.from_dock" if received else "lot.quantity.from_order"
        line = choice.line
        self._source.setText(
            t(key, received=received, cartons=line.cartons, units=f"{line.units:,}")
        )

    def _change(self, quantities: Quantities) -> None:
        self.changed.emit(quantities)


class _Sign(QWidget):
    """An arithmetic sign at the height of the fields beside it."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.xs)
        column.addWidget(Text(" ", "muted"))
        text = Text(sign, "title")
        text.setFixedHeight(66)
        column.addWidget(text)
        column.addStretch(1)
