"""A photo is guarded, durable and on record, in that order."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections, photos
from inspector_app.services.station import Station
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import picture


def test_the_original_bytes_stay_untouched(station: Station, fresh: Inspection) -> None:
    data = picture()
    inspection = photos.attach(
        station, INSPECTOR, fresh, data, shot="carton_mark", item_id="carton_mark_matches"
    )
    [photo] = inspection.state.photos
    assert station.files.path(photo.sha256).read_bytes() == data
    with station.records.reading() as work:
        [row] = work.photos.of_record(fresh.id)
    assert (row.photo, row.person_id, row.state) == (photo, "U-1", "pending")


def huge() -> bytes:
    """A PNG header that claims 200 megapixels."""
    import struct
    import zlib

    body = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    head = struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = zlib.compress(b"\0")
    head += struct.pack(">I", len(data)) + b"IDAT" + data
    head += struct.pack(">I", zlib.crc32(b"IDAT" + data))
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + head + end


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"this is a text file named .jpg", "not_a_picture"),
        (b"", "not_a_picture"),
        (picture(side=400)[:-200], "truncated_picture"),
        (huge(), "too_many_pixels"),
    ],
)
def test_bad_pictures_are_refused_and_leave_nothing(
    station: Station, fresh: Inspection, data: bytes, code: str
) -> None:
    with pytest.raises(InspectorError, match=code):
        photos.attach(station, INSPECTOR, fresh, data)
    assert inspections.load(station, fresh.id) == fresh


class FullDisk:
    """Durable files on a disk without space."""

    def put(self, data: bytes, suffix: str) -> str:
        raise StorageError("disk_full", path="photos")

    def path(self, sha256: str) -> Path:
        raise StorageError("photo_missing", sha256=sha256)

    def has(self, sha256: str) -> bool:
        return False


def test_a_full_disk_is_said_and_nothing_is_recorded(station: Station, fresh: Inspection) -> None:
    full = replace(station, files=FullDisk())
    with pytest.raises(StorageError, match="disk_full"):
        photos.attach(full, INSPECTOR, fresh, picture())
    assert inspections.load(station, fresh.id) == fresh
    with station.records.reading() as work:
        assert list(work.photos.of_record(fresh.id)) == []


def test_a_stuck_shutter_is_stopped(
    station: Station, fresh: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MAX_PHOTOS", 1)
    inspection = photos.attach(station, INSPECTOR, fresh, picture())
    with pytest.raises(InspectorError, match="too_many_photos"):
        photos.attach(station, INSPECTOR, inspection, picture((1, 2, 3)))


def test_a_png_and_a_webp_are_taken_too(station: Station, fresh: Inspection) -> None:
    inspection = fresh
    for kind in ("PNG", "WEBP"):
        buffer = io.BytesIO()
        Image.new("RGB", (40, 40), (9, 9, 9)).save(buffer, kind)
        inspection = photos.attach(station, INSPECTOR, inspection, buffer.getvalue())
    assert [photo.suffix for photo in inspection.state.photos] == ["png", "webp"]
