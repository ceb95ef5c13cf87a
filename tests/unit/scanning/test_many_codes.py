"""All codes of a picture, and pictures that are no pictures of codes."""

from __future__ import annotations

import io
import time

import cv2  # noqa: TID253
import numpy as np
import pytest
from PIL import Image

from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.guard import Guard
from inspector_app.scanning.ladder import DecodeLadder
from tests.fakes.code_photos import code_modules, code_photo
from tests.fakes.codes import Picture, as_jpeg, as_png, blurred, code_picture, noisy, on_scene

TEA = "6901234567892"
ELEMENTS = "(01)06901234567892(10)L2603A(17)280331"
LADDER = DecodeLadder()
TEN = (
    ("EAN13", "6901234567892", False), ("EAN8", "96385074", False),
    ("UPCA", "036000291452", False), ("Code128", "INS-B7K2M9QA", False),
    ("Code128", ELEMENTS, True), ("Code39", "WX7731A", False), ("ITF", "16901234567899", False),
    ("DataMatrix", ELEMENTS, True), ("QRCode", "INS:K:S1-000123:7", False),
    ("PDF417", "S1-000123", False),
)  # fmt: skip


def wanted(content: str, format_name: str) -> bytes:
    plain = content.replace("(17)", "\x1d17").replace("(", "").replace(")", "").encode()
    return b"0" + plain if format_name == "UPCA" else plain


def sheet(*, turned_codes: bool = False) -> tuple[Picture, list[bytes]]:
    """Ten codes of nine symbologies on one photo of 12 megapixels."""
    scene = np.full((3000, 4000), 205, np.uint8)
    for number, (name, content, gs1) in enumerate(TEN):
        code = np.pad(code_modules(content, name, gs1=gs1), 4, constant_values=255)
        code = cv2.resize(code, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
        if turned_codes:
            reach = int(np.hypot(*code.shape)) + 8
            turn = cv2.getRotationMatrix2D(
                (code.shape[1] / 2, code.shape[0] / 2), 17.0 + number * 36, 1.0
            )
            turn[:, 2] += ((reach - code.shape[1]) / 2, (reach - code.shape[0]) / 2)
            code = cv2.warpAffine(code, turn, (reach, reach), borderValue=(205.0,))
        row, column = 40 + (number // 4) * 980, 40 + (number % 4) * 990
        scene[row : row + code.shape[0], column : column + code.shape[1]] = code
    return noisy(blurred(scene, 0.8), 4, seed=3), sorted(
        wanted(text, name) for name, text, _ in TEN
    )


@pytest.mark.parametrize("turned_codes", [False, True])
def test_ten_codes_of_mixed_symbologies_are_all_read(turned_codes: bool) -> None:
    scene, contents = sheet(turned_codes=turned_codes)
    found = LADDER.decode(as_jpeg(scene), find_all=True)
    assert sorted(scan.data for scan in found) == contents
    assert all(scan.proved for scan in found)
    assert all(scan.symbology_id for scan in found)


def test_a_code_only_a_later_stage_reads_is_found_beside_one_the_first_reads() -> None:
    scene = on_scene(code_picture(TEA, "EAN13", scale=3), at=(80, 80))
    dark = 255 - code_picture("96385074", "EAN8", scale=3)
    scene[500 : 500 + dark.shape[0], 600 : 600 + dark.shape[1]] = dark
    found = LADDER.decode(as_jpeg(scene), find_all=True)
    assert {scan.text: scan.stage for scan in found} == {TEA: "linear", "96385074": "located"}
    assert all(scan.proved for scan in found)


def test_fifty_codes_are_fifty_codes() -> None:
    scene = np.full((1500, 2400), 230, np.uint8)
    contents = [f"INS-{number:04d}" for number in range(50)]
    for number, content in enumerate(contents):
        code = code_picture(content, "Code128", scale=2)[:90]
        row, column = 15 + (number // 5) * 145, 20 + (number % 5) * 470
        scene[row : row + code.shape[0], column : column + code.shape[1]] = code
    found = LADDER.decode(as_png(scene), find_all=True)
    assert sorted(scan.text for scan in found) == contents


def test_half_a_code_is_not_a_code() -> None:
    code = code_picture(TEA, "EAN13", scale=4)
    half = code[:, : code.shape[1] // 2]
    assert not [scan for scan in LADDER.decode(as_jpeg(on_scene(half))) if scan.proved]


def test_a_line_aslant_through_half_a_code_is_no_proof() -> None:
    """Read along such a line, the right half of this EAN-13 is a sound UPC-E."""
    photo = code_photo("ean13", "turned", 101)
    found = LADDER.decode(photo.jpeg(), find_all=True)
    assert [scan.data for scan in found] == [photo.wanted]
    assert found[0].proved


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 900), (900, 1), (2, 2), (7, 7), (40, 4000), (4000, 40), (16, 16)]
)
@pytest.mark.parametrize("tone", [0, 255])
def test_black_white_tiny_and_narrow_pictures_are_empty(size: tuple[int, int], tone: int) -> None:
    data = as_png(np.full(size, tone, np.uint8))
    assert LADDER.decode(data) == ()
    assert LADDER.decode(data, find_all=True, region=(0.0, 0.0, 5_000.0, 5_000.0)) == ()


def test_a_page_of_text_is_empty_and_quick() -> None:
    page = np.full((1400, 1000), 250, np.uint8)
    for line in range(40):
        cv2.putText(page, "All cartons were seen from outside 0123456789", (20, 30 + line * 34),
                    cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20,), 2)  # fmt: skip
    begun = time.monotonic()
    assert LADDER.decode(as_jpeg(page), find_all=True) == ()
    assert time.monotonic() - begun < 20


