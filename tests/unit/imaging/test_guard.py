"""The guard: real pictures pass with their facts, dangerous and broken ones are named."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inspector_app.domain.errors import PhotoError
from inspector_app.imaging.guard import Guard, Limits
from tests.fakes.pictures import jpeg, label

GUARD = Guard()
SMALL = label(320, 200)


def saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    SMALL.save(out, kind, **options)
    return out.getvalue()


def code(data: bytes, guard: Guard = GUARD) -> str:
    with pytest.raises(PhotoError) as refusal:
        guard.inspect(data)
    return refusal.value.code


def resized(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header claims another size."""
    place = data.index(b"\xff\xc0")
    return data[: place + 5] + struct.pack(">HH", height, width) + data[place + 9 :]


def png_chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


@pytest.mark.parametrize(
    ("data", "media", "suffix"),
    [
        (saved("JPEG"), "image/jpeg", "jpg"),
        (saved("JPEG", progressive=True), "image/jpeg", "jpg"),
        (saved("JPEG", exif=b"Exif\x00\x00" + bytes(2000)), "image/jpeg", "jpg"),
        (saved("PNG"), "image/png", "png"),
        (saved("WEBP"), "image/webp", "webp"),
        (saved("WEBP", lossless=True), "image/webp", "webp"),
        (saved("WEBP", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00"), "image/webp", "webp"),
    ],
)
def test_a_sound_picture_tells_its_facts(data: bytes, media: str, suffix: str) -> None:
    facts = GUARD.inspect(data)
    assert (facts.media_type, facts.suffix) == (media, suffix)
    assert (facts.width, facts.height, facts.size) == (320, 200, len(data))


def test_a_thumbnail_inside_and_a_film_after_the_picture_do_not_count() -> None:
    inner = jpeg(Image.new("RGB", (16, 12)))
    data = saved("JPEG", exif=b"Exif\x00\x00" + inner)
    facts = GUARD.inspect(data + b"\x00\x00\x00\x18ftypmp42" + bytes(5000))
    assert (facts.width, facts.height) == (320, 200)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        "这只是一个文本文件".encode(),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"GIF89a" + bytes(40),
        b"BM" + bytes(60),
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_anything_but_jpeg_png_and_webp_is_no_picture(data: bytes) -> None:
    assert code(data) == "not_a_picture"


def test_a_lossless_or_arithmetic_jpeg_is_no_picture_we_can_read() -> None:
    data = saved("JPEG")
    for frame in (b"\xff\xc3", b"\xff\xc9"):
        assert code(data.replace(b"\xff\xc0", frame, 1)) == "not_a_picture"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_cut_of_a_picture_is_truncated(kind: str) -> None:
    data = saved(kind)
    for share in (0.03, 0.1, 0.5, 0.9, 0.999):
        assert code(data[: max(13, int(len(data) * share))]) == "truncated_picture"


def test_a_picture_without_pixels_is_truncated() -> None:
    head = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
    assert code(head + png_chunk(b"IEND", b"")) == "truncated_picture"
    assert code(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b"")) == "truncated_picture"
    assert code(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9") == "truncated_picture"
    assert code(resized(saved("JPEG"), 0, 200)) == "truncated_picture"


def test_more_than_64_megapixels_are_refused_by_the_header_alone() -> None:
    assert GUARD.inspect(resized(saved("JPEG"), 8000, 8000)).width == 8000
    with pytest.raises(PhotoError) as refusal:
        GUARD.inspect(resized(saved("JPEG"), 20000, 10000))
    assert refusal.value.code == "too_many_pixels"
    assert refusal.value.params == {"megapixels": 200.0, "limit": 64}


def test_a_png_bomb_is_refused_by_its_header() -> None:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(1000)))
    assert code(b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")) == (
        "too_many_pixels"
    )


def test_a_webp_may_not_hide_its_size_behind_a_small_canvas() -> None:
    pixels = b"\x2f" + (16383 | 16383 << 14).to_bytes(4, "little") + bytes(8)
    canvas = bytes(4) + (9).to_bytes(3, "little") + (9).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas
    body += b"VP8L" + struct.pack("<I", len(pixels)) + pixels + b"\x00"
    assert code(b"RIFF" + struct.pack("<I", len(body)) + body) == "too_many_pixels"


def test_more_than_40_mb_are_refused() -> None:
    data = saved("JPEG")
    assert GUARD.inspect(data + bytes(40 * 1024 * 1024 - len(data))).width == 320
    assert code(data + bytes(40 * 1024 * 1024 - len(data) + 1)) == "file_too_large"


def test_more_than_4_mb_of_metadata_are_refused() -> None:
    segment = b"\xff\xe3" + struct.pack(">H", 65535) + bytes(65533)
    data = saved("JPEG")
    assert GUARD.inspect(data[:2] + segment * 63 + data[2:]).width == 320
    assert code(data[:2] + segment * 65 + data[2:]) == "metadata_too_large"
    png = saved("PNG")
    text = png_chunk(b"tEXt", b"Comment\0" + b"x" * (4 * 1024 * 1024))
    assert code(png[:33] + text + png[33:]) == "metadata_too_large"


def test_more_than_24_progressive_scans_are_refused() -> None:
    data = saved("JPEG", progressive=True)
    place = data.rindex(b"\xff\xda")
    scan = data[place:-2]
    had = data.count(b"\xff\xda")
    assert GUARD.inspect(data[:-2] + scan * (24 - had) + b"\xff\xd9").width == 320
    with pytest.raises(PhotoError) as refusal:
        GUARD.inspect(data[:-2] + scan * (25 - had) + b"\xff\xd9")
    assert refusal.value.code == "too_many_scans"
    assert refusal.value.params == {"scans": 25, "limit": 24}


def test_limits_are_arguments() -> None:
    assert code(saved("JPEG"), Guard(Limits(pixels=1000))) == "too_many_pixels"


HEADS = [saved("JPEG"), saved("PNG"), saved("WEBP"), saved("JPEG", progressive=True)]


@given(
    head=st.sampled_from(HEADS),
    keep=st.integers(0, 400),
    tail=st.binary(max_size=200),
    rest=st.booleans(),
)
def test_no_bytes_make_the_guard_fail_in_another_way(
    head: bytes, keep: int, tail: bytes, rest: bool
) -> None:
    data = head[:keep] + tail + (head[keep + len(tail) :] if rest else b"")
    assert answer(data) in {
        "taken", "not_a_picture", "truncated_picture", "too_many_pixels", "metadata_too_large",
        "too_many_scans",
    }  # fmt: skip


def answer(data: bytes) -> str:
    try:
        facts = GUARD.inspect(data)
    except PhotoError as refusal:
        return refusal.code
    return "taken" if min(facts.width, facts.height) > 0 else "empty"
