"""Bytes and counts of photos in words. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.i18n import Translator
from inspector_app.ui.presenters.wording import WordTone
from inspector_app.ui.tools import DiskFacts

_KILO = 1000


def size_words(size: int) -> str:
    """``340 MB``, ``12.3 GB``: two or three digits that count."""
    if size < _KILO**2:
        return f"{-(-size // _KILO)} KB" if size else "0 MB"
    if size < _KILO**3:
        return f"{size / _KILO**2:.0f} MB"
    tens = size / _KILO**3
    return f"{tens:.0f} GB" if tens >= 100 else f"{tens:.1f} GB"


def room_tone(facts: DiskFacts) -> WordTone:
    """``bad`` when photos are refused, ``warn`` while there is time to make room."""
    return "bad" if facts.full else "warn" if facts.tight else "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomWords:
    """The facts of a disk as three short values, for a grid."""

    free: str
    here: str
    cleared: str


def room_words(t: Translator, facts: DiskFacts) -> RoomWords:
    """Free room; originals here and how much of them may go now; originals cleared."""
    photos = facts.photos
    here = t("room.photos", count=photos.here, size=size_words(photos.here_bytes))
    if photos.clearable:
        here = t("room.may_go", here=here, size=size_words(photos.clearable_bytes))
    return RoomWords(
        free=t("room.of", free=size_words(facts.free), total=size_words(facts.total)),
        here=here,
        cleared=t("room.photos", count=photos.cleared, size=size_words(photos.cleared_bytes)),
    )
