"""The live picture with a frame to aim by, and calm words where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import BRAND, RADIUS_LARGE, Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words
from inspector_app.ui.widgets.picture_place import fitted, outline_at, point_at

if TYPE_CHECKING:  # QtMultimedia is slow to load, and most sources need none of it
    from PySide6.QtMultimedia import QVideoFrame

FLASH_MS = 160
_CORNER = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMark:
    """A code in the picture: ``corners`` as shares (0…1), ``text`` on its tag."""

    key: str
    corners: tuple[tuple[float, float], ...]
    text: str = ""
    tone: Tone = "accent"


def frame_image(frame: Frame, longest: int = 0) -> QImage:
    """A port's frame as a picture that owns its bytes, upright; null when it cannot be read.

    ``longest`` shrinks it to so many pixels a side. Costly for large frames: not for the GUI
    thread.
    """
    still = frame.format == "jpeg"
    image = _picture_file(bytes(frame.data)) if still else _pixels(frame)
    small = image
    if longest and max(image.width(), image.height()) > longest:
        size = image.size().scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio)
        kind = Qt.TransformationMode
        # Smooth costs 20 ms, and of 30 frames a second nobody sees the difference.
        way = kind.SmoothTransformation if still else kind.FastTransformation
        small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, way)
    return small if still or small is not image else image.copy()


def _picture_file(data: bytes) -> QImage:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return reader.read()


def _pixels(frame: Frame) -> QImage:
    """On the frame's own memory: valid as long as the frame."""
    kind = (
        QImage.Format.Format_Grayscale8 if frame.format == "grey" else QImage.Format.Format_BGR888
    )
    data = memoryview(frame.data).cast("B")
    if frame.step != 1:
        data = memoryview(bytes(data[:: frame.step]))
        return QImage(data, frame.width, frame.height, frame.stride // frame.step, kind).copy()
    if data.nbytes < frame.stride * frame.height:
        return QImage()
    return QImage(data, frame.width, frame.height, frame.stride, kind)


class CameraView(QWidget):
    """``show_video`` for a Qt camera's sink, ``show_frame`` for any ``FrameSource`` (on the GUI
    thread). ``show_message`` when there is no picture; ``flash`` when one was taken; ``mark``
    outlines a code that was read, corners as shares (0…1) of the picture; ``mark_codes`` several,
    and ``codeChosen(key)`` when one is pressed. ``set_caption`` says what one looks at."""

    codeChosen = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._image = QImage()
        self._message = ""
        self._mark: tuple[tuple[float, float], ...] = ()
        self._codes: tuple[CodeMark, ...] = ()
        self._caption = ""
        self._flashing = False
        self._flash_timer = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._flash_timer.timeout.connect(self._end_flash)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        ui.theme.changed.connect(self.update)
        self.show_message("device.camera.no_camera")

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def show_video(self, video: QVideoFrame) -> None:
        """The newest frame of a camera; frames that come while hidden cost nothing."""
        if self.isVisible() and video.isValid():
            self.show_image(video.toImage())

    def show_frame(self, frame: Frame) -> None:
        """The newest frame of another source."""
        if self.isVisible():
            self.show_image(frame_image(frame))

    def show_image(self, image: QImage) -> None:
        """Any picture; a null one is ignored."""
        if not image.isNull():
            self._image = image
            self._message = ""
            self.update()

    def show_message(self, key: str) -> None:
        """No picture: say why, by a key of the translations."""
        self._image = QImage()
        self._mark, self._codes = (), ()
        self._ui.say(self.set_message, key)

    def set_message(self, text: str) -> None:
        """The words shown while there is no picture."""
        if self._image.isNull():
            self._message = text
            self.setAccessibleName(text)
            self.update()

    def mark(self, corners: tuple[tuple[float, float], ...]) -> None:
        """Outline what was read; an empty tuple takes the outline away."""
        self._mark = corners
        self.update()

    def mark_codes(self, codes: tuple[CodeMark, ...]) -> None:
        """Outline these, and no others."""
        if codes != self._codes:
            self._codes = codes
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if codes else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def set_caption(self, text: str) -> None:
        """A word at the lower edge of the picture, such as that it is a demonstration's."""
        if text != self._caption:
            self._caption = text
            self.update()

    def flash(self) -> None:
        """A short white veil: the picture was taken."""
        self._flashing = True
        self._flash_timer.start()
        self.update()

    def _end_flash(self) -> None:
        self._flashing = False
        self.update()

    def picture_box(self) -> QRectF:
        """Where the picture is drawn, in widget pixels."""
        return fitted(self._image.size(), QRectF(self.rect()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        box = self.picture_box()
        for code in self._codes:
            if _outline(code.corners, box).containsPoint(
                event.position(), Qt.FillRule.WindingFill
            ) or _tag_box(code, box).contains(event.position()):
                self.codeChosen.emit(code.key)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(ground, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(clip)
        painter.fillRect(ground, QColor(BRAND.bottom))
        if self._image.isNull():
            self._paint_message(painter, ground)
        else:
            box = self.picture_box()
            painter.drawImage(box, self._image)
            if not self._codes:
                self._paint_corners(painter, box)
            self._paint_mark(painter, box)
            for code in self._codes:
                self._paint_code(painter, box, code)
            self._paint_caption(painter, box)
        if self._flashing:
            veil = QColor(BRAND.text)
            veil.setAlpha(150)
            painter.fillRect(ground, veil)
        painter.end()

    def _paint_message(self, painter: QPainter, ground: QRectF) -> None:
        icon = QRectF(ground.center().x() - 24, ground.center().y() - 54, 44, 44)
        self._ui.icons.paint(painter, "camera", BRAND.faint_text, icon)
        room = QRectF(
            ground.left() + 20, ground.center().y() + 4, ground.width() - 40, ground.height() / 2
        )
        painter.setFont(sized(15))
        painter.setPen(QColor(BRAND.soft_text))
        lines = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, int(lines | Qt.TextFlag.TextWordWrap), self._message)

    def _paint_corners(self, painter: QPainter, box: QRectF) -> None:
        """Four corners to aim by, around the middle two thirds."""
        aim = box.adjusted(box.width() / 6, box.height() / 6, -box.width() / 6, -box.height() / 6)
        pen = QPen(QColor(BRAND.text), 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for x, step_x in ((aim.left(), _CORNER), (aim.right(), -_CORNER)):
            for y, step_y in ((aim.top(), _CORNER), (aim.bottom(), -_CORNER)):
                corner = QPointF(x, y)
                painter.drawLine(corner, QPointF(x + step_x, y))
                painter.drawLine(corner, QPointF(x, y + step_y))

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        if len(self._mark) < 3:
            return
        points = [point_at(box, x, y) for x, y in self._mark]
        painter.setPen(QPen(QColor(self._ui.theme.palette.good.solid), 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(points)
        tag = QRectF(points[0].x(), points[0].y() - 34, 30, 30)
        rounded(painter, tag, 8, self._ui.theme.palette.good.solid)
        ink = self._ui.theme.palette.good.on_solid
        self._ui.icons.paint(painter, "check", ink, tag.adjusted(5, 5, -5, -5))

    def _paint_code(self, painter: QPainter, box: QRectF, code: CodeMark) -> None:
        tone = self._ui.theme.tone(code.tone)
        painter.setPen(QPen(QColor(tone.solid), 3))
        ground = QColor(tone.solid)
        ground.setAlpha(40)
        painter.setBrush(ground)
        painter.drawPolygon(_outline(code.corners, box))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if code.text:
            tag = _tag_box(code, box)
            rounded(painter, tag, 8, tone.solid)
            words(painter, tag, code.text, sized(14), tone.on_solid)

    def _paint_caption(self, painter: QPainter, box: QRectF) -> None:
        if not self._caption:
            return
        width = text_width(self._caption, sized(13)) + 20
        room = QRectF(box.left() + 8, box.bottom() - 34, min(width, box.width() - 16), 26)
        veil = QColor(BRAND.bottom)
        veil.setAlpha(200)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(room, 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        words(painter, room, self._caption, sized(13), BRAND.text)


def _outline(corners: tuple[tuple[float, float], ...], box: QRectF) -> QPolygonF:
    return outline_at(box, corners, least=12, margin=(6, 12))


def _tag_box(code: CodeMark, box: QRectF) -> QRectF:
    around = _outline(code.corners, box).boundingRect()
    width = max(30.0, text_width(code.text, sized(14)) + 16)
    left = min(max(box.left(), around.left()), box.right() - width)
    return QRectF(left, max(box.top(), around.top() - 32), width, 28)
