"""The inspection report as a PDF, the same on a station and on the central system."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reportlab.platypus import Flowable

from inspector_app.i18n import Translator
from inspector_app.reports import (
    sections_appendix,
    sections_badges,
    sections_checks,
    sections_oc,
    sections_past,
    sections_results,
    sections_summary,
)
from inspector_app.reports.file_seal import Attached
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import Look
from inspector_app.reports.model import ReportModel
from inspector_app.reports.page import Sheet, write_pages
from inspector_app.reports.words import Words


def render(
    model: ReportModel,
    out: Path,
    *,
    translator: Translator,
    fonts: ReportFonts,
    generated_at: datetime,
    attached: Attached | None = None,
) -> None:
    """Write the report of one inspection to ``out`` (A4, PDF; PDF/A-3u with its ``attached``
    evidence).

    The same arguments give the same bytes. Characters no font has are printed as 〓 and listed at
    the end. Raises ReportError ``report_not_written``, ``report_not_sealed``.
    """
    look = Look(fonts, Words(translator, fonts))
    story = build_story(look, model)

    def finish(data: bytes) -> bytes:
        if attached is None:
            return data
        from inspector_app.reports.evidence_pdf import attach  # 0.1 s, and only reports need it

        return attach(data, attached, generated_at)

    write_pages(story, out, _sheet(look, model, generated_at), look, finish=finish)


def build_story(look: Look, model: ReportModel) -> list[Flowable]:
    """All sections in order."""
    appendix = [
        *sections_appendix.draw(look, model),
        *sections_oc.curve(look, model),
        *sections_appendix.photo_list(look, model),
        *sections_appendix.proof(look, model),
    ]
    return [
        *sections_past.void_mark(look, model),
        *sections_summary.head(look, model),
        *sections_summary.reasons(look, model),
        *sections_summary.goods(look, model),
        *sections_results.plan(look, model),
        *sections_summary.quantities(look, model),
        *sections_results.shelf_life(look, model),
        *sections_checks.findings(look, model),
        *sections_past.papers(look, model),
        *sections_past.earlier(look, model),
        *sections_appendix.dispositions(look, model),
        *sections_badges.badges(look, model),
        *sections_checks.stages(look, model),
        *sections_checks.photos(look, model),
        *sections_appendix.amendments(look, model),
        *sections_appendix.signatures(look, model),
        *(sections_appendix.appendix_title(look) if appendix else []),
        *appendix,
        *sections_appendix.missing_characters(look),
    ]


def _sheet(look: Look, model: ReportModel, generated_at: datetime) -> Sheet:
    words = look.words
    line = words("number_line", number=model.number, revision=model.revision)
    product = words.names(model.product.names)
    footer = words("generated", at=words.time(generated_at))
    if model.evidence is not None and model.evidence.payload_sha256:
        footer = f"{footer}  ·  {words('seal', digest=model.evidence.payload_sha256[:16])}"
    return Sheet(
        title=f"{words('title')} {model.number}",
        subject=product,
        running=f"{words('title')}  ·  {line}  ·  {product}",
        footer=footer,
        generated_at=generated_at,
    )
