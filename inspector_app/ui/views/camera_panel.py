"""The panel over the page where the camera reads codes; never modal."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.camera_panel import (
    MOST_CODES,
    STILLS,
    CameraPanelPresenter,
    CameraPanelState,
    CodeInView,
    CodeState,
    Word,
)
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.tools import CameraFacts
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.camera_view import CameraView, CodeMark
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.frame_relay import CodesRelay, FrameRelay
from inspector_app.ui.widgets.text import Text
from inspector_app.ui.window_filter import WindowFilter

WIDTH = 404
PICTURE = 220
LOOK_MS = 300
FREEZE = "Alt+F"
_ICONS: dict[CodeState, str] = {"taken": "check", "unproved": "attention"}
_TONES: dict[CodeState, Tone] = {
    "seen": "accent", "choice": "accent", "taken": "good", "unproved": "warn",
}  # fmt: skip
_WORD_TONES: dict[Word, Tone] = {
    "off": "neutral", "aim": "neutral", "look": "neutral", "choose": "accent", "tap": "accent",
    "taken": "good", "unproved": "warn",
}  # fmt: skip


class CameraPanel(QFrame):
    """``open_panel`` and ``close_panel``; Esc or × closes: ``closed``. ``cropWanted``: a person
    wants to point at the code of what is seen; ``askWanted(Asked)``: a code must be compared with
    the print. Place it at the right edge of what it lies over."""

    closed = Signal()
    cropWanted = Signal()
    askWanted = Signal(object)

    def __init__(self, ui: Ui, presenter: CameraPanelPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._presenter = ui, presenter
        self._condition = ""
        self._shape: tuple[object, ...] = ()
        self.setObjectName("Floating")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.m, SPACE.s, SPACE.m, SPACE.m)
        column.setSpacing(SPACE.s)
        column.addLayout(self._head())
        self.view = CameraView(ui, self)
        self.view.setFixedHeight(PICTURE)
        self.view.codeChosen.connect(presenter.choose)
        column.addWidget(self.view)
        column.addWidget(self._turning())
        self._word = Text("", "body", self, wrap=True)
        column.addWidget(self._word)
        self.rows = [self._row(number) for number in range(1, MOST_CODES + 1)]
        for row in self.rows:
            column.addWidget(row)
        QShortcut(QKeySequence(FREEZE), self, self._freeze_by_key)
        self._relay = FrameRelay(self)
        self._relay.arrived.connect(self._show_image)
        self._codes = CodesRelay(self)
        self._codes.arrived.connect(presenter.show_codes)
        presenter.on_ask = self.askWanted.emit
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(presenter.look_again)
        self._escape = _EscapeFirst(self)
        self._escape.pressed.connect(self.close_panel)
        presenter.on_change = self.show_state
        ui.texts.languageChanged.connect(lambda: self.show_state(presenter.state))
        self.hide()

    # -- building

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        title = Text("", "title", self)
        self._ui.say(title.setText, "camera_panel.title")
        head.addWidget(title, 1)
        self.freeze = GhostButton(self._ui, icon="pause", parent=self)
        self._ui.say(self.freeze.setText, "code_crop.freeze")
        self._ui.say(self.freeze.setToolTip, "code_crop.freeze_hint")
        self.freeze.clicked.connect(self.cropWanted)
        head.addWidget(self.freeze)
        close = GhostButton(self._ui, icon="cross", hint="Esc", bind=False, parent=self)
        self._ui.say(close.setAccessibleName, "ui.close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        return head

    def _turning(self) -> QWidget:
        """Back, how many, on: where pictures stand for the camera."""
        self.turning = QWidget(self)
        row = QHBoxLayout(self.turning)
        row.setContentsMargins(0, 0, 0, 0)
        self._turn_keys: list[QShortcut] = []
        self.back = Button(self._ui, icon="back", parent=self)
        self.next = Button(self._ui, icon="forward", parent=self)
        for button, name, key, by in (
            (self.back, "previous", "Alt+Left", -1), (self.next, "next", "Alt+Right", 1),
        ):  # fmt: skip
            self._ui.say(button.setText, f"camera_panel.{name}")
            button.setToolTip(key)
            button.clicked.connect(lambda _=False, by=by: self._presenter.step(by))
            # Of the panel: the buttons come only once the folder was looked at.
            turn = QShortcut(QKeySequence(key), self, partial(self._presenter.step, by))
            self._turn_keys.append(turn)
        self._place = Text("", "muted", self)
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.back)
        row.addWidget(self._place, 1)
        row.addWidget(self.next)
        return self.turning

    def _row(self, number: int) -> Button:
        row = Button(self._ui, icon="barcode", hint=f"Alt+{number}", parent=self)
        row.setVisible(False)
        row.clicked.connect(partial(self._choose, number))
        return row

    # -- opening and closing

    def open_panel(self, in_hand: InHand = ANYTHING) -> None:
        """Show it and look through the camera; of several codes that of ``in_hand`` is meant."""
        self._condition, self._shape = "", ()
        self.setVisible(True)
        self.raise_()
        self._escape.listen(True)
        self._relay.longest = round(WIDTH * self.devicePixelRatioF())
        self._presenter.open(self._relay.offer, self._codes.offer, in_hand)
        self._timer.start()

    @property
    def state(self) -> CameraPanelState:
        """What it shows."""
        return self._presenter.state

    def pause(self) -> None:
        """Take no code until it is closed."""
        self._presenter.pause()

    def _freeze_by_key(self) -> None:
        if self.freeze.isEnabled():
            self.cropWanted.emit()

    def close_panel(self) -> None:
        """Give the camera back."""
        if self.isHidden():
            return
        self._timer.stop()
        self._escape.listen(False)
        self._presenter.close()
        give_focus_back(self)
        self.hide()
        self.closed.emit()

    # -- showing

    def show_state(self, state: CameraPanelState) -> None:
        """Draw what the presenter says."""
        if not state.open:
            return
        self._show_facts(state.facts)
        t = self._ui.t
        word = f"{state.word}_{state.facts.kind}" if state.word == "off" else state.word
        self._word.setText(t(f"camera_panel.word.{word}", code=state.taken))
        self._word.set_tone(_WORD_TONES[state.word])
        several = len(state.codes) > 1 or state.word in ("tap", "unproved")
        self.view.mark_codes(tuple(_mark(code, several) for code in state.codes))
        for at, row in enumerate(self.rows):
            code = state.codes[at] if several and at < len(state.codes) else None
            row.setVisible(code is not None)
            if code is not None and row.text() != code.text:
                row.setText(code.text)
            if code is not None:
                row.set_icon(_ICONS.get(code.state, "barcode"))
        self._fit(state, several=several)

    def _fit(self, state: CameraPanelState, *, several: bool) -> None:
        """Its height follows what it says, not each frame."""
        self.freeze.setEnabled(state.facts.there)
        shape = (
            self._word.text(), len(state.codes) if several else 0, state.facts.count > 0,
            self._ui.texts.language,
        )  # fmt: skip
        if shape != self._shape:
            self._shape = shape
            layout = self.layout()
            assert layout is not None
            layout.activate()
            self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))

    def _show_facts(self, facts: CameraFacts) -> None:
        t = self._ui.t
        simulated = facts.kind != "camera"
        caption = t(f"camera_panel.source.{facts.kind}", name=facts.name) if simulated else ""
        self.view.set_caption(caption)
        self.turning.setVisible(facts.count > 0)
        for turn in self._turn_keys:
            turn.setEnabled(facts.kind in STILLS)
        self._place.setText(t("camera_panel.place", place=facts.place, count=facts.count))
        # A picture that lies there comes once: going live must not wipe it.
        shown = f"{facts.kind}/{'there' if facts.there else facts.condition}"
        if shown == self._condition:
            return
        self._condition = shown
        kind = "pictures" if facts.kind != "camera" and facts.condition == "off" else "camera"
        self.view.show_message(f"camera_panel.message.{kind}_{facts.condition}")

    def _show_image(self, image: object) -> None:
        if self._presenter.state.facts.there:
            self.view.show_image(image)  # type: ignore[arg-type]  # the signal carries a QImage

    def _choose(self, number: int) -> None:
        codes = self._presenter.state.codes
        if number <= len(codes):
            self._presenter.choose(codes[number - 1].key)


def _mark(code: CodeInView, several: bool) -> CodeMark:
    return CodeMark(
        key=code.key, corners=code.corners, text=str(code.number) if several else "",
        tone=_TONES[code.state],
    )  # fmt: skip


class _EscapeFirst(WindowFilter):
    """Esc closes the panel before it means anything to the page below."""

    pressed = Signal()

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._listening = False
        self.watch()

    def listen(self, listening: bool) -> None:
        self._listening = listening

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._listening or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape or watched is not self._panel.window().windowHandle():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.pressed.emit()
            return True
        return False
