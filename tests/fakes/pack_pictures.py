"""Photographs of flat packs with a known change between them: drawn, then photographed.

``pack(seed)`` is the printed front, ``pack(seed, change)`` the same with one thing different.
``photograph(art, seed)`` lays it on a bench: turned, tilted, lit from a side, with glare where
asked, a camera's tint, noise and blur. Everything follows from the seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, Literal, TypeAlias

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Picture: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Change: TypeAlias = Literal["none", "text", "colour", "logo", "sticker"]
Glare: TypeAlias = Literal["none", "spot", "streak"]

SIZE: Final = (900, 1200)
FONTS: Final = Path(__file__).parents[2] / "resources" / "fonts"
NAMES: Final = (
    "温和洁面乳",
    "保湿精华液",
    "亮肤面霜",
    "清爽洗发露",
    "薄荷牙膏",
    "黄油曲奇",
    "坚果麦片",
)
BRANDS: Final = ("澄野", "HALDIS", "森屿", "NORA", "白露")
LINES: Final = (
    "适合日常使用 · 温和不刺激", "Gentle for daily use", "请置于阴凉干燥处保存",
    "Suitable for all skin types", "甄选植物原料 用心制造", "Made with care and patience",
)  # fmt: skip
AMOUNTS: Final = (("50 ml", "30 ml"), ("120 g", "100 g"), ("454 g", "400 g"), ("200 ml", "180 ml"))


@dataclass(frozen=True)
class Pack:
    """The printed front (BGR) and where the change is, in shares; None when nothing changed."""

    art: Picture
    box: tuple[float, float, float, float] | None
    amount: str


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The product's own face."""
    name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), size)


def pack(seed: int, change: Change = "none") -> Pack:
    """The front of a pack; one of seven layouts of things, colours and words by ``seed``."""
    drawing = _Drawing(seed, change)
    drawing.draw()
    art = cv2.cvtColor(np.asarray(drawing.image), cv2.COLOR_RGB2BGR)
    return Pack(art=art, box=drawing.changed, amount=drawing.amount)


class _Drawing:
    def __init__(self, seed: int, change: Change) -> None:
        self.chance = Random(f"pack {seed}")
        self.other = Random(f"change {seed}")  # what did not change is drawn alike
        self.change = change
        self.changed: tuple[float, float, float, float] | None = None
        self.ground = self._ground()
        self.image = Image.new("RGB", SIZE, self.ground)
        self.pen = ImageDraw.Draw(self.image)
        self.ink = tuple(int(part * 0.28) for part in self.ground)
        self.accent = tuple(self.chance.randint(20, 200) for _ in range(3))
        self.amount = ""

    def _ground(self) -> tuple[int, int, int]:
        light = self.chance.randint(170, 238)
        red, green, blue = (light + self.chance.randint(-40, 15) for _ in range(3))
        return red, green, blue

    def draw(self) -> None:
        self._deco()
        self._logo()
        name = self.chance.choice(NAMES)
        self._words(name, 330, 92, bold=True)
        self._words("Daily care by nature", 450, 36)
        for row in range(self.chance.randint(2, 5)):
            self._words(self.chance.choice(LINES), 620 + row * 56, 30)
        old, new = self.chance.choice(AMOUNTS)
        self.amount = new if self.change == "text" else old
        box = self._words(f"净含量：{self.amount}", 1010, 44, bold=self.chance.random() < 0.5)
        if self.change == "text":
            self._mark(box)
        self._band()
        self._sticker()

    def _deco(self) -> None:
        for _ in range(self.chance.randint(4, 12)):
            x, y = self.chance.randint(0, 900), self.chance.randint(520, 1000)
            r = self.chance.randint(14, 70)
            shade = tuple(max(0, part - self.chance.randint(14, 46)) for part in self.ground)
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=shade)

    def _logo(self) -> None:
        x, y = 450, 150
        if self.change == "logo":
            x, y = x + self.other.choice((-1, 1)) * 60, y + 26
        brand = self.chance.choice(BRANDS)
        size = self.chance.randint(70, 110)
        kind = self.chance.randint(0, 2)
        if kind == 0:
            self.pen.ellipse((x - 190, y - 80, x + 190, y + 80), outline=self.accent, width=9)
        elif kind == 1:
            self.pen.rectangle((x - 180, y - 75, x + 180, y + 75), fill=self.accent)
        else:
            self.pen.line((x - 150, y + 82, x + 150, y + 82), fill=self.accent, width=8)
        fill = self.ground if kind == 1 else self.accent
        self.pen.text((x, y), brand, font=font(size, bold=True), fill=fill, anchor="mm")
        if self.change == "logo":
            self._mark((x - 250, y - 110, x + 250, y + 90))

    def _band(self) -> None:
        colour = tuple(self.chance.randint(30, 190) for _ in range(3))
        if self.change == "colour":
            # A shade as a neighbouring variant has it: hue turned, about as bright.
            hsv = cv2.cvtColor(np.array([[colour]], np.uint8), cv2.COLOR_RGB2HSV)[0, 0].astype(int)
            hue = (hsv[0] + self.other.choice((-1, 1)) * self.other.randint(18, 45)) % 180
            turned = np.array([[[hue, max(90, hsv[1]), max(90, hsv[2])]]], np.uint8)
            colour = tuple(int(part) for part in cv2.cvtColor(turned, cv2.COLOR_HSV2RGB)[0, 0])
            self._mark((0, 1090, 900, 1200))
        self.pen.rectangle((0, 1090, 900, 1200), fill=colour)

    def _sticker(self) -> None:
        x, y = self.chance.randint(60, 600), self.chance.randint(540, 900)
        fill = self.chance.choice(((245, 245, 240), (235, 210, 40), (200, 30, 40)))
        if self.change != "sticker":
            return
        self.pen.rounded_rectangle((x, y, x + 220, y + 100), 10, fill=fill)
        dark = (20, 20, 20) if sum(fill) > 400 else (250, 250, 250)
        self.pen.text((x + 110, y + 50), "买一赠一", font=font(40), fill=dark, anchor="mm")
        self._mark((x, y, x + 220, y + 100))

    def _words(self, text: str, y: int, size: int, *, bold: bool = False) -> tuple[int, ...]:
        face = font(size, bold=bold)
        self.pen.text((450, y), text, font=face, fill=self.ink, anchor="mm")
        return tuple(
            int(part) for part in self.pen.textbbox((450, y), text, font=face, anchor="mm")
        )

    def _mark(self, box: tuple[int, ...]) -> None:
        left, top, right, bottom = box
        self.changed = left / 900, top / 1200, (right - left) / 900, (bottom - top) / 1200


