"""Carton numbers as people write them: ``1-60, 63``. Pure; free of Qt."""

from __future__ import annotations

import re

from inspector_app.domain.errors import WalkError

_PART = re.compile(r"(\d{1,6})(?:\s*[-–—~～至到]\s*(\d{1,6}))?\Z")
_BREAK = re.compile(r"[,，、;；\s]+(?![-–—~～])")


def parse_ranges(text: str, highest: int) -> tuple[int, ...]:
    """The numbers, rising and each once; an empty text is none.

    Raises WalkError ``cartons_unreadable`` for anything else, or a number above ``highest``.
    """
    joined = re.sub(r"\s*([-–—~～至到])\s*", r"\1", text.strip())
    numbers: set[int] = set()
    for part in _BREAK.split(joined) if joined else ():
        if not part:
            continue
        found = _PART.match(part)
        if found is None:
            raise WalkError("cartons_unreadable", text=text, cartons=highest)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= highest:
            raise WalkError("cartons_unreadable", text=text, cartons=highest)
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers))


def write_ranges(numbers: tuple[int, ...]) -> str:
    """``1-60, 63`` for carton numbers."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
