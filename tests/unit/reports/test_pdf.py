"""The inspection report: same bytes, safe text, big and broken input, readable codes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from inspector_app.domain.errors import ReportError
from inspector_app.i18n import Catalogue
from inspector_app.reports import pdf
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.model import BadgeNumbersPart, ReportModel
from tests.fakes.printed import codes_in, pictures_of, text_of
from tests.fakes.report_data import AT, picture, rich_model, text


class Printer:
    def __init__(self, folder: Path, texts: Catalogue, fonts: ReportFonts) -> None:
        self.folder = folder
        self.texts = texts
        self.fonts = fonts

    def __call__(self, model: ReportModel, name: str = "report.pdf") -> Path:
        out = self.folder / name
        pdf.render(model, out, translator=self.texts.speak("zh"), fonts=self.fonts, generated_at=AT)
        return out


@pytest.fixture
def render(tmp_path: Path, texts: Catalogue, fonts: ReportFonts) -> Printer:
    return Printer(tmp_path, texts, fonts)


@pytest.fixture
def model(tmp_path: Path) -> ReportModel:
    return rich_model(tmp_path / "photos", photo_count=4)


def test_the_same_input_gives_the_same_bytes(render: Printer, model: ReportModel) -> None:
    first = render(model, "one.pdf").read_bytes()
    assert render(model, "two.pdf").read_bytes() == first


def test_the_document_carries_its_own_time_and_title(render: Printer, model: ReportModel) -> None:
    meta = PdfReader(render(model)).metadata
    assert meta is not None
    assert meta.creation_date == AT
    assert meta.title == "入库检验报告 A01-261120-0007"


def test_every_page_knows_how_many_there_are(render: Printer, model: ReportModel) -> None:
    out = render(model)
    pages = text_of(out).split("=== ")[1:]
    total = len(PdfReader(out).pages)
    assert total > 2
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页 /" in page
        assert f"共 {total} 页" in page


def test_badge_numbers_are_printed_with_what_is_void(render: Printer, model: ReportModel) -> None:
    assert "无忧标号码" not in text_of(render(model))
    given = replace(
        model,
        badges=(
            BadgeNumbersPart(words="7K3QD9TV-00001-6 … 7K3QD9TV-00960-1", count=960),
            BadgeNumbersPart(words="8K3QD9TV-00001-2", count=1, void=True),
        ),
    )
    printed = text_of(render(given))
    for wanted in ("无忧标号码", "7K3QD9TV-00960-1", "960 个", "有效", "8K3QD9TV", "作废"):
        assert wanted in printed


def test_all_fonts_are_embedded(render: Printer, model: ReportModel) -> None:
    reader = PdfReader(render(model))
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index, unused-ignore]
        used = re.findall(rb"/(F[0-9+]+) [0-9.]+ Tf", page.get_contents().get_data())
        for name in {found.decode() for found in used} - {"F1"}:  # ReportLab names F1 unused
            descriptor = fonts["/" + name]["/FontDescriptor"]
            assert "/FontFile2" in descriptor


def test_photos_are_embedded_as_they_are(render: Printer, model: ReportModel) -> None:
    data = render(model).read_bytes()
    for photo in model.photos[:3]:
        assert photo.path is not None
        assert photo.path.read_bytes() in data


def test_markup_in_user_text_is_printed_not_obeyed(render: Printer, model: ReportModel) -> None:
    nasty = '<b>x</b> & <img src="/etc/passwd"/> <para>'
    finding = replace(model.findings[0], remark=nasty)
    out = render(replace(model, findings=(finding,), number="<i>7</i>"))
    text_ = text_of(out)
    assert nasty in text_
    assert "报告编号 <i>7</i>" in text_


def test_what_cannot_be_drawn_is_replaced_and_listed(render: Printer, model: ReportModel) -> None:
    names = {"zh": "𠮷野 😀 洁面乳", "en": "x"}
    text_ = text_of(render(replace(model, product=replace(model.product, names=names))))
    assert "〓野 〓 洁面乳" in text_
    assert "U+20BB7, U+1F600" in text_


def test_long_user_text_breaks_over_lines_and_pages(render: Printer, model: ReportModel) -> None:
    endless = "外箱破损，" * 900 + "龘"
    word = "X" * 900
    stage = replace(
        model.stages[0], answers=(replace(model.stages[0].answers[0], remark=endless, value=word),)
    )
    finding = replace(model.findings[0], remark=endless)
    supplier = replace(model.supplier, names={"zh": endless[:400], "en": ""})
    out = render(replace(model, stages=(stage,), findings=(finding,), supplier=supplier))
    assert text_of(out).count("龘") == 2


def test_a_lot_of_everything_prints(render: Printer, model: ReportModel) -> None:
    tallies = tuple(
        replace(model.tallies[0], carton=number, at=AT + timedelta(minutes=number))
        for number in range(500)
    )
    findings = tuple(replace(model.findings[1], number=number) for number in range(60))
    reasons = tuple(text(f"理由 {number}", "why") for number in range(60))
    verdict = replace(model.verdict, reasons=reasons)
    out = render(replace(model, tallies=tallies, findings=findings, verdict=verdict))
    assert "理由 59" in text_of(out)
    assert len(PdfReader(out).pages) > 15


def test_a_broken_or_missing_picture_leaves_a_marked_frame(
    render: Printer, model: ReportModel, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture(tmp_path / "whole.jpg", 3).read_bytes()[:300])
    text_file = tmp_path / "text.jpg"
    text_file.write_text("no picture", "utf-8")
    photos = (
        replace(model.photos[0], path=broken),
        replace(model.photos[1], path=text_file),
        replace(model.photos[2], path=tmp_path / "gone.jpg"),
    )
    out = render(replace(model, photos=photos))
    assert text_of(out).count("照片不在本机") >= 2


def test_a_broken_signature_picture_counts_as_signed(render: Printer, model: ReportModel) -> None:
    signed = replace(model.signatures[0], picture=b"\x89PNG no")
    assert "凭工牌或密码电子签署" in text_of(render(replace(model, signatures=(signed,))))


def test_a_place_that_cannot_be_written_is_named_and_stays_clean(
    render: Printer, model: ReportModel, tmp_path: Path
) -> None:
    with pytest.raises(ReportError) as refusal:
        render(model, "nowhere/report.pdf")
    assert refusal.value.code == "report_not_written"
    (tmp_path / "taken").mkdir()
    with pytest.raises(ReportError):
        render(model, "taken")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_the_code_on_the_first_page_reads_as_the_address(
    render: Printer, model: ReportModel, tmp_path: Path
) -> None:
    page = pictures_of(render(model), tmp_path / "pages")[0]
    assert model.central_url in codes_in(page)
