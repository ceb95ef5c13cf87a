"""What is done to a crop so that its code reads: each is a picture made of a picture.

Crops of bars are cut with the bars upright, so that they may be averaged lengthwise: noise, dirt
and scratches go, the bars stay. Blur is taken back by dividing it out in the frequencies where
something of the code is left (Wiener's filter), for a few likely widths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector_app.scanning.picture import View

_UNMOVED: Final = np.eye(3)
_FRAME: Final = 16


def stretched(source: View) -> View:
    """Darkest to black, lightest to white, but for the last percent at each end."""
    low, high = np.percentile(source.pixels[::2, ::2], (1, 99))
    if high - low < 2:
        return source
    level = (source.pixels.astype(np.float32) - low) * (255.0 / (high - low))
    return source.derived(np.clip(level, 0, 255), _UNMOVED)


def averaged(source: View, share: float) -> View:
    """Each row the mean of its neighbours, over a share of the height: for upright bars."""
    import cv2

    reach = max(3, int(source.pixels.shape[0] * share))
    return source.derived(cv2.blur(source.pixels, (1, reach)), _UNMOVED)


def inverted(source: View) -> View:
    """Light on dark as dark on light: readers of bars expect dark ones."""
    return source.derived(255 - source.pixels, _UNMOVED)


def sharpened(source: View, sigma: float, gain: float) -> View:
    """Edges raised: blur of ``sigma`` pixels taken off ``gain`` times."""
    import cv2

    soft = cv2.GaussianBlur(source.pixels, (0, 0), sigma)
    pixels = cv2.addWeighted(source.pixels, 1 + gain, soft, -gain, 0.0)
    return source.derived(pixels, _UNMOVED)


def calmed(source: View, sigma: float) -> View:
    """Grain taken out by a slight blur."""
    import cv2

    return source.derived(cv2.GaussianBlur(source.pixels, (0, 0), sigma), _UNMOVED)


def levelled(source: View) -> View:
    """Contrast evened tile by tile: shade and glare across the code."""
    import cv2

    tiles = (8, 8) if min(source.pixels.shape) >= 64 else (2, 2)
    pixels = cv2.createCLAHE(clipLimit=4.0, tileGridSize=tiles).apply(source.pixels)
    return source.derived(pixels, _UNMOVED)


def unblurred(source: View, sigma: float, noise: float = 0.004) -> View:
    """A blur of ``sigma`` pixels divided out; ``noise`` is the power of the grain to the code's."""
    return _wiener(source, lambda shape: _soft(shape, sigma), noise)


def unblurred_across(source: View, sigma: float, noise: float = 0.001) -> View:
    """The same across upright bars only."""
    return _wiener(source, lambda shape: _soft(shape, sigma, down=False), noise)


def unmoved(source: View, length: float, degrees: float, noise: float = 0.006) -> View:
    """A hand's motion of ``length`` pixels divided out."""
    return _wiener(source, lambda shape: _streak(shape, length, degrees), noise)


_Response: TypeAlias = npt.NDArray[np.float32]


def _wiener(source: View, response: Callable[[tuple[int, int]], _Response], noise: float) -> View:
    """Spectrum × response ÷ (response² + noise), for a response without phase."""
    import cv2

    pixels = source.pixels
    height = cv2.getOptimalDFTSize(pixels.shape[0] + 2 * _FRAME)
    width = cv2.getOptimalDFTSize(pixels.shape[1] + 2 * _FRAME)
    framed = cv2.copyMakeBorder(
        pixels, _FRAME, height - pixels.shape[0] - _FRAME,
        _FRAME, width - pixels.shape[1] - _FRAME, cv2.BORDER_REPLICATE,
    ).astype(np.float32)  # fmt: skip
    mean = float(framed.mean())
    way = response((height, width))
    gain = way / (way * way + np.float32(noise))
    seen = cv2.dft(framed - mean, flags=cv2.DFT_COMPLEX_OUTPUT) * gain[:, :, None]
    clear = cv2.idft(seen, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT) + mean
    inner = clear[_FRAME : _FRAME + pixels.shape[0], _FRAME : _FRAME + pixels.shape[1]]
    return source.derived(np.clip(inner, 0, 255), _UNMOVED)


def _frequencies(shape: tuple[int, int]) -> tuple[_Response, _Response]:
    down = 2 * np.pi * np.fft.fftfreq(shape[0])[:, None]
    across = 2 * np.pi * np.fft.fftfreq(shape[1])[None, :]
    return down.astype(np.float32), across.astype(np.float32)


def _soft(shape: tuple[int, int], sigma: float, *, down: bool = True) -> _Response:
    vertical, across = _frequencies(shape)
    square = across**2 + (vertical**2 if down else 0.0 * vertical)
    return np.asarray(np.exp(-0.5 * sigma**2 * square), dtype=np.float32)


def _streak(shape: tuple[int, int], length: float, degrees: float) -> _Response:
    vertical, across = _frequencies(shape)
    angle = np.deg2rad(degrees)
    along = across * np.cos(angle) + vertical * np.sin(angle)
    return np.asarray(np.sinc(along * length / (2 * np.pi)), dtype=np.float32)
