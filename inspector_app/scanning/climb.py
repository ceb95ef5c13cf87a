"""One photo's way up the decode ladder: from cheap looks at the whole to hard ones at crops.

Ratios to one default zxing-cpp call: linear formats 0.11, QR 0.09, Data Matrix 0.25, the rare
ones 0.4; hence the order. What is left unread is mostly blurred, dark, faint, tilted or light on
dark: the places that look like codes are cut out and treated until two ways of looking agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from inspector_app.domain.scan import RawScan, Region
from inspector_app.scanning import treatments as made
from inspector_app.scanning.evidence import Evidence
from inspector_app.scanning.picture import (
    Grey,
    View,
    cut_region,
    cut_turned,
    enhanced,
    turned,
    whole,
)
from inspector_app.scanning.places import KINDS, Place, bars_follow, likely_places
from inspector_app.scanning.zbar_reader import read_with_zbar
from inspector_app.scanning.zxing_reader import (
    BARS,
    DATA_MATRIX,
    GRAIN,
    LINEAR,
    QR,
    RARE,
    read_view,
)

_LONGEST_TURNED: Final = 3_000
_MOST_ENHANCED: Final = 12_000_000
_DEEP_PLACES: Final = 12
_WORTH_DEEP: Final = 0.3  # of the likeliest place's weight
# Longest climb, in times of the plain looks at the whole: with nothing read, with something read.
_PATIENCE: Final = (16, 6)
_LEAST_NS: Final = 600_000_000
_LEAST_POINTED_NS: Final = 2_500_000_000  # somebody waits for this one
_MOST_NS: Final = 12_000_000_000

_Treat = Callable[[View], View]


def _as_is(view: View) -> View:
    return view


# Name of the way of looking (two of different names must agree), and what is done to the crop.
_QUICK_BARS: Final[tuple[tuple[str, _Treat], ...]] = (
    ("crop", _as_is),
    ("averaged", lambda crop: made.averaged(crop, 0.3)),
    ("inverted", made.inverted),
)
_QUICK_GRAIN: Final[tuple[tuple[str, _Treat], ...]] = (("crop", _as_is),)
_DEEP_BARS: Final[tuple[tuple[str, _Treat], ...]] = (
    ("sharpened", lambda crop: made.sharpened(made.averaged(crop, 0.15), 3.5, 3.0)),
    ("levelled", made.levelled),
    ("averaged", lambda crop: made.stretched(made.averaged(crop, 0.1))),
    ("sharpened", lambda crop: made.sharpened(made.averaged(crop, 0.3), 2.0, 3.0)),
    ("unblurred", lambda crop: made.unblurred_across(made.averaged(crop, 0.2), 3.0, 0.01)),
    ("unblurred", lambda crop: made.unblurred_across(made.averaged(crop, 0.2), 4.5, 0.003)),
    ("unmoved", lambda crop: made.unmoved(made.averaged(crop, 0.2), 7.0, 0.0)),
    ("averaged", lambda crop: made.averaged(made.inverted(crop), 0.3)),
    ("unmoved", lambda crop: made.unmoved(made.averaged(crop, 0.2), 11.0, 0.0)),
    ("unblurred", lambda crop: made.unblurred_across(made.averaged(crop, 0.4), 6.0, 0.001)),
)
_DEEP_GRAIN: Final[tuple[tuple[str, _Treat], ...]] = (
    ("levelled", made.levelled),
    ("calmed", lambda crop: made.stretched(made.calmed(crop, 2.0))),
    ("sharpened", lambda crop: made.sharpened(crop, 3.0, 2.0)),
    ("calmed", lambda crop: made.stretched(made.calmed(crop, 3.0))),
    ("unblurred", lambda crop: made.unblurred(crop, 3.0, 0.02)),
    ("unblurred", lambda crop: made.unblurred(crop, 4.5, 0.006)),
    ("unblurred", lambda crop: made.unblurred(crop, 6.0, 0.006)),
    ("unmoved", lambda crop: made.unmoved(crop, 9.0, 0.0)),
    ("unmoved", lambda crop: made.unmoved(crop, 9.0, 90.0)),
    ("unmoved", lambda crop: made.unmoved(crop, 9.0, 45.0)),
    ("unmoved", lambda crop: made.unmoved(crop, 9.0, 135.0)),
)
# A second way of looking at a bar code that was read.
_PROOFS: Final[tuple[tuple[str, _Treat], ...]] = (
    ("averaged", lambda crop: made.averaged(crop, 0.3)),
    ("crop", _as_is),
    ("sharpened", lambda crop: made.sharpened(made.averaged(crop, 0.15), 2.0, 3.0)),
    ("averaged", lambda crop: made.averaged(made.inverted(crop), 0.3)),
)
_ZBAR_PROOFS: Final = (0, 1)

PLAIN_STAGES: Final = ("linear", "turned", "matrix", "rare")
STAGES: Final = (*PLAIN_STAGES, "located", "restored", "enhanced", "zbar")


@dataclass(slots=True)
class _Candidate:
    place: Place
    crop: View | None


class Climb:
    """Reads one picture; ``find_all`` goes on after the first code that is beyond doubt."""

    def __init__(self, pixels: Grey, monotonic_ns: Callable[[], int], *, find_all: bool) -> None:
        self._picture = whole(pixels)
        self._now = monotonic_ns
        self._find_all = find_all
        self._evidence = Evidence(self._stands_free)
        self._begun = monotonic_ns()
        self._until = self._begun + _MOST_NS

    def over_all(self) -> tuple[RawScan, ...]:
        """Read the whole picture."""
        for look in (_linear, _turned, _qr, _data_matrix, _rare):
            name, stage, scans = look(self._picture)
            self._take(scans, name, stage)
            if self._enough():
                return self._evidence.scans()
        self._set_limit()
        self._visit([_Candidate(place, None) for place in likely_places(self._picture.pixels)])
        if not self._evidence.anything_proved() and not self._late():
            self._last_looks(self._picture)
        return self._evidence.scans()

    def within(self, region: Region) -> tuple[RawScan, ...]:
        """Read a part somebody pointed at: every way of looking, also at the part as a whole."""
        part = cut_region(self._picture, region)
        if part is None:
            return ()
        for look in (_linear, _turned, _qr, _data_matrix, _rare):
            name, stage, scans = look(part)
            self._take(scans, name, stage)
            if self._enough():
                return self._evidence.scans()
        self._set_limit(_LEAST_POINTED_NS)
        places = [_moved(place, part) for place in likely_places(part.pixels)]
        candidates = [_Candidate(place, None) for place in places]
        frame = _frame_of(part)
        candidates += [_Candidate(Place(kind, frame, 0.0, 0.0), part) for kind in KINDS]
        self._visit(candidates, pointed_at=True)
        if not self._evidence.anything_proved() and not self._late():
            self._last_looks(part)
        return self._evidence.scans()

    def _set_limit(self, least: int = _LEAST_NS) -> None:
        spent = self._now() - self._begun
        patience = _PATIENCE[self._evidence.anything_proved()]
        self._until = self._begun + min(max(spent * patience, least), _MOST_NS)

    def _late(self) -> bool:
        return self._now() > self._until

    def _enough(self) -> bool:
        return not self._find_all and self._evidence.anything_proved()

    def _take(self, scans: Iterable[RawScan], look: str, stage: str) -> None:
        for scan in self._evidence.add((replace(s, stage=stage) for s in scans), look):
            self._prove(scan)

    def _prove(self, scan: RawScan) -> None:
        """Look again at one bar code in other ways, until another agrees."""
        crop = _around(self._picture, scan)
        if crop is None:
            return
        for number, (look, treat) in enumerate(_PROOFS):
            view = treat(crop)
            self._evidence.add(read_view(view, LINEAR, scan.stage), look)
            if self._evidence.is_proved(scan):
                return
            if number in _ZBAR_PROOFS:
                self._evidence.add(read_with_zbar(view, scan.stage), "zbar")
                if self._evidence.is_proved(scan):
                    return

    def _visit(self, candidates: list[_Candidate], *, pointed_at: bool = False) -> None:
        for candidate in candidates:
            quick = _QUICK_BARS if candidate.place.kind == "bars" else _QUICK_GRAIN
            if self._looked(candidate, quick, "located"):
                return
        self._restore(candidates if pointed_at else self._worth_more(candidates))

    def _worth_more(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """The likeliest places; once something is read, only those as likely as it."""
        read = [one.place.weight for one in candidates if self._is_taken(one)]
        likeliest = max((one.place.weight for one in candidates), default=0.0)
        least = max(0.6 * max(read, default=0.0), _WORTH_DEEP * likeliest)
        left = [one for one in candidates if one.place.weight >= least and not self._is_taken(one)]
        return left[:_DEEP_PLACES]

    def _restore(self, candidates: list[_Candidate]) -> None:
        for step in range(max(len(_DEEP_BARS), len(_DEEP_GRAIN))):
            for candidate in candidates:
                deep = _DEEP_BARS if candidate.place.kind == "bars" else _DEEP_GRAIN
                if self._looked(candidate, deep[step : step + 1], "restored"):
                    return
            if step == 0 and self._by_zbar(candidates):
                return

    def _looked(
        self, candidate: _Candidate, ways: Sequence[tuple[str, _Treat]], stage: str
    ) -> bool:
        """Look at one place; true when the climb may end."""
        if self._late():
            return True
        crop = self._crop(candidate)
        if crop is None or self._is_taken(candidate):
            return False
        formats = BARS if candidate.place.kind == "bars" else GRAIN
        for look, treat in ways:
            self._take(read_view(treat(crop), formats, stage), look, stage)
            if self._enough():
                return True
            if self._is_taken(candidate):
                break
        return False

    def _by_zbar(self, candidates: list[_Candidate]) -> bool:
        for candidate in candidates:
            crop = self._crop(candidate)
            if candidate.place.kind != "bars" or crop is None or self._is_taken(candidate):
                continue
            for view in (crop, made.averaged(crop, 0.3)):
                self._take(read_with_zbar(view, "zbar"), "zbar", "zbar")
            if self._enough() or self._late():
                return True
        return False

    def _crop(self, candidate: _Candidate) -> View | None:
        if candidate.crop is None:
            candidate.crop = _cut(self._picture, candidate.place)
        return candidate.crop

    def _is_taken(self, candidate: _Candidate) -> bool:
        return self._evidence.taken(tuple((float(x), float(y)) for x, y in candidate.place.corners))

    def _last_looks(self, view: View) -> None:
        better = enhanced(view, _MOST_ENHANCED)
        self._take(
            read_view(better, (*LINEAR, *QR, *DATA_MATRIX), "enhanced"), "enhanced", "enhanced"
        )
        if not self._evidence.anything_proved() and not self._late():
            self._take(read_with_zbar(view, "zbar"), "zbar", "zbar")

    def _stands_free(self, scan: RawScan) -> bool:
        """Whether there is no bar close beyond either end: half a code ends among bars."""
        if not scan.position or scan.symbology_id[:2] not in ("]E", "]I", "]A"):
            return True
        crop = _around(self._picture, scan)
        return crop is None or _ends_free(crop, len(scan.data), scan)


def _linear(view: View) -> tuple[str, str, list[RawScan]]:
    return "whole", "linear", read_view(view, LINEAR, "linear")


def _turned(view: View) -> tuple[str, str, list[RawScan]]:
    return "turned", "turned", read_view(turned(view, 45.0, _LONGEST_TURNED), LINEAR, "turned")


def _qr(view: View) -> tuple[str, str, list[RawScan]]:
    return "whole", "matrix", read_view(view, QR, "matrix")


def _data_matrix(view: View) -> tuple[str, str, list[RawScan]]:
    # Light on dark ones are left to the crops: asking here costs as much again.
    return "whole", "matrix", read_view(view, DATA_MATRIX, "matrix", try_invert=False)


def _rare(view: View) -> tuple[str, str, list[RawScan]]:
    return "whole", "rare", read_view(view, RARE, "rare", try_invert=False)


def _cut(picture: View, place: Place) -> View | None:
    longer = max(place.size)
    if place.kind == "bars":
        zoom = 2.0 if longer < 900 else 1.0
        return cut_turned(picture, place.corners, place.across, margins=(0.25, 0.0), zoom=zoom)
    zoom = 3.0 if longer < 140 else 2.0 if longer < 700 else 1.0
    return cut_turned(picture, place.corners, place.across, margins=(0.1, 0.1), zoom=zoom)


def _around(picture: View, scan: RawScan) -> View | None:
    """A bar code that was read, its bars upright, with what lies beside it.

    A reader may have marked one line only, and that aslant to the bars: their own direction counts.
    """
    if len(scan.position) != 4:
        return None
    corners = np.asarray(scan.position, dtype=np.float32)
    level = corners[1] - corners[0] + corners[2] - corners[3]
    upright = corners[3] - corners[0] + corners[2] - corners[1]
    across = float(np.rad2deg(np.arctan2(level[1], level[0])))
    long = float(np.hypot(*level)) / 2
    near = _near(picture.pixels, corners, 0.1 * long)
    true = bars_follow(near) if near.size else None
    if true is not None:
        across = true + 180.0 * round((across - true) / 180.0)
    high = abs(float(upright @ (-np.sin(np.deg2rad(across)), np.cos(np.deg2rad(across))))) / 2
    margin = max(0.0, (0.12 * long - high) / 2 / max(high, 1.0))
    zoom = 2.0 if long < 900 else 1.0
    return cut_turned(picture, corners, across, margins=(0.25, margin), zoom=zoom)


def _near(pixels: Grey, corners: Any, margin: float) -> Grey:
    x0, y0 = np.maximum(corners.min(axis=0) - margin, 0).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0) + margin).astype(int) + 1
    return pixels[y0:y1, x0:x1]


def _ends_free(crop: View, characters: int, scan: RawScan) -> bool:
    """No bar within some four modules beyond either end of the code."""
    middle = crop.pixels.shape[0] // 2
    profile = crop.pixels[max(0, middle - 3) : middle + 4].mean(axis=0)
    width = len(profile)
    margin = (width - 32) * 0.25 / 1.5 + 16
    start, end = int(margin), int(width - margin)
    inside = profile[start:end]
    if len(inside) < 20:
        return True
    low, high = np.percentile(inside, (8, 92))
    module = (end - start) / _modules(scan, characters)
    near, far = int(1.5 * module), int(4.5 * module)
    beyond = np.concatenate(
        [profile[max(0, start - far) : max(0, start - near)], profile[end + near : end + far]]
    )
    if not len(beyond):
        return True
    light, dark = low + 0.4 * (high - low), low + 0.6 * (high - low)
    # Light on dark, the quiet zones are dark on both sides.
    return bool(beyond.min() >= light or beyond.max() <= dark)


def _modules(scan: RawScan, characters: int) -> float:
    """How many modules wide the code is, about."""
    if scan.symbology_id.startswith("]E"):
        return {"UPC-E": 51.0, "EAN-8": 67.0}.get(scan.format, 95.0)
    return 16.0 * characters if scan.symbology_id.startswith("]A") else 9.0 * characters


def _moved(place: Place, part: View) -> Place:
    """A place found in an enlarged part, in the pixels of the picture."""
    corners = tuple((float(x), float(y)) for x, y in place.corners)
    return replace(place, corners=np.asarray(part.place(corners), dtype=np.float32))


def _frame_of(part: View) -> Any:
    height, width = part.pixels.shape
    frame = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    return np.asarray(part.place(frame), dtype=np.float32)
