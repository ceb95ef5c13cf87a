"""Labels for goods that carry no code: one page a label, in the sizes of label rolls.

The QR code leads to the product and its order line on every station; a Code 128 of the same text
stands beside it where the label is wide enough for bars a hand scanner reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.errors import ReportError
from inspector_app.domain.master import Names
from inspector_app.domain.station_codes import StationCode
from inspector_app.i18n import Translator
from inspector_app.reports.drawing import cut_text, draw_qr, fit_text
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import BLACK, Look
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.words import Words

LabelSize: TypeAlias = Literal["60x40", "70x50", "100x60"]
SIZES: Final[tuple[LabelSize, ...]] = get_args(LabelSize)
MAX_COPIES: Final = 500
_EDGE: Final = 2.5 * mm
_LEAST_BAR: Final = 0.25 * mm  # two dots of a 203 dpi printer
_BARS: Final = 9 * mm


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseLabel:
    """What stands on the label; ``code`` is of ``domain.warehouse_labels``."""

    code: StationCode
    product: Names
    sku: str
    spec: str
    order_number: str
    units_per_carton: int = 0


def render(
    label: WarehouseLabel,
    out: Path,
    *,
    size: LabelSize,
    copies: int,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
) -> None:
    """``copies`` pages of ``size`` (millimetres, PDF). ReportError ``label_copies``."""
    if not 1 <= copies <= MAX_COPIES:
        raise ReportError("label_copies", copies=copies, limit=MAX_COPIES)
    look = Look(fonts, Words(translator, fonts))
    wide, high = (float(side) * mm for side in size.split("x"))
    sheet = Sheet(
        title=look.words("warehouse_label.title"), subject=label.sku, running="", footer="",
        generated_at=generated_at,
    )  # fmt: skip
    canvas = open_canvas(sheet, look, (wide, high))
    canvas.beginForm("label", 0, 0, wide, high)
    _draw(canvas, look, label, wide, high)
    canvas.endForm()
    for _ in range(copies):
        canvas.doForm("label")
        canvas.showPage()
    close_canvas(canvas, out)


def _draw(canvas: Canvas, look: Look, label: WarehouseLabel, wide: float, high: float) -> None:
    bars = _bars(label.code.text, wide)
    foot = _EDGE + (_BARS + 4.2 * mm if bars is not None else 3.4 * mm)
    top = high - _EDGE
    side = min(top - foot, wide * 0.42)
    draw_qr(canvas, label.code.text, wide - _EDGE - side, top - side, side)
    canvas.setFillColor(BLACK)
    _words(canvas, look, label, (_EDGE, foot, wide - side - 2 * _EDGE - 1.5 * mm, top))
    if bars is not None:
        bars.drawOn(canvas, (wide - bars.width) / 2, _EDGE + 3.4 * mm)
    text = label.code.text
    size = fit_text(text, look.fonts.regular, 7.5, wide - 2 * _EDGE, least=4.5)
    canvas.setFont(look.fonts.regular, size)
    canvas.drawCentredString(wide / 2, _EDGE, look.words.plain(text))


def _words(
    canvas: Canvas, look: Look, label: WarehouseLabel, box: tuple[float, float, float, float]
) -> None:
    """Name in up to three lines, then the facts, from the top of the box (left, low, width,
    top)."""
    left, low, room, top = box
    words, scale = look.words, min(1.5, max(1.0, (top - low) / (30 * mm)))
    facts = [
        words("warehouse_label.sku", sku=label.sku),
        label.spec,
        words("warehouse_label.order", order=label.order_number),
    ]
    if label.units_per_carton:
        facts.insert(2, words("warehouse_label.carton", count=label.units_per_carton))
    fact = 7.5 * scale
    above = top - low - (len(facts) + 0.35) * fact * 1.35
    name, lines = _fitted(words.names(label.product), look.fonts.bold, 10.5 * scale, (room, above))
    y = top - name
    for line in lines:
        canvas.setFont(look.fonts.bold, name)
        canvas.drawString(left, y, line)
        y -= name * 1.2
    y -= fact * 0.35
    for text in facts:
        if y < low - 1:
            break
        size = fit_text(words.plain(text), look.fonts.regular, fact, room, least=fact * 0.75)
        canvas.setFont(look.fonts.regular, size)
        canvas.drawString(left, y, cut_text(words.plain(text), look.fonts.regular, size, room))
        y -= fact * 1.35


def _fitted(text: str, font: str, size: float, box: tuple[float, float]) -> tuple[float, list[str]]:
    """The largest size, and the lines, at which the whole text fits; else its beginning."""
    room, high = box
    while True:
        lines = _lines(text, font, size, room, max(1, int(high / (size * 1.2))))
        if size <= 7.0 or not lines or not lines[-1].endswith("…"):
            return size, lines
        size *= 0.92


def _lines(text: str, font: str, size: float, room: float, most: int) -> list[str]:
    """At most ``most`` lines; English breaks between words, the rest of the last is cut."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most - 1:
        line = cut_text(rest, font, size, room)
        if line == rest:
            break
        line = line.removesuffix("…")
        if rest[len(line)].isascii() and not rest[len(line)].isspace() and " " in line:
            line = line[: line.rindex(" ")]
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(cut_text(rest, font, size, room))
    return lines


def _bars(text: str, wide: float) -> Code128 | None:
    """The Code 128, or None where its bars would be too thin for the label."""
    room = wide - 2 * _EDGE
    probe = Code128(text, barWidth=1.0, barHeight=_BARS, quiet=False)
    bar = min(0.4 * mm, room / (probe.width + 20.0))
    if bar < _LEAST_BAR:
        return None
    return Code128(text, barWidth=bar, barHeight=_BARS, quiet=False)
