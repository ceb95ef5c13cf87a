"""A keyboard scanner against shortcuts, fields and remarks: real keys through the window."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from inspector_app.domain.scan import RawScan
from inspector_app.scanning.wedge import ScannerProfile, WedgeBuffer
from inspector_app.ui.context import Ui
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from inspector_app.ui.widgets.fields import PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.keypad import KeyPad

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
