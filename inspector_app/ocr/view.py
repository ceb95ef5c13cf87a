"""Colour pictures derived from a photo, each with its way back to the photo's pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector_app.domain.scan import Position, Region

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Rows × columns × blue, green, red."""
Matrix: TypeAlias = npt.NDArray[np.float64]

IDENTITY: Final = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
# Beyond this many pixels a picture is decoded at half size: its text is large enough.
_HALVED_FROM: Final = 24_000_000


@dataclass(frozen=True, slots=True)
class View:
    """``pixels`` and the 2×3 matrix that leads from them to the upright original photo."""

    pixels: Pixels
    back: Matrix

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def longest(self) -> int:
        return max(self.width, self.height)

    def place(self, corners: Position) -> Position:
        """Corners in this view as corners in the original photo."""
        return moved(corners, self.back)


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded photo, upright by its EXIF; ``width`` and ``height`` are the original's."""

    view: View
    width: int
    height: int


def moved(corners: Position, matrix: Matrix) -> Position:
    """Corners under a 2×3 affine map, to a tenth of a pixel."""
    if not corners:
        return ()
    points = np.c_[np.asarray(corners, dtype=np.float64), np.ones(len(corners))]
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in points @ matrix.T)


def chained(second: Matrix, first: Matrix) -> Matrix:
    """The affine map that does ``first``, then ``second``."""
    linear = second[:, :2] @ first[:, :2]
    shift = second[:, :2] @ first[:, 2] + second[:, 2]
    return np.column_stack([linear, shift])


def read_photo(data: bytes) -> Photo | None:
    """Decode JPEG, PNG or WebP bytes, upright by EXIF; None when they are no picture."""
    import cv2

    buffer = np.frombuffer(data, dtype=np.uint8)
    if buffer.size == 0:
        return None
    try:
        pixels = cv2.imdecode(buffer, cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if pixels is None:
        return None
    height, width = pixels.shape[:2]
    view = View(np.asarray(pixels, dtype=np.uint8), np.array(IDENTITY))
    if width * height > _HALVED_FROM:
        view = scaled(view, 0.5)
    return Photo(view, int(width), int(height))


def scaled(view: View, factor: float) -> View:
    """The view resized by ``factor``."""
    import cv2

    if factor == 1.0:
        return view
    size = (max(1, round(view.width * factor)), max(1, round(view.height * factor)))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    pixels = np.asarray(cv2.resize(view.pixels, size, interpolation=way), dtype=np.uint8)
    forth = np.array([[view.width / size[0], 0.0, 0.0], [0.0, view.height / size[1], 0.0]])
    return View(pixels, chained(view.back, forth))


def quarter_turned(view: View, turns: int) -> View:
    """The view turned anticlockwise by ``turns`` × 90°."""
    width, height = view.width, view.height
    ways: tuple[Matrix, ...] = (
        np.array(IDENTITY),
        np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0]]),
        np.array([[-1.0, 0.0, width], [0.0, -1.0, height]]),
        np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height]]),
    )
    turns %= 4
    if not turns:
        return view
    pixels = np.ascontiguousarray(np.rot90(view.pixels, turns))
    return View(pixels, chained(view.back, ways[turns]))


def cut(view: View, region: Region) -> View:
    """The part of the view inside ``region`` (left, top, right, bottom in the view's pixels)."""
    left, top = max(0, int(region[0])), max(0, int(region[1]))
    right, bottom = min(view.width, int(region[2]) + 1), min(view.height, int(region[3]) + 1)
    rows, columns = slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
    pixels = np.ascontiguousarray(view.pixels[rows, columns])
    shift = np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
    return View(pixels, chained(view.back, shift))


def repainted(view: View, pixels: Pixels) -> View:
    """Other pixels of the same size at the same place."""
    return View(pixels, view.back)
