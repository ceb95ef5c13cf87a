"""All of it at once with four stations, on both back ends: nothing lost, nothing doubled.

The schedule is a function of the seed, which is printed; ``--long`` goes on to 2,000 faults. Which
microsecond a kill meets is the machine's affair.
"""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest

from tests.faults.happenings import ALONE, EVERYWHERE, ON_A_FOLDER, ON_SERVERS, Happening
from tests.faults.world import World

STATIONS = 4
FAULTS, FAULTS_LONG = 60, 2_000
OTHERS = 0.5
"""In so many rounds more happens than bad lines."""


def round_of_faults(
    world: World, names: list[str], possible: dict[str, Happening], chance: random.Random
) -> None:
    """Everybody seals and sends while these things happen."""
    for station in world.stations:
        station.seal(chance.randint(1, 3))
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(possible[name](world, chance))
        world.all_run(lambda station: station.run(3))
    problems = [problem for station in world.stations for problem in station.problems()]
    assert problems == [], (world.seed, names)


@pytest.mark.timeout(7200)
def test_four_stations_survive_everything_at_once(world: World, long_run: bool) -> None:
    chance = random.Random(world.seed)
    possible = {**EVERYWHERE, **(ON_A_FOLDER if world.name == "folder" else ON_SERVERS)}
    for _ in range(STATIONS):
        world.add_station()
    wanted = FAULTS_LONG if long_run else FAULTS
    while world.struck() < wanted:
        names = ["bad lines"]
        if chance.random() < OTHERS:
            names += chance.sample(sorted(set(possible) - {"bad lines"}), k=2)
        if alone := ALONE.intersection(names):
            names = ["bad lines", min(alone)]
        round_of_faults(world, names, possible, chance)
        if long_run:
            print(f"{world.name}: {world.struck()} faults", flush=True)
        if chance.random() < 0.1:
            world.heal()
    world.heal()
    world.all_run(lambda station: station.drain())
    account = world.account()
    account.write("everything at once")
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)
    assert account.faults.total() >= wanted
    assert account.events > account.photos / 3 > 0
