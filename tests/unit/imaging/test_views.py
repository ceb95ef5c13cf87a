"""Views and thumbnails: size, orientation, colour, errors, and never the original."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inspector_app.domain.errors import PhotoError, StorageError
from inspector_app.imaging.views import Views, shrink
from inspector_app.store.photo_files import PhotoFiles
from tests.fakes.pictures import jpeg, label


@pytest.fixture
def files(tmp_path: Path) -> PhotoFiles:
    return PhotoFiles(tmp_path / "photos")


@pytest.fixture
def views(files: PhotoFiles, tmp_path: Path) -> Views:
    return Views(files, tmp_path / "cache")


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        return picture.size


def test_a_view_has_2000_px_and_a_thumbnail_256(files: PhotoFiles, views: Views) -> None:
    sha = files.put(jpeg(label(4032, 3024)), "jpg")
    assert size(views.view(sha)) == (2000, 1500)
    assert size(views.thumbnail(sha)) == (256, 192)


def test_a_thumbnail_alone_needs_no_view(files: PhotoFiles, views: Views, tmp_path: Path) -> None:
    sha = files.put(jpeg(label(1600, 1200)), "jpg")
    assert size(views.thumbnail(sha)) == (256, 192)
    assert not (tmp_path / "cache" / "view").exists()


def test_a_small_picture_is_not_enlarged(files: PhotoFiles, views: Views) -> None:
    sha = files.put(jpeg(label(300, 100)), "jpg")
    assert size(views.view(sha)) == (300, 100)


def test_the_original_stays_and_the_view_is_made_once(files: PhotoFiles, views: Views) -> None:
    data = jpeg(label(800, 600))
    sha = files.put(data, "jpg")
    first = views.view(sha)
    stamp = first.stat().st_mtime_ns
    assert views.view(sha) == first
    assert first.stat().st_mtime_ns == stamp
    assert files.path(sha).read_bytes() == data


def test_a_view_cut_off_by_a_power_cut_is_made_again(files: PhotoFiles, views: Views) -> None:
    sha = files.put(jpeg(label(800, 600)), "jpg")
    made = views.view(sha)
    whole = made.read_bytes()
    for cut in (b"", whole[:1000]):
        made.write_bytes(cut)
        assert views.view(sha).read_bytes() == whole


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_is_applied_and_dropped(
    files: PhotoFiles, views: Views, orientation: int
) -> None:
    upright = Image.new("RGB", (640, 480), "white")
    upright.paste((200, 0, 0), (0, 0, 320, 240))  # red top left
    back = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = upright if back is None else upright.transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    sha = files.put(jpeg(stored, exif=exif), "jpg")
    with Image.open(views.view(sha)) as view:
        assert view.size == (640, 480)
        assert view.getexif().get(0x0112) is None
        red = view.getpixel((40, 40))
        white = view.getpixel((600, 440))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[0] > 180
    assert red[1] < 40
    assert min(white) > 240


def test_places_and_other_metadata_do_not_reach_the_view(files: PhotoFiles, views: Views) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Maker"
    sha = files.put(jpeg(label(640, 480), exif=exif), "jpg")
    assert b"Secret" not in views.view(sha).read_bytes()


def test_the_colour_profile_is_kept(files: PhotoFiles, views: Views) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sha = files.put(jpeg(label(640, 480), icc_profile=profile), "jpg")
    with Image.open(views.view(sha)) as view:
        assert view.info["icc_profile"] == profile


def save(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def test_transparent_parts_become_white(files: PhotoFiles, views: Views) -> None:
    sha = files.put(save(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"), "png")
    with Image.open(views.view(sha)) as view:
        assert view.getpixel((30, 30)) == (255, 255, 255)


def test_a_16_bit_grey_keeps_its_scale(files: PhotoFiles, views: Views) -> None:
    grey = Image.fromarray(np.full((64, 64), 32768, dtype=np.uint16))
    sha = files.put(save(grey, "PNG"), "png")
    with Image.open(views.view(sha)) as view:
        pixel = view.getpixel((30, 30))
    assert isinstance(pixel, tuple)
    assert abs(pixel[0] - 128) <= 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pixels_that_do_not_decode_are_named(files: PhotoFiles, views: Views, kind: str) -> None:
    data = save(label(400, 300), kind)
    sha = files.put(data[: len(data) // 2], "jpg")
    with pytest.raises(PhotoError) as refusal:
        views.view(sha)
    assert refusal.value.code == "truncated_picture"


def test_a_missing_original_is_named(views: Views) -> None:
    with pytest.raises(StorageError) as refusal:
        views.thumbnail("0" * 64)
    assert refusal.value.code == "photo_missing"


def test_a_cache_that_cannot_be_written_is_named(files: PhotoFiles, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    sha = files.put(jpeg(label(400, 300)), "jpg")
    with pytest.raises(StorageError) as refusal:
        Views(files, tmp_path / "cache").view(sha)
    assert refusal.value.code == "read_only_folder"
    assert refusal.value.params == {"folder": str(tmp_path / "cache")}


def test_shrinking_looks_like_the_original(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(jpeg(label(2400, 1800), quality=95))
    small = np.asarray(shrink(source, 300).convert("L"), dtype=float)
    with Image.open(source) as picture:
        full = picture.convert("L").resize((300, 225), Image.Resampling.LANCZOS)
    assert np.abs(small - np.asarray(full, dtype=float)).mean() < 4
