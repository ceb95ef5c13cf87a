"""Dot-matrix print: a 5 × 7 face of our own with a slashed zero; Chinese from a small bitmap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Bits = NDArray[np.bool_]

_FACE = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00010 00100 01000 11111",
    "3": "11111 00010 00100 00010 00001 10001 01110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "B": "11110 10001 10001 11110 10001 10001 11110",
    "C": "01110 10001 10000 10000 10000 10001 01110",
    "D": "11100 10010 10001 10001 10001 10010 11100",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "G": "01110 10001 10000 10111 10001 10001 01111",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "I": "01110 00100 00100 00100 00100 00100 01110",
    "J": "00111 00010 00010 00010 00010 10010 01100",
    "K": "10001 10010 10100 11000 10100 10010 10001",
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10101 10001 10001 10001",
    "N": "10001 10001 11001 10101 10011 10001 10001",
    "O": "01110 10001 10001 10001 10001 10001 01110",
    "P": "11110 10001 10001 11110 10000 10000 10000",
    "Q": "01110 10001 10001 10001 10101 10010 01101",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "S": "01111 10000 10000 01110 00001 00001 11110",
    "T": "11111 00100 00100 00100 00100 00100 00100",
    "U": "10001 10001 10001 10001 10001 10001 01110",
    "V": "10001 10001 10001 10001 10001 01010 00100",
    "W": "10001 10001 10001 10101 10101 10101 01010",
    "X": "10001 10001 01010 00100 01010 10001 10001",
    "Y": "10001 10001 10001 01010 00100 00100 00100",
    "Z": "11111 00001 00010 00100 01000 10000 11111",
    "-": "00000 00000 00000 11111 00000 00000 00000",
    "/": "00000 00001 00010 00100 01000 10000 00000",
    ".": "00000 00000 00000 00000 00000 01100 01100",
    ":": "00000 01100 01100 00000 01100 01100 00000",
    " ": "00000 00000 00000 00000 00000 00000 00000",
}
ROWS = 16


def _small(char: str) -> Bits:
    rows = [[cell == "1" for cell in row] for row in _FACE[char].split()]
    return np.array(rows, dtype=bool)


def _latin(char: str) -> Bits:
    """7 rows doubled to 14, in a cell of 16; columns single, as fast printers leave them."""
    cell = np.zeros((ROWS, 8), dtype=bool)
    glyph = np.repeat(_small(char), 2, axis=0)
    cell[1:15, 1:6] = glyph
    return cell


def _chinese(char: str, font: ImageFont.FreeTypeFont) -> Bits:
    image = Image.new("L", (ROWS, ROWS), 0)
    ImageDraw.Draw(image).text((ROWS // 2, ROWS // 2), char, fill=255, font=font, anchor="mm")
    return np.asarray(image) > 110


def matrix(text: str, font_file: str, *, fine: bool) -> Bits:
    """The dots of one line: 16 rows where Chinese is mixed in or ``fine``, else 7."""
    upper = text.upper()
    mixed = fine or any(char not in _FACE for char in upper)
    font = ImageFont.truetype(font_file, ROWS)
    cells: list[Bits] = []
    for char in upper:
        if mixed:
            cells.append(_latin(char) if char in _FACE else _chinese(char, font))
        else:
            cells.append(np.pad(_small(char), ((0, 0), (0, 1))))
    return np.concatenate(cells, axis=1)


def dots(bits: Bits, pitch: float, *, squeeze: float = 1.0) -> Image.Image:
    """A mask of round dots ``pitch`` pixels apart; ``squeeze`` narrows the columns."""
    over = 4
    step_x, step_y = pitch * squeeze * over, pitch * over
    height, width = bits.shape
    mask = Image.new("L", (int(width * step_x) + over, int(height * step_y) + over), 0)
    draw = ImageDraw.Draw(mask)
    radius = 0.56 * pitch * over
    for row, column in zip(*np.nonzero(bits), strict=True):
        x, y = (column + 0.5) * step_x, (row + 0.5) * step_y
        draw.ellipse((x - radius * squeeze, y - radius, x + radius * squeeze, y + radius), fill=255)
    return mask.resize(
        (max(1, mask.width // over), max(1, mask.height // over)), Image.Resampling.BOX
    )
