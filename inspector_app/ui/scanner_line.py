"""The scanner on a serial line, as the settings name it: every code goes the way of all scans."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from inspector_app.domain.scan import RawScan
from inspector_app.settings import Settings
from inspector_app.ui.devices.serial_scanner import SerialScanner
from inspector_app.ui.shell import MainWindow

NAMES = ("scanner_port", "scanner_baud")


class ScannerLine(QObject):
    """Opens the port of ``scanner_port`` and another one as soon as the setting changes; empty:
    none. The strip's badge follows the cable."""

    def __init__(
        self, window: MainWindow, settings: Settings, take: Callable[[RawScan], None]
    ) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self._scanner: SerialScanner | None = None
        window.settingKept.connect(self._follow)
        self.use(settings.text("scanner_port"), int(settings.text("scanner_baud")))

    @property
    def connected(self) -> bool:
        """Whether the scanner's port is open."""
        return self._scanner is not None and self._scanner.connected

    def use(self, port: str, baud: int) -> None:
        """Listen on this port from now on."""
        before, self._scanner = self._scanner, None
        if before is not None:
            before.close()
            before.deleteLater()
        self._window.scanner_there(there=not port)
        if port:
            scanner = self._scanner = SerialScanner(port, baud, self)
            scanner.scanned.connect(self._take)
            scanner.connectedChanged.connect(lambda there: self._window.scanner_there(there=there))
            scanner.open()

    def _follow(self, settings: Settings, name: str) -> None:
        if name in NAMES:
            self.use(settings.text("scanner_port"), int(settings.text("scanner_baud")))