def test_the_climb_ends_when_its_time_is_up() -> None:
    class Hurried:
        now = 0

        def __call__(self) -> int:
            self.now += 4_000_000_000
            return self.now

    noise = np.random.default_rng(5).integers(0, 255, (900, 1200)).astype(np.uint8)
    looks = Hurried()
    assert DecodeLadder(looks).decode_grey(noise, find_all=True) == ()
    assert looks.now < 20 * 4_000_000_000


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scene() -> Picture:
    return on_scene(code_picture(TEA, "EAN13", scale=3))


def sixteen_bits() -> bytes:
    done, data = cv2.imencode(".png", scene().astype(np.uint16) * 257)
    assert done
    return data.tobytes()


def see_through() -> bytes:
    grey = Image.fromarray(scene())
    return saved(Image.merge("LA", (grey, Image.new("L", grey.size, 255))), "PNG")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("CMYK", saved(Image.fromarray(scene()).convert("CMYK"), "JPEG", quality=92)),
        ("16 bits", sixteen_bits()),
        ("alpha", see_through()),
        ("palette", saved(Image.fromarray(scene()).convert("P"), "PNG")),
        ("progressive", saved(Image.fromarray(scene()), "JPEG", progressive=True)),
        ("webp", saved(Image.fromarray(scene()).convert("RGB"), "WEBP", quality=90)),
    ],
)
def test_unusual_pictures_are_read(name: str, data: bytes) -> None:
    Guard().inspect(data)
    assert [scan.text for scan in LADDER.decode(data)] == [TEA], name


def test_the_place_is_that_of_the_upright_picture() -> None:
    upright = on_scene(code_picture(TEA, "EAN13", scale=3), at=(600, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to view
    data = saved(Image.fromarray(np.ascontiguousarray(np.rot90(upright))), "JPEG", exif=exif)
    (found,) = LADDER.decode(data)
    corners = np.asarray(found.position)
    assert 190 <= corners[:, 0].min() < corners[:, 0].max() <= 560
    assert 590 <= corners[:, 1].min() < corners[:, 1].max() <= 800


def texts_or_refusal(data: bytes) -> object:
    try:
        return [scan.text for scan in LADDER.decode(data)]
    except PhotoError as refusal:
        return refusal.code


def test_a_truncated_photo_is_refused_by_the_guard_and_calm_without_it() -> None:
    whole = as_jpeg(scene())
    for length in (len(whole) // 8, len(whole) // 2, len(whole) - 40):
        with pytest.raises(PhotoError) as refusal:
            Guard().inspect(whole[:length])
        assert refusal.value.code == "truncated_picture"
        assert texts_or_refusal(whole[:length]) in ([TEA], [], "truncated_picture")
