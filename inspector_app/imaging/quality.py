"""Is a photo blurred, too dark or too bright? A warning for the inspector, never a block.

The variance of a Laplacian takes noise for sharpness. Instead: blur slightly first (noise goes,
edges stay), cut the picture into 8 × 8 tiles, take the weaker of the two directions (motion blur
spares one), and divide by the tile's contrast (a flat carton is no blurred carton).
"""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
from PIL import Image, ImageFilter

from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.views import FORMATS
from inspector_app.services.ports import PhotoQuality

SIDE: Final = 1000  # a quarter of a 12 MP photo, which a draft decode gives for little
TILES: Final = 8
PRE_BLUR: Final = 1.2
FLAT_TILE: Final = 40.0  # range of grey levels below which a tile says nothing
FULLY_SHARP: Final = 0.3  # ratio of crisp print and clean edges; sharpness 1.0
BLURRED_BELOW: Final = 0.66
DARK_BELOW: Final = 45.0
BRIGHT_ABOVE: Final = 225.0
CLIPPED_SHARE: Final = 0.5


def measure(data: bytes) -> PhotoQuality:
    """Sharpness 0 … 1, mean brightness 0 … 255, and what to warn of.

    A picture with no contrast anywhere is not called blurred: there is nothing to judge by.
    Raises PhotoError ``truncated_picture``.
    """
    grey = _grey(data)
    ratio = _sharpness_ratio(grey)
    brightness = float(grey.mean())
    sharpness = 1.0 if ratio is None else min(1.0, ratio / FULLY_SHARP)
    return PhotoQuality(
        sharpness=round(sharpness, 3),
        brightness=round(brightness, 1),
        blurred=ratio is not None and sharpness < BLURRED_BELOW,
        dark=brightness < DARK_BELOW,
        bright=brightness > BRIGHT_ABOVE and float((grey >= 250).mean()) > CLIPPED_SHARE,
    )


def _grey(data: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            for scale in (8, 4, 2):
                if max(picture.size) >= SIDE * scale:
                    picture.draft("L", (picture.width // scale, picture.height // scale))
                    break
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:
        raise PhotoError("truncated_picture") from problem
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(grey.filter(ImageFilter.GaussianBlur(PRE_BLUR)), dtype=np.float32)


def _sharpness_ratio(grey: np.ndarray[Any, np.dtype[np.float32]]) -> float | None:
    """Steepness of edges over contrast, in the weaker direction; None without contrast.

    Each direction is judged by its best tiles: a shallow depth of field leaves the rest soft by
    nature, and a tile with one straight edge speaks of one direction only.
    """
    across: list[float] = []
    down: list[float] = []
    for rows in np.array_split(grey, TILES, axis=0):
        for tile in np.array_split(rows, TILES, axis=1):
            contrast = float(tile.max() - tile.min())
            if min(tile.shape) < 8 or contrast < FLAT_TILE:
                continue
            # Neighbouring lines tell nearly the same after the first blur: every other one does.
            across.append(_steepest(np.diff(tile[::2], axis=1)) / contrast)
            down.append(_steepest(np.diff(tile[:, ::2], axis=0)) / contrast)
    if not across:
        return None
    return min(_best(across), _best(down))


def _best(ratios: list[float]) -> float:
    """The median of the best eighth."""
    return float(np.median(sorted(ratios, reverse=True)[: max(1, len(ratios) // 8)]))


def _steepest(steps: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    """Nearly the steepest step from one pixel to the next; single pixels may be noise."""
    sizes = np.abs(steps).ravel()
    place = round(0.995 * (sizes.size - 1))
    sizes.partition(place)
    return float(sizes[place])
