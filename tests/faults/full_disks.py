"""Disks of servers that run full while stations send; each is made free again at the end.

The central system answers that it has no room, and is not ready; what stations seal stays with
them. PostgreSQL ends itself when its log finds no room, and parts of SeaweedFS's index go on
refusing when there is room again: whoever watches them starts them again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeAlias

from tests.fakes.servers.small_disk import SmallDisk
from tests.faults.world import World

FullDisk: TypeAlias = Callable[[World, random.Random], AbstractContextManager[None]]


@contextmanager
def central_disk_full(world: World, _chance: random.Random) -> Iterator[None]:
    """No room for another page, neither for rows nor for photos in the folder."""
    for station in world.stations:
        station.seal_photo()
    if world.disk.mounted:
        with _full(world.disk):
            yield
    else:  # a disk of its own may not be mounted here: no file of the program may grow
        with world.central.no_file_grows():
            yield
    world.faults["central disk full"] += 1


@contextmanager
def database_disk_full(world: World, _chance: random.Random) -> Iterator[None]:
    """No table of PostgreSQL can grow."""
    assert world.postgres is not None
    for station in world.stations:
        station.seal_large()
    with _full(world.postgres.disk):
        yield
    world.postgres.ensure()
    world.faults["database disk full"] += 1


@contextmanager
def database_log_full(world: World, _chance: random.Random) -> Iterator[None]:
    """PostgreSQL cannot write its log: it ends itself, and cannot start while there is no room."""
    assert world.postgres is not None
    for station in world.stations:
        station.seal()
    with _full(world.postgres.log_disk):
        world.postgres.fill_log()
        yield
    world.postgres.ensure()
    world.faults["database log full"] += 1


@contextmanager
def store_disk_full(world: World, _chance: random.Random) -> Iterator[None]:
    """The object store finds no room for another photo."""
    assert world.seaweed is not None
    for station in world.stations:
        station.seal_photo()
    with _full(world.seaweed.disk):
        yield
    world.seaweed.stop()
    world.seaweed.start()
    world.faults["object store full"] += 1


@contextmanager
def _full(disk: SmallDisk | None) -> Iterator[None]:
    assert disk is not None
    disk.fill()
    try:
        yield
    finally:
        disk.free()


FULL_ON_SERVERS: Final[dict[str, FullDisk]] = {
    "database disk full": database_disk_full,
    "database log full": database_log_full,
    "object store full": store_disk_full,
}
