"""The badge numbers a lot got after it was sealed."""

from __future__ import annotations

from reportlab.platypus import CondPageBreak, Flowable

from inspector_app.reports.blocks import Cell, data_table, heading
from inspector_app.reports.look import Look
from inspector_app.reports.model import ReportModel


def badges(look: Look, model: ReportModel) -> list[Flowable]:
    """First and last number of each range, and whether they hold."""
    if not model.badges:
        return []
    words = look.words
    header = [words(f"badges.{name}") for name in ("numbers", "count", "state")]
    rows: list[list[Cell]] = [
        [
            each.words, words.count("badges", each.count),
            words("badges.void" if each.void else "badges.good"),
        ]
        for each in model.badges
    ]  # fmt: skip
    return [
        CondPageBreak(60),
        heading(look, words("section.badges")),
        data_table(look, header, rows, [60, 18, 22]),
    ]
