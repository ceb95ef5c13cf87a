from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.scan import RawScan
from inspector_app.scanning.wedge import ScannerProfile, WedgeBuffer
from inspector_app.services.ports import KeyBuffer

MS = 1_000_000
GS = "\x1d"
FRAMED = ScannerProfile(prefix="\x02", suffix="\x03")


class Keyboard:
    """Presses keys on a buffer and keeps what comes out."""

    def __init__(self, profile: ScannerProfile | None = None) -> None:
        self.buffer = WedgeBuffer(profile or ScannerProfile())
        self.now = 1_000 * MS
        self.scans: list[RawScan] = []

    def press(self, text: str, gap: float, **keys: bool) -> None:
        self.now += int(gap * MS)
        self.scans += self.buffer.feed(text, self.now, **keys)

    def scanner(self, text: str, gap: float = 4.0) -> None:
        for character in text:
            self.press(character, gap)

    def fingers(self, text: str, gap: float = 120.0) -> None:
        for character in text:
            self.press(character, gap)

    def wait(self, milliseconds: float) -> None:
        self.now += int(milliseconds * MS)
        self.scans += self.buffer.flush(self.now)

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]


def test_it_is_the_key_buffer_the_window_wants() -> None:
    buffer: KeyBuffer = WedgeBuffer()
    assert list(buffer.feed("a", 0)) == []


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_quick_keys_with_an_end_mark_are_a_scan(end: str) -> None:
    keyboard = Keyboard()
    keyboard.scanner("6901234567892" + end)
    assert keyboard.texts == ["6901234567892"]
    assert keyboard.scans[0].source == "wedge"
    assert keyboard.buffer.state == "idle"


def test_fingers_never_make_a_scan() -> None:
    keyboard = Keyboard()
    keyboard.fingers("6901234567892\r", gap=60)
    keyboard.wait(500)
    assert keyboard.texts == []


def test_a_held_key_is_no_scan() -> None:
    keyboard = Keyboard()
    keyboard.scanner("8" * 40 + "\r", gap=30)
    keyboard.scanner("8" * 40, gap=30)
    keyboard.wait(500)
    assert keyboard.texts == []


def test_fingers_just_before_a_scan_stay_outside_it() -> None:
    keyboard = Keyboard()
    keyboard.fingers("ab")
    keyboard.press("6", 60)
    keyboard.scanner("901234567892\r")
    assert keyboard.texts == ["6901234567892"]


def test_without_an_end_mark_silence_ends_a_long_scan() -> None:
    keyboard = Keyboard()
    keyboard.scanner("6901234567892")
    keyboard.wait(20)
    assert keyboard.texts == []
    keyboard.wait(200)
    assert keyboard.texts == ["6901234567892"]
    keyboard.scanner("1234")
    keyboard.wait(500)
    assert keyboard.texts == ["6901234567892"], "four quick keys may be fingers"


def test_a_hiccup_of_the_system_does_not_cut_a_scan() -> None:
    keyboard = Keyboard()
    keyboard.scanner("69012345")
    keyboard.press("6", 110)
    keyboard.scanner("7892\r")
    assert keyboard.texts == ["6901234567892"]


def test_the_separator_and_the_symbology_come_through() -> None:
    keyboard = Keyboard()
    keyboard.scanner("]C10106901234567892" + f"10L1{GS}17280331\r")
    scan = keyboard.scans[0]
    assert scan.symbology_id == "]C1"
    assert scan.data == f"010690123456789210L1{GS}17280331".encode()


def test_a_configured_substitute_becomes_the_separator() -> None:
    keyboard = Keyboard(ScannerProfile(separator="{GS}"))
    keyboard.scanner("010690123456789210L1{GS}17280331\r")
    assert GS in keyboard.texts[0]


@pytest.mark.parametrize("digits", ["029", "0029", "29"])
def test_alt_and_digits_are_one_character(digits: str) -> None:
    keyboard = Keyboard()
    keyboard.scanner("10L1")
    for digit in digits:
        keyboard.press(digit, 4, alt=True)
    keyboard.scanner("17280331\r")
    assert keyboard.texts == [f"10L1{GS}17280331"]


