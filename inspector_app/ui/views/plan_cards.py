"""The drawn plan: what is looked at, why, and which cartons are opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.checklist.standard import Stage
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.sampling import CheckPlan, ClassPlan, Plan
from inspector_app.domain.severity_outcome import basis_of
from inspector_app.services.plan_words import note_lines, reason_lines, risk_lines
from inspector_app.services.sentences import class_words
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.severity_parts import SeverityCard
from inspector_app.ui.widgets.carton_grid import CartonCell, CartonGrid
from inspector_app.ui.widgets.status import StatusTag, Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

CLASS_LOOKS: dict[str, tuple[Tone, str]] = {
    "critical": ("bad", "stop"),
    "major": ("warn", "attention"),
    "minor": ("neutral", "info"),
}
MOST_CELLS = 2_000
"""Above that only the drawn cartons are shown: nobody finds one among ten thousand."""


class PlanCards(QWidget):
    """Cards: the plan, its severity, the cartons, its reasons."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.l)
        self._plan = Card()
        self._build_plan(ui)
        column.addWidget(self._plan)
        self._severity = SeverityCard(ui)
        column.addWidget(self._severity)
        self._cartons = Card()
        ui.say(self._cartons.set_title, "lot.cartons.title")
        self._order = Text("", "body", wrap=True)
        self._cartons.body.addWidget(self._order)
        self.grid = CartonGrid(ui)
        self._cartons.body.addWidget(self.grid)
        self._numbering = Text("", "muted", wrap=True)
        self._cartons.body.addWidget(self._numbering)
        column.addWidget(self._cartons)
        self._why = Card()
        ui.say(self._why.set_title, "lot.why.title")
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(SPACE.s)
        self._why.body.addLayout(self._reasons)
        column.addWidget(self._why)

    def _build_plan(self, ui: Ui) -> None:
        row = QHBoxLayout()
        self._lot = Text("", "muted")
        row.addWidget(self._lot, 1)
        row.addWidget(StatusTag(ui, "pending", strong=True))
        self._plan.body.addLayout(row)
        self._headline = Text("", "headline", wrap=True)
        self._plan.body.addWidget(self._headline)
        self._standard = Text("", "muted", wrap=True)
        self._plan.body.addWidget(self._standard)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(SPACE.m)
        self._table.setVerticalSpacing(SPACE.s)
        self._plan.body.addLayout(self._table)

    def show_inspection(
        self, inspection: Inspection, standard: str, stages: Sequence[Stage] = ()
    ) -> None:
        """Show the plan of an opened lot; ``standard`` is the standard's name and version and
        ``stages`` are its own, to name the checks that have a sample of their own."""
        state = inspection.state
        plan = state.plan
        if plan is None:
            return
        t = self._ui.t
        self._lot.setText(t("lot.opened", number=state.lot.lot_number))
        mode = t(f"plan.mode.{plan.mode}")
        opened = len(state.drawn)
        key = "plan.summary_cartons" if opened else "plan.summary"
        self._headline.setText(t(key, mode=mode, sample_size=plan.sample_size, opened=opened))
        self._standard.setText(standard)
        self._show_classes(plan, {stage.id: self._ui.pick(stage.names) for stage in stages})
        self._severity.show_basis(basis_of(inspection))
        self._show_reasons(plan)
        self._show_cartons(state)

    def _show_classes(self, plan: Plan, named: Mapping[str, str]) -> None:
        clear(self._table)
        t = self._ui.t
        heads = ("class", "aql", "letter", "n", "ac", "re")
        for at, name in enumerate(heads):
            self._cell(0, at, Text(t(f"lot.table.{name}"), "caption"))
        rule = Rule()
        self._table.addWidget(rule, 1, 0, 1, len(heads))
        rows = [*plan.classes, *([plan.carton] if plan.carton is not None else [])]
        for line, entry in enumerate(rows, start=2):
            tone, icon = CLASS_LOOKS.get(entry.cls, ("accent", "carton"))
            words = class_words(self._ui.texts.translator, entry.cls)
            self._cell(line, 0, Tag(self._ui, words, tone=tone, icon=icon))
            self._row(line, self._values(entry))
        for line, check in enumerate(plan.checks, start=2 + len(rows)):
            name = named.get(check.stage_id, check.stage_id)
            icon = "unit" if check.opens else "check"
            self._cell(line, 0, Tag(self._ui, f"{name} · {check.sample}", icon=icon))
            self._row(line, self._values(check))
        self._table.setColumnStretch(0, 2)
        for at in range(1, len(heads)):
            self._table.setColumnStretch(at, 1)

    def _row(self, line: int, values: tuple[str, ...]) -> None:
        for at, value in enumerate(values, start=1):
            self._cell(line, at, Text(value, "strong" if at > 2 else "body"))

    def _cell(self, row: int, column: int, widget: QWidget) -> None:
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        self._table.addWidget(widget, row, column, side | Qt.AlignmentFlag.AlignVCenter)

    def _values(self, entry: ClassPlan | CheckPlan) -> tuple[str, ...]:
        letter = entry.letter or "—"
        if entry.letter and entry.letter != entry.code_letter:
            letter = f"{entry.code_letter} → {entry.letter}"
        return entry.aql or "—", letter, str(entry.n), str(entry.ac), str(entry.re)

    def _show_reasons(self, plan: Plan) -> None:
        clear(self._reasons)
        speak, t = self._ui.texts.translator, self._ui.t
        lines = [*reason_lines(speak, plan), *note_lines(speak, plan)]
        if plan.checks:
            lines.append(t("plan.checks_apart"))
        if plan.mode in ("sampling", "fixed"):
            lines.append(t("lot.why.drawn"))
        lines += risk_lines(speak, plan)
        lines.append(t("plan.edition", edition=plan.edition))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(SPACE.s)
            row.addWidget(Text("•", "strong", tone="accent"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(line, "body", wrap=True), 1)
            self._reasons.addLayout(row)

    def _show_cartons(self, state: State) -> None:
        lot, drawn, t = state.lot, state.drawn, self._ui.t
        self._cartons.setVisible(bool(drawn))
        places = {carton: at for at, carton in enumerate(drawn, start=1)}
        shown = range(1, lot.cartons + 1) if lot.cartons <= MOST_CELLS else sorted(drawn)
        self.grid.set_cartons(
            [
                CartonCell(number=carton, state="drawn", note=f"#{places[carton]}·{drawn[carton]}")
                if carton in drawn
                else CartonCell(number=carton)
                for carton in shown
            ]
        )
        first = next(iter(drawn.items()), (0, 0))
        self._order.setText(t("lot.cartons.order", opened=len(drawn), carton=first[0],
                              units=first[1]))  # fmt: skip
        tail = state.units_in(lot.cartons)
        told = t("lot.cartons.numbering", cartons=lot.cartons)
        if tail != lot.units_per_carton:
            told += t("lot.cartons.tail", carton=lot.cartons, units=tail)
        self._numbering.setText(told)
