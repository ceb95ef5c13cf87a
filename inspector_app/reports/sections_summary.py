"""First page of the inspection report: head, verdict, reasons, goods, quantities."""

from __future__ import annotations

from datetime import datetime

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Table

from inspector_app.reports.blocks import (
    LONGEST_VALUE,
    Cell,
    Drawn,
    Pair,
    PhotoBox,
    bullets,
    data_table,
    gap,
    heading,
    key_grid,
    qr_box,
)
from inspector_app.reports.drawing import (
    cut_text,
    draw_icon,
    fit_text,
    text_width,
)
from inspector_app.reports.look import (
    ACCENT,
    CONTENT_WIDTH,
    INK,
    MUTED,
    TONES,
    WHITE,
    Icon,
    Look,
    Tone,
)
from inspector_app.reports.marks import (
    outcome_tag,
    verdict_tone,
    verdict_word,
)
from inspector_app.reports.model import ReportModel

QR_SIDE = 23 * mm


def brand_head(look: Look, title: str, line: str, qr: str) -> list[Flowable]:
    """Brand, title and number at the left; at the right a QR code when there is an address."""
    words = look.words

    def paint(canvas: Canvas, width: float) -> None:
        canvas.setFillColor(ACCENT)
        canvas.roundRect(0, 50, 15, 15, 4, stroke=0, fill=1)
        draw_icon(canvas, "check", 2.6, 52.6, 10, WHITE)
        canvas.setFont(look.fonts.bold, 10.5)
        canvas.drawString(21, 53.6, words("brand"))
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 8)
        left = 21 + text_width(words("brand"), look.fonts.bold, 10.5) + 7
        canvas.drawString(left, 54.2, words("brand_line"))
        canvas.setFillColor(INK)
        size = fit_text(title, look.fonts.bold, 21, width)
        canvas.setFont(look.fonts.bold, size)
        canvas.drawString(0, 21, title)
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 8.5)
        canvas.drawString(0, 4, cut_text(line, look.fonts.regular, 8.5, width))

    left = Drawn(QR_SIDE + 2, paint)
    if not qr:
        return [left]
    head = Table([[left, qr_box(qr, QR_SIDE)]], colWidths=[CONTENT_WIDTH - QR_SIDE, QR_SIDE])
    head.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ]
    )
    return [head]


def head(look: Look, model: ReportModel) -> list[Flowable]:
    words = look.words
    parts = [words("number_line", number=words.plain(model.number), revision=model.revision)]
    parts.append(words.names(model.station.names))
    if model.station.site:
        parts.append(words.names(model.station.site))
    if model.reinspection_of:
        parts.append(words("reinspection_of", number=words.plain(model.reinspection_of)))
    story = brand_head(look, words("title"), "  ·  ".join(parts), model.central_url)
    return [*story, gap(7), verdict_panel(look, model), gap(4)]


def verdict_panel(look: Look, model: ReportModel) -> Drawn:
    """The verdict as a word, a mark and a colour; who and when at the right."""
    words = look.words
    tone, icon = verdict_tone(model.verdict)
    word = verdict_word(model.verdict, words)
    first = words.phrase(model.verdict.reasons[0]) if model.verdict.reasons else ""
    facts = (
        (words("inspector"), words.names(model.inspector.names)),
        (words("sealed_at"), _when(look, model.sealed_at)),
    )

    def paint(canvas: Canvas, width: float) -> None:
        colours = TONES[tone]
        canvas.setFillColor(colours.wash)
        canvas.roundRect(0, 0, width, 56, 7, stroke=0, fill=1)
        canvas.setFillColor(colours.strong)
        canvas.circle(31, 28, 17, stroke=0, fill=1)
        draw_icon(canvas, icon, 21.5, 18.5, 19, WHITE)
        facts_width = 128.0
        room = width - 60 - facts_width - 12
        canvas.setFillColor(colours.strong)
        size = fit_text(word, look.fonts.bold, 20, room)
        canvas.setFont(look.fonts.bold, size)
        canvas.drawString(60, 31 if first else 21, word)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.regular, 8.5)
        canvas.drawString(60, 14, cut_text(first, look.fonts.regular, 8.5, room))
        _draw_facts(canvas, look, facts, width - facts_width, facts_width - 10)

    return Drawn(56, paint)


def _draw_facts(
    canvas: Canvas, look: Look, facts: tuple[tuple[str, str], ...], x: float, width: float
) -> None:
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(1.2)
    canvas.line(x - 10, 10, x - 10, 46)
    y = 43.0
    for label, value in facts:
        canvas.setFillColor(MUTED)
        canvas.setFont(look.fonts.regular, 6.8)
        canvas.drawString(x, y, label)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 9)
        canvas.drawString(x, y - 11.5, cut_text(value, look.fonts.bold, 9, width))
        y -= 24


def _when(look: Look, value: datetime | None) -> str:
    return look.words("not_sealed") if value is None else look.words.time(value)


