"""Which pixels of a wide camera frame are looked at: a full-HD or 4K frame takes too long to read
thirty times a second.

In turns the whole frame, each second (third …) pixel of each second row, for large codes wherever
they are; and its middle at full resolution, where a person holds a small one. Nothing is copied:
only the distances between the pixels change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from inspector_app.domain.scan import RawScan
from inspector_app.services.ports import Frame

WIDE: Final = 1_500
"""Frames no wider are read whole."""
_COARSE: Final = 1_280
_MIDDLE: Final = (1_280, 720)


@dataclass(frozen=True, slots=True)
class Part:
    """``frame`` is looked at; its pixel (x, y) is that of ``origin + factor × (x, y)``."""

    frame: Frame
    factor: int = 1
    origin: tuple[int, int] = (0, 0)

    def placed(self, scan: RawScan) -> RawScan:
        """The scan with its corners in the pixels of the whole frame."""
        if self.factor == 1 and self.origin == (0, 0):
            return scan
        left, top = self.origin
        corners = tuple((left + x * self.factor, top + y * self.factor) for x, y in scan.position)
        return replace(scan, position=corners)


def part_of(frame: Frame, turn: int) -> Part:
    """The whole frame, or of a wide grey one coarse and middle in turns."""
    if frame.format != "grey" or frame.width <= WIDE:
        return Part(frame)
    return _coarse(frame) if turn % 2 == 0 else _middle(frame)


def _coarse(frame: Frame) -> Part:
    factor = ceil(frame.width / _COARSE)
    coarse = replace(
        frame, width=frame.width // factor, height=frame.height // factor,
        stride=frame.stride * factor, step=frame.step * factor,
    )  # fmt: skip
    return Part(coarse, factor)


def _middle(frame: Frame) -> Part:
    width, height = min(_MIDDLE[0], frame.width), min(_MIDDLE[1], frame.height)
    left, top = (frame.width - width) // 2, (frame.height - height) // 2
    data = memoryview(frame.data).cast("B")[top * frame.stride + left * frame.step :]
    return Part(replace(frame, data=data, width=width, height=height), 1, (left, top))
