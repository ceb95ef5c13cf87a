"""The exception note (到货差异单): what a delivery lacked, signed before the driver leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from inspector_app.domain.master import Names
from inspector_app.i18n import Translator
from inspector_app.reports.blocks import Cell, Pair, data_table, gap, heading, key_grid, photo_grid
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import MUTED, TONES, WASH, Align, Look
from inspector_app.reports.model import PersonPart, PhotoPart, Phrase, SignaturePart, StationPart
from inspector_app.reports.page import Sheet, write_pages
from inspector_app.reports.sections_appendix import missing_characters, signature_row
from inspector_app.reports.sections_checks import photo_boxes
from inspector_app.reports.sections_summary import brand_head
from inspector_app.reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """Cartons of one order line: announced, received (damaged among them), refused, missing."""

    sku: str
    names: Names
    expected: int
    received: int
    damaged: int = 0
    refused: int = 0
    short: int = 0
    over: int = 0
    reason: Phrase | None = None
    remark: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.damaged or self.refused or self.short or self.over)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionNote:
    """One delivery with its differences. Times are printed in the zone they carry."""

    number: str
    station: StationPart
    order_number: str
    supplier: Names
    received_at: datetime
    received_by: PersonPart
    vehicle: str
    lines: tuple[NoteLine, ...]
    seal: str = ""
    temperature: str = ""
    driver: str = ""
    remark: str = ""
    photos: tuple[PhotoPart, ...] = ()
    signatures: tuple[SignaturePart, ...] = ()
    qr_text: str = ""


def render(
    note: ExceptionNote,
    out: Path,
    *,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
) -> None:
    """Write the note to ``out`` (A4, PDF); ReportError ``report_not_written``."""
    look = Look(fonts, Words(translator, fonts))
    words = look.words
    story: list[Flowable] = [
        *_head(look, note),
        *_lines(look, note),
        *_photos(look, note),
        *_closing(look, note),
    ]
    story += missing_characters(look)
    number = words.plain(note.number)
    sheet = Sheet(
        title=f"{words('note.title')} {number}",
        subject=note.order_number,
        running=f"{words('note.title')}  ·  {number}  ·  {words.names(note.supplier)}",
        footer=words("generated", at=words.time(generated_at)),
        generated_at=generated_at,
    )
    write_pages(story, out, sheet, look)


def _head(look: Look, note: ExceptionNote) -> list[Flowable]:
    words = look.words
    line = [words("note.number", number=words.plain(note.number)), words.names(note.station.names)]
    if note.station.site:
        line.append(words.names(note.station.site))
    pairs: list[Pair] = [
        (words("supplier"), words.names(note.supplier)),
        (words("order"), words.plain(note.order_number)),
        (words("received_at"), words.time(note.received_at)),
        (words("vehicle"), words.or_dash(note.vehicle)),
        (words("seal_number"), words.or_dash(note.seal)),
        (words("temperature"), words.or_dash(note.temperature)),
        (words("note.driver"), words.or_dash(note.driver)),
        (words("note.received_by"), words.names(note.received_by.names)),
    ]
    head = brand_head(look, words("note.title"), "  ·  ".join(line), note.qr_text)
    return [*head, gap(10), key_grid(look, pairs, 4)]


def _lines(look: Look, note: ExceptionNote) -> list[Flowable]:
    words = look.words
    names = ("goods", "expected", "received", "damaged", "short", "over", "refused", "reason")
    header = [words(f"note.{name}") for name in names]
    rows = [_row(look, line) for line in note.lines]
    rows.append(_total(look, note.lines))
    last = len(rows)
    marks: list[tuple[Any, ...]] = [("BACKGROUND", (0, last), (-1, last), WASH)]
    counts: tuple[Align, ...] = ("center",) * 6
    align: list[Align] = ["left", *counts, "left"]
    differing = sum(line.differs for line in note.lines)
    return [
        heading(
            look,
            words("note.lines"),
            words("note.line_total", n=len(note.lines), differing=differing),
        ),
        data_table(
            look, header, rows, [31, 10.5, 10.5, 10.5, 8, 8, 10, 21], align=align, marks=marks
        ),
    ]


def _row(look: Look, line: NoteLine) -> list[Cell]:
    words = look.words
    goods: list[Flowable] = [
        look.text(words.names(line.names), 8, bold=True),
        look.text(words.plain(line.sku), 7.5, colour=MUTED),
    ]
    why = [words.phrase(line.reason), words.plain(line.remark)]
    return [
        goods,
        words.number(line.expected),
        words.number(line.received),
        *[_difference(look, value) for value in _differences(line)],
        "\n".join(part for part in why if part),
    ]


def _differences(line: NoteLine) -> tuple[int, int, int, int]:
    return line.damaged, line.short, line.over, line.refused


def _difference(look: Look, value: int) -> Cell:
    if not value:
        return look.text("0", 8, colour=MUTED, align="center")
    return look.text(f"{value:,}", 9.5, bold=True, colour=TONES["bad"].strong, align="center")


def _total(look: Look, lines: Sequence[NoteLine]) -> list[Cell]:
    words = look.words
    sums = [sum(line.expected for line in lines), sum(line.received for line in lines)]
    sums += [sum(values) for values in zip(*map(_differences, lines), strict=True)] or [0] * 4
    cells: list[Cell] = [look.text(words("note.total"), 8, bold=True)]
    cells += [look.text(f"{value:,}", 8.5, bold=True, align="center") for value in sums]
    return [*cells, words("note.unit")]


def _photos(look: Look, note: ExceptionNote) -> list[Flowable]:
    if not note.photos:
        return []
    columns = 3 if len(note.photos) <= 3 else 4  # one page where it can be
    boxes = photo_boxes(look, note.photos, columns)
    title = heading(look, look.words("note.photos"), look.words("photo_total", n=len(note.photos)))
    return [CondPageBreak(150), title, photo_grid(boxes, columns)]


def _closing(look: Look, note: ExceptionNote) -> list[Flowable]:
    words = look.words
    parts: list[Flowable] = [heading(look, words("section.signatures"))]
    if note.remark:
        parts.append(look.text(f"{words('remark')}{words('colon')}{words.plain(note.remark)}", 8.5))
    parts += [
        look.text(words("note.statement"), 8.5, colour=MUTED),
        gap(6),
        signature_row(look, note.signatures or _blank_signatures(note), columns=2),
        look.text(words("note.copies"), 7.5, colour=MUTED),
    ]
    return [gap(4), KeepTogether(parts)]


def _blank_signatures(note: ExceptionNote) -> tuple[SignaturePart, ...]:
    """Nobody signed on the screen: boxes to sign by hand."""
    driver = {"zh": note.driver, "en": note.driver}
    return (
        SignaturePart(role="driver", names=driver, at=None),
        SignaturePart(role="inspector", names=note.received_by.names, at=None),
    )
