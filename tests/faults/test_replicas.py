"""Two central systems on the same rows and photos, and one of them killed under load."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.central_process import Nurse
from tests.faults.conftest import SEED, Servers
from tests.faults.lives import Lives
from tests.faults.stations import FaultStation
from tests.faults.world import World

KILLS, KILLS_LONG = 4, 60


@pytest.fixture
def pair(
    servers: Servers | None, nurse: Nurse, station_lives: Lives, tmp_path: Path
) -> Iterator[World | None]:
    """None on a folder, which belongs to one process."""
    if servers is None:
        yield None
        return
    world = World(tmp_path, nurse, station_lives, SEED, *servers, replicas=2)
    yield world
    world.close()


def goes_on(pair: World) -> bool:
    """Whether something is acknowledged while one of the two is away."""
    before = acknowledged(pair)
    stop = time.monotonic() + 30
    while acknowledged(pair) == before and time.monotonic() < stop:
        time.sleep(0.02)
    return acknowledged(pair) > before


def acknowledged(pair: World) -> int:
    return sum(station.ledger.acknowledged for station in pair.stations)


@pytest.mark.timeout(1800)
def test_a_replica_killed_under_load_costs_nothing(pair: World | None, long_run: bool) -> None:
    if pair is None:
        return
    chance = random.Random(SEED)
    for _ in range(4):
        pair.add_station()
    ended = threading.Event()

    def load(station: FaultStation) -> None:
        while not ended.is_set():
            station.seal(2)
            station.run()

    threads = [threading.Thread(target=load, args=(one,)) for one in pair.stations]
    for thread in threads:
        thread.start()
    served = 0
    try:
        for number in range(KILLS_LONG if long_run else KILLS):
            time.sleep(chance.uniform(0.1, 0.4))
            victim = pair.replicas[number % 2]
            victim.kill()
            pair.faults["replica killed"] += 1
            served += goes_on(pair)
            victim.ensure()
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    assert served == pair.faults["replica killed"], "the other replica has to carry on alone"
    pair.heal()
    pair.all_run(lambda station: station.drain())
    account = pair.account()
    account.write("two replicas, one killed under load")
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)
