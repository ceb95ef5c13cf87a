"""Codes from a serial line, over a real pseudo terminal where the platform has one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer

from inspector_app.ui.devices import serial_scanner
from inspector_app.ui.devices.serial_scanner import (
    SerialScanner,
    is_garbled,
    raw_scan,
    split_codes,
)


@given(
    st.lists(st.binary(min_size=1).filter(lambda code: not set(code) & {2, 3, 10, 13})),
    st.integers(min_value=1, max_value=7),
)
def test_codes_come_whole_however_the_bytes_arrive(codes: list[bytes], piece: int) -> None:
    stream = b"".join(code + b"\r\n" for code in codes)
    held, found = b"", []
    for at in range(0, len(stream), piece):
        whole, held = split_codes(held + stream[at : at + piece])
        found += whole
    assert found == codes
    assert held == b""


def test_prefix_suffix_and_symbology_are_taken_off() -> None:
    codes, rest = split_codes(b"\x02]C10106901234567892\x1d10A\x03]d2")
    scan = raw_scan(codes[0])
    assert (scan.data, scan.symbology_id, scan.source) == (
        b"0106901234567892\x1d10A",
        "]C1",
        "serial",
    )
    assert rest == b"]d2"


if sys.platform != "win32":  # Windows has no pseudo terminals

    def test_a_terminal_gives_scans_and_its_loss_is_told(qtbot) -> None:
        import tty

        master, slave = os.openpty()
        tty.setraw(slave)
        scanner = SerialScanner(os.ttyname(slave))
        scans = []
        states: list[bool] = []
        scanner.scanned.connect(scans.append)
        scanner.connectedChanged.connect(states.append)
        assert scanner.open()
        os.write(master, b"6901234567892\r")
        qtbot.waitUntil(lambda: len(scans) == 1)
        os.write(master, b"no end mark")
        qtbot.waitUntil(lambda: len(scans) == 2)
        assert [scan.data for scan in scans] == [b"6901234567892", b"no end mark"]
        os.close(slave)
        os.close(master)
        qtbot.waitUntil(lambda: not scanner.connected)
        assert states == [True, False]
        scanner.close()
        assert not scanner.waiting  # it might find another program's terminal under this number


def test_a_missing_port_is_waited_for(qapp) -> None:
    scanner = SerialScanner("no-such-port")
    assert not scanner.open()
    assert not scanner.connected
    assert scanner.waiting
    scanner.close()
    assert not scanner.waiting


def test_a_wrong_speed_gives_no_codes() -> None:
    assert is_garbled(b"\x00\xf8\x80\x06")
    assert is_garbled(b"\xff\xfe\x80")
    assert is_garbled(b"69012\x7f34")
    assert not is_garbled(b"0106901234567892\x1d10A")
    assert not is_garbled("批号".encode("gb18030"))
    assert not is_garbled("生产批号".encode())


if sys.platform != "win32":

    class Line:
        """A pseudo terminal and the scanner on it."""

        def __init__(self) -> None:
            import tty

            self.master, self.slave = os.openpty()
            tty.setraw(self.slave)
            self.scanner = SerialScanner(os.ttyname(self.slave))
            self.codes: list[bytes] = []
            self.garbled: list[int] = []
            self.scanner.scanned.connect(lambda raw: self.codes.append(raw.data))
            self.scanner.garbled.connect(lambda: self.garbled.append(1))
            assert self.scanner.open()

        def send(self, data: bytes) -> None:
            os.write(self.master, data)

        def close(self) -> None:
            self.scanner.close()
            os.close(self.slave)
            os.close(self.master)

    @pytest.fixture
    def line(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
        monkeypatch.setattr(serial_scanner, "STALL_MS", 60_000)  # a busy machine stalls, too
        made = Line()
        yield made
        made.close()

    def running(scanner: SerialScanner) -> list[int]:
        """The clocks that run: of silence, or of the next attempt."""
        return [each.interval() for each in scanner.findChildren(QTimer) if each.isActive()]

    def test_parts_of_a_code_are_put_together(line: Line, qtbot) -> None:
        line.send(b"first\r")
        qtbot.waitUntil(lambda: line.codes == [b"first"])
        for piece in (b"\x02]C101069", b"01234567892\x1d", b"10A", b"\r"):
            line.send(piece)
            qtbot.wait(100)  # longer than the pause that ends a code of a scanner without end marks
        qtbot.waitUntil(lambda: len(line.codes) == 2)
        assert line.codes[1] == b"0106901234567892\x1d10A"

    def test_two_codes_in_one_read_and_half_of_a_third(line: Line, qtbot) -> None:
        line.send(b"6901234567892\r\n6901234567908\r\n69012")
        qtbot.waitUntil(lambda: len(line.codes) == 2)
        line.send(b"34567915\r\n")
        qtbot.waitUntil(lambda: len(line.codes) == 3)
        assert line.codes == [b"6901234567892", b"6901234567908", b"6901234567915"]

    def test_without_end_marks_silence_ends_each_code(line: Line, qtbot) -> None:
        for number in range(3):
            line.send(b"LOT-%d" % number)
            qtbot.waitUntil(lambda number=number: len(line.codes) == number + 1)
        assert line.codes == [b"LOT-0", b"LOT-1", b"LOT-2"]

    def test_nonsense_is_told_and_codes_after_it_come(line: Line, qtbot) -> None:
        line.send(b"\x00\xf8\x80\x06\xe0\x00\r")
        qtbot.waitUntil(lambda: len(line.garbled) == 1)
        assert line.codes == []
        line.send(b"6901234567892\r")
        qtbot.waitUntil(lambda: line.codes == [b"6901234567892"])

    def test_a_cable_pulled_in_the_middle_of_a_code_leaves_no_half(line: Line, qtbot) -> None:
        line.send(b"first\r")
        qtbot.waitUntil(lambda: len(line.codes) == 1)
        line.send(b"69012")
        qtbot.waitUntil(lambda: running(line.scanner) == [serial_scanner.STALL_MS])
        os.close(line.master)
        qtbot.waitUntil(lambda: not line.scanner.connected)
        assert running(line.scanner) == [serial_scanner.RETRY_MS]
        assert line.codes == [b"first"]
        line.master, other = os.openpty()
        os.close(other)
