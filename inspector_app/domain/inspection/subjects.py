"""What an answer is about, beside the lot (``""``) and its batches (``batch:<id>``).

``unit:<position>`` is a drawn unit by its draw position, ``carton:<number>`` a carton.
"""

from __future__ import annotations

UNIT = "unit:"
CARTON = "carton:"


def unit_subject(position: int) -> str:
    """The subject of the drawn unit at that position."""
    return f"{UNIT}{position}"


def unit_position(subject: str) -> int | None:
    """The draw position a subject names, None for any other subject."""
    return _number(subject, UNIT)


def carton_subject(carton: int) -> str:
    """The subject of a carton."""
    return f"{CARTON}{carton}"


def carton_number(subject: str) -> int | None:
    """The carton a subject names, None for any other subject."""
    return _number(subject, CARTON)


def _number(subject: str, prefix: str) -> int | None:
    digits = subject.removeprefix(prefix)
    if digits == subject or not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits)
