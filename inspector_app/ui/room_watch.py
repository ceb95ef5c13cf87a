"""What the window watches for the photos' sake: a metered network, and room on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.room import size_words
from inspector_app.ui.tools import DiskFacts, Tools

LOOK_MS = 5 * 60_000
AGAIN = 12
"""A warning that stays true is repeated after so many looks: once an hour."""


class RoomWatch(QObject):
    """Warns while there is time, and again when photos are refused."""

    def __init__(self, window: QWidget, ui: Ui, tools: Tools) -> None:
        super().__init__(window)
        self._ui, self._tools = ui, tools
        self._quiet = 0
        self._was_full = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_MS)
        self.look()

    def look(self) -> None:
        """Ask the disk, off the GUI thread."""
        self._ui.tasks.read(self._tools.disk, self._show, lambda problem: None)

    def _show(self, facts: DiskFacts) -> None:
        if not facts.tight:
            self._quiet, self._was_full = 0, False
            return
        worse = facts.full and not self._was_full
        self._was_full = facts.full
        self._quiet = 0 if worse else self._quiet
        if self._quiet == 0:
            t, key = self._ui.t, "room.full" if facts.full else "room.tight"
            self._ui.notices.attention(t(key, free=size_words(facts.free)), t(f"{key}_text"))
        self._quiet = (self._quiet + 1) % AGAIN


def watch_network(window: QWidget, tools: Tools) -> None:
    """Tell the sender when the network is metered; Qt's part is loaded now, after the window."""
    from inspector_app.ui.devices.network import MeteredWatch

    MeteredWatch(window, lambda metered: tools.sync.set_metered(metered=metered))
