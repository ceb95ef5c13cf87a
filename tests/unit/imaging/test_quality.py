"""Blur and exposure warnings on drawn labels."""

from __future__ import annotations

import pytest
from PIL import Image

from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.quality import measure
from tests.fakes.pictures import defocused, jpeg, label, moved, noisy

LABEL = label(2400, 1800)


@pytest.mark.parametrize("noise", [0, 8, 25])
def test_a_sharp_label_is_not_called_blurred_at_any_noise(noise: float) -> None:
    quality = measure(jpeg(noisy(LABEL, noise)))
    assert not quality.blurred
    assert quality.sharpness > 0.6


@pytest.mark.parametrize("noise", [0, 25])
@pytest.mark.parametrize("radius", [10, 20])
def test_a_defocused_label_is_called_blurred_even_under_noise(radius: int, noise: float) -> None:
    assert measure(jpeg(noisy(defocused(LABEL, radius), noise))).blurred


def test_motion_in_one_direction_is_enough() -> None:
    quality = measure(jpeg(moved(LABEL, 40)))
    assert quality.blurred
    assert quality.sharpness < 0.4


def test_sharpness_falls_with_blur() -> None:
    values = [measure(jpeg(defocused(LABEL, radius))).sharpness for radius in (6, 10, 16)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


def test_a_plain_carton_side_is_not_called_blurred() -> None:
    plain = Image.new("RGB", (1600, 1200), (196, 160, 110))
    quality = measure(jpeg(noisy(plain, 10)))
    assert not quality.blurred
    assert quality.sharpness == 1.0


@pytest.mark.parametrize(
    ("factor", "dark", "bright"), [(0.15, True, False), (1.0, False, False), (3.0, False, True)]
)
def test_exposure(factor: float, dark: bool, bright: bool) -> None:
    exposed = LABEL.point(lambda value: min(255, int(value * factor)))
    quality = measure(jpeg(exposed))
    assert (quality.dark, quality.bright) == (dark, bright)


def test_bytes_that_do_not_decode_are_named() -> None:
    with pytest.raises(PhotoError) as refusal:
        measure(jpeg(LABEL)[:5000])
    assert refusal.value.code == "truncated_picture"
