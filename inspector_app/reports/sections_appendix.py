"""Decision, signatures and the appendices that make the report provable."""

from __future__ import annotations

import io

from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Table

from inspector_app.reports.blocks import (
    Cell,
    Drawn,
    Pair,
    box_width,
    column_widths,
    data_table,
    gap,
    heading,
    key_grid,
    plain_table,
    subheading,
)
from inspector_app.reports.drawing import cut_text
from inspector_app.reports.look import INK, LINE, MUTED, WASH, Look
from inspector_app.reports.model import DrawnCarton, ReportModel, SignaturePart
from inspector_app.reports.sections_checks import photo_caption

SIGNATURE_HEIGHT = 27 * mm


def dispositions(look: Look, model: ReportModel) -> list[Flowable]:
    """What a supervisor decided."""
    if not model.dispositions:
        return []
    words = look.words
    header = [words(f"decision.{name}") for name in ("what", "quantity", "why", "who", "when")]
    rows: list[list[Cell]] = []
    for made in model.dispositions:
        why = [words.phrase(made.reason), words.plain(made.remark)]
        if made.deadline is not None:
            why.append(words("deadline", at=words.time(made.deadline)))
        rows.append(
            [
                look.text(words.code("disposition", made.decision), 8, bold=True),
                words.count("units", made.quantity),
                "\n".join(part for part in why if part),
                words.names(made.by.names),
                words.time(made.at),
            ]
        )
    return [
        CondPageBreak(80),
        heading(look, words("section.disposition")),
        data_table(look, header, rows, [16, 14, 38, 14, 18]),
    ]


def amendments(look: Look, model: ReportModel) -> list[Flowable]:
    """Later corrections; the earlier revisions stay on record."""
    if not model.amendments:
        return []
    words = look.words
    header = [words(f"amendment.{name}") for name in ("revision", "why", "who", "when")]
    rows: list[list[Cell]] = [
        [
            str(made.revision),
            "\n".join(
                part for part in (words.phrase(made.reason), words.plain(made.remark)) if part
            ),
            words.names(made.by.names),
            words.time(made.at),
        ]
        for made in model.amendments
    ]
    return [
        CondPageBreak(80),
        heading(look, words("section.amendments"), words("amendment_note")),
        data_table(look, header, rows, [10, 54, 16, 20]),
    ]


def signatures(look: Look, model: ReportModel) -> list[Flowable]:
    """Boxes side by side; kept on one page with their title."""
    words = look.words
    if not model.signatures:
        return []
    return [
        KeepTogether(
            [
                heading(look, words("section.signatures")),
                gap(3),
                signature_row(look, model.signatures),
            ]
        )
    ]


def signature_row(look: Look, signed: tuple[SignaturePart, ...], columns: int = 3) -> Table:
    wide = box_width(columns)
    boxes: list[Flowable | str] = [signature_box(look, one, wide) for one in signed]
    while len(boxes) % columns:
        boxes.append("")
    rows = [boxes[start : start + columns] for start in range(0, len(boxes), columns)]
    table = Table(rows, colWidths=column_widths(columns), hAlign="LEFT")
    table.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ]
    )
    return table


def signature_box(look: Look, signed: SignaturePart, width: float) -> Drawn:
    """Role above, the drawn signature or the badge note in the middle, name and time below."""
    words = look.words
    role = words.code("role", signed.role)
    name = words.names(signed.names)
    picture = _signature_picture(signed.picture)

    def paint(canvas: Canvas, _: float) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setFillColor(WASH)
        canvas.setLineWidth(0.6)
        canvas.roundRect(0, 0, width, SIGNATURE_HEIGHT, 5, stroke=1, fill=0)
        canvas.roundRect(0, 0, width, 18, 5, stroke=0, fill=1)
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 7.2)
        canvas.drawString(7, SIGNATURE_HEIGHT - 12, role)
        if picture is None:
            note = words("sign_here" if signed.at is None else "signed_by_badge")
            canvas.drawCentredString(width / 2, 36, note)
        else:
            canvas.drawImage(
                picture, 8, 20, width - 16, SIGNATURE_HEIGHT - 36,
                preserveAspectRatio=True, anchor="c", mask="auto",
            )  # fmt: skip
        when = words.time(signed.at) if signed.at else words("date_open")
        canvas.drawRightString(width - 7, 6, when)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 8.5)
        canvas.drawString(7, 5.5, cut_text(name, look.fonts.bold, 8.5, width - 90))

    return Drawn(SIGNATURE_HEIGHT, paint, width=width)


