"""After receiving: the number, and the exception note ready for the driver."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.dock import DockState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.paper_viewer import PaperActions, PaperView
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text


class DockDone(QWidget):
    """The delivery as recorded; the note beside it with print and open."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: Path | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        side = QVBoxLayout()
        side.setSpacing(SPACE.l)
        self._card = Card(tone="good")
        self._tag = Tag(ui, tone="good", icon="pass", strong=True, large=True)
        ui.say(self._tag.set_text, "dock.done.tag")
        self._number = Text("", "headline", wrap=True)
        self._facts = Text("", "body", wrap=True)
        for widget in (self._tag, self._number, self._facts):
            self._card.body.addWidget(widget)
        side.addWidget(self._card)
        self._note = Card()
        ui.say(self._note.set_title, "dock.done.note")
        self._told = Text("", "muted", wrap=True)
        self._note.body.addWidget(self._told)
        self.paper = PaperView(ui)
        self.papers = PaperActions(ui, self.paper, primary=False)
        self._note.body.addWidget(self.papers)
        side.addWidget(self._note)
        side.addStretch(1)
        holder = QWidget()
        holder.setFixedWidth(360)
        holder.setLayout(side)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        self.paper.setMinimumHeight(640)
        row.addWidget(self.paper, 1)
        row.addStretch(0)

    def show_state(self, state: DockState) -> None:
        """Show a received delivery."""
        delivery, t = state.delivery, self._ui.t
        if delivery is None:
            return
        self._number.setText(delivery.number)
        at = delivery.received_at.astimezone().strftime("%Y-%m-%d %H:%M")
        self._facts.setText(
            t("dock.done.facts", vehicle=delivery.vehicle, cartons=state.cartons, at=at)
        )
        wanted = bool(delivery.exceptions)
        self._note.setVisible(wanted)
        self.paper.setVisible(wanted)
        self._told.setText(t("dock.done.note_text", count=len(delivery.exceptions)))
        if state.note is not None and state.note != self._shown:
            file = self._shown = state.note
            self.paper.show_paper(lambda: file, self.papers.refresh)
