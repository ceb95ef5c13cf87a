"""What lies around a code on a photo: carton, print, tape, labels. Grey, drawn from a seed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import cv2  # noqa: TID253
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.fakes.codes import Picture

_FONT: Final = Path(__file__).parents[2] / "resources" / "fonts" / "NotoSansSC-Bold.ttf"
_PRINT: Final = (
    "无忧质检", "生产日期 2026-07-06", "保质期 18个月", "批号 K26B071", "净含量 500 mL × 12",
    "小心轻放", "请勿倒置", "怕湿 怕晒", "堆码层数极限 6", "HANDLE WITH CARE", "QTY 24 PCS",
    "N.W. 12.4 KG", "MADE IN CHINA", "LOT 260706-3", "EXP 2028.01.05", "贮存于阴凉干燥处",
)  # fmt: skip


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)


def printed(text: str, size: int, ink: int, paper: int) -> Picture:
    """One line of print on paper."""
    left, upper, right, lower = _font(size).getbbox(text)
    image = Image.new("L", (int(right - left) + 8, int(lower - upper) + 8), paper)
    ImageDraw.Draw(image).text((4 - left, 4 - upper), text, fill=ink, font=_font(size))
    return np.array(image, dtype=np.uint8)


def carton(rng: np.random.Generator, height: int, width: int) -> Picture:
    """A carton's side with print, tape, a label, a table and hatching that is no code."""
    paper = int(rng.integers(140, 205))
    scene = _surface(rng, height, width, paper)
    _tape(rng, scene)
    for _ in range(int(rng.integers(8, 15))):
        _print_somewhere(rng, scene, paper)
    _table(rng, scene)
    _hatching(rng, scene)
    _delivery_note(rng, scene)
    return scene


def _surface(rng: np.random.Generator, height: int, width: int, paper: int) -> Picture:
    coarse = rng.normal(0.0, 9.0, (9, 12)).astype(np.float32)
    clouds = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    fine = rng.normal(0.0, 5.0, (height // 3 + 1, width // 3 + 1)).astype(np.float32)
    fibres = cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR)
    waves = 2.0 * np.sin(np.arange(height, dtype=np.float32) / float(rng.uniform(3.0, 7.0)))
    return np.clip(paper + clouds + fibres + waves[:, None], 0, 255).astype(np.uint8)


def _tape(rng: np.random.Generator, scene: Picture) -> None:
    height, width = scene.shape
    middle = float(rng.uniform(0.1, 0.9)) * height
    slope = float(rng.uniform(-0.1, 0.1)) * height
    breadth = float(rng.uniform(0.05, 0.1)) * height
    corners = np.array(
        [(0, middle), (width, middle + slope), (width, middle + slope + breadth),
         (0, middle + breadth)],
        dtype=np.int32,
    )  # fmt: skip
    mask = np.zeros_like(scene)
    cv2.fillPoly(mask, [corners], (255,))
    bright = cv2.add(scene, np.full_like(scene, int(rng.integers(10, 30))))
    cv2.copyTo(bright, mask, scene)
    for _ in range(5):
        y = int(middle + rng.uniform(0, breadth))
        cv2.line(scene, (0, y), (width, y + int(slope)), (int(rng.integers(200, 250)),), 2)


def _put(scene: Picture, part: Picture, row: int, column: int) -> None:
    height, width = scene.shape
    part = part[: max(0, height - row), : max(0, width - column)]
    scene[row : row + part.shape[0], column : column + part.shape[1]] = part


def _somewhere(rng: np.random.Generator, scene: Picture) -> tuple[int, int]:
    return int(rng.integers(0, scene.shape[0] * 0.95)), int(rng.integers(0, scene.shape[1] * 0.9))


def _print_somewhere(rng: np.random.Generator, scene: Picture, paper: int) -> None:
    unit = scene.shape[0] / 3000
    size = max(8, int(rng.choice([28, 40, 60, 110, 200]) * unit))
    line = printed(str(rng.choice(_PRINT)), size, int(rng.integers(20, 80)), paper)
    if rng.random() < 0.25:
        line = np.ascontiguousarray(np.rot90(line))
    row, column = _somewhere(rng, scene)
    window = scene[row : row + line.shape[0], column : column + line.shape[1]]
    np.minimum(window, line[: window.shape[0], : window.shape[1]], out=window)


def _table(rng: np.random.Generator, scene: Picture) -> None:
    row, column = _somewhere(rng, scene)
    unit = scene.shape[0] / 3000
    step, across, ink = int(70 * unit) + 4, int(260 * unit) + 8, (int(rng.integers(20, 90)),)
    for line in range(6):
        start, end = (column, row + line * step), (column + 4 * across, row + line * step)
        cv2.line(scene, start, end, ink, 2)
    for line in range(5):
        start, end = (column + line * across, row), (column + line * across, row + 5 * step)
        cv2.line(scene, start, end, ink, 2)


def _hatching(rng: np.random.Generator, scene: Picture) -> None:
    """Even stripes: what a locator of bars takes for a code."""
    row, column = _somewhere(rng, scene)
    unit = scene.shape[0] / 3000
    pitch, length = int(rng.integers(8, 24) * unit) + 3, int(160 * unit) + 10
    for line in range(int(rng.integers(12, 30))):
        x = column + line * pitch
        cv2.line(scene, (x, row), (x, row + length), (50,), max(1, pitch // 2))


def _delivery_note(rng: np.random.Generator, scene: Picture) -> None:
    unit = scene.shape[0] / 3000
    sheet = np.full((int(500 * unit) + 20, int(700 * unit) + 20), 238, np.uint8)
    for line in range(7):
        text = printed(str(rng.choice(_PRINT)), max(8, int(38 * unit)), 40, 238)
        _put(sheet, text, int((20 + line * 66) * unit), int(30 * unit))
    _put(scene, sheet, *_somewhere(rng, scene))
