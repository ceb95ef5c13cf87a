"""A scanner on a serial line (USB-CDC): no input method and no focus can spoil its codes."""

from __future__ import annotations

import logging

from PySide6.QtCore import QIODeviceBase, QObject, QTimer, Signal
from PySide6.QtSerialPort import QSerialPort, QSerialPortInfo

from inspector_app.domain.scan import RawScan

_log = logging.getLogger(__name__)

SILENCE_MS = 60
"""A pause that ends a code of a scanner that sends no end mark."""
STALL_MS = 600
"""A pause forgiven inside a code, once the scanner is known to send end marks."""
RETRY_MS = 2_000
LONGEST = 8_192
_ENDS = (b"\r", b"\n", b"\x03")
_SEPARATORS = b"\x04\x1c\x1d\x1e\x1f"


def serial_ports() -> list[tuple[str, str]]:
    """Name and description of each serial port, for the settings page."""
    return [(info.portName(), info.description()) for info in QSerialPortInfo.availablePorts()]


def split_codes(held: bytes) -> tuple[list[bytes], bytes]:
    """Whole codes of ``held`` (ended by CR, LF or ETX) and the beginning of the next one."""
    codes: list[bytes] = []
    rest = held
    while True:
        ends = [at for at in (rest.find(end) for end in _ENDS) if at >= 0]
        if not ends:
            return codes, rest
        code, rest = rest[: min(ends)], rest[min(ends) + 1 :]
        code = code.removeprefix(b"\x02")
        if code:
            codes.append(code)


def is_garbled(code: bytes) -> bool:
    """Whether such bytes come of a wrong speed rather than of a code: control characters no code
    holds, or text in no encoding we know."""
    if any((byte < 0x20 and byte not in _SEPARATORS) or byte == 0x7F for byte in code):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            code.decode(encoding)
        except UnicodeDecodeError:
            continue
        return False
    return True


def raw_scan(code: bytes) -> RawScan:
    """One code with its symbology identifier (``]C1``) taken off."""
    if len(code) > 3 and code[:1] == b"]" and code[1:3].isalnum():
        return RawScan(data=code[3:], source="serial", symbology_id=code[:3].decode("ascii"))
    return RawScan(data=code, source="serial")


class SerialScanner(QObject):
    """``scanned(RawScan)``; ``connectedChanged(bool)`` follows the cable; ``garbled`` when what
    came cannot be a code. Tries again every two seconds while the port is away."""

    scanned = Signal(object)
    connectedChanged = Signal(bool)
    garbled = Signal()

    def __init__(self, port: str, baud: int = 9_600, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = b""
        self._connected = False
        self._sends_ends = False
        self._port = QSerialPort(self)
        self._port.setPortName(port)
        self._port.setBaudRate(baud)
        self._port.readyRead.connect(self._read)
        self._port.errorOccurred.connect(self._failed)
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self._silence.timeout.connect(self._end_by_silence)
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self.open)

    @property
    def connected(self) -> bool:
        return self._connected

    @property
    def waiting(self) -> bool:
        """Whether it will try the port again by itself."""
        return self._again.isActive()

    def open(self) -> bool:
        """Open the port; False when it is not there yet (it is tried again by itself)."""
        if self._port.isOpen() or self._port.open(QIODeviceBase.OpenModeFlag.ReadOnly):
            self._set_connected(True)
            return True
        self._again.start()
        return False

    def close(self) -> None:
        """Stop listening."""
        self._again.stop()
        self._silence.stop()
        if self._port.isOpen():  # else Qt calls closing it an error, and it would be tried again
            self._port.close()
        self._set_connected(False)

    def _read(self) -> None:
        self._held += bytes(self._port.readAll().data())
        codes, self._held = split_codes(self._held)
        for code in codes:
            self._sends_ends = self._give(code) or self._sends_ends
        if len(self._held) > LONGEST:
            _log.info("serial_noise bytes=%s", len(self._held))
            self._held = b""
            self.garbled.emit()
        if self._held:
            self._silence.start(STALL_MS if self._sends_ends else SILENCE_MS)
        else:
            self._silence.stop()

    def _give(self, code: bytes) -> bool:
        """Tell of a code; False when it is none."""
        if is_garbled(code):
            _log.info("serial_garbled bytes=%s", len(code))
            self.garbled.emit()
            return False
        self.scanned.emit(raw_scan(code))
        return True

    def _end_by_silence(self) -> None:
        """Some scanners send no end mark."""
        held, self._held = self._held.removeprefix(b"\x02"), b""
        if held:
            self._give(held)

    def _failed(self, error: QSerialPort.SerialPortError) -> None:
        if error in (QSerialPort.SerialPortError.NoError, QSerialPort.SerialPortError.TimeoutError):
            return
        _log.info("serial_error code=%s", error.name)
        if self._port.isOpen():
            self._port.close()
        self._held = b""
        self._silence.stop()
        self._set_connected(False)
        self._again.start()

    def _set_connected(self, connected: bool) -> None:
        if connected != self._connected:
            self._connected = connected
            self.connectedChanged.emit(connected)
