"""Tags on goods and the badges that keep saving, sync, scanner and camera in view."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import TARGET, Tone
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words

GoodsStatus: TypeAlias = Literal["pending", "passed", "failed", "isolated"]
SaveState: TypeAlias = Literal["saved", "saving", "failed"]
SyncState: TypeAlias = Literal["idle", "sending", "waiting", "offline", "parked", "not_enrolled"]
ScannerState: TypeAlias = Literal["ready", "reading", "off"]
Narrow: TypeAlias = Literal["none", "calm", "all"]
CameraState: TypeAlias = Literal["ready", "live", "off", "trouble"]

_GOODS: dict[GoodsStatus, tuple[Tone, str]] = {
    "pending": ("warn", "pending"),
    "passed": ("good", "pass"),
    "failed": ("bad", "fail"),
    "isolated": ("hold", "quarantine"),
}


class Tag(QWidget):
    """Icon and word in a tone. ``strong`` fills it; ``large`` is for goods on a summary."""

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        *,
        tone: Tone = "neutral",
        icon: str = "",
        strong: bool = False,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._text = text
        self._tone: Tone = tone
        self._icon = icon
        self._strong = strong
        self._large = large
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        ui.theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_look(self, tone: Tone, icon: str) -> None:
        """Change meaning; set the word too."""
        self._tone, self._icon = tone, icon
        self.updateGeometry()
        self.update()

    def _size(self) -> tuple[int, int]:
        """Height and type size."""
        return (48, 20) if self._large else (30, 14)

    def sizeHint(self) -> QSize:
        height, type_size = self._size()
        width = text_width(self._text, sized(type_size, bold=True)) + height * 0.8
        if self._icon:
            width += type_size + height * 0.2
        return QSize(round(width), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        height, type_size = self._size()
        tone = self._ui.theme.tone(self._tone)
        fill, ink = (tone.solid, tone.on_solid) if self._strong else (tone.soft, tone.ink)
        painter = QPainter(self)
        box = QRectF(0, (self.height() - height) / 2, self.width(), height)
        rounded(painter, box, 10 if self._large else 8, fill, fill if self._strong else tone.line)
        left = box.left() + height * 0.4
        if self._icon:
            size = type_size + 4
            place = QRectF(left - 2, box.center().y() - size / 2, size, size)
            self._ui.icons.paint(painter, self._icon, ink, place)
            left += size + height * 0.2 - 2
        words(
            painter,
            QRectF(left, box.top(), box.right() - left, height),
            self._text,
            sized(type_size, bold=True),
            ink,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        )
        painter.end()


class StatusTag(Tag):
    """The state of goods: 待检, 合格, 不合格, 隔离, by colour, icon and word."""

    def __init__(
        self,
        ui: Ui,
        status: GoodsStatus = "pending",
        *,
        strong: bool = False,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(ui, strong=strong, large=large, parent=parent)
        self._status: GoodsStatus = status
        self.set_status(status)

    @property
    def status(self) -> GoodsStatus:
        return self._status

    def set_status(self, status: GoodsStatus) -> None:
        self._status = status
        self.set_look(*_GOODS[status])
        self._ui.say(self.set_text, f"tag.{status}")


class Badge(QWidget):
    """One state of the station in the top strip; press for its page (``chosen``)."""

    chosen = Signal()
    lookChanged = Signal()

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._narrow: Narrow = "none"
        self._icon = "info"
        self._tone: Tone = "neutral"
        self._text = ""
        self._calm = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        ui.theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self._changed()

    def set_narrow(self, narrow: Narrow) -> None:
        """Leave the words away (they stay as tool tip) for ``calm`` states, or for ``all``."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.updateGeometry()
            self.update()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()
        self.lookChanged.emit()

    def width_when(self, narrow: Narrow) -> int:
        """The width it would take."""
        if narrow == "all" or (narrow == "calm" and self._calm):
            return TARGET
        return round(text_width(self._text, sized(14))) + 22 + 6 + 24

    def look(self, icon: str, tone: Tone, *, calm: bool) -> None:
        """``calm`` states are quiet grey words; others get their tone's ground."""
        self._icon, self._tone, self._calm = icon, tone, calm
        self._changed()

    def sizeHint(self) -> QSize:
        return QSize(self.width_when(self._narrow), TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        tone = palette.tone(self._tone)
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(2, 6, -2, -6)
        if not self._calm:
            rounded(painter, box, 9, tone.soft, tone.line)
        elif self.underMouse():
            rounded(painter, box, 9, palette.hover)
        if self.hasFocus():
            focus_ring(painter, box, 9, palette.focus)
        worded = self.width_when(self._narrow) > TARGET
        left = box.left() + 9 if worded else box.center().x() - 10
        place = QRectF(left, box.center().y() - 10, 20, 20)
        self._ui.icons.paint(painter, self._icon, tone.ink, place)
        if not worded:
            painter.end()
            return
        room = QRectF(place.right() + 6, box.top(), box.right() - place.right() - 8, box.height())
        ink = palette.text_muted if self._calm else tone.ink
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words(painter, room, self._text, sized(14), ink, flags)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.chosen.emit()


class SaveBadge(Badge):
    """Whether what was done is on the disk."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self.set_state("saved")

    def set_state(self, state: SaveState) -> None:
        looks: dict[SaveState, tuple[str, Tone, bool]] = {
            "saved": ("saved", "good", True),
            "saving": ("save", "accent", False),
            "failed": ("attention", "bad", False),
        }
        icon, tone, calm = looks[state]
        self.look(icon, tone, calm=calm)
        self._ui.say(self.set_text, f"badge.save.{state}")


class SyncBadge(Badge):
    """How much waits for the central system; offline is calm, parked is not."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self.set_state("idle")

    def set_state(self, state: SyncState, count: int = 0) -> None:
        looks: dict[SyncState, tuple[str, Tone, bool]] = {
            "idle": ("cloud", "good", True),
            "sending": ("sync", "accent", True),
            "waiting": ("sync", "accent", False),
            "offline": ("offline", "warn", False),
            "parked": ("attention", "bad", False),
            "not_enrolled": ("offline", "neutral", True),
        }
        icon, tone, calm = looks[state]
        self.look(icon, tone, calm=calm)
        key = "offline_empty" if state == "offline" and not count else state
        self._ui.say(self.set_text, f"badge.sync.{key}", count=count)


class ScannerBadge(Badge):
    """Whether a scanner is there; flashes while it reads."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self.set_state("ready")

    def set_state(self, state: ScannerState) -> None:
        looks: dict[ScannerState, tuple[Tone, bool]] = {
            "ready": ("good", True),
            "reading": ("accent", False),
            "off": ("warn", False),
        }
        tone, calm = looks[state]
        self.look("scanner", tone, calm=calm)
        self._ui.say(self.set_text, f"badge.scanner.{state}")


class CameraBadge(Badge):
    """Whether the camera is there and whether it looks."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self.set_state("ready")

    def set_state(self, state: CameraState) -> None:
        looks: dict[CameraState, tuple[Tone, bool]] = {
            "ready": ("good", True),
            "live": ("accent", False),
            "off": ("neutral", True),
            "trouble": ("warn", False),
        }
        tone, calm = looks[state]
        self.look("camera", tone, calm=calm)
        self._ui.say(self.set_text, f"badge.camera.{state}")
