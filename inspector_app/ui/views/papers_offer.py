"""In the walk's page of papers: the way to their particulars and to the waiting clock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class PapersOffer(Card):
    """``wanted`` when the papers are to be opened."""

    wanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m)
        row = QHBoxLayout()
        text = Text("", "body", wrap=True)
        ui.say(text.setText, "lot_papers.offer")
        row.addWidget(text, 1)
        button = Button(ui, icon="document", hint="F2")
        ui.say(button.setText, "lot_papers.open")
        button.clicked.connect(self.wanted)
        row.addWidget(button)
        self.body.addLayout(row)
