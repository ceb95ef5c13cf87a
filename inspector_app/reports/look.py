"""Colours, type sizes and paragraph styles shared by all documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.textblock import TextBlock
from inspector_app.reports.words import Words

INK: Final = HexColor(0x18212B)
MUTED: Final = HexColor(0x5D6976)
LINE: Final = HexColor(0xD6DCE2)
HAIR: Final = HexColor(0xE6EAEE)
WASH: Final = HexColor(0xF4F6F8)
WHITE: Final = HexColor(0xFFFFFF)
BLACK: Final = HexColor(0x000000)  # codes: red light does not see red or blue bars alike
ACCENT: Final = HexColor(0x0B6E7F)
ACCENT_WASH: Final = HexColor(0xE3F1F3)

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN: Final = 16 * mm
CONTENT_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN

Tone: TypeAlias = Literal["good", "bad", "warn", "hold", "quiet", "accent"]
Icon: TypeAlias = Literal[
    "check", "cross", "pause", "alert", "dot", "none", "checks", "carton", "units", "back", "next",
    "undo", "photo", "stop", "pen",
]  # fmt: skip
Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Colours:
    """Strong colour for marks and words, wash for the ground behind them."""

    strong: Color
    wash: Color


TONES: Final[dict[Tone, Colours]] = {
    "good": Colours(HexColor(0x1B7A43), HexColor(0xE4F3EA)),
    "bad": Colours(HexColor(0xB42318), HexColor(0xFCE9E7)),
    "warn": Colours(HexColor(0x9A5B00), HexColor(0xFDF1DC)),
    "hold": Colours(HexColor(0x6B3FA0), HexColor(0xF0E9F9)),
    "quiet": Colours(MUTED, HexColor(0xEDF0F3)),
    "accent": Colours(ACCENT, ACCENT_WASH),
}


class Look:
    """Fonts and words of one document, and text set in them."""

    def __init__(self, fonts: ReportFonts, words: Words) -> None:
        self.fonts = fonts
        self.words = words

    def text(
        self,
        text: str,
        size: float = 8.5,
        *,
        bold: bool = False,
        colour: Color = INK,
        align: Align = "left",
        leading: float = 1.42,
    ) -> TextBlock:
        """Plain text; Chinese lines break between any two characters."""
        font = self.fonts.bold if bold else self.fonts.regular
        return TextBlock(text, font, size, leading=size * leading, colour=colour, align=align)

    def marked(self, markup: str, size: float = 8.5, *, colour: Color = INK) -> Paragraph:
        """A paragraph of markup whose user texts were escaped by the caller."""
        cjk = any(ord(char) >= 0x2E80 for char in markup)
        return Paragraph(markup, _style(self.fonts.regular, size, colour.hexval(), cjk))

    def tinted(self, text: str, colour: Color, *, bold: bool = False) -> str:
        """Markup that sets a plain text in a colour."""
        font = self.fonts.bold if bold else self.fonts.regular
        value = f"#{colour.hexval()[2:]}"
        return f'<font name="{font}" color="{value}">{self.words.safe(text)}</font>'


@lru_cache(maxsize=64)
def _style(font: str, size: float, colour: str, cjk: bool) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font}-{size}-{colour}-{cjk}",
        fontName=font,
        fontSize=size,
        leading=size * 1.42,
        textColor=HexColor(int(colour, 16)),
        wordWrap="CJK" if cjk else None,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
