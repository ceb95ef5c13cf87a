"""Looks into the central database from outside, the way an auditor would."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import zstandard

from tests.fakes.send_queue import MemoryStation


def rows(folder: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{folder / 'central.db'}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def journal(folder: Path, station: MemoryStation) -> list[tuple[int, bytes, bytes]]:
    """(seq, link, payload) of everything stored for a station."""
    query = "SELECT seq, link, payload FROM events WHERE station = ? ORDER BY seq"
    found = rows(folder, query, station.station_id)
    unpack = zstandard.ZstdDecompressor()
    return [
        (int(str(seq)), bytes(link), unpack.decompress(payload)) for seq, link, payload in found
    ]  # type: ignore[arg-type]


def expected(station: MemoryStation) -> list[tuple[int, bytes, bytes]]:
    return [(event.seq, event.link, event.payload) for event in station.queue.events]


def photos_on_disk(folder: Path) -> dict[str, str]:
    """Digest of the bytes by file name, staging included."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "photos").rglob("*")
        if path.is_file()
    }
