"""Text of rendered PDFs compared with files kept beside the tests.

Run once with UPDATE_GOLDEN=1 after a wanted change, look at the diff, then commit it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.i18n import Catalogue
from inspector_app.reports.fonts import ReportFonts, load_fonts
from tests.fakes.printed import text_of

HERE = Path(__file__).parent
RESOURCES = HERE.parents[1] / "resources"


@pytest.fixture(scope="session")
def texts() -> Catalogue:
    names = ("report.toml", "tags.toml", "plan.toml")
    files = [RESOURCES / "translations" / name for name in names]
    return Catalogue.from_toml(file.read_text("utf-8") for file in files)


@pytest.fixture(scope="session")
def fonts() -> ReportFonts:
    folder = RESOURCES / "fonts"
    return load_fonts(folder / "NotoSansSC-Regular.ttf", folder / "NotoSansSC-Bold.ttf")


@pytest.fixture
def assert_golden() -> Callable[[Path, str], None]:
    def check(pdf: Path, name: str) -> None:
        golden = HERE / name
        text = text_of(pdf)
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(text, "utf-8", newline="\n")
        assert text == golden.read_text("utf-8")

    return check
