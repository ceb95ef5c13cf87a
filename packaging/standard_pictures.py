"""Draws the reference pictures of the shipped standards into resources/standards/pictures.

    .venv/bin/python packaging/standard_pictures.py

Schematic, without words, so that one picture serves both languages: green is right, red is wrong.
The transport marks follow GB/T 191 in meaning and are drawn anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "resources" / "standards" / "pictures"
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Bold.ttf"
WIDTH, HEIGHT, FINE = 480, 300, 3

INK, PAPER, SOFT, BOX, EDGE = "#22313F", "#FFFFFF", "#EEF2F5", "#D9B583", "#9C7746"
GOOD, BAD, BLUE, WATER, SHADE = "#2E8B57", "#C0392B", "#2F6DB5", "#6FA8DC", "#C9D2DA"

Point = tuple[float, float]


class Board:
    """A drawing of 480 × 300, made three times as large and scaled down."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, back: str = PAPER) -> None:
        self.size = (width, height)
        self._image = Image.new("RGB", (width * FINE, height * FINE), back)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, points: Sequence[Point]) -> list[tuple[int, int]]:
        return [(round(x * FINE), round(y * FINE)) for x, y in points]

    def line(self, *points: Point, color: str = INK, width: float = 3) -> None:
        self._draw.line(self._at(points), fill=color, width=round(width * FINE), joint="curve")

    def shape(
        self, *points: Point, fill: str | None = None, edge: str | None = INK, width: float = 3
    ) -> None:
        self._draw.polygon(self._at(points), fill=fill)
        if edge:
            self.line(*points, points[0], points[1], color=edge, width=width)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str | None = None,
        edge: str | None = INK, width: float = 3, radius: float = 0,
    ) -> None:  # fmt: skip
        self._draw.rounded_rectangle(
            self._at([(left, top), (right, bottom)]), radius * FINE, fill, edge,
            round(width * FINE) if edge else 0,
        )  # fmt: skip

    def round(
        self, x: float, y: float, across: float, up: float = 0, fill: str | None = None,
        edge: str | None = INK, width: float = 3,
    ) -> None:  # fmt: skip
        up = up or across
        area = self._at([(x - across, y - up), (x + across, y + up)])
        self._draw.ellipse(area, fill, edge, round(width * FINE) if edge else 0)

    def arc(
        self, x: float, y: float, r: float, start: int, end: int, color: str = INK, width: float = 3
    ) -> None:
        area = self._at([(x - r, y - r), (x + r, y + r)])
        self._draw.arc(area, start, end, color, round(width * FINE))

    def text(self, x: float, y: float, words: str, size: float, color: str = INK) -> None:
        font = ImageFont.truetype(str(FONT), round(size * FINE))
        self._draw.text((x * FINE, y * FINE), words, fill=color, font=font, anchor="mm")

    def save(self, name: str) -> None:
        OUT.mkdir(parents=True, exist_ok=True)
        small = self._image.resize(self.size, Image.Resampling.LANCZOS)
        small.quantize(48).save(OUT / f"{name}.png", optimize=True)


def tick(b: Board, x: float, y: float, size: float = 20) -> None:
    b.round(x, y, size, fill=GOOD, edge=None)
    b.line((x - size * 0.5, y), (x - size * 0.1, y + size * 0.4), (x + size * 0.5, y - size * 0.4),
           color=PAPER, width=size * 0.22)  # fmt: skip


def cross(b: Board, x: float, y: float, size: float = 20) -> None:
    b.round(x, y, size, fill=BAD, edge=None)
    d = size * 0.42
    for way in (1, -1):
        b.line((x - d, y - d * way), (x + d, y + d * way), color=PAPER, width=size * 0.22)


def arrow(b: Board, tail: Point, head: Point, color: str = INK, width: float = 6) -> None:
    way = math.atan2(head[1] - tail[1], head[0] - tail[0])
    size = width * 2.6
    back = (head[0] - size * math.cos(way), head[1] - size * math.sin(way))
    b.line(tail, back, color=color, width=width)
    wings = [
        (back[0] + size * 0.6 * math.cos(way + turn), back[1] + size * 0.6 * math.sin(way + turn))
        for turn in (math.pi / 2, -math.pi / 2)
    ]
    b.shape(head, *wings, fill=color, edge=None)


