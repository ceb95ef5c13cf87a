"""Pages of a document: running head, footer "page x of y", fixed creation time."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from inspector_app.domain.errors import ReportError
from inspector_app.reports.drawing import cut_text, text_width
from inspector_app.reports.look import ACCENT, CONTENT_WIDTH, LINE, MARGIN, MUTED, Look

TOTAL: str = "page_total"
SMALL: float = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on every page beside the story. Times are printed as they are given."""

    title: str
    subject: str
    running: str
    footer: str
    generated_at: datetime


class FixedTime:
    """ReportLab's time stamp for the document's own time: the same input, the same bytes."""

    def __init__(self, at: datetime) -> None:
        offset = at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        self.t = at.timestamp()
        self.lt = at.timetuple()
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh, self.dmm = divmod(minutes, 60)
        self.tzname = at.tzname()
        self.datetime = at


class SheetCanvas(Canvas):
    """A canvas that fills the total number of pages in when it is saved."""

    look: Look

    def save(self) -> None:
        total = self.getPageNumber() - 1
        font = self.look.fonts.regular
        self.beginForm(TOTAL, 0, -3, 120, 12)
        self.setFont(font, SMALL)
        self.setFillColor(MUTED)
        self.drawString(0, 0, self.look.words("page_total", total=total))
        self.endForm()
        super().save()


def write_pages(
    story: Sequence[Flowable],
    out: Path,
    sheet: Sheet,
    look: Look,
    *,
    size: Any = A4,
    finish: Callable[[bytes], bytes] | None = None,
) -> None:
    """Lay the story out, let ``finish`` add to the file, and write it; ReportError
    ``report_not_written``."""
    rl_config.useA85 = 0
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=size,
        title=look.words.plain(sheet.title),
        subject=look.words.plain(sheet.subject),
        author=look.words("brand"),
        creator=look.words("brand"),
        invariant=1,
        pageCompression=1,
    )
    top, bottom = MARGIN, 17 * mm
    first = Frame(MARGIN, bottom, CONTENT_WIDTH, size[1] - bottom - 12 * mm, 0, 0, 0, 0)
    later = Frame(MARGIN, bottom, CONTENT_WIDTH, size[1] - bottom - top - 4 * mm, 0, 0, 0, 0)

    def on_first(canvas: Canvas, _: Any) -> None:
        _footer(canvas, sheet, look)

    def on_later(canvas: Canvas, _: Any) -> None:
        _running_head(canvas, sheet, look, size[1])
        _footer(canvas, sheet, look)

    document.addPageTemplates(
        [
            PageTemplate("first", [first], onPage=on_first, autoNextPageTemplate="later"),
            PageTemplate("later", [later], onPage=on_later),
        ]
    )

    def make_canvas(*arguments: Any, **options: Any) -> SheetCanvas:
        canvas = SheetCanvas(*arguments, **options)
        canvas.look = look
        _fix_time(canvas, sheet.generated_at)
        return canvas

    document.build(list(story), canvasmaker=make_canvas)
    data = buffer.getvalue()
    _write(out, data if finish is None else finish(data))


def open_canvas(sheet: Sheet, look: Look, size: tuple[float, float]) -> Canvas:
    """A bare canvas for labels and cards; ``close_canvas`` writes it."""
    rl_config.useA85 = 0
    canvas = Canvas(io.BytesIO(), pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(look.words.plain(sheet.title))
    canvas.setSubject(look.words.plain(sheet.subject))
    canvas.setAuthor(look.words("brand"))
    canvas.setCreator(look.words("brand"))
    _fix_time(canvas, sheet.generated_at)
    return canvas


def close_canvas(canvas: Canvas, out: Path) -> None:
    """Write the file; ReportError ``report_not_written``."""
    untyped: Any = canvas
    _write(out, bytes(untyped.getpdfdata()))


def _write(out: Path, data: bytes) -> None:
    """Whole or not at all: a half-written report must never lie under its name."""
    temporary = out.with_name(f".{out.name}.part")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, out)
    except OSError as problem:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ReportError("report_not_written", path=str(out), reason=str(problem)) from problem


def _fix_time(canvas: Canvas, at: datetime) -> None:
    untyped: Any = canvas  # the stubs hide the document behind a canvas
    untyped._doc._timeStamp = FixedTime(at)


def _running_head(canvas: Canvas, sheet: Sheet, look: Look, height: float) -> None:
    y = height - 12 * mm
    canvas.saveState()
    canvas.setFillColor(ACCENT)
    canvas.setFont(look.fonts.bold, SMALL + 0.5)
    brand = look.words("brand")
    canvas.drawString(MARGIN, y, brand)
    left = MARGIN + text_width(brand, look.fonts.bold, SMALL + 0.5) + 6
    canvas.setFillColor(MUTED)
    canvas.setFont(look.fonts.regular, SMALL)
    room = MARGIN + CONTENT_WIDTH - left
    running = cut_text(look.words.plain(sheet.running), look.fonts.regular, SMALL, room)
    canvas.drawString(left, y, running)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y - 5, MARGIN + CONTENT_WIDTH, y - 5)
    canvas.restoreState()


def _footer(canvas: Canvas, sheet: Sheet, look: Look) -> None:
    y = 9.5 * mm
    font = look.fonts.regular
    number = look.words("page_number", page=canvas.getPageNumber())
    sample = look.words("page_total", total=99)
    right = MARGIN + CONTENT_WIDTH - text_width(sample, font, SMALL)
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y + 10, MARGIN + CONTENT_WIDTH, y + 10)
    canvas.setFillColor(MUTED)
    canvas.setFont(font, SMALL)
    canvas.drawRightString(right, y, number)
    room = right - text_width(number, font, SMALL) - MARGIN - 12
    canvas.drawString(MARGIN, y, cut_text(look.words.plain(sheet.footer), font, SMALL, room))
    canvas.translate(right, y)
    canvas.doForm(TOTAL)
    canvas.restoreState()
