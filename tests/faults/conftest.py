"""Real servers, a program that forks central systems, and one that forks stations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.servers.postgres import PostgresServer, programs
from tests.fakes.servers.seaweed import SeaweedServer, program
from tests.fakes.servers.small_disk import may_mount
from tests.faults.central_process import Nurse
from tests.faults.lives import Lives
from tests.faults.world import World

HERE = Path(__file__).resolve().parent
SEED = int(os.environ.get("INSPECTOR_FAULT_SEED") or 20261122)
"""What is drawn follows from it; another one for a long run that shall meet other things."""


@pytest.fixture(scope="session")
def nurse() -> Iterator[Nurse]:
    nurse = Nurse()
    yield nurse
    nurse.close()


@pytest.fixture(scope="session")
def station_lives() -> Iterator[Lives]:
    lives = Lives(HERE / "station_child.py")
    yield lives
    lives.close()


Servers = tuple[PostgresServer, SeaweedServer]


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Servers]:
    """PostgreSQL and an object store of these tests' own: they are stopped and killed here."""
    if os.environ.get("CI") and (programs() is None or program() is None):
        pytest.fail("PostgreSQL or SeaweedFS is missing; the set-up installs them")
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    if program() is None:
        pytest.skip("SeaweedFS is not installed")
    with (
        PostgresServer(on_small_disks=True) as postgres,
        SeaweedServer(on_small_disk=True) as seaweed,
    ):
        yield postgres, seaweed


@pytest.fixture(scope="session", params=["folder", "servers"])
def servers(request: pytest.FixtureRequest) -> Servers | None:
    """A back end; the servers are started once for all files of a process."""
    found: Servers | None = None
    if request.param == "servers":
        found = request.getfixturevalue("own_servers")
    return found


@pytest.fixture
def world(
    servers: Servers | None,
    nurse: Nurse,
    station_lives: Lives,
    tmp_path: Path,
) -> Iterator[World]:
    """A central system of this test's own on either back end."""
    world = World(tmp_path, nurse, station_lives, SEED, *(servers or ()))
    yield world
    world.close()


@pytest.fixture
def small_disks(world: World) -> None:
    """Whatever can be made full here can be made full."""
    if not all(disk.mounted for disk in world.server_disks):
        if os.environ.get("CI") and may_mount():
            pytest.fail("no file system in memory could be mounted")
        pytest.skip("tmpfs may not be mounted")


@pytest.fixture(scope="module")
def shared(
    servers: Servers | None,
    nurse: Nurse,
    station_lives: Lives,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One central system for the tests of a file."""
    root = tmp_path_factory.mktemp("world")
    world = World(root, nurse, station_lives, SEED, *(servers or ()))
    yield world
    world.close()


@pytest.fixture
def crew(shared: World) -> World:
    """The same central system with two fresh stations and nothing counted yet."""
    shared.begin_anew(stations=2)
    return shared
