"""Papers, earlier verdicts on the same goods, and the mark of a void record."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from inspector_app.reports.blocks import Cell, Drawn, data_table, gap, heading
from inspector_app.reports.drawing import cut_text, draw_icon
from inspector_app.reports.look import TONES, WHITE, Look
from inspector_app.reports.model import ReportModel


def void_mark(look: Look, model: ReportModel) -> list[Flowable]:
    """Said before anything else: the record no longer counts."""
    void = model.voided
    if void is None:
        return []
    words = look.words
    told = words(
        "void_line", who=words.names(void.by.names), at=words.time(void.at),
        why=words.phrase(void.reason),
    )  # fmt: skip
    remark = words.plain(void.remark)
    height = 42 if remark else 28

    def paint(canvas: Canvas, width: float) -> None:
        colours = TONES["bad"]
        canvas.setFillColor(colours.strong)
        canvas.roundRect(0, 0, width, height, 6, stroke=0, fill=1)
        draw_icon(canvas, "cross", 12, height / 2 - 7, 14, WHITE)
        canvas.setFillColor(WHITE)
        canvas.setFont(look.fonts.bold, 10.5)
        top = height - 18.5
        canvas.drawString(36, top, cut_text(told, look.fonts.bold, 10.5, width - 46))
        if remark:
            canvas.setFont(look.fonts.regular, 8.5)
            canvas.drawString(36, 9, cut_text(remark, look.fonts.regular, 8.5, width - 46))

    return [Drawn(height, paint), gap(6)]


def papers(look: Look, model: ReportModel) -> list[Flowable]:
    """Papers that were looked at: number, batch on the paper, validity."""
    if not model.papers:
        return []
    words = look.words
    header = [words(f"paper.{name}") for name in ("name", "number", "batch", "until", "checked")]
    rows: list[list[Cell]] = [
        [
            words.names(paper.names),
            words.or_dash(paper.number),
            words.or_dash(paper.batch_on_paper),
            words.or_dash(paper.valid_until.isoformat() if paper.valid_until else ""),
            words("paper.filed", day=paper.checked_on.isoformat())
            if paper.on_file
            else paper.checked_on.isoformat(),
        ]
        for paper in model.papers
    ]
    return [
        CondPageBreak(80),
        heading(look, words("section.papers")),
        data_table(look, header, rows, [32, 24, 14, 13, 17]),
    ]


def earlier(look: Look, model: ReportModel) -> list[Flowable]:
    """Verdicts given before on the same goods."""
    if not model.earlier:
        return []
    words = look.words
    header = [words(f"earlier.{name}") for name in ("lot", "verdict", "when", "by")]
    rows: list[list[Cell]] = [
        [
            words.plain(each.lot) + (f"  {words('earlier.first')}" if each.repeated else ""),
            words.phrase(each.verdict),
            words.time(each.at),
            words("comma").join(
                filter(None, (words.plain(each.station), *(words.phrase(by) for by in each.by)))
            ),
        ]
        for each in model.earlier
    ]
    return [
        CondPageBreak(80),
        heading(look, words("section.earlier")),
        data_table(look, header, rows, [28, 18, 18, 36]),
    ]
