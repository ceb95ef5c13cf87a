from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inspector_app.ocr.lines import find_again, find_upright, read_found, sizes, strip
from inspector_app.ocr.view import IDENTITY, View
from tests.fakes.label_engine import InkEngine


def page(*levels: int, headlong: Sequence[int] = ()) -> View:
    """Level bars below each other, 200 × 20, darker on the left."""
    pixels = np.zeros((60 * len(levels) + 40, 300, 3), dtype=np.uint8)
    for number, level in enumerate(levels):
        bar = np.full((20, 200, 3), level, dtype=np.uint8)
        bar[:, :100] //= 2
        row = 40 + 60 * number
        pixels[row : row + 20, 30:230] = bar[:, ::-1] if level in headlong else bar
    return View(pixels, np.array(IDENTITY))


def rotated(view: View, turns: int) -> View:
    return View(np.ascontiguousarray(np.rot90(view.pixels, turns)), np.array(IDENTITY))


def never() -> bool:
    return False


def test_an_upright_page_is_searched_once() -> None:
    engine = InkEngine()
    found = find_upright(engine, page(100, 150, 200), 960)
    assert (found.turns, engine.searches, len(found.boxes)) == (0, 1, 3)


def test_a_page_on_its_head_is_turned_without_another_search() -> None:
    engine = InkEngine()
    found = find_upright(engine, rotated(page(100, 150, 200), 2), 960)
    assert (found.turns % 4, engine.searches) == (2, 1)
    words = [words.text for _, words in read_found(engine, found, never)]
    assert words == ["100", "150", "200"]


def test_a_page_on_its_side_is_turned_and_searched_again() -> None:
    for turns in (1, 3):
        engine = InkEngine()
        found = find_upright(engine, rotated(page(100, 150, 200), turns), 960)
        assert (found.turns + turns) % 4 == 0
        assert engine.searches == 2
        words = [words.text for _, words in read_found(engine, found, never)]
        assert words == ["100", "150", "200"]


def test_a_close_vote_is_settled_by_reading_both_ways() -> None:
    found = find_upright(InkEngine(doubt=0.5), rotated(page(100, 150, 200), 2), 960)
    assert found.turns == 2
    assert find_upright(InkEngine(doubt=0.5), page(100, 150, 200), 960).turns == 0


def test_one_line_on_its_head_among_others_is_read_the_better_way() -> None:
    engine = InkEngine()
    found = find_upright(engine, page(100, 150, 200, headlong=[150]), 960)
    assert found.turns == 0
    assert [words.score for _, words in read_found(engine, found, never)] == [0.9, 0.9, 0.9]


def test_a_blank_page_has_no_lines() -> None:
    found = find_upright(InkEngine(), View(np.zeros((50, 50, 3), np.uint8), np.array(IDENTITY)), 1)
    assert read_found(InkEngine(), found, never) == []


def test_when_time_is_over_the_rest_stays_unread() -> None:
    engine = InkEngine()
    found = find_again(engine, page(*range(60, 250, 4)), 960)
    assert len(found.boxes) == 48
    asked = iter([False, True])
    assert len(read_found(engine, found, lambda: next(asked))) == 24


def test_a_strip_straightens_a_slanting_box() -> None:
    pixels = np.zeros((100, 100, 3), dtype=np.uint8)
    box = np.array([[10, 20], [70, 50], [65, 60], [5, 30]], dtype=np.float32)
    height, width = strip(pixels, box).shape[:2]
    assert (width, height) == (67, 11)
    along, across = sizes(box[None])
    assert (round(float(along[0])), round(float(across[0]))) == (67, 11)


def test_a_box_without_size_is_one_pixel() -> None:
    box = np.full((4, 2), 5, dtype=np.float32)
    assert strip(np.zeros((10, 10, 3), np.uint8), box).shape == (1, 1, 3)
