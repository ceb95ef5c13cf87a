"""A central system as a process of its own, and stations whose requests are signed beforehand."""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.bootstrap import server
from inspector_app.central import master, stations
from inspector_app.sync.enrol import enrol
from inspector_app.wire.envelope import NDJSON, EventLine
from inspector_app.wire.framing import ZSTD, compress, encode_lines, take_batch
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.benchmarks.sealed_lots import chain, master_data
from tests.fakes.send_queue import MemoryStation
from tests.fakes.servers.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """Where a central system of a benchmark keeps things."""

    folder: Path
    postgres: PostgresServer | None
    database: str = ""


@contextmanager
def founded(*, on_server: bool) -> Iterator[Place]:
    """A central system with master data, on PostgreSQL or in a folder; photos in the folder."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    # Beside the build output: a temporary folder may lie in memory, where a flush costs nothing.
    with tempfile.TemporaryDirectory(dir=build) as name:
        folder = Path(name) / "central"
        if not on_server:
            server.initialise(folder, name="仓库")
            server.load_master(folder, master_data())
            yield Place(folder, None)
            return
        with PostgresServer() as postgres:
            database = postgres.database()
            server.initialise(
                folder, name="仓库", database=postgres.api_address(database),
                owner_database=postgres.owner_address(database),
            )  # fmt: skip
            server.load_master(folder, master_data())
            yield Place(folder, postgres, database)


@dataclass(frozen=True)
class Serving:
    """A running process; ``pid`` for what it uses."""

    url: str
    pid: int


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """One process of the central system of this folder, until the block ends."""
    command = [sys.executable, "-m", "tests.benchmarks.central_child", str(folder)]
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield Serving(child.stdout.readline().strip(), child.pid)
    finally:
        child.stdin.close()
        child.wait(60)
        child.stdout.close()


def enrolled(place: Place, url: str, count: int) -> list[MemoryStation]:
    """New stations with keys of their own."""
    parts, _ = server.open_parts(place.folder)

    async def codes() -> list[str]:
        try:
            tenant = await master.tenant_of(parts)
            given = [
                await stations.give_code(parts, tenant, _label(number))
                for number in range(1, count + 1)
            ]
            return [code.text() for code in given]
        finally:
            await parts.db.close()

    return [
        _enrolled(place, url, number, code) for number, code in enumerate(asyncio.run(codes()), 1)
    ]


def _enrolled(place: Place, url: str, number: int, code: str) -> MemoryStation:
    station_id = str(uuid.UUID(int=0x0192F3A07B1C7DEF8A01 << 48 | number))
    station = MemoryStation(place.folder / f"s{number}", station_id, number.to_bytes(32, "big"))
    enrol(
        station.queue, station.keys, url=url, code=code, station_id=station_id,
        name=_label(number),
    )  # fmt: skip
    return station


def _label(number: int) -> str:
    return f"工位 {number}"


@dataclass(frozen=True)
class Ready:
    """A request that only has to be written to the line."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


def batches(station: MemoryStation, url: str, count: int) -> list[Ready]:
    """``count`` sealed inspections of a station as signed requests in order."""
    seed = int(uuid.UUID(station.station_id).int & 0xFFFF).to_bytes(32, "big")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    lines = list(chain(uuid.UUID(station.station_id), key, count))
    found: list[Ready] = []
    while lines:
        batch = take_batch(lines)
        lines = lines[len(batch) :]
        found.append(_events(station, url, batch))
    return found


def _events(station: MemoryStation, url: str, batch: Sequence[EventLine]) -> Ready:
    headers = {"content-type": NDJSON, "content-encoding": ZSTD}
    path = f"/v1/stations/{station.station_id}/events"
    return signed(station, url, "POST", path, compress(encode_lines(batch)), headers)


def signed(
    station: MemoryStation, url: str, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Ready:
    """A request signed now; good for five minutes."""
    enrolment = station.queue.known_as
    assert enrolment is not None
    asked = HttpRequest(method, f"{url}{path}", {**headers, "protocol-version": "1"})
    who = key_id(enrolment.tenant, station.station_id)
    sign_request(asked, body, who, datetime.now(UTC), station.keys.sign)
    return Ready(method, path, body, dict(asked.headers))


class Line:
    """One connection that stays open."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def send(self, ready: Ready) -> bytes:
        """The answer's body; RuntimeError unless it is a success."""
        self._connection.request(ready.method, ready.path, ready.body, ready.headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{answer.status} {body[:200]!r}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