def reasons(look: Look, model: ReportModel) -> list[Flowable]:
    """All reasons when there are several, the gates, what is missing and what was waived."""
    words, verdict = look.words, model.verdict
    tone, icon = verdict_tone(verdict)
    lines: list[tuple[Tone, Icon, str]] = []
    if len(verdict.reasons) > 1:
        lines += [(tone, icon, words.phrase(reason)) for reason in verdict.reasons]
    lines += [
        ("warn", "alert", words("missing_line", what=words.phrase(gap_)))
        for gap_ in verdict.missing
    ]
    lines += [
        ("hold", "dot", words("waived_line", what=words.phrase(gap_))) for gap_ in verdict.waived
    ]
    story: list[Flowable] = []
    if lines:
        story += [heading(look, words("section.reasons")), bullets(look, lines)]
    if verdict.gates:
        story += [gap(3), _gate_row(look, model)]
    return story


def _gate_row(look: Look, model: ReportModel) -> Drawn:
    """All gates in one line."""
    words = look.words
    gates = [
        (words.names(gate.names), outcome_tag(gate.outcome, words)) for gate in model.verdict.gates
    ]

    def paint(canvas: Canvas, _: float) -> None:
        x = 0.0
        canvas.setFont(look.fonts.regular, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(x, 4, words("gates"))
        x += text_width(words("gates"), look.fonts.regular, 8) + 10
        for name, tag in gates:
            canvas.setFont(look.fonts.regular, 8)
            canvas.setFillColor(INK)
            canvas.drawString(x, 4, name)
            x += text_width(name, look.fonts.regular, 8) + 4
            x += tag.draw(canvas, look, x, 0.5, 7) + 12

    return Drawn(17, paint)


def goods(look: Look, model: ReportModel) -> list[Flowable]:
    """Picture and identity of the goods, then order, delivery and lot."""
    words, product = look.words, model.product
    story: list[Flowable] = [heading(look, words("section.goods"))]
    kind = [
        words.code("category", product.category or ""),
        words.code("origin", product.origin or ""),
    ]
    pairs: list[Pair] = [
        (words("sku"), words.or_dash(product.sku)),
        (words("codes"), words.plain("\n".join(product.codes)) or words.or_dash("")),
        (words("brand_name"), words.or_dash(product.brand)),
        (words("kind"), " · ".join(part for part in kind if part) or words.or_dash("")),
        (words("spec"), words.or_dash(product.spec or product.net_content)),
        (words("maker"), words.or_dash(product.maker)),
    ]
    title = words.names(product.names)[:LONGEST_VALUE]
    name = look.text(title, 12.5, bold=True, leading=1.3)
    if product.picture is None:
        story += [name, gap(3), key_grid(look, pairs, 3)]
    else:
        side = 33 * mm
        picture = PhotoBox(
            look, product.picture, look.text(words("listed_picture"), 6.8), "", side, shape=1
        )
        right = [name, gap(3), key_grid(look, pairs, 3, CONTENT_WIDTH - side - 5 * mm)]
        story.append(_beside(picture, right, side + 5 * mm))
    story += [gap(2), key_grid(look, _intake_pairs(look, model), 4)]
    return story


def _beside(left: Flowable, right: list[Flowable], width: float) -> Table:
    table = Table([[left, right]], colWidths=[width, CONTENT_WIDTH - width], hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return table


def _intake_pairs(look: Look, model: ReportModel) -> list[Pair]:
    words, order, lot = look.words, model.order, model.lot
    number = words.plain(order.number) + (f"  ·  {words('urgent')}" if order.urgent else "")
    pairs: list[Pair] = [
        (words("supplier"), words.names(model.supplier.names)),
        (words("order"), number),
        (words("lot"), words.plain(lot.number)),
        (words("lot_size"), _lot_size(look, model)),
    ]
    if order.units is not None:
        pairs.append((words("ordered"), words.count("units", order.units)))
    delivery = model.delivery
    if delivery is not None:
        pairs += [
            (words("delivery"), words.or_dash(delivery.number)),
            (words("received_at"), words.time(delivery.received_at)),
            (words("vehicle"), words.or_dash(delivery.vehicle)),
        ]
        extra = (
            (words("seal_number"), delivery.seal),
            (words("temperature"), delivery.temperature),
        )
        pairs += [(label, words.plain(value)) for label, value in extra if value]
    pairs.append((words("started_at"), words.time(model.started_at)))
    if model.others:
        names = words("comma").join(words.names(person.names) for person in model.others)
        pairs.append((words("others"), names))
    return pairs


def _lot_size(look: Look, model: ReportModel) -> str:
    words = look.words
    return f"{words.count('units', model.lot.size)} / {words.count('cartons', model.lot.cartons)}"


def quantities(look: Look, model: ReportModel) -> list[Flowable]:
    """Received = saleable + opened + retained + refused + held + short."""
    parts = model.quantities
    if parts is None:
        return []
    words = look.words
    names = ("received", "saleable", "opened", "retained", "refused", "held", "short")
    header = [words(f"quantity.{name}") for name in names]
    row: list[Cell] = [words.number(getattr(parts, name)) for name in names]
    return [
        heading(look, words("section.quantities"), words("quantity_note")),
        data_table(look, header, [row], [1] * 7, align=["center"] * 7),
    ]
