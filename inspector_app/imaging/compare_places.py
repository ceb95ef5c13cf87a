"""From maps to a handful of ranked places, and what could not be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import cv2
import numpy as np

from inspector_app.domain.comparison import (
    MOST_PLACES,
    Box,
    Hidden,
    HiddenWhy,
    Matrix,
    Place,
    PlaceKind,
)
from inspector_app.imaging.compare_align import Aligned, Mask, Real
from inspector_app.imaging.compare_maps import Maps

STRUCTURE_FROM: Final = 0.42
STRUCTURE_SURE: Final = 0.62
STRUCTURE_MOST: Final = 0.72
STRUCTURE_MASS: Final = 14.0
COLOUR_FROM: Final = 9.0
COLOUR_SURE: Final = 15.0
COLOUR_AREA: Final = 350
GAP: Final = 26
"""Frame pixels between two spots that are one thing to a person."""

MARGIN: Final = 8
RIM: Final = 16.0
MOST_HIDDEN: Final = 4
HIDDEN_AREA: Final = 600


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place in frame pixels: left, top, right, bottom; ``where`` are its pixels in the box."""

    kind: PlaceKind
    mass: float
    box: tuple[int, int, int, int]
    where: Mask


class Frame:
    """The frame's pixels as shares of either picture."""

    def __init__(self, pair: Aligned, goods_width: int, goods_height: int) -> None:
        self.height, self.width = pair.reference.shape[:2]
        self._onto = pair.onto_goods
        self._goods = (goods_width, goods_height)

    def reference_box(self, box: tuple[float, float, float, float]) -> Box:
        """The box of the reference picture."""
        left, top, right, bottom = box
        return _share_box(
            left / self.width, top / self.height, right / self.width, bottom / self.height
        )

    def goods_box(self, box: tuple[float, float, float, float]) -> Box:
        """The upright box around the same place in the goods picture."""
        left, top, right, bottom = box
        corners = np.array(
            [[[left, top]], [[right, top]], [[right, bottom]], [[left, bottom]]], np.float32
        )
        laid = cv2.perspectiveTransform(corners, self._onto)[:, 0]
        low, high = laid.min(axis=0), laid.max(axis=0)
        return _share_box(
            low[0] / self._goods[0], low[1] / self._goods[1],
            high[0] / self._goods[0], high[1] / self._goods[1],
        )  # fmt: skip

    def to_frame(self, box: Box) -> tuple[float, float, float, float]:
        """A box of the goods picture in frame pixels."""
        left, top = box.left * self._goods[0], box.top * self._goods[1]
        right, bottom = left + box.width * self._goods[0], top + box.height * self._goods[1]
        corners = np.array(
            [[[left, top]], [[right, top]], [[right, bottom]], [[left, bottom]]], np.float32
        )
        laid = cv2.perspectiveTransform(corners, np.linalg.inv(self._onto))[:, 0]
        low, high = laid.min(axis=0), laid.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def shares(self) -> Matrix:
        """Reference shares to goods shares."""
        there = np.diag([1 / self._goods[0], 1 / self._goods[1], 1.0])
        here = np.diag([float(self.width), float(self.height), 1.0])
        whole = there @ self._onto @ here
        whole = whole / whole[2, 2]
        return cast(Matrix, tuple(float(each) for each in whole.ravel()))


def _share_box(left: float, top: float, right: float, bottom: float) -> Box:
    left, right = (min(max(float(each), 0.0), 1.0) for each in (left, right))
    top, bottom = (min(max(float(each), 0.0), 1.0) for each in (top, bottom))
    return Box(
        left=round(left, 4), top=round(top, 4), width=round(right - left, 4),
        height=round(bottom - top, 4),
    )  # fmt: skip


def places_of(frame: Frame, maps: Maps, texts: Sequence[Place]) -> tuple[Place, ...]:
    """The most telling places, at most ``MOST_PLACES``; differences of text come first."""
    open_here = maps.region & ~maps.glare
    depth = cv2.distanceTransform(maps.region.astype(np.uint8), cv2.DIST_L2, 3)
    spots = [
        spot
        for spot in (
            *_structure_spots(maps.structure, open_here),
            *_colour_spots(maps.colour, open_here),
        )
        if _deepest(depth, spot) > RIM
    ]
    merged = _merged(spots)
    top = max((spot.mass for spot in merged), default=1.0)
    found = [
        Place(
            kind=spot.kind, score=round(min(0.95, 0.35 + 0.6 * (spot.mass / top) ** 0.5), 3),
            goods=frame.goods_box(spot.box), reference=frame.reference_box(spot.box),
        )
        for spot in sorted(merged, key=lambda each: -each.mass)
    ]  # fmt: skip
    kept = [place for place in found if not any(_covers(text, place) for text in texts)]
    return tuple([*texts, *kept][:MOST_PLACES])


def _deepest(depth: Real, spot: Spot) -> float:
    """How far from the goods' outline a spot reaches: bench and shadow shine in at the outline."""
    left, top, right, bottom = spot.box
    inside = depth[top:bottom, left:right][spot.where]
    return float(np.percentile(inside, 90)) if inside.size else 0.0


