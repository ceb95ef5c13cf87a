"""The design tokens, free of Qt: colours, spacing, type.

Every colour a person sees comes from a ``Palette``; every distance from ``SPACE``. Pairs of text
and ground reach at least 4.5:1 (WCAG 2.2, 1.4.3); ``contrast`` lets a test prove it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Scheme: TypeAlias = Literal["light", "dark"]
Tone: TypeAlias = Literal["neutral", "accent", "good", "warn", "bad", "hold"]
TextRole: TypeAlias = Literal[
    "display", "headline", "title", "strong", "body", "muted", "caption", "figure"
]

TARGET = 48
"""Smallest side of anything a gloved finger presses, in logical pixels."""

TARGET_LARGE = 64
"""Height of the one primary action of a screen."""

SCROLL_BAR = 14
"""Width of a scroll bar, taken from a page's right margin."""

RADIUS = 10
RADIUS_LARGE = 12
FONT_FAMILY = "Noto Sans SC"


@dataclass(frozen=True, slots=True)
class Space:
    """The spacing scale in logical pixels."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741  the size's usual name
    xl: int = 24
    xxl: int = 32


SPACE = Space()


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Size in logical pixels and weight (400 or 700: the two faces we ship)."""

    size: int
    weight: Literal[400, 700] = 400


TYPE: dict[TextRole, TypeStyle] = {
    "display": TypeStyle(44, 700),
    "headline": TypeStyle(28, 700),
    "title": TypeStyle(20, 700),
    "strong": TypeStyle(16, 700),
    "body": TypeStyle(16),
    "muted": TypeStyle(15),
    "caption": TypeStyle(13),
    "figure": TypeStyle(32, 700),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneColours:
    """``ink`` on ``soft`` for tags and bars; ``on_solid`` on ``solid`` for filled areas."""

    ink: str
    soft: str
    line: str
    solid: str
    on_solid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """All colours of one scheme as ``#rrggbb``."""

    scheme: Scheme
    canvas: str
    surface: str
    raised: str
    sunken: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_faint: str
    hover: str
    pressed: str
    focus: str
    rail: str
    rail_text: str
    rail_active: str
    rail_active_text: str
    shade: str
    neutral: ToneColours
    accent: ToneColours
    good: ToneColours
    warn: ToneColours
    bad: ToneColours
    hold: ToneColours

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of a meaning."""
        tones: dict[Tone, ToneColours] = {
            "neutral": self.neutral,
            "accent": self.accent,
            "good": self.good,
            "warn": self.warn,
            "bad": self.bad,
            "hold": self.hold,
        }
        return tones[tone]


LIGHT = Palette(
    scheme="light",
    canvas="#f3f5f8",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef1f5",
    border="#dde3ea",
    border_strong="#b9c3cf",
    text="#17212c",
    text_muted="#51606f",
    text_faint="#667483",
    hover="#eef3f9",
    pressed="#e0e8f2",
    focus="#1668c7",
    rail="#142433",
    rail_text="#b4c3d2",
    rail_active="#24405a",
    rail_active_text="#ffffff",
    shade="#0b1622",
    neutral=ToneColours(
        ink="#465463", soft="#edf0f4", line="#d0d8e1", solid="#51606f", on_solid="#ffffff"
    ),
    accent=ToneColours(
        ink="#0f5cb5", soft="#e6f0fc", line="#b5d2f3", solid="#1668c7", on_solid="#ffffff"
    ),
    good=ToneColours(
        ink="#11693c", soft="#e3f5ea", line="#abdcc0", solid="#17804a", on_solid="#ffffff"
    ),
    warn=ToneColours(
        ink="#8a4b04", soft="#fdf1dc", line="#f0cf98", solid="#a85b06", on_solid="#ffffff"
    ),
    bad=ToneColours(
        ink="#b02525", soft="#fdeaea", line="#f2baba", solid="#c73030", on_solid="#ffffff"
    ),
    hold=ToneColours(
        ink="#5b39ad", soft="#f0ebfc", line="#d1c2f2", solid="#6b46c4", on_solid="#ffffff"
    ),
)

DARK = Palette(
    scheme="dark",
    canvas="#10161d",
    surface="#18212a",
    raised="#1f2a35",
    sunken="#131b23",
    border="#2b3743",
    border_strong="#4a5968",
    text="#e8eef4",
    text_muted="#a6b4c1",
    text_faint="#8b9aa9",
    hover="#212d39",
    pressed="#2a3947",
    focus="#6bb0fa",
    rail="#0b1016",
    rail_text="#9eaebd",
    rail_active="#1d2f40",
    rail_active_text="#ffffff",
    shade="#05080b",
    neutral=ToneColours(
        ink="#b6c3cf", soft="#25313c", line="#3a4855", solid="#8497a8", on_solid="#0d151c"
    ),
    accent=ToneColours(
        ink="#7fbcfc", soft="#15304b", line="#27517c", solid="#57a5f5", on_solid="#06192c"
    ),
    good=ToneColours(
        ink="#62d69b", soft="#12352a", line="#1f5a44", solid="#41bd80", on_solid="#04180e"
    ),
    warn=ToneColours(
        ink="#f4b75c", soft="#3a2b12", line="#66491a", solid="#e39f3b", on_solid="#201303"
    ),
    bad=ToneColours(
        ink="#ff928b", soft="#40201f", line="#703532", solid="#f2746c", on_solid="#250605"
    ),
    hold=ToneColours(
        ink="#c0a9ff", soft="#2c2350", line="#4b3d82", solid="#a88cf5", on_solid="#130a2c"
    ),
)


@dataclass(frozen=True, slots=True)
class Brand:
    """The sign-in page's own ground, the same in both schemes."""

    top: str = "#1c3d5e"
    bottom: str = "#0d1a27"
    mark: str = "#1668c7"
    text: str = "#ffffff"
    soft_text: str = "#b9cadb"
    faint_text: str = "#8fa6bc"
    glow: str = "#57a5f5"
    icon: str = "#9ccbff"


BRAND = Brand()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a signature is written on: paper is white in both schemes."""

    ground: str = "#ffffff"
    ink: str = "#10202f"
    line: str = "#c9d2dc"
    text: str = "#5b6b7d"


PAPER = Paper()

PALETTES: dict[Scheme, Palette] = {"light": LIGHT, "dark": DARK}


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1…21 (WCAG 2.2 definition)."""
    one, two = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (one + 0.05) / (two + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
