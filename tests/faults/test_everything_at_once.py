"""All of it at once with four stations, on both back ends: nothing lost, nothing doubled.

The schedule is a function of the seed, which is printed; ``--long`` goes on to 2,000 faults. Which
microsecond a kill meets is the machine's affair.
"""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest

from tests.faults.full_disks import FULL_ON_SERVERS
from tests.faults.happenings import ALONE, EVERYWHERE, ON_A_FOLDER, ON_SERVERS, Happening
from tests.faults.ledger import Account
from tests.faults.world import World

STATIONS = 4
FAULTS, FAULTS_LONG = 60, 2_000
LEG = 200
"""After so many faults all is made good and compared."""
OTHERS = 0.5
"""In so many rounds more happens than bad lines."""


def round_of_faults(
    world: World, names: list[str], possible: dict[str, Happening], chance: random.Random
) -> None:
    """Everybody seals and sends while these things happen.

    A server that could not start again on a full disk is started by whoever watches it.
    """
    for replica in world.replicas:
        replica.ensure()
    for station in world.stations:
        station.seal(chance.randint(1, 3))
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(possible[name](world, chance))
        world.all_run(lambda station: station.run(3))
    problems = [problem for station in world.stations for problem in station.problems()]
    assert problems == [], (world.seed, names)


def bad_time(
    world: World, until: int, possible: dict[str, Happening], chance: random.Random
) -> None:
    """Rounds until so many faults have struck."""
    while world.struck() < until:
        names = ["bad lines"]
        if chance.random() < OTHERS:
            names += chance.sample(sorted(set(possible) - {"bad lines"}), k=2)
        if alone := ALONE.intersection(names):
            names = ["bad lines", min(alone)]
        round_of_faults(world, names, possible, chance)


def settle(world: World) -> Account:
    """All good again: everything sealed so far has arrived once and unchanged."""
    world.heal()
    world.all_run(lambda station: station.drain())
    account = world.account()
    account.write("everything at once")
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)
    return account


@pytest.mark.timeout(7200)
def test_four_stations_survive_everything_at_once(world: World, long_run: bool) -> None:
    chance = random.Random(world.seed)
    possible = {**EVERYWHERE, **(ON_A_FOLDER if world.name == "folder" else ON_SERVERS)}
    if world.postgres is not None and all(disk.mounted for disk in world.server_disks):
        possible |= FULL_ON_SERVERS
    for _ in range(STATIONS):
        world.add_station()
    wanted = FAULTS_LONG if long_run else FAULTS
    for until in (*range(LEG, wanted, LEG), wanted):
        bad_time(world, until, possible, chance)
        account = settle(world)
    assert account.faults.total() >= wanted
    assert account.events > account.photos / 3 > 0
