"""The way to the page of severity, with how many classes wait for a ruling."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6

from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.buttons import Button


def show_severity(ui: Ui, button: Button, find: Callable[[], int]) -> None:
    """Tell on the button how many wait; read off the GUI thread."""

    def show(waiting: int) -> None:
        if not shiboken6.isValid(button):
            return
        key = "severity.desk.waiting" if waiting else "severity.desk.open"
        button.setText(ui.t(key, count=waiting))
        button.set_tone("warn" if waiting else None)

    show(0)
    ui.tasks.read(find, show, lambda problem: None)
