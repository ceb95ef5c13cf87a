"""Was this photo taken before? A 256-bit perceptual hash, and a search among all earlier ones.

The hash keeps which of the 256 lowest waves of the picture (without the mean) are stronger than
their median: it survives another JPEG, another size, other light, a watermark. A crop, a turn or a
mirror changes it: turned and mirrored pictures are asked for too. 64 bits give false alarms, 256
within a distance of 32 gave none (measured, docs/reading.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

import numpy as np

from inspector_app.imaging.views import shrink

NEAR: Final = 32
"""Bits of 256 that may differ."""
WAVES: Final = 16
SIDE: Final = 64
FLAT: Final = 6.0  # grey levels of deviation below which a picture shows nothing to know again
TURNS: Final = (
    "as_taken", "turned_90", "turned_180", "turned_270",
    "mirrored", "mirrored_90", "mirrored_180", "mirrored_270",
)  # fmt: skip

_Words: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
_Grey: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An earlier photo that looks the same: ``distance`` bits differ, ``turn`` one of TURNS."""

    sha256: str
    distance: int
    turn: str


def fingerprints(picture: Path) -> tuple[bytes, ...]:
    """The hash of a picture file and of its seven turned and mirrored forms, 32 bytes each, in
    the order of TURNS; empty where the picture shows nothing. PhotoError ``truncated_picture``."""
    from PIL import Image

    small = shrink(picture, 4 * SIDE).convert("L")
    square = small.resize((SIDE, SIDE), Image.Resampling.BOX)
    return fingerprints_of(np.asarray(square, dtype=np.float32))


def fingerprints_of(grey: _Grey) -> tuple[bytes, ...]:
    """The same for 64 × 64 grey levels."""
    if float(grey.std()) < FLAT:
        return ()
    forms = [np.rot90(face, turns) for face in (grey, grey[:, ::-1]) for turns in range(4)]
    return tuple(_hash(np.ascontiguousarray(form)) for form in forms)


def _hash(grey: _Grey) -> bytes:
    import cv2

    waves = cv2.dct(grey)[:WAVES, :WAVES].reshape(-1)
    bits = waves > np.median(waves[1:])
    return np.packbits(bits).tobytes()


class PhotoIndex:
    """All earlier photos by their hash, in memory: 32 bytes and a name each. For any thread."""

    def __init__(self) -> None:
        self._hashes: _Words = np.empty((1024, 4), dtype=np.uint64)
        self._names: list[str] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._names)

    def add(self, sha256: str, fingerprint: bytes) -> None:
        """Know one more photo by the hash as taken (32 bytes)."""
        with self._lock:
            if len(self._names) == len(self._hashes):
                self._hashes = np.concatenate([self._hashes, np.empty_like(self._hashes)])
            self._hashes[len(self._names)] = np.frombuffer(fingerprint, dtype=np.uint64)
            self._names.append(sha256)

    def like(self, asked: Sequence[bytes], near: int = NEAR) -> tuple[Likeness, ...]:
        """Photos within ``near`` bits of any of the forms (as ``fingerprints`` gives), nearest
        first, one entry a photo."""
        with self._lock:
            known, names = self._hashes[: len(self._names)], list(self._names)
            best: dict[str, Likeness] = {}
            for turn, form in zip(TURNS, asked, strict=False):
                differing = known ^ np.frombuffer(form, dtype=np.uint64)
                distances = np.bitwise_count(differing).sum(axis=1, dtype=np.uint16)
                for at in np.flatnonzero(distances <= near):
                    found = Likeness(sha256=names[at], distance=int(distances[at]), turn=turn)
                    kept = best.get(found.sha256)
                    if kept is None or found.distance < kept.distance:
                        best[found.sha256] = found
        return tuple(sorted(best.values(), key=lambda each: (each.distance, each.sha256)))
