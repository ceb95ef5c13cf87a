from __future__ import annotations

import numpy as np
import pytest

from inspector_app.ocr.tone import closed, levelled, softened


def stripes(low: int, high: int) -> np.ndarray:
    """Rows of bars 6 px wide, as strokes of print are."""
    row = np.where(np.arange(240) // 6 % 2 == 0, low, high).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (80, 240, 3)))


def contrast(pixels: np.ndarray) -> float:
    return float(pixels[20:60, 40:200, 0].std())


def test_faint_print_is_brought_out() -> None:
    assert contrast(stripes(118, 126)) < 5
    assert contrast(levelled(stripes(118, 126), 24)) > 40


def test_dark_and_light_parts_come_to_one_level() -> None:
    pixels = np.concatenate([stripes(10, 30), stripes(200, 250)], axis=1)
    level = levelled(pixels, 24)
    assert float(level[20:60, 40:200].mean()) == pytest.approx(
        float(level[20:60, 280:440].mean()), abs=12
    )


def test_an_even_picture_stays_even() -> None:
    assert float(levelled(np.full((60, 60, 3), 90, dtype=np.uint8), 24).std()) < 1


@pytest.mark.parametrize("light", [False, True])
def test_dots_grow_together_dark_on_light(light: bool) -> None:
    pixels = np.full((60, 200, 3), 30 if light else 220, dtype=np.uint8)
    pixels[30:33, 10:190:6] = pixels[30:33, 11:190:6] = pixels[30:33, 12:190:6] = (
        220 if light else 30
    )
    line = closed(pixels)[31, 20:180, 0]
    assert int(line.max()) < 128
    assert int(closed(pixels)[5].min()) > 180


def test_a_softened_picture_keeps_its_size() -> None:
    assert softened(stripes(0, 255), 0.8).shape == (80, 240, 3)
    assert contrast(softened(stripes(0, 255), 2.0)) < contrast(stripes(0, 255))
