"""Devices that are not what they were: cloned, restored from a backup, cut off by a lying disk.

None of them may overwrite, double or reorder what the central system holds. They stop sending,
capture goes on, and once a person has enrolled them anew everything they hold arrives.
"""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path

import pytest

from inspector_app.domain.errors import StorageError
from tests.faults.conftest import SEED
from tests.faults.stations import FaultStation
from tests.faults.world import World

TURNS, TURNS_LONG = 2, 12


@pytest.fixture
def crew(shared: World) -> World:
    shared.begin_anew(stations=1)
    return shared


def stopped(station: FaultStation) -> str:
    """Why it does not send any more; ``""`` when it does."""
    station.run(3)
    reason = station.queue.stopped()
    return "" if reason is None else reason.code


def finish(world: World, name: str) -> None:
    for station in world.stations:
        if stopped(station):
            station.seal(2)  # capture goes on
            station.way_back(world.code())
        station.seal()
        station.drain()
    account = world.account()
    account.write(name)
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)


@pytest.mark.timeout(1800)
def test_an_old_backup_takes_the_place_of_a_station(
    crew: World, tmp_path: Path, long_run: bool
) -> None:
    """It knows less than the central system: it must not go on as if nothing had happened."""
    (station,) = crew.stations
    for turn in range(TURNS_LONG if long_run else TURNS):
        station.seal(3)
        station.drain()
        backup = tmp_path / f"backup-{turn}"
        station.copy_to(backup)
        station.seal(4)
        station.drain()
        station.put_in_place_of_itself(backup)
        crew.faults["old backup restored"] += 1
        station.ledger.ended = True  # under this identity the device knows less than was promised
        assert stopped(station) == "chain_fork"
        station.way_back(crew.code())
        station.seal()
    finish(crew, "an old backup restored")


@pytest.mark.timeout(1800)
def test_a_device_is_cloned(crew: World, long_run: bool) -> None:
    """Both go on under one identity; the second to send is found out, and both come back."""
    for _ in range(TURNS_LONG if long_run else 1):
        crew.begin_anew(stations=1)
        (station,) = crew.stations
        station.seal(3)
        station.drain()
        twin = crew.add_clone(station)
        crew.faults["device cloned"] += 1
        station.seal(2)
        twin.seal(3)
        assert station.run()[-1].outcome == "done"
        assert stopped(twin) == "chain_fork"
        twin.seal()
        station.seal()
        station.ledger.ended = twin.ledger.ended = True
        finish(crew, "a cloned device")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", ["truncated", "zeroed"])
def test_a_disk_that_lied_loses_the_end_of_the_log(
    crew: World, how: str, tmp_path: Path, long_run: bool
) -> None:
    """The write-ahead log comes back short or empty at its end: what opens is a whole beginning."""
    chance = random.Random(f"{SEED}/{how}")
    (station,) = crew.stations
    for turn in range(TURNS_LONG if long_run else TURNS):
        station.copy_to(tmp_path / f"folded-{turn}")  # the log holds this turn only
        station.seal(3)
        station.run()
        station.seal(2)
        left = tmp_path / f"left-{turn}"
        shutil.copytree(station.folder, left)
        spoil_log(left, how, chance)
        crew.faults[f"log {how}"] += 1
        station.restored_from(left)
        assert station.opened.database.problems() == ()
        if station.ledger.restored:
            assert stopped(station) == "chain_fork"
            station.way_back(crew.code())
        station.seal()
    finish(crew, f"log {how}")


@pytest.mark.timeout(1800)
def test_a_copy_made_while_the_station_worked_is_found_out_or_whole(
    crew: World, tmp_path: Path, long_run: bool
) -> None:
    """Copying a live database is no backup: what comes of it says so or is a whole beginning."""
    (station,) = crew.stations
    refused = 0
    for turn in range(TURNS_LONG if long_run else TURNS):
        ended = threading.Event()

        def work(ended: threading.Event = ended) -> None:
            while not ended.is_set():
                station.seal()

        thread = threading.Thread(target=work)
        thread.start()
        copy = tmp_path / f"live-{turn}"
        try:
            copy_slowly(station.folder, copy)
        finally:
            ended.set()
            thread.join(30)
        crew.faults["live copy restored"] += 1
        station.drain()
        sound = tmp_path / f"sound-{turn}"
        station.copy_to(sound)
        before = station.ledger
        if not opens_whole(station, copy):  # a person takes another backup
            refused += 1
            station.put_in_place_of_itself(sound)
            continue
        known = {seq: bound for seq, bound, _ in before.sealed}
        head = station.queue.head()
        assert head.seq == 0 or known[head.seq] == head.link
        before.ended = True
        assert stopped(station) == ("chain_fork" if head.seq < before.acknowledged else "")
        if head.seq < before.acknowledged:
            station.way_back(crew.code())
        else:
            before.ended = False
    print(f"{refused} live copies refused as damaged")
    finish(crew, "a live copy")


def opens_whole(station: FaultStation, copy: Path) -> bool:
    """Whether the device can go on with this folder; if not, the program has to say so."""
    try:
        station.put_in_place_of_itself(copy)
    except StorageError as problem:
        return problem.code not in ("database_corrupt", "database_failed")
    return station.opened.database.problems() == ()


def spoil_log(folder: Path, how: str, chance: random.Random) -> None:
    """Cut the log anywhere, or let its end be zeros."""
    (log,) = folder.glob("*.sqlite3-wal")
    data = log.read_bytes()
    keep = chance.randint(0, len(data))
    log.write_bytes(data[:keep] + (b"" if how == "truncated" else bytes(len(data) - keep)))


def copy_slowly(source: Path, target: Path) -> None:
    """As a file manager does it: one file after another, without asking the database."""
    target.mkdir()
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
