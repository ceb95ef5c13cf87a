"""Seeing what the system gives to our windows: keys, presses, touches."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QWindow


class WindowFilter(QObject):
    """An event filter on every window that gets the focus, after ``watch()``.

    A filter on the application would see each event of each object, thousands a second, and for
    each of them the GUI thread would wait its turn to run Python. A window's own are few.
    """

    def watch(self) -> None:
        """Begin to see events; call once."""
        application = QGuiApplication.instance()
        if not isinstance(application, QGuiApplication):
            return
        application.focusWindowChanged.connect(self._follow)
        for window in application.allWindows():
            self._follow(window)

    @Slot(QWindow)
    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time only moves it to the front
