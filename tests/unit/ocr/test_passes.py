from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from inspector_app.domain.label_text.reading import TextLine
from inspector_app.ocr.engine import Words
from inspector_app.ocr.passes import Passes, in_reading_order
from inspector_app.ocr.reading import inverse
from inspector_app.ocr.view import IDENTITY, Photo, View, moved
from tests.fakes.label_engine import InkEngine


def photo(width: int, height: int, bars: list[tuple[int, int, int, int]]) -> Photo:
    """Black, with grey bars (left, top, width, height), darker on their left."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    for left, top, wide, high in bars:
        pixels[top : top + high, left : left + wide] = 200
        pixels[top : top + high, left : left + wide // 2] = 100
    return Photo(View(pixels, np.array(IDENTITY)), width, height)


def read(picture: Photo) -> tuple[Passes, Any, Any]:
    passes = Passes(InkEngine(), picture, lambda: False)
    first = passes.first()
    return passes, first, passes.second()


ORDINARY = [(200, 200, 600, 44), (200, 300, 500, 44), (200, 400, 400, 44)]


def test_an_ordinary_label_photo_is_read_at_half_size_and_then_larger() -> None:
    passes, first, second = read(photo(1600, 1150, ORDINARY))
    assert passes.plan is not None
    assert (passes.plan.region, passes.plan.factor) == (None, 0.5)
    assert (first.name, second.name) == ("half", "soft")
    assert len(first.lines) == len(second.lines) == 3


def test_places_are_those_of_the_photo() -> None:
    _, first, second = read(photo(1600, 1150, ORDINARY))
    for each in (first, second):
        box = each.lines[0].box
        assert box[0] == pytest.approx((200, 200), abs=6)
        assert box[2] == pytest.approx((800, 244), abs=6)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_photo_gives_the_text_level_and_leads_back(turns: int) -> None:
    upright = photo(1600, 1150, ORDINARY)
    pixels = np.ascontiguousarray(np.rot90(upright.view.pixels, turns))
    turned = Photo(View(pixels, np.array(IDENTITY)), pixels.shape[1], pixels.shape[0])
    passes, first, second = read(turned)
    back = inverse(passes.frame)
    for each in (first, second):
        boxes = [line.box for line in each.lines]
        assert [box[0][1] for box in boxes] == pytest.approx([200, 300, 400], abs=8)
        place = moved(boxes[0], back)
        middle = np.mean(np.asarray(place), axis=0)
        assert pixels[round(middle[1]), round(middle[0])].mean() > 50


def test_a_slanting_label_is_levelled_for_the_rules_and_leads_back() -> None:
    import cv2

    upright = photo(1600, 1150, ORDINARY).view.pixels
    turn = cv2.getRotationMatrix2D((800, 575), 8.0, 1.0)
    pixels = np.asarray(cv2.warpAffine(upright, turn, (1600, 1150), flags=cv2.INTER_NEAREST))

    class Slanted(InkEngine):
        def find(self, pixels: Any, side: int) -> Any:
            found, _ = cv2.findContours(
                (pixels[:, :, 0] > 0).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
            )
            boxes = []
            for points in found:
                corners = cv2.boxPoints(cv2.minAreaRect(points))
                order = corners[np.argsort(corners[:, 0])]
                left, right = order[:2], order[2:]
                left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
                boxes.append([left[0], right[0], right[1], left[1]])
            return np.array(boxes, dtype=np.float32).reshape(-1, 4, 2)

    passes = Passes(Slanted(), Photo(View(pixels, np.array(IDENTITY)), 1600, 1150), lambda: False)
    first = passes.first()
    tops = [line.box[0][1] - line.box[1][1] for line in first.lines]
    assert tops == pytest.approx([0, 0, 0], abs=4)
    middle = np.mean(np.asarray(moved(first.lines[0].box, inverse(passes.frame))), axis=0)
    assert pixels[round(middle[1]), round(middle[0])].mean() > 50


def test_a_small_label_in_a_large_photo_is_cut_out() -> None:
    bars = [(2000, 1500, 300, 24), (2000, 1550, 260, 24), (2000, 1600, 280, 24)]
    passes, first, _ = read(photo(4000, 3000, bars))
    assert passes.plan is not None
    assert passes.plan.region is not None
    assert passes.plan.factor == pytest.approx(1.0, abs=0.1)
    assert first.lines[0].box[0] == pytest.approx((2000, 1500), abs=6)


def test_a_large_photo_full_of_label_is_brought_to_the_usual_height_of_text() -> None:
    bars = [(300, 300 + 200 * row, 3000, 110) for row in range(12)]
    passes, first, _ = read(photo(4000, 3000, bars))
    assert passes.plan is not None
    assert 110 * passes.plan.factor == pytest.approx(24, abs=3)
    assert len(first.lines) == 12


def test_small_print_is_enlarged() -> None:
    bars = [(100, 100 + 30 * row, 150, 10) for row in range(8)]
    passes, _, _ = read(photo(640, 480, bars))
    assert passes.plan is not None
    assert passes.plan.factor == pytest.approx(2.0, abs=0.4)


def test_nothing_is_found_in_the_dark() -> None:
    class Blind(InkEngine):
        def find(self, pixels: Any, side: int) -> Any:
            return np.empty((0, 4, 2), dtype=np.float32)

    passes = Passes(Blind(), photo(1600, 1150, []), lambda: False)
    assert passes.first().lines == passes.second().lines == passes.level().lines == ()
    assert passes.sharp() is None
    assert np.allclose(passes.frame, IDENTITY)


def test_lines_on_one_level_are_in_order_from_left_to_right() -> None:
    def line(text: str, left: float, top: float) -> TextLine:
        box = ((left, top), (left + 50, top), (left + 50, top + 20), (left, top + 20))
        return TextLine(text=text, box=box)

    lines = [line("d", 10, 60), line("b", 200, 4), line("a", 10, 0), line("c", 300, 1)]
    assert [each.text for each in in_reading_order(lines)] == ["a", "b", "c", "d"]


class MutteringEngine(InkEngine):
    """Reads the words it is given, strip after strip; the last again and again."""

    def __init__(self, *words: str) -> None:
        super().__init__(doubt=0.0)
        self.said = list(words)

    def read(self, strips: Sequence[Any]) -> list[Words]:
        return [Words(self.said.pop(0) if len(self.said) > 1 else self.said[0], 0.9)
                for _ in strips]  # fmt: skip


def test_a_second_look_is_a_rival_by_the_name_of_the_pass_it_repeats() -> None:
    engine = MutteringEngine("2028-01-08", "x", "y", "2020-01-08", "2028-01-08")  # widest last
    passes = Passes(engine, photo(1600, 1150, ORDINARY), lambda: False)
    assert [line.text for line in passes.first().lines] == ["y", "x", "2028-01-08"]
    look = passes.second_look(lambda text: "8" in text)
    assert look is not None
    assert look.name == "half"
    assert sorted(line.text for line in look.lines) == ["2020-01-08", "2028-01-08", "x", "y"]


def test_a_second_look_that_sees_the_same_adds_nothing() -> None:
    passes = Passes(MutteringEngine("2028-01-08"), photo(1600, 1150, ORDINARY), lambda: False)
    passes.first()
    assert passes.second_look(lambda text: "8" in text) is None
    assert passes.second_look(lambda text: False) is None