def carton(b: Board, x: float, y: float, size: float = 120, tape: bool = True) -> None:
    """A carton seen from its corner; (x, y) is the lower left of its front."""
    deep = size * 0.3
    top, right = y - size * 0.8, x + size
    b.shape((x, y), (right, y), (right, top), (x, top), fill=BOX, edge=EDGE)
    b.shape((right, y), (right + deep, y - deep), (right + deep, top - deep), (right, top),
            fill="#C79F69", edge=EDGE)  # fmt: skip
    b.shape((x, top), (right, top), (right + deep, top - deep), (x + deep, top - deep),
            fill="#E7C999", edge=EDGE)  # fmt: skip
    if tape:
        mid = x + size / 2
        b.shape((mid - 7, top), (mid + 7, top), (mid + deep + 7, top - deep),
                (mid + deep - 7, top - deep), fill="#F3E4C8", edge=EDGE, width=1)  # fmt: skip
        b.box(mid - 7, top, mid + 7, top + size * 0.2, "#F3E4C8", EDGE, 1)


def bottle(b: Board, x: float, y: float, size: float = 120, fill: str = "#DCE9F5") -> None:
    """A bottle standing on (x, y), its middle."""
    half = size * 0.24
    b.box(x - half, y - size * 0.72, x + half, y, fill, INK, 3, 8)
    b.box(x - half * 0.45, y - size * 0.86, x + half * 0.45, y - size * 0.72, fill, INK)
    b.box(x - half * 0.6, y - size, x + half * 0.6, y - size * 0.86, BLUE, INK, 3, 3)
    b.box(x - half * 0.75, y - size * 0.52, x + half * 0.75, y - size * 0.16, PAPER, INK, 2)


def lines(
    b: Board, left: float, right: float, tops: Sequence[float], color: str = SHADE, width: float = 4
) -> None:
    for number, top in enumerate(tops):
        b.line((left, top), (right - (26 if number % 3 == 2 else 0), top), color=color, width=width)


def bars(b: Board, left: float, top: float, right: float, bottom: float) -> None:
    x, number = left, 0
    while x < right:
        wide = (2, 4, 3, 5, 2, 3)[number % 6]
        b.box(x, top, min(x + wide, right), bottom, INK, None)
        x += wide + (3, 2, 4)[number % 3]
        number += 1


def paper(b: Board, left: float, top: float, wide: float = 150, high: float = 210) -> None:
    b.box(left, top, left + wide, top + high, PAPER, INK, 3, 4)
    b.box(left + 18, top + 18, left + wide * 0.6, top + 28, BLUE, None)
    lines(b, left + 18, left + wide - 18, [top + 48 + 16 * n for n in range(6)])


def camera_frame(b: Board, left: float, top: float, right: float, bottom: float) -> None:
    for x, y, dx, dy in (
        (left, top, 1, 1), (right, top, -1, 1), (left, bottom, 1, -1), (right, bottom, -1, -1)
    ):  # fmt: skip
        b.line((x + 28 * dx, y), (x, y), (x, y + 28 * dy), color=GOOD, width=5)


def halves(b: Board) -> None:
    b.line((240, 30), (240, 270), color=SHADE, width=2)
    tick(b, 40, 40)
    cross(b, 280, 40)


# Pictures of help


def carton_mark(b: Board) -> None:
    b.box(60, 50, 340, 270, BOX, EDGE, 4)
    b.box(85, 80, 250, 250, PAPER, INK, 3)
    b.text(167, 104, "SKU CS-1001", 18)
    lines(b, 100, 235, [130, 148])
    b.text(167, 172, "24 × 30 ml", 18)
    bars(b, 105, 195, 230, 238)
    arrow(b, (290, 240), (290, 190))
    arrow(b, (315, 240), (315, 190))
    camera_frame(b, 40, 30, 360, 288)
    tick(b, 420, 150, 28)


def scan_code(b: Board) -> None:
    b.box(40, 70, 220, 240, PAPER, INK, 3, 8)
    bars(b, 62, 105, 198, 190)
    b.text(130, 212, "6 901234 567892", 15)
    b.shape((330, 110), (430, 90), (445, 140), (345, 160), fill=INK, edge=INK)
    b.shape((390, 150), (425, 143), (440, 235), (405, 240), fill="#44586A", edge=INK)
    b.line((330, 135), (130, 110), color=BAD, width=3)
    b.line((330, 135), (130, 185), color=BAD, width=3)
    tick(b, 440, 265, 22)


