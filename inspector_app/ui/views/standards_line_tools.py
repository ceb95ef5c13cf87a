"""What one does with a line of the outline: add, move, copy, delete."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_editor import EditorPresenter
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button, GhostButton

SLACK = 26
"""Padding of a quiet button that it can do without."""


class LineTools(QWidget):
    """Two lines of buttons under the outline."""

    def __init__(self, ui: Ui, presenter: EditorPresenter) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE.xs)
            column.addLayout(row)
        for key, add in (("item", presenter.add_item), ("stage", presenter.add_stage)):
            button = Button(ui, icon="plus")
            ui.say(button.setText, f"standards.add_{key}")
            button.clicked.connect(lambda _=False, act=add: act())
            first.addWidget(button, 1)
        self._tools: dict[GhostButton, str] = {}
        for icon, key, press in (
            ("up", "move_up", lambda: presenter.move(-1)),
            ("down", "move_down", lambda: presenter.move(1)),
            ("copy", "copy", presenter.copy),
            ("trash", "delete", presenter.delete),
        ):
            tool = GhostButton(ui, icon=icon)
            ui.say(tool.setToolTip, f"standards.{key}_hint")
            tool.clicked.connect(lambda _=False, act=press: act())
            second.addWidget(tool, 1)
            self._tools[tool] = key

    def set_line(self, *, on: bool) -> None:
        """Whether a line is chosen that can be moved, copied and deleted."""
        for tool in self._tools:
            tool.setEnabled(on)

    def fit(self, room: int) -> None:
        """Words beside the icons only where all of them fit into ``room`` pixels."""
        t = self._ui.t
        for tool, key in self._tools.items():
            tool.setText(t(f"standards.{key}"))
        widest = max(tool.sizeHint().width() for tool in self._tools)
        wanted = len(self._tools) * (widest - SLACK)
        for tool, key in self._tools.items():
            if wanted > room:
                tool.setText("")
            tool.setAccessibleName(t(f"standards.{key}"))
