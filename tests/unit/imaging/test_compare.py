"""Places to look at: what is found, what is left alone, and what cannot be compared.

The packs are drawn by seed; other seeds than those the thresholds were chosen on. The full figures
are in ``docs/reading.md``.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inspector_app.domain.comparison import MOST_PLACES, Box, Comparison, ReadLine
from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.compare import Comparer
from inspector_app.imaging.compare_pair import compare
from tests.fakes.pack_pictures import Change, Glare, Photo, pack, photograph

SIZE = (1400, 1050)
Area = tuple[float, float, float, float]


def taken(seed: int, change: Change = "none", shot: int = 0, glare: Glare = "none") -> Photo:
    return photograph(pack(seed, change).art, seed * 40 + shot, size=SIZE, glare=glare)


def on_the_pack(photo: Photo, box: Box) -> Area:
    """A box of the picture as left, top, right, bottom in shares of the printed front."""
    flat = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    back = cv2.getPerspectiveTransform(photo.corners, flat)
    height, width = photo.picture.shape[:2]
    left, top = box.left * width, box.top * height
    right, bottom = left + box.width * width, top + box.height * height
    corners = np.array([[[left, top]], [[right, top]], [[right, bottom]], [[left, bottom]]])
    laid = cv2.perspectiveTransform(corners.astype(np.float32), back)[:, 0]
    return (*laid.min(axis=0), *laid.max(axis=0))  # type: ignore[return-value]


def meets(area: Area, truth: Area) -> bool:
    left, top, width, height = truth
    across = min(area[2], left + width) - max(area[0], left)
    down = min(area[3], top + height) - max(area[1], top)
    return across > 0 and down > 0


def hits(found: Comparison, reference: Photo, seed: int, change: Change) -> int:
    truth = pack(seed, change).box
    assert truth is not None
    return sum(meets(on_the_pack(reference, place.reference), truth) for place in found.places)


@pytest.mark.parametrize("change", ["logo", "sticker", "colour"])
def test_a_change_is_among_the_places(change: Change) -> None:
    for seed in (103, 104):
        reference, goods = taken(seed), taken(seed, change, 7)
        found = compare(goods.picture, reference.picture)
        assert 1 <= len(found.places) <= MOST_PLACES
        assert hits(found, reference, seed, change) >= 1, seed
        assert len(found.places) - hits(found, reference, seed, change) <= 1


def test_another_light_angle_and_glare_cry_no_wolf() -> None:
    false = 0
    for seed, glare in ((111, "none"), (112, "spot"), (113, "streak"), (114, "spot")):
        found = compare(taken(seed, "none", 9, glare).picture, taken(seed).picture)
        false += len(found.places)
        if glare != "none":
            assert any(hidden.why == "glare" for hidden in found.hidden), (seed, glare)
            assert found.compared < 1
    assert false <= 2


def test_upside_down_goods_are_laid_the_right_way() -> None:
    goods = photograph(pack(121, "sticker").art, 5, size=SIZE, turn=180)
    reference = taken(121)
    found = compare(goods.picture, reference.picture)
    assert hits(found, reference, 121, "sticker") >= 1
    # The same corner of the pack lies at opposite ends of the two pictures.
    place = found.places[0]
    assert abs((place.goods.left + place.reference.left) - 1) < 0.5
    middle = np.array([[[0.5, 0.5]]], np.float32)
    across = np.array(found.onto_goods).reshape(3, 3)
    assert np.abs(cv2.perspectiveTransform(middle, across)[0, 0] - 0.5).max() < 0.1


def lines(photo: Photo, text: str) -> list[ReadLine]:
    """The net content as read, where it stands on every drawn pack."""
    height, width = photo.picture.shape[:2]
    flat = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    onto = cv2.getPerspectiveTransform(flat, photo.corners)
    spots = np.array([[[0.25, 0.82]], [[0.75, 0.82]], [[0.75, 0.86]], [[0.25, 0.86]]], np.float32)
    laid = cv2.perspectiveTransform(spots, onto)[:, 0] / (width, height)
    low, high = laid.min(axis=0), laid.max(axis=0)
    box = Box(
        left=float(low[0]), top=float(low[1]), width=float(high[0] - low[0]),
        height=float(high[1] - low[1]),
    )  # fmt: skip
    return [ReadLine(text=text, box=box, score=0.95)]


def test_read_text_names_the_amounts_that_differ() -> None:
    reference, goods = taken(131), taken(131, "text", 3)
    found = compare(
        goods.picture, reference.picture, goods_lines=lines(goods, "净含量：30 ml"),
        reference_lines=lines(reference, "净含量：50 ml"),
    )  # fmt: skip
    first = found.places[0]
    assert first.kind == "text"
    assert (first.goods_text, first.reference_text) == ("净含量：30 ml", "净含量：50 ml")
    assert sum(place.kind == "text" for place in found.places) == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("净含量：50 ml", "净含量: 50ml"),
        ("Made with care", "Made wlth care"),
        ("生产日期 2026/08/22", "生产日期 2026/03/01"),
        ("批号 L2609A1", "批号 L2608C2"),
        ("净含量：50 ml", "含量：50 ml"),
    ],
)
def test_readings_that_mean_the_same_and_dates_of_a_batch_are_no_difference(
    ours: str, theirs: str
) -> None:
    reference, goods = taken(131), taken(131, "none", 3)
    found = compare(
        goods.picture, reference.picture, goods_lines=lines(goods, ours),
        reference_lines=lines(reference, theirs),
    )  # fmt: skip
    assert all(place.kind != "text" for place in found.places)


def test_what_cannot_be_compared_is_said_calmly() -> None:
    reference = taken(141).picture
    black = np.zeros((1050, 1400, 3), np.uint8)
    clouds = np.random.default_rng(3).integers(0, 255, (42, 56, 3), np.uint8)
    cases = {
        "compare_picture_blank": black,
        "compare_picture_small": cv2.resize(reference, (120, 90)),
        "compare_mirrored": cv2.flip(taken(141, "none", 2).picture, 1),
        "compare_not_aligned": cv2.resize(clouds, (1400, 1050), interpolation=cv2.INTER_CUBIC),
    }
    for code, picture in cases.items():
        with pytest.raises(PhotoError) as refused:
            compare(picture, reference)
        assert refused.value.code == code
    with pytest.raises(PhotoError):
        compare(reference, black)


def test_files_are_compared_upright_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    reference, goods = tmp_path / "reference.jpg", tmp_path / "goods.jpg"
    reference.write_bytes(taken(151).jpeg())
    turned = Image.fromarray(taken(151, "sticker", 4).picture[:, :, ::-1]).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(goods, "JPEG", quality=90, exif=exif)
    found = Comparer().compare(goods, reference)
    assert found.places
    goods.write_bytes(goods.read_bytes()[:4000])
    with pytest.raises(PhotoError, match="truncated_picture"):
        Comparer().compare(goods, reference)


def test_the_same_two_pictures_give_the_same_places() -> None:
    reference, goods = taken(161).picture, taken(161, "logo", 2).picture
    assert compare(goods, reference) == compare(goods, reference)
