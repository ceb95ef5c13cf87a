"""The command sheet: with it a scanner alone drives the walk (``INS:C:<command>``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.defects import Defect
from inspector_app.domain.master import Names
from inspector_app.domain.station_codes import (
    Command,
    command_code,
    count_command,
    defect_command,
)
from inspector_app.i18n import Translator
from inspector_app.reports.codes_sheet import Grid, Symbology, draw_code, lay_out
from inspector_app.reports.drawing import cut_text, draw_icon, fit_text, text_width
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import ACCENT, INK, LINE, MUTED, TONES, WHITE, Icon, Look, Tone
from inspector_app.reports.marks import class_tag
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.words import Words

COMMANDS: Final[tuple[tuple[Command, Icon, Tone], ...]] = (
    ("pass", "check", "good"),
    ("fail", "cross", "bad"),
    ("na", "none", "quiet"),
    ("carton_good", "carton", "good"),
    ("units_good", "units", "good"),
    ("rest_pass", "checks", "good"),
    ("back", "back", "accent"),
    ("next", "next", "accent"),
    ("undo", "undo", "accent"),
    ("photo", "photo", "accent"),
    ("park", "pause", "warn"),
    ("hold", "stop", "bad"),
    ("sign", "pen", "hold"),
)
COUNTS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20)

_COMMAND_GRIDS: Final[dict[Symbology, Grid]] = {
    "qr": Grid(columns=3, cell_height=27 * mm),
    "code128": Grid(columns=2, cell_height=27 * mm),
}
_DEFECT_GRIDS: Final[dict[Symbology, Grid]] = {
    "qr": Grid(columns=3, cell_height=22 * mm, gutter=2.4 * mm),
    "code128": Grid(columns=2, cell_height=25 * mm, gutter=2.4 * mm),
}
_COUNT_GRIDS: Final[dict[Symbology, Grid]] = {
    "qr": Grid(columns=5, cell_height=20 * mm),
    "code128": Grid(columns=3, cell_height=22 * mm),
}


def render(
    defects: Sequence[Defect],
    out: Path,
    *,
    standard: Names,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
    symbology: Symbology = "qr",
) -> None:
    """Write the sheet of one standard: commands, counts, then defects by area (A4, PDF).

    ``qr`` for imagers, ``code128`` for 1D guns. ScanError for a defect code no code can carry.
    """
    look = Look(fonts, Words(translator, fonts))
    words = look.words
    title = words("sheet.title")
    sheet = Sheet(
        title=title, subject=words.names(standard), running="", footer="",
        generated_at=generated_at,
    )  # fmt: skip
    canvas = open_canvas(sheet, look, A4)
    painter = _SheetPainter(look, f"{title}  ·  {words.names(standard)}", symbology)
    painter.commands(canvas)
    painter.counts(canvas)
    painter.defects(canvas, defects)
    canvas.showPage()
    close_canvas(canvas, out)


class _SheetPainter:
    def __init__(self, look: Look, line: str, symbology: Symbology) -> None:
        self.look = look
        self.words = look.words
        self.line = line
        self.symbology: Symbology = symbology
        self.y = 0.0
        self.page = 0

    def commands(self, canvas: Canvas) -> None:
        self.y = self._first_page(canvas)
        self._section(canvas, self.words("sheet.commands"), "")
        grid = _COMMAND_GRIDS[self.symbology]
        painters = [
            partial(self._command, grid, command, icon, tone) for command, icon, tone in COMMANDS
        ]
        self.y = lay_out(canvas, grid, painters, self.y, self._new_page)

    def counts(self, canvas: Canvas) -> None:
        grid = _COUNT_GRIDS[self.symbology]
        if self.y - grid.height(len(COUNTS)) - 24 < grid.bottom:
            self.y = self._new_page(canvas)
        self._section(canvas, self.words("sheet.counts"), self.words("sheet.count_note"))
        painters = [partial(self._count, grid, number) for number in COUNTS]
        self.y = lay_out(canvas, grid, painters, self.y, self._new_page)

    def defects(self, canvas: Canvas, defects: Sequence[Defect]) -> None:
        """Grouped by area in the order the standard names them."""
        if not defects:
            return
        grid = _DEFECT_GRIDS[self.symbology]
        self.y = self._new_page(canvas)
        areas = dict.fromkeys(self.words.names(defect.area) for defect in defects)
        for area in areas:
            group = [defect for defect in defects if self.words.names(defect.area) == area]
            if self.y - grid.cell_height - 24 < grid.bottom:
                self.y = self._new_page(canvas)
            self._section(canvas, f"{self.words('sheet.defects')}  ·  {area}", "")
            painters = [partial(self._defect, grid, defect) for defect in group]
            self.y = lay_out(canvas, grid, painters, self.y, self._new_page)

    def _first_page(self, canvas: Canvas) -> float:
        look, height = self.look, float(A4[1])
        left = 14 * mm
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 20)
        canvas.drawString(left, height - 20 * mm, self.words("sheet.title"))
        canvas.setFillColor(ACCENT)
        canvas.setFont(look.fonts.bold, 10)
        canvas.drawRightString(float(A4[0]) - left, height - 20 * mm, self.words("brand"))
        canvas.setFillColor(MUTED)
        line = self.words("sheet.line")
        width = float(A4[0]) - 2 * left
        size = fit_text(line, look.fonts.regular, 8.5, width)
        canvas.setFont(look.fonts.regular, size)
        canvas.drawString(left, height - 26 * mm, line)
        self._foot(canvas)
        return height - 29 * mm

    def _new_page(self, canvas: Canvas) -> float:
        canvas.showPage()
        self._foot(canvas)
        return float(A4[1]) - 12 * mm

    def _foot(self, canvas: Canvas) -> None:
        self.page += 1
        font = self.look.fonts.regular
        canvas.setFillColor(MUTED)
        canvas.setFont(font, 7)
        number = str(self.page)
        canvas.drawRightString(float(A4[0]) - 14 * mm, 9 * mm, number)
        room = float(A4[0]) - 36 * mm
        canvas.drawString(14 * mm, 9 * mm, cut_text(self.line, font, 7, room))

    def _section(self, canvas: Canvas, title: str, note: str) -> None:
        look = self.look
        self.y -= 16
        canvas.setFillColor(ACCENT)
        canvas.roundRect(14 * mm, self.y - 1, 3, 11.5, 1.5, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 11)
        canvas.drawString(14 * mm + 9, self.y, title)
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 8)
        start = 14 * mm + 9 + text_width(title, look.fonts.bold, 11) + 10
        canvas.drawString(start, self.y, note)
        self.y -= 8

    def _frame(self, canvas: Canvas, grid: Grid, x: float, y: float, colour: Color) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.roundRect(x, y, grid.cell_width, grid.cell_height, 6, stroke=1, fill=0)
        canvas.setFillColor(colour)
        canvas.roundRect(x, y + 5, 3, grid.cell_height - 10, 1.5, stroke=0, fill=1)

    def _code_box(
        self, canvas: Canvas, grid: Grid, text: str, x: float, y: float
    ) -> tuple[float, float, float]:
        """Draw the code; returns left, base and width of the room for words."""
        if self.symbology == "qr":
            side = grid.cell_height - 4 * mm
            draw_code(
                canvas, text, "qr", x + grid.cell_width - side - 2 * mm, y + 2 * mm, side, side
            )
            return x + 4 * mm, y, grid.cell_width - side - 7 * mm
        high = grid.cell_height * 0.46
        draw_code(canvas, text, "code128", x + 3 * mm, y + 2.5 * mm, grid.cell_width - 6 * mm, high)
        return x + 4 * mm, y + high, grid.cell_width - 8 * mm

    def _command(
        self,
        grid: Grid,
        command: Command,
        icon: Icon,
        tone: Tone,
        canvas: Canvas,
        x: float,
        y: float,
    ) -> None:
        look, colour = self.look, TONES[tone].strong
        self._frame(canvas, grid, x, y, colour)
        left, base, width = self._code_box(canvas, grid, command_code(command).text, x, y)
        word = self.words(f"command.{command}")
        middle = base + (y + grid.cell_height - base) / 2
        if self.symbology == "code128":
            self._disc(canvas, icon, left, middle - 13, 20, colour)
            size = fit_text(word, look.fonts.bold, 15, width - 28)
            canvas.setFont(look.fonts.bold, size)
            canvas.setFillColor(INK)
            canvas.drawString(left + 27, middle - 8, word)
            return
        self._disc(canvas, icon, left, middle + 4, 24, colour)
        label = look.text(word, 13 if len(word) <= 5 else 10.5, bold=True, leading=1.2)
        _, high = label.wrap(width, 60)
        label.drawOn(canvas, left, max(y + 4, middle - 3 - high))

    def _disc(
        self, canvas: Canvas, icon: Icon, x: float, y: float, side: float, colour: Color
    ) -> None:
        canvas.setFillColor(colour)
        canvas.circle(x + side / 2, y + side / 2, side / 2, stroke=0, fill=1)
        if icon == "none":
            canvas.setFillColor(WHITE)
            canvas.setFont(self.look.fonts.bold, side * 0.36)
            canvas.drawCentredString(x + side / 2, y + side * 0.37, "N/A")
            return
        draw_icon(canvas, icon, x + side * 0.22, y + side * 0.22, side * 0.56, WHITE)

    def _count(self, grid: Grid, number: int, canvas: Canvas, x: float, y: float) -> None:
        self._frame(canvas, grid, x, y, ACCENT)
        left, base, _ = self._code_box(canvas, grid, count_command(number).text, x, y)
        canvas.setFillColor(INK)
        canvas.setFont(self.look.fonts.bold, 18)
        middle = base + (y + grid.cell_height - base) / 2
        canvas.drawString(left, middle - 6.5, str(number))

    def _defect(self, grid: Grid, defect: Defect, canvas: Canvas, x: float, y: float) -> None:
        look, words = self.look, self.words
        tag = class_tag(defect.cls, words)
        self._frame(canvas, grid, x, y, TONES[tag.tone].strong)
        left, base, width = self._code_box(canvas, grid, defect_command(defect.code).text, x, y)
        top = y + grid.cell_height
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 10)
        canvas.drawString(left, top - 14, defect.code)
        used = text_width(defect.code, look.fonts.bold, 10) + 5
        tag.draw(canvas, look, left + used, top - 15.5, 6)
        room = top - 19 - base
        for size in (8.5, 7.6, 6.8, 6.0):
            name = look.text(words.names(defect.names), size, leading=1.22)
            _, high = name.wrap(width, 200)
            if high <= room:
                break
        name.drawOn(canvas, left, top - 19 - high)
