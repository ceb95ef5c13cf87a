"""What one process of the central system takes in: events and photos."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import socket
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median

import asyncpg

from inspector_app.bootstrap.central_places import places
from inspector_app.central.configuration import Layout
from inspector_app.central.db import directory, underived
from inspector_app.central.db.engine import Database
from inspector_app.wire.envelope import OCTETS
from inspector_app.wire.framing import decode_lines, decompress
from tests.benchmarks.central_process import (
    Line,
    Place,
    Ready,
    batches,
    enrolled,
    founded,
    serving,
    signed,
)
from tests.benchmarks.harness import Detail, Figure, Size, benchmark
from tests.fakes.send_queue import MemoryStation

CLIENTS = 4
ROWS = 50
"""Rows of a commit of the floor, and lines of a batch at most."""


@benchmark("ingest.events", budget=">= 0.15", unit="ratio")
def ingest_events(size: Size) -> Figure:
    """Sealed inspections through signatures, chain and projection, durable on PostgreSQL, beside
    COPY of the same payloads with the same commits."""
    each = 60 if size == "smoke" else 1500
    with founded(on_server=True) as place:
        assert place.postgres is not None
        empty = _bytes_of(place.postgres.owner_address(place.database))
        ours, payloads, sizes = _taken(place, each)
        grown = _bytes_of(place.postgres.owner_address(place.database)) - empty
        address = place.postgres.owner_address(place.postgres.database())
        floor = _copied(address, payloads)
    rate, base = len(payloads) / ours, len(payloads) / floor
    detail = {
        "events_per_s": round(rate), "copy_per_s": round(base),
        "database_bytes_per_event": grown // len(payloads), **sizes,
    }  # fmt: skip
    return Figure(rate / base, detail)


def _bytes_of(address: str) -> int:
    """What the whole database takes on the disk."""

    async def ask() -> int:
        connection = await asyncpg.connect(address)
        try:
            return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
        finally:
            await connection.close()

    return asyncio.run(ask())


@benchmark("ingest.events_folder", unit="ratio")
def ingest_events_folder(size: Size) -> Figure:
    """The same on SQLite, beside ``executemany`` of the same payloads."""
    each = 60 if size == "smoke" else 1500
    with founded(on_server=False) as place:
        ours, payloads, sizes = _taken(place, each)
        floor = _executed(place.folder / "floor.db", payloads)
    rate, base = len(payloads) / ours, len(payloads) / floor
    detail = {"events_per_s": round(rate), "executemany_per_s": round(base), **sizes}
    return Figure(rate / base, detail)


def _taken(place: Place, each: int) -> tuple[float, list[bytes], Detail]:
    """Seconds for all batches of all clients, and the payloads they carried."""
    with serving(place.folder) as central:
        stations = enrolled(place, central.url, CLIENTS)
        requests = [batches(station, central.url, each) for station in stations]
        before = _cpu(central.pid)
        seconds = _all_at_once(central.url, requests)
        used = _cpu(central.pid) - before
        behind = _settling(place)
    payloads = [
        line.payload
        for ready in requests
        for one in ready
        for line in decode_lines(decompress(one.body, 2**20))
    ]
    mean = sum(map(len, payloads)) / len(payloads)
    sizes = {
        "events": len(payloads), "payload_bytes": round(mean), "clients": CLIENTS,
        "cpu_ms_per_event": round(used / len(payloads) * 1e3, 3),
        "conclusions_behind_s": round(behind, 1),
    }  # fmt: skip
    return seconds, payloads, sizes


def _cpu(pid: int) -> float:
    """Processor seconds the process has used; 0 where the system does not say."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _settling(place: Place) -> float:
    """Seconds until verdicts and severity follow from all that was taken."""

    async def wait() -> float:
        database = Database(places(Layout(place.folder), {}).api)
        begun = time.perf_counter()
        try:
            async with database.read(None) as tx:
                tenant = await directory.tenant_of(tx, directory.HOME)
            assert tenant is not None
            while True:
                async with database.read(tenant) as tx:
                    if await underived.count(tx, tenant, 1) == 0:
                        return time.perf_counter() - begun
                await asyncio.sleep(0.2)
        finally:
            await database.close()

    return asyncio.run(wait())


def _all_at_once(url: str, requests: Sequence[Sequence[Ready]]) -> float:
    """Each client sends its requests one after the other; seconds until the last is answered."""
    gate = threading.Barrier(len(requests) + 1)

    def send(mine: Sequence[Ready]) -> None:
        line = Line(url)
        gate.wait()
        for ready in mine:
            line.send(ready)
        line.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        running = [pool.submit(send, mine) for mine in requests]
        gate.wait()
        begun = time.perf_counter()
        for each in running:
            each.result()
        return time.perf_counter() - begun


