"""Something that covers its page for a while, instead of a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.text import ElidedText, Text


class Cover(QFrame):
    """Covers ``page``; Esc or × closes (``closed``). The page's shortcuts rest meanwhile.

    ``tools`` (a QHBoxLayout) is the room beside the title, ``body`` what is below.
    """

    closed = Signal()

    def __init__(self, ui: Ui, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("Canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.s)
        row = QHBoxLayout()
        row.setSpacing(SPACE.xs)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title, self.facts = ElidedText("", "title", self), Text("", "muted", self)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        row.addLayout(words, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(SPACE.xs)
        row.addLayout(self.tools)
        close = GhostButton(ui, icon="cross", hint="Esc", bind=False)
        ui.say(close.setAccessibleName, "ui.close")
        close.clicked.connect(self.close_cover)
        row.addWidget(close)
        column.addLayout(row)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE.s)
        column.addLayout(self.body, 1)
        page.installEventFilter(self)
        self.hide()

    def open_cover(self, focus: QWidget | None = None) -> None:
        """Show it over the whole page."""
        self.setGeometry(self._page.rect())
        self.setVisible(True)
        self.raise_()
        (focus or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_cover(self) -> None:
        """Back to the page, which kept its place."""
        if self.isVisible():
            self.hide()
            self._page.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_cover()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain:
                event.accept()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._page.rect())
        return False
