"""Glyph checks and refusals of the report fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.errors import ReportError
from inspector_app.i18n import Catalogue
from inspector_app.reports.fonts import ReportFonts, load_fonts
from inspector_app.reports.words import Words

RESOURCES = Path(__file__).parents[3] / "resources"


def test_rare_names_and_signs_can_be_drawn(fonts: ReportFonts) -> None:
    text = "李喆 王镕 陈堃 阿不都热合曼·买买提 ≥ ≤ ± ℃ → × ✓ ✗ 〓 ①"
    assert fonts.clean(text) == (text, ())


def test_a_missing_character_is_replaced_and_remembered(fonts: ReportFonts) -> None:
    assert fonts.clean("𠮷野家😀") == ("〓野家〓", ("𠮷", "😀"))


def test_invisible_characters_vanish_and_line_ends_stay(fonts: ReportFonts) -> None:
    assert fonts.clean("a\u200b\u202eb\x07\nc\ufe0f") == ("ab\nc", ())


def test_every_shipped_text_can_be_drawn(fonts: ReportFonts) -> None:
    files = sorted((RESOURCES / "translations").glob("*.toml"))
    assert len(files) > 3
    missing = {
        (key, char)
        for file in files
        for key, pair in Catalogue.from_toml([file.read_text("utf-8")]).texts.items()
        for text in pair.values()
        for char in fonts.clean(text)[1]
    }
    assert missing == set()


@pytest.mark.parametrize("content", [None, b"", b"not a font at all, only text" * 9])
def test_a_font_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "font.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReportError) as refusal:
        load_fonts(path, path)
    assert refusal.value.code == "font_missing"


def test_words_collect_what_was_missing_once(fonts: ReportFonts, texts: Catalogue) -> None:
    words = Words(texts.speak("zh"), fonts)
    words.plain("𠮷")
    words.names({"zh": "𠮷😀", "en": ""})
    assert words.missing == ("𠮷", "😀")


def test_words_escape_user_text(fonts: ReportFonts, texts: Catalogue) -> None:
    words = Words(texts.speak("zh"), fonts)
    assert words.safe("<b>a & b</b>\nc") == "&lt;b&gt;a &amp; b&lt;/b&gt;<br/>c"


@pytest.mark.parametrize(
    ("life", "zh", "en"),
    [("36M", "36 个月", "36 months"), ("180D", "180 天", "180 days"), ("3Y", "3 年", "3 years"),
     ("", "—", "—"), ("约三年", "约三年", "约三年")],
)  # fmt: skip
def test_a_printed_duration_is_spoken(
    fonts: ReportFonts, texts: Catalogue, life: str, zh: str, en: str
) -> None:
    assert Words(texts.speak("zh"), fonts).life(life) == zh
    assert Words(texts.speak("en"), fonts).life(life) == en
