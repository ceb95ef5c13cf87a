"""An inbound order, and a lot left open, as cards a thumb can hit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.services.records import WorkState
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.today import OrderCard, WorkCard, due_words
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_DUE_ICONS: dict[Tone, str] = {"bad": "attention", "warn": "pending", "good": "pass"}
WORK_LOOKS: dict[WorkState, tuple[Tone, str]] = {
    "open": ("accent", "play"),
    "parked": ("warn", "pause"),
    "held": ("hold", "stop"),
    "closed": ("good", "check"),
}


class _CardButton(QAbstractButton):
    """The ground both cards share."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)

    def _tell(self) -> None:
        self.update()

    def _paint_ground(self, painter: QPainter) -> QRectF:
        palette = self._ui.theme.palette
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = palette.pressed if self.isDown() else palette.hover if self.underMouse() else None
        rounded(painter, box, RADIUS_LARGE, fill or palette.surface, palette.border)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(2, 2, -2, -2), RADIUS_LARGE - 2, palette.focus)
        return box

    def _paint_tag(
        self, painter: QPainter, left: float, middle: float, text: str, tone: Tone, icon: str
    ) -> float:
        """Draw a tag at ``left`` and return its right edge."""
        colours = self._ui.theme.tone(tone)
        face = sized(14, bold=True)
        width = text_width(text, face) + 42
        box = QRectF(left, middle - 14, width, 28)
        rounded(painter, box, 8, colours.soft, colours.line)
        place = QRectF(box.left() + 9, box.center().y() - 9, 18, 18)
        self._ui.icons.paint(painter, icon, colours.ink, place)
        words(painter, box.adjusted(32, 0, -6, 0), text, face, colours.ink, _LEFT)
        return box.right()


