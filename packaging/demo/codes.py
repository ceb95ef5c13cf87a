"""Bar codes as pictures, by zxing-cpp's writer, so that they really decode."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from demo.canvas import font

GS = "\x1d"


def bars(text: str, kind: str, module: int, height: int | None = None) -> Image.Image:
    """A grey picture of the code with its quiet zone; ``module`` pixels per narrow bar.

    ``kind``: ``EAN13``, ``ITF14``, ``QRCode``, or ``GS1-128`` and ``GS1-DataMatrix``, whose text
    is in bracketed form ``(01)…(17)…``. ``height`` stretches linear codes.
    """
    name = {"GS1-128": "Code128", "GS1-DataMatrix": "DataMatrix"}.get(kind, kind)
    given = {"gs1": True} if kind.startswith("GS1") else {}
    symbol = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, name), **given)
    drawn = np.array(zxingcpp.write_barcode_to_image(symbol, scale=module, add_quiet_zones=True))
    image = Image.fromarray(drawn)
    if height is None:
        return image
    inked = np.flatnonzero((drawn < 128).any(axis=1))
    middle = int(inked[0] + inked[-1]) // 2  # not the first: an ITF-14 begins with its bearer bar
    row = image.crop((0, middle, image.width, middle + 1))
    return row.resize((image.width, height), Image.Resampling.NEAREST)


def with_text(code: Image.Image, text: str, size: int, bold: bool = False) -> Image.Image:
    """The code with its text centred below."""
    out = Image.new("L", (code.width, code.height + round(size * 1.5)), 255)
    out.paste(code, (0, 0))
    ImageDraw.Draw(out).text(
        (code.width // 2, code.height + round(size * 0.15)),
        text,
        font=font(size, bold),
        fill=0,
        anchor="ma",
    )
    return out


def read_as(text: str, kind: str) -> str:
    """What a reader gives: brackets off, GS after elements of variable length."""
    if not kind.startswith("GS1"):
        return text
    elements = [part.split(")", 1) for part in text.split("(") if part]
    fixed = {"00", "01", "02", "11", "12", "13", "15", "16", "17", "20"}
    out = ""
    for number, (ai, value) in enumerate(elements):
        last = number == len(elements) - 1
        out += ai + value + ("" if last or ai in fixed else GS)
    return out
