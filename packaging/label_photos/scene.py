"""A label as a photo: material, then what camera, light and hand do to it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from label_photos.ink import dots, matrix
from label_photos.texts import LabelText

Pixels = NDArray[np.float32]
SIZE = (1600, 1150)

# Ground, and ink of the print on it.
MATERIALS = {
    "white": ((247, 247, 245), (28, 28, 30)),
    "pink": ((244, 214, 220), (60, 34, 44)),
    "blue": ((38, 86, 150), (242, 246, 250)),
    "black": ((34, 34, 36), (238, 238, 232)),
    "film": ((206, 214, 222), (24, 26, 30)),
    "kraft": ((196, 152, 96), (40, 28, 18)),
    "silver": ((186, 188, 190), (52, 52, 56)),
}
LIGHT_INK = {"blue", "black"}


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files of the faces: the print takes one of ``printed``, bitmaps the first."""

    printed: tuple[str, ...]


def _grain(rng: random.Random, size: tuple[int, int], cell: int, spread: float) -> Pixels:
    """Smooth noise: patches of ``cell`` pixels."""
    noise = np.random.default_rng(rng.randrange(2**32))
    small = noise.normal(0, spread, (size[1] // cell + 2, size[0] // cell + 2)).astype(np.float32)
    image = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32)


def label_image(
    rng: random.Random, text: LabelText, material: str, fonts: Fonts, lowc: bool
) -> Image.Image:
    """The flat label: ground, print, ink-jet."""
    width, height = rng.randint(1260, 1400), rng.randint(860, 960)
    ground, ink = MATERIALS[material]
    if lowc:
        ink = tuple(round(g + (i - g) * 0.38) for g, i in zip(ground, ink, strict=True))
    pixels = np.empty((height, width, 3), np.float32)
    pixels[:] = ground
    pixels += _grain(rng, (width, height), 40, 5 if material in ("film", "silver", "kraft") else 2)[
        ..., None
    ]
    if material == "kraft":
        pixels += _grain(rng, (width, height), 3, 7)[..., None]
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    size = rng.randint(30, 40) if not text.ink else rng.randint(30, 38)
    file = rng.choice(fonts.printed)
    longest = max(len(line) for line in text.lines)
    size = min(
        size, int((width - 100) / max(longest, 1)), int((height - 80) / (len(text.lines) * 1.35))
    )
    font = ImageFont.truetype(file, size)
    y = rng.randint(30, 50)
    for line in text.lines:
        draw.text((rng.randint(44, 48), y), line, fill=ink, font=font)
        y += round(size * 1.38)
    if text.ink:
        _ink_lines(rng, image, text, fonts, ink, y + rng.randint(40, 90))
    return image


def _ink_lines(
    rng: random.Random,
    image: Image.Image,
    text: LabelText,
    fonts: Fonts,
    ink: tuple[int, ...],
    top: int,
) -> None:
    fine = rng.random() < 0.6
    squeeze = rng.choice((1.0, 1.0, 0.85))
    y = top
    rows = [matrix(line, fonts.printed[0], fine=fine) for line in text.ink]
    widest = max(bits.shape[1] for bits in rows)
    tall = any(bits.shape[0] > 7 for bits in rows)
    pitch = rng.uniform(5.0, 7.0) if tall else rng.uniform(7.0, 10.0)
    pitch = min(pitch, (image.width - 200) / (widest * squeeze))
    left = rng.randint(80, 120)
    for bits in rows:
        shaken = bits & (np.random.default_rng(rng.randrange(2**32)).random(bits.shape) > 0.006)
        mask = dots(shaken, pitch, squeeze=squeeze)
        image.paste(
            Image.new("RGB", mask.size, tuple(ink[:3])), (left + rng.randint(-3, 3), y), mask
        )
        y += round(mask.height * (1.35 if tall else 1.7))


def photo(rng: random.Random, label: Image.Image, marks: list[str]) -> Image.Image:
    """The label on a grey table, with ``marks``: plain, persp, blur, curved, glare, lowc, dark,
    rot, 90, 180, motion."""
    if "curved" in marks:
        label = _curved(label, rng.uniform(0.10, 0.2))
    table = rng.randint(60, 165)
    pixels = np.full((SIZE[1], SIZE[0], 3), table, np.float32)
    pixels += _grain(rng, SIZE, 30, 8)[..., None] + _grain(rng, SIZE, 2, 6)[..., None]
    scene = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGB")
    corners = _corners(rng, label, marks)
    warped, mask = _warped(label, corners)
    scene.paste(warped, (0, 0), mask)
    return _light(rng, scene, marks)


def _corners(rng: random.Random, label: Image.Image, marks: list[str]) -> list[tuple[float, float]]:
    middle = (SIZE[0] / 2 + rng.uniform(-30, 30), SIZE[1] / 2 + rng.uniform(-20, 20))
    half = (label.width / 2, label.height / 2)
    angle = rng.uniform(-1.2, 1.2)
    if "rot" in marks:
        angle = rng.choice((-1, 1)) * rng.uniform(6, 13)
    if "180" in marks:
        angle += 180
    scale = 1.0
    if "90" in marks:
        angle += rng.choice((90, -90))
        scale = min(1.0, SIZE[1] * 0.94 / label.width)
    if "rot" in marks:
        scale = 0.86
    turn = math.radians(angle)
    corners = []
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = sx * half[0] * scale, sy * half[1] * scale
        jolt = (0.07, 0.1) if "persp" in marks else (0.008, 0.008)
        x *= 1 - rng.uniform(0, jolt[0])
        y *= 1 - rng.uniform(0, jolt[1])
        corners.append(
            (
                middle[0] + x * math.cos(turn) - y * math.sin(turn),
                middle[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    return corners


def _warped(
    label: Image.Image, corners: list[tuple[float, float]]
) -> tuple[Image.Image, Image.Image]:
    """The label drawn into the scene with its corners where they are wanted."""
    source = [
        (0.0, 0.0),
        (float(label.width), 0.0),
        (float(label.width), float(label.height)),
        (0.0, float(label.height)),
    ]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    numbers = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    how = {
        "method": Image.Transform.PERSPECTIVE,
        "data": numbers,
        "resample": Image.Resampling.BICUBIC,
    }
    return label.transform(SIZE, **how), Image.new("L", label.size, 255).transform(SIZE, **how)


def _curved(label: Image.Image, bend: float) -> Image.Image:
    """As on a bottle: columns crowd at the sides and sag in the middle."""
    columns = 48
    out = Image.new("RGB", label.size, label.getpixel((4, 4)))
    for index in range(columns):
        left, right = (index / columns, (index + 1) / columns)
        u0, u1 = (
            0.5 + math.asin((2 * t - 1) * 0.94) / (2 * math.asin(0.94)) for t in (left, right)
        )
        strip = label.crop(
            (
                round(u0 * label.width),
                0,
                max(round(u1 * label.width), round(u0 * label.width) + 1),
                label.height,
            )
        )
        wide = round(right * label.width) - round(left * label.width)
        sag = round(bend * 0.25 * label.height * (1 - (2 * left - 1) ** 2))
        out.paste(
            strip.resize(
                (wide, label.height - round(bend * 0.25 * label.height)), Image.Resampling.BICUBIC
            ),
            (round(left * label.width), sag),
        )
    return out


def _light(rng: random.Random, scene: Image.Image, marks: list[str]) -> Image.Image:
    if "blur" in marks:
        scene = scene.filter(ImageFilter.GaussianBlur(rng.uniform(1.6, 2.4)))
    pixels = np.asarray(scene, dtype=np.float32)
    if "motion" in marks:
        pixels = _moved(pixels, rng.randint(9, 14), rng.uniform(-0.5, 0.5))
    if "glare" in marks:
        pixels = _glare(rng, pixels)
    pixels = pixels * (1 + _grain(rng, SIZE, 400, 0.05)[..., None])
    if "dark" in marks:
        pixels = pixels * rng.uniform(0.24, 0.36)
    noise = np.random.default_rng(rng.randrange(2**32))
    pixels = pixels + noise.normal(0, 6 if "dark" in marks else 3, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _moved(pixels: Pixels, length: int, slope: float) -> Pixels:
    total = np.zeros_like(pixels)
    for step in range(length):
        total += np.roll(pixels, (round(slope * step), step), axis=(0, 1))
    return total / length


def _glare(rng: random.Random, pixels: Pixels) -> Pixels:
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    middle = (rng.uniform(0.25, 0.75) * SIZE[0], rng.uniform(0.25, 0.75) * SIZE[1])
    reach = rng.uniform(110, 190)
    spot = np.exp(-(((x - middle[0]) / (reach * 1.3)) ** 2 + ((y - middle[1]) / reach) ** 2))
    return pixels + 235 * spot[..., None]
