"""Plain text as a flowable: no markup to parse, lines broken by ``break_lines``.

A ReportLab ``Paragraph`` parses XML and measures every word several times; most text of a report
is plain, and this costs a fraction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from inspector_app.reports.linebreak import break_lines


@lru_cache(maxsize=8)
def _widths(font: str) -> tuple[dict[int, float], float]:
    registered: Any = pdfmetrics.getFont(font)
    face = registered.face
    return face.charWidths, float(face.defaultWidth)


def measurer(font: str, size: float) -> Callable[[str], float]:
    """A function from text to its width in points; registered TrueType fonts only."""
    widths, usual = _widths(font)
    get, scale = widths.get, size / 1000

    def measure(text: str) -> float:
        return sum([get(ord(char), usual) for char in text]) * scale

    return measure


class TextBlock(Flowable):  # type: ignore[misc, unused-ignore]
    """Lines of one font, size and colour; may be split between pages."""

    def __init__(
        self,
        text: str,
        font: str,
        size: float,
        *,
        leading: float,
        colour: Color,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        super().__init__()
        self._text = text
        self._font = font
        self._size = size
        self._leading = leading
        self._colour = colour
        self._align = align
        self._lines: list[str] = []
        self._wide = 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        measure = measurer(self._font, self._size)
        self._wide = available_width
        self._lines = [
            line
            for part in self._text.split("\n")
            for line in break_lines(part, available_width, measure)
        ]
        return available_width, len(self._lines) * self._leading

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        fitting = int((available_height + 0.01) // self._leading)
        if fitting <= 0:
            return []
        if fitting >= len(self._lines):
            return [self]
        return [self._part(self._lines[:fitting]), self._part(self._lines[fitting:])]

    def _part(self, lines: list[str]) -> TextBlock:
        return TextBlock(
            "\n".join(lines),
            self._font,
            self._size,
            leading=self._leading,
            colour=self._colour,
            align=self._align,
        )

    def draw(self) -> None:
        canvas: Canvas = self.canv
        y = (len(self._lines) - 1) * self._leading + self._leading - self._size
        canvas.setFillColor(self._colour)
        canvas.setFont(self._font, self._size)
        if self._align == "left":
            text = canvas.beginText(0, y)
            text.setFont(self._font, self._size, self._leading)
            text.textLines("\n".join(self._lines), trim=0)
            canvas.drawText(text)
            return
        place = canvas.drawCentredString if self._align == "center" else canvas.drawRightString
        x = self._wide / 2 if self._align == "center" else self._wide
        for line in self._lines:
            place(x, y, line)
            y -= self._leading
