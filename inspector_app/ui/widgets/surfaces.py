"""Cards, the page's header, the bar with the page's actions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.text import ElidedText, Text


class Card(QFrame):
    """A quiet framed area. Put content into ``body`` (a QVBoxLayout).

    With ``pressable=True`` it emits ``chosen`` on click, Enter or Space.
    """

    chosen = Signal()

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        tone: Tone = "neutral",
        pressable: bool = False,
        padding: int = SPACE.l,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self.setProperty("tone", tone)
        self._pressable = pressable
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(SPACE.m)
        self.title = Text(title, "strong", self)
        self.title.setVisible(bool(title))
        self.body.addWidget(self.title)
        if pressable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_title(self, title: str) -> None:
        self.title.setText(title)
        self.title.setVisible(bool(title))
        if self._pressable:
            self.setAccessibleName(title)

    def set_tone(self, tone: Tone) -> None:
        """Tint the card by meaning."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._pressable and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._pressable and event.key() in keys:
            self.chosen.emit()
            return
        super().keyPressEvent(event)


class PageHeader(QWidget):
    """Title, subtitle, a way back, and room for tags at the right (``side``, a QHBoxLayout)."""

    backChosen = Signal()

    def __init__(
        self,
        ui: Ui,
        title: str = "",
        subtitle: str = "",
        *,
        back: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        self._back = GhostButton(ui, icon="back", parent=self)
        self._back.clicked.connect(self.backChosen)
        ui.say(self._back.setToolTip, "ui.back")
        ui.say(self._back.setAccessibleName, "ui.back")
        self._back.setVisible(back)
        row.addWidget(self._back)
        column = QVBoxLayout()
        column.setSpacing(0)
        # A long product name must not make the window wider than the screen.
        self._title = ElidedText(title, "headline", self)
        self._subtitle = ElidedText(subtitle, "muted", self)
        self._subtitle.setVisible(bool(subtitle))
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        row.addLayout(column, 1)
        self.side = QHBoxLayout()
        self.side.setSpacing(SPACE.s)
        row.addLayout(self.side)

    def set_title(self, title: str, subtitle: str = "") -> None:
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def set_back(self, visible: bool) -> None:
        self._back.setVisible(visible)


class ActionBar(QFrame):
    """The foot of a page: quiet actions left, others right, the primary one outermost right."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Bar")
        self._ui = ui
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.s, SPACE.s, SPACE.xl, SPACE.s)
        row.setSpacing(SPACE.s)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(SPACE.s)
        row.addLayout(self._left)
        self._message = Text("", "strong", self, tone="bad", wrap=True)
        self._message.setVisible(False)
        row.addWidget(self._message, 8)
        row.addStretch(1)
        row.addLayout(self._right)
        self.primary: PrimaryButton | None = None
        self.setVisible(False)

    def set_primary(self, button: PrimaryButton) -> PrimaryButton:
        """Place the one primary action."""
        self.primary = button
        self._right.addWidget(button)
        self.setVisible(True)
        return button

    def tell(self, text: str) -> None:
        """Say beside the action why it was refused; an empty text takes it away."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def add(self, button: Button, *, left: bool = False) -> Button:
        """Place another action, before the primary one."""
        if left:
            self._left.addWidget(button)
        else:
            end = self._right.count() - (1 if self.primary is not None else 0)
            self._right.insertWidget(end, button)
        self.setVisible(True)
        return button


class Rule(QFrame):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Rule")
        self.setFixedHeight(1)


def clear(layout: QLayout) -> None:
    """Remove and delete everything in ``layout``."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        inner = item.layout()
        if inner is not None:
            clear(inner)
