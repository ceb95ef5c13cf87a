"""One photo from bytes to suggestions: passes, the judgement of the text rules, places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np

from inspector_app.domain.label_text.reading import LabelReading, TextPass
from inspector_app.ocr.lines import Late, Recogniser
from inspector_app.ocr.passes import Passes
from inspector_app.ocr.view import Matrix, moved, read_photo

Judge: TypeAlias = Callable[[Sequence[TextPass], int, int, date], LabelReading]
"""The text rules: passes with boxes in upright, level pixels, width, height, today."""


@dataclass(frozen=True, slots=True)
class PhotoReader:
    """Reads photos one after the other with one engine."""

    engine: Recogniser
    judge: Judge

    def read(self, data: bytes, today: date, late: Late) -> LabelReading | None:
        """What the picture says; None when the bytes are no picture.

        When ``late`` says that time is over, what was read so far is judged: lines, or a whole
        pass, may be missing, so that less is agreed, never more.
        """
        photo = read_photo(data)
        if photo is None:
            return None
        passes = Passes(self.engine, photo, late)
        read = [passes.first()]
        if read[0].lines and not late():
            read.append(passes.second())
        reading = self.judge(read, photo.width, photo.height, today)
        reading = replace(reading, width=photo.width, height=photo.height)
        return placed(reading, inverse(passes.frame))


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
