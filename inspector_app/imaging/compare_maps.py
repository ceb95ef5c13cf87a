"""Where two pictures in one frame differ: structure, colour, and what glare hides.

A global likeness (SSIM) tells nothing: unchanged glossy packs score as changed ones. So the light
is taken out first – a smooth brightness and one tint for the whole –, structure is judged locally
and by its form alone, colour by what is left after the tint, and soft-edged brightness counts as
glare: print has edges, reflections fade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np

from inspector_app.imaging.compare_align import Aligned, Colour, Grey, Mask, Real

WINDOW: Final = 3.2
NOISE: Final = 60.0
TEXTURE_FROM: Final = 5.0
TEXTURE_FULL: Final = 14.0
BURNT: Final = 249
EXCESS: Final = 0.13
SOFT_SLOPE: Final = 0.065
MOST_WIDER: Final = 1.5
SHIFTS: Final = (-1.5, 0.0, 1.5)


@dataclass(frozen=True, slots=True)
class Maps:
    """In the frame: ``structure`` 0…1, ``colour`` as ΔE, ``glare`` and ``region`` (the goods)."""

    structure: Real
    colour: Real
    glare: Mask
    region: Mask
    tint: float


def maps_of(pair: Aligned) -> Maps:
    """All maps of an aligned pair; only the goods' part of the frame is worked on."""
    region = goods_region(pair)
    part = _around(region)
    inner = region[part]
    reference, goods = _equally_sharp(pair.reference[part], pair.goods[part], inner)
    lit, rest, tint = _relit(reference, goods, inner)
    whole = Maps(
        structure=np.zeros(region.shape, np.float32),
        colour=np.zeros(region.shape, np.float32),
        glare=np.zeros(region.shape, bool),
        region=region,
        tint=tint,
    )
    whole.structure[part] = _structure(_grey(reference), _grey(lit))
    whole.colour[part] = _colour(reference, lit)
    whole.glare[part] = _glare(pair.reference[part], pair.goods[part], rest, inner)
    return whole


def _around(region: Mask) -> tuple[slice, slice]:
    """The part of the frame the goods fill, with a margin."""
    left, top, width, height = cv2.boundingRect(region.astype(np.uint8))
    rows = slice(max(0, top - 12), top + height + 12)
    return rows, slice(max(0, left - 12), left + width + 12)


def goods_region(pair: Aligned) -> Mask:
    """Where the goods are: around the matched points, and what stands out from both benches."""
    height, width = pair.inside.shape
    hull = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(pair.support).astype(np.int32), 255)
    first, second = _foreground(pair.reference), _foreground(pair.goods)
    goods = _touching(first & second & pair.inside, hull)
    for picture in (pair.reference, pair.goods):
        # A part that has the bench's colour in one picture stands out in the other; a shadow,
        # darker and no other colour, is none.
        one = _foreground(picture, dark=0.2)
        wider = _touching(one & pair.inside, hull)
        if np.count_nonzero(wider) <= MOST_WIDER * np.count_nonzero(goods):
            goods = cv2.bitwise_or(goods, wider)
    # Packs bulge outwards: what lies between their parts and is no bench belongs to them.
    points = cv2.findNonZero(goods)
    whole = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(whole, cv2.convexHull(points), 255)
    either = (first | second).astype(np.uint8) * 255
    whole = _filled(cv2.bitwise_and(whole, cv2.bitwise_or(either, goods * 255)))
    inner = cv2.erode(cv2.morphologyEx(whole, cv2.MORPH_OPEN, _disc(6)), _disc(8), borderValue=0)
    region: Mask = (inner > 0) & pair.inside
    return region


def _touching(foreground: Mask, hull: Grey) -> Grey:
    """The one piece of foreground that holds most of the matched points' hull; 0 and 1."""
    spots = cv2.morphologyEx(foreground.astype(np.uint8) * 255, cv2.MORPH_OPEN, _disc(5))
    _, labels = cv2.connectedComponents(cv2.bitwise_or(spots, hull))
    names, counts = np.unique(labels[hull > 0], return_counts=True)
    piece: Grey = (labels == names[counts.argmax()]).astype(np.uint8)
    return piece


def _filled(mask: Grey) -> Grey:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return cv2.drawContours(np.zeros_like(mask), outlines, -1, 255, cv2.FILLED)


