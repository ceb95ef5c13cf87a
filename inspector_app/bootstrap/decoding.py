"""The decoder of still pictures and the guard before it."""

from __future__ import annotations

from functools import cache

from inspector_app.imaging.guard import Guard
from inspector_app.scanning.ladder import DecodeLadder


@cache
def photo_guard() -> Guard:
    """The one photo guard of this process; it keeps no state."""
    return Guard()


@cache
def decoder() -> DecodeLadder:
    """The one decode ladder of this process; it keeps no state."""
    return DecodeLadder()
