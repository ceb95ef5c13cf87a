"""NDJSON with zstd: many small messages in one body, with limits on what is unpacked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import zstandard

from inspector_app.domain.errors import SyncError
from inspector_app.wire.envelope import MAX_BATCH, MAX_LINES, EventLine
from inspector_app.wire.unreadable import UNREADABLE

ZSTD: Final = "zstd"
_WINDOW: Final = 8 * 1024 * 1024
_LINE_DECODER: Final = msgspec.json.Decoder(EventLine)


def compress(body: bytes) -> bytes:
    """``body`` as one zstd frame."""
    return zstandard.ZstdCompressor(level=6).compress(body)


def decompress(body: bytes, limit: int) -> bytes:
    """The unpacked bytes; SyncError ``batch_too_large`` beyond ``limit``, ``bad_encoding``.

    The limit is kept while unpacking, so that a small body cannot fill the memory.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(io.BytesIO(body))
    try:
        data = reader.read(limit + 1)
        if len(data) <= limit and not _ended(body):
            raise SyncError("bad_encoding", detail="zstd")
    except zstandard.ZstdError as problem:
        raise SyncError("bad_encoding", detail="zstd") from problem
    if len(data) > limit:
        raise SyncError("batch_too_large", limit=limit)
    return data


def _ended(body: bytes) -> bool:
    """Whether exactly one whole frame is there; a stream reader takes a cut one for the end."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
    for start in range(0, len(body), 64 * 1024):
        unpacker.decompress(body[start : start + 64 * 1024])
        if unpacker.eof:
            return start + 64 * 1024 >= len(body) and not unpacker.unused_data
    return False


def encode_lines(lines: Iterable[EventLine]) -> bytes:
    """One JSON document a line, each ended by a line feed."""
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def decode_lines(body: bytes) -> Sequence[EventLine]:
    """The lines of an events request.

    SyncError ``bad_encoding`` names the broken line (from 1); ``too_many_lines``.
    """
    rows = [row for row in body.split(b"\n") if row.strip()]
    if len(rows) > MAX_LINES:
        raise SyncError("too_many_lines", limit=MAX_LINES)
    lines: list[EventLine] = []
    for number, row in enumerate(rows, start=1):
        try:
            lines.append(_LINE_DECODER.decode(row))
        except UNREADABLE as problem:
            raise SyncError("bad_encoding", detail=f"line {number}") from problem
    return lines


def take_batch(lines: Iterable[EventLine], limit: int = MAX_LINES) -> tuple[EventLine, ...]:
    """As many lines from the front as one request may carry, at least one if there is any."""
    batch: list[EventLine] = []
    total = 0
    for line in lines:
        size = len(msgspec.json.encode(line)) + 1
        if batch and (len(batch) >= limit or total + size > MAX_BATCH):
            break
        batch.append(line)
        total += size
    return tuple(batch)
