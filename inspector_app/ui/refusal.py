"""A window that only says why there is no window: another one is open, the folder is read-only."""

from __future__ import annotations

import logging
import sys

from PySide6.QtWidgets import QMainWindow

from inspector_app.domain.errors import InspectorError
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.widgets.notices import EmptyState

_log = logging.getLogger(__name__)


def show_refusal(desktop: Desktop, problem: InspectorError) -> int:
    """Say what is wrong and what to do, on screen and on stderr; 1 once it was read."""
    ui = desktop.ui
    sentence = ui.sentence(problem)
    _log.error("start_refused code=%s", problem.code)
    sys.stderr.write(f"{sentence}\n")
    window = QMainWindow()
    state = EmptyState(ui, icon="attention")
    state.set_texts(ui.t("start.cannot"), sentence, ui.t("start.quit"))
    state.actionChosen.connect(window.close)
    window.setCentralWidget(state)
    window.resize(720, 420)
    ui.say(window.setWindowTitle, "shell.title")
    window.show()
    desktop.run()
    return 1
