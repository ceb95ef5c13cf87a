"""Where lines lie to each other: the value right of a word, or below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from inspector_app.domain.label_text.reading import TextLine
from inspector_app.domain.scan import Position

_CORNERS = 4
_SAME_ROW = 0.6
_LINES_BELOW = 2.2
_WIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line in the label's own axes: along the text, and across it, in pixels."""

    left: float
    right: float
    middle: float
    height: float


def places(lines: Sequence[TextLine]) -> tuple[Place | None, ...]:
    """Each line in the axes of the page's text; None for lines without a box."""
    along = _direction(lines)
    return tuple(_place(line.box, along) for line in lines)


def right_of(word: int, placed: Sequence[Place | None]) -> list[int]:
    """Lines on the same row, right of that one, the nearest first."""
    here = placed[word]
    if here is None:
        return []
    hits = []
    for index, other in enumerate(placed):
        if other is None or index == word:
            continue
        reach = _SAME_ROW * min(here.height, other.height)
        starts_later = other.left >= here.left + 0.5 * (here.right - here.left)
        if abs(other.middle - here.middle) <= reach and starts_later:
            hits.append((other.left, index))
    return [index for _, index in sorted(hits)]


def below(word: int, placed: Sequence[Place | None]) -> list[int]:
    """Lines under that one, near enough and overlapping it, the nearest first."""
    here = placed[word]
    if here is None:
        return [word + 1] if word + 1 < len(placed) else []
    hits = []
    for index, other in enumerate(placed):
        if other is None or index == word:
            continue
        height = max(here.height, other.height)
        down = other.middle - here.middle
        overlap = min(here.right, other.right) - max(here.left, other.left)
        if _SAME_ROW * height < down <= _LINES_BELOW * height and overlap > 0:
            hits.append((down, index))
    return [index for _, index in sorted(hits)]


def part_of(box: Position, text: str, start: int, end: int) -> Position:
    """The part of a line's box that holds the characters ``start`` … ``end``.

    Chinese characters count double: close enough to cut the picture there.
    """
    if len(box) != _CORNERS or not text or end <= start:
        return box
    widths = [1 if char.isascii() else _WIDE for char in text]
    whole = sum(widths)
    first, last = sum(widths[:start]) / whole, sum(widths[:end]) / whole
    top_left, top_right, bottom_right, bottom_left = box
    return (
        _between(top_left, top_right, first),
        _between(top_left, top_right, last),
        _between(bottom_left, bottom_right, last),
        _between(bottom_left, bottom_right, first),
    )


def _between(
    one: tuple[float, float], other: tuple[float, float], share: float
) -> tuple[float, float]:
    return (
        round(one[0] + (other[0] - one[0]) * share, 1),
        round(one[1] + (other[1] - one[1]) * share, 1),
    )


def _direction(lines: Sequence[TextLine]) -> tuple[float, float]:
    """Unit vector along the text: the median of the lines that are clearly longer than high."""
    angles = []
    for line in lines:
        if len(line.box) != _CORNERS:
            continue
        top_left, top_right, _, bottom_left = line.box
        length, height = math.dist(top_left, top_right), math.dist(top_left, bottom_left)
        if length > _WIDE * height:
            angles.append(math.atan2(top_right[1] - top_left[1], top_right[0] - top_left[0]))
    if not angles:
        return (1.0, 0.0)
    # Around the first angle, so that 179° and -179° do not cancel each other.
    first = angles[0]
    turned = [math.remainder(angle - first, math.tau) for angle in angles]
    angle = first + median(turned)
    return (math.cos(angle), math.sin(angle))


def _place(box: Position, along: tuple[float, float]) -> Place | None:
    if len(box) != _CORNERS:
        return None
    x, y = along
    across = [py * x - px * y for px, py in box]
    length = [px * x + py * y for px, py in box]
    height = (across[3] + across[2] - across[0] - across[1]) / 2
    return Place(
        left=min(length),
        right=max(length),
        middle=sum(across) / _CORNERS,
        height=max(abs(height), 1.0),
    )
