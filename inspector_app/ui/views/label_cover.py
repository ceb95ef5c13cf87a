"""Over the page: a label for goods that carry no code, in the size of the roll, so many times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.i18n import Language
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.tools import LabelSize
from inspector_app.ui.views.cover import Cover
from inspector_app.ui.views.paper_viewer import PaperActions, PaperView
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import CountStepper
from inspector_app.ui.widgets.text import Text

MAX_COPIES = 500
SETTLED_MS = 250
FIRST_SIZE: LabelSize = "60x40"
_SIZES: tuple[LabelSize, ...] = ("60x40", "70x50", "100x60")
_SIDE = 400

MakeLabel = Callable[[LabelSize, int, Language], Path]


class LabelCover(Cover):
    """``open_label(name, make)``; Enter prints, 1 … 3 choose the size, Esc closes."""

    def __init__(self, ui: Ui, page: QWidget) -> None:
        super().__init__(ui, page)
        self._ui = ui
        self._make: MakeLabel | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        self.view = PaperView(ui)
        row.addWidget(self.view, 1)
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        why = Text("", "body", side, wrap=True)
        ui.say(why.setText, "warehouse_label.why")
        column.addWidget(why)
        column.addSpacing(SPACE.s)
        self.sizes = ReasonChips(ui, [])
        self.sizes.reasonChosen.connect(lambda _: self._refresh())
        self.copies = CountStepper(ui, minimum=1, maximum=MAX_COPIES, value=1)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._refresh)
        self.copies.countChanged.connect(lambda _: self._settled.start())
        for key, widget in (("size", self.sizes), ("copies", self.copies)):
            label = Text("", "muted", side)
            ui.say(label.setText, f"warehouse_label.{key}")
            column.addWidget(label)
            column.addWidget(widget)
        column.addSpacing(SPACE.s)
        self.actions_box = PaperActions(ui, self.view)
        self.actions_box.print.set_hint("Return", bind=False)
        column.addWidget(self.actions_box)
        column.addStretch(1)
        row.addWidget(side)
        self.body.addLayout(row, 1)
        self.sizes.set_choices([Choice(value=size, text=size.replace("x", "×")) for size in _SIZES])
        self.sizes.choose(FIRST_SIZE)

    def open_label(self, name: str, make: MakeLabel) -> None:
        """Show the label of these goods as it will be printed."""
        self._make = make
        self.title.setText(self._ui.t("warehouse_label.title"))
        self.facts.setText(name)
        self.copies.set_value(1)
        self.open_cover()
        self._refresh()

    @property
    def label_size(self) -> LabelSize:
        """The chosen size."""
        return cast(LabelSize, self.sizes.value or FIRST_SIZE)

    def _refresh(self) -> None:
        self._settled.stop()
        make, size, copies = self._make, self.label_size, self.copies.value
        if make is None or not self.isVisible():
            return
        language = self._ui.texts.language
        self.view.show_paper(lambda: make(size, copies, language), self.actions_box.refresh)
        self.actions_box.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._settled.isActive():  # else the paper has another count yet
                self.actions_box.print_now()
            return
        at = key - Qt.Key.Key_1
        if 0 <= at < len(_SIZES):
            self.sizes.choose(_SIZES[at])
            self._refresh()
            return
        super().keyPressEvent(event)
