"""Lays the picture of the goods over the reference picture.

ORB at half scale never failed on flat packs; a homography takes a flat face seen from another
side. Curved packs bend a little beyond it: a bounded shift of second degree takes that up, and only
that – a logo that moved is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np

from inspector_app.domain.errors import PhotoError

Grey: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""uint8, height × width."""
Colour: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""uint8, height × width × blue, green, red."""
Real: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""float32."""
Mask: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""bool."""

FRAME_SIDE: Final = 1100
"""Long side of the frame all maps live in: small print of a pack keeps about 12 px."""

SMALLEST_SIDE: Final = 240
FLAT_BELOW: Final = 6.0
FEATURES: Final = 4000
RATIO: Final = 0.8
FEWEST_INLIERS: Final = 22
FEW_INLIERS: Final = 120
NEAR: Final = 4.0
LARGEST_BEND: Final = 9.0
FEWEST_FOR_BEND: Final = 60


@dataclass(frozen=True, slots=True)
class Aligned:
    """Both pictures in the reference's frame (BGR), where they overlap, and the way there.

    ``onto_goods`` maps pixels of the frame to pixels of the goods picture as it was given;
    ``support`` are the matched points in the frame.
    """

    reference: Colour
    goods: Colour
    inside: Mask
    onto_goods: Any
    support: Real


def check_picture(picture: Colour) -> None:
    """PhotoError ``compare_picture_small`` or ``compare_picture_blank``."""
    if min(picture.shape[:2]) < SMALLEST_SIDE:
        raise PhotoError("compare_picture_small", side=min(picture.shape[:2]), wanted=SMALLEST_SIDE)
    small = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)
    if float(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).std()) < FLAT_BELOW:
        raise PhotoError("compare_picture_blank")


def align(reference: Colour, goods: Colour) -> Aligned:
    """Both in one frame. Raises PhotoError ``compare_not_aligned`` when too little agrees, and
    ``compare_mirrored`` when one is the other's mirror image."""
    frame = limited(reference, FRAME_SIDE)
    near = limited(goods, FRAME_SIDE)
    found = _homography(frame, near)
    if found is None or len(found[1]) < FEW_INLIERS:
        # Round and straight things match their own mirror image: see which way agrees more.
        turned = _homography(frame, cv2.flip(near, 1))
        if turned is not None and (found is None or len(turned[1]) > 2 * len(found[1])):
            raise PhotoError("compare_mirrored")
    if found is None:
        raise PhotoError("compare_not_aligned")
    onto_near, support, bend = found
    grow = goods.shape[1] / near.shape[1]
    onto_goods = np.diag([grow, goods.shape[0] / near.shape[0], 1.0]) @ onto_near
    laid, inside = _lay(goods, onto_goods, frame.shape[1::-1])
    return Aligned(frame, _bend(laid, bend), inside, onto_goods, support)


def limited(picture: Colour, side: int) -> Colour:
    """The picture at most ``side`` pixels long."""
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _homography(frame: Colour, goods: Colour) -> tuple[Any, Real, Bend | None] | None:
    """Frame pixels to goods pixels with the matched points; None when it cannot be believed."""
    first, second = _described(frame), _described(goods)
    if first is None or second is None:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(first[1], second[1], k=2)
    good = [
        pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance
    ]
    if len(good) < FEWEST_INLIERS:
        return None
    source = np.array([first[0][match.queryIdx].pt for match in good], np.float32)
    target = np.array([second[0][match.trainIdx].pt for match in good], np.float32)
    # The seed is fixed: the same two pictures give the same places.
    cv2.setRNGSeed(1)
    matrix, kept = cv2.findHomography(
        source, target, cv2.USAC_MAGSAC, NEAR, maxIters=4000, confidence=0.999
    )
    if not _is_matrix(matrix):
        return None
    inliers = source[kept.ravel().astype(bool)]
    if len(inliers) < FEWEST_INLIERS or not _plausible(matrix, inliers):
        return None
    back = cv2.perspectiveTransform(target[None], np.linalg.inv(matrix))[0] - source
    close = np.abs(back).max(axis=1) < LARGEST_BEND
    return matrix, inliers, Bend.fitted(source[close], back[close])


def _is_matrix(found: Any) -> bool:
    """OpenCV's stubs promise one; it gives None where nothing agrees."""
    return found is not None and bool(np.isfinite(found).all())


