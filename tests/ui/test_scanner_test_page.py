"""The scanner's self-test with real key sequences of good and bad guns, through the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.bootstrap.desktop import interpreter, scanner_profile
from inspector_app.domain.scanner_check import GS, TEST_CODES
from inspector_app.scanning.wedge import WedgeBuffer
from inspector_app.settings import Settings
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.scanner_line import ScannerLine
from inspector_app.ui.views.scanner_test import ScannerTestPage
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR
from tests.fakes.scanner_gun import Gun

CODES = {code.name: code.text for code in TEST_CODES}
GERMAN = str.maketrans("yzYZ", "zyZY")


class Bench:
    """The window on the self-test page, with the product's own scanner filter."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        self.desk = DeskWindow(ui, folder)
        self.gun = Gun()
        self.buffer = WedgeBuffer()
        self.scans: list[str] = []
        self.kept: list[str] = []
        window = self.desk.window
        keys = WedgeFilter(self.buffer, self.gun.clock, window, pressed_at=self.gun.at)
        keys.scanned.connect(self._scanned)
        keys.install()
        window.scanner_keys = keys
        window.settingKept.connect(self._follow)
        self._read = interpreter(None)

    def _scanned(self, raw) -> None:
        self.scans.append(raw.text)
        self.desk.window.take_scan(ScanEvent(raw=raw, result=self._read(raw)))

    def _follow(self, settings: Settings, name: str) -> None:
        self.kept.append(name)
        self.buffer.use(scanner_profile(settings))

    @property
    def state(self):
        return self.desk.page._presenter.state

    def open(self, **arguments) -> None:
        self.desk.open(page="scanner_test", **arguments)

    def scan(self, *names: str) -> None:
        for name in names:
            self.gun.scan(CODES[name])
            QTest.qWait(90 if self.gun.end == "\r" else 230)
        self.desk.settle()

    def key(self, key: Qt.Key) -> None:
        """A person's key."""
        self.gun.now += 900_000_000
        QTest.keyClick(self.desk.window.windowHandle(), key)
        QTest.qWait(330)

    def found(self) -> dict[str, str]:
        return {finding.aspect: finding.code for finding in self.state.findings}


@pytest.fixture
def bench(ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", list)
    made = Bench(ui, tmp_path)
    yield made
    made.desk.close()


def test_a_good_scanner_is_led_through_all_codes_and_kept(bench: Bench) -> None:
    bench.open()
    page = bench.desk.page
    assert isinstance(page, ScannerTestPage)
    assert bench.state.at == "letters"
    bench.scan(*CODES)
    assert bench.state.finished
    assert bench.state.sound
    assert bench.found()["separator"] == "gs_sent"
    assert "这把枪可以用" in bench.desk.said()
    assert bench.scans == [], "a test scan is nobody else's"
    bench.key(Qt.Key.Key_Return)
    settings = bench.desk.asked.settings
    assert settings is not None
    assert settings.text("scanner_tested") == bench.desk.clock.today().isoformat()
    assert (settings.text("scanner_separator"), settings.number("scanner_gap_ms")) == ("", 35)
    assert "scanner_prefix" in bench.kept
    assert "⟦" not in bench.desk.said()


def test_a_bar_for_the_separator_is_kept_and_turned_back_from_then_on(bench: Bench) -> None:
    bench.gun.gs = "|"
    bench.open()
    bench.scan("letters", "retail", "separator")
    assert bench.found()["separator"] == "gs_substituted"
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Return)
    settings = bench.desk.asked.settings
    assert settings is not None
    assert settings.text("scanner_separator") == "|"
    bench.desk.go("history")
    bench.scan("separator")
    assert bench.scans == [CODES["separator"]]


def test_caps_lock_is_seen_and_undone(bench: Bench) -> None:
    bench.gun.caps_lock = True
    bench.open()
    bench.scan("letters", "separator")
    assert bench.found()["case"] == "caps_undone"
    bench.desk.go("history")
    bench.scan("letters")
    assert bench.scans == [CODES["letters"]]


def test_a_swapped_case_without_caps_lock_must_be_set_on_the_gun(bench: Bench) -> None:
    bench.gun.turn = str.swapcase
    bench.open()
    bench.scan("letters")
    assert bench.found()["case"] == "case_swapped"
    bench.key(Qt.Key.Key_Return)
    assert "先改扫码枪的设置" in bench.desk.said()
    assert "大写锁定灯" in bench.desk.said()


def test_a_lost_separator_is_told_with_what_to_set(bench: Bench) -> None:
    bench.gun.turn = lambda text: text.replace(GS, "")
    bench.open()
    bench.scan("letters", "retail", "separator")
    assert bench.found()["separator"] == "gs_lost"
    assert "发送 GS（ASCII 29）" in bench.desk.said()
    assert not bench.state.sound


