"""Each fault of the matrix by itself, on both back ends: it really struck, and nothing was lost."""

from __future__ import annotations

import random

import pytest

from tests.fakes.fault_proxy import KINDS, Kind, LineFault, draw_fault
from tests.faults.conftest import SEED
from tests.faults.happenings import (
    EVERYWHERE,
    ON_A_FOLDER,
    ON_SERVERS,
    Happening,
    central_ends_after_commit,
    store_killed,
)
from tests.faults.odd_records import ODD
from tests.faults.world import World

ROUNDS, ROUNDS_LONG = 1, 20
HANDSHAKE: dict[Kind, int] = {
    "cut_up": 250, "damage_up": 250, "cut_down": 700, "damage_down": 700, "stall_cut": 250,
}  # fmt: skip
"""So many bytes a handshake has at least, upward and downward."""


def finish(world: World, name: str) -> None:
    """All good again: everything arrives, once and unchanged."""
    world.heal()
    world.all_run(lambda station: station.drain())
    account = world.account()
    account.write(name)
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)
    assert account.events >= sum(len(station.ledger.sealed) for station in world.stations) > 0


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", sorted({*EVERYWHERE, *ON_A_FOLDER, *ON_SERVERS} - {"bad lines"}))
def test_one_kind_of_fault_loses_and_doubles_nothing(
    crew: World, name: str, long_run: bool
) -> None:
    here: dict[str, Happening] = {
        **EVERYWHERE, **(ON_A_FOLDER if crew.name == "folder" else ON_SERVERS),
    }  # fmt: skip
    if name not in here:
        assert name in ON_A_FOLDER or name in ON_SERVERS
        return
    chance = random.Random(f"{SEED}/{name}")
    for _ in range(ROUNDS_LONG if long_run else ROUNDS):
        for station in crew.stations:
            station.seal(2)
        with here[name](crew, chance):
            crew.all_run(lambda station: station.run(2))
        assert [problem for station in crew.stations for problem in station.problems()] == []
    assert crew.struck() >= 1
    finish(crew, name)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_of_bad_line_loses_and_doubles_nothing(
    crew: World, kind: Kind, long_run: bool
) -> None:
    chance = random.Random(f"{SEED}/{kind}")
    wanted = 60 if long_run else 2
    for _ in range(10 * wanted):
        for station in crew.stations:
            station.seal()
            station.line.arm(draw_fault(chance, (kind,)))
        crew.all_run(lambda station: station.run())
        if crew.struck() >= wanted:
            break
    assert crew.struck() >= wanted
    finish(crew, f"line: {kind}")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["cut_up", "cut_down"])
def test_a_reset_in_every_region_of_the_bytes(crew: World, kind: Kind, long_run: bool) -> None:
    """From the first byte to the end of a photo and its answer, at even distances."""
    regions = 150 if long_run else 6
    size = 9_000 if kind == "cut_down" else 60_000
    for number in range(regions):
        station = crew.stations[number % 2]
        station.seal_photo()
        station.line.arm(LineFault(kind, size * number // regions))
        station.run()
    assert crew.struck() >= regions // 2
    finish(crew, f"every region: {kind}")


@pytest.mark.timeout(1800)
def test_faults_inside_the_handshake_only_cost_time(crew: World, long_run: bool) -> None:
    """From its first byte on; none of them may look like a server that must not be trusted."""
    station = next(each for each in crew.stations if each.line.scheme == "https")
    regions = 40 if long_run else 3
    for kind, size in HANDSHAKE.items():
        for number in range(regions):
            station.seal()
            station.line.arm(LineFault(kind, size * number // regions))
            station.run()
            assert station.queue.stopped() is None
    assert crew.struck() >= regions * len(HANDSHAKE)
    finish(crew, "inside the handshake")


@pytest.mark.timeout(1800)
def test_an_end_after_every_commit(crew: World, long_run: bool) -> None:
    """One attempt to send makes the central system commit so often; it ends after each of them."""
    for turn in range(90 if long_run else 2):
        for station in crew.stations:
            station.seal_photo()
        with central_ends_after_commit(crew, random.Random(turn)):
            crew.all_run(lambda station: station.run())
    assert crew.struck() >= 2
    finish(crew, "an end after every commit")


@pytest.mark.timeout(1800)
def test_every_odd_record_is_kept_and_blocks_nothing(crew: World) -> None:
    """Unknown schemas, poison, bombs: stored, in their place, and the next one is accepted."""
    station = crew.stations[0]
    for odd in ODD:
        station.put_odd(odd)
        crew.faults[f"record: {odd.name}"] += 1
        station.seal_photo()
    finish(crew, "every odd record")
    accepted = [event for event, _ in station.overview.quarantined()]
    assert len(accepted) >= len(ODD) - 8  # some are only odd inside and mean no harm


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_object_store_is_killed(crew: World) -> None:
    if crew.seaweed is None:
        assert crew.photo_line is None
        return
    chance = random.Random(SEED)
    for _ in range(8):
        with store_killed(crew, chance):
            crew.all_run(lambda station: station.run(2))
    finish(crew, "object store killed")
