"""A keyboard scanner against shortcuts, fields and remarks: real keys through the window."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import parse_scan
from inspector_app.domain.scan import RawScan
from inspector_app.scanning.wedge import ScannerProfile, WedgeBuffer
from inspector_app.ui.context import Ui
from inspector_app.ui.devices.key_facts import PressedAt
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from inspector_app.ui.widgets.fields import PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.keypad import KeyPad
from tests.fakes.scanner_gun import Gun

EAN = "6901234567892"


class Hand:
    """A monotonic clock the test sets, and keys at chosen speeds."""

    def __init__(self, window: QWidget) -> None:
        self.now = 0
        handle = window.windowHandle()
        assert isinstance(handle, QWindow)
        self._window = handle

    def clock(self) -> int:
        return self.now

    def key(self, key: Qt.Key | str, gap_ms: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.now += gap_ms * 1_000_000
        QTest.keyClick(self._window, key, modifiers)

    def scan(self, text: str, *, end: bool = True) -> None:
        for sign in text:
            if sign == "\x1d":
                self.key(Qt.Key.Key_BracketRight, 5, Qt.KeyboardModifier.ControlModifier)
            else:
                self.key(sign, 5)
        if end:
            self.key(Qt.Key.Key_Return, 5)

    def rest(self, qtbot) -> None:
        """Let the hold time pass."""
        self.now += 500_000_000
        qtbot.wait(70)


class Bench:
    """A window as a walk page has it: 1 = pass, Enter = next, a field, a remark, a pad."""

    def __init__(self, ui: Ui) -> None:
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.passed: list[int] = []
        self.finished: list[int] = []
        self.scans: list[RawScan] = []
        one = SecondaryButton(ui, "合格", hint="1")
        one.clicked.connect(lambda: self.passed.append(1))
        enter = PrimaryButton(ui, "下一步", hint="Return")
        enter.clicked.connect(lambda: self.finished.append(1))
        self.line, self.remark, self.pad = PlainLineEdit(), RemarkEdit(), KeyPad(ui)
        for widget in (one, enter, self.line, self.remark, self.pad):
            column.addWidget(widget)
        self.window.setFocusPolicy(Qt.FocusPolicy.ClickFocus)


@pytest.fixture
def bench(ui: Ui, qtbot) -> Iterator[tuple[Bench, Hand]]:
    made = Bench(ui)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made.window)
    made.window.setFocus()
    hand = Hand(made.window)
    catcher = WedgeFilter(WedgeBuffer(), hand.clock)
    catcher.scanned.connect(made.scans.append)
    catcher.install()
    yield made, hand
    application = QCoreApplication.instance()
    assert application is not None
    application.removeEventFilter(catcher)


def test_a_code_beginning_with_one_does_not_press_pass(bench, qtbot) -> None:
    made, hand = bench
    hand.scan("16901234567892")
    hand.rest(qtbot)
    assert [scan.data for scan in made.scans] == [b"16901234567892"]
    assert made.passed == []
    assert made.finished == []


def test_a_person_pressing_one_passes_a_moment_later(bench, qtbot) -> None:
    made, hand = bench
    hand.key("1", 900)
    assert made.passed == []
    hand.rest(qtbot)
    assert made.passed == [1]
    assert made.scans == []


def test_enter_means_the_primary_action_after_a_scan(bench, qtbot) -> None:
    made, hand = bench
    hand.scan(EAN)
    assert made.finished == []
    hand.key(Qt.Key.Key_Return, 800)
    assert made.finished == [1]
    hand.key(Qt.Key.Key_Enter, 800)
    assert made.finished == [1, 1]


def test_one_then_enter_by_hand_presses_both(bench, qtbot) -> None:
    made, hand = bench
    hand.key("1", 900)
    hand.key(Qt.Key.Key_Return, 20)
    hand.rest(qtbot)
    assert made.passed == [1]
    assert made.finished == [1]


def test_a_scan_into_a_field_leaves_it_as_it_was(bench, qtbot) -> None:
    made, hand = bench
    made.line.setText("LOT-7")
    made.line.setFocus()
    hand.scan(EAN)
    hand.rest(qtbot)
    assert made.line.text() == "LOT-7"
    assert len(made.scans) == 1


def test_typing_into_a_field_arrives_in_order(bench, qtbot) -> None:
    made, hand = bench
    made.line.setFocus()
    for sign in "2026-Lot a1":
        hand.key(sign, 90)
        hand.rest(qtbot)
    hand.key("x", 90)
    hand.key(Qt.Key.Key_Backspace, 10)
    hand.rest(qtbot)
    assert made.line.text() == "2026-Lot a1"
    assert made.passed == []
    assert made.scans == []


def test_quick_fingers_rolling_over_two_keys_are_no_scan(bench, qtbot) -> None:
    made, hand = bench
    made.line.setFocus()
    hand.key("a", 100)
    hand.key("n", 12)
    hand.rest(qtbot)
    assert made.line.text() == "an"


def test_remarks_take_typing_at_once(bench, qtbot) -> None:
    made, hand = bench
    made.remark.setFocus()
    hand.key("o", 100)
    assert made.remark.toPlainText() == "o"
    hand.rest(qtbot)
    hand.key("k", 100)
    hand.rest(qtbot)
    hand.key(Qt.Key.Key_Return, 400)
    assert made.remark.toPlainText() == "ok\n"
    assert made.scans == []


def test_a_scan_over_a_remark_puts_the_remark_back(bench, qtbot) -> None:
    made, hand = bench
    made.remark.setPlainText("左上角破损")
    cursor = made.remark.textCursor()
    cursor.setPosition(3)
    made.remark.setTextCursor(cursor)
    made.remark.setFocus()
    hand.scan(EAN)
    hand.rest(qtbot)
    assert made.remark.toPlainText() == "左上角破损"
    assert made.remark.textCursor().position() == 3
    assert [scan.data for scan in made.scans] == [EAN.encode()]


def test_the_group_separator_survives(bench, qtbot) -> None:
    made, hand = bench
    hand.scan("0106901234567892" + "10L2603A\x1d" + "17280331")
    assert made.scans[0].data == b"010690123456789210L2603A\x1d17280331"


def test_a_scan_without_an_end_mark_is_taken_after_silence(bench, qtbot) -> None:
    made, hand = bench
    hand.scan(EAN, end=False)
    assert made.scans == []
    hand.rest(qtbot)
    assert [scan.data for scan in made.scans] == [EAN.encode()]
    assert made.passed == []


def test_scans_in_quick_succession_are_all_taken(bench, qtbot) -> None:
    made, hand = bench
    codes = [f"69012345678{n:02d}" for n in range(20)]
    for code in codes:
        hand.scan(code)
    assert [scan.text for scan in made.scans] == codes


def test_a_focused_pad_gets_its_digits_and_no_scan(bench, qtbot) -> None:
    made, hand = bench
    made.pad.setFocus()
    for digit in "120":
        hand.key(digit, 200)
        hand.rest(qtbot)
    hand.scan(EAN)
    hand.rest(qtbot)
    assert made.pad.text == "120"
    assert made.passed == []
    assert len(made.scans) == 1


def test_a_shortcut_object_still_fires(bench, qtbot) -> None:
    made, hand = bench
    fired: list[int] = []
    QShortcut(QKeySequence("u"), made.window, lambda: fired.append(1))
    hand.key("u", 300)
    hand.rest(qtbot)
    assert fired == [1]


def test_a_prefix_and_suffix_frame_a_scan(ui: Ui, qtbot) -> None:
    made = Bench(ui)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    made.window.setFocus()
    hand = Hand(made.window)
    catcher = WedgeFilter(
        WedgeBuffer(ScannerProfile(prefix="\x02", suffix="\x03")), hand.clock, made.window
    )
    catcher.scanned.connect(made.scans.append)
    catcher.install()
    control = Qt.KeyboardModifier.ControlModifier
    hand.key(Qt.Key.Key_B, 200, control)
    for sign in itertools.chain("1", EAN):
        hand.key(sign, 80)
    hand.key(Qt.Key.Key_C, 10, control)
    assert [scan.text for scan in made.scans] == ["1" + EAN]
    assert made.passed == []


# -- what surrounds a scan


def test_caps_lock_is_undone_for_a_scan_and_kept_for_fingers(bench, qtbot) -> None:
    made, hand = bench
    gun = Gun(caps_lock=True, now=hand.now, window=made.window.windowHandle())
    for sign in "Lot-a7\r":
        gun.key(sign)
        hand.now = gun.now
    assert [scan.text for scan in made.scans] == ["Lot-a7"]
    made.line.setFocus()
    gun.now += 500_000_000
    hand.now = gun.now
    gun.key("q")
    hand.rest(qtbot)
    assert made.line.text() == "Q"


def test_full_width_characters_and_substitutes_are_read_as_the_code_they_are(bench) -> None:
    made, hand = bench
    tables = gs_tables()
    gun = Gun(now=hand.now, window=made.window.windowHandle())
    plain = "010690123456789210L2603A\x1d17280331"
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in plain)
    for sent in (wide, *(plain.replace("\x1d", gs) for gs in ("|", "~", "^", "{GS}", "<GS>", "␝"))):
        for sign in sent + "\r":
            gun.key(sign)
            hand.now = gun.now
        read = parse_scan(made.scans[-1], date(2026, 11, 22), tables)
        assert read.text == plain, sent
        assert read.gtin == "06901234567892"


@pytest.mark.parametrize("digits", ["029", "0029"])
def test_alt_numbers_are_the_separator_with_and_without_windows_echo(bench, digits: str) -> None:
    made, hand = bench
    alt = Qt.KeyboardModifier.AltModifier
    for echo in ("", "\x1d"):
        hand.scan("010690123456789210L1", end=False)
        for digit in digits:
            hand.key(Qt.Key(ord(digit)), 4, alt)
        if echo:
            hand.key(Qt.Key.Key_BracketRight, 4, Qt.KeyboardModifier.ControlModifier)
        hand.scan("17280331")
    assert [scan.text for scan in made.scans] == ["010690123456789210L1\x1d17280331"] * 2


def test_f8_stands_for_the_separator_inside_a_scan_only(bench) -> None:
    made, hand = bench
    hand.scan("10L2603A", end=False)
    hand.key(Qt.Key.Key_F8, 5)
    hand.scan("17280331")
    assert made.scans[-1].text == "10L2603A\x1d17280331"
    hand.key(Qt.Key.Key_F8, 900)
    assert len(made.scans) == 1


def test_the_second_of_two_end_marks_presses_nothing(bench, qtbot) -> None:
    made, hand = bench
    hand.scan(EAN)
    hand.key(Qt.Key.Key_Return, 4)
    hand.rest(qtbot)
    assert made.finished == []
    hand.key(Qt.Key.Key_Return, 300)
    assert made.finished == [1]


def test_a_busy_program_neither_cuts_a_scan_nor_takes_fingers_for_one(ui: Ui, qtbot) -> None:
    """Keys are timed by when they were pressed, not by when the program got to see them."""
    made = Bench(ui)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made.window)
    made.line.setFocus()
    now = [10_000_000_000]
    stamps = PressedAt(lambda: now[0])
    catcher = WedgeFilter(WedgeBuffer(), lambda: now[0], made.window, pressed_at=stamps)
    catcher.scanned.connect(made.scans.append)
    catcher.install()

    def press(sign: str, stamp_ms: int) -> None:
        key = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, int(key), Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(stamp_ms)
        QCoreApplication.sendEvent(made.window.windowHandle(), event)

    press("7", 5_000)
    qtbot.wait(70)
    for n, sign in enumerate(EAN + "\r"):  # a stall of 300 ms in the middle of a scan
        now[0] = 11_000_000_000 + n * 5_000_000 + (300_000_000 if n > 6 else 0)
        press(sign, 6_000 + 5 * n)
    assert [scan.text for scan in made.scans] == [EAN]
    now[0] = 15_000_000_000
    for n, sign in enumerate("abcdefgh\r"):  # typed during a stall, seen all at once
        press(sign, 8_000 + 120 * n)
    assert len(made.scans) == 1


def test_another_layout_is_corrected_when_the_profile_says_so(bench) -> None:
    made, _ = bench
    german = WedgeBuffer(ScannerProfile(layout="yzzyYZZY"))
    for n, sign in enumerate("LOT-yZ7\r"):
        for scan in german.feed(sign, n * 5_000_000):
            made.scans.append(scan)
    assert [scan.text for scan in made.scans] == ["LOT-zY7"]


def test_the_key_of_the_bracket_is_the_separator_in_any_layout(bench) -> None:
    made, hand = bench
    hand.scan("10L2603A", end=False)
    control = Qt.KeyboardModifier.ControlModifier
    event = QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Plus), control, 0x1B + 8, 0, 4, "")
    hand.now += 5_000_000
    QCoreApplication.sendEvent(made.window.windowHandle(), event)
    hand.scan("17280331")
    assert made.scans[-1].text == "10L2603A\x1d17280331"
