"""Was this photo taken before? A 256-bit perceptual hash, a search among all earlier ones, and a
second look at what the search finds.

The hash keeps which of the 256 lowest waves of the picture (without the mean) are stronger than
their median: it survives another JPEG, another size, other light, a watermark. A turn or a mirror
changes it: turned and mirrored pictures are asked for too. 64 bits give false alarms, 256 within a
distance of 32 few: what remains are goods of one kind on one bench before one camera, which the
second look tells apart, since a new photo never lies exactly as the old one did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias, cast, get_args

import numpy as np

from inspector_app.domain.photo_reuse import Turn
from inspector_app.imaging.views import shrink

NEAR: Final = 32
"""Bits of 256 that differ where a picture is surely nearly the same."""
FAR: Final = 56
"""Bits within which the second look is asked: a watermark or a stamp changes as many."""
WAVES: Final = 16
SIDE: Final = 64
VIEW: Final = 256  # pixels on a side at which two pictures are compared
FLAT: Final = 6.0  # grey levels of deviation below which a picture shows nothing to know again
SMALLEST: Final = 48  # pixels on the shorter side below which it does not either
TURNS: Final = cast(tuple[Turn, ...], get_args(Turn))

TILES: Final = 8
TEXTURE: Final = 2.0  # grey levels of fine structure below which a tile cannot be compared
ALIKE: Final = 0.7  # correlation of fine structure; a shift of one pixel of 256 brings it near 0
SAME_SHARE: Final = 0.75  # of the tiles with structure; a fixed bench behind new goods stays below
SAME_FAR_SHARE: Final = 0.85  # the same where the hash is not near

_Words: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
_Digests: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
_Grey: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An earlier photo that looks the same: ``distance`` bits differ; it must be turned by
    ``turn`` to lie like the one asked for."""

    sha256: str
    distance: int
    turn: Turn


def fingerprints(picture: Path) -> tuple[bytes, ...]:
    """The hash of a picture file and of its seven turned and mirrored forms, 32 bytes each, in
    the order of TURNS; empty where the picture shows nothing. PhotoError ``truncated_picture``."""
    from PIL import Image

    small = shrink(picture, 4 * SIDE).convert("L")
    if min(small.size) < SMALLEST:
        return ()
    square = small.resize((SIDE, SIDE), Image.Resampling.BOX)
    return fingerprints_of(np.asarray(square, dtype=np.float32))


def fingerprints_of(grey: _Grey) -> tuple[bytes, ...]:
    """The same for 64 × 64 grey levels."""
    if float(grey.std()) < FLAT:
        return ()
    return tuple(_hash(turned(grey, turn)) for turn in TURNS)


def turned(grey: _Grey, turn: Turn) -> _Grey:
    """A square picture mirrored and turned as ``turn`` says."""
    number = TURNS.index(turn)
    face = grey[:, ::-1] if number >= 4 else grey
    return np.ascontiguousarray(np.rot90(face, number % 4))


def _hash(grey: _Grey) -> bytes:
    import cv2

    waves = cv2.dct(grey)[:WAVES, :WAVES].reshape(-1)
    bits = waves > np.median(waves[1:])
    return np.packbits(bits).tobytes()


class PhotoIndex:
    """All earlier photos by their hash, in memory: 64 bytes each. For any thread.

    The lower half of the waves is compared first: few of many photos come near in it.
    """

    def __init__(self) -> None:
        self._hashes: _Words = np.empty((4, 1024), dtype=np.uint64)
        self._digests: _Digests = np.empty((1024, 32), dtype=np.uint8)
        self._known: set[int] = set()
        self._count = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return self._count

    def add(self, sha256: str, fingerprint: bytes) -> None:
        """Know one more photo by the hash as taken (32 bytes); once."""
        digest = bytes.fromhex(sha256)
        short = int.from_bytes(digest[:8])
        with self._lock:
            if short in self._known:
                return
            self._known.add(short)
            if self._count == len(self._digests):
                self._hashes = np.concatenate([self._hashes, np.empty_like(self._hashes)], axis=1)
                self._digests = np.concatenate([self._digests, np.empty_like(self._digests)])
            self._hashes[:, self._count] = np.frombuffer(fingerprint, dtype=np.uint64)
            self._digests[self._count] = np.frombuffer(digest, dtype=np.uint8)
            self._count += 1

    def like(self, asked: Sequence[bytes], near: int = FAR) -> tuple[Likeness, ...]:
        """Photos within ``near`` bits of any of the forms (as ``fingerprints`` gives), nearest
        first, one entry a photo."""
        best: dict[int, tuple[int, Turn]] = {}
        with self._lock:
            known = self._hashes[:, : self._count]
            for turn, form in zip(TURNS, asked, strict=False):
                for at, distance in _near(known, np.frombuffer(form, dtype=np.uint64), near):
                    if at not in best or distance < best[at][0]:
                        best[at] = distance, turn
            found = [
                Likeness(sha256=self._digests[at].tobytes().hex(), distance=distance, turn=turn)
                for at, (distance, turn) in best.items()
            ]
        return tuple(sorted(found, key=lambda each: (each.distance, each.sha256)))


