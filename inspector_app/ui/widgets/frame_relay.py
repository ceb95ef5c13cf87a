"""From the camera's thread to the window: the newest picture only, made ready off the GUI."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from inspector_app.services.ports import Frame
from inspector_app.ui.tools import LiveCodes
from inspector_app.ui.widgets.camera_view import frame_image

LONGEST = 1_280


class FrameRelay(QObject):
    """``offer(frame)`` on any thread; ``arrived(QImage)`` on the GUI thread. While the window is
    busy, older pictures are dropped."""

    arrived = Signal(QImage)
    _came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest = LONGEST
        """Pictures are shrunk to so many pixels a side, off the GUI thread."""
        self._lock = Lock()
        self._newest: QImage | None = None
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def offer(self, frame: Frame) -> None:
        """Show this frame unless a newer one comes first."""
        image = frame_image(frame, self.longest)
        if image.isNull():
            return
        with self._lock:
            idle, self._newest = self._newest is None, image
        if idle:
            self._came.emit()

    def _deliver(self) -> None:
        with self._lock:
            image, self._newest = self._newest, None
        if image is not None:
            self.arrived.emit(image)


class CodesRelay(QObject):
    """The same for the codes of frames: however busy the window is, one event waits for it. What
    became believable in frames that were passed over is told with the newest."""

    arrived = Signal(object)
    _came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._newest: LiveCodes | None = None
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def offer(self, codes: LiveCodes) -> None:
        """Tell these codes unless newer ones come first."""
        with self._lock:
            before, self._newest = self._newest, codes
            if before is not None and before.news:
                news = {scan.data: scan for scan in (*before.news, *codes.news)}
                self._newest = replace(codes, news=tuple(news.values()))
        if before is None:
            self._came.emit()

    def _deliver(self) -> None:
        with self._lock:
            codes, self._newest = self._newest, None
        if codes is not None:
            self.arrived.emit(codes)
