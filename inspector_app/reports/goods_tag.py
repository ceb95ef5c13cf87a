"""The tag on the goods (待检, 合格, 不合格, 隔离): A6 for sheets, 1-bit for label printers.

The word stands in both languages, with a mark and a colour; on a 1-bit label each kind has its
own ground (outlined, checked, solid, striped), so that it is known without colour and from afar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.master import Names
from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.domain.station_codes import lot_code
from inspector_app.i18n import Translator
from inspector_app.reports.drawing import cut_text, draw_icon, draw_qr, fit_text, text_width
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import HAIR, INK, MUTED, TONES, Look
from inspector_app.reports.marks import TAG_BANDS, TAGS, TagKind
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.words import Words

SHOWN_BATCHES: Final = 3
ROW: Final = 31.0  # points of a row of facts


@dataclass(frozen=True, slots=True, kw_only=True)
class TagBatch:
    """One batch on the tag; ``number`` is ``""`` while unknown."""

    number: str
    produced: Stated | None = None
    expires: Stated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsTag:
    """What the tag says. ``quantity`` in sale units; ``at`` in the zone it carries."""

    kind: TagKind
    lot_number: str
    product: Names
    sku: str
    quantity: int
    inspector: Names
    at: datetime
    cartons: int | None = None
    carton: int | None = None
    batches: tuple[TagBatch, ...] = ()
    order_number: str = ""
    supplier: Names | None = None
    remark: str = ""


def render(
    tags: Sequence[GoodsTag],
    out: Path,
    *,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
) -> None:
    """Write one A6 page per tag. ScanError for a lot number no code can carry."""
    look = Look(fonts, Words(translator, fonts))
    words = look.words
    numbers = ", ".join(dict.fromkeys(tag.lot_number for tag in tags))
    sheet = Sheet(
        title=words("tag.title"), subject=numbers, running="", footer="", generated_at=generated_at
    )
    canvas = open_canvas(sheet, look, A6)
    for tag in tags:
        _draw(canvas, look, tag)
        canvas.showPage()
    close_canvas(canvas, out)


def facts(tag: GoodsTag, words: Words) -> list[tuple[str, str]]:
    """Label and value pairs both forms of the tag print."""
    pairs = [(words("lot"), words.plain(tag.lot_number))]
    quantity = words.count("units", tag.quantity)
    if tag.carton is not None:
        quantity += f"  ·  {words('carton_number', n=tag.carton)}"
    elif tag.cartons is not None:
        quantity += f"  ·  {words.count('cartons', tag.cartons)}"
    pairs.append((words("batch_quantity"), quantity))
    if tag.order_number:
        pairs.append((words("order"), words.plain(tag.order_number)))
    if tag.supplier is not None:
        pairs.append((words("supplier"), words.names(tag.supplier)))
    return pairs


def batch_lines(tag: GoodsTag, words: Words) -> list[tuple[str, str]]:
    """(batch, dates) of the first batches, and how many more there are."""
    lines = [
        (
            words.plain(batch.number) or words("batch_unknown"),
            words(
                "tag.dates", produced=words.date(batch.produced), expires=words.date(batch.expires)
            ),
        )
        for batch in tag.batches[:SHOWN_BATCHES]
    ]
    more = len(tag.batches) - SHOWN_BATCHES
    return [*lines, (words("tag.more", n=more), "")] if more > 0 else lines


def both_words(kind: TagKind, words: Words) -> tuple[str, str]:
    """The big word in the document's language and the small one in the other."""
    return words(f"tag.{kind}"), words(f"tag.{kind}_other")


def _draw(canvas: Canvas, look: Look, tag: GoodsTag) -> None:
    width, height = A6
    left, right = 7 * mm, width - 7 * mm
    top = height - 41 * mm
    _band(canvas, look, tag.kind, top, width, height - top)
    y = _product(canvas, look, tag, left, right, top - 8.5 * mm)
    y = _facts(canvas, look, tag, left, right, y - 3 * mm)
    _batches(canvas, look, tag, left, right, y - 2 * mm)
    _foot(canvas, look, tag, left, right)


