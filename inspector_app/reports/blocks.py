"""Building blocks of a page: headings, grids, tables, photo frames, signature boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer, Table

from inspector_app.reports.drawing import (
    Gauge,
    Tag,
    cut_text,
    draw_box,
    draw_icon,
    draw_qr,
    text_width,
)
from inspector_app.reports.look import (
    ACCENT,
    CONTENT_WIDTH,
    HAIR,
    INK,
    LINE,
    MUTED,
    TONES,
    WASH,
    WHITE,
    Align,
    Icon,
    Look,
    Tone,
)
from inspector_app.reports.textblock import TextBlock, TextLine

Cell: TypeAlias = "str | Flowable | list[Flowable]"
Pair: TypeAlias = "tuple[str, Cell]"


GUTTER = 3.5 * mm
CAPTION_HEIGHT = 31.0  # three lines
LONGEST_VALUE = 300  # characters


def gap(points: float) -> Spacer:
    return Spacer(1, points)


class Drawn(Flowable):  # type: ignore[misc, unused-ignore]  # untyped base
    """A box of fixed height drawn by a function of (canvas, width)."""

    def __init__(
        self,
        height: float,
        paint: Callable[[Canvas, float], None],
        *,
        width: float | None = None,
        with_next: bool = False,
    ) -> None:
        super().__init__()
        self._wanted = width
        self._high = height
        self._paint = paint
        self._wide = 0.0
        self.keepWithNext = 1 if with_next else 0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self._wide = min(self._wanted or available_width, available_width)
        return self._wide, self._high

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N803
        drawn: Any = self
        untyped: Any = canvas
        canvas.saveState()
        untyped._code.append(f"1 0 0 1 {drawn._hAlignAdjust(x, _sW):.3f} {y:.3f} cm")
        self._paint(canvas, self._wide)
        canvas.restoreState()


def heading(look: Look, text: str, note: str = "") -> Drawn:
    """The title of a section, kept with what follows."""

    def paint(canvas: Canvas, width: float) -> None:
        canvas.setFillColor(ACCENT)
        draw_box(canvas, 0, 7, 3, 11.5, 1.5, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 11)
        canvas.drawString(9, 9, text)
        if note:
            used = 9 + text_width(text, look.fonts.bold, 11) + 12
            canvas.setFillColor(MUTED)
            canvas.setFont(look.fonts.regular, 7.5)
            shown = cut_text(note, look.fonts.regular, 7.5, width - used)
            canvas.drawRightString(width, 9, shown)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(0, 2, width, 2)

    return Drawn(34, paint, with_next=True)


def subheading(look: Look, text: str, tag: Tag | None = None) -> Drawn:
    """A smaller title, with an optional tag at the right."""

    def paint(canvas: Canvas, width: float) -> None:
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 9)
        room = width - (tag.width(look, 7.5) + 8 if tag else 0)
        canvas.drawString(0, 5, cut_text(text, look.fonts.bold, 9, room))
        if tag is not None:
            tag.draw(canvas, look, width - tag.width(look, 7.5), 1.5, 7.5)

    return Drawn(21, paint, with_next=True)


def tag_box(look: Look, tag: Tag, size: float = 7.5) -> Drawn:
    """A tag as a table cell."""

    def paint(canvas: Canvas, _: float) -> None:
        tag.draw(canvas, look, 0, 0, size)

    return Drawn(size * 1.8, paint, width=tag.width(look, size))


def qr_box(text: str, side: float) -> Drawn:
    def paint(canvas: Canvas, _: float) -> None:
        draw_qr(canvas, text, 0, 0, side)

    return Drawn(side, paint, width=side)


def gauge_box(look: Look, gauge: Gauge) -> Drawn:
    def paint(canvas: Canvas, width: float) -> None:
        gauge.draw(canvas, look, 4, 0, width - 8)

    return Drawn(36, paint)


def cell(look: Look, value: Cell, *, align: Align = "left", bold: bool = False) -> Any:
    if isinstance(value, str):
        return look.text(value, 8, align=align, bold=bold)
    return value


def key_grid(
    look: Look, pairs: Sequence[Pair], columns: int, width: float = CONTENT_WIDTH
) -> Table:
    """Labels over values, in rows of ``columns``."""
    boxes: list[Any] = []
    for label, value in pairs:
        shown = _grid_value(look, value) if isinstance(value, str) else value
        parts = shown if isinstance(shown, list) else [shown]
        boxes.append([look.text(label, 7, colour=MUTED, leading=1.5), *parts])
    while len(boxes) % columns:
        boxes.append("")
    rows = [boxes[start : start + columns] for start in range(0, len(boxes), columns)]
    table = Table(rows, colWidths=[width / columns] * columns, hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, HAIR),
        ]
    )
    return table


def _grid_value(look: Look, value: str) -> Flowable:
    """A grid cell cannot break over pages: only the beginning of an endless text is shown."""
    shown = value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
    return look.text(shown, 9, leading=1.32)


def data_table(
    look: Look,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    align: Sequence[Align] = (),
    marks: Sequence[tuple[Any, ...]] = (),
) -> Table:
    """A table with hair lines; ``widths`` are shares of the whole width."""
    left: Align = "left"
    sides = [*align, *[left] * (len(header) - len(align))]
    head = [
        look.text(title, 7.2, bold=True, colour=MUTED, align=side)
        for title, side in zip(header, sides, strict=True)
    ]
    body = [
        [cell(look, value, align=side) for value, side in zip(row, sides, strict=True)]
        for row in rows
    ]
    total = sum(widths)
    table = Table(
        [head, *body],
        colWidths=[CONTENT_WIDTH * share / total for share in widths],
        repeatRows=1,
        splitInRow=1,  # a remark may be longer than a page
        hAlign="LEFT",
    )
    table.setStyle(_table_style(sides, marks))
    return table


def _table_style(sides: Sequence[Align], marks: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("BACKGROUND", (0, 0), (-1, 0), WASH),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIR),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, LINE),
    ]
    style += [
        ("ALIGN", (column, 0), (column, -1), side.upper()) for column, side in enumerate(sides)
    ]
    return [*style, *marks]


def plain_table(
    look: Look, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> Table:
    """Many short rows of single lines; text is cut to fit."""
    total = sum(widths)
    wide = [CONTENT_WIDTH * share / total for share in widths]

    def line(text: str, font: str, size: float, colour: Color) -> TextLine:
        return TextLine(text, font, size, leading=size * 1.2, colour=colour)

    body = [
        [
            line(cut_text(value, look.fonts.regular, 6.3, room - 8), look.fonts.regular, 6.3, INK)
            for value, room in zip(row, wide, strict=True)
        ]
        for row in rows
    ]
    head = [line(title, look.fonts.bold, 6.8, MUTED) for title in header]
    table = Table([head, *body], colWidths=wide, repeatRows=1, hAlign="LEFT")
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), WASH),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIR),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return table


def bullets(look: Look, lines: Sequence[tuple[Tone, Icon, str]]) -> Table:
    """Lines with a coloured mark before each."""
    rows: list[list[Any]] = []
    for tone, icon, line in lines:
        rows.append([_mark(tone, icon), look.text(line, 8.5)])
    table = Table(rows, colWidths=[14, CONTENT_WIDTH - 14], splitInRow=1, hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    return table


def _mark(tone: Tone, icon: Icon) -> Drawn:
    def paint(canvas: Canvas, _: float) -> None:
        draw_icon(canvas, icon, 0, 1, 8.5, TONES[tone].strong)

    return Drawn(11, paint, width=9)


class PhotoBox(Flowable):  # type: ignore[misc, unused-ignore]  # untyped base
    """A photo fitted into a frame, its number on it, the caption below (three lines at most).

    The JPEG is embedded as it is. A photo not at hand or unreadable leaves a marked empty frame.
    """

    def __init__(
        self,
        look: Look,
        path: Path | None,
        caption: TextBlock,
        badge: str,
        width: float,
        *,
        shape: float = 0.75,
    ) -> None:
        super().__init__()
        self._look = look
        self._path = path
        self._caption = caption
        self._badge = badge
        self._wide = width
        self._frame = width * shape
        self._low = 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self._low = self._caption.wrap(self._wide, 1000)[1]
        if self._low > CAPTION_HEIGHT:
            first: Any = self._caption.split(self._wide, CAPTION_HEIGHT)[0]
            self._caption = first
            self._low = self._caption.wrap(self._wide, CAPTION_HEIGHT)[1]
        return self._wide, self._frame + 4 + self._low + 4

    def draw(self) -> None:
        canvas: Canvas = self.canv
        bottom = self._low + 8
        canvas.saveState()
        clip = canvas.beginPath()
        clip.roundRect(0, bottom, self._wide, self._frame, 4)
        canvas.saveState()
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setFillColor(WASH)
        canvas.rect(0, bottom, self._wide, self._frame, stroke=0, fill=1)
        shown = self._draw_picture(canvas, bottom)
        canvas.restoreState()
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        if not shown:
            canvas.setDash(3, 2)
        draw_box(canvas, 0, bottom, self._wide, self._frame, 4, stroke=1)
        canvas.setDash()
        if self._badge:
            self._draw_badge(canvas, bottom)
        canvas.restoreState()
        self._caption.drawOn(canvas, 0, 4)

    def _draw_picture(self, canvas: Canvas, bottom: float) -> bool:
        if self._path is not None and self._path.is_file():
            try:
                canvas.drawImage(
                    str(self._path), 0, bottom, self._wide, self._frame,
                    preserveAspectRatio=True, anchor="c",
                )  # fmt: skip
            except OSError:  # a view that cannot be read leaves the report printable
                pass
            else:
                return True
        canvas.setFillColor(MUTED)
        canvas.setFont(self._look.fonts.regular, 7.5)
        text = self._look.words("photo_not_here")
        canvas.drawCentredString(self._wide / 2, bottom + self._frame / 2 - 3, text)
        return False

    def _draw_badge(self, canvas: Canvas, bottom: float) -> None:
        font, size = self._look.fonts.bold, 7.5
        width = text_width(self._badge, font, size) + 8
        y = bottom + self._frame - 16
        canvas.setFillColor(INK)
        canvas.setFillAlpha(0.82)
        draw_box(canvas, 4, y, width, 12, 3, fill=1)
        canvas.setFillAlpha(1)
        canvas.setFillColor(WHITE)
        canvas.setFont(font, size)
        canvas.drawString(8, y + 3.3, self._badge)


def photo_grid(boxes: Sequence[PhotoBox], columns: int, width: float = CONTENT_WIDTH) -> Table:
    """Photo frames side by side; rows do not split."""
    cells: list[Any] = list(boxes)
    while len(cells) % columns:
        cells.append("")
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    table = Table(rows, colWidths=column_widths(columns, width), hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    return table


def box_width(columns: int, width: float = CONTENT_WIDTH) -> float:
    """The width of one box of ``columns`` with gutters between them."""
    return (width - (columns - 1) * GUTTER) / columns


def column_widths(columns: int, width: float = CONTENT_WIDTH) -> list[float]:
    """Column widths of a table of such boxes: the last has no gutter."""
    box = box_width(columns, width)
    return [*[box + GUTTER] * (columns - 1), box]
