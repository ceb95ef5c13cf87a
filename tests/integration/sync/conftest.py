"""A real central system on a loopback port, and stations in memory around it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2._config
import pytest

from inspector_app.bootstrap import embedded_central, server
from inspector_app.bootstrap.central_places import places, write_places
from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central.configuration import Layout
from inspector_app.services.ports import Clock
from inspector_app.sync.engine import SyncEngine
from inspector_app.sync.enrol import enrol
from tests.fakes.sealed_payloads import products
from tests.fakes.send_queue import MemoryStation
from tests.fakes.servers.postgres import PostgresServer, programs
from tests.fakes.servers.seaweed import SeaweedServer, program

StationMaker = Callable[..., MemoryStation]

# A busy machine answers late, but it answers. Stations have time limits of their own.
httpx2._config.DEFAULT_TIMEOUT_CONFIG.read = 120.0


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing; the set-up installs it")
        pytest.skip("PostgreSQL is not installed")
    with PostgresServer() as running:
        yield running


@pytest.fixture(scope="session")
def seaweed() -> Iterator[SeaweedServer]:
    if program() is None:
        if os.environ.get("CI"):
            pytest.fail("SeaweedFS is missing; the set-up installs it")
        pytest.skip("SeaweedFS is not installed")
    with SeaweedServer() as running:
        yield running


@dataclass(frozen=True)
class Servers:
    """What a large central system keeps its rows and photos on."""

    postgres: PostgresServer
    seaweed: SeaweedServer


@pytest.fixture(scope="session", params=["folder", "servers"])
def backend(request: pytest.FixtureRequest) -> Servers | None:
    """SQLite and a folder, or PostgreSQL and a bucket; every test with a central system runs on
    each."""
    if request.param == "folder":
        return None
    return Servers(request.getfixturevalue("postgres"), request.getfixturevalue("seaweed"))


_FOUNDED: dict[tuple[Servers | None, str, str | None, bool], TemporaryDirectory[str]] = {}


def _founded(
    backend: Servers | None, name: str, password: str | None, *, products_in: bool = False
) -> Path:
    """The pattern of all central systems of one kind: it is founded once a process."""
    kind = (backend, name, password, products_in)
    if kind not in _FOUNDED:
        _FOUNDED[kind] = TemporaryDirectory(prefix="inspector-founded-")
        folder = Path(_FOUNDED[kind].name) / "central"
        if backend is None:
            server.initialise(folder, name=name, password=password)
        else:
            database = backend.postgres.database()
            server.initialise(
                folder, name=name, password=password, bucket=backend.seaweed.place(),
                database=backend.postgres.api_address(database),
                owner_database=backend.postgres.owner_address(database),
            )  # fmt: skip
        if products_in:
            server.load_master(folder, MasterData(products=products()))
    return Path(_FOUNDED[kind].name) / "central"


def copy_central(backend: Servers | None, pattern: Path, folder: Path) -> Path:
    """A central system with the keys and rows of another, on a database and a place of its own."""
    shutil.copytree(pattern, folder)
    if backend is not None:
        database = backend.postgres.database(str(places(Layout(pattern), {}).api.url.database))
        (folder / "central.toml").unlink()
        write_places(
            Layout(folder), backend.postgres.api_address(database),
            backend.postgres.owner_address(database), backend.seaweed.place(),
        )  # fmt: skip
    return folder


def found_central(
    backend: Servers | None, folder: Path, *, name: str = "仓库", password: str | None = None
) -> None:
    """Set a central system up on this back end, as a copy of one like it."""
    copy_central(backend, _founded(backend, name, password), folder)


@pytest.fixture(scope="session")
def initialised(backend: Servers | None) -> Path:
    """The pattern of ``central_folder``, with products: to be looked at, never to be changed."""
    return _founded(backend, "仓库", "correct horse battery", products_in=True)


@pytest.fixture
def central_folder(initialised: Path, backend: Servers | None, tmp_path: Path) -> Path:
    """A fresh central system's folder."""
    return copy_central(backend, initialised, tmp_path / "central")


@pytest.fixture
def central(central_folder: Path) -> Iterator[EmbeddedCentral]:
    running = embedded_central.start_embedded(central_folder)
    yield running
    running.stop()


def enrolled(central: EmbeddedCentral, folder: Path, number: int) -> MemoryStation:
    """A station of that number, with files in a folder of its own in ``folder``."""
    station_id = f"0192f3a0-7b1c-7def-8a01-{number:012d}"
    station = MemoryStation(folder / f"station-{number}", station_id, seed=bytes([number]) * 32)
    enrol(
        station.queue, station.keys, url=central.url, code=central.enrolment_code(),
        station_id=station_id, name=f"月台 {number}",
    )  # fmt: skip
    return station


@pytest.fixture
def make_station(tmp_path: Path, central: EmbeddedCentral) -> StationMaker:
    """Enrolled stations, each with an id and a key of its own."""

    def make(number: int = 1) -> MemoryStation:
        return enrolled(central, tmp_path, number)

    return make


@pytest.fixture
def station(make_station: StationMaker) -> MemoryStation:
    return make_station()


def engine_of(station: MemoryStation, clock: Clock | None = None) -> SyncEngine:
    return SyncEngine(
        queue=station.queue,
        sink=station.sink,
        files=station.files,
        keys=station.keys,
        clock=clock or SystemClock(),
        jitter=lambda: 0.5,
        owner="test",
    )