def _described(picture: Colour) -> tuple[Any, Any] | None:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = cv2.createCLAHE(2.0, (8, 8)).apply(grey)
    finder = cv2.ORB.create(FEATURES, scaleFactor=1.2, nlevels=8)
    points, described = finder.detectAndCompute(grey, None)
    if described is None or len(points) < FEWEST_INLIERS:
        return None
    return points, described


def _plausible(matrix: Any, inliers: Real) -> bool:
    """Neither mirrored nor crushed, and resting on more than one spot of the picture."""
    left, top = inliers.min(axis=0)
    right, bottom = inliers.max(axis=0)
    if (right - left) * (bottom - top) < 60 * 60:
        return False
    box = np.array([[[left, top]], [[right, top]], [[right, bottom]], [[left, bottom]]], np.float32)
    laid = cv2.perspectiveTransform(box, matrix)
    if not np.isfinite(laid).all() or not cv2.isContourConvex(laid.astype(np.float32)):
        return False
    before, after = cv2.contourArea(box, True), cv2.contourArea(laid.astype(np.float32), True)
    return before * after > 0 and 1 / 25 < abs(after / before) < 25


def _lay(goods: Colour, onto_goods: Any, size: Any) -> tuple[Colour, Mask]:
    """The goods in the frame, and where the frame is inside their picture."""
    pixel = np.array([[[size[0] / 2, size[1] / 2]], [[size[0] / 2 + 1, size[1] / 2]]], np.float32)
    middle = cv2.perspectiveTransform(pixel, onto_goods)
    shrink = float(np.linalg.norm(middle[1] - middle[0]))
    if shrink > 1.2:  # larger in the goods picture: avoid the stairs of plain sampling
        goods = cv2.GaussianBlur(goods, (0, 0), 0.45 * shrink)
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(goods, onto_goods, size, flags=way, borderMode=cv2.BORDER_REPLICATE)
    full = np.full(goods.shape[:2], 255, np.uint8)
    covered = cv2.warpPerspective(full, onto_goods, size, flags=way)
    inside = cv2.erode(covered, np.ones((7, 7), np.uint8)) > 250
    return laid, inside


def _bend(laid: Colour, rest: Bend | None) -> Colour:
    """Take up what the homography leaves: the smooth bend of a curved pack."""
    if rest is None:
        return laid
    height, width = laid.shape[:2]
    step = 16  # a polynomial of second degree needs no more points
    y, x = np.mgrid[0 : height + step : step, 0 : width + step : step].astype(np.float32)
    moved = rest.at(x.ravel(), y.ravel()).reshape(*x.shape, 2)
    size = (x.shape[1] * step, x.shape[0] * step)
    whole = cv2.resize(moved.astype(np.float32), size)[:height, :width]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(
        laid, x + whole[..., 0], y + whole[..., 1], cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bend:
    """A shift of second degree in place, fitted to the matched points and bounded."""

    factors: Any
    middle: Real
    spread: Real

    @classmethod
    def fitted(cls, points: Real, rest: Real) -> Bend | None:
        """``rest`` are the shifts the homography leaves at ``points``; None when too few."""
        if len(points) < FEWEST_FOR_BEND:
            return None
        middle, spread = points.mean(axis=0), points.std(axis=0) + 1.0
        rows = _powers((points - middle) / spread)
        kept = np.ones(len(points), bool)
        factors = np.zeros((rows.shape[1], 2))
        for _ in range(3):
            ridge = np.eye(rows.shape[1]) * 4.0
            left = rows[kept].T @ rows[kept] + ridge
            factors = np.linalg.solve(left, rows[kept].T @ rest[kept])
            wrong = np.abs(rows @ factors - rest).max(axis=1)
            kept = wrong < max(1.5, 2.5 * float(np.median(wrong[kept])))
        return cls(factors, middle, spread)

    def at(self, x: Real, y: Real) -> Real:
        """The shift there; beyond the matched points it grows no further."""
        places = (np.stack([x, y], axis=1) - self.middle) / self.spread
        shifts = _powers(np.clip(places, -2.2, 2.2)) @ self.factors
        bounded: Real = np.clip(shifts, -LARGEST_BEND, LARGEST_BEND).astype(np.float32)
        return bounded


def _powers(places: Any) -> Any:
    x, y = places[:, 0], places[:, 1]
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
