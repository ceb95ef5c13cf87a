"""Looks into the central database from outside, the way an auditor would."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import obstore
import zstandard
from obstore.store import LocalStore, ObjectStore

from inspector_app.bootstrap.central_places import places
from inspector_app.central.configuration import Layout
from tests.fakes.send_queue import MemoryStation
from tests.fakes.servers.postgres import programs


def _server(folder: Path) -> tuple[int, str] | None:
    """Port and database of a central system that keeps its rows on a server."""
    url = places(Layout(folder), {}).api.url
    if url.port is None:
        return None
    return url.port, str(url.database)


def _ask(place: tuple[int, str], query: str, *values: object) -> list[tuple[Any, ...]]:
    """As the server's own administrator, whom nothing keeps from any row."""
    first, *rest = query.split("?")
    numbered = first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))

    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=place[0], user="postgres", database=place[1]
        )
        try:
            return [tuple(row) for row in await connection.fetch(numbered, *values)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def change(folder: Path, statement: str) -> None:
    """Change rows behind the back of the central system."""
    place = _server(folder)
    if place is not None:
        _ask(place, statement)
        return
    connection = sqlite3.connect(folder / "central.db")
    with connection:
        connection.execute(statement)
    connection.close()


def back_up(folder: Path, target: Path) -> None:
    """A consistent copy of the rows of a running central system."""
    place = _server(folder)
    if place is None:
        connection = sqlite3.connect(folder / "central.db")
        connection.execute("VACUUM INTO ?", (str(target),))
        connection.close()
    else:
        _program("pg_dump", place, "--format=custom", f"--file={target}", place[1])


def put_back(folder: Path, backup: Path) -> None:
    """Give a stopped central system the rows of a backup."""
    place = _server(folder)
    if place is None:
        for leftover in folder.glob("central.db*"):
            leftover.unlink()
        shutil.copy(backup, folder / "central.db")
    else:
        for program in ("dropdb", "createdb"):
            _program(program, place, place[1])
        _program("pg_restore", place, f"--dbname={place[1]}", str(backup))


def _program(name: str, place: tuple[int, str], *arguments: str) -> None:
    where = programs()
    assert where is not None
    command = [where / name, "--host=127.0.0.1", f"--port={place[0]}", "--username=postgres"]
    subprocess.run([*command, *arguments], check=True)


def rows(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    place = _server(folder)
    if place is not None:
        return _ask(place, query, *values)
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
    ]


def expected(station: MemoryStation) -> list[tuple[int, bytes, bytes]]:
    return [(event.seq, event.link, event.payload) for event in station.queue.events]


def photos_on_disk(folder: Path) -> dict[str, str]:
    """Digest of the stored bytes by name, unfinished uploads included."""
    store = photo_store(folder)
    return {
        str(entry["path"]).rpartition("/")[2]: hashlib.sha256(
            bytes(obstore.get(store, entry["path"]).bytes())
        ).hexdigest()
        for page in obstore.list(store)
        for entry in page
    }


def photo_store(folder: Path) -> ObjectStore:
    """Where this central system keeps its photos."""
    bucket = places(Layout(folder), {}).bucket
    return LocalStore(folder / "photos", mkdir=True) if bucket is None else bucket.open()


def copy_photos(source: Path | ObjectStore, target: Path | ObjectStore) -> None:
    """Make one place hold exactly what another holds."""
    read, write = _opened(source), _opened(target)
    lose_photos(write)
    for page in obstore.list(read):
        for entry in page:
            obstore.put(write, entry["path"], bytes(obstore.get(read, entry["path"]).bytes()))


def lose_photos(place: Path | ObjectStore) -> None:
    """Delete every photo."""
    store = _opened(place)
    for page in obstore.list(store):
        for entry in page:
            obstore.delete(store, entry["path"])


def spoil_photo(folder: Path, sha256: str, data: bytes) -> None:
    """Put other bytes under the name of a photo."""
    store = photo_store(folder)
    (path,) = [
        entry["path"]
        for page in obstore.list(store)
        for entry in page
        if str(entry["path"]).endswith(sha256)
    ]
    obstore.put(store, path, data)


def _opened(place: Path | ObjectStore) -> ObjectStore:
    return LocalStore(place, mkdir=True) if isinstance(place, Path) else place
