"""Drawn by hand on a canvas: icons, tags, QR codes, the gauge of remaining life.

Coordinates are points with the origin at the lower left, as everywhere in ReportLab.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from inspector_app.reports.look import BLACK, HAIR, INK, TONES, WHITE, Colours, Icon, Look, Tone


def draw_icon(canvas: Canvas, icon: Icon, x: float, y: float, size: float, colour: Color) -> None:
    """A mark inside the square of ``size`` at (x, y): strokes only, so that it prints anywhere."""
    if icon == "none":
        return
    strokes = _STROKES.get(icon, ())
    if strokes:
        width = size * (0.15 if icon in _BOLD else 0.11)
        red, green, blue = colour.red, colour.green, colour.blue
        path = " ".join(
            f"{x + right * size:.3f} {y + up * size:.3f} {'l' if place else 'm'}"
            for stroke in strokes
            for place, (right, up) in enumerate(stroke)
        )
        pen = f"{red:.4g} {green:.4g} {blue:.4g} RG {width:.3f} w 1 J 1 j"
        untyped: Any = canvas
        untyped._code.append(f"q {pen} {path} S Q")
    spot = _SPOTS.get(icon)
    if spot is not None:
        canvas.saveState()
        canvas.setFillColor(colour)
        canvas.circle(x + size / 2, y + size * spot[0], size * spot[1], stroke=0, fill=1)
        canvas.restoreState()


def draw_box(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    radius: float,
    *,
    stroke: int = 0,
    fill: int = 0,
) -> None:
    """A rectangle with round corners, each a Bézier quarter; ReportLab's ``roundRect`` formats
    every number of it for longer than a line of text takes."""
    bend = 0.4472 * radius
    left, right, low, high = x, x + width, y, y + height
    corners = (
        (left + radius, low, "m"),
        (right - radius, low, "l"),
        (right - bend, low, right, low + bend, right, low + radius, "c"),
        (right, high - radius, "l"),
        (right, high - bend, right - bend, high, right - radius, high, "c"),
        (left + radius, high, "l"),
        (left + bend, high, left, high - bend, left, high - radius, "c"),
        (left, low + radius, "l"),
        (left, low + bend, left + bend, low, left + radius, low, "c"),
    )
    path = " ".join(
        f"{part:.3f}" if isinstance(part, float | int) else part
        for corner in corners
        for part in corner
    )
    end = {(0, 1): "f", (1, 0): "S", (1, 1): "B"}[stroke, fill]
    untyped: Any = canvas
    untyped._code.append(f"n {path} h {end}")


_SPOTS: dict[Icon, tuple[float, float]] = {"dot": (0.5, 0.30), "alert": (0.14, 0.09)}
_BOLD = frozenset({"check", "cross", "pause", "alert", "back", "next"})
_Stroke = tuple[tuple[float, float], ...]
_STROKES: dict[Icon, tuple[_Stroke, ...]] = {
    "check": (((0.14, 0.50), (0.40, 0.24), (0.88, 0.78)),),
    "cross": (((0.20, 0.20), (0.80, 0.80)), ((0.20, 0.80), (0.80, 0.20))),
    "pause": (((0.34, 0.18), (0.34, 0.82)), ((0.66, 0.18), (0.66, 0.82))),
    "alert": (((0.50, 0.42), (0.50, 0.86)),),
    "checks": (
        ((0.02, 0.46), (0.24, 0.24), (0.58, 0.74)),
        ((0.48, 0.30), (0.54, 0.24), (0.98, 0.74)),
    ),
    "carton": (
        ((0.12, 0.16), (0.88, 0.16), (0.88, 0.68), (0.70, 0.88), (0.30, 0.88), (0.12, 0.68),
         (0.12, 0.16)),
        ((0.12, 0.66), (0.88, 0.66)),
        ((0.50, 0.66), (0.50, 0.88)),
    ),
    "units": (
        ((0.10, 0.10), (0.42, 0.10), (0.42, 0.42), (0.10, 0.42), (0.10, 0.10)),
        ((0.58, 0.10), (0.90, 0.10), (0.90, 0.42), (0.58, 0.42), (0.58, 0.10)),
        ((0.34, 0.58), (0.66, 0.58), (0.66, 0.90), (0.34, 0.90), (0.34, 0.58)),
    ),
    "back": (((0.86, 0.50), (0.16, 0.50)), ((0.46, 0.80), (0.16, 0.50), (0.46, 0.20))),
    "next": (((0.14, 0.50), (0.84, 0.50)), ((0.54, 0.80), (0.84, 0.50), (0.54, 0.20))),
    "undo": (
        ((0.38, 0.92), (0.14, 0.68), (0.38, 0.44)),
        ((0.14, 0.68), (0.62, 0.68), (0.80, 0.60), (0.88, 0.42), (0.80, 0.24), (0.62, 0.16),
         (0.34, 0.16)),
    ),
    "photo": (
        ((0.06, 0.18), (0.94, 0.18), (0.94, 0.70), (0.70, 0.70), (0.62, 0.84), (0.38, 0.84),
         (0.30, 0.70), (0.06, 0.70), (0.06, 0.18)),
        ((0.50, 0.58), (0.36, 0.50), (0.36, 0.38), (0.50, 0.30), (0.64, 0.38), (0.64, 0.50),
         (0.50, 0.58)),
    ),
    "stop": (
        ((0.33, 0.08), (0.67, 0.08), (0.92, 0.33), (0.92, 0.67), (0.67, 0.92), (0.33, 0.92),
         (0.08, 0.67), (0.08, 0.33), (0.33, 0.08)),
        ((0.32, 0.50), (0.68, 0.50)),
    ),
    "pen": (
        ((0.12, 0.12), (0.18, 0.36), (0.72, 0.90), (0.90, 0.72), (0.36, 0.18), (0.12, 0.12)),
    ),
}  # fmt: skip


def text_width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def fit_text(text: str, font: str, size: float, width: float, *, least: float = 5.0) -> float:
    """The largest size not above ``size`` at which the text fits ``width``."""
    wanted = text_width(text, font, size)
    return size if wanted <= width else max(least, size * width / wanted)


def cut_text(text: str, font: str, size: float, width: float) -> str:
    """The text, its end replaced by … when it is too wide."""
    if text_width(text, font, size) <= width:
        return text
    while text and text_width(text + "…", font, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word on coloured ground with a mark: colour is never the only sign."""

    word: str
    tone: Tone
    icon: Icon
    filled: bool = False

    def width(self, look: Look, size: float) -> float:
        inner = text_width(self.word, look.fonts.bold, size)
        return inner + (size * 1.25 if self.icon != "none" else 0) + size * 1.3

    def draw(self, canvas: Canvas, look: Look, x: float, y: float, size: float) -> float:
        """Draw with the lower left corner at (x, y); returns the width. Height is 1.8 × size."""
        width, height = self.width(look, size), size * 1.8
        colours = TONES[self.tone]
        ground, ink = (colours.strong, WHITE) if self.filled else (colours.wash, colours.strong)
        canvas.saveState()
        canvas.setFillColor(ground)
        draw_box(canvas, x, y, width, height, min(height / 2, size * 0.55), fill=1)
        left = x + size * 0.65
        if self.icon != "none":
            draw_icon(canvas, self.icon, left, y + height / 2 - size * 0.46, size * 0.92, ink)
            left += size * 1.25
        canvas.setFillColor(ink)
        canvas.setFont(look.fonts.bold, size)
        canvas.drawString(left, y + height / 2 - size * 0.36, self.word)
        canvas.restoreState()
        return width


