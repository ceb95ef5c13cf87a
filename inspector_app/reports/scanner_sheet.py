"""The sheet of codes that prove a scanner: six rows, each for laser guns and for imagers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.scanner_check import GS, TEST_CODES, SheetSymbology, TestCode
from inspector_app.i18n import Translator
from inspector_app.reports.drawing import draw_box, fit_text, text_width
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import ACCENT, BLACK, INK, LINE, MUTED, WHITE, Look
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.scanner_codes import Modules, is_linear, modules
from inspector_app.reports.words import Words

SIDE: Final = 14 * mm
ROW: Final = 39.5 * mm
GAP: Final = 3 * mm
PAD: Final = 4 * mm
SQUARE: Final = 29 * mm
BARS: Final = 15 * mm
WIDEST: Final = 0.42 * mm
"""A module of a linear code is at most this wide, so that a hand-held gun sees all of it."""
QUIET_LINEAR: Final = 10


def render(
    out: Path, *, translator: Translator, fonts: ReportFonts, generated_at: datetime
) -> None:
    """Write the sheet (A4, PDF, one page)."""
    look = Look(fonts, Words(translator, fonts))
    title = look.words("scanner_sheet.title")
    sheet = Sheet(title=title, subject="", running="", footer="", generated_at=generated_at)
    canvas = open_canvas(sheet, look, A4)
    y = _head(canvas, look, title)
    for number, code in enumerate(TEST_CODES, 1):
        y -= ROW
        _row(canvas, look, number, code, y)
        y -= GAP
    _foot(canvas, look)
    canvas.showPage()
    close_canvas(canvas, out)


def _head(canvas: Canvas, look: Look, title: str) -> float:
    height, width = float(A4[1]), float(A4[0])
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, 20)
    canvas.drawString(SIDE, height - 20 * mm, title)
    canvas.setFillColor(ACCENT)
    canvas.setFont(look.fonts.bold, 10)
    canvas.drawRightString(width - SIDE, height - 20 * mm, look.words("brand"))
    canvas.setFillColor(MUTED)
    line = look.words("scanner_sheet.line")
    canvas.setFont(look.fonts.regular, fit_text(line, look.fonts.regular, 8.5, width - 2 * SIDE))
    canvas.drawString(SIDE, height - 26 * mm, line)
    return height - 29 * mm


def _foot(canvas: Canvas, look: Look) -> None:
    canvas.setFillColor(MUTED)
    line = look.words("scanner_sheet.foot")
    room = float(A4[0]) - 2 * SIDE
    canvas.setFont(look.fonts.regular, fit_text(line, look.fonts.regular, 7.5, room))
    canvas.drawString(SIDE, 7 * mm, line)


def _row(canvas: Canvas, look: Look, number: int, code: TestCode, y: float) -> None:
    width = float(A4[0]) - 2 * SIDE
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    draw_box(canvas, SIDE, y, width, ROW, 6, stroke=1)
    linear = next(each for each in code.symbologies if is_linear(each))
    square = next((each for each in code.symbologies if not is_linear(each)), None)
    right = SIDE + width - PAD
    if square is not None:
        _square(canvas, modules(code, square), right - SQUARE, y + (ROW - SQUARE) / 2)
        right -= SQUARE + 2 * PAD
    left = SIDE + PAD
    _title(canvas, look, number, code, left, y + ROW - PAD - 13, right - left)
    _bars(canvas, modules(code, linear), left, y + PAD + 11, right - left)
    _printed(canvas, look, code, linear, left, y + PAD, right - left)


def _title(
    canvas: Canvas, look: Look, number: int, code: TestCode, x: float, y: float, room: float
) -> None:
    canvas.setFillColor(ACCENT)
    canvas.circle(x + 9, y + 4.5, 9, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    canvas.setFont(look.fonts.bold, 12)
    canvas.drawCentredString(x + 9, y, str(number))
    name = look.words(f"scanner_sheet.name.{code.name}")
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, 12)
    canvas.drawString(x + 25, y, name)
    used = 25 + text_width(name, look.fonts.bold, 12) + 10
    why = look.words(f"scanner_sheet.why.{code.name}")
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, fit_text(why, look.fonts.regular, 9, room - used))
    canvas.drawString(x + used, y, why)


def _printed(
    canvas: Canvas,
    look: Look,
    code: TestCode,
    symbology: SheetSymbology,
    x: float,
    y: float,
    room: float,
) -> None:
    """The code in letters, to compare with what the window shows."""
    kind = look.words(f"scanner_sheet.kind.{symbology}")
    text = f"{kind}    {(code.hri or code.text).replace(GS, '<GS>')}"
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, fit_text(text, look.fonts.regular, 8, room))
    canvas.drawString(x, y, text)


def _bars(canvas: Canvas, symbol: Modules, x: float, y: float, room: float) -> None:
    row = symbol[0]
    module = min(WIDEST, room / (len(row) + 2 * QUIET_LINEAR))
    start = x + QUIET_LINEAR * module
    canvas.setFillColor(BLACK)
    for at, width in _runs(row):
        canvas.rect(start + at * module, y, width * module, BARS, stroke=0, fill=1)


def _square(canvas: Canvas, symbol: Modules, x: float, y: float) -> None:
    module = SQUARE / max(len(symbol), len(symbol[0]))
    canvas.setFillColor(BLACK)
    path = canvas.beginPath()
    for down, row in enumerate(symbol):
        for at, width in _runs(row):
            bottom = y + SQUARE - (down + 1) * module
            path.rect(x + at * module, bottom, width * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where black begins and how many modules it goes on."""
    runs: list[tuple[int, int]] = []
    for at, black in enumerate(row):
        if not black:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
