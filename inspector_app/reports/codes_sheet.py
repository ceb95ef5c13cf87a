"""Cells with a code in them, laid out in rows over as many pages as needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.errors import ReportError
from inspector_app.reports.drawing import draw_qr
from inspector_app.reports.look import BLACK

Symbology: TypeAlias = Literal["qr", "code128"]
QUIET_MODULES: Final = 10
LEAST_MODULE: Final = 0.19 * mm  # what a 1D gun still reads from an office printer


def draw_code128(
    canvas: Canvas, text: str, x: float, y: float, width: float, height: float
) -> None:
    """Code 128 filling ``width`` with its quiet zones; ReportError ``label_code_too_long``."""
    bare = Code128(text, barWidth=1, barHeight=height, quiet=False)
    modules = float(bare.width) + 2 * QUIET_MODULES
    module = min(width / modules, 0.5 * mm)
    if module < LEAST_MODULE:
        raise ReportError("label_code_too_long", text=text)
    code = Code128(text, barWidth=module, barHeight=height, quiet=False)
    canvas.saveState()
    canvas.setFillColor(BLACK)
    code.drawOn(canvas, x + (width - float(code.width)) / 2, y)
    canvas.restoreState()


def draw_code(
    canvas: Canvas, text: str, symbology: Symbology, x: float, y: float, width: float, height: float
) -> None:
    """A QR code in the square of ``height``, or a Code 128 in the whole box."""
    if symbology == "qr":
        draw_qr(canvas, text, x, y, min(width, height))
    else:
        draw_code128(canvas, text, x, y, width, height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Equal cells of an A4 page; ``top`` and ``bottom`` are margins, all in points."""

    columns: int
    cell_height: float
    gutter: float = 3 * mm
    side: float = 14 * mm
    top: float = 14 * mm
    bottom: float = 16 * mm

    @property
    def cell_width(self) -> float:
        return (float(A4[0]) - 2 * self.side - (self.columns - 1) * self.gutter) / self.columns

    def height(self, cells: int) -> float:
        """How high that many cells stand."""
        return -(-cells // self.columns) * (self.cell_height + self.gutter)


Painter: TypeAlias = Callable[[Canvas, float, float], None]


def lay_out(
    canvas: Canvas,
    grid: Grid,
    painters: Sequence[Painter],
    start: float,
    new_page: Callable[[Canvas], float],
) -> float:
    """Paint cells row by row from ``start`` down; ``new_page`` begins a page and returns its top.

    Each painter gets the lower left corner of its cell. Returns the y below the last row.
    """
    y = start
    for first in range(0, len(painters), grid.columns):
        if y - grid.cell_height < grid.bottom:
            y = new_page(canvas)
        y -= grid.cell_height
        for column, paint in enumerate(painters[first : first + grid.columns]):
            paint(canvas, grid.side + column * (grid.cell_width + grid.gutter), y)
        y -= grid.gutter
    return y
