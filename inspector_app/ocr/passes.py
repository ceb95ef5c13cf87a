"""The passes over a photo: at half size, larger but softened, and further ones where they differ.

Measured on photos of labels of 1.8 megapixels: half size, and 0.7 with a slight blur. What counts
is the height of the text, so larger photos are brought to the same height first: a small label in
a big photo is cut out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from inspector_app.domain.label_text.reading import TextLine, TextPass
from inspector_app.domain.scan import Position, Region
from inspector_app.ocr.engine import DETECTION_SIDE, Boxes, Words
from inspector_app.ocr.lines import (
    Found,
    Late,
    Recogniser,
    find_again,
    find_upright,
    read_found,
    sizes,
    strip,
)
from inspector_app.ocr.sharpen import find_blur, sharpened
from inspector_app.ocr.tone import closed, levelled, softened
from inspector_app.ocr.view import (
    IDENTITY,
    Matrix,
    Photo,
    Pixels,
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
    faint: bool = False  # nothing was found before contrast was levelled
    found: Found | None = None
    words: dict[int, Words] = field(default_factory=dict)
    name: str = ""

    def first(self) -> TextPass:
        """At half size; settles region, size and orientation for all further passes."""
        plan = self._probe() or Plan(None, min(1.0, FIRST_SIDE / self.photo.view.longest),
                                     DETECTION_SIDE)  # fmt: skip
        found = find_upright(self.engine, self._view(plan), plan.side)
        if not len(found.boxes):
            self.faint = True
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
        view = self._upright()
        return self._larger("soft", repainted(view, softened(view.pixels, SOFTNESS)))

    def level(self) -> TextPass:
        """Larger, with the contrast levelled: for faint, dark and glaring labels."""
        view = self._upright()
        return self._larger("level", repainted(view, levelled(view.pixels, _GOOD_HEIGHT)))

    def sharp(self) -> TextPass | None:
        """Larger, with shake or bad focus taken back; None when no blur explains the picture."""
        view = self._upright()
        boxes = self._probed()
        blur = find_blur(self.engine, view.pixels, boxes, self.late) if boxes else None
        if blur is None:
            return None
        return self._larger("sharp", repainted(view, sharpened(view.pixels, blur)))

    def second_look(self, doubtful: Callable[[str], bool]) -> TextPass | None:
        """The last pass once more, its doubtful lines read with their dots run together.

        None when nothing is read otherwise. It bears the name of the pass it repeats: it is no
        further witness for what that pass read, only a rival where it reads another thing.
        """
        assert self.found is not None
        numbers = [number for number, words in self.words.items() if doubtful(words.text)]
        strips = [strip(self.found.view.pixels, self.found.boxes[number]) for number in numbers]
        again = self.engine.read([way(each) for each in strips for way in (_run_together, closed)])
        looks: list[TextLine] = []
        for at, number in enumerate(numbers):
            words = self.words[number]
            others = {each.text for each in again[2 * at : 2 * at + 2]} - {words.text}
            looks += [self._line(number, Words(text, words.score)) for text in sorted(others)]
        if not looks:
            return None
        kept = [self._line(number, self.words[number]) for number in self.words]
        return TextPass(name=self.name, lines=tuple(in_reading_order(kept + looks)))

    def _larger(self, name: str, view: View) -> TextPass:
        assert self.plan is not None
        side = max(DETECTION_SIDE, int(self.plan.side * 1.2) if self.plan.side > 960 else 0)
        return self.as_pass(name, find_again(self.engine, view, side))

    def _upright(self) -> View:
        """The planned part of the photo at the size of the second pass, its text upright."""
        assert self.plan is not None
        plan = Plan(self.plan.region, self.plan.factor * SECOND, self.plan.side)
        return quarter_turned(self._view(plan), self.turns)

    def _probed(self) -> list[Boxes]:
        """Two lines whose reading tells a good picture from a bad one: long, not yet clear."""
        if self.found is None or not self.words:
            return []
        along, across = sizes(self.found.boxes)
        fit = [
            number
            for number, words in self.words.items()
            if words.score < 0.99 and 3 < along[number] / max(across[number], 1.0) < 20
        ]
        fit.sort(key=lambda number: -len(self.words[number].text))
        return [self.found.boxes[number] for number in fit[len(fit) // 4 :][:2]]

    def as_pass(self, name: str, found: Found) -> TextPass:
        """Read the lines; their boxes in the frame, in reading order."""
        self.name, self.found = name, found
        self.words = dict(read_found(self.engine, found, self.late))
        lines = [self._line(number, words) for number, words in self.words.items()]
        return TextPass(name=name, lines=tuple(in_reading_order(lines)))

    def _line(self, number: int, words: Words) -> TextLine:
        assert self.found is not None
        place = self.found.view.place(_corners(self.found.boxes[number]))
        box = moved(place, self.frame)
        return TextLine(text=words.text, box=box, score=round(words.score, 4))

    def _view(self, plan: Plan) -> View:
        whole = self.photo.view
        view = scaled(cut(whole, plan.region) if plan.region else whole, plan.factor)
        return repainted(view, levelled(view.pixels, _GOOD_HEIGHT)) if self.faint else view

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


def _run_together(pixels: Pixels) -> Pixels:
    return softened(pixels, max(0.5, 0.04 * pixels.shape[0]))


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
