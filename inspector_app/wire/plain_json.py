"""JSON that says each thing once.

Of a member given twice one reader takes the first and another the last; evidence must not mean two
things.
"""

from __future__ import annotations

import json
from typing import Any


def is_ambiguous(text: bytes) -> bool:
    """Whether any object of a readable JSON text names a member twice; RecursionError when it is
    nested deeper than any record."""
    found = False

    def members(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len({name for name, _ in pairs}) < len(pairs)

    try:
        json.loads(text, object_pairs_hook=members)
    except ValueError:
        return True
    return found
