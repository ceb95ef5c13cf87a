"""In the walk's consistency stage: the way to the reference picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class CompareOffer(Card):
    """``wanted`` when the comparison is to be opened."""

    wanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m)
        row = QHBoxLayout()
        text = Text("", "body", wrap=True)
        ui.say(text.setText, "compare.offer.text")
        row.addWidget(text, 1)
        button = Button(ui, icon="split", hint="C")
        ui.say(button.setText, "compare.offer.button")
        button.clicked.connect(self.wanted)
        row.addWidget(button)
        self.body.addLayout(row)
