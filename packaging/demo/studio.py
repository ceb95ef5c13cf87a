"""The photo table, the light on a pack, and its printed front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.canvas import Array, Colour, colour, fit, font, gradient, mix, rng, shade, wrap

SIZE = 1200
FINAL = 600
Box = tuple[int, int, int, int]
WHITE: Colour = (255, 255, 255)


class Studio:
    """A white table with a soft shadow, onto which parts of a pack are put."""

    def __init__(self, product: Mapping[str, Any]) -> None:
        self.product = product
        self.light = colour(product["pack"]["light"])
        self.dark = colour(product["pack"]["dark"])
        tint = mix(self.light, WHITE, 0.55)
        self.image = gradient((SIZE, SIZE), mix(tint, WHITE, 0.6), mix(tint, (205, 208, 212), 0.45))

    def shadow(self, box: Box) -> None:
        """A contact shadow under the pack."""
        ground = Image.new("L", (SIZE, SIZE), 0)
        left, _, right, bottom = box
        pen = ImageDraw.Draw(ground)
        pen.ellipse((left - 40, bottom - 34, right + 70, bottom + 44), fill=120)
        pen.ellipse((left, bottom - 14, right, bottom + 16), fill=190)
        soft = ground.filter(ImageFilter.GaussianBlur(22))
        self.image.paste((70, 74, 82), (0, 0), soft)

    def put(
        self, art: Image.Image, mask: Image.Image, box: Box, light: Array | None = None
    ) -> None:
        """Paste ``art`` at ``box`` through ``mask`` (both of the box's size), lit by ``light``."""
        lit = art if light is None else shade(art, light)
        self.image.paste(lit, box[:2], mask)

    def body(
        self,
        box: Box,
        base: Colour,
        mask: Image.Image,
        art: Image.Image | None = None,
        at: int = 0,
        round_: bool = True,
    ) -> None:
        """A part of one colour, with the printed front from ``at`` pixels below its top."""
        size = box[2] - box[0], box[3] - box[1]
        face = gradient(size, mix(base, WHITE, 0.12), base)
        if art is not None:
            face.paste(art, ((size[0] - art.width) // 2, at), art if art.mode == "RGBA" else None)
        self.put(face, mask, box, cylinder(size) if round_ else flat(size))


def cylinder(size: tuple[int, int]) -> Array:
    """Light around an upright cylinder: a highlight at the left third, dark edges."""
    x = np.linspace(-1, 1, size[0])
    row = 1.0 - 0.34 * np.abs(x) ** 3.2 - 0.06 * (x > 0) * x
    row += 0.22 * np.exp(-(((x + 0.55) / 0.10) ** 2)) + 0.07 * np.exp(-(((x - 0.72) / 0.05) ** 2))
    return np.broadcast_to(row, (size[1], size[0]))


def flat(size: tuple[int, int]) -> Array:
    """Light on a flat face: a faint diagonal fall."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    return 1.03 - 0.07 * (x / size[0] + y / size[1])


def crinkled(size: tuple[int, int], *seed: object) -> Array:
    """Light on film: bulged, with soft folds towards the ends."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    u, v = x / size[0] * 2 - 1, y / size[1] * 2 - 1
    light = 1.06 - 0.20 * np.abs(u) ** 2.4 - 0.10 * np.abs(v) ** 3
    for _ in range(9):
        angle, place, wide = rng("folds", *seed, _).random(3)
        line = (u * np.cos(angle * 3) + v * np.sin(angle * 3)) - (place * 2 - 1)
        light += (0.08 - 0.03 * (_ % 3)) * np.exp(-((line / (0.02 + 0.06 * wide)) ** 2)) * np.abs(v)
    return light


def rounded(size: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
    return mask


def polygon(size: tuple[int, int], points: list[tuple[float, float]], soft: int = 6) -> Image.Image:
    """A polygon in parts of the size, its corners softened."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(x * size[0], y * size[1]) for x, y in points], fill=255)
    if not soft:
        return mask
    return mask.filter(ImageFilter.GaussianBlur(soft)).point(
        lambda v: max(0, min(255, (v - 96) * 4))
    )


def front(
    product: Mapping[str, Any], size: tuple[int, int], paper: Colour, ink: Colour
) -> Image.Image:
    """The printed front: brand, name, English name, motif and net content."""
    width, height = size
    image = gradient(size, mix(paper, WHITE, 0.25), paper)
    _motif(image, product, ink)
    pen = ImageDraw.Draw(image)
    inner = round(width * 0.80)
    middle = width // 2
    brand = fit(
        product["brand"], round(width * 0.62), round(min(width * 0.17, height * 0.13)), bold=True
    )
    y = round(height * 0.09)
    pen.text((middle, y), product["brand"], font=brand, fill=ink, anchor="ma")
    y += round(brand.size * 1.45)
    pen.line((middle - width * 0.09, y, middle + width * 0.09, y), fill=ink, width=3)
    y += round(height * 0.035)
    lines = _balanced(product["names"]["zh"])
    face = _name_face(lines, inner, height, width)
    for line in lines:
        pen.text((middle, y), line, font=face, fill=mix(ink, (0, 0, 0), 0.45), anchor="ma")
        y += round(face.size * 1.28)
    english = product["names"]["en"]
    small = font(max(15, round(min(width, height) * 0.050)))
    for line in wrap(english, small, inner)[:2]:
        pen.text((middle, y + 6), line, font=small, fill=mix(ink, paper, 0.2), anchor="ma")
        y += round(small.size * 1.3)
    net = fit(
        "净含量：" + product["net_content"], round(width * 0.7), max(18, round(height * 0.048))
    )
    pen.text(
        (middle, height - round(height * 0.045)),
        "净含量：" + product["net_content"],
        font=net,
        fill=mix(ink, (0, 0, 0), 0.3),
        anchor="mb",
    )
    return image


def _balanced(name: str) -> list[str]:
    """The name on one line, or on two of like length, broken before a bracket or at a blank."""
    if len(name) <= 6:
        return [name]
    for mark in ("（", "：", " "):
        head, found, tail = name.partition(mark)
        if found and 3 <= len(head) <= 8:
            return [head, (mark if mark == "（" else "") + tail]
    half = -(-len(name) // 2)
    return [name[:half], name[half:]]


def _name_face(lines: list[str], inner: int, height: int, width: int) -> Any:
    largest = round(min(width * 0.15, height * 0.105))
    return min((fit(line, inner, largest, bold=True) for line in lines), key=lambda f: f.size)


def _motif(image: Image.Image, product: Mapping[str, Any], ink: Colour) -> None:
    """An abstract ornament in the lower half, different for each product."""
    width, height = image.size
    dice = rng("motif", product["id"])
    layer = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(layer)
    kind = int(dice.integers(0, 4))
    centre = (width * (0.3 + 0.4 * dice.random()), height * (0.70 + 0.06 * dice.random()))
    reach = min(width, height) * (0.26 + 0.08 * dice.random())
    if kind == 0:
        for step in range(5):
            r = reach * (1 - step * 0.18)
            pen.ellipse(
                (centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r), fill=34 + step * 20
            )
    elif kind == 1:
        for step in range(4):
            base = height * (0.66 + step * 0.075)
            xs = np.linspace(-10, width + 10, 60)
            ys = (
                base
                + np.sin(xs / width * 6.3 * (0.8 + step * 0.15) + dice.random() * 6) * height * 0.03
            )
            pen.polygon(
                [*zip(xs, ys, strict=True), (width + 10, height), (-10, height)],
                fill=30 + step * 24,
            )
    elif kind == 2:
        for step in range(9):
            turn = step * 0.698 + dice.random() * 0.2
            tip = centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn)
            side = reach * 0.20
            normal = -np.sin(turn) * side, np.cos(turn) * side
            half = (centre[0] + tip[0]) / 2, (centre[1] + tip[1]) / 2
            pen.polygon(
                [
                    centre,
                    (half[0] + normal[0], half[1] + normal[1]),
                    tip,
                    (half[0] - normal[0], half[1] - normal[1]),
                ],
                fill=46 + (step % 3) * 22,
            )
    else:
        for _ in range(14):
            r = reach * (0.08 + 0.22 * dice.random())
            x, y = width * dice.random(), height * (0.58 + 0.40 * dice.random())
            pen.ellipse((x - r, y - r, x + r, y + r), fill=int(34 + 46 * dice.random()))
    image.paste(ink, (0, 0), layer.filter(ImageFilter.GaussianBlur(1)))
