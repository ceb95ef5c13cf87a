"""Buttons big enough for gloves, with the key that presses them shown on them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS, TARGET, TARGET_LARGE, Tone
from inspector_app.ui.widgets.focus import give_focus_back, pressed_by_key
from inspector_app.ui.widgets.painting import focus_ring, mixed, rounded, text_width, words

Kind: TypeAlias = Literal["primary", "secondary", "danger", "ghost"]
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_KEY_WORDS = {"Return": "Enter"}
_MARGIN = 4  # room for the focus ring
_PAD = 20
_GAP = 10


class Button(QAbstractButton):
    """A painted button. ``clicked`` is Qt's; views re-emit it as what it means.

    ``hint`` is the key shown as a small badge; with ``bind=True`` (the default) it is also the
    button's shortcut. ``large`` makes it the height of a screen's primary action.
    """

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        *,
        kind: Kind = "secondary",
        icon: str = "",
        hint: str = "",
        bind: bool = True,
        large: bool = False,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._kind = kind
        self._tone: Tone | None = tone
        self._icon = icon
        self._hint = ""
        self._large = large
        self._ringed = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # By Tab only: after a press by hand, Enter must still mean the primary action.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self.set_hint(hint, bind=bind)
        ui.theme.changed.connect(self.update)

    def setText(self, text: str) -> None:
        """Set the words; Qt's mnemonics are not used, an & stays an &."""
        super().setText(text)
        self.setAccessibleName(text)
        if self._hint:
            self._keep_shortcut()
        self.updateGeometry()

    def set_hint(self, hint: str, *, bind: bool = True) -> None:
        """Show ``hint`` as the key's badge; ``bind`` also makes it the shortcut."""
        self._hint = hint
        self._bound = bool(hint) and bind
        self._keep_shortcut()
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.update()

    def set_tone(self, tone: Tone | None) -> None:
        """Colour by meaning (``good`` for pass, ``bad`` for fail) in place of the kind's own."""
        self._tone = tone
        self.update()

    def _keep_shortcut(self) -> None:
        # Qt drops a button's shortcut when its text changes.
        self.setShortcut(QKeySequence(self._hint) if self._bound else QKeySequence())

    def setEnabled(self, enabled: bool) -> None:
        """As Qt's, but a button that goes out of use does not push the focus to the next one."""
        if not enabled:
            give_focus_back(self)
        super().setEnabled(enabled)

    def setVisible(self, visible: bool) -> None:
        if not visible:
            give_focus_back(self)
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        if pressed_by_key(self, event):
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _ENTER
        ):
            event.accept()  # Enter on the focused button is that button's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # As browsers' :focus-visible: a window that opens must not ring its first button.
        self._ringed = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def _face(self) -> QFont:
        return sized(20 if self._large else 16, bold=True)

    def _icon_size(self) -> int:
        return 28 if self._large else 22

    def sizeHint(self) -> QSize:
        width = self._content_width() + 2 * _PAD + 2 * _MARGIN
        height = (TARGET_LARGE if self._large else TARGET) + 2 * _MARGIN
        return QSize(max(round(width), TARGET + 2 * _MARGIN), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _content_width(self) -> float:
        width = text_width(self.text(), self._face()) + 2 if self.text() else 0.0
        if self._icon:
            width += self._icon_size() + (_GAP if self.text() else 0)
        if self._hint:
            width += self._badge_width() + _GAP
        return width

    def _key_word(self) -> str:
        return _KEY_WORDS.get(self._hint, self._hint)

    def _badge_width(self) -> float:
        return max(26.0, text_width(self._key_word(), sized(13, bold=True)) + 14)

    def _colours(self) -> tuple[str | None, str | None, str]:
        """Fill, line and ink for the present state."""
        palette = self._ui.theme.palette
        if not self.isEnabled():
            flat = self._kind == "ghost"
            return (
                None if flat else palette.sunken,
                None,
                mixed(palette.text_faint, palette.sunken, 0.35),
            )
        tone = palette.tone(self._tone or ("bad" if self._kind == "danger" else "accent"))
        down, over = self.isDown() or self.isChecked(), self.underMouse()
        if self._kind == "primary":
            step = 0.18 if down else 0.08 if over else 0.0
            return mixed(tone.solid, palette.shade, step), None, tone.on_solid
        if self._kind == "ghost":
            fill = palette.pressed if down else palette.hover if over else None
            return fill, None, tone.ink
        if self._kind == "danger" or self._tone is not None:
            fill = tone.soft if over or down else palette.surface
            return fill, tone.solid if down or over else tone.line, tone.ink
        fill = palette.pressed if down else palette.hover if over else palette.surface
        return fill, palette.border_strong, palette.text

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        fill, line, ink = self._colours()
        if fill is not None or line is not None:
            rounded(painter, box, RADIUS, fill, line)
        if self.hasFocus() and self._ringed:
            focus_ring(painter, box, RADIUS, self._ui.theme.palette.focus)
        self._paint_content(painter, box, fill, ink)
        painter.end()

    def _paint_content(self, painter: QPainter, box: QRectF, fill: str | None, ink: str) -> None:
        left = box.left() + max(8.0, (box.width() - self._content_width()) / 2)
        if self._hint:
            left += self._paint_badge(painter, left, box, fill, ink) + _GAP
        if self._icon:
            size = self._icon_size()
            place = QRectF(left, box.center().y() - size / 2, size, size)
            self._ui.icons.paint(painter, self._icon, ink, place)
            left += size + _GAP
        room = QRectF(left, box.top(), box.right() - left - 6, box.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words(painter, room, self.text(), self._face(), ink, flags)

    def _paint_badge(
        self, painter: QPainter, left: float, box: QRectF, fill: str | None, ink: str
    ) -> float:
        ground = fill or self._ui.theme.palette.surface
        place = QRectF(left, box.center().y() - 13, self._badge_width(), 26)
        rounded(painter, place, 6, mixed(ground, ink, 0.12), mixed(ground, ink, 0.35))
        words(painter, place, self._key_word(), sized(13, bold=True), ink)
        return place.width()


class PrimaryButton(Button):
    """The one primary action of a screen."""

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        *,
        icon: str = "",
        hint: str = "",
        bind: bool = True,
        large: bool = True,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            ui, text, kind="primary", icon=icon, hint=hint, bind=bind, large=large, tone=tone,
            parent=parent,
        )  # fmt: skip


class SecondaryButton(Button):
    """Any other action."""


class DangerButton(Button):
    """An action with weight, such as refusing goods; outlined in red, never the default."""

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        *,
        icon: str = "",
        hint: str = "",
        bind: bool = True,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            ui, text, kind="danger", icon=icon, hint=hint, bind=bind, large=large, parent=parent
        )


class GhostButton(Button):
    """A quiet action without a frame."""

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        *,
        icon: str = "",
        hint: str = "",
        bind: bool = True,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            ui, text, kind="ghost", icon=icon, hint=hint, bind=bind, tone=tone, parent=parent
        )
