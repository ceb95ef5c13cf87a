"""The codes that prove a scanner, and what a keyboard scanner's keys say when it reads one.

The codes are printed on one sheet and read in order; each proves something else. What the keys
mean is judged in ``scanner_findings``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, Literal, TypeAlias

GS: Final = "\x1d"
ENDS: Final = "\r\n\t"
_MS: Final = 1_000_000
SCAN_LEAST: Final = 8
"""Every test code is longer; fewer keys are fingers."""
SCAN_GAP_MS: Final = 150
"""The slowest scanners leave some 100 ms between keys; a person who types codes is slower."""

StepName: TypeAlias = Literal["letters", "retail", "separator", "input_method", "signs", "long"]
SheetSymbology: TypeAlias = Literal["code128", "gs1_128", "ean13", "datamatrix_gs1", "qr"]
WedgeSource: TypeAlias = Literal["wedge", "serial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCode:
    """One code of the sheet, printed once for each of ``symbologies``; ``text`` with GS as 0x1D.

    ``hri``: the bracketed form that the makers of GS1 symbols want.
    """

    __test__ = False  # not a test of pytest's

    name: StepName
    text: str
    symbologies: tuple[SheetSymbology, ...]
    hri: str = ""


TEST_CODES: Final[tuple[TestCode, ...]] = (
    # Only letters and digits that stand in the same place on most of the world's keyboards.
    TestCode(name="letters", text="ScnTest0123456789KLprGH", symbologies=("code128", "qr")),
    TestCode(name="retail", text="6954321098762", symbologies=("ean13",)),
    TestCode(
        name="separator", text=f"010690123456789210LOT01{GS}17280331",
        hri="(01)06901234567892(10)LOT01(17)280331",
        symbologies=("gs1_128", "datamatrix_gs1"),
    ),
    TestCode(name="input_method", text=f"sn2026lot01{GS}ABnihao", symbologies=("code128", "qr")),
    TestCode(
        name="signs", text="yzYZqwaQWAmM;:'\"<>,.?/\\|[]{}~`!@#$%^&*()_+-=",
        symbologies=("code128", "qr"),
    ),
    # Sixty digits of no pattern: a key that is lost in between shows.
    TestCode(
        name="long", text="314159265358979323846264338327950288419716939937510582097494",
        symbologies=("code128", "qr"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStroke:
    """One key as the window saw it. ``name`` is ``F8`` or ``Alt`` (a digit pressed with Alt held)
    where the text alone does not tell."""

    text: str
    at_ns: int
    name: str = ""
    caps_lock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one scan gave, untouched. ``gs_key``: the key that stood for GS. ``gaps_ms`` lie between
    the keys; empty on a serial line, which has none."""

    text: str
    end: str = ""
    gaps_ms: tuple[float, ...] = ()
    gs_key: str = ""
    caps_lock: bool = False
    source: WedgeSource = "wedge"

    @property
    def usual_gap(self) -> float:
        """The median gap in ms, 0 where there is none."""
        return median(self.gaps_ms) if self.gaps_ms else 0.0

    @property
    def longest_gap(self) -> float:
        """The longest gap in ms, 0 where there is none."""
        return max(self.gaps_ms, default=0.0)


def reading_of(strokes: Sequence[KeyStroke]) -> Reading:
    """Put keys together: Alt numbers become their characters, end marks are taken off."""
    text, number, gs_key, before = "", "", "", ""
    for stroke in strokes:
        if stroke.name == "Alt":
            number += stroke.text
            continue
        text, number, before, gs_key = _flushed(text, number, before, gs_key)
        if stroke.text == before:  # Windows gives an Alt number's character once more
            before = ""
            continue
        before = ""
        if stroke.text == GS and stroke.name:
            gs_key = stroke.name
        text += stroke.text
    text, _, _, gs_key = _flushed(text, number, before, gs_key)
    bare = text.rstrip(ENDS)
    return Reading(
        text=bare, end=text[len(bare) :], gs_key=gs_key, gaps_ms=_gaps(strokes),
        caps_lock=any(stroke.caps_lock for stroke in strokes),
    )  # fmt: skip


def _flushed(text: str, number: str, before: str, gs_key: str) -> tuple[str, str, str, str]:
    """Turn the digits of an Alt number into its character; several may follow each other."""
    if not number:
        return text, "", before, gs_key
    made = _alt_characters(number)
    return text + made, "", made[-1:], "Alt" if GS in made else gs_key


def _alt_characters(digits: str) -> str:
    """``029``, ``0029`` and ``29`` are GS; longer runs are numbers of equal length."""
    size = next((size for size in (4, 3) if len(digits) % size == 0), len(digits))
    numbers = [int(digits[at : at + size]) for at in range(0, len(digits), size)]
    return "".join(chr(number) for number in numbers if 0 < number < 256)


def _gaps(strokes: Sequence[KeyStroke]) -> tuple[float, ...]:
    times = [stroke.at_ns / _MS for stroke in strokes]
    return tuple(round(after - before, 1) for before, after in pairwise(times))


def is_scan(strokes: Sequence[KeyStroke]) -> bool:
    """Whether such keys come from a scanner, however slow, rather than from fingers."""
    if len(strokes) < SCAN_LEAST or len({stroke.text for stroke in strokes}) < 2:
        return False
    return median(_gaps(strokes)) <= SCAN_GAP_MS
