"""The live picture with a frame to aim by, and calm words where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import BRAND, RADIUS_LARGE
from inspector_app.ui.widgets.painting import rounded, words

if TYPE_CHECKING:  # QtMultimedia is slow to load, and most sources need none of it
    from PySide6.QtMultimedia import QVideoFrame

FLASH_MS = 160
_CORNER = 34.0


def frame_image(frame: Frame) -> QImage:
    """A port's frame as a picture that owns its bytes; null when it cannot be read."""
    if frame.format == "jpeg":
        return QImage.fromData(bytes(frame.data))
    kind = (
        QImage.Format.Format_Grayscale8 if frame.format == "grey" else QImage.Format.Format_BGR888
    )
    data = bytes(frame.data)
    if len(data) < frame.stride * frame.height:
        return QImage()
    return QImage(data, frame.width, frame.height, frame.stride, kind).copy()


class CameraView(QWidget):
    """``show_video`` for a Qt camera's sink, ``show_frame`` for any ``FrameSource`` (on the GUI
    thread). ``show_message`` when there is no picture; ``flash`` when one was taken; ``mark``
    outlines a code that was read, corners as shares (0…1) of the picture."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._image = QImage()
        self._message = ""
        self._mark: tuple[tuple[float, float], ...] = ()
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
        self._mark = ()
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
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

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
            self._paint_corners(painter, box)
            self._paint_mark(painter, box)
        if self._flashing:
            veil = QColor(BRAND.text)
            veil.setAlpha(150)
            painter.fillRect(ground, veil)
        painter.end()

    def _paint_message(self, painter: QPainter, ground: QRectF) -> None:
        icon = QRectF(ground.center().x() - 24, ground.center().y() - 56, 48, 48)
        self._ui.icons.paint(painter, "camera", BRAND.faint_text, icon)
        room = QRectF(ground.left() + 16, ground.center().y() + 4, ground.width() - 32, 28)
        words(painter, room, self._message, sized(16), BRAND.soft_text)

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
        points = [
            QPointF(box.left() + x * box.width(), box.top() + y * box.height())
            for x, y in self._mark
        ]
        painter.setPen(QPen(QColor(self._ui.theme.palette.good.solid), 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(points)
        tag = QRectF(points[0].x(), points[0].y() - 34, 30, 30)
        rounded(painter, tag, 8, self._ui.theme.palette.good.solid)
        ink = self._ui.theme.palette.good.on_solid
        self._ui.icons.paint(painter, "check", ink, tag.adjusted(5, 5, -5, -5))
