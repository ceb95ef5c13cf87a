"""Tags, cards, sheets and labels: their codes read back, their words fit the paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.domain.errors import ReportError, ScanError
from inspector_app.domain.station_codes import COMMANDS, parse_station_code
from inspector_app.i18n import Catalogue, Language
from inspector_app.reports import badge_cards, carton_labels, command_sheet, goods_tag
from inspector_app.reports.badge_cards import BadgeCard
from inspector_app.reports.codes_sheet import Symbology
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.tag_picture import draw_picture
from tests.fakes.printed import codes_in, pictures_of, text_of
from tests.fakes.report_data import AT, defects, goods_tags

CARDS = (
    BadgeCard(names={"zh": "李喆", "en": "Li Zhe"}, role="inspector", token="Li.7f3a", number="E1"),
    BadgeCard(names={"zh": "阿不都热合曼·买买提", "en": "Abdurahman Mehmet"}, role="supervisor",
              token="Ab_91-c0"),
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_picture_is_one_bit_and_its_code_reads(
    texts: Catalogue, fonts: ReportFonts, language: Language, dpi: int
) -> None:
    for tag in goods_tags():
        image = draw_picture(tag, translator=texts.speak(language), fonts=fonts, dpi=dpi)
        assert image.mode == "1"
        assert image.size == (round(100 * dpi / 25.4), round(150 * dpi / 25.4))
        assert codes_in(image.convert("L")) == {"INS:L:A01-261120-0007"}


def test_kinds_differ_without_colour(texts: Catalogue, fonts: ReportFonts) -> None:
    shares = []
    for tag in goods_tags():
        image = draw_picture(tag, translator=texts.speak("zh"), fonts=fonts)
        band = image.crop((0, 0, image.width, 320)).convert("L")
        shares.append(band.histogram()[0] / (band.width * band.height))
    assert min(abs(a - b) for i, a in enumerate(shares) for b in shares[i + 1 :]) > 0.02


def test_a_small_label_is_possible(texts: Catalogue, fonts: ReportFonts) -> None:
    image = draw_picture(
        goods_tags()[0], translator=texts.speak("zh"), fonts=fonts, width_mm=80, height_mm=120
    )
    assert codes_in(image.convert("L")) == {"INS:L:A01-261120-0007"}


def test_goods_tags_read_back(tmp_path: Path, texts: Catalogue, fonts: ReportFonts) -> None:
    out = tmp_path / "tags.pdf"
    tags = goods_tags()
    goods_tag.render(tags, out, translator=texts.speak("zh"), fonts=fonts, generated_at=AT)
    pages = pictures_of(out, tmp_path / "pages")
    assert len(pages) == 4
    for page in pages:
        assert codes_in(page) == {"INS:L:A01-261120-0007"}


def test_a_lot_number_no_code_can_carry_is_refused(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts
) -> None:
    tag = replace(goods_tags()[0], lot_number="批号 7")
    with pytest.raises(ScanError):
        goods_tag.render(
            [tag], tmp_path / "t.pdf", translator=texts.speak("zh"), fonts=fonts, generated_at=AT
        )
    with pytest.raises(ScanError):
        draw_picture(tag, translator=texts.speak("zh"), fonts=fonts)


@pytest.mark.parametrize("symbology", ["qr", "code128"])
def test_every_code_of_the_command_sheet_reads_back(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, symbology: Symbology
) -> None:
    out = tmp_path / "sheet.pdf"
    command_sheet.render(
        defects(), out, standard={"zh": "化妆品", "en": "Cosmetics"},
        translator=texts.speak("zh"), fonts=fonts, generated_at=AT, symbology=symbology,
    )  # fmt: skip
    found = set()
    for page in pictures_of(out, tmp_path / "pages", dpi=200):
        found |= codes_in(page)
    wanted = {f"INS:C:{name}" for name in COMMANDS if name not in ("defect", "count")}
    wanted |= {f"INS:C:defect:{defect.code}" for defect in defects()}
    wanted |= {f"INS:C:count:{number}" for number in command_sheet.COUNTS}
    assert found == wanted
    assert all(parse_station_code(text) is not None for text in found)


@pytest.mark.parametrize("symbology", ["qr", "code128"])
def test_badges_read_back_and_do_not_print_the_token(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts, symbology: Symbology
) -> None:
    out = tmp_path / "badges.pdf"
    badge_cards.render(
        CARDS, out, translator=texts.speak("zh"), fonts=fonts, generated_at=AT,
        symbology=symbology,
    )  # fmt: skip
    page = pictures_of(out, tmp_path / "pages", dpi=200)[0]
    assert codes_in(page) == {"INS:B:Li.7f3a", "INS:B:Ab_91-c0"}
    text = text_of(out)
    assert "阿不都热合曼·买买提" in text
    assert "7f3a" not in text


def test_a_token_too_long_for_bars_is_named(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts
) -> None:
    card = replace(CARDS[0], token="Ab9_" * 16)
    with pytest.raises(ReportError) as refusal:
        badge_cards.render(
            [card], tmp_path / "b.pdf", translator=texts.speak("zh"), fonts=fonts,
            generated_at=AT, symbology="code128",
        )  # fmt: skip
    assert refusal.value.code == "label_code_too_long"


def test_carton_labels_read_back_over_two_pages(
    tmp_path: Path, texts: Catalogue, fonts: ReportFonts
) -> None:
    out = tmp_path / "cartons.pdf"
    carton_labels.render(
        "A01-261120-0007", range(1, 27), out, total=125, product=goods_tags()[0].product,
        translator=texts.speak("en"), fonts=fonts, generated_at=AT,
    )  # fmt: skip
    pages = pictures_of(out, tmp_path / "pages")
    assert [len(codes_in(page)) for page in pages] == [24, 2]
    assert "INS:K:A01-261120-0007:26" in codes_in(pages[1])
