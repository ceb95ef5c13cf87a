"""Pictures drawn at test time."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def jpeg(picture: Image.Image, **options: object) -> bytes:
    """The picture as JPEG bytes."""
    out = io.BytesIO()
    picture.save(out, "JPEG", **{"quality": 88, **options})
    return out.getvalue()


def label(width: int = 2000, height: int = 1500) -> Image.Image:
    """A printed label on a carton: dark strokes on white, edges both ways."""
    picture = Image.new("RGB", (width, height), (176, 150, 118))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 8, height // 8, width * 7 // 8, height * 7 // 8), fill="white")
    rng = np.random.default_rng(7)
    for row in range(height // 6, height * 5 // 6, 40):
        for column in range(width // 6, width * 5 // 6, 36):
            dx, dy = rng.integers(4, 26, 2)
            draw.rectangle((column, row, column + int(dx), row + 5), fill=(20, 20, 20))
            draw.rectangle((column, row, column + 5, row + int(dy)), fill=(20, 20, 20))
    return picture


def noisy(picture: Image.Image, sigma: float) -> Image.Image:
    """Sensor noise of that many grey levels."""
    rng = np.random.default_rng(11)
    pixels = np.asarray(picture).astype(np.float32)
    pixels += rng.normal(0, sigma, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def moved(picture: Image.Image, pixels: int) -> Image.Image:
    """Motion blur to the side."""
    values = np.asarray(picture).astype(np.float32)
    smear = sum(np.roll(values, step, axis=1) for step in range(pixels)) / pixels
    return Image.fromarray(np.asarray(smear).astype(np.uint8))


def defocused(picture: Image.Image, radius: float) -> Image.Image:
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(radius))
