"""Stations on real folders, with a real store and the real sender, each behind a line of its own.

What they seal is small and made up, so that thousands of faults fit into minutes; the doors, the
database, the photo files and the sender are those of the program.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.identities import enrol_anew
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.errors import AccessError, DateError, StorageError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services import calendar_doubt
from inspector_app.services.closing import seal
from inspector_app.services.ports import SealedEvent, SendQueue
from inspector_app.services.records import PhotoRow
from inspector_app.settings import DataFolder
from inspector_app.store.photo_files import PhotoFiles, PosixOrWindowsDisk
from inspector_app.store.send_overview import SendOverview
from inspector_app.store.tables import journal, journal_photos
from inspector_app.sync.engine import LEASE_SECONDS, SyncReport
from tests.fakes.clock import PlainPins
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.goods import SUPERVISOR
from tests.fakes.sealed_payloads import disposition, inspection, record_id
from tests.fakes.servers.small_disk import SmallDisk
from tests.faults.ledger import Ledger
from tests.faults.lives import Lives
from tests.faults.odd_records import OddRecord

PERSON_MENDS: Final = frozenset(
    {
        "bad_encoding", "bad_signature", "digest_mismatch", "not_your_station",
        "payload_too_large", "unknown_station",
    }
)  # fmt: skip
"""Stops that damaged bytes on the way can cause: a person looks and lets it go on."""


class WrongClock:
    """The machine's clock, set wrong by ``days``."""

    def __init__(self, days: float = 0) -> None:
        self.days = days
        self._right = SystemClock()

    def now(self) -> datetime:
        return self._right.now() + timedelta(days=self.days)

    def today(self) -> date:
        return self._right.today() + timedelta(days=self.days)

    def monotonic_ns(self) -> int:
        return self._right.monotonic_ns()


@dataclass(frozen=True)
class Made:
    """What is sealed next."""

    payload: bytes
    kind: str
    record: str
    photos: tuple[bytes, ...] = ()


def make_event(station: int, number: int, chance: random.Random) -> Made:
    """An inspection with up to two photos, or a decision on an earlier one."""
    record = station * 1_000_000 + number
    if number > 1 and chance.random() < 0.2:
        about = station * 1_000_000 + chance.randint(1, number - 1)
        return Made(disposition(about), "disposed", record_id(about))
    sizes = [chance.choice((300, 3_000, 30_000, 90_000)) for _ in range(chance.randint(0, 2))]
    photos = tuple(chance.randbytes(size) for size in sizes)
    return Made(inspection(record, photos), "created", record_id(record), photos)


def add_event(opened: OpenStation, made: Made) -> tuple[SealedEvent, list[str]]:
    """Seal it; where the date is doubted a supervisor looks at a calendar first. The event and its
    photos."""
    for _ in range(5):
        try:
            return _add(opened, made)
        except AccessError as problem:
            if problem.code != "clock_doubtful":
                raise
        with contextlib.suppress(DateError):  # the sender found out about the clock meanwhile
            calendar_doubt.confirm(opened.station, SUPERVISOR)
    raise AssertionError("the date is doubted for ever")


def _add(opened: OpenStation, made: Made) -> tuple[SealedEvent, list[str]]:
    """As the doors do: photos first, then one commit."""
    station = opened.station
    digests = [station.files.put(data, "jpg") for data in made.photos]
    with station.records.writing() as work:
        for sha256, data in zip(digests, made.photos, strict=True):
            taken = PhotoTaken(
                sha256=sha256, suffix="jpg", media_type="image/jpeg", size=len(data), width=64,
                height=64,
            )  # fmt: skip
            work.photos.add(
                PhotoRow(
                    photo=taken, record_id=made.record, taken_at=station.clock.now(), person_id="U"
                )
            )
        event = seal(station, work, made.kind, made.payload, made.record, tuple(digests))
    return event, digests


