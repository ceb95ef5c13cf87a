"""Reading codes from still photos: cheap attempts first, stopping at the first that reads.

What a stage does is in ``climb``; this file is the port: bytes, files, frames.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inspector_app.domain.errors import PhotoError
from inspector_app.domain.scan import RawScan, Region
from inspector_app.scanning.climb import STAGES, Climb
from inspector_app.scanning.picture import Grey, read_grey
from inspector_app.scanning.zbar_reader import zbar_present
from inspector_app.scanning.zxing_reader import formats_named, frame_view, read_live
from inspector_app.services.ports import Frame, PhotoGuard

__all__ = ["STAGES", "DecodeLadder"]


class DecodeLadder:
    """The ``Decoder`` port. Takes bytes the photo guard has passed; safe from several threads."""

    def __init__(self, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._now = monotonic_ns

    def decode(
        self, data: bytes, *, find_all: bool = False, region: Region | None = None
    ) -> Sequence[RawScan]:
        """Codes of JPEG/PNG/WebP bytes, in reading order; empty when there is none.

        Stops at the first stage that reads a code beyond doubt. ``find_all`` goes on to every
        place of the picture that looks like a code. ``region`` (left, top, right, bottom in pixels
        of the upright picture) reads one part, harder. Bar codes that only one look gave have
        ``proved`` false. PhotoError ``truncated_picture`` when the bytes have a picture's header
        and no picture.
        """
        pixels = read_grey(data)
        if pixels is None:
            raise PhotoError("truncated_picture")
        return self.decode_grey(pixels, find_all=find_all, region=region)

    def decode_grey(
        self, pixels: Grey, *, find_all: bool = False, region: Region | None = None
    ) -> Sequence[RawScan]:
        """The same for a picture in memory: rows × columns of 8-bit grey."""
        climb = Climb(pixels, self._now, find_all=find_all)
        return climb.over_all() if region is None else climb.within(region)

    def decode_path(
        self,
        path: Path,
        guard: PhotoGuard,
        *,
        find_all: bool = False,
        region: Region | None = None,
    ) -> Sequence[RawScan]:
        """Codes of a picture file, guarded first; PhotoError with the guard's codes, or
        ``picture_unreadable`` when the file cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as refusal:
            raise PhotoError("picture_unreadable", file=str(path)) from refusal
        guard.inspect(data)
        return self.decode(data, find_all=find_all, region=region)

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
