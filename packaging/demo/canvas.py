"""Paper, ink and light: what all drawings share. Everything is seeded, nothing reads a clock."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parents[2]
Colour = tuple[int, int, int]
Array = np.ndarray


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The shipped Noto Sans SC at ``size`` pixels."""
    name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
    return ImageFont.truetype(
        str(ROOT / "resources/fonts" / name), size, layout_engine=ImageFont.Layout.BASIC
    )


def rng(*seed: object) -> np.random.Generator:
    """A generator that depends on the words of ``seed`` only."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def colour(text: str) -> Colour:
    """``#rrggbb`` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(a: Colour, b: Colour, part: float) -> Colour:
    """``part`` of b in a."""
    one, two, three = (round(x + (y - x) * part) for x, y in zip(a, b, strict=True))
    return one, two, three


def gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    """A vertical gradient."""
    steps = np.linspace(0, 1, size[1])[:, None, None]
    rows = np.asarray(top) * (1 - steps) + np.asarray(bottom) * steps
    return Image.fromarray(np.broadcast_to(rows, (size[1], size[0], 3)).round().astype(np.uint8))


def fit(text: str, width: int, largest: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The largest font of at most ``largest`` pixels that sets ``text`` within ``width``."""
    size = largest
    while size > 8 and font(size, bold).getlength(text) > width:
        size -= 1
    return font(size, bold)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines of at most ``width`` pixels; Latin words stay whole."""
    lines, line = [], ""
    for word in _words(text):
        if line and face.getlength(line + word) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for letter in text:
        inside = words and words[-1][-1].isascii() and words[-1][-1] != " "
        if inside and letter.isascii() and letter != " ":
            words[-1] += letter
        else:
            words.append(letter)
    return words


def paragraph(
    image: Image.Image,
    place: tuple[int, int],
    text: str,
    face: ImageFont.FreeTypeFont,
    width: int,
    ink: Colour = (40, 40, 40),
    spacing: float = 1.4,
) -> int:
    """Set ``text`` from ``place`` down; returns the y below the last line."""
    pen = ImageDraw.Draw(image)
    x, y = place
    for line in wrap(text, face, width):
        pen.text((x, y), line, font=face, fill=ink)
        y += round(face.size * spacing)
    return y


def shade(image: Image.Image, light: Array) -> Image.Image:
    """Multiply by ``light`` (height × width, 1 = unchanged, above 1 brighter towards white)."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
    factor = light[..., None]
    dark = pixels * np.minimum(factor, 1)
    lit = dark + (255 - dark) * np.clip(factor - 1, 0, 1)
    return Image.fromarray(lit.clip(0, 255).round().astype(np.uint8))


def noise(image: Image.Image, amount: float, *seed: object) -> Image.Image:
    """Sensor-like grain of standard deviation ``amount``."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
    grain = rng("noise", *seed).normal(0, amount, pixels.shape[:2])[..., None]
    return Image.fromarray((pixels + grain).clip(0, 255).round().astype(np.uint8))


def blotches(size: tuple[int, int], cell: int, *seed: object) -> Array:
    """A smooth random field between 0 and 1 (height × width) with spots of about ``cell``."""
    small = rng("blotches", *seed).random((size[1] // cell + 3, size[0] // cell + 3))
    field = Image.fromarray((small * 255).astype(np.uint8)).resize(
        (size[0] + 2 * cell, size[1] + 2 * cell), Image.Resampling.BICUBIC
    )
    return np.asarray(field, dtype=np.float64)[cell : cell + size[1], cell : cell + size[0]] / 255


def photographed(image: Image.Image, *seed: object, blur: float = 0.6) -> Image.Image:
    """Slight blur, falling light towards the corners and grain, as of a phone camera."""
    soft = image.filter(ImageFilter.GaussianBlur(blur))
    width, height = soft.size
    y, x = np.mgrid[0:height, 0:width]
    away = ((x / width - 0.5) ** 2 + (y / height - 0.45) ** 2) * 2
    return noise(shade(soft, 1.02 - 0.28 * away), 3.0, *seed)


def jpeg(image: Image.Image, quality: int = 82) -> bytes:
    """JPEG bytes, the same for the same picture."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality, optimize=True, subsampling=2)
    return out.getvalue()
