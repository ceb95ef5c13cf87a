"""Refuse dangerous or useless picture bytes by their header, before anything decodes them.

Only bytes decide: an EPS file named ``.jpg`` would make a picture library start Ghostscript.
Formats: JPEG (ITU-T T.81 annex B), PNG (W3C PNG, 5.3), WebP (RFC 9649).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from inspector_app.domain.errors import PhotoError
from inspector_app.services.ports import PhotoFacts

_MEGA: Final = 1_000_000
_MIB: Final = 1024 * 1024

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Entropy-coded data holds FF only before 00 and the restart markers D0…D7.
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EOI: Final = 0xD9
_SOS: Final = 0xDA
_DECODABLE_FRAMES: Final = {0xC0, 0xC1, 0xC2}
_FRAMES: Final = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_PIXELS: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
_WEBP_METADATA: Final = {b"EXIF", b"XMP ", b"ICCP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of an accepted picture: pixels, bytes of the file, bytes of metadata, JPEG scans."""

    pixels: int = 64 * _MEGA
    file_size: int = 40 * _MIB
    metadata: int = 4 * _MIB
    scans: int = 24


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    metadata: int
    scans: int = 1


class Guard:
    """The ``PhotoGuard`` port."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def inspect(self, data: bytes) -> PhotoFacts:
        """What the header says. PhotoError: ``file_too_large``, ``not_a_picture``,
        ``truncated_picture``, ``too_many_pixels``, ``metadata_too_large``, ``too_many_scans``."""
        if len(data) > self._limits.file_size:
            raise PhotoError(
                "file_too_large",
                megabytes=round(len(data) / _MIB, 1),
                limit=self._limits.file_size // _MIB,
            )
        kind = _sniff(data)
        header = {"jpg": _read_jpeg, "png": _read_png, "webp": _read_webp}[kind](data)
        self._check(header)
        media: dict[str, Literal["image/jpeg", "image/png", "image/webp"]] = {
            "jpg": "image/jpeg",
            "png": "image/png",
            "webp": "image/webp",
        }
        return PhotoFacts(
            media_type=media[kind],
            suffix=kind,
            width=header.width,
            height=header.height,
            size=len(data),
        )

    def _check(self, header: _Header) -> None:
        limits = self._limits
        if header.width <= 0 or header.height <= 0:
            raise PhotoError("truncated_picture")
        if header.width * header.height > limits.pixels:
            raise PhotoError(
                "too_many_pixels",
                megapixels=round(header.width * header.height / _MEGA, 1),
                limit=limits.pixels // _MEGA,
            )
        if header.metadata > limits.metadata:
            raise PhotoError(
                "metadata_too_large",
                megabytes=round(header.metadata / _MIB, 1),
                limit=limits.metadata // _MIB,
            )
        if header.scans > limits.scans:
            raise PhotoError("too_many_scans", scans=header.scans, limit=limits.scans)


def _sniff(data: bytes) -> Literal["jpg", "png", "webp"]:
    if data.startswith(_JPEG):
        return "jpg"
    if data.startswith(_PNG):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise PhotoError("not_a_picture")


def _read_jpeg(data: bytes) -> _Header:
    """Walk the segments up to EOI; what follows it (a gain map, a film) is not looked at."""
    width = height = metadata = scans = 0
    for marker, start, end in _jpeg_segments(data):
        if marker in _FRAMES and not width:
            if marker not in _DECODABLE_FRAMES:  # lossless, hierarchical, arithmetic coding
                raise PhotoError("not_a_picture")
            if end - start < 6:
                raise PhotoError("truncated_picture")
            height, width = struct.unpack_from(">HH", data, start + 1)
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            metadata += end - start
        scans += marker == _SOS
    if not scans:
        raise PhotoError("truncated_picture")
    return _Header(width, height, metadata, scans)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, first byte of its content, byte after it); ``truncated_picture`` without an EOI."""
    place = 2
    while True:
        found = _NEXT_MARKER.search(data, place)
        if found is None:
            raise PhotoError("truncated_picture")
        marker = found.group()[1]
        start = found.end()
        if marker == _EOI:
            return
        if start + 2 > len(data):
            raise PhotoError("truncated_picture")
        (length,) = struct.unpack_from(">H", data, start)
        place = start + length
        if length < 2 or place > len(data):
            raise PhotoError("truncated_picture")
        yield marker, start + 2, place


def _read_png(data: bytes) -> _Header:
    """Walk the chunks up to IEND."""
    width = height = metadata = 0
    pixels = False
    place = len(_PNG)
    while True:
        if place + 12 > len(data):
            raise PhotoError("truncated_picture")
        length, kind = struct.unpack_from(">I4s", data, place)
        after = place + 12 + length
        if after > len(data) or (place == len(_PNG) and (kind != b"IHDR" or length != 13)):
            raise PhotoError("truncated_picture")
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", data, place + 8)
        elif kind not in _PNG_PIXELS:
            metadata += length
        pixels = pixels or kind == b"IDAT"
        if kind == b"IEND":
            break
        place = after
    if not pixels:
        raise PhotoError("truncated_picture")
    return _Header(width, height, metadata)


def _read_webp(data: bytes) -> _Header:
    """Walk the RIFF chunks; the canvas and the picture in it both count."""
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise PhotoError("truncated_picture")
    width = height = metadata = 0
    pixels = False
    place = 12
    while place + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, place)
        content = data[place + 8 : place + 8 + min(length, 16)]
        place += 8 + length + (length & 1)
        if place > end + 1:
            raise PhotoError("truncated_picture")
        size = _webp_size(kind, content)
        width, height = max(width, size[0]), max(height, size[1])
        pixels = pixels or kind in (b"VP8 ", b"VP8L", b"ANMF")
        if kind in _WEBP_METADATA:
            metadata += length
    if not pixels:
        raise PhotoError("truncated_picture")
    return _Header(width, height, metadata)


def _webp_size(kind: bytes, content: bytes) -> tuple[int, int]:
    """Width and height a chunk speaks of; (0, 0) for chunks that speak of none."""
    if kind == b"VP8X" and len(content) >= 10:
        return (
            int.from_bytes(content[4:7], "little") + 1,
            int.from_bytes(content[7:10], "little") + 1,
        )
    if kind == b"VP8L" and len(content) >= 5 and content[0] == 0x2F:
        bits = int.from_bytes(content[1:5], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8 " and len(content) >= 10 and content[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
