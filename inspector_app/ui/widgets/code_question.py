"""A read code beside the picture of it: is this what is printed?"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import BRAND, RADIUS_LARGE, SPACE
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.code_edit import CodeEdit
from inspector_app.ui.widgets.picture_place import fitted
from inspector_app.ui.widgets.text import Text

PICTURE = 168
_LARGE = 13  # so many characters are shown at the largest size
_GROUPED = {13: (1, 7), 12: (1, 6, 11), 8: (4,), 14: (1, 3, 8)}


def grouped(text: str) -> str:
    """A number as it is printed under its bars: 6 901234 567892."""
    cuts = _GROUPED.get(len(text), ()) if text.isdigit() else ()
    parts = [text[begin:end] for begin, end in zip((0, *cuts), (*cuts, len(text)), strict=True)]
    return " ".join(parts)


class CodeQuestion(QWidget):
    """``confirmed``, ``denied``, ``typed(text)``. Its keys (Enter, 2, 3) are its owner's to pass
    on: ``press(key)``."""

    confirmed = Signal()
    denied = Signal()
    typed = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        title = Text("", "title", self, wrap=True)
        ui.say(title.setText, "code_crop.ask.title")
        column.addWidget(title)
        self._picture = _Part(ui, self)
        column.addWidget(self._picture)
        self._number = Text("", "headline", self, wrap=True)
        self._number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._number)
        self._format = Text("", "muted", self)
        self._format.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._format)
        why = Text("", "body", self, wrap=True)
        ui.say(why.setText, "code_crop.ask.why")
        column.addWidget(why)
        column.addStretch(1)
        self.edit = CodeEdit("", self)
        ui.say(self.edit.setPlaceholderText, "code_crop.ask.typed")
        ui.say(self.edit.setAccessibleName, "code_crop.ask.typed")
        self.edit.codeEntered.connect(self.typed)
        self.edit.hide()
        column.addWidget(self.edit)
        self.yes = PrimaryButton(ui, icon="check", hint="Return", bind=False, parent=self)
        self.again = Button(ui, icon="retry", hint="2", bind=False, parent=self)
        self.type = Button(ui, icon="keyboard", hint="3", bind=False, parent=self)
        for button, key, act in (
            (self.type, "type", self.start_typing), (self.again, "again", self.denied.emit),
            (self.yes, "yes", self.confirmed.emit),
        ):  # fmt: skip
            ui.say(button.setText, f"code_crop.ask.{key}")
            button.clicked.connect(act)
            column.addWidget(button)

    def show_code(self, text: str, format_name: str, part: QImage) -> None:
        """The code as read, and the picture of it."""
        self._number.setText(grouped(text))
        self._number.set_role("headline" if len(text) <= _LARGE + 1 else "title")
        self._format.setText(format_name)
        self._picture.set_image(part)
        self.edit.clear()
        self.edit.hide()
        self.setAccessibleName(text)

    def start_typing(self) -> None:
        """Open the field; a second press takes what is in it."""
        if self.edit.isVisible() and self.edit.text().strip():
            self.edit.enter()
            return
        self.edit.setVisible(True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self, key: int) -> bool:
        """A key of the cover; False when it means nothing here."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_1):
            self.confirmed.emit()
        elif key == Qt.Key.Key_2:
            self.denied.emit()
        elif key == Qt.Key.Key_3:
            self.start_typing()
        else:
            return False
        return True


class _Part(QWidget):
    """The cut-out of the picture, as large as it fits."""

    def __init__(self, ui: Ui, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedHeight(PICTURE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def set_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, PICTURE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(clip)
        painter.fillRect(box, QColor(BRAND.bottom))
        if not self._image.isNull():
            place = fitted(self._image.size(), box)
            painter.drawImage(place, self._image)
        painter.end()
