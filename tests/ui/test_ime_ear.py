"""The ear below the input method: raw keys of X11 and Windows, without either of them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from inspector_app.domain.scan import RawScan
from inspector_app.scanning.wedge import WedgeBuffer
from inspector_app.ui.devices.ime_ear import LATE_MS, InputMethodEar, is_written_in
from inspector_app.ui.devices.late_commits import DEAF_MS
from inspector_app.ui.devices.raw_keys import Decoder, RawKey, _Msg, _XcbKey, windows_key, xcb_key
from inspector_app.ui.widgets.fields import PlainLineEdit, RemarkEdit
from tests.fakes.x_keys import CONTROL, PLACES, SHIFT

CODE = "sn2026lot01\x1dABnihao"


class Typist:
    """Raw keys into an ear; notes which of them went on to the input method."""

    def __init__(self, ear: InputMethodEar) -> None:
        self.ear = ear
        self.ms = 1_000
        self.passed: list[RawKey] = []

    def key(self, place: int, *, pressed: bool) -> None:
        key = RawKey(place, pressed, self.ms)
        if not self.ear.take(key):
            self.passed.append(key)

    def click(self, place: int) -> None:
        self.key(place, pressed=True)
        self.key(place, pressed=False)

    def type(self, text: str, gap_ms: int = 5) -> None:
        for sign in text:
            self.ms += gap_ms
            place, shifted = PLACES["]"] if sign == "\x1d" else PLACES[sign]
            modifier = CONTROL if sign == "\x1d" else SHIFT if shifted else 0
            if modifier:
                self.key(modifier, pressed=True)
            self.click(place)
            if modifier:
                self.key(modifier, pressed=False)


class Bench:
    def __init__(self) -> None:
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.remark, self.free, self.code = RemarkEdit(), QLineEdit(), PlainLineEdit()
        for field in (self.remark, self.free, self.code):
            column.addWidget(field)
        self.scans: list[RawScan] = []
        self.ear = InputMethodEar(WedgeBuffer(), self.window)
        self.ear.scanned.connect(self.scans.append)
        self.typist = Typist(self.ear)

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]


@pytest.fixture
def bench(ui: object, qtbot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made.window)
    made.remark.setFocus()
    qtbot.waitUntil(made.remark.hasFocus)
    return made


def test_only_fields_for_writing_are_listened_to(bench: Bench) -> None:
    assert is_written_in(bench.remark)
    assert is_written_in(bench.free)
    assert not is_written_in(bench.code)
    assert not is_written_in(bench.window)


def test_a_scan_is_caught_after_its_first_keys(bench: Bench, qtbot) -> None:
    bench.remark.setPlainText("左上角破损")
    bench.typist.type(CODE + "\r")
    bench.remark.insertPlainText("索尼")  # what the input method made of the first keys
    qtbot.waitUntil(lambda: bench.texts == [CODE])
    assert len({key.ms for key in bench.typist.passed}) == 3
    qtbot.waitUntil(lambda: bench.remark.toPlainText() == "左上角破损")


def test_scans_in_quick_succession_and_with_two_end_marks(bench: Bench, qtbot) -> None:
    codes = [f"Lot{number:04d}X" for number in range(8)]
    for code in codes:
        bench.typist.type(code + "\r\r", 6)
    qtbot.wait(200)
    assert bench.texts == codes


def test_a_person_writes_undisturbed(bench: Bench, qtbot) -> None:
    bench.typist.type("nihao shijie", 90)
    bench.typist.type("\r", 90)
    assert len(bench.typist.passed) == 2 * 13
    qtbot.wait(120)
    assert bench.texts == []


def test_after_a_scan_the_field_is_the_persons_again(bench: Bench, qtbot) -> None:
    bench.typist.type(CODE + "\r")
    qtbot.waitUntil(lambda: bench.texts == [CODE])
    bench.typist.type("n", 700)
    bench.remark.setPlainText("你")
    qtbot.wait(350)
    assert bench.remark.toPlainText() == "你"


def commit(text: str, composing: str = "") -> QInputMethodEvent:
    event = QInputMethodEvent(composing, [])
    event.setCommitString(text)
    return event


def test_what_an_input_method_commits_long_after_a_scan_is_dropped(bench: Bench, qtbot) -> None:
    bench.remark.setPlainText("左上角破损")
    bench.typist.type(CODE + "\r")
    qtbot.waitUntil(lambda: bench.texts == [CODE])
    qtbot.wait(LATE_MS + 100)
    QApplication.sendEvent(bench.remark, commit("", "s'n"))
    QApplication.sendEvent(bench.remark, commit("索尼"))
    assert bench.remark.toPlainText() == "左上角破损"
    bench.typist.type("n", 700)
    QApplication.sendEvent(bench.remark, commit("你"))
    assert bench.remark.toPlainText() == "你左上角破损"


def test_a_screen_keyboard_is_heard_again_without_a_key(bench: Bench, qtbot) -> None:
    bench.typist.type(CODE + "\r")
    qtbot.waitUntil(lambda: bench.texts == [CODE])
    qtbot.wait(DEAF_MS + 100)
    QApplication.sendEvent(bench.remark, commit("好"))
    assert bench.remark.toPlainText() == "好"


def test_a_scan_without_end_mark_is_taken_after_silence(bench: Bench, qtbot) -> None:
    bench.free.setFocus()
    bench.typist.type(CODE)
    qtbot.waitUntil(lambda: bench.texts == [CODE])
    assert bench.free.text() == ""


def test_keys_that_come_back_late_are_known(bench: Bench, qtbot) -> None:
    bench.typist.type(CODE + "\r")
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, none, "2")
    event.setTimestamp(1_010)
    assert bench.ear.is_leftover(event)
    qtbot.wait(LATE_MS + 100)
    assert bench.ear.is_leftover(event)
    event.setTimestamp(bench.typist.ms + 500)
    assert not bench.ear.is_leftover(event)


def test_the_events_of_both_systems_tell_the_same_key() -> None:
    press = _XcbKey(response_type=2, detail=0x1B + 8, sequence=7, time=4_000)
    assert xcb_key(ctypes.addressof(press)) == RawKey(0x1B, True, 4_000)
    release = _XcbKey(response_type=3 | 0x80, detail=0x1B + 8, sequence=7, time=4_001)
    assert xcb_key(ctypes.addressof(release)) == RawKey(0x1B, False, 4_001)
    motion = _XcbKey(response_type=6)
    assert xcb_key(ctypes.addressof(motion)) is None
    down = _Msg(message=0x0100, wide=0xE5, long=(0x1B << 16) | 1, time=4_000)  # VK_PROCESSKEY
    assert windows_key(ctypes.addressof(down)) == RawKey(0x1B, True, 4_000)
    assert windows_key(ctypes.addressof(_Msg(message=0x000F))) is None


def test_places_and_modifiers_make_characters() -> None:
    decoder = Decoder()
    assert decoder.read(RawKey(0x1E, True, 0), scanning=False) == "a"
    decoder.read(RawKey(SHIFT, True, 0), scanning=False)
    assert decoder.read(RawKey(0x1E, True, 0), scanning=False) == "A"
    decoder.read(RawKey(SHIFT, False, 0), scanning=False)
    decoder.read(RawKey(CONTROL, True, 0), scanning=False)
    assert decoder.read(RawKey(0x1B, True, 0), scanning=False) == "\x1d"
    decoder.read(RawKey(CONTROL, False, 0), scanning=False)
    assert decoder.read(RawKey(0x42, True, 0), scanning=False) == ""
    assert decoder.read(RawKey(0x42, True, 0), scanning=True) == "\x1d"
    decoder.read(RawKey(0x38, True, 0), scanning=False)
    assert decoder.alt
    assert decoder.read(RawKey(0x52, True, 0), scanning=False) == "0"