def draw_qr(
    canvas: Canvas, text: str, x: float, y: float, side: float, *, error: str = "m"
) -> None:
    """A QR code as one filled path, runs of a row joined; quiet zone of two modules inside."""
    code = segno.make(text, error=error, boost_error=True, micro=False)
    rows = [list(row) for row in code.matrix]
    quiet = 2
    module = side / (len(rows) + 2 * quiet)
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillColor(BLACK)
    canvas.translate(x + quiet * module, y + side - quiet * module)
    canvas.scale(module, -module)
    squares = [
        f"{start} {number} {length} 1 re"
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    # Written as they are: ReportLab formats each number of a path for longer than all else here.
    untyped: Any = canvas
    untyped._code.append(" ".join([*squares, "f"]))
    canvas.restoreState()


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeBand:
    """A stretch of the gauge from ``start`` to ``end`` (0 … 1 of the whole life)."""

    start: float
    end: float
    colours: Colours
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """Remaining life as a scale: 0 days at the left, the whole life at the right."""

    bands: tuple[GaugeBand, ...]
    value: float
    label: str
    required: float | None = None
    required_label: str = ""

    def draw(self, canvas: Canvas, look: Look, x: float, y: float, width: float) -> None:
        """Uses 34 points above ``y``: words below the bar, the value above it."""
        bar_y, bar_height = y + 13, 7.0
        canvas.saveState()
        clip = canvas.beginPath()
        clip.roundRect(x, bar_y, width, bar_height, bar_height / 2)
        canvas.saveState()
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setFillColor(HAIR)
        canvas.rect(x, bar_y, width, bar_height, stroke=0, fill=1)
        for band in self.bands:
            canvas.setFillColor(band.colours.strong)
            canvas.setFillAlpha(0.78)
            start, end = x + band.start * width, x + band.end * width
            canvas.rect(start, bar_y, max(0.0, end - start - 0.8), bar_height, stroke=0, fill=1)
        canvas.restoreState()
        self._draw_words(canvas, look, x, y, width)
        self._draw_required(canvas, look, x, bar_y, bar_height, width)
        self._draw_value(canvas, look, x, bar_y, bar_height, width)
        canvas.restoreState()

    def _draw_words(self, canvas: Canvas, look: Look, x: float, y: float, width: float) -> None:
        """Band words centred below their stretch, moved apart where the stretch is narrow."""
        size, gap = 6.2, 5.0
        spans = [
            [
                x + (band.start + band.end) / 2 * width,
                text_width(band.word, look.fonts.regular, size),
            ]
            for band in self.bands
        ]
        lefts: list[float] = []
        edge = x
        for middle, wide in spans:
            left = max(edge, middle - wide / 2)
            lefts.append(left)
            edge = left + wide + gap
        limit = x + width
        for place in range(len(lefts) - 1, -1, -1):
            lefts[place] = min(lefts[place], limit - spans[place][1])
            limit = lefts[place] - gap
        for band, left in zip(self.bands, lefts, strict=True):
            canvas.setFillColor(band.colours.strong)
            canvas.setFont(look.fonts.regular, size)
            canvas.drawString(left, y + 4, band.word)

    def _draw_required(
        self, canvas: Canvas, look: Look, x: float, bar_y: float, bar_height: float, width: float
    ) -> None:
        if self.required is None:
            return
        at = x + min(1.0, max(0.0, self.required)) * width
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.1)
        canvas.setDash(2, 1.2)
        canvas.line(at, bar_y - 3.5, at, bar_y + bar_height + 3.5)
        canvas.setDash()

    def _draw_value(
        self, canvas: Canvas, look: Look, x: float, bar_y: float, bar_height: float, width: float
    ) -> None:
        at = x + min(1.0, max(0.0, self.value)) * width
        top = bar_y + bar_height
        canvas.setFillColor(INK)
        canvas.setStrokeColor(WHITE)
        canvas.setLineWidth(1.2)
        canvas.circle(at, bar_y + bar_height / 2, bar_height * 0.72, stroke=1, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 7.6)
        half = text_width(self.label, look.fonts.bold, 7.6) / 2
        middle = min(max(at, x + half), x + width - half)
        canvas.drawCentredString(middle, top + 4.5, self.label)
