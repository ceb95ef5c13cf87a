"""Carton labels: number and code of each carton of a lot (``INS:K:<lot>:<carton>``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.master import Names
from inspector_app.domain.station_codes import carton_code
from inspector_app.i18n import Translator
from inspector_app.reports.codes_sheet import Grid, lay_out
from inspector_app.reports.drawing import cut_text, draw_qr, fit_text
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import INK, MUTED, Look
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.words import Words

# The common sheet of 24 labels: 70 × 37 mm, 3 × 8, no gutters.
_GRID: Final = Grid(columns=3, cell_height=37 * mm, gutter=0, side=0, top=0.5 * mm, bottom=0)


def render(
    lot_number: str,
    cartons: Sequence[int],
    out: Path,
    *,
    total: int,
    product: Names,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
) -> None:
    """24 labels of 70 × 37 mm a page (A4, PDF). ScanError for an impossible lot or carton."""
    look = Look(fonts, Words(translator, fonts))
    words = look.words
    sheet = Sheet(
        title=words("carton_label.title"), subject=lot_number, running="", footer="",
        generated_at=generated_at,
    )  # fmt: skip
    canvas = open_canvas(sheet, look, A4)
    name = words.names(product)
    painters = [partial(_label, look, lot_number, number, total, name) for number in cartons]
    lay_out(canvas, _GRID, painters, _top(), _new_page)
    canvas.showPage()
    close_canvas(canvas, out)


def _top() -> float:
    return float(A4[1]) - _GRID.top


def _new_page(canvas: Canvas) -> float:
    canvas.showPage()
    return _top()


def _label(
    look: Look, lot: str, number: int, total: int, product: str, canvas: Canvas, x: float, y: float
) -> None:
    words = look.words
    side = 26 * mm
    left, right = x + 5 * mm, x + _GRID.cell_width - 4 * mm
    draw_qr(canvas, carton_code(lot, number).text, right - side, y + 5.5 * mm, side)
    room = right - side - left - 2 * mm
    text = words("carton_label.number", n=number)
    size = fit_text(text, look.fonts.bold, 17, room, least=8)
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, size)
    canvas.drawString(left, y + 23 * mm, text)
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, 7.5)
    canvas.drawString(left, y + 18.5 * mm, words("carton_label.of", total=total))
    lot_size = fit_text(lot, look.fonts.bold, 8.5, room, least=5.5)
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, lot_size)
    canvas.drawString(
        left, y + 12.5 * mm, cut_text(words.plain(lot), look.fonts.bold, lot_size, room)
    )
    paragraph = look.text(product, 6.5, leading=1.2)
    _, high = paragraph.wrap(room, 30)
    if high > 17:
        paragraph = look.text(
            cut_text(product, look.fonts.regular, 6.5, room * 1.8), 6.5, leading=1.2
        )
        _, high = paragraph.wrap(room, 30)
    paragraph.drawOn(canvas, left, y + 11 * mm - high)
