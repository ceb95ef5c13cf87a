"""Whether the network is metered, as the system tells; a system that does not tell is not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


class MeteredWatch(QObject):
    """``tell(metered)`` once at the start and at each change, on the GUI thread."""

    def __init__(self, parent: QObject, tell: Callable[[bool], None]) -> None:
        super().__init__(parent)
        self._tell = tell
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Metered):
            return
        self._network = QNetworkInformation.instance()
        self._network.isMeteredChanged.connect(tell)
        tell(self._network.isMetered())
