"""The shipped texts and fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.i18n import Catalogue
from inspector_app.reports.fonts import ReportFonts, load_fonts

RESOURCES = Path(__file__).parents[3] / "resources"


@pytest.fixture(scope="session")
def texts() -> Catalogue:
    files = [RESOURCES / "translations" / name for name in ("report.toml", "tags.toml")]
    return Catalogue.from_toml(file.read_text("utf-8") for file in files)


@pytest.fixture(scope="session")
def fonts() -> ReportFonts:
    folder = RESOURCES / "fonts"
    return load_fonts(folder / "NotoSansSC-Regular.ttf", folder / "NotoSansSC-Bold.ttf")