def _copied(address: str, payloads: Sequence[bytes]) -> float:
    async def copy() -> float:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute("CREATE TABLE floor (payload bytea)")
            begun = time.perf_counter()
            for start in range(0, len(payloads), ROWS):
                rows = [(payload,) for payload in payloads[start : start + ROWS]]
                await connection.copy_records_to_table("floor", records=rows)
            return time.perf_counter() - begun
        finally:
            await connection.close()

    return asyncio.run(copy())


def _executed(file: Path, payloads: Sequence[bytes]) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE floor (payload BLOB)")
        begun = time.perf_counter()
        for start in range(0, len(payloads), ROWS):
            database.execute("BEGIN IMMEDIATE")
            rows = [(payload,) for payload in payloads[start : start + ROWS]]
            database.executemany("INSERT INTO floor VALUES (?)", rows)
            database.execute("COMMIT")
        return time.perf_counter() - begun


@benchmark("ingest.photos", budget=">= 0.6", unit="ratio")
def ingest_photos(size: Size) -> Figure:
    """Photos of 3 MB by PUT until durable, beside socket → file → flush of the same bytes.

    The two take turns, always with new photos, so that a busy moment of the disk meets both."""
    count, rounds = (8, 1) if size == "smoke" else (60, 5)
    dice = random.Random(20261122)
    ours, floor = [], []
    with founded(on_server=False) as place, serving(place.folder) as central:
        stations = enrolled(place, central.url, CLIENTS)
        _all_at_once(central.url, _puts(stations, central.url, _dealt(dice, CLIENTS, size)))
        before = _cpu(central.pid)
        for number in range(rounds):
            photos = _dealt(dice, count, size)
            ours.append(_all_at_once(central.url, _puts(stations, central.url, photos)))
            floor.append(_received(place.folder / f"floor-{number}", photos))
        used = _cpu(central.pid) - before
    total = count * len(photos[0][0]) / 1e6
    mine, base = median(ours), median(floor)
    return Figure(base / mine, {
        "mb_per_s": round(total / mine, 1), "floor_mb_per_s": round(total / base, 1),
        "cpu_ms_per_photo": round(used / count / rounds * 1e3, 2),
        "photos": count, "rounds": rounds, "clients": CLIENTS,
    })  # fmt: skip


def _dealt(dice: random.Random, count: int, size: Size) -> list[list[bytes]]:
    """New photos, as many for each client."""
    photos = [dice.randbytes(300_000 if size == "smoke" else 3_000_000) for _ in range(count)]
    return [photos[number::CLIENTS] for number in range(CLIENTS)]


def _puts(
    stations: Sequence[MemoryStation], url: str, photos: Sequence[Sequence[bytes]]
) -> list[list[Ready]]:
    return [
        [
            signed(
                station, url, "PUT", f"/v1/blobs/{hashlib.sha256(data).hexdigest()}", data,
                {"content-type": OCTETS},
            )
            for data in mine
        ]
        for station, mine in zip(stations, photos, strict=True)
    ]  # fmt: skip


def _received(target: Path, photos: Sequence[Sequence[bytes]]) -> float:
    """Seconds until the same bytes came over as many sockets into files and were flushed."""
    target.mkdir()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        ThreadPoolExecutor(CLIENTS * 2) as pool,
    ):
        taking = [pool.submit(_take, listener, target, len(mine)) for mine in photos]
        begun = time.perf_counter()
        address = listener.getsockname()
        giving = [pool.submit(_give, address, mine) for mine in photos]
        for each in (*giving, *taking):
            each.result()
        return time.perf_counter() - begun


def _give(address: tuple[str, int], photos: Sequence[bytes]) -> None:
    with socket.create_connection(address) as line:
        for data in photos:
            line.sendall(len(data).to_bytes(8, "big"))
            line.sendall(data)
            line.recv(1)


def _take(listener: socket.socket, target: Path, count: int) -> None:
    line, _ = listener.accept()
    buffer = bytearray(256 * 1024)
    with line:
        for number in range(count):
            left = int.from_bytes(line.recv(8, socket.MSG_WAITALL), "big")
            with (target / f"{line.fileno()}-{number}").open("wb", buffering=0) as file:
                while left:
                    got = line.recv_into(buffer, min(left, len(buffer)))
                    file.write(memoryview(buffer)[:got])
                    left -= got
                os.fsync(file.fileno())
            line.sendall(b"1")