class NoRoom(PosixOrWindowsDisk):
    """A disk on which nothing new fits, where none can be mounted."""

    def write(self, handle: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FaultStation:
    """One device: its folder, its line, its ledger."""

    def __init__(
        self, disk: SmallDisk, number: int, line: FaultProxy, seed: int, lives: Lives
    ) -> None:
        self.disk = disk
        self.folder = disk.place / "station"
        self.number = number
        self.line = line
        self.seed = seed
        self.lives = lives
        self.chance = random.Random(f"{seed}/station/{number}")
        self.clock = WrongClock()
        self.made = 0
        self.persons = 0
        self.refused: list[str] = []
        self.away = False
        self.past: list[Ledger] = []
        self.opened = self._open()
        self.ledger = Ledger(self.opened.station.station_id)

    def enrol(self, code: str) -> None:
        """Make it known; its line must be good."""
        enrol_station(self.opened, self.line.url, code)

    def seal(self, count: int = 1) -> None:
        """Capture goes on, whatever happens to the line."""
        for _ in range(count):
            self.made += 1
            self.put(make_event(self.number, self.made, self.chance))

    def seal_photo(self) -> SealedEvent | None:
        """Seal an inspection with one photo of some size."""
        self.made += 1
        record = self.number * 1_000_000 + self.made
        photo = self.chance.randbytes(self.chance.randint(2_000, 60_000))
        return self.put(Made(inspection(record, [photo]), "created", record_id(record), (photo,)))

    def seal_large(self) -> SealedEvent | None:
        """Seal an inspection of much text, which a database keeps on pages of its own."""
        self.made += 1
        record = self.number * 1_000_000 + self.made
        remark = self.chance.randbytes(90_000).hex()
        return self.put(Made(inspection(record, remark=remark), "created", record_id(record)))

    def put_odd(self, odd: OddRecord) -> None:
        """Seal something that will be kept without being understood."""
        self.made += 1
        payload = odd.payload(self.number, self.made)
        event = self.put(Made(payload, odd.kind, f"odd-{self.number}-{self.made}"))
        if event is not None:
            self.ledger.odd.add(event.seq)

    def put(self, made: Made) -> SealedEvent | None:
        """Seal one thing; None when the station refused it: nothing was promised then. Nor while a
        program of its own has the folder."""
        if self.away:
            return None
        try:
            event, photos = add_event(self.opened, made)
        except StorageError as problem:
            self.refused.append(problem.code)
            return None
        self.ledger.seal(event.seq, event.link, event.payload, photos)
        return event

    def run(self, attempts: int = 1) -> list[SyncReport]:
        """Try to send so often, unless a program of its own does; a person mends what only a person
        can."""
        if self.away:
            return []
        reports: list[SyncReport] = []
        for _ in range(attempts):
            try:
                reports.append(send_once(self.opened, "faults"))
            except StorageError as problem:
                self.refused.append(problem.code)  # its own disk is full
                continue
            self.hear()
            if reports[-1].outcome == "stopped":
                self._call_person()
            if reports[-1].outcome == "done" and not self.line.armed:
                break
        return reports

    def run_patiently(self) -> list[SyncReport]:
        """Once, when nobody sends: who was killed while sending holds the lease for two minutes."""
        end = time.monotonic() + 2 * LEASE_SECONDS
        while (reports := self.run()) and reports[-1].outcome == "busy":
            assert time.monotonic() < end, "the lease is held for ever"
            time.sleep(1)
        return reports

    def drain(self, attempts: int = 60) -> None:
        """With everything good again: until nothing is left."""
        reports: list[SyncReport] = []
        for _ in range(attempts):
            reports = self.run_patiently()
            if reports and reports[-1].outcome == "done" and not self.left():
                return
        last = [(each.outcome, each.problem) for each in reports]
        raise AssertionError(f"station {self.number} never came to an end: {last}, {self.left()}")

    def left(self) -> dict[str, int]:
        """What still waits to be sent or to be proved."""
        queue = self.queue
        waiting = [
            f"{line.state} {line.reason}"
            for line in self.overview.photos(1_000_000)
            if line.state == "pending" or not self._may_stay_unproved(line.sha256)
        ]
        events = queue.head().seq - queue.delivered().seq
        return {**({"events": events} if events else {}), **Counter(waiting)}

    def _may_stay_unproved(self, sha256: str) -> bool:
        """Also what travels like a photo and is none: large bytes of carried events."""
        named = [ledger for ledger in self.ledgers if sha256 in ledger.photos]
        return not named or any(ledger.may_stay_unproved(sha256) for ledger in named)

    def problems(self) -> list[str]:
        """What of the sealed is no longer as it was."""
        return self.ledger.problems_of_queue(self.queue, self.overview)

    def hear(self) -> None:
        self.ledger.hear(self.queue, self.overview)

    def spoil(self, event: SealedEvent | None, *, missing: bool) -> None:
        """Destroy the originals of an event that were not sent yet."""
        if event is None:
            return
        for sha256, seq in self.ledger.photos.items():
            if seq == event.seq and sha256 not in self.ledger.safe:
                path = self.opened.files.path(sha256)
                data = path.read_bytes()
                path.chmod(0o600)
                path.unlink() if missing else path.write_bytes(data[:-1] + b"?")
                self.ledger.spoiled.add(sha256)

    @contextmanager
    def without_room(self) -> Iterator[None]:
        """Nothing fits on its disk meanwhile."""
        files = self.opened.files
        assert isinstance(files, PhotoFiles)
        disk = files._disk
        if self.disk.mounted:
            self.disk.fill()
        else:
            files._disk = NoRoom()
        try:
            yield
        finally:
            files._disk = disk
            if self.disk.mounted:
                self.disk.free()

    @contextmanager
    def as_process(self, chance: random.Random) -> Iterator[None]:
        """It runs as a program of its own meanwhile and is killed at a random moment."""
        self.opened.close()
        after = chance.uniform(0.05, 0.6)
        order = (str(self.folder), str(self.number), str(self.made), str(chance.getrandbits(32)))
        self.away = True
        child = self.lives.start("\t".join(order))

        def kill() -> list[str]:
            self.lives.wait_for("ready")
            time.sleep(after)
            return self.lives.kill(child)

        with ThreadPoolExecutor(1) as pool:
            killing = pool.submit(kill)
            try:
                yield
            finally:
                said = killing.result()
                self.away = False
                self.opened = self._open()
        self._believe(said)

    def _believe(self, said: list[str]) -> None:
        """What the killed one had promised has to be there; what it had not may be."""
        promised: dict[int, str] = {}
        for line in said:
            match line.split():
                case ["sealed", made, seq, bound]:
                    self.made = max(self.made, int(made))
                    promised[int(seq)] = bound
                case ["delivered", seq]:
                    self.ledger.acknowledged = max(self.ledger.acknowledged, int(seq))
        self._read_journal()
        self.made += 2  # one may have been sealed and not said
        sealed = {seq: bound.hex() for seq, bound, _ in self.ledger.sealed}
        self.ledger.broken += [
            f"station {self.number}: seq {seq} was promised and is gone"
            for seq, bound in promised.items()
            if sealed.get(seq) != bound
        ]
        self.hear()

    def _read_journal(self) -> None:
        """Write down what was sealed where we could not hear it."""
        named = select(journal_photos.c.sha256)
        base = self.queue.head().base
        with self.opened.database.read() as connection:
            for row in connection.execute(journal.select().order_by(journal.c.seq)):
                seq = row.seq - base
                if seq > len(self.ledger.sealed):
                    photos = connection.execute(named.where(journal_photos.c.seq == row.seq))
                    self.ledger.seal(seq, row.link, row.payload, photos.scalars().all())

    def put_in_place_of_itself(self, folder: Path) -> None:
        """The device goes on with another folder: a backup, a copy, what a lying disk left."""
        self.opened.close()
        shutil.rmtree(self.folder)
        shutil.copytree(folder, self.folder)
        self.opened = self._open()

    def restored_from(self, folder: Path) -> None:
        """It forgets what it sealed since; what nobody had acknowledged by then is gone with it."""
        ledger = self.ledger
        self.put_in_place_of_itself(folder)
        head = self.queue.head()
        known = {seq: bound for seq, bound, _ in ledger.sealed}
        if head.seq and known.get(head.seq) != head.link:
            ledger.broken.append(f"station {self.number} came back with another journal")
        ledger.sealed = ledger.sealed[: max(head.seq, ledger.acknowledged)]
        kept = {seq for seq, _, _ in ledger.sealed}
        here = set(self.files_named())
        ledger.photos = {
            sha256: seq
            for sha256, seq in ledger.photos.items()
            if seq in kept and (sha256 in here or sha256 in ledger.safe)
        }
        ledger.restored = head.seq < ledger.acknowledged

    def files_named(self) -> list[str]:
        """Photos that entries of this journal name."""
        with self.opened.database.read() as connection:
            return list(connection.execute(select(journal_photos.c.sha256)).scalars())

    def copy_to(self, folder: Path) -> None:
        """A copy of the closed folder: the log is folded into the file."""
        self.opened.close()
        shutil.copytree(self.folder, folder)
        self.opened = self._open()

    def way_back(self, code: str) -> None:
        """A person enrols it anew; what was not acknowledged is carried into the new chain."""
        enrol_anew(self.opened, self.line.url, code)
        self.ledger.ended = True
        self.past.append(self.ledger)
        spoiled = set(self.ledger.spoiled)
        self.ledger = Ledger(self.opened.station.station_id, spoiled=spoiled)
        self._read_journal()

    @property
    def ledgers(self) -> list[Ledger]:
        """Of all its identities."""
        return [*self.past, self.ledger]

    @property
    def queue(self) -> SendQueue:
        return self.opened.database.send_queue()

    @property
    def overview(self) -> SendOverview:
        return self.opened.database.send_overview()

    def close(self) -> None:
        self.opened.close()

    def _open(self) -> OpenStation:
        return open_station(DataFolder(self.folder), clock=self.clock, pins=PlainPins())

    def _call_person(self) -> None:
        stopped = self.queue.stopped()
        if stopped is not None and stopped.code in PERSON_MENDS:
            self.persons += 1
            self.queue.resume()
