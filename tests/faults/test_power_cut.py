"""The power goes at every call SQLite makes to the disk; what was acknowledged must be there.

The real database works under a recorder; at each place the files are built as a power cut may
leave them and opened again. With ``synchronous=NORMAL``, or with a disk that ignores flushes of the
log, the same comparison finds losses: it is the flush at each commit that keeps the promise.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from inspector_app.domain.inspection.acts import CartonPassed
from inspector_app.store.database import Database
from tests.fakes.power_cut_sqlite import Disk, Operation, Recorder, recording
from tests.fakes.records import chain, entry, opened, photo, summary

ACTS, SEALS = 40, 8
How = Literal["nothing", "everything", "some"]


def work_on(path: Path, recorder: Recorder, synchronous: str = "") -> None:
    """Acts one commit each, a photo row and a seal now and then, and several checkpoints."""
    database = Database.open(path)
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=25")
    if synchronous:  # not inside a transaction, or SQLite does not change it
        assert database._writing is not None
        driver = database._writing.connection.driver_connection
        driver.execute(f"PRAGMA synchronous={synchronous}")
        database._writing.rollback()
    records = database.unit_of_work()
    with records.writing() as work:
        work.inspections.create("i-1", opened(1), summary(1))
    recorder.acknowledge(1)
    events = iter(chain(*(b"{%d}" % number for number in range(1, SEALS + 1))))
    for n in range(2, ACTS + 1):
        with records.writing() as work:
            work.inspections.append("i-1", entry(n, CartonPassed(carton=n)))
            work.inspections.save_summary(summary(1, findings=n))
            if n % 5 == 0:
                row = photo(b"%d" % n)
                work.photos.add(row)
                work.journal.append(next(events), "i-1", [row.photo.sha256])
        recorder.acknowledge(n)
    database.close()


def record(tmp_path: Path, synchronous: str = "") -> list[Operation]:
    folder = tmp_path / f"recorded{synchronous}"
    folder.mkdir()
    with recording() as recorder:
        work_on(folder / "station.db", recorder, synchronous)
    operations = recorder.operations
    kinds = {(each.kind, each.file) for each in operations}
    assert {("flush", "station.db-wal"), ("flush", "station.db"), ("write", "station.db")} <= kinds
    return operations


@dataclass
class Cuts:
    """What power cuts at each place would have cost."""

    tried: int = 0
    losses: int = 0
    damage: int = 0


def cut_everywhere(
    operations: list[Operation], folder: Path, how: How, *, every: int = 1, deaf: str = ""
) -> Cuts:
    """Cut the power after each ``every``-th call and compare."""
    disk, cuts, acknowledged = Disk(), Cuts(), 0
    chance = random.Random(7)
    folder.mkdir(exist_ok=True)
    for place, operation in enumerate(operations):
        disk.apply(operation, deaf=deaf)
        if operation.kind == "acknowledge":
            acknowledged = operation.place
        if place % every and operation.kind != "acknowledge":
            continue
        for stale in folder.iterdir():
            stale.unlink()
        for name, data in disk.left(how, chance).items():
            (folder / name).write_bytes(data)
        compare(folder / "station.db", acknowledged, cuts)
    return cuts


def compare(path: Path, acknowledged: int, cuts: Cuts) -> None:
    """Acts are 1 … k without a gap, k at least the acknowledged one, and all the rest fits."""
    cuts.tried += 1
    if not path.exists():
        cuts.losses += acknowledged > 0
        return
    try:
        acts, findings, seals, sound = read(path)
    except sqlite3.OperationalError:  # no tables yet
        cuts.losses += acknowledged > 0
        return
    except sqlite3.DatabaseError:
        cuts.damage += 1
        return
    count = len(acts)
    wanted = (count if count > 1 else 0, count // 5) if acts else (None, 0)
    if acts != list(range(1, count + 1)) or not sound or (findings, seals) != wanted:
        cuts.damage += 1
    elif count < acknowledged:
        cuts.losses += 1


def read(path: Path) -> tuple[list[int], int | None, int, bool]:
    with closing(sqlite3.connect(path)) as connection:
        acts = [row[0] for row in connection.execute("SELECT n FROM acts ORDER BY n")]
        row = connection.execute(
            "SELECT json_extract(body, '$.findings') FROM inspections"
        ).fetchone()
        seals = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return acts, row[0] if row else None, seals, sound


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    return record(tmp_path_factory.mktemp("power"))


@pytest.mark.parametrize("how", ["nothing", "everything", "some"])
def test_nothing_acknowledged_is_lost_wherever_the_power_goes(
    operations: list[Operation], tmp_path: Path, how: How, long_run: bool
) -> None:
    cuts = cut_everywhere(operations, tmp_path / "cut", how, every=1 if long_run else 5)
    assert cuts.tried > 80
    assert (cuts.losses, cuts.damage) == (0, 0)


def test_the_flush_at_each_commit_is_what_keeps_the_promise(tmp_path: Path) -> None:
    """The same work with a flush at checkpoints only loses acknowledged acts."""
    operations = record(tmp_path, "NORMAL")
    cuts = cut_everywhere(operations, tmp_path / "cut", "nothing", every=5)
    assert cuts.losses > 10
    assert cuts.damage == 0


def test_a_disk_that_ignores_flushes_of_the_log_is_noticed(
    operations: list[Operation], tmp_path: Path
) -> None:
    cuts = cut_everywhere(operations, tmp_path / "cut", "nothing", every=5, deaf="-wal")
    assert cuts.losses > 10


@pytest.mark.parametrize("spoiled", ["cut off", "zeroed", "torn", "turned bits"])
def test_a_spoiled_end_of_the_log_costs_only_what_lies_behind_it(
    operations: list[Operation], tmp_path: Path, spoiled: str
) -> None:
    """Without any model of flushes: a log whose end is lost gives a consistent earlier moment."""
    disk = Disk()
    for operation in operations[: just_before_a_checkpoint(operations)]:
        disk.apply(operation)
    files = disk.left("everything", random.Random(0))
    log = files["station.db-wal"]
    assert len(log) > 20_000
    chance, counts = random.Random(3), set()
    for place in sorted(chance.randrange(32, len(log)) for _ in range(25)):
        (tmp_path / "station.db").write_bytes(files["station.db"])
        (tmp_path / "station.db-wal").write_bytes(_spoil(log, place, spoiled))
        (tmp_path / "station.db-shm").unlink(missing_ok=True)
        cuts = Cuts()
        compare(tmp_path / "station.db", 0, cuts)
        assert cuts.damage == 0
        counts.add(len(read(tmp_path / "station.db")[0]))
    assert len(counts) > 2  # the further the damage, the more is there


def just_before_a_checkpoint(operations: list[Operation]) -> int:
    """Where the log is longest: the first write into the database after the middle."""
    writes = [each.kind == "write" and each.file == "station.db" for each in operations]
    return writes.index(True, len(operations) // 2)


def _spoil(log: bytes, place: int, how: str) -> bytes:
    match how:
        case "cut off":
            return log[:place]
        case "zeroed":
            return log[:place] + bytes(len(log) - place)
        case "torn":
            return log[:place] + b"\xa5" * min(512, len(log) - place) + log[place + 512 :]
    return log[:place] + bytes(255 - each for each in log[place : place + 64]) + log[place + 64 :]