class OrderCardView(_CardButton):
    """Number, supplier, progress and the live countdown. ``orderChosen(order_id)``."""

    orderChosen = Signal(str)

    def __init__(self, ui: Ui, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self._card = card
        self._seconds = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.orderChosen.emit(self._card.order_id))
        self._tell()

    @property
    def card(self) -> OrderCard:
        return self._card

    def set_card(self, card: OrderCard) -> None:
        """Show other figures of the same place."""
        if card != self._card:
            self._card = card
            self._tell()

    def set_seconds(self, seconds: int) -> None:
        """The countdown; negative is late."""
        if seconds != self._seconds:
            self._seconds = seconds
            self.update()

    def due_text(self) -> str:
        """The countdown in words."""
        due = due_words(self._seconds, finished=self._card.finished)
        return self._ui.t(due.key, **due.params)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._card.number} {self._ui.pick(self._card.supplier)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, 148 if self._note() else 122)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, self.sizeHint().height())

    def _note(self) -> str:
        card = self._card
        told = self._ui.t(
            "elsewhere.order", lots=card.elsewhere_lots, accepted=f"{card.elsewhere_accepted:,}"
        )
        return " · ".join(filter(None, (told if card.elsewhere_lots else "", card.note)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self._paint_ground(painter)
        due = due_words(self._seconds, finished=self._card.finished)
        tone = self._ui.theme.tone(due.tone)
        bar = QRectF(box.left() + 1, box.top() + 14, 4, box.height() - 28)
        rounded(painter, bar, 2, tone.solid if due.tone != "neutral" else tone.line)
        inner = box.adjusted(SPACE.l + 4, SPACE.m, -SPACE.l, -SPACE.m)
        self._paint_head(painter, inner, self._paint_due(painter, inner, due.tone))
        self._paint_progress(painter, inner)
        painter.end()

    def _paint_due(self, painter: QPainter, inner: QRectF, tone: Tone) -> float:
        """The countdown over the due time, at the right; returns how much room is left of it."""
        palette, card = self._ui.theme.palette, self._card
        ink = palette.text if tone == "neutral" else palette.tone(tone).ink
        face, told = sized(20, bold=True), self.due_text()
        width = text_width(told, face) + 2
        place = QRectF(inner.right() - width, inner.top(), width, 30)
        words(painter, place, told, face, ink, _RIGHT)
        icon = _DUE_ICONS.get(tone, "")
        if icon:
            mark = QRectF(place.left() - 28, place.center().y() - 11, 22, 22)
            self._ui.icons.paint(painter, icon, ink, mark)
            width += 28
        at = self._ui.t("today.due_at", at=card.due_at.astimezone().strftime("%m-%d %H:%M"))
        below = QRectF(inner.right() - 180, inner.top() + 32, 180, 24)
        words(painter, below, at, sized(14), palette.text_muted, _RIGHT)
        return max(width, text_width(at, sized(14))) + SPACE.l

    def _paint_head(self, painter: QPainter, inner: QRectF, taken: float) -> None:
        palette, card = self._ui.theme.palette, self._card
        face = sized(20, bold=True)
        line = QRectF(inner.left(), inner.top(), inner.width() - taken, 30)
        words(painter, line, card.number, face, palette.text, _LEFT)
        left, middle = inner.left() + text_width(card.number, face) + SPACE.m, line.center().y()
        if card.urgent:
            told = self._ui.t("today.urgent")
            left = self._paint_tag(painter, left, middle, told, "bad", "urgent") + SPACE.s
        if card.channel == "cross_border":
            told = self._ui.t("today.channel.cross_border")
            self._paint_tag(painter, left, middle, told, "accent", "supplier")
        place = QRectF(inner.left(), inner.top() + 32, inner.width() - taken, 24)
        supplier = self._ui.pick(card.supplier)
        words(painter, place, supplier, sized(15), palette.text_muted, _LEFT)
        if self._note():
            place = QRectF(inner.left() + 24, inner.top() + 58, inner.width() - 24, 24)
            mark = QRectF(inner.left(), place.center().y() - 8, 16, 16)
            self._ui.icons.paint(painter, "note", palette.text_faint, mark)
            words(painter, place, self._note(), sized(15), palette.text, _LEFT)

    def _paint_progress(self, painter: QPainter, inner: QRectF) -> None:
        palette, card = self._ui.theme.palette, self._card
        told = self._ui.t(
            "today.progress", received=f"{card.received:,}", cartons=f"{card.cartons:,}",
            finished=card.lines_finished, lines=card.lines,
        )  # fmt: skip
        place = QRectF(inner.left(), inner.bottom() - 34, inner.width(), 22)
        words(painter, place, told, sized(14), palette.text_muted, _LEFT)
        track = QRectF(inner.left(), inner.bottom() - 8, inner.width(), 6)
        rounded(painter, track, 3, palette.neutral.soft)
        share = card.share
        if share > 0:
            tone = palette.good if card.finished else palette.accent
            done = QRectF(track.left(), track.top(), max(6.0, track.width() * share), 6)
            rounded(painter, done, 3, tone.solid)


class WorkCardView(_CardButton):
    """A lot left open: what, why, who, since when; one press goes on."""

    def __init__(self, ui: Ui, card: WorkCard, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self._card = card
        self._minutes = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def card(self) -> WorkCard:
        return self._card

    def set_minutes(self, minutes: int) -> None:
        """How long it has been left."""
        if minutes != self._minutes:
            self._minutes = minutes
            self.update()

    def state_text(self) -> str:
        """State and reason in words."""
        lot, t = self._card.lot, self._ui.t
        if lot.state == "parked":
            return t("today.work.parked", reason=t(f"today.park.{lot.park_reason}"))
        return t("today.work.held") if lot.state == "held" else t("today.work.open")

    def since_text(self) -> str:
        """Who, and how long ago."""
        who = self._ui.pick(self._card.who)
        hours, minutes = divmod(self._minutes, 60)
        if hours >= 24:
            return self._ui.t("today.work.since_days", who=who, days=hours // 24)
        if hours:
            return self._ui.t("today.work.since_hours", who=who, hours=hours, minutes=minutes)
        return self._ui.t("today.work.since", who=who, minutes=minutes)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._ui.pick(self._card.names)} {self.state_text()}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, 128)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, lot = self._ui.theme.palette, self._card.lot
        painter = QPainter(self)
        box = self._paint_ground(painter)
        inner = box.adjusted(SPACE.l, SPACE.m, -SPACE.l, -SPACE.m)
        tone, icon = WORK_LOOKS[lot.state]
        middle = inner.top() + 14
        self._paint_tag(painter, inner.left(), middle, self.state_text(), tone, icon)
        if lot.urgent:
            told = self._ui.t("today.urgent")
            left = inner.right() - text_width(told, sized(14, bold=True)) - 42
            self._paint_tag(painter, left, inner.bottom() - 16, told, "bad", "urgent")
        chevron = QRectF(inner.right() - 20, inner.top() + 4, 20, 20)
        self._ui.icons.paint(painter, "forward", palette.text_faint, chevron)
        name = QRectF(inner.left(), inner.top() + 34, inner.width(), 26)
        face = sized(17, bold=True)
        words(painter, name, self._ui.pick(self._card.names), face, palette.text, _LEFT)
        lines = (lot.lot_number, self.since_text())
        for at, told in enumerate(lines):
            place = QRectF(inner.left(), inner.top() + 60 + at * 20, inner.width(), 20)
            words(painter, place, told, sized(14), palette.text_muted, _LEFT)
        painter.end()
