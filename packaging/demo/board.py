"""The faces of a carton: board, print, handling pictograms and the code's label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from demo.canvas import (
    Colour,
    blotches,
    font,
    noise,
    shade,
    wrap,
)
from demo.codes import bars, with_text

KRAFT: Colour = (196, 158, 112)
PRINT: Colour = (74, 48, 26)
SIZES = {"front": (1200, 800), "side": (800, 800), "top": (1200, 800)}


def cardboard(size: tuple[int, int], *seed: object) -> Image.Image:
    """Kraft board: flutes, fibres and clouds."""
    plain = Image.new("RGB", size, KRAFT)
    light = (
        0.93 + 0.12 * blotches(size, 160, "cloud", *seed) + 0.05 * blotches(size, 6, "fibre", *seed)
    )
    light = light + 0.012 * np.sin(np.arange(size[0]) / 3.2)[None, :]
    return noise(shade(plain, light), 3.5, "board", *seed)


def pictograms(image: Image.Image, place: tuple[int, int], size: int) -> None:
    """This way up, fragile, keep from rain, stacking limit (GB/T 191, own drawing)."""
    pen = ImageDraw.Draw(image)
    u = size / 20
    for number, draw in enumerate((_up, _fragile, _rain, _stack)):
        x, y = place[0] + round(number * size * 1.25), place[1]
        pen.rounded_rectangle(
            (x, y, x + size, y + size), round(u), outline=PRINT, width=max(2, round(u * 0.7))
        )
        draw(pen, x, y, u)


def _up(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    for left in (3.5, 11.5):
        pen.polygon(
            [
                (x + (left + 2.5) * u, y + 3 * u),
                (x + (left + 5.2) * u, y + 8 * u),
                (x + (left - 0.2) * u, y + 8 * u),
            ],
            fill=PRINT,
        )
        pen.rectangle(
            (x + (left + 1.6) * u, y + 8 * u, x + (left + 3.4) * u, y + 15 * u), fill=PRINT
        )
    pen.rectangle((x + 3 * u, y + 16.4 * u, x + 17 * u, y + 17.6 * u), fill=PRINT)


def _fragile(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    pen.polygon(
        [
            (x + 6 * u, y + 2.5 * u),
            (x + 14 * u, y + 2.5 * u),
            (x + 13 * u, y + 9 * u),
            (x + 10.8 * u, y + 11 * u),
            (x + 9.2 * u, y + 11 * u),
            (x + 7 * u, y + 9 * u),
        ],
        fill=PRINT,
    )
    pen.rectangle((x + 9.3 * u, y + 10 * u, x + 10.7 * u, y + 16 * u), fill=PRINT)
    pen.rectangle((x + 6 * u, y + 16 * u, x + 14 * u, y + 17.4 * u), fill=PRINT)
    pen.line(
        [
            (x + 9 * u, y + 2.5 * u),
            (x + 10.6 * u, y + 5 * u),
            (x + 9.4 * u, y + 6.6 * u),
            (x + 11 * u, y + 8.6 * u),
        ],
        fill=KRAFT,
        width=max(2, round(u * 0.8)),
    )


def _rain(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    pen.pieslice((x + 3 * u, y + 6 * u, x + 17 * u, y + 20 * u), 180, 360, fill=PRINT)
    pen.rectangle((x + 9.5 * u, y + 12 * u, x + 10.5 * u, y + 16.5 * u), fill=PRINT)
    pen.arc(
        (x + 7.5 * u, y + 15 * u, x + 10.5 * u, y + 18 * u),
        0,
        180,
        fill=PRINT,
        width=max(2, round(u)),
    )
    for drop in (5, 10, 15):
        pen.line(
            (x + drop * u, y + 2 * u, x + (drop - 0.8) * u, y + 4.6 * u),
            fill=PRINT,
            width=max(2, round(u)),
        )


def _stack(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    for row, tone in enumerate((None, None, PRINT)):
        top = y + (3 + row * 4.8) * u
        pen.rectangle(
            (x + 5.5 * u, top, x + 14.5 * u, top + 4 * u),
            fill=tone,
            outline=PRINT,
            width=max(2, round(u * 0.7)),
        )
    pen.text(
        (x + 10 * u, y + 9.8 * u), "6", font=font(round(4 * u), bold=True), fill=PRINT, anchor="mm"
    )


def _front(
    product: Mapping[str, Any],
    line: Mapping[str, Any] | None,
    sticker: Image.Image | None,
    number: str,
) -> Image.Image:
    face = cardboard(SIZES["front"], product["id"], number)
    pen = ImageDraw.Draw(face)
    pen.text((60, 50), product["brand"], font=font(92, bold=True), fill=PRINT)
    pen.text((1140, 64), number, font=font(40), fill=PRINT, anchor="ra")
    y = 182
    for text in wrap(product["names"]["zh"], font(60, bold=True), 620)[:2]:
        pen.text((60, y), text, font=font(60, bold=True), fill=PRINT)
        y += 76
    facts = [
        f"货号 {product['sku']}",
        f"规格 {product['spec']}",
        f"箱规 {product['units_per_carton']}／箱",
    ]
    if line and line.get("lot_number"):
        facts.append(f"批号 {line['lot_number']}")
    if line and line.get("produced"):
        facts.append(f"生产日期 {line['produced']:%Y-%m-%d}")
    for text in facts:
        pen.text((60, y + 8), text, font=font(36), fill=PRINT)
        y += 49
    if sticker is not None:
        # The bottom right of the front: where a roller conveyor's scanner looks.
        face.paste(sticker.convert("RGB"), (1160 - sticker.width, 770 - sticker.height))
    return face


def _side(product: Mapping[str, Any], number: str) -> Image.Image:
    face = cardboard(SIZES["side"], product["id"], number, "side")
    pictograms(face, (110, 110), 130)
    pen = ImageDraw.Draw(face)
    pen.text((400, 380), product["brand"], font=font(120, bold=True), fill=PRINT, anchor="ma")
    pen.text(
        (400, 580),
        f"毛重 {8 + len(product['id']) % 5}.4 kg",
        font=font(40),
        fill=PRINT,
        anchor="ma",
    )
    pen.text((400, 640), "堆码 6 层", font=font(40), fill=PRINT, anchor="ma")
    return face


def _top(product: Mapping[str, Any], number: str) -> Image.Image:
    face = cardboard(SIZES["top"], product["id"], number, "top")
    tape = Image.new("RGB", (1200, 130), (214, 186, 140))
    face.paste(shade(tape, 0.96 + 0.1 * blotches((1200, 130), 40, "tape", number)), (0, 335))
    ImageDraw.Draw(face).line((0, 400, 1200, 400), fill=(150, 116, 76), width=3)
    return face


def sticker(text: str, kind: str, shown: str) -> Image.Image:
    """The white label with the carton's code."""
    if kind == "GS1-DataMatrix":
        code = bars(text, kind, 8)
        field = with_text(code, "GS1 DataMatrix", 22)
    else:
        field = with_text(bars(text, kind, 3, 150), shown, 28)
    label = Image.new("L", (field.width + 44, field.height + 36), 250)
    label.paste(field, (22, 18))
    return label


def faces_of(
    product: Mapping[str, Any],
    line: Mapping[str, Any] | None,
    label: Image.Image | None,
    number: str,
) -> dict[str, Image.Image]:
    """The three visible faces of one carton; ``number`` such as ``第 37 箱`` stands on its mark."""
    return {
        "front": _front(product, line, label, number),
        "side": _side(product, number),
        "top": _top(product, number),
    }
