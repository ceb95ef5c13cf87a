"""Changes of tone and grain that make print easier to read; sizes stay."""

from __future__ import annotations

import numpy as np

from inspector_app.ocr.view import Pixels

_MIDDLE, _SPREAD = 150.0, 55.0  # of the levelled print, in grey levels
_LEAST_VARIANCE = 4.0  # below it there is only grain


def softened(pixels: Pixels, sigma: float) -> Pixels:
    """Blurred by a standard deviation of ``sigma`` pixels."""
    import cv2

    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.uint8)


def levelled(pixels: Pixels, height: float) -> Pixels:
    """Brightness and contrast made the same everywhere, in shades of grey; ``height`` is that of
    a line. Brings out faint print, and what is left of print beside glare."""
    import cv2

    grey = cv2.bilateralFilter(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), 5, 25, 3)
    grey = grey.astype(np.float32)
    apart = grey - cv2.GaussianBlur(grey, (0, 0), height)
    spread = cv2.GaussianBlur(apart * apart, (0, 0), 1.5 * height)
    level = _MIDDLE + _SPREAD * apart / np.sqrt(np.maximum(spread, _LEAST_VARIANCE))
    shades = np.clip(level, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(shades, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def closed(pixels: Pixels) -> Pixels:
    """A strip of one line with the dots of its print grown together, dark on light, in grey."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if np.median(grey) < 128:
        grey = cv2.bitwise_not(grey)
    size = max(2, round(0.05 * grey.shape[0]))
    dot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    grown = cv2.GaussianBlur(cv2.erode(grey, dot), (0, 0), max(0.5, 0.02 * grey.shape[0]))
    return np.asarray(cv2.cvtColor(grown, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
