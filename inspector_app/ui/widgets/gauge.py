"""How much of a batch's life remains, as a picture with words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeBand:
    """A stretch of the gauge up to ``until`` (share of the whole life, 0…1)."""

    until: float
    tone: Tone
    label: str


class LifeGauge(QWidget):
    """Bands from expired (left) to fresh (right), a marker, and the number in words."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._days: int | None = None
        self._share = 0.0
        self._bands: tuple[LifeBand, ...] = ()
        self._needed: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)

    def show_life(
        self,
        remaining_days: int,
        share: float,
        bands: Sequence[LifeBand],
        needed: float | None = None,
    ) -> None:
        """Show ``remaining_days`` (0 on the last good day, below 0 expired) and the remaining
        ``share`` of the nominal life; ``bands`` rise and the last one reaches 1. ``needed`` is the
        share asked for on arrival, drawn as a dashed line."""
        self._days = remaining_days
        self._share = min(max(share, 0.0), 1.0)
        self._bands = tuple(bands)
        self._needed = needed if needed is not None and 0 < needed <= 1 else None
        self._tell()

    def text(self) -> str:
        """The remaining life in words."""
        if self._days is None:
            return ""
        if self._days < 0:
            return self._ui.t("gauge.over", days=-self._days)
        if self._days == 0:
            return self._ui.t("gauge.last_day")
        percent = f"{self._share * 100:.1f}".removesuffix(".0")
        return self._ui.t("gauge.remaining", days=self._days, percent=percent)

    def _tell(self) -> None:
        self.setAccessibleName(self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 112)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 112)

    def _band(self) -> LifeBand | None:
        for band in self._bands:
            if self._share <= band.until:
                return band
        return self._bands[-1] if self._bands else None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._days is None or not self._bands:
            return
        palette = self._ui.theme.palette
        here = self._band()
        tone = palette.tone(here.tone if here else "neutral")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left_aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        head = QRectF(0, 0, self.width(), 32)
        words(painter, head, self.text(), sized(20, bold=True), tone.ink, left_aligned)
        track = QRectF(10, 56, self.width() - 20, 18)
        self._paint_bands(painter, track, here, left_aligned)
        self._paint_needed(painter, track)
        marker = track.left() + track.width() * self._share
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.text))
        tip = [QPointF(marker, 53), QPointF(marker - 8, 40), QPointF(marker + 8, 40)]
        painter.drawPolygon(QPolygonF(tip))
        painter.drawRect(QRectF(marker - 1.5, 50, 3, 30))
        painter.end()

    def _paint_needed(self, painter: QPainter, track: QRectF) -> None:
        """Where the life asked for on arrival lies; its word stands where no other one does."""
        if self._needed is None:
            return
        palette = self._ui.theme.palette
        at = track.left() + track.width() * self._needed
        painter.setPen(QPen(QColor(palette.text), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at, track.top() - 5), QPointF(at, track.bottom() + 9))
        face, told = sized(13), self._ui.t("gauge.needed")
        width = text_width(told, face) + 4
        starts = [0.0, *(band.until for band in self._bands)]
        band = max(n for n, start in enumerate(starts) if start <= self._needed)
        taken = track.left() + track.width() * starts[band]
        if band < len(self._bands):
            taken += text_width(self._bands[band].label, sized(13, bold=True)) + 8
        left = min(at + 6, track.right() - width)
        if left >= taken:
            place = QRectF(left, track.bottom() + 6, width, 22)
            words(painter, place, told, face, palette.text_muted)

    def _paint_bands(
        self, painter: QPainter, track: QRectF, here: LifeBand | None, flags: Qt.AlignmentFlag
    ) -> None:
        palette = self._ui.theme.palette
        start = 0.0
        for band in self._bands:
            tone = palette.tone(band.tone)
            left = track.left() + track.width() * start
            width = track.width() * (band.until - start)
            box = QRectF(left, track.top(), max(2.0, width - 3), track.height())
            rounded(painter, box, 5, tone.solid if band is here else tone.line)
            face = sized(13, bold=band is here)
            ink = tone.ink if band is here else palette.text_faint
            place = QRectF(left, track.bottom() + 6, width - 3, 22)
            if text_width(band.label, face) <= place.width() + 1:
                words(painter, place, band.label, face, ink, flags)
            start = band.until
