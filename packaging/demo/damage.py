"""What can happen to a carton on its way: torn, wet, crushed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.canvas import (
    blotches,
    rng,
    shade,
)


def torn(face: Image.Image, number: str) -> Image.Image:
    """A hole with pale fibre edges, the inner packs showing."""
    dice = rng("tear", number)
    out = face.copy()
    turns = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    reach = (
        1
        + 0.34 * (np.convolve(dice.random(28), (0.3, 0.4, 0.3), "valid") - 0.5)
        + 0.16 * (dice.random(26) - 0.5)
    )

    def ring(grow: float) -> list[tuple[float, float]]:
        return [
            (905 + 190 * grow * r * np.cos(t), 330 + 125 * grow * r * np.sin(t))
            for t, r in zip(turns, reach, strict=True)
        ]

    pen = ImageDraw.Draw(out)
    pen.polygon(ring(1.16), fill=(231, 209, 174))
    pen.line([*ring(1.16), ring(1.16)[0]], fill=(150, 116, 76), width=4)
    pen.polygon(ring(1.0), fill=(46, 36, 28))
    inside = Image.new("L", out.size, 0)
    ImageDraw.Draw(inside).polygon(ring(0.96), fill=255)
    packs = Image.new("RGB", out.size, (40, 32, 26))
    pack_pen = ImageDraw.Draw(packs)
    for x in range(660, 1180, 118):
        pack_pen.rounded_rectangle((x, 210, x + 104, 590), 14, fill=(150, 190, 178))
        pack_pen.rectangle((x, 390, x + 104, 430), fill=(47, 125, 107))
        pack_pen.rectangle((x + 78, 210, x + 104, 590), fill=(116, 156, 146))
    out.paste(packs, (0, 0), inside.filter(ImageFilter.GaussianBlur(2)))
    pen.polygon([(850, 415), (985, 408), (1030, 540), (815, 522)], fill=(206, 172, 126))
    pen.line([(850, 415), (985, 408)], fill=(140, 106, 68), width=5)
    return out


def wet(face: Image.Image, name: str) -> Image.Image:
    """A dark stain risen from the floor, with a tide line."""
    width, height = face.size
    edge = height * 0.50 + 170 * (blotches((width, 8), 120, "tide", name)[0] - 0.5)
    y = np.arange(height)[:, None]
    depth = np.clip((y - edge[None, :]) / 26, 0, 1)
    line = np.exp(-(((y - edge[None, :] - 8) / 9.0) ** 2))
    mottled = 0.10 * blotches((width, height), 60, "wet", name)
    return shade(face, 1 - depth * (0.40 + mottled) - 0.20 * line)


def creased(face: Image.Image, name: str) -> Image.Image:
    """Folds that run from the crushed corner."""
    width, height = face.size
    corner = {"front": (width, 0), "side": (0, 0), "top": (width, height)}[name]
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot(x - corner[0], y - corner[1])
    light = np.ones((height, width))
    for reach, wide in ((190, 20), (330, 14)):
        wobble = 34 * np.sin(np.arctan2(y - corner[1], x - corner[0]) * 4 + reach)
        light -= 0.38 * np.exp(-(((away - reach + wobble) / wide) ** 2))
        light += 0.22 * np.exp(-(((away - reach + wobble - 24) / 12.0) ** 2))
    return shade(face, light.clip(0.35, 1.3))
