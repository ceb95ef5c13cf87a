"""Codes of the walk in the page's words and tones; shared by its parts and the summary."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.services.sentences import life_words
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import WalkView
from inspector_app.ui.presenters.wording import age_words, at_words
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.widgets.painting import words

CLASS_LOOKS: dict[str, tuple[Tone, str]] = {
    "critical": ("bad", "stop"),
    "major": ("warn", "attention"),
    "minor": ("neutral", "info"),
    "quantity": ("accent", "unit"),
    "hold": ("hold", "quarantine"),
}
STAGE_ICONS: dict[str, str] = {
    "identity": "barcode",
    "shelf_life": "shelf_life",
    "documents": "document",
    "cartons": "carton",
    "label": "tag",
    "units": "unit",
    "consistency": "photo",
    "checklist": "list",
}


def parked_words(ui: Ui, view: WalkView, now: datetime) -> tuple[str, str]:
    """Why a walk rests, since when and for how long, and how it goes on."""
    text = ui.t("walk.parked_text")
    if view.parked_at is not None:
        age = age_words(ui.texts.translator, now - view.parked_at)
        since = ui.t("walk.parked_since", at=at_words(view.parked_at), age=age)
        text = f"{since}\n{text}"
    return ui.t("walk.parked", reason=ui.t(f"walk.park.{view.parked}")), text


def class_word(ui: Ui, cls: str) -> str:
    """The defect class in words."""
    return ui.t(f"report.class.{cls}")


def shot_word(ui: Ui, shot: str) -> str:
    """What a picture must show; the same words as on the report."""
    key = f"report.shot.{shot}"
    return ui.t(key) if shot and ui.texts.translator.has(key) else ui.t("walk.key.photo")


def life_word(ui: Ui, life: str) -> str:
    """``36M`` in words; a dash when nothing is known."""
    return life_words(ui.texts.translator, life) if life else "—"


def day_word(ui: Ui, day: Stated | None) -> str:
    """A date or month, or that none was recorded."""
    return day.isoformat() if day is not None else ui.t("walk.batch.no_date")


def two_lines(painter: QPainter, room: QRectF, text: str, face: QFont, ink: str) -> None:
    """Words over at most two lines, centred in height, cut with … where they do not fit."""
    layout = QTextLayout(text, face)
    option = layout.textOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[tuple[int, int]] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        starts.append((line.textStart(), line.textLength()))
    layout.endLayout()
    metrics = QFontMetricsF(face)
    lines = [text[start : start + length] for start, length in starts[:2]]
    if len(starts) > 2:
        rest = text[starts[1][0] :]
        lines[1] = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
    height = metrics.height()
    top = room.center().y() - height * len(lines) / 2
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    for at, part in enumerate(lines):
        words(painter, QRectF(room.left(), top + at * height, room.width() + 2, height),
              part.strip(), face, ink, flags)  # fmt: skip
