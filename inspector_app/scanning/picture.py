"""Grey pictures and the small operations of the decode ladder, each with its way back.

A ``View`` is a derived picture and the affine map from its pixels to the original's, so that a
code found in a turned crop is marked at the right place of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector_app.domain.scan import Position

Grey: TypeAlias = npt.NDArray[np.uint8]
Matrix: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """``pixels`` and the 2×3 matrix that leads from them to the original picture."""

    pixels: Grey
    back: Matrix

    def place(self, corners: Position) -> Position:
        """Corners in this view as corners in the original picture."""
        if not corners:
            return ()
        points = np.c_[np.asarray(corners, dtype=np.float64), np.ones(len(corners))]
        moved = points @ self.back.T
        return tuple((round(float(x), 1), round(float(y), 1)) for x, y in moved)


def whole(pixels: Grey) -> View:
    """The picture itself."""
    return View(pixels, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))


def read_grey(data: bytes) -> Grey | None:
    """Decode JPEG, PNG or WebP bytes to grey, turned upright by EXIF; None when undecodable."""
    import cv2

    buffer = np.frombuffer(data, dtype=np.uint8)
    try:
        pixels = cv2.imdecode(buffer, cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def warped(source: Grey, forth: Matrix, width: int, height: int) -> View:
    """The picture under the 2×3 map ``forth``, white outside."""
    import cv2

    pixels = cv2.warpAffine(
        source, forth, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0,)
    )
    back = np.asarray(cv2.invertAffineTransform(forth), dtype=np.float64)
    return View(np.asarray(pixels, dtype=np.uint8), back)


def turned(source: Grey, degrees: float, longest: int) -> View:
    """The whole picture turned about its middle, shrunk so that no side exceeds ``longest``."""
    import cv2

    height, width = source.shape
    scale = min(1.0, longest / max(height, width))
    forth = np.array(
        cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale), dtype=np.float64
    )
    cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
    new_width, new_height = int(width * cos + height * sin), int(width * sin + height * cos)
    forth[:, 2] += (new_width / 2 - width / 2, new_height / 2 - height / 2)
    return warped(source, forth, new_width, new_height)


def cut_upright(source: Grey, corners: npt.NDArray[np.float32], margin: float) -> View | None:
    """A turned rectangle cut out upright, longer side across, with a quiet zone around it.

    ``margin`` is a share of the longer side. None when the rectangle is too small to hold a code.
    """
    import cv2

    centre, size, angle = cv2.minAreaRect(corners)
    width, height = float(size[0]), float(size[1])
    if width < height:
        width, height, angle = height, width, angle + 90.0
    if width < 30 or height < 4:
        return None
    pad = width * margin
    # Small codes are enlarged to some two pixels a module.
    scale = 2.0 if width < 600 else 1.0
    new_width, new_height = int((width + 2 * pad) * scale), int((height + pad) * scale)
    forth = np.array(cv2.getRotationMatrix2D(centre, angle, scale), dtype=np.float64)
    forth[:, 2] += (new_width / 2 - centre[0], new_height / 2 - centre[1])
    return warped(source, forth, new_width, new_height)


def enhanced(source: Grey, most_pixels: int) -> View:
    """Contrast levelled by tiles, doubled in size where ``most_pixels`` allows, sharpened."""
    import cv2

    height, width = source.shape
    scale = min(2.0, (most_pixels / (width * height)) ** 0.5)
    level = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(source)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    large = cv2.resize(level, size, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 2.0)
    sharp = cv2.addWeighted(large, 2.0, soft, -1.0, 0.0)
    back = np.array([[width / size[0], 0.0, 0.0], [0.0, height / size[1], 0.0]])
    return View(np.asarray(sharp, dtype=np.uint8), back)
