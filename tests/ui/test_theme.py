"""Colours can be read, every icon is there, one sheet dresses everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.icons import Icons
from inspector_app.ui.theme.style import style_sheet
from inspector_app.ui.theme.theme import Theme
from inspector_app.ui.theme.tokens import BRAND, PALETTES, Palette, Tone, contrast

ROOT = Path(__file__).parents[2]
TONES: tuple[Tone, ...] = ("neutral", "accent", "good", "warn", "bad", "hold")


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("tone", TONES)
def test_a_tone_can_be_read_on_every_ground_it_stands_on(palette: Palette, tone: Tone) -> None:
    colours = palette.tone(tone)
    assert contrast(colours.ink, colours.soft) >= 4.5
    assert contrast(colours.ink, palette.surface) >= 4.5
    assert contrast(colours.on_solid, colours.solid) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_text_can_be_read(palette: Palette) -> None:
    for ink in (palette.text, palette.text_muted, palette.text_faint):
        assert contrast(ink, palette.surface) >= 4.5
        assert contrast(ink, palette.canvas) >= 4.3
    assert contrast(palette.rail_text, palette.rail) >= 4.5
    assert contrast(BRAND.soft_text, BRAND.top) >= 4.5


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_the_sheet_has_every_value(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert palette.canvas in sheet
    assert palette.accent.solid in sheet


def test_every_icon_named_in_the_code_is_drawn(ui: Ui) -> None:
    drawn = set(ui.icons.names())
    named: set[str] = set()
    for file in (ROOT / "inspector_app" / "ui").rglob("*.py"):
        named |= set(re.findall(r'(?:icon|lead)="([a-z_]+)"', file.read_text("utf-8")))
    assert named
    assert named <= drawn


def test_an_icon_takes_the_wanted_colour_and_is_kept(ui: Ui) -> None:
    first = ui.icons.pixmap("check", "#ff0000", 48, 1.0)
    image = first.toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert inked
    assert all(colour == QColor("#ff0000") for colour in inked)
    assert ui.icons.pixmap("check", "#ff0000", 48, 1.0) is first


def test_a_missing_icon_is_empty_and_logged(ui: Ui, expected_log, tmp_path: Path) -> None:
    expected_log("icon_missing name=nothing")
    assert not Icons(tmp_path).pixmap("nothing", "#000000").isNull()


def test_switching_the_scheme_dresses_the_application_and_tells(ui: Ui, qapp, qtbot) -> None:
    with qtbot.waitSignal(ui.theme.changed):
        ui.theme.toggle()
    assert ui.theme.scheme == "dark"
    assert PALETTES["dark"].canvas in qapp.styleSheet()


def test_setting_the_same_scheme_is_silent(qapp) -> None:
    theme = Theme("light")
    heard: list[int] = []
    theme.changed.connect(lambda: heard.append(1))
    theme.set_scheme("light")
    assert heard == []
