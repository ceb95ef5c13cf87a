"""The sheet of test codes reads back, bit by bit, as the self-test expects it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from inspector_app.domain.scanner_check import TEST_CODES
from inspector_app.i18n import Catalogue, Language
from inspector_app.reports import scanner_sheet
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.scanner_codes import screen_picture
from tests.fakes.printed import pictures_of, text_of
from tests.fakes.report_data import AT

IDENTIFIERS = {
    "code128": "]C0", "gs1_128": "]C1", "ean13": "]E0", "datamatrix_gs1": "]d2", "qr": "]Q1",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_of_the_sheet_reads_back(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, language: Language
) -> None:
    out = tmp_path / "sheet.pdf"
    scanner_sheet.render(out, translator=texts.speak(language), fonts=fonts, generated_at=AT)
    pages = pictures_of(out, tmp_path / "pages", dpi=220)
    assert len(pages) == 1
    found = {
        (code.symbology_identifier, code.bytes.decode())
        for code in zxingcpp.read_barcodes(pages[0])
    }
    wanted = {
        (IDENTIFIERS[symbology], code.text) for code in TEST_CODES for symbology in code.symbologies
    }
    assert found == wanted
    assert "⟦" not in text_of(out)


def test_the_screen_shows_the_same_codes() -> None:
    for code in TEST_CODES:
        for symbology in code.symbologies:
            picture = Image.open(io.BytesIO(screen_picture(code, symbology))).convert("L")
            read = zxingcpp.read_barcode(picture)
            assert read is not None
            assert (read.symbology_identifier, read.bytes.decode()) == (
                IDENTIFIERS[symbology], code.text,
            )  # fmt: skip
