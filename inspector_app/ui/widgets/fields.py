"""Fields for typing: safe from input methods, dates as eight digits, counts by steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life.dates import LabelDate, Stated, earliest_day, label_date
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS, SPACE, Tone
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.keypad import takes_digits
from inspector_app.ui.widgets.painting import rounded, words

Verdict: TypeAlias = tuple[Tone, str]
Judge: TypeAlias = Callable[[date], Verdict]
# Leaving a field for these is no going on: the person is still there.
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class PlainLineEdit(QLineEdit):
    """A line the input method never touches: for codes, lot numbers, searches, counts.

    A Chinese input method would swallow a scanner's keys; ``WA_InputMethodEnabled`` does not keep
    it out of a line edit, this query does.
    """

    def __init__(
        self, placeholder: str = "", parent: QWidget | None = None, *, big: bool = False
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setProperty("big", big)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        if argument is None:
            return super().inputMethodQuery(query)
        return super().inputMethodQuery(query, argument)

    def set_tone(self, tone: Tone) -> None:
        """``bad`` and ``good`` draw the frame in that colour; say why in words beside it."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class RemarkEdit(QPlainTextEdit):
    """The one kind of field where a person writes freely, with the input method."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(96)


class DateField8(QWidget):
    """A date typed as eight digits: ``2026-03-15`` fills up from the left.

    ``judge`` turns a real date into a tone and a sentence (``good`` and an empty sentence when
    there is nothing to say). Signals: ``dateEntered(date)`` on the eighth digit of a real date,
    ``digitsChanged(str)``. ``feed`` and ``delete`` let a ``KeyPad`` drive it.

    ``suggest`` shows a day nobody has confirmed: ``entered`` stays None, and typing replaces it.

    With ``months`` six digits are a month, for goods that show no day, once the person goes on:
    by Enter, by leaving the field or by a tap on the line below it. ``stated`` has both.
    """

    dateEntered = Signal(object)
    digitsChanged = Signal(str)

    def __init__(
        self,
        ui: Ui,
        judge: Judge | None = None,
        parent: QWidget | None = None,
        *,
        months: bool = False,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._judge = judge
        self._digits = ""
        self._months = months
        self._month_only = False
        self._suggested: Stated | None = None
        self._verdict: Verdict = ("neutral", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._rejudge)

    def sizeHint(self) -> QSize:
        return QSize(280, 64 + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(250, 64 + 28)

    @property
    def digits(self) -> str:
        return self._digits

    @property
    def entered(self) -> date | None:
        """The date when all eight digits make one."""
        if len(self._digits) != 8:
            return None
        digits = self._digits
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None

    @property
    def stated(self) -> Stated | None:
        """The date, or the month where the goods show no day; None while neither is settled."""
        return self._month() if self._month_only else self.entered

    @property
    def offers_month(self) -> bool:
        """Whether the digits are a month that Enter would take."""
        return self._months and not self._month_only and self._month() is not None

    def take_month(self) -> bool:
        """The goods show no day: the six digits are all there is. False when they are no month."""
        if not self.offers_month:
            return False
        self._month_only = True
        self._rejudge()
        self.digitsChanged.emit(self._digits)
        return True

    def _month(self) -> LabelDate | None:
        digits = self._digits
        if len(digits) != 6:
            return None
        try:
            found = label_date(LabelDate(year=int(digits[:4]), month=int(digits[4:])))
        except DateError:
            return None
        return found

    @property
    def message(self) -> str:
        """The sentence shown under the field."""
        return self._verdict[1]

    @property
    def suggested(self) -> Stated | None:
        """The day or month shown that nobody has confirmed."""
        return self._suggested

    def suggest(self, value: Stated | None) -> None:
        """Show ``value`` as not confirmed, or take the suggestion away; never over digits."""
        self._suggested = None if self._digits else value
        self._rejudge()

    def set_judge(self, judge: Judge | None) -> None:
        self._judge = judge
        self._rejudge()

    def set_date(self, value: Stated | None) -> None:
        """Show ``value`` without a signal."""
        self._digits = _digits_of(value)
        self._month_only = len(self._digits) == 6
        self._suggested = None
        self._rejudge()

    def set_digits(self, digits: str) -> None:
        """Show a partial entry without a signal (also takes leaked scanner keys back)."""
        self._digits = "".join(sign for sign in digits if sign in "0123456789")[:8]
        self._month_only = False
        self._rejudge()

    def feed(self, digit: str) -> None:
        """Take the next digit."""
        if len(self._digits) >= 8 or digit not in "0123456789" or not digit:
            return
        self._suggested = None
        self._month_only = False
        self._digits += digit
        self._rejudge()
        self.digitsChanged.emit(self._digits)
        entered = self.entered
        if entered is not None:
            self.dateEntered.emit(entered)

    def delete(self) -> None:
        """Take the last digit back."""
        if self._digits:
            self._digits = self._digits[:-1]
            self._month_only = False
            self._rejudge()
            self.digitsChanged.emit(self._digits)

    def clear(self) -> None:
        """Begin again."""
        if self._digits:
            self._digits = ""
            self._month_only = False
            self._rejudge()
            self.digitsChanged.emit("")

    def _rejudge(self) -> None:
        stated = self.stated
        if stated is not None:
            self._verdict = self._judge(earliest_day(stated)) if self._judge else ("good", "")
            if self._month_only and not self._verdict[1]:
                self._verdict = (self._verdict[0], self._ui.t("date8.month_only"))
        elif self.offers_month:
            self._verdict = ("accent", self._ui.t("date8.month_offer"))
        elif len(self._digits) == 8:
            self._verdict = ("bad", self._ui.t("date8.impossible"))
        elif self._suggested is not None:
            self._verdict = ("accent", self._ui.t("date8.suggested"))
        else:
            self._verdict = ("neutral", self._ui.t("date8.incomplete"))
        self.setAccessibleDescription(self._verdict[1])
        self.update()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)

    def event(self, event: QEvent) -> bool:
        if takes_digits(event, finish=self.offers_month):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.take_month():
            self.dateEntered.emit(self.stated)
        elif event.text() and event.text() in "0123456789":
            self.feed(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.delete()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() > 64 and self.take_month():
            self.dateEntered.emit(self.stated)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _STAYS:
            self.take_month()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        tone = palette.tone(self._verdict[0])
        coloured = self._verdict[0] in ("good", "warn", "bad")
        focused = self.hasFocus()
        line = tone.solid if coloured else palette.focus if focused else palette.border_strong
        painter = QPainter(self)
        box = QRectF(0, 0, self.width(), 64)
        if self._suggested is not None:
            line = palette.focus if focused else palette.accent.solid
        rounded(
            painter, box, RADIUS, palette.raised, line, width=2 if focused or coloured else 1,
            dashed=self._suggested is not None,
        )  # fmt: skip
        self._paint_digits(painter, box)
        if self._verdict[1]:
            ink = tone.ink if coloured else palette.text_faint
            icon = {"bad": "fail", "warn": "attention", "good": "pass"}.get(self._verdict[0], "")
            left = 0.0
            if icon:
                self._ui.icons.paint(painter, icon, ink, QRectF(0, 70, 18, 18))
                left = 24.0
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            room = QRectF(left, 66, self.width() - left, 26)
            words(painter, room, self._verdict[1], sized(14), ink, flags)
        painter.end()

    def _paint_digits(self, painter: QPainter, box: QRectF) -> None:
        palette = self._ui.theme.palette
        face = sized(28, bold=True)
        step = min(21.0, (box.width() - 24) / 10)
        left = box.left() + 16
        places = "YYYY-MM-DD"
        digits, ink = self._digits, palette.text
        if self._suggested is not None:
            digits, ink, face = _digits_of(self._suggested), palette.accent.ink, sized(28)
        month_only = self._month_only or (self._suggested is not None and len(digits) == 6)
        at = 0
        for sign in places:
            cell = QRectF(left, box.top(), step, box.height())
            if month_only and at >= len(digits):
                break
            if sign == "-":
                words(painter, cell, "-", face, palette.text_faint)
            elif at < len(digits):
                words(painter, cell, digits[at], face, ink)
                at += 1
            else:
                here = at == len(digits) and self.hasFocus()
                colour = palette.focus if here else palette.border_strong
                rounded(painter, QRectF(left + 3, 48, step - 6, 3 if here else 2), 1, colour)
                at += 1
            left += step


def _digits_of(value: Stated | None) -> str:
    return "" if value is None else value.isoformat().replace("-", "")


class CountStepper(QWidget):
    """A whole number by minus, plus or typing. ``countChanged(int)``."""

    countChanged = Signal(int)

    def __init__(
        self,
        ui: Ui,
        *,
        minimum: int = 0,
        maximum: int = 999_999,
        value: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum = minimum, maximum
        self._value = value
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        self._less = Button(ui, icon="minus", large=True)
        self._more = Button(ui, icon="plus", large=True)
        for button, key, step in ((self._less, "ui.less", -1), (self._more, "ui.more", 1)):
            button.setAutoRepeat(True)
            button.setFixedWidth(72)
            ui.say(button.setAccessibleName, key)
            button.clicked.connect(lambda _=False, by=step: self._take(self._value + by))
        self._field = PlainLineEdit(big=True)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._field.setFixedWidth(128)
        self._field.setValidator(QIntValidator(minimum, maximum, self))
        self._field.textEdited.connect(self._typed)
        self._field.editingFinished.connect(lambda: self.set_value(self._value))
        row.addWidget(self._less)
        row.addWidget(self._field)
        row.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._field)
        self.set_value(value)

    @property
    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Show ``value`` without a signal, kept within the limits."""
        self._value = min(max(value, self._minimum), self._maximum)
        self._field.setText(str(self._value))
        self._less.setEnabled(self._value > self._minimum)
        self._more.setEnabled(self._value < self._maximum)

    def set_limits(self, minimum: int, maximum: int) -> None:
        self._minimum, self._maximum = minimum, maximum
        self._field.setValidator(QIntValidator(minimum, maximum, self))
        self.set_value(self._value)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._field.setAccessibleName(name)

    def _typed(self, text: str) -> None:
        if text.isdigit() and self._minimum <= int(text) <= self._maximum:
            self._value = int(text)
            self.countChanged.emit(self._value)

    def _take(self, value: int) -> None:
        before = self._value
        self.set_value(value)
        if self._value != before:
            self.countChanged.emit(self._value)
