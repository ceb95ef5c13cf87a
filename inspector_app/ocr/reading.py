"""One photo from bytes to suggestions: passes, the judgement of the text rules, places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from inspector_app.domain.label_text.reading import FieldName, LabelReading, TextPass
from inspector_app.ocr.lines import Late, Recogniser
from inspector_app.ocr.passes import Passes
from inspector_app.ocr.view import Matrix, moved, read_photo

Judge: TypeAlias = Callable[[Sequence[TextPass], int, int, date], LabelReading]
"""The text rules: passes with boxes in upright, level pixels, width, height, today."""


_CLEAR: Final = 0.95  # mean score of a picture that sharpening does not help
_DOUBTS_OF_READING: Final = frozenset(
    {
        "one_pass", "passes_differ", "digits_repaired", "digits_unsure", "keyword_guessed",
        "maybe_cut", "unclear_picture", "unlikely_year",
    }
)  # fmt: skip
_DATES: Final[tuple[FieldName, ...]] = ("produced", "expires")
_TOLD: Final[tuple[FieldName, ...]] = ("produced", "expires", "shelf_life", "lot")


@dataclass(slots=True)
class PhotoReader:
    """Reads photos one after the other with one engine. ``closer`` counts those that took more
    than two passes."""

    engine: Recogniser
    judge: Judge
    closer: int = 0

    def read(self, data: bytes, today: date, late: Late) -> LabelReading | None:
        """What the picture says; None when the bytes are no picture.

        When ``late`` says that time is over, what was read so far is judged: lines, or a whole
        pass, may be missing, so that less is agreed, never more.
        """
        photo = read_photo(data)
        if photo is None:
            return None
        passes = Passes(self.engine, photo, late)
        size = (photo.width, photo.height)
        read = [passes.first()]
        if read[0].lines and not late():
            read.append(passes.second())
        reading = self.judge(read, *size, today)
        for look in (_more_contrast, _less_blur):
            more = look(passes, read, reading) if read[0].lines and not late() else None
            if more is not None:  # the clearest first: the rules trust them most
                read = sorted([*read, more], key=_clarity, reverse=True)
                reading = self.judge(read, *size, today)
        rival = _second_look(passes, reading) if not late() else None
        if rival is not None:
            reading = self.judge([*read, rival], *size, today)
        self.closer += len(read) > 2
        return placed(replace(reading, width=size[0], height=size[1]), inverse(passes.frame))


def _more_contrast(
    passes: Passes, read: Sequence[TextPass], reading: LabelReading
) -> TextPass | None:
    return passes.level() if _unsettled(reading) else None


def _less_blur(passes: Passes, read: Sequence[TextPass], reading: LabelReading) -> TextPass | None:
    unclear = max(_clarity(each) for each in read) < _CLEAR
    return passes.sharp() if unclear and _unsettled(reading) else None


def _second_look(passes: Passes, reading: LabelReading) -> TextPass | None:
    """A slashed zero of dots is read as an eight, at times in both passes: whatever would be
    prefilled with an eight in it is read once more."""
    texts = {
        _bare(candidate.text)
        for field in reading.fields
        if field.agreed and field.name in _TOLD
        for candidate in field.candidates[:1]
        if "8" in candidate.text
    }
    if not texts:
        return None
    return passes.second_look(lambda line: any(text in _bare(line) for text in texts))


def _unsettled(reading: LabelReading) -> bool:
    """Whether another pass could settle something: no date, or fields read in two ways."""
    dates = [reading.field(name) for name in _DATES]
    if not any(dates):
        return True
    told = [reading.field(name) for name in _TOLD]
    return any(
        field is not None and field.candidates and not field.agreed
        and field.candidates[0].doubt in _DOUBTS_OF_READING
        for field in told
    )  # fmt: skip


def _clarity(one: TextPass) -> float:
    """Mean score of the characters of a pass."""
    letters = sum(len(line.text) for line in one.lines)
    return sum(len(line.text) * line.score for line in one.lines) / letters if letters else 0.0


def _bare(text: str) -> str:
    return "".join(text.split())


def placed(reading: LabelReading, back: Matrix) -> LabelReading:
    """The reading with every box under the map ``back``."""
    fields = tuple(
        replace(
            field,
            candidates=tuple(replace(each, box=moved(each.box, back)) for each in field.candidates),
        )
        for field in reading.fields
    )
    return replace(
        reading,
        fields=fields,
        elements=tuple(replace(each, box=moved(each.box, back)) for each in reading.elements),
        problems=tuple(replace(each, box=moved(each.box, back)) for each in reading.problems),
        lines=tuple(replace(each, box=moved(each.box, back)) for each in reading.lines),
    )


def inverse(matrix: Matrix) -> Matrix:
    """The 2×3 affine map back."""
    linear = np.linalg.inv(matrix[:, :2])
    return np.column_stack([linear, -linear @ matrix[:, 2]])