def beside_picture(b: Board) -> None:
    b.box(40, 50, 210, 260, SOFT, INK, 3, 8)
    bottle(b, 125, 240, 165)
    bottle(b, 330, 240, 165)
    arrow(b, (226, 130), (276, 130), BLUE)
    arrow(b, (276, 170), (226, 170), BLUE)
    tick(b, 430, 150, 26)


def net_content(b: Board) -> None:
    halves(b)
    for x, words, mark in ((150, "30 ml", tick), (380, "50 ml", cross)):
        bottle(b, x, 260, 200)
        b.text(x, 195, words, 20, GOOD if mark is tick else BAD)


def date_closeup(b: Board) -> None:
    b.box(50, 60, 430, 240, SOFT, INK, 3, 10)
    b.text(240, 120, "2026 03 15", 40)
    b.text(240, 180, "LOT  H2603A", 34)
    camera_frame(b, 30, 40, 450, 260)
    tick(b, 440, 270, 24)


def date_altered(b: Board) -> None:
    halves(b)
    b.box(30, 90, 220, 210, SOFT, INK, 3, 8)
    b.text(125, 150, "2026 03 15", 28)
    b.box(260, 90, 450, 210, SOFT, INK, 3, 8)
    b.text(355, 128, "2025 03 15", 28, SHADE)
    b.box(272, 150, 438, 196, PAPER, BAD, 3)
    b.text(355, 172, "2026 03 15", 28)
    b.line((420, 150), (438, 168), color=BAD, width=3)


def dates_agree(b: Board) -> None:
    bottle(b, 70, 215, 130)
    b.box(150, 120, 250, 215, SOFT, INK, 3)
    carton(b, 300, 215, 110)
    for x in (70, 200, 355):
        b.text(x, 245, "2026 03", 22)
    b.text(135, 245, "=", 28, GOOD)
    b.text(275, 245, "=", 28, GOOD)
    tick(b, 240, 50, 26)


def life_left(b: Board) -> None:
    b.box(50, 130, 430, 170, SOFT, INK, 3, 20)
    b.box(180, 132, 428, 168, GOOD, None, 0, 18)
    b.box(160, 132, 250, 168, GOOD, None)
    b.line((160, 110), (160, 190), width=5)
    b.line((290, 118), (290, 182), color=BAD, width=4)
    b.round(160, 84, 18, fill=PAPER)
    b.line((160, 84), (160, 72), width=3)
    b.line((160, 84), (169, 88), width=3)
    tick(b, 440, 60, 24)


def delivery_note(b: Board) -> None:
    paper(b, 160, 40)
    b.line((190, 222), (206, 206), (214, 228), (232, 206), (244, 224), (270, 214), color=BLUE)
    b.line((180, 234), (290, 234), width=2)
    b.shape((300, 196), (312, 184), (350, 146), (360, 156), (322, 194), fill=BLUE)
    tick(b, 390, 250, 24)


def batch_report(b: Board) -> None:
    paper(b, 50, 40, 160, 220)
    b.text(130, 200, "H2603A", 24, GOOD)
    b.round(170, 232, 18, edge=BAD, width=3)
    b.box(280, 90, 440, 210, SOFT, INK, 3, 8)
    b.text(360, 150, "H2603A", 30, GOOD)
    b.text(245, 195, "=", 36, GOOD)
    tick(b, 440, 255, 22)


def vehicle(b: Board) -> None:
    halves(b)
    for left, dirty in ((30, False), (260, True)):
        b.box(left, 80, left + 190, 240, SOFT, INK, 4)
        b.shape((left, 80), (left + 40, 110), (left + 40, 215), (left, 240), fill=SHADE)
        b.shape((left + 190, 80), (left + 150, 110), (left + 150, 215), (left + 190, 240),
                fill=SHADE)  # fmt: skip
        if dirty:
            b.round(left + 95, 225, 45, 9, WATER, BLUE, 2)
            b.round(left + 70, 140, 14, fill="#7A6A3A", edge=None)
            b.round(left + 120, 165, 10, fill="#7A6A3A", edge=None)


