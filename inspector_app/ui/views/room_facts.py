"""Where the originals lie and how much room is left, in one row."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.room import room_tone, room_words, size_words
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.tools import DiskFacts
from inspector_app.ui.widgets.text import Text

_NAMES = ("free", "here", "cleared")


class RoomFacts(QWidget):
    """Three values with their names, and one sentence: what is safe, or that room is short."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.l)
        grid.setVerticalSpacing(0)
        self._values: dict[str, Text] = {}
        for at, name in enumerate(_NAMES):
            label, value = Text("", "caption"), Text("", "strong", wrap=True)
            ui.say(label.setText, f"room.{name}")
            grid.addWidget(label, 0, at)
            grid.addWidget(value, 1, at)
            grid.setColumnStretch(at, 1)
            self._values[name] = value
        column.addLayout(grid)
        self._sentence = Text("", "caption", wrap=True)
        column.addWidget(self._sentence)

    def show_facts(self, facts: DiskFacts | None) -> None:
        """Show what the disk says; None while it was not asked yet."""
        t = self._ui.t
        self.setVisible(facts is not None)
        if facts is None:
            return
        words = room_words(self._ui.texts.translator, facts)
        for name in _NAMES:
            self._values[name].setText(getattr(words, name))
        tone = room_tone(facts)
        key = "room.full" if facts.full else "room.tight"
        short = f"{t(key, free=size_words(facts.free))} · {t(f'{key}_text')}"
        self._sentence.setText(short if facts.tight else t("room.safe"))
        self._values["free"].set_tone(tone)
        self._sentence.set_tone(tone)
