"""Handing one inspection's evidence out as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.services.records import Summary
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.evidence_check import EvidenceExport
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.views.evidence_files import save_evidence
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class ExportCard(Card):
    """What a stranger gets, and the button that writes it. ``exportWanted``."""

    exportWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(IconTile(ui, "signature", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        title, told = Text("", "title"), Text("", "muted", wrap=True)
        ui.say(title.setText, "evidence.page.export_title")
        ui.say(told.setText, "evidence.page.export_told")
        words.addWidget(title)
        words.addWidget(told)
        row.addLayout(words, 1)
        self.button = Button(ui, icon="save")
        ui.say(self.button.setText, "evidence.page.export")
        self.button.clicked.connect(self.exportWanted)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)


def ask_and_export(ui: Ui, parent: QWidget, export: EvidenceExport, lot: Summary) -> None:
    """Choose where, write it off the GUI thread, say where it lies or why it does not."""

    def write(out: Path) -> None:
        def told(photos: int) -> None:
            ui.notices.accepted(ui.t("evidence.page.exported", photos=photos), str(out))

        export.write(lot.id, out, told, ui.refuse)

    save_evidence(ui, parent, f"{lot.lot_number}-evidence.zip", write)
