"""Shapes our painted widgets share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen


def rounded(
    painter: QPainter,
    box: QRectF,
    radius: float,
    fill: str | QColor | None,
    line: str | QColor | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose line lies inside ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(QColor(line), width)
        if dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        half = width / 2
        box = box.adjusted(half, half, -half, -half)
    if fill is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(QColor(fill))
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.drawPath(path)
    painter.restore()


def words(
    painter: QPainter,
    box: QRectF,
    text: str,
    face: QFont,
    colour: str,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
) -> None:
    """One line of text, cut with … where it does not fit."""
    painter.save()
    painter.setFont(face)
    painter.setPen(QColor(colour))
    fitting = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(flags), fitting)
    painter.restore()


def text_width(text: str, face: QFont) -> float:
    """Advance of ``text`` in logical pixels."""
    return QFontMetricsF(face).horizontalAdvance(text)


def focus_ring(painter: QPainter, box: QRectF, radius: float, colour: str) -> None:
    """The ring that shows where the keyboard is."""
    rounded(painter, box.adjusted(-3, -3, 3, 3), radius + 3, None, colour, width=2)


def mixed(first: str, second: str, share: float) -> str:
    """``first`` with ``share`` (0…1) of ``second``, as ``#rrggbb``."""
    one, two = QColor(first), QColor(second)
    return QColor(
        round(one.red() + (two.red() - one.red()) * share),
        round(one.green() + (two.green() - one.green()) * share),
        round(one.blue() + (two.blue() - one.blue()) * share),
    ).name()
