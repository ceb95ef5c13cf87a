"""Labels in the roles of the type scale."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inspector_app.ui.theme.tokens import TextRole, Tone


class Text(QLabel):
    """A label in a text role; long text wraps when ``wrap``; always plain text."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        parent: QWidget | None = None,
        *,
        tone: Tone = "neutral",
        wrap: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        self.setProperty("tone", tone)

    def set_role(self, role: TextRole) -> None:
        """Change size, weight and colour."""
        self._set("role", role)

    def set_tone(self, tone: Tone) -> None:
        """Change the meaning's colour; the words must carry the meaning too."""
        self._set("tone", tone)

    def _set(self, name: str, value: str) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedText(Text):
    """One line that takes what room there is and ends in … where it is too little."""

    def __init__(
        self, text: str = "", role: TextRole = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fitting = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.setPen(self.palette().windowText().color())
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.end()
