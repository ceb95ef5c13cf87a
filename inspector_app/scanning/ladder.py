"""Reading codes from still photos: cheap attempts first, stopping at the first that reads.

On 12-megapixel photos the three linear rungs together take a fifth of one look for matrix codes,
and linear and matrix formats apart read what they read together: hence the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from inspector_app.domain.errors import PhotoError
from inspector_app.domain.scan import RawScan, Region
from inspector_app.scanning.picture import (
    Grey,
    View,
    cut_region,
    cut_upright,
    enhanced,
    read_grey,
    turned,
    whole,
)
from inspector_app.scanning.zbar_reader import read_with_zbar, zbar_present
from inspector_app.scanning.zxing_reader import (
    LINEAR,
    MATRIX,
    RARE,
    formats_named,
    frame_view,
    read_live,
    read_view,
)
from inspector_app.services.ports import Frame, PhotoGuard

_LONGEST_TURNED: Final = 3_000
_MOST_ENHANCED: Final = 12_000_000
_MARGIN: Final = 0.12
_Stage = Callable[[View, str], Iterable[RawScan]]


class DecodeLadder:
    """The ``Decoder`` port. Takes bytes the photo guard has passed; safe from several threads."""

    def decode(
        self, data: bytes, *, find_all: bool = False, region: Region | None = None
    ) -> Sequence[RawScan]:
        """Codes of JPEG/PNG/WebP bytes, in reading order; empty when there is none.

        Stops at the first rung that reads anything. ``find_all`` joins the plain rungs, for
        pictures that show several codes. PhotoError ``truncated_picture`` when the bytes have a
        picture's header and no picture.
        """
        pixels = read_grey(data)
        if pixels is None:
            raise PhotoError("truncated_picture")
        return self.decode_grey(pixels, find_all=find_all, region=region)

    def decode_grey(
        self, pixels: Grey, *, find_all: bool = False, region: Region | None = None
    ) -> Sequence[RawScan]:
        """The same for a picture in memory: rows × columns of 8-bit grey."""
        if region is None:
            return self._climb(whole(pixels), find_all=find_all)
        crop = cut_region(whole(pixels), region)
        return () if crop is None else self._climb(crop, find_all=find_all)

    def _climb(self, picture: View, *, find_all: bool) -> Sequence[RawScan]:
        rungs = list(_RUNGS)
        if find_all:
            plain = [rung for rung in rungs if rung[0] in _PLAIN]
            first = _distinct(scan for name, read in plain for scan in read(picture, name))
            if first:
                return _in_reading_order(first)
            rungs = [rung for rung in rungs if rung[0] not in _PLAIN]
        for name, read in rungs:
            found = _distinct(read(picture, name))
            if found:
                return _in_reading_order(found)
        return ()

    def decode_path(
        self, path: Path, guard: PhotoGuard, *, find_all: bool = False
    ) -> Sequence[RawScan]:
        """Codes of a picture file, guarded first; PhotoError with the guard's codes, or
        ``picture_unreadable`` when the file cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as refusal:
            raise PhotoError("picture_unreadable", file=str(path)) from refusal
        guard.inspect(data)
        return self.decode(data, find_all=find_all)

    def decode_frame(
        self, frame: Frame, formats: Sequence[str] = ("retail", "code128", "itf", "qr")
    ) -> Sequence[RawScan]:
        """Codes of a live frame, fast and without the ladder; ``formats`` are of FORMAT_NAMES.

        One frame proves little: pass the reads through ``domain.trust``.
        """
        return read_live(_frame_pixels(frame), formats_named(formats))

    def missing(self) -> tuple[str, ...]:
        """Optional parts that are not installed, for the self-test."""
        return () if zbar_present() else ("pyzbar",)


def _frame_pixels(frame: Frame) -> Any:
    if frame.format == "jpeg":
        pixels = read_grey(bytes(frame.data))
        if pixels is None:
            raise PhotoError("truncated_picture")
        return pixels
    step = 3 if frame.format == "bgr" else frame.step
    return frame_view(
        frame.data, frame.width, frame.height, (frame.stride, step), colour=frame.format == "bgr"
    )


def _linear(picture: View, stage: str) -> list[RawScan]:
    return read_view(picture, LINEAR, stage)


def _matrix(picture: View, stage: str) -> list[RawScan]:
    return read_view(picture, MATRIX, stage)


def _rare(picture: View, stage: str) -> list[RawScan]:
    return read_view(picture, RARE, stage)


def _located(picture: View, stage: str) -> Iterator[RawScan]:
    """Bars found by their texture, cut out upright and enlarged."""
    import cv2

    found, corners = cv2.barcode.BarcodeDetector().detect(picture.pixels)
    if not found or corners is None:
        return
    for four in np.asarray(corners, dtype=np.float32).reshape(-1, 4, 2):
        crop = cut_upright(picture, four, _MARGIN)
        if crop is not None:
            yield from read_view(crop, LINEAR, stage)


def _turned(picture: View, stage: str) -> list[RawScan]:
    return read_view(turned(picture, 45.0, _LONGEST_TURNED), LINEAR, stage)


def _enhanced(picture: View, stage: str) -> list[RawScan]:
    return read_view(enhanced(picture, _MOST_ENHANCED), (*LINEAR, *MATRIX), stage)


def _zbar(picture: View, stage: str) -> list[RawScan]:
    return read_with_zbar(picture, stage)


_RUNGS: Final[tuple[tuple[str, _Stage], ...]] = (
    ("linear", _linear),
    ("located", _located),
    ("turned", _turned),
    ("matrix", _matrix),
    ("rare", _rare),
    ("enhanced", _enhanced),
    ("zbar", _zbar),
)
_PLAIN: Final = ("linear", "matrix", "rare")
STAGES: Final = tuple(name for name, _ in _RUNGS)


def _distinct(scans: Iterable[RawScan]) -> list[RawScan]:
    """One scan for each code in the picture: the same content at another place is another one."""
    kept: list[RawScan] = []
    for scan in scans:
        if not any(scan.data == other.data and _overlap(scan, other) for other in kept):
            kept.append(scan)
    return kept


def _overlap(one: RawScan, other: RawScan) -> bool:
    if not one.position or not other.position:
        return True
    a, b = np.asarray(one.position), np.asarray(other.position)
    reach = max(float(np.ptp(a, axis=0).max()), float(np.ptp(b, axis=0).max()), 1.0)
    return float(np.abs(a.mean(axis=0) - b.mean(axis=0)).max()) < reach * 0.5


def _in_reading_order(scans: list[RawScan]) -> tuple[RawScan, ...]:
    def place(scan: RawScan) -> tuple[float, float]:
        xs = [x for x, _ in scan.position] or [0.0]
        ys = [y for _, y in scan.position] or [0.0]
        return (min(ys), min(xs))

    return tuple(sorted(scans, key=place))
