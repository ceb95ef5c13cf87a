"""Validity of something else on the same pack: a lottery, a coupon, a certificate.

Behind such a word on its line, in the box beside it or on the lines below it, 有效期至 says how
long one can win, not how long the goods are good: its date is offered and never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inspector_app.domain.label_text.layout import Place, below, right_of
from inspector_app.domain.label_text.line import LabelLine
from inspector_app.domain.label_text.printed_dates import PrintedDate
from inspector_app.domain.label_text.seen import Seen
from inspector_app.domain.label_text.tables import LabelTables, WordKind
from inspector_app.domain.label_text.words import VALIDITY, Word

_LINES_BELOW = 3
"""A notice of a lottery has some lines between its name and its end."""
_MOST_NOTICES = 40
"""Of more than these, what follows in reading order counts as below: measuring all of a page that
says nothing else would take too long."""
_GOODS: frozenset[WordKind] = frozenset(
    {"produced", "expires", "expires_exclusive", "duration", "opened", "lot"}
)
# 有效期至 is said of coupons too, 保质期至 and 前食用 only of goods.
_OF_FOOD = ("食用", "饮用", "最佳")


@dataclass(frozen=True, slots=True)
class NotOfGoods:
    """``starts``: line → the character from which its first date is of something else."""

    starts: Mapping[int, int]

    def word(self, index: int, line: LabelLine, word: Word) -> bool:
        """Whether the word opens the validity of something else."""
        start = self.starts.get(index)
        if start is None or word.start < start or not _of_anything(word):
            return False
        return word == _first_of_goods(line, start)

    def date(self, index: int, line: LabelLine, one: PrintedDate, after: str) -> bool:
        """As ``word``, for a date whose word stands ``after`` it (2027年1月31日止)."""
        start = self.starts.get(index)
        if start is None or one.start < start or any(said in after for said in _OF_FOOD):
            return False
        first = _first_of_goods(line, start)
        return first is None or first.start > one.start


def not_of_goods(
    lines: Sequence[LabelLine], placed: Sequence[Place | None], tables: LabelTables
) -> NotOfGoods:
    """Where the lines speak of something else than the goods."""
    starts: dict[int, int] = {}
    notices = 0
    for index, line in enumerate(lines):
        promoted = tables.promotion_regex.search(line.text)
        if promoted is not None:
            starts[index] = promoted.end()
        elif not _ends_as_certificate(line.text, tables):
            continue
        if _first_of_goods(line, 0) is None:
            notices += 1
            near = placed if notices <= _MOST_NOTICES else (None,) * len(lines)
            steps = _LINES_BELOW if promoted else 1
            for other in (*right_of(index, near)[:1], *_under(index, lines, near, steps)):
                starts.setdefault(other, 0)
    return NotOfGoods(starts)


def doubted(seen: Seen) -> Seen:
    """The sighting of a last day or a life as one that may be of something else."""
    if seen.name not in ("expires", "shelf_life"):
        return seen
    return replace(seen, doubt="not_of_goods")


def _ends_as_certificate(text: str, tables: LabelTables) -> bool:
    return bool(tables.foreign_regex.search(text) or tables.unsure_regex.search(text))


def _under(
    index: int, lines: Sequence[LabelLine], placed: Sequence[Place | None], steps: int
) -> list[int]:
    """The lines of the same notice: down to the first that names something of the goods."""
    found: list[int] = []
    for _ in range(steps):
        nearest = below(index, placed)[:1]
        found += nearest
        if not nearest or _first_of_goods(lines[nearest[0]], 0) is not None:
            break
        index = nearest[0]
    return found


def _first_of_goods(line: LabelLine, start: int) -> Word | None:
    return next((one for one in line.words if one.kind in _GOODS and one.start >= start), None)


def _of_anything(word: Word) -> bool:
    if word.kind not in ("expires", "duration"):
        return False
    return word.text.startswith(VALIDITY) or word.text.isascii()