def _structure_spots(structure: Real, open_here: Mask) -> list[Spot]:
    shown = np.where(open_here, structure, 0).astype(np.float32)
    least = _beyond_usual(shown)
    strong = cv2.morphologyEx((shown > least).astype(np.uint8), cv2.MORPH_CLOSE, _square(9))
    spots = []
    for box, where in _components(strong):
        values = shown[box[1] : box[3], box[0] : box[2]][where]
        mass = float(values[values > least].sum())
        # A changed digit is a dozen pixels in a line that otherwise agrees.
        sure = float(np.sort(values)[-12:].mean())
        if mass >= STRUCTURE_MASS and sure >= max(STRUCTURE_SURE, least + 0.12):
            spots.append(Spot("structure", mass, box, where))
    return spots


def _beyond_usual(shown: Real) -> float:
    """What counts as strong here: above what unchanged print of this pair shows."""
    print_ = shown[shown > 0.08]
    if print_.size < 400:
        return STRUCTURE_FROM
    middle = float(np.median(print_))
    spread = float(np.median(np.abs(print_ - middle)))
    return min(max(STRUCTURE_FROM, middle + 4.5 * spread), STRUCTURE_MOST)


def _colour_spots(colour: Real, open_here: Mask) -> list[Spot]:
    shown = np.where(open_here, colour, 0).astype(np.float32)
    # Opening takes away the thin rims that a shift of a pixel leaves along every edge.
    strong = cv2.morphologyEx((shown > COLOUR_FROM).astype(np.uint8), cv2.MORPH_OPEN, _square(9))
    spots = []
    for box, where in _components(strong):
        values = shown[box[1] : box[3], box[0] : box[2]][where]
        if values.size < COLOUR_AREA or float(np.percentile(values, 75)) < COLOUR_SURE:
            continue
        if _fades(shown, box, where):
            continue
        spots.append(Spot("colour", float((values / 30).clip(0, 1.5).sum() * 0.4), box, where))
    return spots


def _fades(shown: Real, box: tuple[int, int, int, int], where: Mask) -> bool:
    """Reflected light fades out slowly; a printed colour ends at an edge."""
    part = shown[box[1] : box[3], box[0] : box[2]]
    steep = cv2.magnitude(cv2.Sobel(part, cv2.CV_32F, 1, 0), cv2.Sobel(part, cv2.CV_32F, 0, 1)) / 8
    spot = where.astype(np.uint8)
    rim = spot - cv2.erode(spot, _square(7), borderValue=1)
    edge = steep[rim > 0]
    peak = float(np.percentile(part[where], 90))
    return bool(edge.size) and float(np.percentile(edge, 70)) < peak * 0.02


def _components(strong: Any) -> list[tuple[tuple[int, int, int, int], Mask]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong)
    found = []
    for at in range(1, count):
        left, top, width, height, _area = (int(each) for each in stats[at])
        box = (left, top, left + width, top + height)
        found.append((box, labels[top : box[3], left : box[2]] == at))
    return found


def _merged(spots: Sequence[Spot]) -> list[Spot]:
    """Spots that touch or nearly do are one; the heavier one names the kind."""
    rest = sorted(spots, key=lambda each: -each.mass)
    changed = True
    while changed:
        changed = False
        for first in range(len(rest)):
            for second in range(first + 1, len(rest)):
                if _near(rest[first].box, rest[second].box):
                    one, other = rest[first], rest.pop(second)
                    rest[first] = replace(
                        one, mass=one.mass + other.mass, box=_around(one.box, other.box)
                    )
                    changed = True
                    break
            if changed:
                break
    return [replace(spot, box=_wider(spot.box)) for spot in rest]


def _near(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return (
        one[0] - GAP < other[2] and other[0] - GAP < one[2]
        and one[1] - GAP < other[3] and other[1] - GAP < one[3]
    )  # fmt: skip


def _around(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _wider(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN


def _covers(text: Place, place: Place) -> bool:
    """Whether most of ``place`` is the line of text already named."""
    a, b = text.reference, place.reference
    across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    return across > 0 and down > 0 and across * down > 0.4 * b.width * b.height


def hidden_of(frame: Frame, maps: Maps, pair: Aligned) -> tuple[Hidden, ...]:
    """What could not be compared: what glare hides, then what the goods' picture cuts off."""
    cut = _cut_off(pair)
    return (
        *_hidden(frame, maps.glare & maps.region, "glare"),
        *_hidden(frame, cut, "outside"),
    )


def _cut_off(pair: Aligned) -> Mask:
    """Matched goods beyond the edge of the goods' picture: the hull's own surroundings there."""
    hull = np.zeros(pair.inside.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(pair.support).astype(np.int32), 1)
    wide = cv2.dilate(hull, np.ones((81, 81), np.uint8)) > 0
    outside = (wide & ~pair.inside).astype(np.uint8)
    return cv2.morphologyEx(outside, cv2.MORPH_OPEN, _square(15)) > 0


def _hidden(frame: Frame, mask: Mask, why: HiddenWhy) -> list[Hidden]:
    spots = [
        (int(where.sum()), box)
        for box, where in _components(mask.astype(np.uint8))
        if int(where.sum()) >= HIDDEN_AREA
    ]
    spots.sort(reverse=True)
    return [
        Hidden(why=why, goods=frame.goods_box(box), reference=frame.reference_box(box))
        for _, box in spots[:MOST_HIDDEN]
    ]


def _square(side: int) -> Any:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