def temperature(b: Board) -> None:
    b.box(50, 40, 90, 220, PAPER, INK, 3, 20)
    b.round(70, 230, 30, fill=BAD)
    b.box(62, 130, 78, 220, BAD, None)
    for y in (70, 100, 130, 160, 190):
        b.line((90, y), (104, y), width=2)
    b.box(150, 60, 440, 240, PAPER, INK, 3)
    b.box(152, 120, 438, 190, "#DFF0E5", None)
    b.line((152, 160), (200, 150), (250, 168), (300, 140), (350, 158), (436, 150), color=BLUE,
           width=4)  # fmt: skip
    b.line((152, 120), (438, 120), color=BAD, width=2)
    b.line((152, 190), (438, 190), color=BAD, width=2)
    tick(b, 440, 262, 22)


def carton_faces(b: Board) -> None:
    for x in (22, 174, 326):
        carton(b, x, 205, 100)
    b.shape((196, 180), (214, 156), (232, 174), (220, 194), fill=INK, edge=None)
    b.shape((327, 204), (327, 172), (358, 186), (388, 168), (425, 190), (425, 204), fill=WATER,
            edge=None)  # fmt: skip
    tick(b, 72, 245, 22)
    cross(b, 224, 245, 22)
    cross(b, 376, 245, 22)


def carton_tape(b: Board) -> None:
    halves(b)
    for left, wrong in ((35, False), (265, True)):
        b.box(left, 90, left + 180, 230, BOX, EDGE, 4)
        b.box(left, 145, left + 180, 172, "#F3E4C8", EDGE, 2)
        if wrong:
            b.box(left + 10, 152, left + 170, 186, "#BFD7EA", INK, 2)
            b.line((left + 60, 140), (left + 72, 160), (left + 64, 176), (left + 80, 192),
                   color=BAD, width=4)  # fmt: skip


def carton_count(b: Board) -> None:
    b.shape((60, 220), (300, 220), (360, 160), (120, 160), fill=SOFT)
    for row in range(2):
        for column in range(4):
            x, y = 110 + column * 52 + row * 26, 205 - row * 28
            bottle(b, x, y, 62)
    b.text(410, 120, "8 / 8", 34, GOOD)
    tick(b, 410, 180, 26)


def weighing(b: Board) -> None:
    carton(b, 150, 175, 120)
    b.box(110, 180, 340, 200, SHADE, INK, 3, 4)
    b.box(150, 205, 300, 255, INK, INK, 3, 6)
    b.text(225, 230, "12.46 kg", 26, "#9BE7B4")
    b.text(410, 130, "± 5 %", 32, BLUE)
    tick(b, 410, 190, 24)


def pallet(b: Board) -> None:
    halves(b)
    for left, lean in ((45, 0), (280, 26)):
        for row in range(3):
            for column in range(2):
                x, y = left + column * 76 + lean * row * 0.6, 205 - row * 50
                b.box(x, y - 48, x + 72, y, BOX, EDGE, 3)
        b.box(left - 10, 208, left + 165, 218, EDGE, None)
        for x in (left - 10, left + 65, left + 140):
            b.box(x, 218, x + 25, 238, EDGE, None)
        if not lean:
            for y in (95, 150):
                b.line((left, y), (left + 148, y), color=BLUE, width=3)


def label_faces(b: Board) -> None:
    for left in (60, 270):
        b.box(left, 45, left + 150, 255, PAPER, INK, 3, 8)
        camera_frame(b, left - 14, 32, left + 164, 268)
    b.box(90, 70, 180, 100, BLUE, None, 0, 4)
    b.round(135, 160, 34, fill=SOFT)
    b.text(135, 228, "30 ml", 18)
    lines(b, 286, 404, [70 + 15 * n for n in range(8)])
    bars(b, 292, 200, 398, 240)
    tick(b, 450, 150, 22)


def text_height(b: Board) -> None:
    b.text(170, 150, "Hx", 110)
    for y in (102, 190):
        b.line((70, y), (360, y), color=BLUE, width=2)
    arrow(b, (310, 146), (310, 104), BLUE, 4)
    arrow(b, (310, 146), (310, 188), BLUE, 4)
    b.text(400, 146, "≥ 1.8 mm", 28)


def inner_pack(b: Board) -> None:
    halves(b)
    for left, torn in ((70, False), (300, True)):
        b.box(left, 90, left + 110, 240, SOFT, INK, 3, 4)
        b.box(left + 16, 112, left + 94, 160, BLUE, None)
        if torn:
            b.shape((left + 70, 90), (left + 110, 90), (left + 110, 140), (left + 86, 118),
                    fill=PAPER, edge=BAD)  # fmt: skip
            b.line((left + 10, 190), (left + 60, 178), (left + 95, 200), color=BAD, width=3)