def _near(known: _Words, form: _Words, near: int) -> list[tuple[int, int]]:
    """Places in the index and distances, of those within ``near``."""
    lower = np.bitwise_count(known[0] ^ form[0]) + np.bitwise_count(known[1] ^ form[1])
    some = np.flatnonzero(lower <= near)
    if not len(some):
        return []
    rest = np.bitwise_count(known[2:, some] ^ form[2:, None]).sum(axis=0, dtype=np.uint16)
    distances = lower[some] + rest
    return [(int(some[at]), int(distances[at])) for at in np.flatnonzero(distances <= near)]


class PhotoMemory:
    """Knows a station's photos by what they show. ``find`` gives a picture file of a photo; the
    smallest that is at least 256 pixels long will do."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        self._find = find
        self._index = PhotoIndex()

    def hashes_of(self, sha256: str) -> Sequence[bytes]:
        """As ``fingerprints``, of a photo."""
        return fingerprints(self._find(sha256))

    def know(self, sha256: str, hashed: bytes) -> None:
        """Remember a photo by its hash as taken."""
        self._index.add(sha256, hashed)

    def like(self, hashes: Sequence[bytes]) -> Sequence[Likeness]:
        """Known photos near any of the forms, nearest first."""
        return self._index.like(hashes)

    def same_view(self, later: str, earlier: str, turn: Turn, distance: int) -> bool:
        """Whether two photos are one and the same view, not only a similar scene."""
        wanted = SAME_SHARE if distance <= NEAR else SAME_FAR_SHARE
        return sameness(self._find(later), self._find(earlier), turn) >= wanted


def sameness(later: Path, earlier: Path, turn: Turn) -> float:
    """The share of structured tiles in which two picture files agree in their fine structure,
    once the later is turned; 1 where neither has any: then only the hash speaks.

    A new photo of the same goods on the same bench is shifted by more than a pixel of 256 almost
    everywhere; a copy is not. PhotoError ``truncated_picture``.
    """
    return sameness_of(turned(_square(later), turn), _square(earlier))


def sameness_of(later: _Grey, earlier: _Grey) -> float:
    """The same for square grey pictures of one size."""
    ours, theirs = _fine(later), _fine(earlier)
    compared = agreed = 0
    for one, other in zip(_tiles(ours), _tiles(theirs), strict=True):
        spread = float(one.std()), float(other.std())
        if max(spread) < TEXTURE:
            continue
        compared += 1
        if min(spread) > 0:
            shared = float(((one - one.mean()) * (other - other.mean())).mean())
            agreed += shared / (spread[0] * spread[1]) >= ALIKE
    return agreed / compared if compared else 1.0


def _square(picture: Path) -> _Grey:
    from PIL import Image

    small = shrink(picture, VIEW).convert("L")
    return np.asarray(small.resize((VIEW, VIEW), Image.Resampling.BILINEAR), dtype=np.float32)


def _fine(grey: _Grey) -> _Grey:
    """Structure of a few pixels: without the light, and without single pixels' noise."""
    import cv2

    near, wide = cv2.GaussianBlur(grey, (0, 0), 0.7), cv2.GaussianBlur(grey, (0, 0), 2.0)
    return cast(_Grey, near - wide)


def _tiles(grey: _Grey) -> list[_Grey]:
    return [
        tile
        for rows in np.array_split(grey, TILES, axis=0)
        for tile in np.array_split(rows, TILES, axis=1)
    ]
