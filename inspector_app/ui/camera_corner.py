"""The camera in the window: F3 or a press on its badge opens the reading panel over the page, and
the badge stays true."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import ANYTHING
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.camera_panel import CameraPanelPresenter
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.tools import CameraCondition, Tools
from inspector_app.ui.views.camera_panel import CameraPanel
from inspector_app.ui.widgets.status import CameraState

KEY = "F3"
PAGES = frozenset({"today", "order", "choose", "dock", "lot", "walk", "settings"})
"""Where a code of the goods means something, or a reading may be tried."""
BADGE_MS = 2_000
FIRST_LOOK_MS = 1_500
"""Looking for cameras takes a moment: not while the first page is still being drawn."""
_BADGES: dict[CameraCondition, CameraState] = {
    "ready": "ready", "live": "live", "off": "off", "lost": "trouble", "busy": "trouble",
    "denied": "trouble",
}  # fmt: skip


class CameraCorner(QObject):
    """Keeps the panel at the right edge of the page. ``take`` is the way of every scan."""

    def __init__(
        self, window: MainWindow, ui: Ui, tools: Tools, take: Callable[[RawScan], None]
    ) -> None:
        super().__init__(window)
        self._window, self._tools = window, tools
        presenter = CameraPanelPresenter(tools)
        presenter.on_scan = take
        self.panel = CameraPanel(ui, presenter, window.stack)
        self.panel.closed.connect(self._show_badge)
        window.stack.installEventFilter(self)
        self.panel.installEventFilter(self)
        QShortcut(QKeySequence(KEY), window, self.toggle)
        window.cameraWanted.connect(self.toggle)
        window.strip.camera.chosen.connect(self.toggle)
        window.pageShown.connect(lambda _: self.panel.close_panel())
        window.locked.connect(lambda _: self.panel.close_panel())
        window.closing.connect(self.panel.close_panel)
        timer = QTimer(self)
        timer.timeout.connect(self._show_badge)
        QTimer.singleShot(FIRST_LOOK_MS, self, self._show_badge)
        QTimer.singleShot(FIRST_LOOK_MS, timer, lambda: timer.start(BADGE_MS))

    def toggle(self) -> None:
        """Open the panel, or close it."""
        if not self.panel.isHidden():
            self.panel.close_panel()
        elif self._window.person is not None and self._window.current_name in PAGES:
            page = self._window.current
            self._place()
            self.panel.open_panel(page.in_hand() if page is not None else ANYTHING)
            self._show_badge()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """Below the page's header and above its bar, so that notices and actions stay in view; a
        low window gives up the header first."""
        stack, page = self._window.stack, self._window.current
        if page is None:
            return
        bar = page.bar.height() if page.bar.isVisible() else 0
        lowest = stack.height() - bar - SPACE.s - self.panel.height()
        top = max(SPACE.s, min(page.header.height(), lowest))
        self.panel.move(stack.width() - self.panel.width() - SPACE.l, top)

    def _show_badge(self) -> None:
        condition = self._tools.camera_desk.facts().condition
        self._window.strip.camera.set_state(_BADGES[condition])
