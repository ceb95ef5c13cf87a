"""Places to look at between a picture of the goods and the reference picture.

Measured on drawn and photographed flat packs; ``docs/reading.md`` has the figures. The result only
suggests where to look: it never says that goods are good or bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from inspector_app.domain.comparison import Comparison, ReadLine
from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.compare_align import Colour, align, check_picture
from inspector_app.imaging.compare_maps import maps_of
from inspector_app.imaging.compare_places import Frame, hidden_of, places_of
from inspector_app.imaging.compare_text import text_places


def compare(
    goods: Colour,
    reference: Colour,
    *,
    goods_lines: Sequence[ReadLine] = (),
    reference_lines: Sequence[ReadLine] = (),
) -> Comparison:
    """Compare two upright pictures (BGR, up to about 2000 px).

    Lines of text, when both pictures were read, only add places. Raises PhotoError
    ``compare_picture_small``, ``compare_picture_blank``, ``compare_not_aligned`` or
    ``compare_mirrored``.
    """
    check_picture(goods)
    check_picture(reference)
    try:
        pair = align(reference, goods)
        maps = maps_of(pair)
        frame = Frame(pair, goods.shape[1], goods.shape[0])
        texts = text_places(frame, maps, goods_lines, reference_lines)
        places = places_of(frame, maps, texts)
    except (cv2.error, np.linalg.LinAlgError) as problem:  # degenerate geometry
        raise PhotoError("compare_not_aligned") from problem
    return Comparison(
        places=places,
        hidden=hidden_of(frame, maps, pair),
        onto_goods=frame.shares(),
        compared=round(_share(maps.region & ~maps.glare, maps.region), 3),
        tint=maps.tint,
    )


def _share(part: Any, whole: Any) -> float:
    return float(np.count_nonzero(part)) / max(1, int(np.count_nonzero(whole)))