def leak(b: Board) -> None:
    halves(b)
    for x, wet in ((130, False), (360, True)):
        b.box(x - 34, 70, x + 34, 180, "#DCE9F5", INK, 3, 8)
        b.box(x - 14, 180, x + 14, 196, "#DCE9F5", INK)
        b.box(x - 20, 196, x + 20, 218, BLUE, INK, 3, 3)
        if wet:
            b.shape((x, 224), (x - 9, 246), (x + 9, 246), fill=WATER, edge=None)
            b.round(x, 248, 10, fill=WATER, edge=None)
            b.round(x, 272, 44, 7, WATER, None)
        b.arc(x, 130, 62, 200, 340, BLUE, 4)


def tamper_seal(b: Board) -> None:
    halves(b)
    for left, torn in ((60, False), (290, True)):
        b.box(left, 120, left + 130, 250, SOFT, INK, 3, 4)
        b.shape((left, 120), (left + 65, 92), (left + 130, 120), fill=SHADE)
        if torn:
            b.box(left + 45, 96, left + 85, 118, "#B9E3C6", GOOD, 2)
            b.box(left + 45, 134, left + 85, 156, "#B9E3C6", GOOD, 2)
            b.line((left + 42, 124), (left + 54, 130), (left + 66, 122), (left + 88, 130),
                   color=BAD, width=4)  # fmt: skip
        else:
            b.box(left + 45, 96, left + 85, 156, "#B9E3C6", GOOD, 2)


def clean(b: Board) -> None:
    halves(b)
    bottle(b, 130, 255, 170)
    bottle(b, 360, 255, 170)
    for x, y, r in ((340, 150, 9), (384, 200, 13), (352, 236, 8)):
        b.round(x, y, r, fill="#7A6A3A", edge=None)


def ink_jet(b: Board) -> None:
    halves(b)
    b.box(30, 100, 220, 200, SOFT, INK, 3, 8)
    b.text(125, 150, "20260315 A", 28)
    b.box(260, 100, 450, 200, SOFT, INK, 3, 8)
    b.text(355, 150, "20260315 A", 28, SHADE)
    b.text(359, 154, "20260315 A", 28, "#D5DCE2")
    b.line((300, 130), (345, 172), color=PAPER, width=10)
    b.line((380, 128), (420, 168), color=PAPER, width=8)


def kit(b: Board) -> None:
    b.box(40, 60, 220, 250, SOFT, INK, 3, 8)
    bottle(b, 90, 220, 110)
    bottle(b, 165, 220, 80, "#F2D9E2")
    paper(b, 270, 70, 90, 170)
    b.text(400, 150, "3 / 3", 30, GOOD)
    tick(b, 410, 205, 24)


def inner_container(b: Board) -> None:
    b.box(40, 80, 170, 255, SOFT, INK, 3, 6)
    b.shape((40, 80), (20, 46), (150, 46), (170, 80), fill=PAPER)
    arrow(b, (190, 160), (250, 160), BLUE)
    bottle(b, 330, 265, 225)
    b.text(330, 170, "EXP", 15)
    b.text(330, 196, "2029 03", 15)
    camera_frame(b, 258, 130, 402, 250)
    tick(b, 445, 60, 24)


def allergens(b: Board) -> None:
    b.box(60, 50, 420, 250, PAPER, INK, 3, 8)
    lines(b, 85, 395, [85, 115, 145, 175])
    for left, top, wide in ((120, 115, 70), (240, 115, 50), (100, 175, 90)):
        b.line((left, top), (left + wide, top), color=INK, width=9)
        b.line((left, top + 10), (left + wide, top + 10), color=INK, width=2)
    b.box(85, 200, 395, 230, "#FFF3CD", INK, 2, 4)
    b.line((100, 215), (260, 215), color=INK, width=8)
    tick(b, 440, 265, 22)


def two_versions(b: Board) -> None:
    for left, letter in ((50, "A"), (270, "B")):
        b.box(left, 70, left + 160, 255, PAPER, INK, 3, 8)
        b.text(left + 80, 45, letter, 28, BLUE)
        b.box(left + 20, 90, left + 100, 112, BLUE, None)
        lines(b, left + 20, left + 140, [135, 152, 169])
    bars(b, 72, 195, 188, 235)
    bars(b, 290, 185, 370, 225)
    b.round(330, 205, 60, 34, None, BAD, 4)
    b.round(130, 214, 76, 32, None, BAD, 4)
    b.text(240, 160, "≠", 34, BAD)


