from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from inspector_app.ocr.engine import Words
from inspector_app.ocr.sharpen import NO_BLUR, Blur, _kernel, find_blur, sharpened
from tests.fakes.label_pictures import label_picture


def blurred(picture: Any, blur: Blur) -> Any:
    import cv2

    return cv2.filter2D(picture, -1, _kernel(blur), borderType=cv2.BORDER_REPLICATE)


def print_of() -> Any:
    """400 × 48 pixels of one line."""
    return np.ascontiguousarray(
        label_picture(("2026-03-01",), width=400, height=150, size=30)[86:134]
    )


def error(one: Any, other: Any) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def likeness(one: Any, other: Any) -> float:
    """Correlation of two pictures, 1 for the same."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


class SharpnessEngine:
    """Is the surer the more a strip looks like clear print."""

    def find(self, pixels: Any, side: int) -> Any:
        raise NotImplementedError

    def upside_down(self, strips: Sequence[Any]) -> list[float]:
        raise NotImplementedError

    def read(self, strips: Sequence[Any]) -> list[Words]:
        target = print_of()
        return [Words("", self._likeness(each, target)) for each in strips]

    @staticmethod
    def _likeness(strip: Any, target: Any) -> float:
        rows, columns = (min(strip.shape[at], target.shape[at]) for at in (0, 1))
        return likeness(strip[:rows, :columns], target[:rows, :columns])


BOX = np.array([[0, 0], [399, 0], [399, 47], [0, 47]], dtype=np.float32)


@pytest.mark.parametrize(
    "blur", [Blur(length=9, degrees=0), Blur(length=9, degrees=44), Blur(sigma=2.0)]
)
def test_a_known_blur_is_taken_back(blur: Blur) -> None:
    clear = print_of()
    bad = blurred(clear, blur)
    assert likeness(sharpened(bad, blur), clear) > max(0.8, likeness(bad, clear) + 0.05)
    assert float(sharpened(bad, blur).mean()) == pytest.approx(float(clear.mean()), abs=1)


def test_no_blur_changes_nothing() -> None:
    assert error(sharpened(print_of(), NO_BLUR), print_of()) == 0


def test_a_picture_of_any_size_keeps_it() -> None:
    for shape in ((1, 1, 3), (7, 300, 3), (97, 101, 3)):
        assert sharpened(np.full(shape, 90, np.uint8), Blur(length=6)).shape == shape


def test_the_blur_is_found_by_reading() -> None:
    bad = blurred(print_of(), Blur(length=11.5, degrees=44))
    found = find_blur(SharpnessEngine(), bad, [BOX], lambda: False)
    assert found is not None
    assert found.degrees == pytest.approx(44, abs=12)
    assert 6 < found.length < 22


def test_a_clear_picture_is_left_as_it_is() -> None:
    assert find_blur(SharpnessEngine(), print_of(), [BOX], lambda: False) is None


def test_the_search_ends_when_time_is_over() -> None:
    bad = blurred(print_of(), Blur(length=11.5, degrees=44))
    assert find_blur(SharpnessEngine(), bad, [BOX], lambda: True) is None


@pytest.mark.parametrize("blur", [Blur(length=1), Blur(length=40, degrees=30), Blur(sigma=5)])
def test_a_blur_spreads_light_and_loses_none(blur: Blur) -> None:
    kernel = _kernel(blur)
    assert float(kernel.sum()) == pytest.approx(1.0)
    assert kernel.shape[0] % 2 == 1
