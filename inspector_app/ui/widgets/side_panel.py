"""A panel that opens at the right of a page instead of a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.text import Text


class SidePanel(QFrame):
    """Title, scrolling ``body``, fixed ``foot`` for its buttons. Esc or × closes: ``closed``."""

    closed = Signal()

    def __init__(self, ui: Ui, *, width: int = 440, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Side")
        self.setFixedWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        outer.setSpacing(SPACE.m)
        head = QHBoxLayout()
        self.title = Text("", "title", self, wrap=True)
        head.addWidget(self.title, 1)
        close = GhostButton(ui, icon="cross", parent=self)
        ui.say(close.setAccessibleName, "ui.close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        outer.addLayout(head)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE.m)
        area.setWidget(content)
        outer.addWidget(area, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SPACE.s)
        outer.addLayout(self.foot)
        self.hide()

    def open_panel(self, title: str = "") -> None:
        """Show it, with ``title`` where given."""
        if title:
            self.title.setText(title)
        self.setVisible(True)

    def close_panel(self) -> None:
        if self.isVisible():
            give_focus_back(self)
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)