def sealed_sample(b: Board) -> None:
    b.box(50, 60, 210, 255, SOFT, INK, 3, 8)
    bottle(b, 130, 235, 150)
    b.round(190, 80, 24, fill=BAD, edge=None)
    b.round(190, 80, 15, edge=PAPER, width=3)
    bottle(b, 340, 235, 150)
    b.text(245, 160, "=", 40, GOOD)
    tick(b, 430, 150, 26)


# Transport marks of GB/T 191


def _fragile(b: Board, x: float, y: float) -> None:
    b.shape((x - 24, y - 38), (x + 24, y - 38), (x + 16, y + 2), (x - 16, y + 2), fill=INK)
    b.line((x, y + 2), (x, y + 34), width=7)
    b.line((x - 20, y + 36), (x + 20, y + 36), width=7)
    b.line((x + 2, y - 38), (x - 6, y - 22), (x + 5, y - 14), (x - 1, y - 2), color=PAPER, width=3)


def _no(b: Board, x: float, y: float, r: float = 36) -> None:
    b.line((x - r, y + r), (x + r, y - r), width=4)
    b.line((x - r, y - r), (x + r, y + r), width=4)


def _hooks(b: Board, x: float, y: float) -> None:
    b.arc(x, y + 8, 22, 20, 200, width=7)
    b.line((x + 20, y + 14), (x + 20, y - 26), width=7)
    b.line((x + 2, y - 30), (x + 36, y - 30), width=9)
    _no(b, x, y)


def _up(b: Board, x: float, y: float) -> None:
    arrow(b, (x - 18, y + 26), (x - 18, y - 36), width=9)
    arrow(b, (x + 18, y + 26), (x + 18, y - 36), width=9)
    b.line((x - 40, y + 34), (x + 40, y + 34), width=7)


def _sun(b: Board, x: float, y: float) -> None:
    b.round(x - 12, y - 24, 12, fill=INK)
    for at in range(0, 360, 45):
        c, s = math.cos(math.radians(at)), math.sin(math.radians(at))
        b.line((x - 12 + 16 * c, y - 24 + 16 * s), (x - 12 + 23 * c, y - 24 + 23 * s), width=3)
    b.line((x - 38, y + 8), (x, y - 8), (x + 38, y + 8), width=6)
    b.box(x - 22, y + 10, x + 22, y + 40, None, INK, 5)


def _radiation(b: Board, x: float, y: float) -> None:
    b.round(x, y - 20, 4, fill=INK)
    for at in (30, 150, 270):
        c, s = math.cos(math.radians(at)), math.sin(math.radians(at))
        d, e = math.cos(math.radians(at + 50)), math.sin(math.radians(at + 50))
        b.shape((x + 5 * c, y - 20 + 5 * s), (x + 20 * c, y - 20 + 20 * s),
                (x + 20 * d, y - 20 + 20 * e), fill=INK, edge=None)  # fmt: skip
    b.line((x - 38, y + 12), (x, y + 2), (x + 38, y + 12), width=5)
    b.box(x - 20, y + 16, x + 20, y + 40, None, INK, 5)


def _rain(b: Board, x: float, y: float) -> None:
    b.arc(x, y, 34, 180, 360, width=6)
    b.line((x - 34, y), (x + 34, y), width=6)
    b.line((x, y), (x, y + 30), width=5)
    b.arc(x + 8, y + 30, 8, 0, 180, width=5)
    for dx in (-26, -8, 12, 30):
        b.line((x + dx, y - 42), (x + dx - 5, y - 32), width=3)


def _gravity(b: Board, x: float, y: float) -> None:
    b.round(x, y, 22, width=5)
    b.line((x - 40, y), (x + 40, y), width=4)
    b.line((x, y - 40), (x, y + 40), width=4)


def _roll(b: Board, x: float, y: float) -> None:
    b.box(x - 15, y - 10, x + 20, y + 25, None, INK, 5)
    b.arc(x, y, 36, 180, 300, width=5)
    arrow(b, (x + 14, y - 36), (x + 34, y - 18), width=4)
    _no(b, x, y)


def _truck(b: Board, x: float, y: float) -> None:
    b.line((x - 28, y - 36), (x - 8, y + 24), (x + 30, y + 24), width=6)
    b.round(x - 8, y + 32, 8, fill=INK)
    b.box(x - 6, y - 14, x + 28, y + 18, None, INK, 4)
    _no(b, x, y)


