"""Notices that never block: the bar over the page, confirmation in place, empty places."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Notice, NoticeTone, Ui
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.text import Text

SHOWN_MS = 4_000
FLEETING_MS = 12_000
_LOOKS: dict[NoticeTone, tuple[Tone, str]] = {
    "info": ("accent", "info"),
    "accepted": ("good", "pass"),
    "attention": ("warn", "attention"),
    "wrong": ("bad", "fail"),
}


class _Toned(QWidget):
    """A rounded ground in a tone, with an icon at the left."""

    def setVisible(self, visible: bool) -> None:
        if not visible:
            give_focus_back(self)
        super().setVisible(visible)

    def __init__(self, ui: Ui, tone: Tone, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._tone: Tone = tone
        self._icon = icon
        ui.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = self._ui.theme.tone(self._tone)
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS_LARGE, tone.soft, tone.solid, width=1.5)
        place = QRectF(SPACE.l, self.height() / 2 - 14, 28, 28)
        self._ui.icons.paint(painter, self._icon, tone.ink, place)
        painter.end()


class NoticeBar(_Toned):
    """Shows one notice; short ones go by themselves, lasting ones at the next act or by ×."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, "accent", "info", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l + 28 + SPACE.m, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.m)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._text = Text("", "strong", self, wrap=True)
        self._detail = Text("", "muted", self, wrap=True)
        column.addWidget(self._text)
        column.addWidget(self._detail)
        row.addLayout(column, 1)
        self._action = Button(ui, parent=self)
        self._action.clicked.connect(self._act)
        row.addWidget(self._action)
        close = GhostButton(ui, icon="cross", parent=self)
        ui.say(close.setAccessibleName, "ui.close")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        for button in (self._action, close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._notice: Notice | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()
        ui.notices.posted.connect(self.show_notice)
        ui.notices.cleared.connect(self.dismiss)

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        self._notice = notice
        self._tone, self._icon = _LOOKS[notice.tone]
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        self._action.setText(notice.action)
        self._action.setVisible(bool(notice.action))
        self.setAccessibleName(notice.text)
        self.setVisible(True)
        self.updateGeometry()
        self.update()
        if notice.fleeting:
            self._timer.start(FLEETING_MS)
        elif notice.lasting or notice.action:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_MS)

    def dismiss(self) -> None:
        self._timer.stop()
        self._notice = None
        self.hide()

    def _act(self) -> None:
        notice = self._notice
        self.dismiss()
        if notice is not None and notice.act is not None:
            notice.act()


class ConfirmBar(_Toned):
    """Asks in place, without a dialog. ``confirmed`` or ``cancelled``; Esc cancels.

    ``extra`` (a QVBoxLayout) takes reason chips or a remark between question and buttons.
    """

    confirmed = Signal()
    cancelled = Signal()

    def __init__(
        self,
        ui: Ui,
        *,
        tone: Tone = "warn",
        icon: str = "attention",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(ui, tone, icon, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE.l + 28 + SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        outer.setSpacing(SPACE.s)
        row = QHBoxLayout()
        row.setSpacing(SPACE.s)
        self._question = Text("", "strong", self, wrap=True)
        row.addWidget(self._question, 1)
        self.cancel = Button(ui, parent=self)
        self.cancel.set_hint("Esc")
        ui.say(self.cancel.setText, "ui.cancel")
        self.cancel.clicked.connect(self._cancel)
        self.confirm = PrimaryButton(ui, large=False, tone=tone, parent=self)
        ui.say(self.confirm.setText, "ui.confirm")
        self.confirm.clicked.connect(self._confirm)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        self.extra = QVBoxLayout()
        outer.addLayout(self.extra)
        outer.addLayout(row)
        self.hide()

    def ask(self, question: str, confirm: str = "") -> None:
        """Show ``question``; ``confirm`` names the act (such as 停止并隔离)."""
        self._question.setText(question)
        self.setAccessibleName(question)
        if confirm:
            self.confirm.setText(confirm)
        else:
            self.confirm.setText(self._ui.t("ui.confirm"))
        self.setVisible(True)
        self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        self.hide()
        self.cancelled.emit()

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()


class EmptyState(QWidget):
    """Nothing here yet: an icon, what that means, and what to do (``actionChosen``)."""

    actionChosen = Signal()

    def __init__(
        self,
        ui: Ui,
        *,
        icon: str = "empty",
        title: str = "",
        text: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        column = QVBoxLayout(self)
        column.setSpacing(SPACE.s)
        column.addStretch(1)
        self._picture = _Disc(ui, icon, self)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.s)
        self._title = Text("", "title", self, wrap=True)
        self._text = Text("", "muted", self, wrap=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        self._action = Button(ui, parent=self)
        self._action.clicked.connect(self.actionChosen)
        column.addSpacing(SPACE.s)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.set_texts(title, text, action)

    def set_texts(self, title: str, text: str = "", action: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._action.setText(action)
        self._action.setVisible(bool(action))


class _Disc(QWidget):
    def __init__(self, ui: Ui, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._icon = ui, icon
        self.setFixedSize(88, 88)
        ui.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, 44, palette.sunken)
        self._ui.icons.paint(
            painter, self._icon, palette.text_faint, box.adjusted(24, 24, -24, -24)
        )
        painter.end()
