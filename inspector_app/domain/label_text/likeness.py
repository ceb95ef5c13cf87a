"""How alike two passes are: where they tell different texts, agreeing on one value is chance."""

from __future__ import annotations

from collections import Counter

from inspector_app.domain.label_text.plain_text import plain
from inspector_app.domain.label_text.reading import TextPass

CLEAR = 0.8
"""Share of common character pairs; sharp pictures give 0.95 and more, motion blur 0.7."""
_MOST_LINES = 500


def alike(one: TextPass, other: TextPass) -> float:
    """Share of character pairs both passes have: 0 … 1, and 1 when both are empty."""
    left, right = _pairs(one), _pairs(other)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0


def _pairs(one: TextPass) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in one.lines[:_MOST_LINES]:
        text = plain(line.text).replace(" ", "")
        found.update(text[at : at + 2] for at in range(len(text) - 1))
    return found