@dataclass(frozen=True)
class Photo:
    """A photograph (BGR) and where the art's corners lie in it (4 × 2, pixels)."""

    picture: Picture
    corners: np.ndarray[Any, np.dtype[np.float32]]

    def jpeg(self, quality: int = 90) -> bytes:
        """As a camera stores it."""
        return encoded(self.picture, quality)


def encoded(picture: Picture, quality: int = 90) -> bytes:
    """JPEG bytes."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def photograph(
    art: Picture,
    seed: int,
    *,
    size: tuple[int, int] = (2000, 1500),
    fills: float = 0.86,
    turn: float | None = None,
    tilt: float = 0.05,
    glare: Glare = "none",
    light: float = 0.25,
    tint: float = 0.05,
    noise: float = 3.0,
    blur: float | None = None,
    ground: tuple[int, int, int] | None = None,
) -> Photo:
    """``art`` on a bench. ``turn`` in degrees; ``tilt`` moves corners by that share; ``light`` is
    how much darker one side is; ``tint`` how far the channels drift apart."""
    chance = Random(f"photo {seed}")
    width, height = size
    corners = _corners(chance, art, size, fills, turn, tilt)
    source = np.array(
        [[0, 0], [art.shape[1], 0], [art.shape[1], art.shape[0]], [0, art.shape[0]]], np.float32
    )
    onto = cv2.getPerspectiveTransform(source, corners)
    bench = ground or tuple(chance.randint(90, 160) for _ in range(3))
    picture = np.full((height, width, 3), bench, np.uint8)
    grain = np.random.default_rng(seed)
    picture = cv2.add(picture, cv2.resize(grain.integers(0, 14, (75, 100, 3), np.uint8), size))
    laid = cv2.warpPerspective(art, onto, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(art.shape[:2], 255, np.uint8), onto, size)
    picture[mask > 127] = laid[mask > 127]
    shown = _lit(picture.astype(np.float32), chance, light, tint)
    if glare != "none":
        shown = _shine(shown, chance, corners, glare)
    shown = cv2.GaussianBlur(shown, (0, 0), blur if blur is not None else chance.uniform(0.6, 1.4))
    shown += grain.normal(0, noise, shown.shape).astype(np.float32)
    return Photo(np.clip(shown, 0, 255).astype(np.uint8), corners)


def _corners(
    chance: Random, art: Picture, size: tuple[int, int], fills: float, turn: float | None,
    tilt: float,
) -> np.ndarray[Any, np.dtype[np.float32]]:  # fmt: skip
    angle = math.radians(chance.uniform(-6, 6) if turn is None else turn)
    half_w, half_h = art.shape[1] / 2, art.shape[0] / 2
    scale = fills * size[1] / art.shape[0]
    across, down = math.cos(angle), math.sin(angle)
    spread = abs(half_w * across) + abs(half_h * down), abs(half_w * down) + abs(half_h * across)
    scale = min(scale, fills * size[0] / 2 / spread[0], fills * size[1] / 2 / spread[1])
    points = []
    for x, y in ((-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)):
        px = size[0] / 2 + scale * (x * across - y * down)
        py = size[1] / 2 + scale * (x * down + y * across)
        shift = tilt * scale * half_w
        points.append((px + chance.uniform(-shift, shift), py + chance.uniform(-shift, shift)))
    return np.array(points, np.float32)


def _lit(shown: Any, chance: Random, light: float, tint: float) -> Any:
    height, width = shown.shape[:2]
    angle = chance.uniform(0, 2 * math.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    side = (x / width - 0.5) * math.cos(angle) + (y / height - 0.5) * math.sin(angle)
    shown *= (chance.uniform(0.82, 1.0) * (1 - light * (side + 0.5)))[..., None]
    return shown * np.array([1 + chance.uniform(-tint, tint) for _ in range(3)], np.float32)


def _shine(shown: Any, chance: Random, corners: Any, kind: Glare) -> Any:
    """A lamp in the gloss: burnt out in the middle, fading to nothing."""
    height, width = shown.shape[:2]
    middle = corners.mean(axis=0)
    span = np.linalg.norm(corners[2] - corners[0])
    x0 = middle[0] + chance.uniform(-0.2, 0.2) * span
    y0 = middle[1] + chance.uniform(-0.25, 0.25) * span
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = chance.uniform(0, math.pi)
    along = (x - x0) * math.cos(angle) + (y - y0) * math.sin(angle)
    off = -(x - x0) * math.sin(angle) + (y - y0) * math.cos(angle)
    long, thin = (0.5, 0.035) if kind == "streak" else (0.1, 0.07)
    bump = np.exp(-((along / (long * span)) ** 2) - (off / (thin * span)) ** 2)
    return shown + (chance.uniform(220, 420) * bump)[..., None]
