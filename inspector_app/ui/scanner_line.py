"""The scanner on a serial line, as the settings name it: every code goes the way of all scans."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from inspector_app.domain.scan import RawScan
from inspector_app.settings import Settings
from inspector_app.ui.context import Ui
from inspector_app.ui.devices.serial_scanner import SerialScanner
from inspector_app.ui.shell import MainWindow

NAMES = ("scanner_port", "scanner_baud")


class ScannerLine(QObject):
    """Opens the port of ``scanner_port`` and another one as soon as the setting changes; empty:
    none. The strip's badge follows the cable; a wrong speed is told once until a code comes."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        take: Callable[[RawScan], None],
        ui: Ui | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._take, self._ui = window, take, ui
        self._told = False
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
            scanner.scanned.connect(self._scanned)
            scanner.garbled.connect(self._garbled)
            scanner.connectedChanged.connect(lambda there: self._window.scanner_there(there=there))
            scanner.open()

    def _scanned(self, raw: RawScan) -> None:
        self._told = False
        self._take(raw)

    def _garbled(self) -> None:
        if self._ui is not None and not self._told:
            self._told = True
            self._ui.notices.attention(
                self._ui.t("scanner_test.garbled"), self._ui.t("scanner_test.garbled_text")
            )

    def _follow(self, settings: Settings, name: str) -> None:
        if name in NAMES:
            self.use(settings.text("scanner_port"), int(settings.text("scanner_baud")))
