"""The goods tag as one 1-bit picture, ready for any label printer.

Native Chinese fonts on printers are not to be relied on, so the whole label is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from inspector_app.domain.station_codes import lot_code
from inspector_app.i18n import Translator
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.goods_tag import GoodsTag, batch_lines, both_words, facts
from inspector_app.reports.linebreak import break_lines
from inspector_app.reports.marks import TagKind
from inspector_app.reports.words import Words

BLACK: Final = 0
WHITE: Final = 1
INCH: Final = 25.4
WIDTH: Final = 100.0  # millimetres the layout is made for; other sizes scale it
HEIGHT: Final = 150.0


@dataclass(frozen=True, slots=True)
class _Pen:
    """A label being drawn; ``mm`` turns millimetres of the layout into dots."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    fonts: ReportFonts
    dots: float

    def mm(self, value: float) -> int:
        return round(value * self.dots)

    def font(self, size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """A font whose em is ``size`` millimetres high."""
        path = self.fonts.bold_path if bold else self.fonts.regular_path
        return ImageFont.truetype(str(path), self.mm(size))

    def fitted(
        self, text: str, size: float, width: int, *, bold: bool = False
    ) -> ImageFont.FreeTypeFont:
        font = self.font(size, bold=bold)
        while font.getlength(text) > width and size > 2.0:
            size *= 0.94
            font = self.font(size, bold=bold)
        return font

    def text(
        self, x: int, y: int, text: str, font: ImageFont.FreeTypeFont, *, ink: int = BLACK,
        anchor: str = "ls",
    ) -> None:  # fmt: skip
        self.draw.text((x, y), text, font=font, fill=ink, anchor=anchor)


def draw_picture(
    tag: GoodsTag,
    *,
    translator: Translator,
    fonts: ReportFonts,
    dpi: int = 203,
    width_mm: float = 100,
    height_mm: float = 150,
) -> Image.Image:
    """The label in mode ``"1"`` (0 black, 1 white), sized in whole dots of the printer.

    Raises ScanError for a lot number no code can carry.
    """
    dots = dpi / INCH
    image = Image.new("1", (round(width_mm * dots), round(height_mm * dots)), WHITE)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"  # no grey edges on a thermal head
    pen = _Pen(image, draw, fonts, dots * min(width_mm / WIDTH, height_mm / HEIGHT))
    words = Words(translator, fonts)
    band = pen.mm(40)
    _band(pen, tag.kind, words, band)
    y = _product(pen, tag, words, band + pen.mm(7.5))
    y = _facts(pen, tag, words, y + pen.mm(2.5))
    _batches(pen, tag, words, y)
    _foot(pen, tag, words)
    return image


def _band(pen: _Pen, kind: TagKind, words: Words, height: int) -> None:
    word, other = both_words(kind, words)
    width = pen.image.width
    edge = pen.mm(3)
    if kind == "failed":
        pen.draw.rectangle((0, 0, width, height), fill=BLACK)
    elif kind == "quarantined":
        _stripes(pen, width, height)
        pen.draw.rectangle((edge * 2, edge * 2, width - edge * 2, height - edge * 2), fill=WHITE)
    else:
        line = pen.mm(0.8 if kind == "to_inspect" else 1.8)
        pen.draw.rounded_rectangle(
            (edge, edge, width - edge, height - edge), radius=pen.mm(3), outline=BLACK, width=line
        )
    ink = WHITE if kind == "failed" else BLACK
    mark = pen.mm(11)
    font = pen.fitted(word, 17, width - mark - pen.mm(26), bold=True)
    wide = mark + pen.mm(4) + round(font.getlength(word))
    x, middle = (width - wide) // 2, round(height * 0.43)
    _mark(pen, kind, x, middle - mark // 2, mark, ink)
    pen.text(x + mark + pen.mm(4), middle, word, font, ink=ink, anchor="lm")
    small = pen.fitted(other, 4, width - pen.mm(24))
    pen.text(width // 2, height - pen.mm(10), other, small, ink=ink, anchor="mm")


def _stripes(pen: _Pen, width: int, height: int) -> None:
    step = pen.mm(5)
    for start in range(-height, width, step * 2):
        pen.draw.polygon(
            [(start, height), (start + step, height), (start + step + height, 0),
             (start + height, 0)], fill=BLACK,
        )  # fmt: skip
    pen.draw.rectangle((0, height + 1, width, height + step), fill=WHITE)


def _mark(pen: _Pen, kind: TagKind, x: int, y: int, side: int, ink: int) -> None:
    line = max(2, round(side * 0.15))
    pen.draw.ellipse((x, y, x + side, y + side), outline=ink, width=max(2, line // 2))

    def at(right: float, down: float) -> tuple[float, float]:
        return x + right * side, y + down * side

    if kind == "passed":
        pen.draw.line([at(0.27, 0.53), at(0.44, 0.69), at(0.74, 0.35)], fill=ink, width=line)
    elif kind == "failed":
        pen.draw.line([at(0.32, 0.32), at(0.68, 0.68)], fill=ink, width=line)
        pen.draw.line([at(0.32, 0.68), at(0.68, 0.32)], fill=ink, width=line)
    elif kind == "quarantined":
        pen.draw.line([at(0.40, 0.30), at(0.40, 0.70)], fill=ink, width=line)
        pen.draw.line([at(0.61, 0.30), at(0.61, 0.70)], fill=ink, width=line)
    else:
        pen.draw.ellipse((*at(0.38, 0.38), *at(0.62, 0.62)), fill=ink)


def _product(pen: _Pen, tag: GoodsTag, words: Words, y: int) -> int:
    left, room = pen.mm(5), pen.image.width - pen.mm(10)
    font = pen.font(5, bold=True)
    lines = break_lines(words.names(tag.product), room, font.getlength)
    for line in lines[:2]:
        pen.text(left, y, line, font)
        y += pen.mm(6.2)
    pen.text(left, y - pen.mm(0.8), words.plain(tag.sku), pen.font(3.4))
    return y


def _facts(pen: _Pen, tag: GoodsTag, words: Words, y: int) -> int:
    left, column = pen.mm(5), (pen.image.width - pen.mm(10)) // 2
    for place, (label, value) in enumerate(facts(tag, words)):
        x = left + column * (place % 2)
        if place % 2 == 0:
            pen.draw.line((left, y, pen.image.width - left, y), fill=BLACK, width=pen.mm(0.25))
            y += pen.mm(12)
        pen.text(x, y - pen.mm(7.6), label, pen.font(2.9))
        size = 5.2 if place < 2 else 3.8
        font = pen.fitted(value, size, column - pen.mm(2), bold=place < 2)
        pen.text(x, y - pen.mm(2), value, font)
    pen.draw.line((left, y, pen.image.width - left, y), fill=BLACK, width=pen.mm(0.25))
    return y


def _batches(pen: _Pen, tag: GoodsTag, words: Words, y: int) -> None:
    left, right = pen.mm(5), pen.image.width - pen.mm(5)
    for batch, dates in batch_lines(tag, words):
        y += pen.mm(5.4)
        room = pen.mm(30) if dates else right - left
        pen.text(left, y, batch, pen.fitted(batch, 3.6, room, bold=True))
        start = left + pen.mm(32)
        pen.text(start, y, dates, pen.fitted(dates, 3.3, right - start))


def _foot(pen: _Pen, tag: GoodsTag, words: Words) -> None:
    left, bottom = pen.mm(5), pen.image.height - pen.mm(5)
    code = segno.make(lot_code(tag.lot_number).text, error="m", boost_error=True, micro=False)
    modules = len(code.matrix)
    quiet = 4
    module = max(2, pen.mm(32) // (modules + 2 * quiet))  # whole dots: sharp edges, sure reads
    side = module * modules
    x, top = pen.image.width - left - side - module, bottom - side
    for row, values in enumerate(code.matrix):
        for column, dark in enumerate(values):
            if dark:
                corner = (x + column * module, top + row * module)
                far = (corner[0] + module - 1, corner[1] + module - 1)
                pen.draw.rectangle((*corner, *far), fill=BLACK)
    room = x - left - pen.mm(5)
    scan = words("tag.scan")
    pen.text(x + side // 2, top - pen.mm(1.8), scan, pen.font(2.9), anchor="ms")
    pen.text(left, bottom - pen.mm(11.4), words("inspector"), pen.font(2.9))
    name = words.names(tag.inspector)
    pen.text(left, bottom - pen.mm(5.6), name, pen.fitted(name, 4.6, room, bold=True))
    pen.text(left, bottom, words.time(tag.at), pen.font(3.4))
    if tag.remark:
        remark = words.plain(tag.remark)
        pen.text(left, bottom - pen.mm(17), remark, pen.fitted(remark, 3.6, room, bold=True))
