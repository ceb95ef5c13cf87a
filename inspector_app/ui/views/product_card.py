"""What is known of the goods: picture, master data, what the code said, earlier verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.acts import EarlierFound
from inspector_app.domain.master import Product
from inspector_app.services.sentences import life_words
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.telling import problem_words
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

VERDICT_LOOKS: dict[str, tuple[Tone, str]] = {
    "accept": ("good", "pass"),
    "reject": ("bad", "fail"),
    "hold": ("hold", "quarantine"),
}


class ProductCard(Card):
    """Picture beside name, number, pack and nominal life."""

    def __init__(
        self, ui: Ui, find_picture: Callable[[Product], Path | None], *, side: int = 100
    ) -> None:
        super().__init__()
        self._ui = ui
        self._find = find_picture
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._picture = ProductPicture(ui, side)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._name = Text("", "title", wrap=True)
        self._facts = Text("", "muted", wrap=True)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)

    def show_product(self, product: Product) -> None:
        """Fill in another product."""
        ui = self._ui
        self._picture.show_picture(product.id, lambda: self._find(product))
        self._name.setText(ui.pick(product.names))
        life = product.shelf_life
        told = life_words(ui.texts.translator, life) if life else ui.t("lot.life_exempt")
        origin = ui.t(f"lot.origin.{product.origin}")
        lines = (
            f"{product.sku} · {product.brand}",
            ui.t("lot.pack", spec=product.spec, units=product.units_per_carton),
            ui.t("lot.life_and_origin", life=told, origin=origin),
        )
        self._facts.setText("\n".join(lines))


class SaidCard(Card):
    """What the codes said, element by element, and what is odd about them."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "lot.said.title")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.xs)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._problems = Text("", "body", tone="warn", wrap=True)
        self.body.addWidget(self._problems)

    def show_scans(self, scans: Sequence[ScanResult]) -> None:
        """The newest value of each field counts."""
        clear(self._grid)
        facts: dict[str, str] = {}
        for scan in scans:
            facts |= dict(said_facts(self._ui, scan))
        for at, (name, value) in enumerate(facts.items()):
            label = Text(name, "muted")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Text(value, "strong", wrap=True), at, 1)
        problems = [
            problem_words(self._ui, problem)
            for scan in scans
            for problem in scan.problems
            if problem.code != "in_store_number"
        ]
        self._problems.setText("\n".join(dict.fromkeys(problems)))
        self._problems.setVisible(bool(problems))
        self.setVisible(bool(facts or problems))


def said_facts(ui: Ui, scan: ScanResult) -> list[tuple[str, str]]:
    """What a code said as pairs of word and value."""
    t = ui.t
    values = (
        ("gtin", scan.gtin), ("content_gtin", scan.content_gtin), ("lot", scan.lot),
        ("serial", scan.serial), ("sscc", scan.sscc),
        ("count", None if scan.count is None else str(scan.count)),
    )  # fmt: skip
    facts = [(t(f"gs1.field.{name}"), value) for name, value in values if value]
    facts += [(t(f"gs1.date.{found.role}"), found.value.isoformat()) for found in scan.dates]
    if not facts:
        facts = [(t(f"gs1.kind.{scan.kind}"), scan.text.replace("\x1d", "␝"))]
    return facts


class EarlierCard(Card):
    """Verdicts already given for the same product and batch: goods that come back are known."""

    lotChosen = Signal(str)
    repeatWanted = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="warn")
        self._ui = ui
        ui.say(self.set_title, "lot.earlier.title")
        self.title.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.s)
        self.body.addLayout(self._rows)

    def show_lots(
        self, lots: Sequence[EarlierFound], repeats: str = "", *, still: bool = True
    ) -> None:
        """``repeats`` is the one this lot inspects again; ``still`` while that can be chosen."""
        clear(self._rows)
        for lot in lots:
            self._add(lot, chosen=lot.inspection_id == repeats, still=still)
        self.setVisible(bool(lots))

    def _add(self, lot: EarlierFound, *, chosen: bool, still: bool) -> None:
        t = self._ui.t
        tone, icon = VERDICT_LOOKS.get(lot.overall, ("neutral", "info"))
        row = QHBoxLayout()
        row.addWidget(Tag(self._ui, self._verdict(lot), tone=tone, icon=icon))
        row.addStretch(1)
        if not lot.station:
            look = GhostButton(self._ui, t("lot.earlier.open"))
            look.clicked.connect(lambda: self.lotChosen.emit(lot.inspection_id))
            row.addWidget(look)
        self._rows.addLayout(row)
        day = lot.closed_at.astimezone().strftime("%Y-%m-%d")
        self._rows.addWidget(Text(f"{lot.lot_number} · {day}", "strong", wrap=True))
        by = t("report.comma").join(t(f"past.by.{each}") for each in lot.by)
        decided = t(f"desk.is.{lot.disposition}") if lot.disposition else ""
        told = " · ".join(filter(None, (lot.station, by, decided)))
        self._rows.addWidget(Text(told, "muted", wrap=True))
        if lot.overall != "accept" and (still or chosen):
            again = Button(
                self._ui, t("lot.earlier.again_on" if chosen else "lot.earlier.again"),
                icon="check" if chosen else "retry", tone="good" if chosen else None,
            )  # fmt: skip
            again.setEnabled(still)
            again.clicked.connect(lambda: self.repeatWanted.emit(lot.inspection_id))
            self._rows.addWidget(again)

    def _verdict(self, lot: EarlierFound) -> str:
        if lot.overall not in VERDICT_LOOKS:
            return self._ui.t("lot.verdict.none")
        return self._ui.t(f"lot.verdict.{lot.overall}")
