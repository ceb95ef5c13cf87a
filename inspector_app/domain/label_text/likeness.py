"""How alike two passes are: where they tell different texts, agreeing on one value is chance."""

from __future__ import annotations

from collections import Counter

from inspector_app.domain.label_text.plain_text import plain
from inspector_app.domain.label_text.reading import TextPass

CLEAR = 0.8
CLEAR_FOR_LONE_DATES = 0.88
CLEAR_FOR_NUMBERS = 0.93
"""Shares of common character pairs. Sharp pictures give 0.95 and more, shaken ones 0.7 to 0.9:
there a date may be believed that another date bears out, a number of fourteen digits not."""
_MOST_LINES = 500
_SLACK = 6


def alike(one: TextPass, other: TextPass) -> float:
    """Share of character pairs both passes have: 0 … 1; 1 when they differ by a character or
    two, which says nothing on a label of one line."""
    left, right = _pairs(one), _pairs(other)
    total, common = left.total() + right.total(), 2 * (left & right).total()
    return 1.0 if total - common <= _SLACK else common / total


def _pairs(one: TextPass) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in one.lines[:_MOST_LINES]:
        text = plain(line.text).replace(" ", "")
        found.update(text[at : at + 2] for at in range(len(text) - 1))
    return found