def _forks(b: Board, x: float, y: float) -> None:
    b.box(x - 6, y - 28, x + 34, y + 12, None, INK, 5)
    b.line((x - 36, y - 30), (x - 36, y + 22), (x + 30, y + 22), width=6)
    _no(b, x, y)


def _clamp(b: Board, x: float, y: float) -> None:
    b.box(x - 14, y - 24, x + 14, y + 24, None, INK, 5)
    arrow(b, (x - 42, y), (x - 18, y), width=6)
    arrow(b, (x + 42, y), (x + 18, y), width=6)


def _no_clamp(b: Board, x: float, y: float) -> None:
    _clamp(b, x, y)
    _no(b, x, y)


def _stack_mass(b: Board, x: float, y: float) -> None:
    b.line((x - 36, y - 12), (x + 36, y - 12), width=6)
    arrow(b, (x, y - 42), (x, y - 16), width=6)
    b.box(x - 24, y - 8, x + 24, y + 38, None, INK, 5)
    b.text(x, y + 16, "kg", 20)


def _stack_number(b: Board, x: float, y: float) -> None:
    for top in (-40, -12, 16):
        b.box(x - 24, y + top, x + 24, y + top + 26, None, INK, 4)
    b.text(x, y + 1, "n", 20)


def _no_stack(b: Board, x: float, y: float) -> None:
    b.box(x - 22, y, x + 22, y + 38, None, INK, 5)
    b.box(x - 22, y - 40, x + 22, y - 2, None, INK, 5)
    _no(b, x, y)


def _sling(b: Board, x: float, y: float) -> None:
    b.box(x - 22, y - 4, x + 22, y + 36, None, INK, 5)
    for side in (-1, 1):
        for link in range(3):
            b.round(x + side * 30, y - 30 + link * 17, 5, 8, None, INK, 3)


def _degrees(b: Board, x: float, y: float) -> None:
    b.box(x - 8, y - 40, x + 8, y + 18, None, INK, 4, 8)
    b.round(x, y + 26, 14, fill=INK)
    b.box(x - 3, y - 10, x + 3, y + 20, INK, None)
    b.text(x + 26, y - 42, "°C", 15)
    for dy in (-24, 4):
        b.line((x + 12, y + dy), (x + 30, y + dy), width=4)


MARKS: tuple[tuple[str, Callable[[Board, float, float], None]], ...] = (
    ("fragile", _fragile), ("no_hooks", _hooks), ("this_way_up", _up), ("no_sunlight", _sun),
    ("no_radiation", _radiation), ("keep_dry", _rain), ("centre_of_gravity", _gravity),
    ("do_not_roll", _roll), ("no_hand_truck", _truck), ("no_forks", _forks),
    ("clamp_here", _clamp), ("do_not_clamp", _no_clamp), ("stacking_mass", _stack_mass),
    ("stacking_number", _stack_number), ("do_not_stack", _no_stack), ("sling_here", _sling),
    ("temperature_limits", _degrees),
)  # fmt: skip

HELP: tuple[Callable[[Board], None], ...] = (
    carton_mark, scan_code, beside_picture, net_content, date_closeup, date_altered, dates_agree,
    life_left, delivery_note, batch_report, vehicle, temperature, carton_faces, carton_tape,
    carton_count, weighing, pallet, label_faces, text_height, inner_pack, leak, tamper_seal, clean,
    ink_jet, kit, inner_container, allergens, two_versions, sealed_sample,
)  # fmt: skip


def marks_chart() -> None:
    """All 17 marks with their numbers."""
    board = Board(600, 330)
    for number, (_, draw) in enumerate(MARKS):
        x, y = 52 + number % 6 * 99, 56 + number // 6 * 108
        draw(board, x, y)
        board.text(x - 43, y - 46, str(number + 1), 12, BLUE)
    board.save("gbt191")


def main() -> None:
    """Draw all pictures anew."""
    for draw in HELP:
        board = Board()
        draw(board)
        board.save(draw.__name__)
    for number, (name, mark) in enumerate(MARKS, start=1):
        board = Board(160, 160)
        board.box(6, 6, 154, 154, None, SHADE, 2, 8)
        mark(board, 80, 82)
        board.save(f"gbt191_{number:02}_{name}")
    marks_chart()


if __name__ == "__main__":
    main()
