"""Stations on real folders, with a real store and the real sender, each behind a line of its own.

What they seal is small and made up, so that thousands of faults fit into minutes; the doors, the
database, the photo files and the sender are those of the program.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.errors import AccessError, StorageError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services import calendar_doubt
from inspector_app.services.closing import seal
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import PhotoRow
from inspector_app.settings import DataFolder
from inspector_app.sync.engine import SyncReport
from tests.fakes.clock import PlainPins
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.goods import SUPERVISOR
from tests.fakes.sealed_payloads import disposition, inspection
from tests.faults.ledger import Ledger

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
        return Made(disposition(about), "disposed", f"{about}")
    sizes = [chance.choice((300, 3_000, 30_000, 90_000)) for _ in range(chance.randint(0, 2))]
    photos = tuple(chance.randbytes(size) for size in sizes)
    return Made(inspection(record, photos), "created", f"{record}", photos)


def add_event(opened: OpenStation, made: Made) -> tuple[SealedEvent, list[str]]:
    """Seal it as the doors do: photos first, then one commit. The event and its photos."""
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


class FaultStation:
    """One device: its folder, its line, its ledger."""

    def __init__(self, folder: Path, number: int, line: FaultProxy, seed: int) -> None:
        self.folder = folder
        self.number = number
        self.line = line
        self.chance = random.Random(f"{seed}/station/{number}")
        self.clock = WrongClock()
        self.made = 0
        self.persons = 0
        self.refused: list[str] = []
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

    def put(self, made: Made) -> SealedEvent | None:
        """Seal one thing; None when the station refused it: nothing was promised then."""
        try:
            event, photos = add_event(self.opened, made)
        except AccessError as problem:
            if problem.code != "clock_doubtful":
                raise
            calendar_doubt.confirm(self.opened.station, SUPERVISOR)
            event, photos = add_event(self.opened, made)
        except StorageError as problem:
            self.refused.append(problem.code)
            return None
        self.ledger.seal(event, photos)
        return event

    def run(self, attempts: int = 1) -> list[SyncReport]:
        """Try to send so often; a person mends what only a person can."""
        reports: list[SyncReport] = []
        for _ in range(attempts):
            try:
                reports.append(sync_engine(self.opened, "faults").run_once(force=True))
            except StorageError as problem:
                self.refused.append(problem.code)  # its own disk is full
                continue
            self.hear()
            if reports[-1].outcome == "stopped":
                self._call_person()
            if reports[-1].outcome == "done":
                break
        return reports

    def drain(self, attempts: int = 40) -> SyncReport:
        """With everything good again: until nothing is left."""
        for _ in range(attempts):
            report = self.run()[-1]
            if report.outcome == "done" and not self.left():
                return report
        raise AssertionError(f"{self.number}: {report.outcome} {report.problem!r} {self.left()}")

    def left(self) -> dict[str, int]:
        """What still waits."""
        queue, counts = self.queue, self.overview.photo_counts()
        found = {
            "events": queue.head().seq - queue.delivered().seq,
            "photos": counts.get("pending", 0) + counts.get("sent", 0),
        }
        return {name: count for name, count in found.items() if count}

    def problems(self) -> list[str]:
        """What of the sealed is no longer as it was."""
        return self.ledger.problems_of_queue(self.queue, self.overview)

    def hear(self) -> None:
        self.ledger.hear(self.queue, self.overview)

    @property
    def queue(self):  # type: ignore[no-untyped-def]
        return self.opened.database.send_queue()

    @property
    def overview(self):  # type: ignore[no-untyped-def]
        return self.opened.database.send_overview()

    def close(self) -> None:
        self.opened.close()

    def reopen(self) -> None:
        """As after the program was ended or the folder replaced."""
        self.opened.close()
        self.opened = self._open()

    def copy_to(self, target: Path) -> None:
        """The folder as a file manager would copy it, work going on or not."""
        shutil.copytree(self.folder, target)

    def _open(self) -> OpenStation:
        return open_station(DataFolder(self.folder), clock=self.clock, pins=PlainPins())

    def _call_person(self) -> None:
        stopped = self.queue.stopped()
        if stopped is not None and stopped.code in PERSON_MENDS:
            self.persons += 1
            self.queue.resume()


def counted(stations: Sequence[FaultStation]) -> list[str]:
    """Problems of all queues."""
    return [problem for station in stations for problem in station.problems()]