def test_a_german_layout_is_corrected_from_then_on(bench: Bench) -> None:
    bench.gun.turn = lambda text: text.translate(GERMAN)
    bench.open()
    bench.scan("letters", "signs")
    assert bench.found()["layout"] == "layout_other"
    assert "y→z" in bench.desk.said()
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Return)
    settings = bench.desk.asked.settings
    assert settings is not None
    assert set(settings.text("scanner_layout")) == set("yzYZ")
    bench.desk.go("history")
    bench.scan("signs")
    assert bench.scans == [CODES["signs"]]


def test_a_slow_scanner_is_heard_and_sets_the_threshold(bench: Bench) -> None:
    bench.gun.gap_ms = 60
    bench.open()
    bench.scan("letters", "retail")
    assert bench.found()["speed"] == "speed_slow"
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Return)
    settings = bench.desk.asked.settings
    assert settings is not None
    assert settings.number("scanner_gap_ms") == 90
    bench.desk.go("history")
    bench.scan("letters")
    assert bench.scans == [CODES["letters"]]


def test_a_scanner_without_end_mark_is_heard_after_silence(bench: Bench) -> None:
    bench.gun.end = ""
    bench.open()
    bench.scan("letters")
    assert bench.found()["terminator"] == "end_missing"


def test_a_prefix_is_kept(bench: Bench) -> None:
    bench.gun.prefix, bench.gun.end = "\x02", "\x03"
    bench.open()
    bench.scan("letters", "retail")
    profile = bench.state.profile
    assert (profile.prefix, profile.suffix) == ("\x02", "\x03")


def test_keys_of_a_person_still_work_on_the_page(bench: Bench) -> None:
    bench.open()
    bench.key(Qt.Key.Key_2)
    assert bench.state.at == "retail"
    assert bench.state.skipped == {"letters"}
    bench.key(Qt.Key.Key_R)
    assert bench.state.at == "letters"
    bench.key(Qt.Key.Key_Return)
    assert not bench.state.finished, "nothing was read yet"
    bench.key(Qt.Key.Key_P)
    assert bench.desk.window.current_name == "print"
    assert bench.desk.asked.documents[-1][0] == "scanner_sheet"


def test_another_code_of_the_sheet_counts_where_it_belongs(bench: Bench) -> None:
    bench.open()
    bench.scan("long")
    assert bench.state.at == "letters"
    assert set(bench.state.results) == {"long"}


def test_a_locked_window_reads_badges_again(bench: Bench) -> None:
    bench.open()
    bench.desk.window.lock()
    bench.desk.settle()
    bench.scan("letters")
    assert bench.scans == [CODES["letters"]]


def test_inspectors_may_test_but_not_keep(bench: Bench) -> None:
    bench.desk.open(INSPECTOR, "scanner_test")
    bench.scan("letters")
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Return)
    assert bench.desk.asked.settings is None
    assert bench.desk.notices[-1].tone == "wrong"


def test_the_badge_and_the_settings_lead_here(bench: Bench) -> None:
    bench.desk.open(page="settings")
    bench.desk.press_button("扫码枪自检")
    assert bench.desk.window.current_name == "scanner_test"
    bench.desk.go("history")
    bench.desk.window.strip.scanner.chosen.emit()
    assert bench.desk.window.current_name == "scanner_test"


def test_words_in_both_languages_and_small_windows(bench: Bench) -> None:
    bench.open()
    bench.desk.window.resize(1024, 768)
    bench.gun.turn = lambda text: text.replace(GS, "")
    bench.scan("letters", "separator")
    bench.desk.ui.texts.set_language("en")
    bench.desk.settle()
    assert "The separator is lost" in bench.desk.said()
    assert "⟦" not in bench.desk.said()
    bench.key(Qt.Key.Key_Return)
    assert "Second decoder" in bench.desk.said()
    assert "⟦" not in bench.desk.said()


if sys.platform != "win32":  # Windows has no pseudo terminals

    def test_a_scanner_on_a_serial_line_is_tested_too(bench: Bench, qtbot) -> None:
        import tty

        master, slave = os.openpty()
        tty.setraw(slave)
        bench.open()
        read = interpreter(None)
        line = ScannerLine(
            bench.desk.window,
            bench.desk.opened.settings.having(scanner_port=os.ttyname(slave)),
            lambda raw: bench.desk.window.take_scan(ScanEvent(raw=raw, result=read(raw))),
        )
        for name, text in CODES.items():
            os.write(master, b"]C1" + text.encode() + b"\r")
            qtbot.waitUntil(lambda name=name: name in bench.state.results)
        assert bench.state.finished
        assert bench.found()["speed"] == "speed_serial"
        assert bench.state.sound
        bench.key(Qt.Key.Key_Return)
        settings = bench.desk.asked.settings
        assert settings is not None
        assert settings.number("scanner_gap_ms") == 35
        line.use("", 9600)
        os.close(slave)
        os.close(master)
