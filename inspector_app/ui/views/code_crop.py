"""Over the page: a picture, the codes in it outlined, and a person pointing at the right one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.code_crop import (
    MOST_CODES,
    CodeCropPresenter,
    CodeCropState,
    CropCode,
    Sight,
)
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.cover import Cover
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.camera_view import frame_image
from inspector_app.ui.widgets.code_edit import CodeEdit
from inspector_app.ui.widgets.code_question import CodeQuestion
from inspector_app.ui.widgets.crop_view import CropMark, CropView
from inspector_app.ui.widgets.text import Text

SIDE = 344
NARROW_SIDE = 296
NARROW_BELOW = 1_000
LONGEST = 2_400
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def look_at(data: bytes) -> Sight:
    """Picture bytes for the view, with their upright size. Off the GUI thread."""
    whole = Frame(data=data, format="jpeg", width=0, height=0, stride=0, number=0)
    image = frame_image(whole)
    width, height = image.width(), image.height()
    if max(width, height) > LONGEST:
        image = image.scaled(
            LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
    return Sight(picture=image, width=width, height=height)


class CodeCropCover(Cover):
    """1 … 9 choose an outlined code, Enter takes it or reads the box, Esc closes."""

    def __init__(self, ui: Ui, presenter: CodeCropPresenter, page: QWidget) -> None:
        super().__init__(ui, page)
        self._ui, self._presenter = ui, presenter
        self._state = CodeCropState()
        self._picture: object = None
        ui.say(self.title.setText, "code_crop.title")
        ui.say(self.facts.setText, "code_crop.how")
        self.tools.addWidget(self._zoom_button("minus", "photo_view.further", 1 / 1.5))
        self.tools.addWidget(self._zoom_button("plus", "photo_view.closer", 1.5))
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self.view = CropView(ui, self)
        self.view.codeChosen.connect(presenter.choose)
        self.view.pointed.connect(presenter.point)
        self.view.boxed.connect(self._read_box)
        row.addWidget(self.view, 1)
        self.side = QStackedWidget(self)
        self.side.setFixedWidth(SIDE)
        self.side.addWidget(self._finding())
        self.question = CodeQuestion(ui, self)
        self.question.confirmed.connect(presenter.confirm)
        self.question.denied.connect(presenter.deny)
        self.question.typed.connect(presenter.type_instead)
        self.question.edit.installEventFilter(self)
        self.side.addWidget(self.question)
        row.addWidget(self.side)
        self.body.addLayout(row, 1)
        self.closed.connect(presenter.close)
        presenter.on_change = self.show_state
        ui.texts.languageChanged.connect(lambda: self.show_state(presenter.state))

    def _zoom_button(self, icon: str, key: str, factor: float) -> Button:
        button = Button(self._ui, icon=icon, parent=self)
        self._ui.say(button.setToolTip, key)
        self._ui.say(button.setAccessibleName, key)
        button.clicked.connect(lambda: self.view.zoom_by(factor))
        return button

    def _finding(self) -> QWidget:
        """What was found, the codes to choose from, and what to try."""
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._word = Text("", "title", side, wrap=True)
        self._try = Text("", "body", side, wrap=True)
        column.addWidget(self._word)
        column.addWidget(self._try)
        column.addSpacing(SPACE.s)
        self.rows = [self._row(side, number) for number in range(1, MOST_CODES + 1)]
        for row in self.rows:
            column.addWidget(row)
        self._about = Text("", "muted", side, wrap=True)
        column.addWidget(self._about)
        self.edit = CodeEdit("", side)
        self._ui.say(self.edit.setPlaceholderText, "code_crop.ask.typed")
        self._ui.say(self.edit.setAccessibleName, "code_crop.ask.typed")
        self.edit.codeEntered.connect(self._presenter.type_instead)
        column.addWidget(self.edit)
        column.addStretch(1)
        self.take = PrimaryButton(self._ui, icon="check", hint="Return", bind=False, parent=side)
        self.take.clicked.connect(self._enter)
        column.addWidget(self.take)
        return side

    def _row(self, parent: QWidget, number: int) -> Button:
        row = Button(self._ui, hint=str(number), bind=False, parent=parent)
        row.clicked.connect(partial(self._presenter.choose, number))
        row.setVisible(False)
        return row

    # -- showing

    def show_state(self, state: CodeCropState) -> None:
        """Draw what the presenter says."""
        self._state = state
        if not state.open:
            self._picture = None
            self.view.set_image(QImage())
            self.close_cover()
            return
        if not self.isVisible():
            self.edit.clear()
            self.open_cover(self.view)
        if state.picture is not self._picture:
            self._picture = state.picture
            image = state.picture if isinstance(state.picture, QImage) else QImage()
            self.view.set_image(image, self._ui.t("code_crop.title"))
        busy = self._ui.t(f"code_crop.word.{state.word}") if state.busy else ""
        self.view.set_part(state.box, busy)
        self.view.set_marks(tuple(_mark(code, state) for code in state.codes))
        if state.asking is not None:
            self._ask(state.asking)
            return
        if self.side.currentWidget() is self.question:
            self.side.setCurrentIndex(0)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_finding(state)

    def _ask(self, code: CropCode) -> None:
        if self.side.currentWidget() is not self.question:
            part = self.view.part_of(code.corners)
            self.question.show_code(code.text, code.format, part)
            self.side.setCurrentWidget(self.question)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._ui.sounds.play("attention")

    def _show_finding(self, state: CodeCropState) -> None:
        t = self._ui.t
        self._word.setText(t(f"code_crop.word.{state.word}", count=len(state.codes)))
        self._try.setText(t(f"code_crop.try.{state.word}"))
        for row, code in zip(self.rows, [*state.codes, *[None] * MOST_CODES], strict=False):
            row.setVisible(code is not None)
            if code is not None:
                chosen = state.chosen is not None and state.chosen.number == code.number
                row.setText(code.text)
                row.set_icon(_icon(code, chosen=chosen))
                row.set_kind("primary" if chosen else "secondary")
                row.set_tone(_tone(code) if chosen else None)
                row.setEnabled(not state.busy)
        self._about.setText(self._about_words(state.chosen))
        self._about.setVisible(state.chosen is not None)
        self.edit.setVisible(state.word in ("nothing", "nothing_here"))
        boxed = self.view.box is not None
        self.take.setVisible(state.chosen is not None or boxed)
        self.take.setText(t("code_crop.read_box" if boxed else "code_crop.take"))

    def _about_words(self, code: CropCode | None) -> str:
        if code is None:
            return ""
        known = "wanted" if code.wanted else code.trust
        words = (code.format, self._ui.t(f"code_crop.trust.{known}"))
        return " · ".join(word for word in words if word)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._state.asking is not None:
            if key == Qt.Key.Key_Escape:
                self._presenter.deny()
                return
            if self.question.press(key):
                return
        elif key in _ENTER:
            self._enter()
            return
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._presenter.choose(key - Qt.Key.Key_0)
            return
        super().keyPressEvent(event)
        if self.view.box is not None:  # the arrows made or moved it
            self._show_finding(self._state)

    def _enter(self) -> None:
        if self.view.box is not None:
            self._presenter.read_box(self.view.box)
        else:
            self._presenter.take()

    def _read_box(self, left: float, top: float, right: float, bottom: float) -> None:
        self._presenter.read_box((left, top, right, bottom))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.question.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._presenter.deny()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(NARROW_SIDE if self.width() < NARROW_BELOW else SIDE)


def _tone(code: CropCode) -> Tone:
    if code.trust == "unproved":
        return "warn"
    return "good" if code.wanted else "accent"


def _icon(code: CropCode, *, chosen: bool) -> str:
    if code.trust == "unproved":
        return "attention"
    return "check" if chosen or code.wanted else "barcode"


def _mark(code: CropCode, state: CodeCropState) -> CropMark:
    chosen = state.chosen is not None and state.chosen.number == code.number
    return CropMark(number=code.number, corners=code.corners, tone=_tone(code), chosen=chosen)
