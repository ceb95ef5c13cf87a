"""Where a picture of the goods differs from the reference picture: places to look at.

Never a verdict. Boxes are shares (0…1) of the upright picture they belong to, so that they hold
for the original, its view and its thumbnail alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PlaceKind: TypeAlias = Literal["text", "colour", "structure"]
HiddenWhy: TypeAlias = Literal["glare", "outside"]
Matrix: TypeAlias = tuple[float, float, float, float, float, float, float, float, float]

MOST_PLACES = 5
"""More than a handful is no hint any more: people stop looking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in shares of a picture's width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One line of text as read from a picture; ``score`` is the reader's own confidence."""

    text: str
    box: Box
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place to look at. ``score`` 0…1 only ranks. Both texts are set for kind ``text``; one
    of them is empty where a line stands in one picture only."""

    kind: PlaceKind
    score: float
    goods: Box
    reference: Box
    goods_text: str = ""
    reference_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What could not be compared, and why: it says nothing about the goods there."""

    why: HiddenWhy
    goods: Box
    reference: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What to look at, the most telling first.

    ``onto_goods`` maps points of the reference picture to points of the goods picture, both in
    shares, row by row. ``compared`` is the share of the goods' own area in the reference picture
    that could be compared. ``tint`` is how much the whole picture's colour differs (ΔE): light or
    camera rather than goods, but beyond about 10 colours are to be judged by eye.
    """

    places: tuple[Place, ...]
    hidden: tuple[Hidden, ...]
    onto_goods: Matrix
    compared: float
    tint: float = 0.0
