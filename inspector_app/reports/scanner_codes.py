"""The scanner's test codes as black and white modules, for paper and for the screen."""

from __future__ import annotations

import io
from typing import Final, TypeAlias

import numpy as np
import zxingcpp
from PIL import Image

from inspector_app.domain.scanner_check import SheetSymbology, TestCode

Modules: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows of modules, True for black; one row for a linear code; no quiet zone."""

QUIET: Final = 4
_FORMATS: Final[dict[SheetSymbology, zxingcpp.BarcodeFormat]] = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "gs1_128": zxingcpp.BarcodeFormat.Code128,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "datamatrix_gs1": zxingcpp.BarcodeFormat.DataMatrix,
    "qr": zxingcpp.BarcodeFormat.QRCode,
}
_GS1: Final = ("gs1_128", "datamatrix_gs1")
_FLAT: Final = ("datamatrix_gs1", "qr")


def is_linear(symbology: SheetSymbology) -> bool:
    """Whether a laser scanner can read it."""
    return symbology not in _FLAT


def modules(code: TestCode, symbology: SheetSymbology) -> Modules:
    """The symbol of a test code; GS1 symbols carry a real FNC1."""
    if symbology in _GS1:
        made = zxingcpp.create_barcode(code.hri, _FORMATS[symbology], gs1=True)
    else:
        made = zxingcpp.create_barcode(code.text, _FORMATS[symbology])
    black = np.asarray(made.to_image(scale=1, add_quiet_zones=False)) < 128
    rows = black[black.shape[0] // 2 :][:1] if is_linear(symbology) else black
    return tuple(tuple(bool(each) for each in row) for row in rows)


def screen_picture(code: TestCode, symbology: SheetSymbology, scale: int = 6) -> bytes:
    """A PNG for a scanner that reads screens (an imager), with its quiet zone."""
    black = np.array(modules(code, symbology))
    if is_linear(symbology):
        black = np.repeat(black, max(12, black.shape[1] // 4), axis=0)
    framed = np.pad(~black, QUIET, constant_values=True)
    grey = np.kron(framed.astype(np.uint8) * 255, np.ones((scale, scale), np.uint8))
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG")
    return out.getvalue()
