"""The station is killed at random microseconds; what a door acknowledged must be there after.

A child inspects through the real doors into a real folder and says on its standard output what
each door has returned. It is killed without warning, about half the times a moment after it
announced a door, so that photo writes and commits are cut. Then the folder is opened again, and
what was acknowledged is compared with what is there; the next child goes on where it stood.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.services.ports import ChainHead
from inspector_app.services.summaries import work_state
from inspector_app.settings import DataFolder
from inspector_app.store.tables import acts, inspections, journal, outbox, photos
from inspector_app.wire.link import link
from tests.fakes.clock import PlainPins
from tests.fakes.station import make_station

HERE = Path(__file__).resolve().parent
KILLS, KILLS_LONG = 25, 200
YOUNG_KILLS, YOUNG_KILLS_LONG = 6, 40


@dataclass
class Acknowledged:
    """What doors have returned, over all children."""

    acts: set[tuple[str, int, str]] = field(default_factory=set)
    photos: set[tuple[str, str]] = field(default_factory=set)
    sealed: set[tuple[int, str]] = field(default_factory=set)
    cut: dict[str, int] = field(default_factory=dict)

    def take(self, lines: list[str]) -> None:
        begun = ""
        for line in lines:
            match line.split():
                case ["begin", door]:
                    begun = door
                case ["act", inspection, n, kind]:
                    self.acts.add((inspection, int(n), kind))
                    begun = ""
                case ["photo", inspection, sha256]:
                    self.photos.add((inspection, sha256))
                case ["sealed", seq, digest]:
                    self.sealed.add((int(seq), digest))
        if begun:
            self.cut[begun] = self.cut.get(begun, 0) + 1


class Lives:
    """Starts children, kills them and hears what they said."""

    def __init__(self) -> None:
        self._nurse: subprocess.Popen[str] | None = None

    def start(self, folder: Path, seed: int) -> None:
        """A child begins; where the system forks, one program gives birth to all."""
        if os.name == "nt":
            self._nurse = self._program(str(folder), str(seed))
            return
        if self._nurse is None:
            self._nurse = self._program()
        assert self._nurse.stdin is not None
        self._nurse.stdin.write(f"{folder}\t{seed}\n")
        self._nurse.stdin.flush()

    def hear(self) -> str:
        """The next line; ``""`` when there will be none."""
        assert self._nurse is not None
        assert self._nurse.stdout is not None
        return self._nurse.stdout.readline().rstrip()

    def born(self) -> int:
        """Skip what is said until the child is named; 0 where it is the program itself."""
        line = ""
        while os.name != "nt" and not line.startswith("born"):
            line = self.hear()
        return int(line.split()[1]) if line else 0

    def kill(self, child: int) -> list[str]:
        """End the child without warning; it must have lived until now. What it had said."""
        assert self._nurse is not None
        assert self._nurse.stdout is not None
        if os.name == "nt":
            assert self._nurse.poll() is None, "it ended by itself"
            self._nurse.kill()
            return [line.rstrip() for line in self._nurse.stdout]
        os.kill(child, signal.SIGKILL)
        said = list(iter(self.hear, f"gone {-signal.SIGKILL}"))
        assert not [line for line in said if line.startswith("gone")], "it ended by itself"
        return said

    def close(self) -> None:
        if self._nurse is not None:
            self._nurse.kill()
            self._nurse.communicate()

    @staticmethod
    def _program(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(HERE / "kill_child.py"), *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )  # fmt: skip


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    lives = Lives()
    yield lives
    lives.close()


def run_and_kill(lives: Lives, folder: Path, seed: int, chance: random.Random) -> list[str]:
    """One child, killed after some lines and a few more microseconds."""
    said: list[str] = []
    lives.start(folder, seed)
    child = lives.born()

    def hear_until(wanted: str) -> None:
        line = ""
        while not line.startswith(wanted):
            line = lives.hear()
            assert line, "the child is gone"
            assert not line.startswith("gone"), "the child ended by itself"
            said.append(line)

    wanted = chance.choice(["begin photo", "begin close", "begin", "act"])
    for _ in range(chance.randint(1, 2 if wanted == "begin close" else 15)):
        hear_until(wanted)
    time.sleep(chance.uniform(0, 0.012))
    return said + lives.kill(child)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_station(tmp_path / "station").close()
    return tmp_path / "station"


def broken(opened: OpenStation, told: Acknowledged) -> list[str]:
    """What is wrong in the folder; empty when nothing acknowledged is missing and all joins."""
    faults = [f"integrity: {problem}" for problem in opened.database.problems()]
    with opened.database.read() as connection:
        stored_acts = {
            (row.inspection_id, row.n, row.kind) for row in connection.execute(acts.select())
        }
        stored_photos = {(row.record_id, row.sha256) for row in connection.execute(photos.select())}
        ids = connection.execute(inspections.select()).mappings().all()
        waiting = {row.seq for row in connection.execute(outbox.select())}
        entries = connection.execute(journal.select().order_by(journal.c.seq)).all()
    faults += [f"act lost: {each}" for each in told.acts - stored_acts]
    faults += [f"photo row lost: {each}" for each in told.photos - stored_photos]
    faults += [
        f"photo file: {sha256}"
        for sha256 in {sha256 for _, sha256 in stored_photos | told.photos}
        if not opened.files.intact(sha256)
    ]
    faults += broken_chain(opened, told, entries, waiting)
    for row in ids:
        faults += broken_inspection(opened, row["id"])
    return faults


def broken_chain(
    opened: OpenStation, told: Acknowledged, entries: object, waiting: set[int]
) -> list[str]:
    faults: list[str] = []
    station, head = UUID(opened.station.station_id).bytes, ChainHead()
    stored = set()
    for row in entries:  # type: ignore[attr-defined]
        digest = link(station, head.seq + 1, head.link, row.payload)
        if (row.seq, row.previous, row.link) != (head.seq + 1, head.link, digest):
            faults.append(f"chain: {row.seq}")
        head = ChainHead(seq=row.seq, link=row.link)
        stored.add((row.seq, row.link.hex()))
    faults += [f"seal lost: {each}" for each in told.sealed - stored]
    if waiting != {seq for seq, _ in stored}:
        faults.append("outbox and journal differ")
    return faults


def broken_inspection(opened: OpenStation, inspection_id: str) -> list[str]:
    """Acts without a gap; the row of lists, the seal and the photos agree with them."""
    with opened.station.records.reading() as work:
        inspection = work.inspections.load(inspection_id)
        summary = work.inspections.summary(inspection_id)
        assert inspection is not None
        assert summary is not None
        events = work.journal.of_record(inspection_id)
        rows = {row.photo for row in work.photos.of_record(inspection_id)}
    state, faults = inspection.state, []
    if [entry.n for entry in inspection.entries] != list(range(1, inspection.revision + 1)):
        faults.append(f"gap: {inspection_id}")
    if summary.state != work_state(state):
        faults.append(f"summary says {summary.state}: {inspection_id}")
    if not set(state.photos) <= rows:
        faults.append(f"act without photo row: {inspection_id}")
    sealed = [] if state.closed is None else [state.closed.link]
    if [event.link.hex() for event in events] != sealed:
        faults.append(f"closed and sealed differ: {inspection_id}")
    return faults


@pytest.mark.timeout(3600)
def test_no_acknowledged_act_or_photo_is_lost_when_the_program_is_killed(
    lives: Lives, folder: Path, long_run: bool
) -> None:
    kills = KILLS_LONG if long_run else KILLS
    chance, told = random.Random(20261122), Acknowledged()
    for seed in range(kills):
        told.take(run_and_kill(lives, folder, seed, chance))
        if seed % 5 == 4:
            with open_station(DataFolder(folder), pins=PlainPins()) as opened:
                opened.files.sweep()
                assert broken(opened, told) == [], f"by kill {seed}"
    counts = f"{len(told.acts)} acts, {len(told.photos)} photos, {len(told.sealed)} seals"
    print(f"{kills} kills: {counts} compared; doors cut: {told.cut}")
    # The comparison proves something only when doors were really cut.
    assert sum(told.cut.values()) >= kills // 2
    assert told.cut.get("photo", 0) >= 2
    assert len(told.acts) > 4 * kills
    assert len(told.photos) > kills
    assert told.sealed


@pytest.mark.timeout(1800)
def test_a_program_killed_while_it_makes_its_folder_leaves_one_that_opens(
    lives: Lives, tmp_path: Path, long_run: bool
) -> None:
    chance = random.Random(11)
    for seed in range(YOUNG_KILLS_LONG if long_run else YOUNG_KILLS):
        folder = tmp_path / f"young{seed}"
        lives.start(folder, seed)
        child = lives.born()
        while not any(folder.glob("station.sqlite3*")):
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.15))
        lives.kill(child)
        with make_station(folder) as opened:
            assert opened.database.problems() == ()


def test_the_comparison_notices_what_is_missing(lives: Lives, folder: Path) -> None:
    """A lost act, photo and seal, and a photo file cut short, are all seen."""
    told = Acknowledged()
    told.take(run_and_kill(lives, folder, 1, random.Random(5)))
    with open_station(DataFolder(folder), pins=PlainPins()) as opened:
        assert broken(opened, told) == []
        inspection, _, kind = next(iter(told.acts))
        told.acts.add((inspection, 9999, kind))
        told.photos.add((inspection, "0" * 64))
        told.sealed.add((9999, "00"))
        victim = next(opened.files.root.glob("??/*.jpg"), None)
        assert victim is not None
        victim.write_bytes(victim.read_bytes()[:-1])
        faults = "\n".join(broken(opened, told))
    for word in ("act lost", "photo row lost", "seal lost", f"photo file: {victim.stem}"):
        assert word in faults
