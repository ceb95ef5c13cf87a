"""A pad for signing by mouse, finger or pen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import PAPER, RADIUS_LARGE, SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.painting import rounded, words

PICTURE = QSize(900, 300)
_PEN = 2.6


class SignaturePad(QWidget):
    """Strokes on a white field in both schemes: paper is white. ``signed(bool)`` tells whether
    there is anything on it after each stroke."""

    signed = Signal(bool)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._strokes: list[list[QPointF]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._again = GhostButton(ui, icon="retry", parent=self)
        ui.say(self._again.setText, "sign_pad.clear")
        self._again.clicked.connect(self.clear)
        self._again.hide()
        ui.say(self.setAccessibleName, "sign_pad.prompt")
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(560, 200)

    @property
    def is_signed(self) -> bool:
        """Whether there is more than a dot."""
        return sum(len(stroke) for stroke in self._strokes) >= 4

    def clear(self) -> None:
        """An empty field again."""
        self._strokes = []
        self._told()

    def picture(self) -> bytes:
        """The signature as PNG bytes, dark on white, 900 × 300 at most; empty when unsigned."""
        if not self.is_signed:
            return b""
        image = QImage(PICTURE, QImage.Format.Format_RGB32)
        image.fill(QColor(PAPER.ground))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(PICTURE.width() / self.width(), PICTURE.height() / self.height())
        painter.scale(scale, scale)
        self._draw(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(image)
        return bytes(data.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._extend(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._told()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            points = event.points()
            if event.type() == QEvent.Type.TouchBegin and points:
                self._begin(points[0].position())
            elif event.type() == QEvent.Type.TouchUpdate and points:
                self._extend(points[0].position())
            else:
                self._told()
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: object) -> None:
        self._again.adjustSize()
        size = self._again.sizeHint()
        self._again.setGeometry(self.width() - size.width() - 4, 4, size.width(), size.height())

    def _begin(self, point: QPointF) -> None:
        self._strokes.append([point])
        self.update()

    def _extend(self, point: QPointF) -> None:
        if not self._strokes:
            self._strokes.append([])
        stroke = self._strokes[-1]
        if not stroke or (point - stroke[-1]).manhattanLength() >= 1.5:
            stroke.append(point)
            self.update()

    def _told(self) -> None:
        self._again.setVisible(bool(self._strokes))
        self.update()
        self.signed.emit(self.is_signed)

    def _draw(self, painter: QPainter) -> None:
        pen = QPen(QColor(PAPER.ink), _PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(stroke[0])
            for before, point in pairwise(stroke):
                path.quadTo(before, (before + point) / 2)
            path.lineTo(stroke[-1])
            painter.drawPath(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), RADIUS_LARGE, PAPER.ground, palette.border_strong)
        base = self.height() - 44
        painter.setPen(QPen(QColor(PAPER.line), 1.5))
        painter.drawLine(QPointF(SPACE.xl, base), QPointF(self.width() - SPACE.xl, base))
        if not self._strokes:
            room = QRectF(0, base + 8, self.width(), 24)
            words(painter, room, self._ui.t("sign_pad.prompt"), sized(14), PAPER.text)
        self._draw(painter)
        painter.end()
