"""The two passes over a photo: at half size, and larger but softened.

Measured on photos of labels of 1.8 megapixels: half size, and 0.7 with a slight blur. What counts
is the height of the text, so larger photos are brought to the same height first: a small label in
a big photo is cut out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from inspector_app.domain.label_text.reading import TextLine, TextPass
from inspector_app.domain.scan import Position, Region
from inspector_app.ocr.engine import DETECTION_SIDE, Boxes
from inspector_app.ocr.lines import (
    Found,
    Late,
    Recogniser,
    find_again,
    find_upright,
    read_found,
    sizes,
)
from inspector_app.ocr.view import (
    IDENTITY,
    Matrix,
    Photo,
    View,
    chained,
    cut,
    moved,
    quarter_turned,
    repainted,
    scaled,
)

FIRST_SIDE: Final = 800
SECOND: Final = 1.4  # times the size of the first pass
SOFTNESS: Final = 0.8  # standard deviation of the second pass's blur, in its pixels
_GOOD_HEIGHT: Final = 24.0  # of a line's box in the first pass
_LOW, _HIGH = 15.0, 110.0  # heights that are brought to the good one
_LONGEST_FIRST: Final = 1600
_PROBED_FROM: Final = 2200  # photos this long are searched for text before the first pass
_PROBE_SIDE: Final = 1408
_MARGIN: Final = 2.0  # line heights around the text
_LEAST_SKEW: Final = 1.5  # degrees


@dataclass(frozen=True, slots=True)
class Plan:
    """Which part of the photo is read, and at which size (times the photo's)."""

    region: Region | None
    factor: float
    side: int


@dataclass(slots=True)
class Passes:
    """The passes over one photo. ``frame`` leads from the photo's pixels to those in which the
    text stands upright and level, where geometry is easy."""

    engine: Recogniser
    photo: Photo
    late: Late
    turns: int = 0
    frame: Matrix = field(default_factory=lambda: np.array(IDENTITY))
    plan: Plan | None = None

    def first(self) -> TextPass:
        """At half size; settles region, size and orientation for all further passes."""
        plan = self._probe() or Plan(None, min(1.0, FIRST_SIDE / self.photo.view.longest),
                                     DETECTION_SIDE)  # fmt: skip
        found = find_upright(self.engine, self._view(plan), plan.side)
        better = self._better(plan, found)
        if better is not None:
            plan = better
            found = find_upright(self.engine, self._view(plan), plan.side)
        self.plan, self.turns = plan, found.turns
        self.frame = _frame(self.photo, found)
        return self.as_pass("half", found)

    def second(self) -> TextPass:
        """Larger and softened: errors of the first pass are unlikely to come again."""
        import cv2

        assert self.plan is not None
        view = self.upright(self.plan.factor * SECOND)
        soft = cv2.GaussianBlur(view.pixels, (0, 0), SOFTNESS)
        side = max(DETECTION_SIDE, int(self.plan.side * 1.2) if self.plan.side > 960 else 0)
        found = find_again(self.engine, repainted(view, np.asarray(soft, dtype=np.uint8)), side)
        return self.as_pass("soft", found)

    def upright(self, factor: float) -> View:
        """The planned part of the photo at ``factor`` of its size, its text upright."""
        assert self.plan is not None
        return quarter_turned(
            self._view(Plan(self.plan.region, factor, self.plan.side)), self.turns
        )

    def as_pass(self, name: str, found: Found) -> TextPass:
        """Read the lines; their boxes in the frame, in reading order."""
        lines = [
            TextLine(
                text=words.text,
                box=moved(found.view.place(_corners(found.boxes[number])), self.frame),
                score=round(words.score, 4),
            )
            for number, words in read_found(self.engine, found, self.late)
        ]
        return TextPass(name=name, lines=tuple(in_reading_order(lines)))

    def _view(self, plan: Plan) -> View:
        whole = self.photo.view
        return scaled(cut(whole, plan.region) if plan.region else whole, plan.factor)

    def _probe(self) -> Plan | None:
        """Where the text of a large photo stands, and how large it is."""
        whole = self.photo.view
        if whole.longest <= _PROBED_FROM:
            return None
        factor = _PROBE_SIDE / whole.longest
        boxes = self.engine.find(scaled(whole, factor).pixels, _PROBE_SIDE)
        return _planned(boxes / factor, whole) if len(boxes) else None

    def _better(self, plan: Plan, found: Found) -> Plan | None:
        """Another plan where the text came out much too small or too large."""
        if not len(found.boxes):
            return None
        height = _height(found.boxes)
        if _LOW <= height <= _HIGH:
            return None
        whole = self.photo.view
        places = [found.view.place(_corners(box)) for box in found.boxes]
        back = np.array([[1 / _unit(whole), 0.0, 0.0], [0.0, 1 / _unit(whole), 0.0]])
        boxes = np.array([moved(place, back) for place in places], dtype=np.float32)
        better = _planned(boxes, whole)
        return better if abs(np.log(better.factor / plan.factor)) > 0.2 else None


def in_reading_order(lines: list[TextLine]) -> list[TextLine]:
    """From top to bottom, on a level from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: _middle(line)[1]):
        if rows and _middle(line)[1] - _middle(rows[-1][-1])[1] < 0.4 * _thickness(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: _middle(line)[0])]


def _planned(boxes: Boxes, whole: View) -> Plan:
    """Region and size for boxes in the pixels of ``whole``."""
    height = _height(boxes)
    low = boxes.reshape(-1, 2).min(axis=0) - _MARGIN * height
    high = boxes.reshape(-1, 2).max(axis=0) + _MARGIN * height
    size = np.minimum(high, [whole.width, whole.height]) - np.maximum(low, 0)
    small = float(size[0] * size[1]) < 0.7 * whole.width * whole.height
    region = (float(low[0]), float(low[1]), float(high[0]), float(high[1])) if small else None
    longest = float(max(size)) if small else float(whole.longest)
    factor = min(2.0, _GOOD_HEIGHT / max(height, 1.0), _LONGEST_FIRST / longest)
    # Never smaller than the size that serves ordinary photos.
    factor = max(factor, min(1.0, FIRST_SIDE / longest)) if height < 100 else factor
    side = max(DETECTION_SIDE, int(longest * factor / 32 + 1) * 32)
    return Plan(region, factor, side)


def _height(boxes: Boxes) -> float:
    """A typical height of lines, leaning to the smaller ones. Direction does not matter."""
    return float(np.percentile(np.minimum(*sizes(boxes)), 35))


def _unit(whole: View) -> float:
    """Pixels of the original photo to one of ``whole`` (2 where it was decoded at half size)."""
    return float(whole.back[0, 0])


def _frame(photo: Photo, found: Found) -> Matrix:
    """From the photo's pixels to upright ones: quarter turns, then levelled about the middle."""
    ways: tuple[Matrix, ...] = (
        np.array(IDENTITY),
        np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, photo.width]]),
        np.array([[-1.0, 0.0, photo.width], [0.0, -1.0, photo.height]]),
        np.array([[0.0, -1.0, photo.height], [1.0, 0.0, 0.0]]),
    )
    turn = ways[found.turns % 4]
    skew = _skew(found.boxes)
    if abs(skew) < _LEAST_SKEW:
        return turn
    middle = turn @ np.array([photo.width / 2, photo.height / 2, 1.0])
    cos, sin = np.cos(np.radians(skew)), np.sin(np.radians(skew))
    linear = np.array([[cos, sin], [-sin, cos]])
    return chained(np.column_stack([linear, middle - linear @ middle]), turn)


def _skew(boxes: Boxes) -> float:
    """The slope of long lines in degrees, clockwise; 0 when there is none."""
    if not len(boxes):
        return 0.0
    along, across = sizes(boxes)
    long = along >= 4 * across
    if not long.any():
        return 0.0
    edges = (boxes[long, 1] - boxes[long, 0]) + (boxes[long, 2] - boxes[long, 3])
    return float(np.median(np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))))


def _corners(box: Boxes) -> Position:
    return tuple((float(x), float(y)) for x, y in box)


def _middle(line: TextLine) -> tuple[float, float]:
    xs, ys = zip(*line.box, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _thickness(line: TextLine) -> float:
    (x0, y0), (x3, y3) = line.box[0], line.box[3]
    return float(np.hypot(x3 - x0, y3 - y0))
