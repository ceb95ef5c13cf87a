"""Lines of one view: found, turned the right way up, and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from inspector_app.ocr.engine import Boxes, Words
from inspector_app.ocr.view import Pixels, View, quarter_turned

Late = Callable[[], bool]
"""Whether the time for this picture is over."""

MOST_LINES: Final = 300
_CHUNK: Final = 24
_LONG: Final = 1.5  # a box this many times longer than thick tells its direction
_SURE: Final = 0.9  # of a line standing on its head against its neighbours
_CLEARLY: Final = 0.05  # better in score, read the other way up


class Recogniser(Protocol):
    """What finds and reads lines; ``engine.Engine`` is the real one."""

    def find(self, pixels: Pixels, side: int) -> Boxes:
        """Boxes of lines."""

    def upside_down(self, strips: Sequence[Pixels]) -> list[float]:
        """How surely each strip stands on its head."""

    def read(self, strips: Sequence[Pixels]) -> list[Words]:
        """The words of upright strips."""


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes of lines in the pixels of ``view``, whose text stands upright; ``turns`` × 90°
    anticlockwise led there from the picture as taken."""

    view: View
    boxes: Boxes
    turns: int
    doubts: tuple[float, ...]


def find_upright(engine: Recogniser, view: View, side: int) -> Found:
    """The lines of the view, after turning it so that most of them read from left to right.

    Costs a second search only where the text runs up or down the picture.
    """
    boxes, turns = engine.find(view.pixels, side), 0
    if _runs_vertically(boxes):
        view, turns = quarter_turned(view, 1), 1
        boxes = engine.find(view.pixels, side)
    strips = [strip(view.pixels, box) for box in boxes]
    doubts = engine.upside_down(strips)
    if _stands_on_its_head(engine, boxes, strips, doubts):
        boxes = _half_turned(boxes, view)
        view, turns = quarter_turned(view, 2), turns + 2
        doubts = [1.0 - doubt for doubt in doubts]
    return Found(view, boxes, turns, tuple(doubts))


def find_again(engine: Recogniser, view: View, side: int) -> Found:
    """The lines of a view that is known to stand upright."""
    boxes = engine.find(view.pixels, side)
    doubts = engine.upside_down([strip(view.pixels, box) for box in boxes])
    return Found(view, boxes, 0, tuple(doubts))


def read_found(engine: Recogniser, found: Found, late: Late) -> list[tuple[int, Words]]:
    """(number of the box, its words) of the lines in which something was read.

    A line that stands on its head among the others (a code sprayed on the wrong way round) is
    read both ways. When time is over the rest stays unread.
    """
    strips = {
        number: strip(found.view.pixels, found.boxes[number])
        for number in range(min(len(found.boxes), MOST_LINES))
    }
    words = _read_in_chunks(engine, strips, late)
    flipped = {
        number: np.ascontiguousarray(np.rot90(strips[number], 2))
        for number in words
        if found.doubts[number] > _SURE
    }
    for number, other in _read_in_chunks(engine, flipped, late).items():
        if other.score > words[number].score + _CLEARLY:
            words[number] = other
    return [(number, words[number]) for number in sorted(words) if words[number].text.strip()]


def strip(pixels: Pixels, box: Boxes) -> Pixels:
    """The box cut out and straightened."""
    import cv2

    width = max(1, round(max(_distance(box[0], box[1]), _distance(box[3], box[2]))))
    height = max(1, round(max(_distance(box[0], box[3]), _distance(box[1], box[2]))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    way = cv2.getPerspectiveTransform(np.ascontiguousarray(box, dtype=np.float32), corners)
    cut = cv2.warpPerspective(
        pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)


def _distance(one: Boxes, other: Boxes) -> float:
    return float(np.linalg.norm(one - other))


def sizes(boxes: Boxes) -> tuple[Boxes, Boxes]:
    """(along the text, across it) of upright boxes, in pixels."""
    return (
        np.linalg.norm(boxes[:, 0] - boxes[:, 1], axis=1).astype(np.float32),
        np.linalg.norm(boxes[:, 0] - boxes[:, 3], axis=1).astype(np.float32),
    )


def _read_in_chunks(engine: Recogniser, strips: dict[int, Pixels], late: Late) -> dict[int, Words]:
    """Strips of like shape together: a batch is as wide as its widest strip."""
    numbers = sorted(strips, key=lambda number: strips[number].shape[1] / strips[number].shape[0])
    words: dict[int, Words] = {}
    for start in range(0, len(numbers), _CHUNK):
        if late():
            break
        chunk = numbers[start : start + _CHUNK]
        words |= zip(chunk, engine.read([strips[number] for number in chunk]), strict=True)
    return words


def _runs_vertically(boxes: Boxes) -> bool:
    if not len(boxes):
        return False
    along, across = sizes(boxes)
    level = float(along[along >= _LONG * across].sum())
    upright = float(across[across >= _LONG * along].sum())
    return upright > level


def _stands_on_its_head(
    engine: Recogniser, boxes: Boxes, strips: Sequence[Pixels], doubts: Sequence[float]
) -> bool:
    """Lines vote by their length; a close vote is settled by reading the longest both ways."""
    if not strips:
        return False
    along = sizes(boxes)[0]
    vote = float(np.dot(along, np.asarray(doubts)) / max(along.sum(), 1.0))
    if vote < 0.25 or vote > 0.75:
        return vote > 0.5
    longest = sorted(range(len(strips)), key=lambda number: -along[number])[:3]
    upright = engine.read([strips[number] for number in longest])
    turned = engine.read([np.ascontiguousarray(np.rot90(strips[n], 2)) for n in longest])
    return sum(words.score for words in turned) > sum(words.score for words in upright)


def _half_turned(boxes: Boxes, view: View) -> Boxes:
    """The boxes after the view was turned by 180°, in reading order again."""
    turned = np.array([view.width, view.height], dtype=np.float32) - boxes[:, [2, 3, 0, 1]]
    return turned[::-1]