def _signature_picture(data: bytes | None) -> ImageReader | None:
    """The stroke picture; a file that cannot be read counts as signed without a picture."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            return ImageReader(picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError):
        return None


def draw(look: Look, model: ReportModel) -> list[Flowable]:
    """The draw, repeatable from its seed, and the tallies per carton and person."""
    words, made = look.words, model.plan
    story: list[Flowable] = []
    if made.cartons:
        header = [words(f"draw.{name}") for name in ("carton", "units", "looked_at", "note")]
        rows = [
            [
                str(carton.number),
                words.number(carton.units),
                words.number(carton.looked_at),
                _carton_note(look, carton),
            ]
            for carton in made.cartons
        ]
        note = words("draw_note", algorithm=words.plain(made.algorithm)) if made.algorithm else ""
        story += [subheading(look, words("section.draw"))]
        if made.seed:
            seed = f"{words('seed')}{words('colon')}{made.seed}"
            story += [look.text(seed, 7, colour=MUTED), look.text(note, 7, colour=MUTED), gap(3)]
        story += [plain_table(look, header, rows, [14, 14, 14, 58]), gap(8)]
    if model.tallies:
        header = [
            words(f"tally.{name}") for name in ("carton", "good", "bad", "who", "when", "seconds")
        ]
        rows = [
            [
                str(tally.carton),
                words.number(tally.good),
                words.number(tally.bad),
                words.names(tally.by.names),
                words.time(tally.at),
                words.count("seconds", tally.seconds),
            ]
            for tally in model.tallies
        ]
        table = plain_table(look, header, rows, [10, 12, 12, 24, 26, 16])
        story += [subheading(look, words("section.tallies")), table, gap(8)]
    return story


def _carton_note(look: Look, carton: DrawnCarton) -> str:
    words, reason = look.words, look.words.phrase(carton.reason)
    if carton.replaced_by is not None:
        reason = words("replaced_by", n=carton.replaced_by, reason=reason)
    units = [
        words("unit_replaced", place=place, by=by, reason=words.phrase(why))
        for place, by, why in carton.units_replaced
    ]
    return "\n".join([*([reason] if reason else []), *units])


def photo_list(look: Look, model: ReportModel) -> list[Flowable]:
    """Every photo with its SHA-256, so that an original can be proved."""
    if not model.photos:
        return []
    words = look.words
    header = [words(f"photo.{name}") for name in ("number", "what", "size", "sha256")]
    rows = [
        [
            str(photo.number),
            photo_caption(look, photo),
            f"{photo.width}×{photo.height}" if photo.width else words.or_dash(""),
            photo.sha256,
        ]
        for photo in model.photos
    ]
    return [
        subheading(look, words("section.photo_list")),
        plain_table(look, header, rows, [5, 32, 11, 52]),
        gap(8),
    ]


def proof(look: Look, model: ReportModel) -> list[Flowable]:
    """Rule versions in force and the record's place in the evidence chain."""
    words = look.words
    story: list[Flowable] = []
    if model.rules:
        header = [words(f"rule.{name}") for name in ("kind", "name", "version", "digest")]
        rows = [
            [
                words.code("rule_kind", rule.kind),
                words.code("rule_name", words.names(rule.names)),
                words.plain(rule.version),
                rule.digest or words.or_dash(""),
            ]
            for rule in model.rules
        ]
        table = plain_table(look, header, rows, [9, 20, 24, 47])
        story += [subheading(look, words("section.rules")), table, gap(2)]
        for rule in model.rules:
            if rule.why is not None:
                story.append(look.text(words.phrase(rule.why), 8, colour=MUTED))
        story.append(gap(8))
    evidence = model.evidence
    if evidence is not None:
        pairs: list[Pair] = [
            (words("record_id"), _hash(look, evidence.record_id)),
            (words("chain_station"), _hash(look, model.station.id)),
            (words("chain_place"), words.number(evidence.sequence)),
            (words("payload_hash"), _hash(look, evidence.payload_sha256)),
            (words("chain_link"), _hash(look, evidence.link)),
            (words("chain_previous"), _hash(look, evidence.previous)),
        ]
        parts = [subheading(look, words("section.evidence")), key_grid(look, pairs, 3)]
        parts.append(look.text(words("attached_line"), 7.5, colour=MUTED))
        if model.central_url:
            parts.append(look.text(words("check_line", url=words.plain(model.central_url)), 7.5))
        story.append(KeepTogether([*parts, gap(6)]))
    return story


def _hash(look: Look, text: str) -> Flowable:
    """Long identifiers in small type; they break anywhere."""
    return look.text(text or look.words.or_dash(""), 6.8)


def missing_characters(look: Look) -> list[Flowable]:
    """What could not be drawn. Call last: it lists what was met while the story was built."""
    missing = look.words.missing
    if not missing:
        return []
    codes = ", ".join(f"U+{ord(char):04X}" for char in missing)
    return [gap(4), look.text(look.words("missing_characters", codes=codes), 7.5, colour=MUTED)]


def appendix_title(look: Look) -> list[Flowable]:
    return [CondPageBreak(120), heading(look, look.words("section.appendix"))]
