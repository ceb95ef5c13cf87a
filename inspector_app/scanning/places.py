"""Where codes may be in a photo, by the grain of its edges, before anything is read.

Bars have many edges that all run one way; matrix codes have many that run both ways. Print and
tape have them too: places are ranked, not judged. The squared gradient, averaged over tiles, tells
both (the structure tensor of Bigün and Granlund, 1987).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector_app.scanning.picture import Grey

_TILE: Final = 8
_ONE_WAY: Final = 0.55
_LEAST_TILES: Final = 6
_MOST_PLACES: Final = 80
_MOST_OF_LEVEL: Final = 40
_MOST_OF_WAY: Final = 8
_WAYS: Final = 6
_LEVELS: Final = (2.2, 4.5, 10.0, 25.0, 60.0, 150.0, 400.0)
_Tiles: TypeAlias = npt.NDArray[np.float32]
_Kind: TypeAlias = Literal["bars", "grain"]
KINDS: Final[tuple[_Kind, ...]] = ("bars", "grain")


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle with many edges: ``corners`` 4 × 2 in the view's pixels, going round.

    ``across`` is the direction, in degrees, in which bars follow one another; for ``grain``
    places (edges both ways) it says how the rectangle lies.
    """

    kind: _Kind
    corners: npt.NDArray[np.float32]
    across: float
    weight: float

    @property
    def size(self) -> tuple[float, float]:
        """Along ``across`` and at a right angle to it, in pixels."""
        way = np.deg2rad(self.across)
        along = self.corners @ np.array([np.cos(way), np.sin(way)])
        beside = self.corners @ np.array([-np.sin(way), np.cos(way)])
        return float(np.ptp(along)), float(np.ptp(beside))

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle, in pixels."""
        x, y = self.corners.mean(axis=0)
        return float(x), float(y)


@dataclass(frozen=True, slots=True)
class _Grain:
    """Per tile: how strong edges are in their main direction and across it, and that direction."""

    main: _Tiles
    cross: _Tiles
    xx_yy: _Tiles
    xy: _Tiles


def likely_places(pixels: Grey) -> list[Place]:
    """Places that may hold a code, the likeliest first, at most 60."""
    if min(pixels.shape) < 2 * _TILE:
        return []
    grain = _grain(pixels)
    found: list[Place] = []
    for kind in KINDS:
        strength = grain.main - grain.cross if kind == "bars" else grain.cross
        noise = max(float(np.median(strength)), 1.0)
        for chosen in _ways(grain) if kind == "bars" else (None,):
            for factor in _LEVELS:  # a faint code needs a low one, one beside print a high one
                strong = strength > noise * factor
                found.extend(_places(grain, strong if chosen is None else strong & chosen, kind))
    found.sort(key=lambda place: -place.weight)
    return _without_repeats(found)[:_MOST_PLACES]


def bars_follow(pixels: Grey) -> float | None:
    """The direction in degrees in which the bars of this crop follow one another.

    None where edges do not run one way.
    """
    import cv2

    across = cv2.Sobel(pixels, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(pixels, cv2.CV_32F, 0, 1, ksize=3)
    xx, yy = float((across * across).sum()), float((down * down).sum())
    xy = float((across * down).sum())
    if np.hypot(xx - yy, 2 * xy) < 0.35 * (xx + yy):
        return None
    return float(np.rad2deg(np.arctan2(2 * xy, xx - yy))) / 2


def _grain(pixels: Grey) -> _Grain:
    """The structure tensor of the picture at half its size; its smallest bars still show there."""
    import cv2

    size = (pixels.shape[1] // _TILE, pixels.shape[0] // _TILE)
    half = cv2.resize(pixels, (size[0] * _TILE // 2, size[1] * _TILE // 2),
                      interpolation=cv2.INTER_AREA)  # fmt: skip
    across = cv2.Sobel(half, cv2.CV_32F, 1, 0, ksize=3, scale=0.25)
    down = cv2.Sobel(half, cv2.CV_32F, 0, 1, ksize=3, scale=0.25)

    def tiles(product: npt.NDArray[np.float32]) -> _Tiles:
        small = cv2.resize(product, size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.blur(small, (3, 3)), dtype=np.float32)

    xx, yy = tiles(across * across), tiles(down * down)
    xy = tiles(across * down)
    spread = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    return _Grain((xx + yy + spread) / 2, (xx + yy - spread) / 2, xx - yy, xy)


def _ways(grain: _Grain) -> Iterator[npt.NDArray[np.bool_]]:
    """Tiles whose edges run one way, a mask for each of six directions that overlap.

    Apart, so that a code is not joined with the edges of its label and print beside it.
    """
    one_way = grain.main - grain.cross > _ONE_WAY * (grain.main + grain.cross)
    twice = np.arctan2(2 * grain.xy, grain.xx_yy)
    reach = np.cos(np.deg2rad(2 * 0.75 * 180 / _WAYS))
    for number in range(_WAYS):
        yield one_way & (np.cos(twice - 2 * np.pi * number / _WAYS) > reach)


def _places(grain: _Grain, strong: npt.NDArray[np.bool_], kind: _Kind) -> Iterator[Place]:
    import cv2

    gap, least = (3, 4) if kind == "bars" else (2, 3)
    most = _MOST_OF_WAY if kind == "bars" else _MOST_OF_LEVEL
    joined = cv2.morphologyEx(strong.view(np.uint8), cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    mask = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:most] + 1 if count > 1 else ()
    for number in order:
        x, y, w, h, area = (int(value) for value in stats[number])
        if area < _LEAST_TILES:
            break
        inside = labels[y : y + h, x : x + w] == number
        yield _place(grain, inside, (x, y), kind)


def _place(grain: _Grain, inside: npt.NDArray[np.bool_], at: tuple[int, int], kind: _Kind) -> Place:
    import cv2

    rows, columns = np.nonzero(inside)
    window = (slice(at[1], at[1] + inside.shape[0]), slice(at[0], at[0] + inside.shape[1]))
    points = np.c_[columns + at[0], rows + at[1]]
    tiles = (points[:, None, :] + np.array([(0, 0), (1, 0), (1, 1), (0, 1)])).reshape(-1, 2)
    rectangle = cv2.minAreaRect(tiles.astype(np.float32) * _TILE)
    corners = np.asarray(cv2.boxPoints(rectangle), dtype=np.float32)
    if kind == "bars":
        twice = np.arctan2(2 * grain.xy[window][inside].sum(), grain.xx_yy[window][inside].sum())
        across = float(np.rad2deg(twice) / 2)
    else:
        (_, _), (width, height), angle = rectangle
        across = float(angle) if width >= height else float(angle) + 90.0
    area = max(1.0, float(rectangle[1][0]) * float(rectangle[1][1])) / _TILE**2
    filled = min(1.0, len(points) / area)
    main, cross = (
        float(grain.main[window][inside].mean()),
        float(grain.cross[window][inside].mean()),
    )
    evenness = (main - cross) / (main + cross) if kind == "bars" else 2 * cross / (main + cross)
    contrast = float(np.log1p(main))
    # A code is compact: a letter's stroke, a table or a carton's edge fills little of its frame.
    weight = filled**2 * evenness * contrast * min(len(points), 400) ** 0.5
    return Place(kind, corners, across, weight)


def _without_repeats(places: list[Place]) -> list[Place]:
    """Of places that cover nearly the same, the likeliest."""
    kept: list[Place] = []
    frames = np.empty((0, 4))
    for place in places:
        frame = np.concatenate([place.corners.min(axis=0), place.corners.max(axis=0)])
        near = np.abs(frames - frame).max(axis=1) < 0.15 * float((frame[2:] - frame[:2]).max())
        if not any(kept[number].kind == place.kind for number in np.flatnonzero(near)):
            kept.append(place)
            frames = np.vstack([frames, frame])
    return kept
