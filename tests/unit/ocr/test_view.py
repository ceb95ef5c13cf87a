from __future__ import annotations

import numpy as np
import pytest

from inspector_app.ocr.view import IDENTITY, View, cut, moved, quarter_turned, read_photo, scaled
from tests.fakes.label_pictures import as_jpeg, with_orientation


def marked() -> View:
    """60 × 40 black with one white pixel at column 50, row 10."""
    pixels = np.zeros((40, 60, 3), dtype=np.uint8)
    pixels[10, 50] = 255
    return View(pixels, np.array(IDENTITY))


def where(view: View) -> tuple[float, float]:
    """The middle of the white pixel, as placed in the original."""
    row, column = np.argwhere(view.pixels[:, :, 0] > 100)[0]
    return view.place(((column + 0.5, row + 0.5),))[0]


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 4, 5])
def test_a_turned_view_knows_its_way_back(turns: int) -> None:
    assert where(quarter_turned(marked(), turns)) == (50.5, 10.5)


def test_a_cut_of_a_turned_view_knows_its_way_back() -> None:
    turned = quarter_turned(marked(), 1)
    row, column = np.argwhere(turned.pixels[:, :, 0] > 100)[0]
    assert where(cut(turned, (column - 2, row - 3, column + 4, row + 5))) == (50.5, 10.5)


def test_a_cut_beyond_the_edge_is_what_there_is() -> None:
    part = cut(marked(), (-10, -10, 1000, 5))
    assert (part.width, part.height) == (60, 6)
    assert cut(marked(), (58, 38, 10, 10)).pixels.size > 0


@pytest.mark.parametrize("factor", [0.5, 0.7, 1.0, 1.4, 2.0])
def test_a_scaled_view_knows_its_way_back(factor: float) -> None:
    view = scaled(marked(), factor)
    corner = view.place(((float(view.width), float(view.height)),))[0]
    assert corner == pytest.approx((60, 40), abs=0.1)


def test_no_corners_have_no_place() -> None:
    assert moved((), np.array(IDENTITY)) == ()


def test_a_photo_is_turned_upright_by_its_exif() -> None:
    picture = np.zeros((80, 120, 3), dtype=np.uint8)
    picture[:20, :30] = 255  # the left top
    photo = read_photo(with_orientation(as_jpeg(picture), 6))  # taken turned by 90°
    assert photo is not None
    assert (photo.width, photo.height) == (80, 120)
    assert photo.view.pixels[5, 70].mean() > 200  # now the right top


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"GIF89a", bytes(1000)])
def test_bytes_that_are_no_picture_have_no_photo(data: bytes) -> None:
    assert read_photo(data) is None


def test_a_huge_photo_is_halved_and_still_says_its_own_size() -> None:
    photo = read_photo(as_jpeg(np.full((4100, 6000, 3), 200, dtype=np.uint8), 60))
    assert photo is not None
    assert (photo.width, photo.height) == (6000, 4100)
    assert (photo.view.width, photo.view.height) == (3000, 2050)
    assert photo.view.place(((3000.0, 2050.0),)) == ((6000.0, 4100.0),)
