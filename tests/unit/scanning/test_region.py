"""Cropping to a code: a part of the photo is read harder than the whole."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.scan import region_around
from inspector_app.scanning.ladder import DecodeLadder
from tests.fakes.codes import as_jpeg, code_picture, on_scene

TEA = "6901234567892"
OTHER = "96385074"
LADDER = DecodeLadder()


def two_codes() -> bytes:
    scene = on_scene(code_picture(TEA, "EAN13", scale=3), at=(500, 700))
    code = code_picture(OTHER, "EAN8", scale=3)
    scene[60 : 60 + code.shape[0], 100 : 100 + code.shape[1]] = code
    return as_jpeg(scene)


def test_only_the_region_is_read_and_places_are_those_of_the_whole_photo() -> None:
    found = LADDER.decode(two_codes(), find_all=True, region=(600.0, 400.0, 1200.0, 800.0))
    assert [scan.text for scan in found] == [TEA]
    corners = np.asarray(found[0].position)
    assert 690 <= corners[:, 0].min() < corners[:, 0].max() <= 1050
    assert 490 <= corners[:, 1].min() < corners[:, 1].max() <= 750


@pytest.mark.parametrize(
    "region",
    [
        (1200.0, 800.0, 600.0, 400.0),  # dragged from the lower right
        (600.4, 399.6, 5000.0, 9000.0),  # dragged over the edge
    ],
)
def test_a_region_may_be_dragged_anyhow(region: tuple[float, float, float, float]) -> None:
    assert [scan.text for scan in LADDER.decode(two_codes(), region=region)] == [TEA]


@pytest.mark.parametrize(
    "region", [(-50.0, -50.0, -1.0, -1.0), (5000.0, 0.0, 6000.0, 10.0), (7.0, 7.0, 7.0, 7.0)]
)
def test_a_region_without_pixels_has_no_code(region: tuple[float, float, float, float]) -> None:
    assert LADDER.decode(two_codes(), region=region) == ()


def test_a_tap_means_the_part_of_the_picture_around_it() -> None:
    region = region_around((870.0, 600.0), (1200.0, 900.0))
    assert region == (570.0, 300.0, 1170.0, 900.0)
    assert [scan.text for scan in LADDER.decode(two_codes(), region=region)] == [TEA]
    assert region_around((3.0, 5.0), (200.0, 100.0)) == (0.0, 0.0, 163.0, 100.0)
