"""Grey pictures and the small operations of the decode ladder, each with its way back.

A ``View`` is a derived picture and the map from its pixels to the original's, so that a code
found in a turned crop of a crop is marked at the right place of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector_app.domain.scan import Position, Region

Grey: TypeAlias = npt.NDArray[np.uint8]
Matrix: TypeAlias = npt.NDArray[np.float64]
_LONGEST_CROP: Final = 2_000


@dataclass(frozen=True, slots=True)
class View:
    """``pixels`` and the 3×3 map that leads from them to the original picture."""

    pixels: Grey
    back: Matrix

    def place(self, corners: Position) -> Position:
        """Corners in this view as corners in the original picture."""
        if not corners:
            return ()
        points = np.c_[np.asarray(corners, dtype=np.float64), np.ones(len(corners))]
        moved = points @ self.back.T
        return tuple((round(float(x / w), 1), round(float(y / w), 1)) for x, y, w in moved)

    def derived(self, pixels: object, back: Matrix) -> View:
        """Pixels made of this view's, ``back`` (2×3 or 3×3) leading to this view's."""
        step = back if back.shape[0] == 3 else np.vstack([back, (0.0, 0.0, 1.0)])
        return View(np.asarray(pixels, dtype=np.uint8), self.back @ step)


def whole(pixels: Grey) -> View:
    """The picture itself."""
    return View(pixels, np.eye(3))


def read_grey(data: bytes) -> Grey | None:
    """Decode JPEG, PNG or WebP bytes to grey, turned upright by EXIF; None when undecodable."""
    import cv2

    buffer = np.frombuffer(data, dtype=np.uint8)
    try:
        pixels = cv2.imdecode(buffer, cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def cut_region(source: View, region: Region, *, least: int = 1_200) -> View | None:
    """A part of the picture, enlarged at most four times so that its longer side is ``least``.

    None when the region has no pixel of the picture.
    """
    if not np.isfinite(region).all():
        return None
    height, width = source.pixels.shape
    left, right = sorted((region[0], region[2]))
    upper, lower = sorted((region[1], region[3]))
    x0, x1 = max(0, int(left)), min(width, int(np.ceil(right)))
    y0, y1 = max(0, int(upper)), min(height, int(np.ceil(lower)))
    if x1 <= x0 or y1 <= y0:
        return None
    shift = np.array([[1.0, 0.0, x0], [0.0, 1.0, y0]])
    part = source.derived(np.ascontiguousarray(source.pixels[y0:y1, x0:x1]), shift)
    return scaled(part, min(4.0, max(1.0, least / max(x1 - x0, y1 - y0))))


def scaled(source: View, factor: float) -> View:
    """The picture larger or smaller."""
    import cv2

    height, width = source.pixels.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if size == (width, height):
        return source
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    back = np.array([[width / size[0], 0.0, 0.0], [0.0, height / size[1], 0.0]])
    return source.derived(cv2.resize(source.pixels, size, interpolation=way), back)


def warped(source: View, forth: Matrix, width: int, height: int) -> View:
    """The picture under the 2×3 map ``forth``, white outside."""
    import cv2

    pixels = cv2.warpAffine(
        source.pixels, forth, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0,)
    )
    return source.derived(pixels, np.asarray(cv2.invertAffineTransform(forth), dtype=np.float64))


def turned(source: View, degrees: float, longest: int) -> View:
    """The whole picture turned about its middle, shrunk so that no side exceeds ``longest``."""
    import cv2

    height, width = source.pixels.shape
    scale = min(1.0, longest / max(height, width))
    forth = np.array(
        cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale), dtype=np.float64
    )
    cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
    new_width, new_height = int(width * cos + height * sin), int(width * sin + height * cos)
    forth[:, 2] += (new_width / 2 - width / 2, new_height / 2 - height / 2)
    return warped(source, forth, max(1, new_width), max(1, new_height))


def cut_turned(
    source: View,
    corners: npt.NDArray[np.float32],
    across: float,
    *,
    margins: tuple[float, float],
    zoom: float,
) -> View | None:
    """The frame of ``corners`` cut out so that the direction ``across`` (degrees) runs level.

    ``margins`` are shares of its two sides, added on either end; ``zoom`` is lowered where the
    crop would exceed 2,000 pixels. None when nothing is left.
    """
    import cv2

    way = np.deg2rad(across)
    along = corners @ np.array([np.cos(way), np.sin(way)])
    beside = corners @ np.array([-np.sin(way), np.cos(way)])
    wide = float(np.ptp(along)) * (1 + 2 * margins[0]) + 16
    high = float(np.ptp(beside)) * (1 + 2 * margins[1]) + 16
    zoom = min(zoom, _LONGEST_CROP / max(wide, high))
    width, height = int(wide * zoom), int(high * zoom)
    if width < 8 or height < 4:
        return None
    mid_along = float(along.max() + along.min()) / 2
    mid_beside = float(beside.max() + beside.min()) / 2
    centre = (
        mid_along * float(np.cos(way)) - mid_beside * float(np.sin(way)),
        mid_along * float(np.sin(way)) + mid_beside * float(np.cos(way)),
    )
    forth = np.array(cv2.getRotationMatrix2D(centre, across, zoom), dtype=np.float64)
    forth[:, 2] += (width / 2 - centre[0], height / 2 - centre[1])
    pixels = cv2.warpAffine(
        source.pixels, forth, (width, height), flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return source.derived(pixels, np.asarray(cv2.invertAffineTransform(forth), dtype=np.float64))


def enhanced(source: View, most_pixels: int) -> View:
    """Contrast levelled by tiles, doubled in size where ``most_pixels`` allows, sharpened."""
    import cv2

    height, width = source.pixels.shape
    level = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(source.pixels)
    flat = source.derived(level, np.eye(3))
    large = scaled(flat, min(2.0, (most_pixels / (width * height)) ** 0.5))
    soft = cv2.GaussianBlur(large.pixels, (0, 0), 2.0)
    return large.derived(cv2.addWeighted(large.pixels, 2.0, soft, -1.0, 0.0), np.eye(3))
