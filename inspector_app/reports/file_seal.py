"""Where a report file keeps its own signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ATTACHMENT: Final = "inspector-bundle.json"
SEAL_KEY: Final = "/InspectorSeal"
SEAL_LENGTH: Final = 64
HOLE: Final = b"<" + b"00" * SEAL_LENGTH + b">"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What a report carries. ``seal`` signs the SHA-256 of the finished file, by ``sealed_by``
    (``station`` or ``central``)."""

    bundle: bytes
    seal: Callable[[bytes], bytes]
    sealed_by: str


def hole_of(written: bytes) -> slice | None:
    """Where the seal stands in a file, with its angle brackets; None unless exactly once."""
    key = written.find(SEAL_KEY.encode())
    if key < 0 or written.find(SEAL_KEY.encode(), key + 1) >= 0:
        return None
    start = written.find(b"/Value <", key, key + 200)
    if start < 0:
        return None
    start += len(b"/Value ")
    place = slice(start, start + len(HOLE))
    return place if written[place.stop - 1 : place.stop] == b">" else None


def without_seal(written: bytes, place: slice) -> bytes:
    """The file as it was when it was signed."""
    return written[: place.start] + HOLE + written[place.stop :]
