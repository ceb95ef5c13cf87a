"""Where the received units are: one bar, one figure a part, and what is opened or retained."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from inspector_app.domain.inspection.balance import Balance
from inspector_app.domain.inspection.sampling_acts import UnitUse
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.fields import CountStepper
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

PARTS: tuple[tuple[str, Tone, str], ...] = (
    ("saleable", "good", "pass"),
    ("held", "hold", "quarantine"),
    ("refused", "bad", "fail"),
    ("opened", "warn", "unit"),
    ("retained", "accent", "folder"),
    ("short", "neutral", "minus"),
)
USES: tuple[UnitUse, ...] = ("opened", "retained")


class BalanceCard(Card):
    """``taken(use, count)`` when somebody records what was opened or retained."""

    taken = Signal(str, int)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "summary.quantity.title")
        self._bar = BalanceBar(ui)
        self.body.addWidget(self._bar)
        self._parts = QWidget()
        self._flow = FlowLayout(self._parts, SPACE.s)
        self.body.addWidget(self._parts)
        self._odd = Text("", "strong", tone="bad", wrap=True)
        self.body.addWidget(self._odd)
        self._form = QWidget()
        rows = QGridLayout(self._form)
        rows.setContentsMargins(0, SPACE.xs, 0, 0)
        rows.setHorizontalSpacing(SPACE.l)
        rows.setColumnStretch(0, 1)
        self._steppers: dict[UnitUse, CountStepper] = {}
        self._counts: dict[UnitUse, int] = {}
        self._add_stepper(rows, 0, "opened", "more_opened")
        self._add_stepper(rows, 1, "retained", "retain")
        self._save = Button(ui, icon="check")
        ui.say(self._save.setText, "summary.quantity.save")
        self._save.clicked.connect(self._record)
        rows.addWidget(self._save, 2, 1, Qt.AlignmentFlag.AlignRight)
        self.body.addWidget(self._form)
        note = Text("", "caption", wrap=True)
        ui.say(note.setText, "summary.quantity.note")
        self.body.addWidget(note)

    def _add_stepper(self, rows: QGridLayout, at: int, use: UnitUse, key: str) -> None:
        label = Text("", "body", wrap=True)
        self._ui.say(label.setText, f"summary.quantity.{key}")
        rows.addWidget(label, at, 0)
        stepper = CountStepper(self._ui, minimum=0, maximum=0, value=0)
        self._ui.say(stepper.setAccessibleName, f"summary.quantity.{key}")
        stepper.countChanged.connect(lambda _: self._changed())
        self._steppers[use] = stepper
        rows.addWidget(stepper, at, 1)

    def show_balance(self, balance: Balance, counts: dict[UnitUse, int], *, editable: bool) -> None:
        """Show the parts; ``counts`` are what was recorded so far for each use."""
        self._bar.show_balance(balance)
        clear(self._flow)
        t = self._ui.t
        received = t("summary.quantity.received")
        self._add(f"{received} {balance.received:,}", "neutral", "carton")
        for name, tone, icon in PARTS:
            count = getattr(balance, name)
            if count or name == "saleable":
                self._add(f"{t(f'summary.quantity.{name}')} {count:,}", tone, icon)
        self._odd.setVisible(bool(balance.overdrawn))
        self._odd.setText(t("summary.quantity.overdrawn", count=balance.overdrawn))
        self._form.setVisible(editable)
        if counts != self._counts or not editable:
            self._counts = counts
            for use, stepper in self._steppers.items():
                stepper.set_limits(0, balance.received)
                stepper.set_value(counts[use])
        self._changed()

    def _add(self, text: str, tone: Tone, icon: str) -> None:
        tag = Tag(self._ui, text, tone=tone, icon=icon)
        self._flow.addWidget(tag)
        tag.setVisible(True)

    def _changed(self) -> None:
        self._save.setEnabled(any(self._steppers[u].value != self._counts.get(u) for u in USES))

    def _record(self) -> None:
        for use in USES:
            if self._steppers[use].value != self._counts.get(use):
                self.taken.emit(use, self._steppers[use].value)


class BalanceBar(QWidget):
    """The parts in proportion; each is seen, however small."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._balance: Balance | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def show_balance(self, balance: Balance) -> None:
        """Show these parts."""
        self._balance = balance
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        balance = self._balance
        if balance is None:
            return
        palette = self._ui.theme.palette
        painter = QPainter(self)
        track = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        rounded(painter, track, 7, palette.sunken, palette.border)
        shown = [
            (getattr(balance, name), tone) for name, tone, _ in PARTS if getattr(balance, name)
        ]
        least = 6.0
        room = track.width() - least * len(shown)
        left = track.left()
        for count, tone in shown:
            width = least + room * count / max(1, balance.received)
            part = QRectF(left, track.top(), max(2.0, width - 1), track.height())
            rounded(painter, part, 4, self._ui.theme.tone(tone).solid)
            left += width
        painter.end()
