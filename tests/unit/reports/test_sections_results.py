"""The remaining life of a batch on paper: left, or past."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.i18n import Catalogue, Language
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.look import Look
from inspector_app.reports.model import LifePart
from inspector_app.reports.sections_results import _remaining, life_gauge
from inspector_app.reports.words import Words


@pytest.mark.parametrize(
    ("days", "language", "label", "value"),
    [
        (120, "zh", "剩余 120 天", "120 / 180 天（66.7%）"),
        (0, "zh", "剩余 0 天", "0 / 180 天（0.0%）"),
        (-1, "zh", "最后可用日已过 1 天", "最后可用日已过 1 天"),
        (-3, "en", "3 days past the last good day", "3 days past the last good day"),
    ],
)
def test_days_past_are_not_called_left(
    texts: Catalogue,
    fonts: ReportFonts,
    days: int,
    language: Language,
    label: str,
    value: str,
) -> None:
    look = Look(fonts, Words(texts.speak(language), fonts))
    life = LifePart(
        state="sales_lock", action="reject", on=date(2026, 6, 1), remaining_days=days,
        total_days=180,
    )  # fmt: skip
    assert life_gauge(look, life).label == label
    assert _remaining(look, life) == value
