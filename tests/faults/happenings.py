"""What may happen while stations send: each is a context around one round of sending.

A happening arms or strikes when it is entered, counts itself in ``world.faults`` when it really
happened (lines count for themselves), and leaves running servers and free disks behind.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread
from typing import Final, TypeAlias

from inspector_app.bootstrap import central_backup
from tests.fakes.fault_proxy import KINDS, Kind, LineFault, draw_fault
from tests.faults.full_disks import FULL_ON_SERVERS, central_disk_full
from tests.faults.odd_records import ODD
from tests.faults.world import World

Happening: TypeAlias = Callable[[World, random.Random], AbstractContextManager[None]]
_DATABASE_KINDS: Final[tuple[Kind, ...]] = (
    "cut_up", "cut_down", "lost_answer", "stall", "stall_cut", "refuse",
)  # fmt: skip
_STORE_KINDS: Final[tuple[Kind, ...]] = (
    "busy", "cut_up", "cut_down", "lost_answer", "stall", "stall_cut", "refuse", "damage_up",
    "damage_down",
)  # fmt: skip


@contextmanager
def bad_lines(world: World, chance: random.Random) -> Iterator[None]:
    """Between each station and the central system."""
    for station in world.stations:
        station.line.arm(*(draw_fault(chance, KINDS) for _ in range(3)))
    yield


@contextmanager
def bad_database_line(world: World, chance: random.Random) -> Iterator[None]:
    """Between the central system and PostgreSQL."""
    assert world.database_line is not None
    world.database_line.arm(*(_near(chance, _DATABASE_KINDS) for _ in range(3)))
    yield
    world.database_line.heal()


@contextmanager
def bad_photo_line(world: World, chance: random.Random) -> Iterator[None]:
    """Between the central system and its object store."""
    assert world.photo_line is not None
    for station in world.stations:
        station.seal_photo()
    world.photo_line.arm(*(_near(chance, _STORE_KINDS) for _ in range(6)))
    yield
    world.photo_line.heal()


def _near(chance: random.Random, kinds: tuple[Kind, ...]) -> LineFault:
    """Statements and small photos are short: strike early."""
    fault = draw_fault(chance, kinds)
    return LineFault(fault.kind, fault.at % 3_000, fault.seconds)


@contextmanager
def central_killed(world: World, chance: random.Random) -> Iterator[None]:
    """kill -9 of a replica at any moment."""
    victim = chance.choice(world.replicas)
    with _meanwhile(chance.uniform(0.0, 0.35), victim.kill):
        yield
    world.faults["central killed"] += 1
    victim.ensure()


@contextmanager
def central_ends_after_commit(world: World, chance: random.Random) -> Iterator[None]:
    """The process ends right after a commit: kept, and never acknowledged."""
    victim = world.central
    victim.kill()
    victim.start(end_after=chance.randint(1, 9))
    yield
    if not victim.alive():
        world.faults["central ended after a commit"] += 1
    victim.kill()  # what is left would end at some later commit
    victim.start()


@contextmanager
def central_clock_wrong(world: World, chance: random.Random) -> Iterator[None]:
    """The central system's clock is a year off for a while."""
    victim = world.central
    victim.kill()
    victim.days = chance.choice((-365, 365))
    victim.start()
    world.faults["central clock a year off"] += 1
    yield
    victim.kill()
    victim.days = 0
    victim.start()


@contextmanager
def database_stopped(world: World, chance: random.Random) -> Iterator[None]:
    """PostgreSQL stops at once, without a checkpoint, and comes back."""
    assert world.postgres is not None
    server = world.postgres

    def strike() -> None:
        server.stop(signal.SIGQUIT)
        time.sleep(chance.uniform(0, 0.2))
        server.start()

    with _meanwhile(chance.uniform(0.0, 0.3), strike):
        yield
    world.faults["database stopped at once"] += 1


@contextmanager
def store_killed(world: World, chance: random.Random) -> Iterator[None]:
    """kill -9 of the object store."""
    assert world.seaweed is not None
    server = world.seaweed
    for station in world.stations:
        station.seal_photo()

    def strike() -> None:
        server.stop()
        server.start()

    with _meanwhile(chance.uniform(0.0, 0.2), strike):
        yield
    world.faults["object store killed"] += 1


