"""Pixels of the screen and shares of a picture; pieces cut out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from inspector_app.domain.comparison import Box
from inspector_app.ui.widgets.picture_cuts import cut_around, cut_line, cut_place
from inspector_app.ui.widgets.picture_place import (
    CLOSEST,
    PicturePlace,
    fitted,
    outline_at,
    part_at,
    point_at,
    share_of,
)

PANE = QRectF(40, 10, 400, 300)
sizes = st.builds(QSize, st.integers(40, 4000), st.integers(40, 4000))
moves = st.tuples(st.floats(0.1, 10), st.floats(40, 440), st.floats(10, 310))


@given(sizes, st.lists(moves, max_size=6), st.floats(-900, 900), st.floats(-900, 900))
def test_the_pane_stays_filled_wherever_one_zooms_and_drags(
    size: QSize, steps: list[tuple[float, float, float]], dx: float, dy: float
) -> None:
    place = PicturePlace()
    for factor, x, y in steps:
        place.zoom_by(factor, size, PANE, QPointF(x, y))
        place.move(QPointF(dx, dy), size, PANE)
    assert 1 <= place.zoom <= CLOSEST
    box = place.box(size, PANE)
    for low, high, first, last in (
        (box.left(), box.right(), PANE.left(), PANE.right()),
        (box.top(), box.bottom(), PANE.top(), PANE.bottom()),
    ):
        fits = high - low <= last - first + 1e-6
        assert fits or (low <= first + 1e-6 and high >= last - 1e-6)
        assert not fits or (low + high) / 2 == pytest.approx((first + last) / 2, abs=1e-6)


@given(st.floats(0, 1), st.floats(0, 1))
def test_there_and_back_is_the_same_share(x: float, y: float) -> None:
    box = QRectF(12, 34, 560, 78)
    assert share_of(box, point_at(box, x, y)) == pytest.approx((x, y), abs=1e-9)


def test_the_point_under_the_pointer_stays_while_there_is_picture_around_it() -> None:
    place, size, at = PicturePlace(), QSize(800, 600), QPointF(300, 200)
    before = share_of(place.box(size, PANE), at)
    place.zoom_by(3, size, PANE, at)
    assert share_of(place.box(size, PANE), at) == pytest.approx(before)


def test_no_picture_lies_nowhere_and_cannot_be_zoomed() -> None:
    place = PicturePlace()
    place.zoom_by(3, QSize(), PANE)
    place.look_at(QRectF(0.2, 0.2, 0.1, 0.1), QSize(), PANE, closest=4)
    assert place.zoom == 1
    assert share_of(place.box(QSize(), PANE), QPointF(100, 100)) == (0.0, 0.0)


def test_a_place_to_look_at_comes_to_the_middle_but_never_too_close() -> None:
    place, size = PicturePlace(), QSize(800, 600)
    place.look_at(QRectF(0.45, 0.45, 0.1, 0.1), size, PANE, closest=4)
    box = place.box(size, PANE)
    shown = part_at(box, 0.45, 0.45, 0.1, 0.1)
    assert (shown.center() - PANE.center()).manhattanLength() < 1e-6
    assert place.zoom == pytest.approx(1 / 0.26)
    place.look_at(QRectF(0.5, 0.5, 0.001, 0.001), size, PANE, closest=4)
    assert place.zoom == 4


def test_a_picture_is_fitted_whole_or_fills_its_pane() -> None:
    assert fitted(QSize(800, 400), QRectF(0, 0, 100, 100)) == QRectF(0, 25, 100, 50)
    assert fitted(QSize(800, 400), QRectF(0, 0, 100, 100), cover=True) == QRectF(-50, 0, 200, 100)


def test_the_outline_of_a_linear_code_can_be_seen_and_pressed() -> None:
    box = QRectF(0, 0, 100, 100)
    flat = outline_at(box, ((0.2, 0.5), (0.8, 0.5)), least=24, margin=(8, 14)).boundingRect()
    assert flat == QRectF(12, 36, 76, 28)
    square = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
    assert len(outline_at(box, square, least=24, margin=(8, 14))) == 4
    assert outline_at(box, (), least=24, margin=(8, 14)).isEmpty()


def picture() -> QImage:
    """200 × 100, grey, with a red field from (50, 40) to (90, 60)."""
    made = QImage(200, 100, QImage.Format.Format_RGB32)
    made.fill(QColor("#888888"))
    painter = QPainter(made)
    painter.fillRect(50, 40, 40, 20, QColor("#cc0000"))
    painter.end()
    return made


RED = QColor("#cc0000")


def test_a_place_is_cut_with_what_is_around_it_and_ends_at_the_edge() -> None:
    piece = cut_place(picture(), Box(left=0.25, top=0.4, width=0.2, height=0.2))
    assert (piece.width(), piece.height()) == (76, 48)
    assert piece.pixelColor(38, 24) == RED
    corner = cut_place(picture(), Box(left=0.9, top=0.9, width=0.3, height=0.3))
    assert (corner.width(), corner.height()) == (42, 26)
    assert cut_place(QImage(), Box(left=0.1, top=0.1, width=0.2, height=0.2)).isNull()
    assert cut_place(picture(), Box(left=3, top=3, width=0.1, height=0.1)).isNull()


def test_a_code_is_cut_high_enough_to_be_compared() -> None:
    piece = cut_around(picture(), ((0.25, 0.5), (0.45, 0.5)))
    assert piece.height() >= piece.width() * 0.36 - 1
    assert piece.pixelColor(piece.width() // 2, piece.height() // 2) == RED
    assert cut_around(picture(), ()).isNull()
    assert cut_around(QImage(), ((0.25, 0.5),)).isNull()


def test_a_line_is_turned_upright() -> None:
    upright = ((50.0, 40.0), (90.0, 40.0), (90.0, 60.0), (50.0, 60.0))
    headlong = (upright[2], upright[3], upright[0], upright[1])
    for corners in (upright, headlong):
        alone, led = (cut_line(picture(), corners, led=with_words) for with_words in (False, True))
        middle = QPointF(alone.width() / 2, alone.height() / 2).toPoint()
        assert alone.pixelColor(middle) == RED
        assert led.width() > alone.width()
    assert cut_line(picture(), ((5, 5), (6, 5), (6, 6), (5, 6)), led=True).isNull()
    assert cut_line(picture(), ((0, 0), (50, 50), (0, 0), (50, 50)), led=False).isNull()
