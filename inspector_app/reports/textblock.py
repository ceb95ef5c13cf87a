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


class TextBlock(Flowable):  # type: ignore[misc, unused-ignore]  # untyped base
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
        if available_width != self._wide:  # tables ask several times for one drawing
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

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N803
        """Write the operators as they are: through ReportLab's text objects, with a state saved
        and moved around each, the same costs three times as much."""
        block: Any = self
        untyped: Any = canvas
        font: Any = pdfmetrics.getFont(self._font)
        left = block._hAlignAdjust(x, _sW)
        base = y + len(self._lines) * self._leading - self._size
        colour = self._colour
        parts = [f"q BT {colour.red:.4g} {colour.green:.4g} {colour.blue:.4g} rg"]
        for line in self._lines:
            at = left + self._indent(line)
            parts.append(f"1 0 0 1 {at:.3f} {base:.3f} Tm")
            for subset, encoded in font.splitString(line, untyped._doc):
                name = font.getSubsetInternalName(subset, untyped._doc)
                parts.append(f"{name} {self._size:g} Tf ({untyped._escape(encoded)}) Tj")
            base -= self._leading
        parts.append("ET Q")
        untyped._code.append(" ".join(parts))

    def _indent(self, line: str) -> float:
        if self._align == "left":
            return 0.0
        room = self._wide - measurer(self._font, self._size)(line)
        return room / 2 if self._align == "center" else room


class TextLine(TextBlock):
    """One line that is known to fit, such as a cell of a plain table."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self._wide = available_width
        self._lines = [self._text]
        return available_width, self._leading
