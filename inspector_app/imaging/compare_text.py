"""Differences of text between two pictures that were read.

Reading is imperfect: a letter or two in a long line says nothing. Numbers do, above all those with
a unit (50 ml, 30 ml), and lines that have no counterpart although they were read well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from inspector_app.domain.comparison import Box, Place, ReadLine
from inspector_app.imaging.compare_maps import Maps
from inspector_app.imaging.compare_places import Frame

BELIEVED: Final = 0.75
MOST_TEXTS: Final = 3
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_AMOUNT: Final = re.compile(
    r"(\d+(?:[.,]\d+)?)(ml|g|kg|l|mg|cl|片|支|枚|袋|瓶|毫升|克|千克|升)", re.I
)
_LIKE: Final = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "b": "8", "z": "2"})
_DATES: Final = re.compile(
    r"\d{4}[./年-]?\d{1,2}|\d{6,8}|批号|lot|exp|mfg|生产日期|限用|保质", re.I
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    plain: str
    box: tuple[float, float, float, float]
    line: ReadLine

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def text_places(
    frame: Frame, maps: Maps, goods: Sequence[ReadLine], reference: Sequence[ReadLine]
) -> tuple[Place, ...]:
    """Places where words differ, amounts first; empty while either picture is unread.

    Dates and batch numbers differ from lot to lot by nature and are left out.
    """
    if not goods or not reference:
        return ()
    ours = [_line(each, frame.to_frame(each.box)) for each in goods]
    theirs = [_line(each, _scaled(each.box, frame)) for each in reference]
    found: list[tuple[float, Place]] = []
    for line in theirs:
        if _skipped(line, maps):
            continue
        other = _counterpart(line, ours)
        if other is not None:
            weight = _weight(other.plain, line.plain)
            if weight > 0:
                found.append((weight, _place(frame, weight, other, line)))
    found.sort(key=lambda each: -each[0])
    return tuple(place for _, place in found[:MOST_TEXTS])


def _line(line: ReadLine, box: tuple[float, float, float, float]) -> _Line:
    return _Line(line.text, _plain(line.text), box, line)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum() or each in ".,%+#")


def _scaled(box: Box, frame: Frame) -> tuple[float, float, float, float]:
    left, top = box.left * frame.width, box.top * frame.height
    return left, top, left + box.width * frame.width, top + box.height * frame.height


def _skipped(line: _Line, maps: Maps) -> bool:
    """Lines of a batch, badly read ones, and those that glare or the edge hides."""
    if len(line.plain) < 2 or line.line.score < BELIEVED or _DATES.search(line.text):
        return True
    rows = slice(max(0, int(line.box[1])), max(1, int(line.box[3])))
    columns = slice(max(0, int(line.box[0])), max(1, int(line.box[2])))
    open_here = (maps.region & ~maps.glare)[rows, columns]
    return not open_here.size or float(open_here.mean()) < 0.8


def _counterpart(line: _Line, others: Sequence[_Line]) -> _Line | None:
    """The line in the same place; of several, the likest."""
    near = [
        other
        for other in others
        if other.line.score >= BELIEVED and _overlap(line.box, other.box) > 0.45
    ]
    return max(near, key=lambda other: _alike(line.plain, other.plain), default=None)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return across * down / max(1.0, min(areas))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _weight(ours: str, theirs: str) -> float:
    """How telling a difference of two lines is; 0 where they agree or may."""
    if ours == theirs or ours.translate(_LIKE) == theirs.translate(_LIKE):
        return 0.0
    if ours in theirs or theirs in ours:
        return 0.0  # one was cut in two, or not read to its end
    amounts = _AMOUNT.findall(ours), _AMOUNT.findall(theirs)
    if amounts[0] and amounts[1]:
        return 1.0 if amounts[0] != amounts[1] else 0.0
    numbers = _NUMBER.findall(ours), _NUMBER.findall(theirs)
    alike = _alike(ours, theirs)
    if numbers[0] != numbers[1] and alike > 0.5 and numbers[0] and numbers[1]:
        return 0.9
    return 0.7 if alike < 0.6 else 0.0


def _place(frame: Frame, weight: float, ours: _Line, theirs: _Line) -> Place:
    return Place(
        kind="text", score=min(1.0, 0.5 + weight / 2), goods=ours.line.box,
        reference=frame.reference_box(theirs.box), goods_text=ours.text.strip(),
        reference_text=theirs.text.strip(),
    )  # fmt: skip
