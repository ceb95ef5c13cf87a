"""Hints of a comparison stand on both pictures, and keep their words where they have some."""

from __future__ import annotations

from inspector_app.domain.comparison import MOST_PLACES, Box, Comparison, Hidden, Place

HERE = Box(left=0.1, top=0.2, width=0.3, height=0.1)
THERE = Box(left=0.15, top=0.2, width=0.3, height=0.1)


def test_a_place_without_text_has_no_words_and_a_picture_without_tint_differs_in_none() -> None:
    place = Place(kind="colour", score=0.7, goods=HERE, reference=THERE)
    seen = Comparison(
        places=(place,) * MOST_PLACES,
        hidden=(Hidden(why="glare", goods=HERE, reference=THERE),),
        onto_goods=(1, 0, 0, 0, 1, 0, 0, 0, 1), compared=0.9,
    )  # fmt: skip
    assert (place.goods_text, place.reference_text, seen.tint) == ("", "", 0.0)
    assert len(seen.places) <= MOST_PLACES
