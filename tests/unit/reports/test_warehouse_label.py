"""Labels as they are printed: every size carries a code that reads back, and the whole name."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.bootstrap.decoding import decoder
from inspector_app.bootstrap.reporting import report_fonts
from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain.errors import ReportError
from inspector_app.domain.warehouse_labels import LabelledGoods, label_for
from inspector_app.reports.warehouse_label import (
    MAX_COPIES,
    SIZES,
    LabelSize,
    WarehouseLabel,
    render,
)

CODE = label_for(LabelledGoods(product_id="P-0054", line_id="O-0006-1"))
LONG = WarehouseLabel(
    code=CODE,
    product={
        "zh": "玻尿酸深层补水修护精华面膜礼盒装限量版",
        "en": "Hyaluronic Deep Moisture Repair Essence Mask Gift Box Limited Edition",
    },
    sku="CO10378", spec="22 ml×10 片/盒", order_number="ASN-26-110440", units_per_carton=36,
)  # fmt: skip


def made(folder: Path, size: LabelSize, *, copies: int = 1, language: str = "zh") -> Path:
    out = folder / f"{size}-{language}.pdf"
    render(
        LONG, out, size=size, copies=copies,
        translator=catalogue().speak("zh" if language == "zh" else "en"), fonts=report_fonts(),
        generated_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    )  # fmt: skip
    return out


def text_of(file: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_code_reads_back(tmp_path: Path, size: LabelSize, language: str) -> None:
    file = made(tmp_path, size, language=language)
    subprocess.run(
        ["pdftoppm", "-r", "203", "-png", "-singlefile", str(file), str(tmp_path / "p")],
        check=True,
    )
    found = decoder().decode((tmp_path / "p.png").read_bytes(), find_all=True)
    assert CODE.text in {scan.text for scan in found}


@pytest.mark.parametrize("size", SIZES)
def test_nothing_that_tells_the_goods_is_cut(tmp_path: Path, size: LabelSize) -> None:
    text = "".join(text_of(made(tmp_path, size)).split())
    for word in ("限量版", "CO10378", "ASN-26-110440", CODE.text):
        assert word in text
    assert "…" not in text


def test_copies_are_pages_and_have_bounds(tmp_path: Path) -> None:
    file = made(tmp_path, "60x40", copies=25)
    assert text_of(file).count("\f") == 25
    assert file.stat().st_size < 60_000, "the label is in the file once"
    for copies in (0, MAX_COPIES + 1):
        with pytest.raises(ReportError) as refused:
            made(tmp_path, "60x40", copies=copies)
        assert refused.value.code == "label_copies"


def test_only_wide_labels_carry_bars_too(tmp_path: Path) -> None:
    subprocess.run(
        ["pdftoppm", "-r", "203", "-png", "-singlefile", str(made(tmp_path, "100x60")),
         str(tmp_path / "wide")],
        check=True,
    )  # fmt: skip
    data = (tmp_path / "wide.png").read_bytes()
    upper = decoder().decode(data, region=(400, 0, 800, 330))
    lower = decoder().decode(data, region=(0, 340, 800, 480))
    assert [scan.format for scan in upper] == ["QR Code"]
    assert [(scan.format, scan.text) for scan in lower] == [("Code 128", CODE.text)]
