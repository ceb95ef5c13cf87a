"""A person as a disc with the name's first character, and the dots of a PIN."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.widgets.painting import focus_ring, rounded, words

_TILE = 80
_TONES: tuple[Tone, ...] = ("accent", "hold", "neutral")


def disc_tone(person_id: str) -> Tone:
    """A steady colour for a person; decoration only, the name is beside it."""
    return _TONES[sum(person_id.encode()) % len(_TONES)]


def paint_disc(painter: QPainter, ui: Ui, box: QRectF, name: str, person_id: str) -> None:
    """The disc with the first character."""
    tone = ui.theme.tone(disc_tone(person_id))
    rounded(painter, box, box.height() / 2, tone.soft, tone.line)
    words(painter, box, name[:1], sized(round(box.height() * 0.42), bold=True), tone.ink)


class PersonTile(QAbstractButton):
    """Name and role, a full-size target. ``personChosen(id)``."""

    personChosen = Signal(str)

    def __init__(self, ui: Ui, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._id = person_id
        self._role = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.personChosen.emit(self._id))
        ui.theme.changed.connect(self.update)

    def set_person(self, name: str, role: str) -> None:
        self.setText(name)
        self._role = role
        self.setAccessibleName(f"{name}, {role}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _TILE)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        fill = (
            palette.pressed
            if self.isDown()
            else palette.hover
            if self.underMouse()
            else palette.surface
        )
        rounded(painter, box, RADIUS_LARGE, fill, palette.border)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(3, 3, -3, -3), RADIUS_LARGE - 3, palette.focus)
        disc = QRectF(box.left() + SPACE.m, box.center().y() - 24, 48, 48)
        paint_disc(painter, self._ui, disc, self.text(), self._id)
        left = disc.right() + SPACE.m
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        upper = QRectF(left, box.center().y() - 25, box.right() - left - 8, 26)
        lower = QRectF(left, box.center().y() + 2, box.right() - left - 8, 20)
        words(painter, upper, self.text(), sized(17, bold=True), palette.text, flags)
        words(painter, lower, self._role, sized(14), palette.text_muted, flags)
        painter.end()


class PinDots(QWidget):
    """How many digits were entered, never which."""

    def __init__(self, ui: Ui, length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._length = length
        self._filled = 0
        self._wrong = False
        self.setFixedHeight(40)
        ui.theme.changed.connect(self.update)

    def show_entry(self, filled: int, *, wrong: bool = False) -> None:
        """``filled`` digits are in; ``wrong`` colours the empty places."""
        self._filled, self._wrong = filled, wrong
        self._ui.say(self.setAccessibleName, "sign_in.pin_progress", count=filled)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        count = max(self._length, self._filled, 4)
        step, size = 34.0, 18.0
        left = (self.width() - (count - 1) * step - size) / 2
        for at in range(count):
            box = QRectF(left + at * step, self.height() / 2 - size / 2, size, size)
            if at < self._filled:
                rounded(painter, box, size / 2, palette.accent.solid)
            else:
                line = palette.bad.solid if self._wrong else palette.border_strong
                rounded(painter, box, size / 2, None, line, width=2)
        painter.end()
