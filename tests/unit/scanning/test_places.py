"""Where codes may be, and what is done to crops."""

from __future__ import annotations

import cv2  # noqa: TID253
import numpy as np
import pytest

from inspector_app.scanning import treatments as made
from inspector_app.scanning.picture import cut_turned, whole
from inspector_app.scanning.places import bars_follow, likely_places
from inspector_app.scanning.zxing_reader import LINEAR, QR, read_view
from tests.fakes.code_photos import code_photo
from tests.fakes.codes import Picture, blurred, code_picture, noisy, on_scene, rotated

TEA = "6901234567892"


@pytest.mark.parametrize("kind", ["ean13", "gs1_128", "qr", "gs1_datamatrix"])
@pytest.mark.parametrize("damage", ["turned", "inverted"])
def test_the_code_is_among_the_likely_places(kind: str, damage: str) -> None:
    photo = code_photo(kind, damage, 101, height=1500, width=2000)
    middle = np.asarray(photo.corners).mean(axis=0)
    reach = np.ptp(np.asarray(photo.corners), axis=0).max()
    near = [
        place
        for place in likely_places(photo.pixels)
        if np.abs(np.asarray(place.centre) - middle).max() < 0.3 * reach
        and max(place.size) < 1.6 * reach
    ]
    assert near
    assert {place.kind for place in near} & (
        {"bars"} if kind in ("ean13", "gs1_128") else {"grain"}
    )


def test_flat_and_tiny_pictures_have_no_places() -> None:
    assert likely_places(np.full((700, 900), 128, np.uint8)) == []
    assert likely_places(np.zeros((3, 900), np.uint8)) == []


@pytest.mark.parametrize("degrees", [0, 30, 45, 80, 135])
def test_the_direction_of_bars_is_told(degrees: int) -> None:
    code = code_picture(TEA, "EAN13", scale=3)
    canvas = np.full((600, 600), 255, np.uint8)
    canvas[220 : 220 + code.shape[0], 120 : 120 + code.shape[1]] = code
    told = bars_follow(rotated(canvas, degrees))
    assert told is not None
    assert abs((told + degrees + 90) % 180 - 90) < 6
    grain = np.random.default_rng(1).integers(0, 255, (300, 300)).astype(np.uint8)
    assert bars_follow(grain) is None


def test_a_turned_crop_stands_upright_and_knows_its_way_back() -> None:
    scene = rotated(on_scene(code_picture(TEA, "EAN13", scale=3), at=(400, 460)), 33)
    places = [place for place in likely_places(scene) if place.kind == "bars"]
    crop = cut_turned(whole(scene), places[0].corners, places[0].across, margins=(0.25, 0), zoom=2)
    assert crop is not None
    (scan,) = read_view(crop, LINEAR, "located")
    again = read_view(whole(scene), LINEAR, "linear")
    assert scan.text == TEA
    there = np.asarray(again[0].position).mean(axis=0) if again else (600.0, 450.0)
    assert abs(np.asarray(scan.position).mean(axis=0) - there).max() < 60
    far = np.array([(-900, -900), (-890, -900), (-890, -899), (-900, -899)], np.float32)
    assert cut_turned(whole(scene), far, 0.0, margins=(0, 0), zoom=0.1) is None


def bars() -> Picture:
    return np.pad(code_picture(TEA, "EAN13", scale=4), 24, constant_values=255)


def qr() -> Picture:
    return np.pad(code_picture("INS:K:S1-000123:7", "QRCode", scale=6), 24, constant_values=255)


def test_each_treatment_brings_back_what_it_is_for() -> None:
    grainy = whole(noisy(bars(), 130, seed=4))
    assert not read_view(grainy, LINEAR, "x")
    soft = whole(blurred(bars(), 4.0))
    assert not read_view(soft, LINEAR, "x")
    smeared = whole(np.asarray(cv2.blur(qr(), (13, 1)), dtype=np.uint8))
    assert not read_view(smeared, QR, "x")
    for view, formats in (
        (made.averaged(grainy, 0.4), LINEAR),
        (made.inverted(whole(255 - bars())), LINEAR),
        (made.unblurred_across(soft, 4.0, 0.001), LINEAR),
        (made.unmoved(smeared, 13.0, 0.0, 0.001), QR),
        (made.unblurred(whole(blurred(qr(), 3.5)), 3.5, 0.001), QR),
    ):
        assert len(read_view(view, formats, "x")) == 1
    for treat in (made.stretched, made.levelled, lambda view: made.calmed(view, 1.0)):
        assert treat(whole(bars())).pixels.shape == bars().shape
        assert len(read_view(treat(whole(bars())), LINEAR, "x")) == 1
    assert made.stretched(whole(np.full((9, 9), 7, np.uint8))).pixels.max() == 7