def _band(canvas: Canvas, look: Look, kind: TagKind, y: float, width: float, height: float) -> None:
    ground, ink = TAG_BANDS[kind]
    word, other = both_words(kind, look.words)
    canvas.setFillColor(ground)
    canvas.rect(0, y, width, height, stroke=0, fill=1)
    side = 15 * mm
    size = fit_text(word, look.fonts.bold, 58, width - side - 26 * mm)
    wide = side + 5 * mm + text_width(word, look.fonts.bold, size)
    x = (width - wide) / 2
    middle = y + height * 0.57
    canvas.setFillColor(ink)
    canvas.circle(x + side / 2, middle, side / 2, stroke=0, fill=1)
    draw_icon(canvas, TAGS[kind][1], x + side * 0.2, middle - side * 0.3, side * 0.6, ground)
    canvas.setFillColor(ink)
    canvas.setFont(look.fonts.bold, size)
    canvas.drawString(x + side + 5 * mm, middle - size * 0.36, word)
    small = fit_text(other, look.fonts.regular, 12, width - 12 * mm)
    canvas.setFont(look.fonts.regular, small)
    canvas.drawCentredString(width / 2, y + 4.5 * mm, other)


def _product(
    canvas: Canvas, look: Look, tag: GoodsTag, left: float, right: float, y: float
) -> float:
    """Name in at most two lines, SKU below; returns the y below them."""
    name = look.text(look.words.names(tag.product), 13, bold=True, leading=1.25)
    _, high = name.wrap(right - left, 200)
    if high > 34:
        name = look.text(look.words.names(tag.product), 10, bold=True, leading=1.25)
        _, high = name.wrap(right - left, 200)
    high = min(high, 38.0)
    name.drawOn(canvas, left, y + 13 - high)
    y = y + 13 - high - 11
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, 8.5)
    canvas.drawString(
        left, y, cut_text(look.words.plain(tag.sku), look.fonts.regular, 8.5, right - left)
    )
    return y


def _facts(canvas: Canvas, look: Look, tag: GoodsTag, left: float, right: float, y: float) -> float:
    """Two columns; lot and quantity stand out."""
    column = (right - left) / 2
    for place, (label, value) in enumerate(facts(tag, look.words)):
        x = left + column * (place % 2)
        if place % 2 == 0:
            y -= ROW
            canvas.setStrokeColor(HAIR)
            canvas.setLineWidth(0.6)
            canvas.line(left, y + ROW, right, y + ROW)
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 7)
        canvas.drawString(x, y + 21, label)
        canvas.setFillColor(INK)
        font, wanted = (look.fonts.bold, 12.5) if place < 2 else (look.fonts.regular, 9)
        size = fit_text(value, font, wanted, column - 6, least=7.5)
        canvas.setFont(font, size)
        canvas.drawString(x, y + 7, cut_text(value, font, size, column - 6))
    return y


def _batches(
    canvas: Canvas, look: Look, tag: GoodsTag, left: float, right: float, y: float
) -> None:
    for batch, dates in batch_lines(tag, look.words):
        y -= 13
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 8.5)
        used = text_width(batch, look.fonts.bold, 8.5) + 8
        room = 80 if dates else right - left
        canvas.drawString(left, y, cut_text(batch, look.fonts.bold, 8.5, room))
        canvas.setFont(look.fonts.regular, 8)
        start = left + max(70, min(used, 90))
        canvas.drawString(start, y, cut_text(dates, look.fonts.regular, 8, right - start))


def _foot(canvas: Canvas, look: Look, tag: GoodsTag, left: float, right: float) -> None:
    words = look.words
    side = 30 * mm
    bottom = 6 * mm
    draw_qr(canvas, lot_code(tag.lot_number).text, right - side, bottom, side)
    room = right - side - left - 4 * mm
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, 7)
    canvas.drawString(left, bottom + 31, words("inspector"))
    canvas.drawCentredString(right - side / 2, bottom + side + 2, words("tag.scan"))
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, 10.5)
    name = words.names(tag.inspector)
    canvas.drawString(left, bottom + 17.5, cut_text(name, look.fonts.bold, 10.5, room))
    canvas.setFont(look.fonts.regular, 8)
    canvas.drawString(left, bottom + 4, words.time(tag.at))
    if tag.remark:
        remark = look.text(words.plain(tag.remark), 8, colour=TONES["bad"].strong)
        remark.wrap(room, 40)
        remark.drawOn(canvas, left, bottom + 46)