def _foreground(picture: Colour, *, dark: float = 0.7) -> Mask:
    """What differs in colour from the bench, as the picture's border shows it; ``dark`` is the
    weight of being darker."""
    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 3), cv2.COLOR_BGR2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    edge = max(6, min(height, width) // 40)
    rim = np.ones((height, width), bool)
    rim[edge:-edge, edge:-edge] = False
    bench = np.stack([_surface(lab[..., at], rim) for at in range(3)], axis=-1)
    # Light and shade on a bench are broad; colour tells goods from it better.
    apart = (lab - bench) * np.array([0.7, 1.4, 1.4], np.float32)
    usual = float(np.percentile(np.sqrt((apart[rim] ** 2).sum(axis=-1)), 75))
    apart[..., 0] = np.where(apart[..., 0] < 0, apart[..., 0] * (dark / 0.7), apart[..., 0])
    away = np.sqrt((apart**2).sum(axis=-1))
    apart_here: Mask = away > max(12.0, 2.5 * usual)
    return apart_here


def _surface(values: Real, where: Mask, *, outlier: float = 2.0, floor: float = 2.0) -> Real:
    """A surface of second degree through ``values`` where asked, without what does not fit it."""
    height, width = values.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    sampled = np.zeros_like(where)
    sampled[::6, ::6] = True
    kept = sampled & where
    if int(kept.sum()) < 50:
        return np.full_like(values, float(np.median(values)))
    rows = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    chosen, told = rows[kept].astype(np.float64), values[kept].astype(np.float64)
    good = np.abs(told - np.median(told)) < max(
        floor, 4 * float(np.median(np.abs(told - np.median(told))))
    )
    factors: Real = np.zeros(6)
    for _ in range(4):
        left = chosen[good].T @ chosen[good] + np.diag([0, 1, 1, 2, 2, 2]) * 0.5
        factors = np.linalg.solve(left, chosen[good].T @ told[good])
        wrong = np.abs(chosen @ factors - told)
        good = wrong < max(floor, outlier * float(np.median(wrong[good])))
    return (rows @ factors.astype(np.float32)).astype(np.float32)


def _disc(radius: int) -> Grey:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _grey(picture: Any) -> Real:
    grey: Real = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return grey


# -- equal sharpness, equal light


def _equally_sharp(reference: Colour, goods: Colour, region: Mask) -> tuple[Colour, Colour]:
    """Blur the sharper one until its edges are as steep as the other's."""
    wanted = min(_steepness(reference, region), _steepness(goods, region))
    return _softened(reference, region, wanted), _softened(goods, region, wanted)


def _steepness(picture: Colour, region: Mask) -> float:
    """How steep edges are for their contrast; burnt-out parts have no say."""
    grey = cv2.GaussianBlur(_grey(picture), (0, 0), 0.8)
    spread, _ = _spread(grey, 5.0)
    steep = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    seen = region & (spread > 40) & (grey < 235)
    if int(seen.sum()) < 200:
        return 0.0
    return float(np.percentile(steep[seen] / np.sqrt(spread[seen]), 90))


def _softened(picture: Colour, region: Mask, wanted: float) -> Colour:
    """The picture blurred step by step until its edges are no steeper than ``wanted``."""
    soft = picture
    for sigma in (0.0, 0.7, 1.0, 1.4, 1.9, 2.5, 3.2):
        soft = cv2.GaussianBlur(picture, (0, 0), sigma) if sigma else picture
        if _steepness(soft, region) <= wanted * 1.05:
            break
    return soft


def _relit(reference: Colour, goods: Colour, region: Mask) -> tuple[Real, Real, float]:
    """The goods in the reference's light, the log brightness left over (goods above reference),
    and the tint that was taken out (ΔE)."""
    first = np.log(cv2.GaussianBlur(reference, (0, 0), 2.5).astype(np.float32) + 12)
    second = np.log(cv2.GaussianBlur(goods, (0, 0), 2.5).astype(np.float32) + 12)
    apart = second - first
    bright = apart.mean(axis=2)
    chroma = apart - bright[..., None]
    shade = _surface(bright, region, floor=0.03)
    cast = np.array([_middle(chroma[..., at][region]) for at in range(3)], np.float32)
    gain = np.exp(-(shade[..., None] + cast)).astype(np.float32)
    lit = np.clip((goods.astype(np.float32) + 12) * gain - 12, 0, 255)
    return lit, bright - shade, _tint(cast)


def _middle(values: Any) -> float:
    return float(np.median(values)) if values.size else 0.0


def _tint(cast: Real) -> float:
    grey = np.full((1, 1, 3), 0.6, np.float32)
    tinted = np.clip(grey * np.exp(cast), 0, 1).astype(np.float32)
    apart = cv2.cvtColor(tinted, cv2.COLOR_BGR2LAB) - cv2.cvtColor(grey, cv2.COLOR_BGR2LAB)
    return round(float(np.hypot(apart[0, 0, 1], apart[0, 0, 2])), 1)


# -- structure


def _structure(first: Real, second: Real) -> Real:
    """1 − likeness of form, weighted by how much there is to see; brightness plays no part."""
    spread_1, mean_1 = _spread(first)
    best = np.full(first.shape, -1.0, np.float32)
    largest = spread_1
    for down in SHIFTS:
        for across in SHIFTS:
            moved = _shifted(second, across, down)
            spread_2, mean_2 = _spread(moved)
            joint = cv2.GaussianBlur(first * moved, (0, 0), WINDOW) - mean_1 * mean_2
            alike = (2 * joint + NOISE) / (spread_1 + spread_2 + NOISE)
            # The better of form and contrast: a lamp takes contrast away and leaves the form.
            form = (joint + NOISE / 2) / (np.sqrt(np.maximum(spread_1 * spread_2, 0)) + NOISE / 2)
            best = np.maximum(best, 0.6 * alike + 0.4 * form)
            if down == 0 and across == 0:
                largest = np.maximum(spread_1, spread_2)
    seen = np.clip((np.sqrt(largest) - TEXTURE_FROM) / (TEXTURE_FULL - TEXTURE_FROM), 0, 1)
    return (np.clip(1 - best, 0, 1) * seen).astype(np.float32)


def _spread(grey: Real, window: float = WINDOW) -> tuple[Real, Real]:
    """Local variance and mean."""
    mean = cv2.GaussianBlur(grey, (0, 0), window)
    spread = cv2.GaussianBlur(grey * grey, (0, 0), window) - mean * mean
    return np.maximum(spread, 0), mean


def _shifted(grey: Real, across: float, down: float) -> Real:
    if not across and not down:
        return grey
    way = np.array([[1, 0, across], [0, 1, down]], np.float32)
    return cv2.warpAffine(grey, way, grey.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


# -- colour


def _colour(reference: Colour, lit: Real) -> Real:
    """ΔE after light and tint; brightness counts for less than hue."""
    first = _lab(reference.astype(np.float32))
    second = _lab(lit)
    apart = (second - first) * np.array([0.45, 1, 1], np.float32)
    away: Real = cv2.GaussianBlur(np.linalg.norm(apart, axis=2).astype(np.float32), (0, 0), 2.0)
    return away


def _lab(picture: Real) -> Real:
    soft = cv2.GaussianBlur(picture, (0, 0), 3.0) / 255
    return cv2.cvtColor(soft.astype(np.float32), cv2.COLOR_BGR2LAB)


# -- glare


def _glare(reference: Colour, goods: Colour, rest: Real, region: Mask) -> Mask:
    """Soft-edged brightness of one picture alone, and what is burnt out in one."""
    burnt_1, burnt_2 = _burnt(reference), _burnt(goods)
    found = np.zeros(region.shape, np.uint8)
    slope = cv2.magnitude(cv2.Sobel(rest, cv2.CV_32F, 1, 0), cv2.Sobel(rest, cv2.CV_32F, 0, 1)) / 8
    for excess, burnt in ((rest, burnt_2 & ~burnt_1), (-rest, burnt_1 & ~burnt_2)):
        bright = ((excess > EXCESS) | burnt) & region
        bright_u8 = cv2.morphologyEx(bright.astype(np.uint8), cv2.MORPH_OPEN, _disc(4))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(bright_u8)
        for at in range(1, count):
            if stats[at, cv2.CC_STAT_AREA] >= 250 and _is_soft(
                labels, stats[at], at, slope, excess, region
            ):
                found |= (labels == at).astype(np.uint8)
    return cv2.dilate(found, _disc(9)) > 0


def _burnt(picture: Colour) -> Mask:
    burnt: Mask = cv2.GaussianBlur(picture.min(axis=2), (0, 0), 2) >= BURNT
    return burnt


def _is_soft(labels: Any, stat: Any, at: int, slope: Real, excess: Real, region: Mask) -> bool:
    """Whether brightness fades at the edge of this spot, as light does and paper does not."""
    left, top, width, height = (int(stat[each]) for each in range(4))
    rows = slice(max(0, top - 8), top + height + 8)
    columns = slice(max(0, left - 8), left + width + 8)
    spot = (labels[rows, columns] == at).astype(np.uint8)
    rim = cv2.dilate(spot, _disc(2)) - cv2.erode(spot, _disc(2))
    inner = cv2.erode(region[rows, columns].astype(np.uint8), _disc(4), borderValue=0)
    edge = cv2.dilate(slope[rows, columns], _disc(3))[(rim > 0) & (inner > 0)]
    peak = float(np.percentile(excess[rows, columns][spot > 0], 90))
    # Print under the light has edges of its own: the calmer half of the rim speaks for the light.
    return bool(edge.size) and float(np.percentile(edge, 45)) < SOFT_SLOPE * max(peak, EXCESS)
