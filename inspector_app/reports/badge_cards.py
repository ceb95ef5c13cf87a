"""Badge cards: one QR code a person, to sign in and to sign (``INS:B:<token>``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.master import Names, Role
from inspector_app.domain.station_codes import badge_code
from inspector_app.i18n import Translator
from inspector_app.reports.codes_sheet import Grid, Symbology, draw_code, lay_out
from inspector_app.reports.drawing import Tag, cut_text, draw_icon, fit_text
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import ACCENT, INK, LINE, MUTED, WHITE, Look, Tone
from inspector_app.reports.page import Sheet, close_canvas, open_canvas
from inspector_app.reports.words import Words

WIDTH: Final = 85.6 * mm  # ISO/IEC 7810 ID-1
HEIGHT: Final = 54 * mm
_SIDE: Final = (float(A4[0]) - 2 * WIDTH - 6 * mm) / 2
_GRID: Final = Grid(
    columns=2, cell_height=HEIGHT, gutter=6 * mm, side=_SIDE, top=14 * mm, bottom=5 * mm
)
_ROLES: Final[dict[Role, Tone]] = {
    "inspector": "accent",
    "supervisor": "hold",
    "administrator": "quiet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeCard:
    """``token`` is what the badge reads as, without the prefix; it is never printed as text."""

    names: Names
    role: Role
    token: str
    number: str = ""
    site: Names | None = None


def render(
    cards: Sequence[BadgeCard],
    out: Path,
    *,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
    symbology: Symbology = "qr",
) -> None:
    """Ten cards of ID-1 size a page, with cutting lines. ScanError for an impossible token."""
    look = Look(fonts, Words(translator, fonts))
    sheet = Sheet(
        title=look.words("badge.title"), subject="", running="", footer="",
        generated_at=generated_at,
    )  # fmt: skip
    canvas = open_canvas(sheet, look, A4)
    painters = [partial(_card, look, card, symbology) for card in cards]
    lay_out(canvas, _GRID, painters, _top(), _new_page)
    canvas.showPage()
    close_canvas(canvas, out)


def _top() -> float:
    return float(A4[1]) - _GRID.top


def _new_page(canvas: Canvas) -> float:
    canvas.showPage()
    return _top()


def _card(
    look: Look, card: BadgeCard, symbology: Symbology, canvas: Canvas, x: float, y: float
) -> None:
    words = look.words
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.setDash(2, 2)
    canvas.roundRect(x, y, WIDTH, HEIGHT, 3.2 * mm, stroke=1, fill=0)
    canvas.setDash()
    left, top = x + 6 * mm, y + HEIGHT
    _brand(canvas, look, left, top - 9.5 * mm)
    code = badge_code(card.token).text
    if symbology == "qr":
        side = 29 * mm
        draw_code(canvas, code, "qr", x + WIDTH - side - 5 * mm, y + 15 * mm, side, side)
        room = WIDTH - side - 14 * mm
    else:
        draw_code(canvas, code, "code128", x + 3 * mm, y + 9.5 * mm, WIDTH - 6 * mm, 11 * mm)
        room = WIDTH - 12 * mm
    name = words.names(card.names)
    size = fit_text(name, look.fonts.bold, 20, room, least=10)
    canvas.setFillColor(INK)
    canvas.setFont(look.fonts.bold, size)
    canvas.drawString(left, top - 22.5 * mm, cut_text(name, look.fonts.bold, size, room))
    tone = _ROLES[card.role]
    tag = Tag(word=words.code("role", card.role), tone=tone, icon="none")
    used = tag.draw(canvas, look, left, top - 31 * mm, 8.5)
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, 8)
    beside = room - used - 6
    number = words.plain(card.number)
    canvas.drawString(
        left + used + 6, top - 29.3 * mm, cut_text(number, look.fonts.regular, 8, beside)
    )
    if symbology == "qr":
        site = cut_text(words.names(card.site), look.fonts.regular, 8, room)
        canvas.drawString(left, top - 37 * mm, site)
    note = words("badge.note")
    size = fit_text(note, look.fonts.regular, 6.5, WIDTH - 12 * mm, least=4.5)
    canvas.setFont(look.fonts.regular, size)
    canvas.drawString(left, y + 5 * mm, note)


def _brand(canvas: Canvas, look: Look, x: float, y: float) -> None:
    canvas.setFillColor(ACCENT)
    canvas.roundRect(x, y - 2, 13, 13, 3.5, stroke=0, fill=1)
    draw_icon(canvas, "check", x + 2.2, y + 0.2, 8.6, WHITE)
    canvas.setFillColor(ACCENT)
    canvas.setFont(look.fonts.bold, 9.5)
    canvas.drawString(x + 18, y + 1, look.words("brand"))
