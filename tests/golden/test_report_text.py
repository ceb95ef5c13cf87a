"""What the printed documents say, word for word, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from inspector_app.i18n import Catalogue, Language
from inspector_app.reports import command_sheet, exception_note, goods_tag, pdf
from inspector_app.reports.fonts import ReportFonts
from tests.fakes.printed import text_of
from tests.fakes.report_data import AT, defects, exception, goods_tags, rich_model

Golden = Callable[[Path, str], None]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_inspection_report(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, assert_golden: Golden, language: Language
) -> None:
    out = tmp_path / "report.pdf"
    model = rich_model(tmp_path / "photos")
    pdf.render(
        model, out, translator=texts.speak(language), fonts=fonts, generated_at=AT
    )  # fmt: skip
    assert_golden(out, f"report_{language}.txt")
    text = text_of(out)
    assert "⟦" not in text
    assert all(photo.sha256 in text for photo in model.photos)
    assert len(PdfReader(out).pages) == 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_exception_note(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, assert_golden: Golden, language: Language
) -> None:
    out = tmp_path / "note.pdf"
    exception_note.render(
        exception(tmp_path / "photos"), out, translator=texts.speak(language), fonts=fonts,
        generated_at=AT,
    )  # fmt: skip
    assert_golden(out, f"note_{language}.txt")
    assert len(PdfReader(out).pages) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_goods_tags(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, assert_golden: Golden, language: Language
) -> None:
    out = tmp_path / "tags.pdf"
    goods_tag.render(
        goods_tags(), out, translator=texts.speak(language), fonts=fonts, generated_at=AT
    )
    assert_golden(out, f"tags_{language}.txt")
    page = PdfReader(out).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (298, 420)  # A6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_command_sheet(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, assert_golden: Golden, language: Language
) -> None:
    out = tmp_path / "sheet.pdf"
    command_sheet.render(
        defects(), out, standard={"zh": "化妆品入库检验标准", "en": "Cosmetics"},
        translator=texts.speak(language), fonts=fonts, generated_at=AT,
    )  # fmt: skip
    assert_golden(out, f"sheet_{language}.txt")


def test_the_smallest_inspection_prints_too(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, assert_golden: Golden
) -> None:
    full = rich_model(tmp_path / "photos", photo_count=1)
    bare = replace(
        full, delivery=None, others=(), batches=(), stages=(), findings=(), tallies=(), photos=(),
        quantities=None, dispositions=(), signatures=(), rules=(), amendments=(), evidence=None,
        central_url="", sealed_at=None,
        product=replace(full.product, picture=None, codes=(), spec="", maker=""),
        plan=replace(full.plan, mode="exempt", classes=(), cartons=(), seed="", sample_size=0),
        verdict=replace(full.verdict, overall="accept", incomplete=False, reasons=(), gates=(),
                        missing=(), waived=()),
    )  # fmt: skip
    out = tmp_path / "bare.pdf"
    pdf.render(bare, out, translator=texts.speak("zh"), fonts=fonts, generated_at=AT)
    assert_golden(out, "report_bare_zh.txt")
    assert len(PdfReader(out).pages) == 1
