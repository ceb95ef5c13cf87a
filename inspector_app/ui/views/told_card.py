"""What other stations and the central system have to say about a record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.told_centrally import told_lines
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class ToldCard(Card):
    """Hidden where nobody else has anything to say."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "told.title")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.m)
        self.body.addLayout(self._rows)

    def show_case(self, case: CaseFile) -> None:
        """Draw the lines, the newest first."""
        clear(self._rows)
        lines = told_lines(case.disputes, case.acts, self._ui.texts.translator)
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(SPACE.m)
            tag = Tag(self._ui, line.tag, tone=line.tone)
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(Text(line.title, "strong", wrap=True))
            for detail in line.details:
                words.addWidget(Text(detail, "body", wrap=True))
            if line.by:
                words.addWidget(Text(line.by, "muted", wrap=True))
            row.addLayout(words, 1)
            self._rows.addLayout(row)
        self.setVisible(bool(lines))
        self.set_tone("hold" if any(line.tone == "hold" for line in lines) else "neutral")
