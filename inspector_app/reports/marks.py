"""Which tag, tone and icon a verdict, outcome, class or state wears in every document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from reportlab.lib.colors import Color, HexColor

from inspector_app.domain.defects import DefectClass
from inspector_app.reports.drawing import Tag
from inspector_app.reports.look import INK, TONES, WHITE, Colours, Icon, Tone
from inspector_app.reports.model import LifeState, Outcome, VerdictPart
from inspector_app.reports.words import Words

TagKind: TypeAlias = Literal["to_inspect", "passed", "failed", "quarantined"]

_OVERALL: Final[dict[str, tuple[Tone, Icon]]] = {
    "accept": ("good", "check"),
    "reject": ("bad", "cross"),
    "hold": ("hold", "pause"),
}
_OUTCOME: Final[dict[str, tuple[Tone, Icon]]] = {
    "pass": ("good", "check"),
    "fail": ("bad", "cross"),
    "na": ("quiet", "none"),
    "missing": ("warn", "alert"),
    "waived": ("hold", "dot"),
}
_CLASS: Final[dict[str, tuple[Tone, Icon]]] = {
    "critical": ("bad", "alert"),
    "major": ("warn", "dot"),
    "minor": ("quiet", "dot"),
    "quantity": ("accent", "dot"),
    "hold": ("hold", "pause"),
}
_LIFE: Final[dict[LifeState, tuple[Tone, Icon]]] = {
    "fresh": ("good", "check"),
    "warning": ("warn", "alert"),
    "near_expiry": ("warn", "alert"),
    "sales_lock": ("bad", "alert"),
    "expired": ("bad", "cross"),
    "exempt": ("quiet", "none"),
    "unknown": ("hold", "pause"),
}
# Ground and ink of a tag's band; yellow is the trade's colour for 待检 and needs dark ink.
TAG_BANDS: Final[dict[TagKind, tuple[Color, Color]]] = {
    "to_inspect": (HexColor(0xF6B700), INK),
    "passed": (TONES["good"].strong, WHITE),
    "failed": (TONES["bad"].strong, WHITE),
    "quarantined": (TONES["hold"].strong, WHITE),
}
TAGS: Final[dict[TagKind, tuple[Tone, Icon]]] = {
    "to_inspect": ("warn", "dot"),
    "passed": ("good", "check"),
    "failed": ("bad", "cross"),
    "quarantined": ("hold", "pause"),
}


def verdict_tone(verdict: VerdictPart) -> tuple[Tone, Icon]:
    return _OVERALL[verdict.overall]


def verdict_word(verdict: VerdictPart, words: Words) -> str:
    return words("verdict.hold_incomplete" if verdict.incomplete else f"verdict.{verdict.overall}")


def outcome_tag(outcome: Outcome | None, words: Words) -> Tag:
    """None: the stage was not reached."""
    if outcome is None:
        return Tag(word=words("outcome.not_reached"), tone="quiet", icon="none")
    tone, icon = _OUTCOME[outcome]
    return Tag(word=words(f"outcome.{outcome}"), tone=tone, icon=icon)


def class_tag(cls: DefectClass, words: Words) -> Tag:
    tone, icon = _CLASS[cls]
    return Tag(word=words(f"class.{cls}"), tone=tone, icon=icon)


def accepted_tag(accepted: bool | None, words: Words) -> Tag:
    if accepted is None:
        return Tag(word=words("outcome.open"), tone="warn", icon="alert")
    return outcome_tag("pass" if accepted else "fail", words)


def life_tag(state: LifeState, words: Words) -> Tag:
    tone, icon = _LIFE[state]
    return Tag(word=words(f"life.{state}"), tone=tone, icon=icon)


_LIFE_COLOURS: Final[dict[LifeState, Tone]] = {
    "fresh": "good",
    "warning": "accent",
    "near_expiry": "warn",
    "sales_lock": "bad",
    "expired": "bad",
    "exempt": "quiet",
    "unknown": "quiet",
}


def life_colours(state: LifeState) -> Colours:
    """Colours of a stretch of the gauge."""
    return TONES[_LIFE_COLOURS[state]]
