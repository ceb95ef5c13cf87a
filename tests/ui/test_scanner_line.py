"""A scanner on a pseudo terminal, all the way to the page; chosen, lost and found again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from inspector_app.bootstrap.desktop import interpreter
from inspector_app.settings import defaults
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.devices.serial_scanner import SerialScanner
from inspector_app.ui.page import Page
from inspector_app.ui.scanner_line import ScannerLine
from inspector_app.ui.shell import MainWindow, PageEntry
from tests.fakes.goods import INSPECTOR

EAN = b"6901234567892"


class Heard(Page):
    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self.events: list[ScanEvent] = []
        self.badges: list[str] = []
        """What the scanner's badge said while each code came."""

    def on_scan(self, event: ScanEvent) -> bool:
        self.events.append(event)
        window = self.window()
        assert isinstance(window, MainWindow)
        self.badges.append(window.strip.scanner.text)
        return True


def make_line(ui: Ui, port: str) -> tuple[MainWindow, Heard, ScannerLine]:
    window, page = MainWindow(ui, Page(ui), "A1"), Heard(ui)
    window.register(PageEntry(name="today", factory=lambda: page))
    window.sign_in(INSPECTOR, "today")
    read = interpreter(None)
    line = ScannerLine(
        window, defaults().having(scanner_port=port),
        lambda raw: window.take_scan(ScanEvent(raw=raw, result=read(raw))),
    )  # fmt: skip
    return window, page, line


def test_without_a_port_the_badge_is_that_of_a_keyboard_scanner(ui: Ui) -> None:
    window, _, line = make_line(ui, "")
    assert not line.connected
    assert window.strip.scanner.text == "扫码枪"


def test_a_port_that_is_away_shows_in_the_badge(ui: Ui, tmp_path: Path) -> None:
    window, _, line = make_line(ui, str(tmp_path / "none"))
    assert not line.connected
    assert window.strip.scanner.text == "未接扫码枪"
    line.use("", 9600)


if sys.platform != "win32":  # Windows has no pseudo terminals

    def open_terminal(link: Path) -> tuple[int, int]:
        """A terminal behind a name that stays, as a cable's port does."""
        import tty

        master, slave = os.openpty()
        tty.setraw(slave)
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(slave))
        return master, slave

    def test_codes_reach_the_page_and_the_line_comes_back(ui: Ui, tmp_path: Path, qtbot) -> None:
        link = tmp_path / "scanner"
        master, slave = open_terminal(link)
        window, page, line = make_line(ui, str(link))
        assert line.connected
        os.write(master, b"]E0" + EAN + b"\r")
        qtbot.waitUntil(lambda: len(page.events) == 1)
        event = page.events[0]
        assert (event.raw.source, event.raw.symbology_id) == ("serial", "]E0")
        assert event.result.gtin == "06901234567892"
        assert page.badges == ["读取中"]
        qtbot.waitUntil(lambda: window.strip.scanner.text == "扫码枪")

        link.unlink()  # or the line might find another test's terminal under the old number
        os.close(slave)
        os.close(master)
        qtbot.waitUntil(lambda: window.strip.scanner.text == "未接扫码枪")
        master, slave = open_terminal(link)
        qtbot.waitUntil(lambda: line.connected, timeout=10_000)
        os.write(master, EAN + b"\r\n")
        qtbot.waitUntil(lambda: len(page.events) == 2)

        window.settingKept.emit(defaults(), "scanner_port")
        assert not line.connected
        assert window.strip.scanner.text == "扫码枪"
        os.close(slave)
        os.close(master)

    def test_a_wrong_speed_is_told_once(ui: Ui, tmp_path: Path, qtbot) -> None:
        link = tmp_path / "scanner"
        master, slave = open_terminal(link)
        told: list[str] = []
        ui.notices.posted.connect(lambda notice: told.append(notice.text))
        window = MainWindow(ui, Page(ui), "A1")
        taken: list[bytes] = []
        line = ScannerLine(
            window, defaults().having(scanner_port=str(link)),
            lambda raw: taken.append(raw.data), ui,
        )  # fmt: skip
        garbled: list[int] = []
        line.findChild(SerialScanner).garbled.connect(lambda: garbled.append(1))
        for count in range(1, 4):
            os.write(master, b"\x00\xf8\x06\r")
            qtbot.waitUntil(lambda count=count: len(garbled) == count)
        assert told == ["串口扫码枪发来的是乱码"]
        os.write(master, EAN + b"\r")
        qtbot.waitUntil(lambda: taken == [EAN])
        line.use("", 9600)
        os.close(slave)
        os.close(master)
