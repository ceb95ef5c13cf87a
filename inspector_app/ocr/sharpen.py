"""Undo camera shake and bad focus: which blur it was is found by reading.

A Wiener filter (Wiener 1949) takes a known blur back. The blur is not known, so a few lines are
read under each of some likely ones; the one under which the engine is surest is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from inspector_app.ocr.engine import Boxes
from inspector_app.ocr.lines import Late, Recogniser, sizes, strip
from inspector_app.ocr.view import Pixels

_NOISE: Final = 0.02  # of the signal's power; smaller sharpens more, and grain with it
# All sizes are shares of the height of a line's box.
_FIRST_LENGTH: Final = 0.24
_LENGTHS: Final = (0.12, 0.18, 0.33, 0.45)
_ANGLES: Final = tuple(range(0, 180, 22))
_SOFT: Final = (0.045, 0.07)
_WORTH: Final = 0.02  # gain of the mean score that makes another reading worth while


@dataclass(frozen=True, slots=True)
class Blur:
    """A move of ``length`` pixels at ``degrees``, or (``length`` 0) a soft focus of standard
    deviation ``sigma``; all 0 is none."""

    length: float = 0.0
    degrees: float = 0.0
    sigma: float = 0.0


NO_BLUR: Final = Blur()


def find_blur(
    engine: Recogniser, pixels: Pixels, boxes: Sequence[Boxes], late: Late
) -> Blur | None:
    """The likeliest blur of the picture by reading the boxes; None when none is better than
    leaving it as it is, or time is over."""
    height = float(np.mean(np.minimum(*sizes(np.stack(boxes)))))
    probe = _Probe(engine, pixels, boxes)
    plain = probe.score([NO_BLUR])[NO_BLUR]
    guesses = [Blur(length=_FIRST_LENGTH * height, degrees=angle) for angle in _ANGLES]
    guesses += [Blur(sigma=share * height) for share in _SOFT]
    scores = probe.score(guesses)
    best = max(scores, key=lambda blur: scores[blur])
    if late():
        return None
    scores |= probe.score(_around(best, height))
    best = max(scores, key=lambda blur: scores[blur])
    return best if scores[best] > plain + _WORTH else None


def sharpened(pixels: Pixels, blur: Blur) -> Pixels:
    """The picture with the blur taken back, in shades of grey."""
    import cv2

    if blur == NO_BLUR:
        return pixels
    kernel = _kernel(blur)
    margin = kernel.shape[0]
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    padded = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    height, width = (cv2.getOptimalDFTSize(side) for side in padded.shape)
    size = (int(height), int(width))
    padded = cv2.copyMakeBorder(
        padded, 0, size[0] - padded.shape[0], 0, size[1] - padded.shape[1], cv2.BORDER_REPLICATE
    ).astype(np.float32)
    spread = np.zeros(size, dtype=np.float32)
    spread[:margin, :margin] = kernel
    spread = np.roll(spread, (-(margin // 2), -(margin // 2)), (0, 1))
    response = np.fft.rfft2(spread)
    # The factor keeps even brightness what it was.
    inverse = (1 + _NOISE) * np.conj(response) / (np.abs(response) ** 2 + _NOISE)
    back = np.fft.irfft2(np.fft.rfft2(padded) * inverse, size)
    rows, columns = grey.shape
    clear = np.clip(back[margin : margin + rows, margin : margin + columns], 0, 255)
    return np.asarray(cv2.cvtColor(clear.astype(np.uint8), cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _around(best: Blur, height: float) -> list[Blur]:
    if best.length:
        longer = [Blur(length=share * height, degrees=best.degrees) for share in _LENGTHS]
        return longer + [Blur(best.length, best.degrees + turn) for turn in (-11.0, 11.0)]
    return [Blur(sigma=best.sigma * factor) for factor in (0.7, 1.4)]


@dataclass(frozen=True, slots=True)
class _Probe:
    engine: Recogniser
    pixels: Pixels
    boxes: Sequence[Boxes]

    def score(self, blurs: Iterable[Blur]) -> dict[Blur, float]:
        """How surely the boxes are read with each blur taken back."""
        blurs = list(blurs)
        strips = [part for blur in blurs for part in self._strips(blur)]
        words = self.engine.read(strips)
        count = len(self.boxes)
        return {
            blur: sum(each.score for each in words[at * count : (at + 1) * count]) / count
            for at, blur in enumerate(blurs)
        }

    def _strips(self, blur: Blur) -> list[Pixels]:
        return [self._strip(box, blur) for box in self.boxes]

    def _strip(self, box: Boxes, blur: Blur) -> Pixels:
        low = np.maximum(box.min(axis=0).astype(int) - 8, 0)
        high = box.max(axis=0).astype(int) + 9
        part = np.ascontiguousarray(self.pixels[low[1] : high[1], low[0] : high[0]])
        return strip(sharpened(part, blur), (box - low).astype(np.float32))


@cache
def _kernel(blur: Blur) -> npt.NDArray[np.float32]:
    """How one bright point comes out, its sum 1, of odd size."""
    import cv2

    reach = max(3, int(np.ceil(max(blur.length / 2, 3 * blur.sigma))) + 1)
    size = 2 * reach + 1
    if blur.sigma:
        column = cv2.getGaussianKernel(size, blur.sigma)
        return np.asarray(column @ column.T, dtype=np.float32)
    spread = np.zeros((size, size), dtype=np.float32)
    half = (blur.length - 1) / 2
    dx, dy = np.cos(np.radians(blur.degrees)) * half, np.sin(np.radians(blur.degrees)) * half
    fine = 4  # fractional bits of the coordinates
    ends = [
        (round((reach + sign * dx) * 2**fine), round((reach + sign * dy) * 2**fine))
        for sign in (-1, 1)
    ]
    cv2.line(spread, ends[0], ends[1], (1.0,), 1, cv2.LINE_AA, fine)
    return np.asarray(spread / spread.sum(), dtype=np.float32)
