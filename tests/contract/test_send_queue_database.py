from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from inspector_app.services.ports import SealedEvent, SendQueue
from inspector_app.store.database import Database
from tests.contract.send_queue_contract import SendQueueContract
from tests.fakes.records import STATION, photo, sealed


class DatabaseBench:
    """The station's SQLite."""

    station_id = str(STATION)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = Database.open(path)

    @property
    def queue(self) -> SendQueue:
        return self._database.send_queue()

    def seal(self, payload: bytes, photos: Sequence[bytes] = ()) -> SealedEvent:
        rows = [photo(data) for data in photos]
        event = sealed(self.queue.head(), payload)
        with self._database.unit_of_work().writing() as work:
            for row in rows:
                work.photos.add(row)
            work.journal.append(event, "i-1", [row.photo.sha256 for row in rows])
        return event

    def restart(self) -> None:
        self.close()
        self._database = Database.open(self._path)

    def close(self) -> None:
        self._database.close()


class TestSendQueueInTheDatabase(SendQueueContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DatabaseBench]:
        bench = DatabaseBench(tmp_path / "station.db")
        yield bench
        bench.close()
