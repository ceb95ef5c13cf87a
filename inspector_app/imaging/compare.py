"""Compares picture files; the machinery (OpenCV) is loaded at the first comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspector_app.domain.comparison import Comparison, ReadLine
from inspector_app.imaging.views import shrink

if TYPE_CHECKING:
    from inspector_app.imaging.compare_align import Colour

LARGEST: Final = 2000


class Comparer:
    """The ``PhotoCompare`` port over picture files (views of at most 2000 px)."""

    def compare(
        self,
        goods: Path,
        reference: Path,
        *,
        goods_lines: Sequence[ReadLine] = (),
        reference_lines: Sequence[ReadLine] = (),
    ) -> Comparison:
        """As ``compare_pair.compare``; also PhotoError ``truncated_picture``."""
        from inspector_app.imaging.compare_pair import compare

        return compare(
            read_picture(goods), read_picture(reference), goods_lines=goods_lines,
            reference_lines=reference_lines,
        )  # fmt: skip


def read_picture(file: Path) -> Colour:
    """The upright picture (BGR), at most 2000 px long; PhotoError ``truncated_picture``."""
    import numpy as np

    return np.ascontiguousarray(np.asarray(shrink(file, LARGEST))[:, :, ::-1])
