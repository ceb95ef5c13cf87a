"""Where a list goes on: numbers and an id in one word of an address."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = 18


def place_text(*numbers: int, item: str) -> str:
    """``numbers`` and ``item`` as a word."""
    return ".".join((*map(str, numbers), item))


def read_place(text: str, count: int) -> tuple[tuple[int, ...], str] | None:
    """``count`` numbers and an id; None for what no list has given."""
    parts = text.split(".", count)
    numbers, item = parts[:count], parts[count:]
    if not item or not item[0] or not item[0].isprintable():
        return None
    if not all(each.isascii() and each.isdecimal() and len(each) <= _DIGITS for each in numbers):
        return None
    return tuple(map(int, numbers)), item[0]
