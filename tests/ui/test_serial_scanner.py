"""Codes from a serial line, over a real pseudo terminal where the platform has one."""

from __future__ import annotations

import os
import sys

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.ui.devices.serial_scanner import SerialScanner, raw_scan, split_codes


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


def test_a_missing_port_is_waited_for(qapp) -> None:
    scanner = SerialScanner("no-such-port")
    assert not scanner.open()
    assert not scanner.connected
    scanner.close()