@contextmanager
def station_clocks_wrong(world: World, chance: random.Random) -> Iterator[None]:
    """Stations a year ahead, a year behind, or two days off."""
    for station in world.stations:
        station.clock.days = chance.choice((0, -365, 365, 2))
        world.faults["station clock wrong"] += station.clock.days != 0
        station.seal()
    yield
    for station in world.stations:
        station.clock.days = 0


@contextmanager
def station_disks_full(world: World, chance: random.Random) -> Iterator[None]:
    """A station seals and sends without room; what it refuses it has not promised."""
    victim = chance.choice(world.stations)
    with victim.without_room():
        world.faults["station disk full"] += 1
        victim.seal_photo()
        victim.seal()
        yield


@contextmanager
def station_photos_spoiled(world: World, chance: random.Random) -> Iterator[None]:
    """An original is gone or rotten before it was sent."""
    victim = chance.choice(world.stations)
    victim.spoil(victim.seal_photo(), missing=chance.random() < 0.5)
    world.faults["station photo spoiled"] += 1
    yield


@contextmanager
def odd_records(world: World, chance: random.Random) -> Iterator[None]:
    """Records the central system does not know, or that mean to harm it."""
    for station in world.stations:
        made = chance.choice(ODD)
        world.faults[f"record: {made.name}"] += 1
        station.put_odd(made)
        station.seal()
    yield


@contextmanager
def station_killed(world: World, chance: random.Random) -> Iterator[None]:
    """kill -9 of a station that seals and sends, at a random microsecond."""
    victim = chance.choice(world.stations)
    with victim.as_process(chance):
        yield
    world.faults["station killed"] += 1


@contextmanager
def central_restored(world: World, _chance: random.Random) -> Iterator[None]:
    """The central system is lost after this round and comes back from a backup made before it."""
    world.backups += 1
    backup = world.root / f"central-backup-{world.backups}"
    central_backup.make_backup(world.audited, backup)
    yield
    for replica in world.replicas:
        replica.kill()
    central_backup.put_back(world.audited, backup, replace=True)
    world.faults["central restored from a backup"] += 1
    for replica in world.replicas:
        replica.start()


@contextmanager
def station_restored(world: World, chance: random.Random) -> Iterator[None]:
    """A station is lost after this round and comes back as it was before it."""
    victim = chance.choice(world.stations)
    world.backups += 1
    backup = world.root / f"station-backup-{world.backups}"
    victim.copy_to(backup)
    victim.seal()
    yield
    victim.restored_from(backup)
    world.faults["station restored from a backup"] += 1
    world.bring_back(victim)


@contextmanager
def station_cloned(world: World, chance: random.Random) -> Iterator[None]:
    """Two devices go on under one identity for this round."""
    victim = chance.choice(world.stations)
    twin = world.add_clone(victim)
    twin.seal(2)
    world.faults["station cloned"] += 1
    yield
    for station in (victim, twin):
        station.seal()
    for station in (twin, victim, twin):
        world.bring_back(station)
    world.retire(twin)


EVERYWHERE: Final[dict[str, Happening]] = {
    "bad lines": bad_lines,
    "central killed": central_killed,
    "central ends after a commit": central_ends_after_commit,
    "central clock": central_clock_wrong,
    "station clocks": station_clocks_wrong,
    "station disks": station_disks_full,
    "station photos": station_photos_spoiled,
    "odd records": odd_records,
    "station killed": station_killed,
    "station restored": station_restored,
    "station cloned": station_cloned,
    "central restored": central_restored,
}
ALONE: Final = frozenset(
    {"central restored", "station restored", "station cloned", *FULL_ON_SERVERS}
)
"""They need the servers at their end, for the work of a person or to see them come back: bad lines
may go with them, no more."""
ON_A_FOLDER: Final[dict[str, Happening]] = {"central disk full": central_disk_full}
ON_SERVERS: Final[dict[str, Happening]] = {
    "database line": bad_database_line,
    "photo line": bad_photo_line,
    "database stopped": database_stopped,
}


@contextmanager
def _meanwhile(after: float, strike: Callable[[], None]) -> Iterator[None]:
    """Do it so many seconds from now, beside what goes on; its failure fails the test."""
    failed: list[BaseException] = []

    def work() -> None:
        time.sleep(after)
        try:
            strike()
        except BaseException as problem:  # carried into the test
            failed.append(problem)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join(120)
    if failed:
        raise failed[0]