def test_caps_lock_is_undone_where_it_is_known_or_plain() -> None:
    keyboard = Keyboard()
    for character in "ins:c:PASS\r":
        keyboard.press(character, 4)
    for character in "]c10106901234567892\r":
        keyboard.press(character, 4)
    for character in "l2603a-X\r":
        keyboard.press(character, 4, caps_lock=True)
    assert keyboard.texts == ["INS:C:pass", "0106901234567892", "L2603A-x"]
    assert keyboard.scans[1].symbology_id == "]C1"


def test_framed_scans_need_no_speed_and_hold_any_text() -> None:
    keyboard = Keyboard(FRAMED)
    keyboard.scanner("\x02A\rB\tC\x03", gap=300)
    keyboard.scanner("\x027\x03\r")
    assert keyboard.texts == ["A\rB\tC", "7"]


def test_with_a_prefix_set_nothing_else_counts() -> None:
    keyboard = Keyboard(FRAMED)
    keyboard.scanner("6901234567892\r")
    assert keyboard.texts == []


def test_a_framed_scan_without_its_end_is_lost_and_counted() -> None:
    keyboard = Keyboard(FRAMED)
    keyboard.scanner("\x026901")
    keyboard.wait(2_500)
    keyboard.scanner("\x026901")
    keyboard.scanner("\x02INS:C:pass\x03")
    assert keyboard.texts == ["INS:C:pass"]
    assert keyboard.buffer.lost == 2


def test_a_suffix_alone_ends_a_quick_scan() -> None:
    keyboard = Keyboard(ScannerProfile(suffix="##"))
    keyboard.scanner("INS:L:S1-000123##")
    assert keyboard.texts == ["INS:L:S1-000123"]


def test_the_state_tells_when_keys_should_be_held_back() -> None:
    keyboard = Keyboard()
    assert keyboard.buffer.state == "idle"
    keyboard.press("6", 4)
    assert keyboard.buffer.state == "typing"
    keyboard.scanner("901")
    assert keyboard.buffer.state == "scanning"


contents = st.text(string.ascii_letters + string.digits + GS + "-./:", min_size=3, max_size=60)
varied = contents.filter(lambda text: len(set(text)) > 1 and not text.lower().startswith("ins:"))


@given(st.lists(varied, min_size=1, max_size=8), st.floats(0.0, 34.0), st.floats(0.0, 34.0))
def test_successive_scans_are_all_kept_in_their_order(
    texts: list[str], gap: float, pause: float
) -> None:
    keyboard = Keyboard()
    for text in texts:
        keyboard.press(text[0], pause)
        keyboard.scanner(text[1:] + "\r", gap)
    assert keyboard.texts == texts


@given(st.lists(varied, min_size=1, max_size=5), st.lists(st.floats(36, 900), max_size=30))
def test_typing_between_scans_neither_adds_nor_takes(texts: list[str], pauses: list[float]) -> None:
    keyboard = Keyboard()
    for text in texts:
        for pause in pauses:
            keyboard.press("k", pause)
            keyboard.wait(0)
        keyboard.wait(200)
        keyboard.scanner(text + "\r", 3)
    assert keyboard.texts == texts


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 400)), max_size=80), st.booleans())
def test_any_keys_at_any_time_are_survived(keys: list[tuple[str, int]], framed: bool) -> None:
    keyboard = Keyboard(FRAMED if framed else None)
    for text, gap in keys:
        keyboard.press(text, gap)
        keyboard.wait(0)
    assert all(scan.data for scan in keyboard.scans)


@given(varied, st.sets(st.integers(1, 59), max_size=1))
def test_one_stutter_after_the_start_is_forgiven(text: str, places: set[int]) -> None:
    keyboard = Keyboard()
    for place, (_, character) in enumerate(pairwise(" " + text + "\r")):
        stutter = place in places and place >= 5
        keyboard.press(character, 140 if stutter else 5)
    assert keyboard.texts == [text]
